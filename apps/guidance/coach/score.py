"""How well the rules read messages that people have labelled: precision, recall, and both in one number."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from apps.guidance.coach.hints import CONVERSATION, QUESTION, THANKS
from apps.guidance.coach.rules import Rule, broken, broken_by_question, broken_by_thanks

COLUMNS = {"kind", "text", "notes", "labels"}


@dataclass(frozen=True)
class Labelled:
    kind: str
    text: str
    notes: str
    labels: frozenset[str]


# What reads each kind of text, and the rules that it reads for.
READERS: dict[str, tuple[Collection[Rule], Callable[[Labelled], set[Rule]]]] = {
    "question": (QUESTION, lambda row: broken_by_question(row.text)),
    "outreach": (CONVERSATION, lambda row: broken(row.text)),
    "thanks": (THANKS, lambda row: broken_by_thanks(row.text, notes=row.notes)),
}
_LABELS = {str(rule) for rules, _ in READERS.values() for rule in rules}


class Unreadable(Exception):
    """The file is not what it should be; the message says in one sentence what is wrong."""


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
        if row["kind"] not in READERS:
            raise Unreadable(f"Row {number} is of a kind that is not known: {row['kind']!r}.")
        if strange := sorted(labels - _LABELS):
            raise Unreadable(f"Row {number} has a label that is not known: {strange[0]!r}.")
        yield Labelled(row["kind"], row["text"], row["notes"], labels)


def figures(rows: Iterable[Labelled], *, kind: str) -> dict[str, Figures]:
    """For each rule of this kind of text, and for "all" of them pooled."""
    rules, reader = READERS[kind]
    right, flagged, labelled = Counter[str](), Counter[str](), Counter[str]()
    for row in (row for row in rows if row.kind == kind):
        found = {str(rule) for rule in reader(row)}
        wanted = row.labels & {str(rule) for rule in rules}
        for counter, labels in ((right, found & wanted), (flagged, found), (labelled, wanted)):
            counter.update(labels)
    each = {str(rule): Figures(right[rule], flagged[rule], labelled[rule]) for rule in Rule if rule in rules}
    return each | {"all": Figures(right.total(), flagged.total(), labelled.total())}


def report(rows: list[Labelled]) -> list[str]:
    """One line a rule and one for all of each kind, and one for all kinds. Raises Unreadable without a row."""
    if not rows:
        raise Unreadable("The file has no row.")
    found = {kind: figures(rows, kind=kind) for kind in READERS if any(row.kind == kind for row in rows)}
    lines = [_line(kind, rule, figure) for kind, each in found.items() for rule, figure in each.items()]
    return lines if len(found) == 1 else [*lines, _line("all", "all", _sum(each["all"] for each in found.values()))]


def _line(kind: str, rule: str, figure: Figures) -> str:
    line = f"{kind} {rule} precision {figure.precision:.2f} recall {figure.recall:.2f}"
    return f"{line} f1 {figure.f1:.2f}" if rule == "all" else line


def _sum(each: Iterable[Figures]) -> Figures:
    return Figures(*map(sum, zip(*((one.right, one.flagged, one.labelled) for one in each), strict=True)))
