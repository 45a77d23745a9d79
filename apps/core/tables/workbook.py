"""XLSX, read as it comes, so that memory holds what a sheet says and not what it is made of.

openpyxl keeps every row that it has passed, formatted empty ones too, and its read-only way leaves out merged ranges,
hidden rows and formulas without a value. Elements are found by their local names: a workbook in the strict form of the
standard has other namespaces.
"""

from collections.abc import Iterator
from zipfile import ZipFile

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.escape import unescape

from apps.core.tables.book import (
    EMPTY,
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    Cell,
    Kind,
    Row,
    Sheet,
    Unreadable,
    rows_named,
    text_cell,
)
from apps.core.tables.markup import Broken, Part, Take, relations
from apps.core.tables.numbers import Styles

_MOST_ENTRIES = 2_000
_LARGEST = 300_000_000  # bytes, unpacked: a million formatted empty rows have 170 million
_RATIO = 100  # of unpacked to packed, from _RATIO_FROM bytes on
_RATIO_FROM = 20_000_000

_TRUE = ("1", "true")
_DIGITS = "0123456789"


def refuse_bombs(archive: ZipFile) -> None:
    """By what the archive says of itself: `zipfile` unpacks no more of an entry than that."""
    entries = archive.infolist()
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > _LARGEST or unpacked > max(_RATIO_FROM, packed * _RATIO):
        raise Unreadable(
            "This workbook unpacks to more than Acquaint reads. Save only the sheet with the people as a new file."
        )


def read(archive: ZipFile) -> Book:
    """Raises `Broken` where the archive is no workbook, and what `zipfile` raises."""
    path = next((path for kind, path in relations(archive, "").values() if kind == "officeDocument"), "xl/workbook.xml")
    parts = relations(archive, path)
    names = _Names()
    Part(archive, path).read(names)
    texts, styles = _Texts(), Styles(date_1904=names.date_1904)
    for kind, part in parts.values():
        if kind == "sharedStrings":
            Part(archive, part).read(texts)
        elif kind == "styles":
            Part(archive, part).read(styles)
    cells, sheets = 0, []
    for name, hidden, relation in names.sheets:
        kind, part = parts.get(relation, ("", ""))
        if kind == "worksheet":
            reader = _SheetReader(name, texts=texts, styles=styles, room=MOST_CELLS - cells)
            Part(archive, part, kept=False).read(reader)
            sheet = reader.sheet(hidden=hidden)
            cells += reader.cells
            sheets += [sheet] if sheet.rows else []
    if not sheets:
        raise Unreadable("There is nothing in this workbook.")
    return Book(sorted(sheets, key=lambda sheet: sheet.hidden))


