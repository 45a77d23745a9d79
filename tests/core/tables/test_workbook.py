"""Workbooks of other programs than Excel, and cells that say less than they show."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from apps.core.tables.book import Cell, Kind, Sheet, Unreadable
from apps.core.tables.reading import read

_CONTENT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def saved(fill: Callable[[Workbook], None]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    fill(book)
    book.save(file)
    return file.getvalue()


def by_hand(rows: str, *, around: str = "", texts: str = "", prefix: str = "", content: str = _CONTENT) -> bytes:
    """A workbook with one sheet, as other programs write it."""
    declared, p = (f'xmlns:{prefix[:-1]}="{content}"', prefix) if prefix else (f'xmlns="{content}"', "")
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="a" Type="{relation}/officeDocument" Target="/xl/workbook.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<{p}workbook {declared} xmlns:q="{_LINKS}"><{p}sheets><{p}sheet name="One" sheetId="1" q:id="b"/>'
            f"</{p}sheets></{p}workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="b" Type="{relation}/worksheet" Target="worksheets\\sheet1.xml"/>'
            f'<Relationship Id="c" Type="{relation}/sharedStrings" Target="SharedStrings.xml"/>'
            f'<Relationship Id="d" Type="{relation}/externalLink" Target="http://example.com/x" TargetMode="External"/>'
            "</Relationships>",
        )
        archive.writestr("xl/sharedStrings.xml", f"<{p}sst {declared}>{texts}</{p}sst>")
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<{p}worksheet {declared}><{p}dimension ref="A1"/><{p}sheetData>{rows}</{p}sheetData>{around}'
            f"</{p}worksheet>",
        )
    return file.getvalue()


def first(content: bytes) -> Sheet:
    return read(content, "book.xlsx").sheets[0]


def shown(content: bytes) -> list[Cell]:
    return [row.cells[0] for row in first(content).rows]


@pytest.mark.parametrize(
    ("value", "code", "text", "kind"),
    [
        (1234567, "00000000", "01234567", Kind.NUMBER),
        (123456789, "00000000", "123456789", Kind.NUMBER),
        (12345678, "000-00-0000", "012-34-5678", Kind.NUMBER),
        (1234567, '"N"00000000', "N01234567", Kind.NUMBER),
        (1234567, "\\@00000000;;", "@01234567", Kind.NUMBER),
        (1234567, "[Red]00000000", "01234567", Kind.NUMBER),
        (20481235.0, "General", "20481235", Kind.NUMBER),
        (20481235, "#,##0.00", "20481235", Kind.NUMBER),
        (-7, "00000000", "-7", Kind.NUMBER),
        (0.1 + 0.2, "General", "0.3", Kind.NUMBER),
        (123456789012, "General", "123456789012", Kind.NUMBER),
        (12345678901234567890, "General", "1.23456789012346e+19", Kind.NUMBER),
        (date(2028, 5, 15), "mmm-yy", "2028-05-15", Kind.DATE),
        (datetime(2028, 5, 15, 9, 30), "m/d/yy h:mm", "2028-05-15T09:30:00", Kind.DATE),
        (time(9, 30), "h:mm", "09:30:00", Kind.DATE),
        (46888, "[$-409]d\\-mmm;@", "2028-05-15", Kind.DATE),
        (1e9, "mm-dd-yy", "########", Kind.ERROR),
        (1.5, "[h]:mm", "1.5", Kind.NUMBER),
        (True, "General", "TRUE", Kind.BOOLEAN),
        ("#N/A", "General", "#N/A", Kind.ERROR),
        ("00481236", "@", "00481236", Kind.TEXT),
        ("@01234567", "General", "@01234567", Kind.TEXT),
    ],
)
def test_a_cell_says_what_a_person_sees(value: object, code: str, text: str, kind: Kind) -> None:
    def fill(book: Workbook) -> None:
        book.active["A1"] = value
        book.active["A1"].number_format = code

    assert shown(saved(fill)) == [Cell(text, kind)]


def test_dates_of_an_old_mac_are_the_same_days() -> None:
    def fill(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active["A1"] = date(2028, 5, 15)

    assert shown(saved(fill)) == [Cell("2028-05-15", Kind.DATE)]


def test_a_formula_has_the_value_that_was_kept_with_it() -> None:
    rows = (
        '<row><c t="str"><f>A2&amp;"x"</f><v>Rosa</v></c></row><row><c><f>1+1</f><v>2</v></c></row>'
        '<row><c t="str"><f>""</f><v></v></c><c t="inlineStr"><is><t>beside</t></is></c></row>'
        "<row><c><f>VLOOKUP(1,A:B,2)</f></c></row><row><c><f>SUM(A1)</f><v/></c></row>"
        '<row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    sheet = first(by_hand(rows))
    assert [(row.number, row.cells[0].text, row.cells[0].kind) for row in sheet.rows] == [
        (1, "Rosa", Kind.TEXT),
        (2, "2", Kind.NUMBER),
        (3, "", Kind.EMPTY),
        (4, "", Kind.FORMULA),
        (5, "", Kind.FORMULA),
        (6, "#DIV/0!", Kind.ERROR),
    ]
    assert sheet.said[0].startswith("In rows 4 and 5 a formula stands without its value.")


@pytest.mark.parametrize(("prefix", "content"), [("", _CONTENT), ("x:", _CONTENT), ("", _STRICT)])
def test_other_programs_write_other_markup(prefix: str, content: str) -> None:
    p = prefix
    texts = (
        f"<{p}si><{p}r><{p}t>Ro</{p}t></{p}r><{p}r><{p}t>sa</{p}t></{p}r><{p}rPh><{p}t>aloud</{p}t></{p}rPh></{p}si>"
        f"<{p}si><{p}t xml:space='preserve'> two_x000D_\nlines_x005F_ </{p}t></{p}si><{p}si/>"
    )
    rows = (
        f'<{p}row r="2"><{p}c r="B2" t="s"><{p}v>0</{p}v></{p}c><{p}c r="C2" t="s">\n<{p}v>1</{p}v>\n</{p}c></{p}row>\n'
        f'<{p}row r="5"><{p}c r="A5" t="s"><{p}v>2</{p}v></{p}c>'
        f'<{p}c t="d"><{p}v>2028-05-15T00:00:00.000Z</{p}v></{p}c></{p}row>'
    )
    sheet = first(by_hand(rows, texts=texts, prefix=prefix, content=content))
    assert [(row.number, [cell.text for cell in row.cells]) for row in sheet.rows] == [
        (2, ["", "Rosa", " two\r\nlines_ "]),
        (5, ["", "2028-05-15", ""]),
    ]


def test_merged_cells_reach_to_people_and_make_none() -> None:
    rows = "".join(f'<row r="{row}"><c r="C{row}"><v>{row}</v></c></row>' for row in (2, 3, 9))
    top = '<row r="1"><c r="A1" t="inlineStr"><is><t>Fall A</t></is></c></row>'
    sheet = first(by_hand(top + rows, around='<mergeCells><mergeCell ref="A1:B1048576"/></mergeCells>'))
    assert [(row.number, row.cells[0].text, row.cells[1].text) for row in sheet.rows] == [
        (1, "Fall A", "Fall A"),
        (2, "Fall A", "Fall A"),
        (3, "Fall A", "Fall A"),
        (9, "Fall A", "Fall A"),
    ]
    across = first(by_hand(top + rows, around='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'))
    assert [cell.text for cell in across.rows[0].cells] == ["Fall A", "", ""]


def test_rows_and_columns_that_nobody_sees_are_marked() -> None:
    rows = '<row r="1" ht="0"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="D2"><v>2</v></c></row>'
    rows += '<row r="3"><c><v>3</v></c></row>'
    assert [row.hidden for row in first(by_hand(rows)).rows] == [True, True, False]
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="4" max="16384" width="0"/></cols>'
    assert first(by_hand(rows, around=columns)).hidden_columns == {1, 2, 3}


def test_a_hidden_sheet_comes_last_and_one_without_content_not_at_all() -> None:
    def fill(book: Workbook) -> None:
        book.active.title = "Empty"
        for name, state in (("Codes", "veryHidden"), ("Old", "hidden"), ("Now", "visible")):
            sheet = book.create_sheet(name)
            sheet["A1"] = name
            sheet.sheet_state = state
        book.create_chartsheet("Chart")

    assert [(sheet.name, sheet.hidden) for sheet in read(saved(fill)).sheets] == [
        ("Now", False),
        ("Codes", True),
        ("Old", True),
    ]


@pytest.mark.parametrize(
    ("rows", "around", "says"),
    [
        ('<row><c r="GS1"><v>1</v></c></row>', "", "200 columns"),
        ('<row r="2"/><row r="1"/>', "", "damaged"),
        ('<row><c r="1"><v>1</v></c></row>', "", "damaged"),
        ('<row><c r="ZZZZ1"><v>1</v></c></row>', "", "damaged"),
        ("<row><c><v>one</v></c></row>", "", "damaged"),
        ('<row><c t="s"><v>-1</v></c></row>', "", "damaged"),
        ("<row><c><v>1</v></c></row>", '<mergeCells><mergeCell ref="A1:B2:C3"/></mergeCells>', "damaged"),
        ("<row><c><v>1</v></c></row>", "<col hidden='1'/>", "damaged"),
        (f'<row><c t="inlineStr"><is><t>{"x" * 32_768}</t></is></c></row>', "", "row 1"),
        ("", "", "nothing"),
    ],
)
def test_a_sheet_that_is_no_sheet_is_refused(rows: str, around: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(by_hand(rows, around=around))
    assert says in str(refused.value)


def test_numbers_beyond_all_numbers_break_nothing() -> None:
    rows = "".join(f"<row><c><v>{value}</v></c></row>" for value in ("1E400", "NaN", "-1E309"))
    assert [cell.text for cell in shown(by_hand(rows))] == ["1E400", "NaN", "-1E309"]


def test_merged_cells_without_end_are_refused() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 3_000))
    merged = '<mergeCell ref="A1:GR3000"/>' * 5_000
    with pytest.raises(Unreadable):
        read(by_hand(rows, around=f"<mergeCells>{merged}</mergeCells>"))


def test_many_merged_cells_far_down_are_read_at_once() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 12_001))
    merged = '<mergeCell ref="A11999:A12000"/>' * 12_000
    assert first(by_hand(rows, around=f"<mergeCells>{merged}</mergeCells>")).rows[-1].cells[0].text == "11999"
