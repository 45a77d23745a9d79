"""Files that a spreadsheet opens: what goes in comes back as the same text, and nothing in them is reckoned."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from apps.core.spreadsheets import Table, Value, attachment, csv_of, xlsx_of

with (Path(__file__).parents[1] / "data/exports/hostile-values.csv").open(encoding="utf-8", newline="") as _file:
    HOSTILE = [value for _, value in list(csv.reader(_file))[1:]]
# What a spreadsheet would make into a number, a date, a formula or an error.
GUESSED = ["01234567", "1-2", "1/2", "May 28", "2-Jan", "1E5", "12:30 pm", "$5", "(3)", "+16175550100", " =1", "\t-1"]
PLAIN = ["Amara Okonkwo", "3M", "7-Eleven", "O’Neill", "Tom =", "a;b", "Luís\nFerreira", "علي", "21st Century"]


def table(*values: Value) -> Table:
    return Table("Sheet", ["What", "Beside"], [[value, 1] for value in values], widths=[20])


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def cells(content: bytes) -> list:
    return [row[0] for row in load_workbook(BytesIO(content)).active.iter_rows(min_row=2)]


def opens_as_text(said: str) -> bool:
    """As OWASP has it: a cell that opens with one of these is reckoned."""
    return not said.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) and said[:1] not in ("\t", "\r")


@pytest.mark.parametrize("value", [*HOSTILE, *GUESSED, *PLAIN, "'quoted'", "''", "", " "])
def test_every_text_comes_back_from_csv_without_the_apostrophe_that_guards_it(value: str) -> None:
    ((said, beside),) = read_csv(csv_of(table(value)))
    assert said.removeprefix("'") == value
    assert opens_as_text(said)
    assert beside == "1"


def test_an_apostrophe_guards_what_would_be_guessed_and_nothing_else() -> None:
    assert [said for said, _ in read_csv(csv_of(table(*GUESSED)))] == [f"'{value}" for value in GUESSED]
    assert [said for said, _ in read_csv(csv_of(table(*PLAIN)))] == PLAIN


def test_csv_says_that_it_is_utf_8_and_parts_no_cell_at_a_sign_of_the_text() -> None:
    content = csv_of(table(";=1+1", 'a "b", c'))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n")[1:3] == ['";=1+1",1', '"a ""b"", c",1']


def test_numbers_and_days_are_bare_and_nothing_is_empty() -> None:
    assert read_csv(csv_of(table(-3, date(2026, 3, 2), None))) == [["-3", "1"], ["2026-03-02", "1"], ["", "1"]]


@pytest.mark.parametrize("value", [*HOSTILE, *GUESSED, *PLAIN, "#N/A", "TRUE", "  both  ", "\u202egnp"])
def test_every_text_is_a_cell_of_text_in_xlsx(value: str) -> None:
    (cell,) = cells(xlsx_of(table(value)))
    assert cell.value == value.replace("\r", "\n")  # XML has one kind of line end
    assert cell.data_type == "s"
    assert cell.number_format == ("@" if value in GUESSED else cell.number_format)


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    with ZipFile(BytesIO(xlsx_of(table(*HOSTILE, *GUESSED)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == len(HOSTILE) + len(GUESSED) + 2


def test_marks_that_no_workbook_holds_are_left_out_and_a_long_text_is_cut() -> None:
    marks = "".join(map(chr, range(32))).replace("\t", "").replace("\n", "").replace("\r", "") + "\ufffe\uffff\ud800"
    short, long = cells(xlsx_of(table(f"a{marks}b", "x" * 40_000)))
    assert short.value == "ab"
    assert len(long.value) == 32_767
    assert csv_of(table(f"a{marks}b"))  # a lone half of a letter is no error


def test_days_are_days_and_each_table_has_its_sheet() -> None:
    book = load_workbook(BytesIO(xlsx_of(table(date(2026, 3, 2), None, 4), Table("Other", ["One"], []))))
    first, other = book.worksheets
    day, nothing, number = [row[0] for row in first.iter_rows(min_row=2)]
    assert (day.value.date(), day.number_format) == (date(2026, 3, 2), "yyyy-mm-dd")
    assert (nothing.value, number.value) == (None, 4)
    assert (first.freeze_panes, first["A1"].font.bold, first.column_dimensions["A"].width) == ("B2", True, 20)
    assert (other.title, [cell.value for cell in other[1]]) == ("Other", ["One"])


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Fall A 2026-11-30", 'attachment; filename="Fall A 2026-11-30.csv"'),
        ("Étude", "attachment; filename*=utf-8''%C3%89tude.csv"),
        ('../../etc/"x"\r\nSet-Cookie: a=b', 'attachment; filename="etc x Set-Cookie a b.csv"'),
        ("=1+1", 'attachment; filename="1 1.csv"'),
        ("\u202e...", 'attachment; filename="export.csv"'),
    ],
)
def test_the_name_of_a_file_is_safe_whatever_it_was_made_of(name: str, header: str) -> None:
    response = attachment(b"1", name=name, ending="csv", content_type="text/csv")
    assert response["Content-Disposition"] == header
