"""What a file of people would do, row by row, before anything is done. It goes to JSON and back, so that a page may
show it, and a task carry it out, long after the file was read.

Nothing of a column that is not read is in it.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NOT_READ = ""


class Result(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    SKIPPED = "skipped"
    ASKED = "asked"


class How(StrEnum):
    """How it is known what a column is read as."""

    KNOWN = "known"
    GUESSED = "guessed"
    REMEMBERED = "remembered"
    CHOSEN = "chosen"
    NOT_ASKED_FOR = "not asked for"


@dataclass(slots=True)
class Column:
    """`number` counts from 1. `heading` is shown; of a column that is not read there are no `examples`. `since` is when
    what is remembered was chosen, as an ISO time.
    """

    number: int
    heading: str
    read_as: str = NOT_READ
    how: str = How.NOT_ASKED_FOR
    examples: list[str] = field(default_factory=list)
    since: str = ""


@dataclass(slots=True)
class Option:
    value: str
    label: str
    help: str = ""


@dataclass(slots=True)
class Question:
    """One question about the file. `rows` wait for its answer; `answer` is the value of an option, or empty, and
    `proposed` the one that is chosen to begin with.
    """

    key: str
    title: str
    text: str
    options: list[Option]
    rows: list[int]
    answer: str = ""
    proposed: str = ""


@dataclass(slots=True)
class Change:
    """One thing of a row that would be another. `key` names it in the choices."""

    key: str
    label: str
    before: str
    after: str
    chosen: bool = True


@dataclass(slots=True)
class Outcome:
    """What becomes of one row, `row` being its number in a spreadsheet. `plan` is the engine's own."""

    row: int
    who: str
    outcome: str
    reasons: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    cohort: str = ""
    choosable: bool = False
    chosen: bool = False
    question: str = ""
    plan: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Missing:
    """A student of a cohort in the file who is not in the file. `student_id` is a key of Student."""

    student_id: int
    name: str
    cohort: str
    cohort_id: int
    chosen: bool = False


@dataclass(slots=True)
class Checked:
    """`fields` are the keys and labels of what a column may be read as."""

    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    header_row: int | None = None
    said: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    rows: list[Outcome] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, all six, in the order of `Result`."""
        counted = Counter(row.outcome for row in self.rows)
        return {result.value: counted[result] for result in Result}

    def to_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "counts": self.counts}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Checked":
        return cls(
            sheet=kept["sheet"],
            sheets=list(kept["sheets"]),
            header_row=kept["header_row"],
            said=list(kept["said"]),
            columns=[Column(**one) for one in kept["columns"]],
            fields=[(key, label) for key, label in kept["fields"]],
            questions=[
                Question(**{**one, "options": [Option(**option) for option in one["options"]]})
                for one in kept["questions"]
            ],
            rows=[
                Outcome(**{**one, "changes": [Change(**change) for change in one["changes"]]}) for one in kept["rows"]
            ],
            missing=[Missing(**one) for one in kept["missing"]],
        )


def row_choice(row: int) -> str:
    """The key of the choice whether a changed row goes in: True or False."""
    return f"row:{row}"


def change_choice(row: int, change: str) -> str:
    """The key of the choice whether one change of a row is made."""
    return f"row:{row}:{change}"


def missing_choice(*, student_id: int, cohort_id: int) -> str:
    """The key of the choice whether a student who is missing leaves the cohort."""
    return f"missing:{student_id}:{cohort_id}"
