import pytest

from apps.core.spreadsheets import Table, csv_of
from apps.core.tables.reading import read
from apps.core.tables.values import NotAnAddress, addresses, is_blank, is_blank_name, is_error, plain


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("mailto:chidi.okafor@example.edu", ["chidi.okafor@example.edu"]),
        ("MAILTO:chidi@example.edu?subject=Hello", ["chidi@example.edu"]),
        ("María Núñez <maria.nunez@example.edu>", ["maria.nunez@example.edu"]),
        (
            "Núñez, María <maria.nunez@example.edu>; Teo <teo@example.edu>",
            ["maria.nunez@example.edu", "teo@example.edu"],
        ),
        ("rosa.silva@example.edu; rosa@example.com", ["rosa.silva@example.edu", "rosa@example.com"]),
        ("rosa@example.edu rosa@example.com", ["rosa@example.edu", "rosa@example.com"]),
        ("rosa@example.edu or ROSA@example.edu", ["rosa@example.edu"]),
        ("teo@example.edu.", ["teo@example.edu"]),
        (" seng@example.edu\xa0", ["seng@example.edu"]),
        ("\u202aseng@example.edu\u202c", ["seng@example.edu"]),
        ("ofox＠example.edu", ["ofox@example.edu"]),
        ("IRIS.MOSS@STUDENT.EXAMPLE.EDU", ["iris.moss@student.example.edu"]),
        ("tom+career@example.edu", ["tom+career@example.edu"]),
        ("d'andre.o'neill@example.edu", ["d'andre.o'neill@example.edu"]),
        ("'seng@example.edu'", ["seng@example.edu"]),
        ("seng@example.edu (school)", ["seng@example.edu"]),
        ("jun.lim@exämple.edu", ["jun.lim@xn--exmple-cua.edu"]),
        *[(blank, []) for blank in ("", " ", "n/a", "N/A", "-", "—", "None", "null", ".", "#N/A", "#REF!", "'-")],
    ],
)
def test_addresses_come_out_of_a_cell(cell: str, found: list[str]) -> None:
    assert addresses(cell) == found


@pytest.mark.parametrize(
    "cell",
    [
        "ada.gold @example.edu",
        "cc@example.edu\nBcc: all@example.edu",
        "cc@example.edu\r\nBcc: all@example.edu",
        "cc@example.edu_x000D_Bcc: all@example.edu",
        "cc@example.edu\u2028bcc@example.edu",
        "wes(at)campus.example",
        "wes",
        "a@b@example.edu",
        "wes@localhost",
        "wes@[127.0.0.1]",
        '"wes moss"@example.edu',
        "näme@example.edu",
        "wes@" + "ä" * 70 + ".edu",
        "wes@.edu",
        "<>",
        "Teo <teo>",
        f"{'a' * 250}@example.edu",
        "a@example.edu;" * 1000,
        "@01234567",
    ],
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        addresses(cell)
    assert str(refused.value).endswith(".")
    assert "example" not in str(refused.value)


def test_words_for_nothing_are_blank_and_names_are_not() -> None:
    for text in ("", "\xa0", "N/A", "n/a", "-", ".", "#N/A", "#REF!", "######", "\u200b"):
        assert is_blank(text)
        assert is_blank_name(text)
    for name in ("Null", "None", "Na", "Nil"):
        assert is_blank(name)
        assert not is_blank_name(name)
    assert not is_blank("0")
    assert [is_error(text) for text in ("#N/A", "#NAME?", "##", "#", "#1", "N/A")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "text", ["00481236", "1-2", "=B2&1", "'t Hooft", "-Minus Media", "@01234567", "May 28", "O’Neill"]
)
def test_what_an_export_guards_comes_back_as_it_was(text: str) -> None:
    (sheet,) = read(csv_of(Table("Sheet", ["What"], [[text]]))).sheets
    assert plain(sheet.rows[1].cells[0].text) == text


def test_an_apostrophe_of_a_name_stays() -> None:
    assert plain("'Abd al-Rahman") == "'Abd al-Rahman"
    assert plain("'t Hooft") == "'t Hooft"
    assert plain("x" * 10_001) == ""
