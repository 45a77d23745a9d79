"""Files as campuses bring them: what is in them, and the sentence for what can't be read."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from apps.core.tables.book import Kind, Sheet, Unreadable, folded, header_of
from apps.core.tables.reading import read

DATA = Path(__file__).parents[2] / "data"
KNOWN = {"studentid", "id", "name", "lastname", "firstname", "first", "last", "email", "campusemail", "cohort"}
HEADINGS = "Student ID,Name,E-mail\r\n"


def sheet_of(content: bytes | str, name: str = "roster.csv") -> Sheet:
    return read(content.encode() if isinstance(content, str) else content, name).sheets[0]


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def numbers(sheet: Sheet) -> list[int]:
    return [row.number for row in sheet.rows]


def test_samples_say_the_same_whatever_program_saved_them() -> None:
    wanted = sheet_of((DATA / "rosters/roster-utf8-bom.csv").read_bytes())
    utf_16 = sheet_of((DATA / "rosters/roster-utf16-tabs.txt").read_bytes(), "roster-utf16-tabs.txt")
    assert texts(utf_16) == texts(wanted)
    assert numbers(utf_16) == numbers(wanted)
    assert (numbers(wanted)[0], numbers(wanted)[-1], len(wanted.rows)) == (1, 66, 64)  # two blank lines between
    assert wanted.rows[1].cells[1].text == "Шевченко"
    windows = sheet_of((DATA / "rosters/roster-windows-semicolons.csv").read_bytes())
    assert [row[0] for row in texts(windows)] == [row[0] for row in texts(wanted)]
    assert windows.rows[2].cells[1].text == "Lefèvre"
    assert windows.said == []
    book = read((DATA / "rosters/roster.xlsx").read_bytes())
    assert [sheet.name for sheet in book.sheets] == ["Roster", "Notes"]
    assert header_of(book.sheets[0], KNOWN) == 3
    assert texts(book.sheets[0])[2:-1] == texts(wanted)[1:]
    assert numbers(book.sheets[0])[-1] == 68


def test_a_cell_with_line_breaks_is_one_row() -> None:
    sheet = sheet_of((DATA / "rosters/roster-peoplesoft.csv").read_bytes())
    assert numbers(sheet) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sheet.rows[0].cells[4].text == "Grade\nBasis"
    assert sheet.rows[0].cells[0].text == "Notify"
    assert sheet.rows[1].cells[0].kind is Kind.EMPTY  # a no-break space
    assert header_of(sheet, KNOWN) == 1
    volunteers = sheet_of((DATA / "volunteers/volunteers.csv").read_bytes())
    assert numbers(volunteers) == list(range(1, 62))
    assert volunteers.rows[4].cells[6].text == "Product\nmanager"


def test_a_file_without_headings_has_none() -> None:
    assert header_of(sheet_of((DATA / "rosters/roster-banner-headerless.csv").read_bytes()), KNOWN) is None


def test_merged_hidden_and_formatted_cells_of_a_workbook() -> None:
    book = read((DATA / "rosters/roster-merged-cells.xlsx").read_bytes(), "roster-merged-cells.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Fall roster", False), ("Instructions", True)]
    sheet = book.sheets[0]
    assert header_of(sheet, KNOWN) == 3
    assert [(row.number, row.cells[0].text, row.cells[4].text) for row in sheet.rows[3:-1]] == [
        (4, "01234567", "Fall A"),
        (5, "20481234", "Fall A"),
        (6, "20481235", "Fall A"),
        (7, "20481236", "Fall A"),
        (8, "00481237", "Fall B"),
        (9, "20481238", "Fall B"),
        (10, "20481239", "Fall B"),
    ]
    assert {row.cells[5].text for row in sheet.rows[3:-1]} == {"adviser1@example.edu"}
    assert [row.number for row in sheet.rows if row.hidden] == [7, 9]
    assert sheet.hidden_columns == {7}
    assert (sheet.rows[3].cells[6].text, sheet.rows[3].cells[6].kind) == ("2028-05-15", Kind.DATE)
    # A title across columns is one cell's.
    assert [cell.text for cell in sheet.rows[1].cells] == ["Student", "", "", "", "Programme", "", "", "Office use"]
    total = sheet.rows[-1]
    assert (total.number, total.cells[0].text, total.cells[3].kind) == (12, "Total", Kind.FORMULA)
    assert sheet.said == [
        "In row 12 a formula stands without its value. Open the file in Excel or Google Sheets, save it, and choose "
        "it again."
    ]


def test_what_a_file_holds_decides_and_not_its_name() -> None:
    sheet = sheet_of((DATA / "rosters/roster-renamed-csv.xlsx").read_bytes(), "roster-renamed-csv.xlsx")
    assert texts(sheet)[1] == ["01234567", "Okafor, Chidi", "chidi.okafor@example.edu"]
    assert sheet_of((DATA / "rosters/roster.xlsx").read_bytes(), "roster.csv").name == "Roster"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("utf-16-le", 0), ("utf-16-be", 0), ("utf-32", 0), ("cp1252", 0)],
)
def test_letters_are_read_in_each_encoding(encoding: str, said: int) -> None:
    sheet = sheet_of(f"{HEADINGS}01,“Núñez”,n@example.edu\r\n".encode(encoding))
    assert texts(sheet)[1] == ["01", "“Núñez”", "n@example.edu"]
    assert len(sheet.said) == said


def test_letters_that_are_broken_or_mixed_are_said() -> None:
    twice = sheet_of(f"{HEADINGS}1,{'María'.encode().decode('latin-1')},m@example.edu\r\n")
    assert twice.said[0].startswith("Letters in row 2 look broken")
    mixed = sheet_of(HEADINGS.encode() + "1,María,m\r\n".encode() + "2,Núñez,n\r\n".encode("cp1252"))
    assert [row[1] for row in texts(mixed)[1:]] == ["María", "Núñez"]
    assert "two ways" in mixed.said[0]
    cut = sheet_of((HEADINGS + "1,María").encode()[:-2])
    assert texts(cut)[1][1] == "Mar"
    assert "cut" in cut.said[0]
    assert "lost" in sheet_of(f"{HEADINGS}1,Mar\ufffda,m\r\n").said[0]
    fine = sheet_of(f"{HEADINGS}1,João Ångström Ñandú Łucja Ödegård Ã,m\r\n")
    assert fine.said == []


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_line_ends_and_separators_are_found(end: str, separator: str) -> None:
    lines = [
        "Student ID{0}Name{0}Notes",
        "",
        '01{0}"Okafor{0} Chidi"{0}a, b; c',
        '02{0}"two' + end + 'lines"{0}',
        "03{0}Teo{0}",
    ]
    sheet = sheet_of(end.join(lines).format(separator))
    assert numbers(sheet) == [1, 3, 4, 5]
    if separator in "\t|":
        assert texts(sheet)[1] == ["01", f"Okafor{separator} Chidi", "a, b; c"]
    assert [row[:2] for row in texts(sheet)[2:]] == [["02", "two\nlines"], ["03", "Teo"]]


def test_the_line_for_excel_names_the_separator_and_is_no_row() -> None:
    sheet = sheet_of("sep=;\r\nName;E-mail\r\nA, B;a@example.edu\r\n")
    assert (numbers(sheet), texts(sheet)[1]) == ([1, 2], ["A, B", "a@example.edu"])


def test_old_letters_of_the_mac_come_with_its_line_ends() -> None:
    assert texts(sheet_of("Name,Of\rNúñez,a".encode("mac_roman")))[1] == ["Núñez", "a"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "names", ["José Núñez,Renée Lefèvre", "Zoë Ångström,Jürgen Müller", "D’Andre García,José Núñez"]
)
def test_letters_of_windows_and_of_the_mac_are_told_apart(encoding: str, names: str) -> None:
    assert texts(sheet_of(f"Name,Other\r\n{names}\r\n".encode(encoding)))[1] == names.split(",")


def test_lines_that_were_saved_as_single_cells_are_parted_again() -> None:
    sheet = sheet_of('"Name,ID"\r\n\r\n"""Silva, Rosa"",7"\r\n"Teo,8"\r\n')
    assert (numbers(sheet), texts(sheet)[1:]) == ([1, 3, 4], [["Silva, Rosa", "7"], ["Teo", "8"]])


