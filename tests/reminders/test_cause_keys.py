"""What stands in a cause key, and that nothing else is taken for it."""

import pytest

from apps.reminders.cause_keys import id_in, parts_of


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("interview:7:1", ["7", "1"]),
        ("interview:7", []),
        ("interview:7:1:2", []),
        ("request:7:1", []),
        ("interview", []),
        ("", []),
    ],
)
def test_the_parts_of_a_key_of_that_name(key: str, parts: list[str]) -> None:
    assert parts_of(key, "interview", 2) == parts


@pytest.mark.parametrize(
    ("part", "pk"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("0", 0), ("07", 0), ("-7", 0), ("٧", 0), ("x", 0), ("", 0)],
)
def test_an_id_is_one_that_a_row_can_have(part: str, pk: int) -> None:
    assert id_in(part) == pk
