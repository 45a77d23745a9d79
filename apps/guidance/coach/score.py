"""How well the rules read messages that people have labelled: precision, recall, and both in one number."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from apps.guidance.coach.rules import Rule, broken

COLUMNS = {"kind", "text", "notes", "labels"}
_KINDS = {"question", "outreach", "thanks"}
_LABELS = {*map(str, Rule), "closed", "lookup", "no_specific", "no_next_step"}
# What reads each kind of text. The other kinds of the file have no rules yet.
READERS: dict[str, tuple[type[Rule], Callable[[str], set[Rule]]]] = {"outreach": (Rule, broken)}


class Unreadable(Exception):
    """The file is not what it should be; the message says in one sentence what is wrong."""


@dataclass(frozen=True)
class Labelled:
    kind: str
    text: str
    labels: frozenset[str]


@dataclass(frozen=True)
class Figures:
    right: int
    flagged: int
    labelled: int

    @property
    def precision(self) -> float:
        """1 where nothing was flagged: then nothing was flagged wrongly."""
        return self.right / self.flagged if self.flagged else 1.0

    @property
    def recall(self) -> float:
        """1 where there was nothing to find."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read(content: bytes) -> list[Labelled]:
    """The rows of a file of labelled texts. Raises Unreadable."""
    if not content.strip():
        raise Unreadable("The file is empty.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unreadable("The file is not in UTF-8; save it as UTF-8 and try again.")
    try:
        return list(_rows(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except csv.Error as error:
        raise Unreadable(f"The file is not valid CSV: {error}.") from error


def _rows(lines: Iterator[list[str]]) -> Iterator[Labelled]:
    columns = next(lines)
    if missing := sorted(COLUMNS - set(columns)):
        raise Unreadable(f"The first line lacks: {', '.join(missing)}.")
    if unknown := [column for column in columns if column not in COLUMNS]:
        raise Unreadable(f"The first line has columns that are not known: {', '.join(map(repr, unknown))}.")
    if len(columns) > len(COLUMNS):
        raise Unreadable("The first line names a column twice.")
    for number, cells in enumerate(lines, start=2):
        if not cells:
            continue
        if len(cells) != len(columns):
            raise Unreadable(f"Row {number} has {len(cells)} cells and not {len(columns)}.")
        row = dict(zip(columns, cells, strict=True))
        labels = frozenset(label.strip() for label in row["labels"].split(";") if label.strip())
        if row["kind"] not in _KINDS:
            raise Unreadable(f"Row {number} is of a kind that is not known: {row['kind']!r}.")
        if strange := sorted(labels - _LABELS):
            raise Unreadable(f"Row {number} has a label that is not known: {strange[0]!r}.")
        yield Labelled(row["kind"], row["text"], labels)


def figures(rows: Iterable[Labelled], *, kind: str) -> dict[str, Figures]:
    """For each rule of this kind, and for "all" of them pooled."""
    rules, reader = READERS[kind]
    right, flagged, labelled = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        found = {str(rule) for rule in reader(row.text)}
        wanted = row.labels & {str(rule) for rule in rules}
        for counter, labels in ((right, found & wanted), (flagged, found), (labelled, wanted)):
            counter.update(labels)
    each = {str(rule): Figures(right[rule], flagged[rule], labelled[rule]) for rule in rules}
    return each | {"all": Figures(right.total(), flagged.total(), labelled.total())}


def report(rows: list[Labelled]) -> list[str]:
    """One line a rule and one for all of a kind. Raises Unreadable where no row is of a kind that has rules."""
    lines: list[str] = []
    for kind in READERS:
        if of_kind := [row for row in rows if row.kind == kind]:
            for rule, figure in figures(of_kind, kind=kind).items():
                line = f"{kind} {rule} precision {figure.precision:.2f} recall {figure.recall:.2f}"
                lines.append(f"{line} f1 {figure.f1:.2f}" if rule == "all" else line)
    if not lines:
        raise Unreadable(f"The file has no row of a kind that has rules: {', '.join(READERS)}.")
    return lines
