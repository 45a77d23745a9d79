"""What a file of people would do, row by row, before anything is done.

Nothing of a column that is not read is in it.
"""

from collections import Counter
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
    `proposed` the one that is chosen to begin with. `nameless` is the title where that names somebody: it stands in
    lists that stay, and in logs. `cohort` is what the file calls a cohort that may be created for an answer.
    """

    key: str
    title: str
    text: str
    options: list[Option]
    rows: list[int]
    answer: str = ""
    is_remembered: bool = False
    proposed: str = ""
    nameless: str = ""
    cohort: str = ""


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

    @property
    def waiting(self) -> dict[int, list[str]]:
        """Of each row that is asked the questions that it waits for, without anybody's name."""
        found: dict[int, list[str]] = {}
        for question in self.questions:
            for row in question.rows if not question.answer else ():
                found.setdefault(row, []).append(question.nameless or question.title)
        return found


def row_choice(row: int) -> str:
    """The key of the choice whether a changed row goes in: True or False."""
    return f"row:{row}"


def change_choice(row: int, change: str) -> str:
    """The key of the choice whether one change of a row is made."""
    return f"row:{row}:{change}"


def missing_choice(*, student_id: int, cohort_id: int) -> str:
    """The key of the choice whether a student who is missing leaves the cohort."""
    return f"missing:{student_id}:{cohort_id}"