class _Names:
    """The sheets: name, whether hidden, and the relation that leads to it."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.date_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> Take | None:
        if name == "workbookPr":
            self.date_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible") != "visible", relation))
        return None


class _Texts:
    """The texts that cells share. A text has pieces, each with a look of its own, and perhaps how it is read aloud."""

    def __init__(self) -> None:
        self._pieces: list[list[str]] = []
        self._aloud = False

    def __getitem__(self, place: str) -> str:
        if not place.isascii() or not place.isdigit() or int(place) >= len(self._pieces):
            raise Broken
        return "".join(self._pieces[int(place)])

    def start(self, name: str, _attributes: dict[str, str]) -> Take | None:
        if name == "si":
            self._pieces.append([])
            self._aloud = False
        elif name == "rPh":  # stands after all pieces
            self._aloud = True
        elif name == "t" and self._pieces and not self._aloud:
            return self._pieces[-1].append
        return None


class _SheetReader:
    """A cell is known to be whole when the next begins, so nothing is called at the end of the millions of others."""

    def __init__(self, name: str, *, texts: _Texts, styles: Styles, room: int) -> None:
        self.cells = 0
        self._name, self._texts, self._styles, self._room = name, texts, styles, room
        self._rows: list[tuple[int, bool, dict[int, Cell]]] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._hidden_columns: set[int] = set()
        self._without_value: set[int] = set()
        self._number, self._row_hidden, self._row = 0, False, dict[int, Cell]()
        self._columns: dict[str, int] = {}
        self._column, self._attributes = 0, dict[str, str]()
        self._filled = self._formula = self._aloud = False
        self._value: str | None = None
        self._inline: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> Take | None:
        if name == "c":
            if self._filled:
                self._end_cell()
            reference = attributes.get("r")
            self._begin_cell(attributes, column=self._column_of(reference) if reference else self._column + 1)
        elif name == "row":
            self._end_row()
            number = int(attributes["r"]) if "r" in attributes else self._number + 1
            if number <= self._number:
                raise Broken
            self._number, self._column = number, 0
            self._row_hidden = attributes.get("hidden") in _TRUE or attributes.get("ht") == "0"
        elif name == "v":
            self._filled = True
            return self._take_value
        elif name == "f":
            self._filled = self._formula = True
        elif name == "t" and not self._aloud:
            self._filled = True
            return self._inline.append
        elif name == "rPh":
            self._aloud = True
        elif name == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes.get("ref", ""))
            self._merged.append((left or 1, top or 1, right or MOST_COLUMNS, bottom or 1))
        elif name == "col" and (attributes.get("hidden") in _TRUE or attributes.get("width") == "0"):
            self._hidden_columns.update(range(int(attributes["min"]), min(int(attributes["max"]), MOST_COLUMNS) + 1))
        return None

    def sheet(self, *, hidden: bool) -> Sheet:
        self._end_row()
        self._spread_merged()
        width = max((max(row) for _, _, row in self._rows), default=0)
        return Sheet(
            name=self._name,
            rows=[Row(number, tuple(_padded(row, width)), hidden=row_hidden) for number, row_hidden, row in self._rows],
            hidden=hidden,
            hidden_columns=frozenset(column - 1 for column in self._hidden_columns if column <= width),
            said=[
                f"In {rows_named(self._without_value)} a formula stands without its value. Open the file in Excel or "
                "Google Sheets, save it, and choose it again."
            ]
            if self._without_value
            else [],
        )

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        if letters not in self._columns:
            self._columns[letters] = column_index_from_string(letters)
        return self._columns[letters]

    def _begin_cell(self, attributes: dict[str, str], *, column: int) -> None:
        self._column, self._attributes = column, attributes
        self._filled = self._formula = self._aloud = False
        self._value, self._inline = None, []

    def _take_value(self, text: str) -> None:
        self._value = text

    def _end_cell(self) -> None:
        cell = self._cell()
        self._filled = False
        if cell is EMPTY:
            return
        if self._column > MOST_COLUMNS:
            raise Unreadable(
                f"The sheet “{self._name}” has more than {MOST_COLUMNS} columns. Leave out what is not about people."
            )
        self.cells += 1
        if self.cells > self._room:
            raise Unreadable(f"This workbook has more than {MOST_CELLS:,} cells. Save only the sheet with the people.")
        self._row[self._column] = cell

    def _end_row(self) -> None:
        if self._filled:
            self._end_cell()
        if self._row:
            if len(self._rows) == MOST_ROWS:
                raise Unreadable(f"The sheet “{self._name}” has more than {MOST_ROWS:,} rows. Divide it among files.")
            self._rows.append((self._number, self._row_hidden, self._row))
            self._row = {}

    def _cell(self) -> Cell:
        kind, value = self._attributes.get("t", "n"), self._value
        if kind == "inlineStr":
            return self._text("".join(self._inline))
        if self._formula and not value and kind != "str":
            self._without_value.add(self._number)
            return Cell("", Kind.FORMULA)
        if value is None or not (value := value.strip() if kind != "str" else value):
            return EMPTY
        match kind:
            case "s":
                return self._text(self._texts[value])
            case "str":
                return self._text(value)
            case "b":
                return Cell("TRUE" if value in _TRUE else "FALSE", Kind.BOOLEAN)
            case "e":
                return Cell(value, Kind.ERROR)
            case "d":
                return Cell(value.removesuffix("Z").removesuffix(".000").removesuffix("T00:00:00"), Kind.DATE)
        return self._styles.cell(value, int(self._attributes.get("s", "0")))

    def _text(self, text: str) -> Cell:
        if len(text) > LONGEST_TEXT:
            raise Unreadable(f"In row {self._number} a cell has more text than a spreadsheet holds.")
        return text_cell(unescape(text))

    def _spread_merged(self) -> None:
        """To each cell of the range that has a row with content. A title across columns stays one cell."""
        places = {number: place for place, (number, _, _) in enumerate(self._rows)}
        for left, top, right, bottom in self._merged:
            if top == bottom or top not in places:
                continue
            value = self._rows[places[top]][2].get(left)
            if value is None:
                continue
            spread = dict.fromkeys(range(left, min(right, MOST_COLUMNS) + 1), value)
            for place in range(places[top], len(self._rows)):
                number, _, row = self._rows[place]
                if number > bottom:
                    break
                self.cells += len(spread)
                if self.cells > self._room:
                    raise Unreadable("This workbook has more merged cells than Acquaint reads. Unmerge them.")
                row.update(spread)


def _padded(row: dict[int, Cell], width: int) -> Iterator[Cell]:
    return (row.get(column, EMPTY) for column in range(1, width + 1))