def test_a_quotation_mark_behind_a_space_opens_a_cell_too() -> None:
    assert texts(sheet_of('Name, ID, Of\n "Silva, Rosa", 7, "a ""b"""\nTeo 5", 8, c\n'))[1:] == [
        ["Silva, Rosa", " 7", 'a "b"'],
        ['Teo 5"', " 8", " c"],
    ]


@pytest.mark.parametrize(
    "after", ["", "x,y\r\n", '"3","Quoted, Too","q@example.edu"\r\n', '3,Five 5",f@example.edu\r\n4,D,d\r\n']
)
def test_a_quotation_mark_that_nothing_closes_swallows_no_row(after: str) -> None:
    more = "".join(f"{number},Person {number},p{number}@example.edu\r\n" for number in range(10, 20))
    sheet = sheet_of(f'{HEADINGS}1,"Okafor, Chidi,c@example.edu\r\n2,Teo,teo@example.edu\r\n{more}{after}')
    assert [row.number for row in sheet.rows if row.damage] == [2]
    assert texts(sheet)[2][:3] == ["2", "Teo", "teo@example.edu"]
    assert len(sheet.rows) == 13 + len(after.splitlines())
    assert "row 2" in sheet.said[0]


def test_marks_within_a_quoted_cell_damage_its_row_alone() -> None:
    sheet = sheet_of(f'{HEADINGS}1,"Dana "Dee" Whitfield",d@example.edu\r\n2,"Northeast ""NE"" Power",x\r\n')
    assert [bool(row.damage) for row in sheet.rows] == [False, True, False]
    assert texts(sheet)[2][1] == 'Northeast "NE" Power'


