"""Tables as files that a spreadsheet opens: every text stays the text it is, and none becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | date | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_LONGEST_TEXT = 32_767  # that a cell of Excel holds
# What XML has no place for, and one kind of line end: a reader of XML makes the others into it.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")

_FORMULA = tuple("=+-@＝＋－＠")
_MARKS = r"[\d\s.,:/()%$+-]*"
_WORDS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|e|am?|pm?"
_NUMBER_OR_DATE = re.compile(rf"(?=\D*\d){_MARKS}(?:{_WORDS})?{_MARKS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """A row is as long as `heads`. `widths` are in letters."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for Windows-1252; all that is text stands in quotes,
    so that no sign in it parts cells.

    CSV has no types, so a spreadsheet guesses. An apostrophe stands before each text that it would take for a formula,
    a number or a date, and before each that opens with one: whoever reads the file as text leaves out the first
    apostrophe of a cell, and has every text as it was.
    """
    file = StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(table.heads)
    writer.writerows([_said(value) for value in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def xlsx_of(*tables: Table) -> bytes:
    """A sheet for each table. Every text is a cell of text, dates are dates."""
    book = Workbook(write_only=True)
    book.properties.creator = "Acquaint"
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def attachment(content: bytes, *, name: str, ending: str, content_type: str) -> HttpResponse:
    """A file to be saved as `name`, which may be anybody's words, and `ending`."""
    safe = " ".join(re.sub(r"[^\w-]+", " ", name).split()) or "export"
    response = HttpResponse(content, content_type=content_type)
    header = content_disposition_header(as_attachment=True, filename=f"{safe}.{ending}")
    assert header is not None  # noqa: S101 - an attachment has one
    response["Content-Disposition"] = header
    return response


def _said(value: Value) -> str | int | float:
    if isinstance(value, str):
        return f"'{value}" if would_be_taken(value) else value
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def would_be_taken(text: str) -> bool:
    """Whether a spreadsheet takes it for something else than this text."""
    return text.startswith(("'", "\t", "\r", "\n")) or bool(
        text.lstrip().startswith(_FORMULA) or _NUMBER_OR_DATE.fullmatch(text)
    )


def _fill(sheet: WriteOnlyWorksheet, table: Table) -> None:
    for number, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"
    sheet.append([_head(sheet, head) for head in table.heads])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _head(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell | Value:
    if not isinstance(value, str):
        return value
    text = _LINE_ENDS.sub("\n", _NOT_IN_XML.sub("", value))[:_LONGEST_TEXT]
    if not would_be_taken(text) and not text.startswith("#"):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # where openpyxl took it for a formula or an error
    cell.number_format = "@"  # and so would Excel, once somebody edits it
    return cell
