"""CSV and its kin, as spreadsheets write them: in any encoding, with commas, semicolons, tabs or bars."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from apps.core.tables.book import (
    EMPTY,
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    Cell,
    Row,
    Sheet,
    Unreadable,
    rows_named,
    text_cell,
)
from apps.core.tables.encodings import decode, written_twice

DAMAGE = "The quotation marks of this row don’t pair up, so its cells can’t be told apart."

_SEPARATORS = ",;\t|"
_TO_TELL_BY = 200  # records
_LINE_END = re.compile(r"\r\n|\n|\r")
# Takes no quotation mark back, or a cell that nothing closes would end at the first pair within.
_QUOTED = re.compile(r' *"((?>[^"]*(?:""[^"]*)*))"')
_OPENED = re.compile(' *"')
# For Excel, which doesn't show this line.
_SAYS_SEPARATOR = re.compile(r"sep=([^\r\n])(?:\r\n|\n|\r)", re.IGNORECASE)

Record = tuple[list[str], bool]  # its cells, and whether they can't be told apart


def read(content: bytes, *, name: str) -> Book:
    text, said = decode(content)
    opening = _SAYS_SEPARATOR.match(text)
    if opening:
        text = text[opening.end() :]
    separator, width = _separator(text, opening.group(1) if opening else _SEPARATORS)
    if opening and width == 1:  # it says what isn't so
        separator, width = _separator(text, _SEPARATORS)
    if width == 1 and text.startswith('"') and (unwrapped := _unwrapped(text, separator)):
        separator, width = _separator(unwrapped, _SEPARATORS)
        text = unwrapped if width > 1 else text
    found: list[tuple[int, list[Cell], bool]] = []
    room = MOST_CELLS
    for number, (texts, damaged) in enumerate(_records(text, separator, width), start=1):
        cells = [text_cell(text) for text in texts]
        while cells and cells[-1] is EMPTY:
            cells.pop()
        if not cells:
            continue
        room -= len(cells)
        if len(found) == MOST_ROWS:
            raise Unreadable(f"This file has more than {MOST_ROWS:,} rows. Divide it among files.")
        if len(cells) > MOST_COLUMNS or room < 0:
            raise Unreadable(f"This file has more than {MOST_COLUMNS} columns. Leave out what is not about people.")
        if any(len(cell.text) > LONGEST_TEXT for cell in cells):
            raise Unreadable(f"In row {number} a cell has more text than a spreadsheet holds.")
        found.append((number, cells, damaged))
    if not found:
        raise Unreadable("There is nothing in this file.")
    widest = max(len(cells) for _, cells, _ in found)
    rows = [
        Row(number, (*cells, *[EMPTY] * (widest - len(cells))), damage=DAMAGE if damaged else "")
        for number, cells, damaged in found
    ]
    return Book([Sheet(name, rows, said=[*said, *_about_letters(text, rows), *_about_damage(rows)])])


def _about_letters(text: str, rows: list[Row]) -> Iterator[str]:
    if written_twice(text):
        broken = [row.number for row in rows if any(written_twice(cell.text) for cell in row.cells)]
        yield (
            f"Letters in {rows_named(broken)} look broken, as “Ã©” for “é”: this file was saved from one that was read "
            "wrongly. Choose the original file if you have it."
        )
    if "\ufffd" in text:
        lost = [row.number for row in rows if any("\ufffd" in cell.text for cell in row.cells)]
        yield f"Letters in {rows_named(lost)} were lost before the file came here (�). Choose the original file."


def _about_damage(rows: list[Row]) -> Iterator[str]:
    if damaged := [row.number for row in rows if row.damage]:
        yield f"The quotation marks in {rows_named(damaged)} don’t pair up, so the cells there can’t be told apart."


def _unwrapped(text: str, separator: str) -> str:
    """Where each line was taken as one cell and saved with marks around it: the text without them. Otherwise empty."""
    cells = [cells for cells, _ in _records(text, separator)]
    return "\n".join(cell for [cell] in cells) if all(len(one) == 1 and "\n" not in one[0] for one in cells) else ""


def _separator(text: str, possible: str) -> tuple[str, int]:
    """The sign that parts the most records the same way, and into how many cells."""
    best, most, width = possible[0], 0, 1
    for separator in possible:
        widths = Counter(len(cells) for cells, _ in islice(_records(text, separator), _TO_TELL_BY) if any(cells))
        usual, times = max(widths.items(), key=lambda item: item[0] * item[1], default=(1, 0))
        if usual > 1 and usual * times > most:
            best, most, width = separator, usual * times, usual
    return best, width


def _records(text: str, separator: str, width: int = 0) -> Iterator[Record]:
    """One for each row of a spreadsheet. `width`: into how many cells most are parted, where that is known."""
    place = 0
    while place < len(text):
        line_end = _LINE_END.search(text, place)
        end = line_end.start() if line_end else len(text)
        if text.find('"', place, end) < 0:
            yield text[place:end].split(separator), False
            place = line_end.end() if line_end else end
        else:
            cells, damaged, place = _record(text, place, separator, width)
            yield cells, damaged


def _record(text: str, place: int, separator: str, width: int) -> tuple[list[str], bool, int]:
    """A record that has quotation marks, and where the next begins."""
    cells: list[str] = []
    damaged = False
    plain = re.compile(f"[^{re.escape(separator)}\r\n]*")
    while True:
        quoted = _QUOTED.match(text, place)
        if quoted is None and _OPENED.match(text, place) is None:
            cell = plain.match(text, place)
            assert cell is not None  # noqa: S101 - it matches nothing, too
            cells.append(cell.group())
            place = cell.end()
        else:
            after = plain.match(text, quoted.end()) if quoted else None
            more = after.group().strip() if after else ""
            if quoted is None or after is None or _swallows_rows(quoted.group(1), more, separator, width):
                # Nothing closes it in its row: the marks are signs like others up to the end of the line.
                line_end = _LINE_END.search(text, place)
                end = line_end.start() if line_end else len(text)
                return [*cells, *text[place:end].split(separator)], True, line_end.end() if line_end else end
            damaged = damaged or bool(more)
            cells.append(_LINE_END.sub("\n", quoted.group(1).replace('""', '"')) + more)
            place = after.end()
        if not text.startswith(separator, place):
            line_end = _LINE_END.match(text, place)
            return cells, damaged, line_end.end() if line_end else len(text)
        place += len(separator)


def _swallows_rows(cell: str, more: str, separator: str, width: int) -> bool:
    """Whether the mark that ends this cell opens another, rows below."""
    lines = _LINE_END.split(cell)
    return len(lines) > 1 and (
        bool(more) or (width > 2 and any(line.count(separator) == width - 1 for line in lines[1:-1]))
    )
