"""What people type, made fit to keep: an id in an address. One line of text is tested with its field."""

import pytest

from apps.core.text import row_id, told_apart


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", 0), ("007", 7), (str(2**63 - 1), 2**63 - 1)],
)
def test_an_id_that_a_row_can_have(text: str, number: int) -> None:
    assert row_id(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " 7", "7 ", "-7", "+7", "7.0", "1_0", "x", "\u0667", "\u00b2", "7\x00", str(2**63), "9" * 19, "9" * 5000],
)
def test_none_for_all_else(text: str) -> None:
    assert row_id(text) is None


def test_those_of_one_name_have_their_address_behind_it_however_often_each_is_there() -> None:
    ana, other, jo = ("Ana Lopez", "ana@x.example"), ("ana lopez", "al@x.example"), ("Jo Ek", "jo@x.example")
    assert told_apart([jo, ana, other]) == ["Jo Ek", "Ana Lopez (ana@x.example)", "ana lopez (al@x.example)"]
    assert told_apart([ana, jo, ana]) == ["Ana Lopez", "Jo Ek", "Ana Lopez"]
    assert told_apart([]) == []
