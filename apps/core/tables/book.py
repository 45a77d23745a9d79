"""What a file of rows holds, whoever wrote it."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000  # with content, in all sheets: what a process has room for
LONGEST_TEXT = 32_767  # that a cell of a spreadsheet holds

_ROWS_ABOVE_A_HEADER = 50
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class Unreadable(Exception):  # noqa: N818 - it is said as a sentence
    """The file can't be read. Its text is a sentence for the person who chose the file, without a word of the file."""


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what a person sees, but for a date, which is ISO (`2028-05-15`, with `T09:30:00` where it has a time),
    and a formula whose value the file doesn't hold, which is empty. A file of text has no kinds but `TEXT` and `EMPTY`.
    """

    text: str
    kind: Kind = Kind.TEXT


EMPTY = Cell("", Kind.EMPTY)


def text_cell(text: str) -> Cell:
    """Spaces alone are no content. What no text has (NUL, half of a letter of UTF-16) is left out."""
    text = _NO_TEXT.sub("", text)
    return Cell(text) if text and not text.isspace() else EMPTY


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the one that a spreadsheet shows beside it. `damage` is a sentence where its cells can't be told
    apart.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are those with content, each as long as the widest, so their numbers have gaps. `hidden_columns` are
    places in `cells`. `said` are sentences about the whole sheet, without a word of its cells.
    """

    name: str
    rows: list[Row]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Book:
    """`sheets` are those with content, at least one: the visible ones first, each in the order of the file."""

    sheets: list[Sheet]


def folded(heading: str) -> str:
    """To compare headings: letters and digits alone, without case and accents."""
    letters = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def header_of(sheet: Sheet, known: Collection[str]) -> int | None:
    """The number of the row with the headings: the first of those near the top with the most that are `known`, which
    are folded. One heading is enough only where no cell of the row has a digit or an @. None: no row has headings.
    """
    best, most = None, 0
    for row in sheet.rows[:_ROWS_ABOVE_A_HEADER]:
        texts = [cell.text for cell in row.cells if cell.text.strip()]
        headings = {folded(text) for text in texts} & set(known)
        if len(headings) == 1 and any(sign.isdigit() or sign == "@" for text in texts for sign in text):
            continue
        # Headings that are merged over two rows stand in both, and the people begin below the second.
        below = best is not None and len(headings) == most and row.number == best + 1
        if len(headings) > most or below:
            best, most = row.number, len(headings)
    return best


def rows_named(numbers: Collection[int]) -> str:
    """`row 7`, `rows 7 and 9`, `rows 1, 2, 3 and 40 more`."""
    first = sorted(numbers)
    if len(first) > 6:
        return f"rows {', '.join(map(str, first[:5]))} and {len(first) - 5} more"
    if len(first) == 1:
        return f"row {first[0]}"
    return f"rows {', '.join(map(str, first[:-1]))} and {first[-1]}"