def test_signs_that_no_text_has_are_left_out_and_said() -> None:
    sheet = sheet_of(f"{HEADINGS}1,Ja\0n,teo@example.edu\r\n" + "2,A,a@example.edu\r\n" * 20)
    assert texts(sheet)[1][1] == "Jan"
    assert "NUL" in sheet.said[0]


def test_a_header_alone_is_a_sheet() -> None:
    sheet = sheet_of(HEADINGS)
    assert (header_of(sheet, KNOWN), len(sheet.rows)) == (1, 1)


def test_headings_are_compared_by_their_letters() -> None:
    for heading in ("Grade\nBasis", " grade basis ", "GRADE-BASIS", "Grade_Basis:", "Gräde Basis?"):
        assert folded(heading) == "gradebasis"
    assert header_of(sheet_of("E-mail\nteo@example.edu\n"), KNOWN) == 1
    assert header_of(sheet_of("teo@example.edu,Name\nrosa@example.edu,\n"), KNOWN) is None
    # Headings that a report repeats on each page, and those that are merged over two rows.
    assert header_of(sheet_of(f"Title\n{HEADINGS}1,A,a\n\n{HEADINGS}2,B,b\n"), KNOWN) == 2


def _zip(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _workbook() -> bytes:
    file = io.BytesIO()
    book = Workbook()
    book.active.append(["Name", "E-mail"])
    book.save(file)
    return file.getvalue()


def _changed(part: str, change: bytes, to: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(change, to, 1) if name == part else content)
    return file.getvalue()


_SHEET = "xl/worksheets/sheet1.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "nothing"),
        (b" \r\n\r\n", "empty"),
        (b",,,\r\n,,,\r\n", "nothing"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
        (b"<!DOCTYPE html><html><body><table><tr><td>Student ID", "web page"),
        (b"\xef\xbb\xbf\r\n<table border=1>", "web page"),
        ("<html><table>".encode("utf-16"), "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "web page"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "web page"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (_OLE + "Workbook".encode("utf-16-le"), ".xls"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", ".xls"),
        (_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"}), ".ods"),
        (_zip(**{"Index/Document.iwa": b"x"}), "Numbers"),
        (_zip(**{"xl/workbook.bin": b"x", "[Content_Types].xml": b"x"}), ".xlsb"),
        (_zip(**{"word/document.xml": b"<x/>", "[Content_Types].xml": b"x"}), "no workbook"),
        (_zip(**{"roster.csv": b"Name\n"}), "Unpack"),
        (_zip(**{"[Content_Types].xml": b"<x/>"}), "damaged"),
        (_workbook()[:-200], "damaged"),
        (_workbook().replace(b"PK\x03\x04", b"PK\x03\x05"), "damaged"),
        (b"PK\x03\x04 and no archive", "damaged"),
        (_changed(_SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "damaged"),
        (_changed("xl/workbook.xml", b"<workbook", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook'), "damaged"),
        (_changed(_SHEET, b'<row r="1"', b'<row r="one"'), "damaged"),
        (_changed(_SHEET, b"</row>", b'<c t="s"><v>7</v></c></row>'), "damaged"),
        (_changed(_SHEET, b"</sheetData>", b""), "damaged"),
        (_zip(**{"[Content_Types].xml": b"<x/>", "xl/worksheets/sheet1.xml": b"\0" * 30_000_000}), "unpacks"),
        (bytes(range(256)) * 40, "isn’t a table"),
        (b"\x01\x02\x03\x04" * 1000, "isn’t a table"),
        (("," * 200 + "x\n").encode(), "200 columns"),
        (f"{HEADINGS}1,{'x' * 32_768},y\n".encode(), "row 2"),
        (b"a\n" * 50_001, "50,000 rows"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content, "roster.xls")
    assert says in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("page.csv", "a web page, although its name ends in .csv. Open it"),
        ("Report.XLS", "a web page, although its name ends in .xls. Open it"),
        ("page.html", "a web page. Open it"),
        ("", "a web page. Open it"),
    ],
)
def test_a_web_page_is_told_its_own_ending(name: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(b"<!doctype html><html>", name)
    assert says in str(refused.value)


def test_what_holds_no_table_is_asked_for_once_more() -> None:
    for content in (b"%PDF-1.7\n", b"BEGIN:VCARD\r\nFN:Teo\r\n"):
        with pytest.raises(Unreadable) as refused:
            read(content, "people")
        assert str(refused.value).endswith("Ask for a spreadsheet with a row for each person, saved as XLSX or CSV.")


def test_two_hundred_columns_and_empty_ones_behind_them_are_read() -> None:
    sheet = sheet_of(",".join(f"c{number}" for number in range(200)) + "," * 500 + "\nx\n")
    assert len(sheet.rows[0].cells) == len(sheet.rows[1].cells) == 200


def test_quotation_marks_cost_no_more_than_their_number() -> None:
    # What looks for the end of each again and again takes minutes, and no test may take two seconds.
    for line in ('a,"b\n', 'a,""b\n', 'a,"""\n', 'a,"x""y\n', 'a"\n', 'a,""\n', 'a,"x\nb""c\n'):
        assert sheet_of(line * 1_500).rows


def test_memory_does_not_grow_with_rows_that_hold_nothing() -> None:
    rows = "".join(f'<row r="{row}" s="3" customFormat="1"><c r="A{row}" s="1"/></row>' for row in range(2, 40_000))
    content = _changed(
        _SHEET, b"</sheetData>", (rows + '<row r="1048576"><c r="A1048576"><v>7</v></c></row></sheetData>').encode()
    )
    tracemalloc.start()
    try:
        sheet = sheet_of(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert numbers(sheet) == [1, 1_048_576]
    assert peak < 4_000_000
