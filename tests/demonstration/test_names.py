"""Invented names, and addresses made of them."""

import random

import pytest

from apps.demonstration.names import address, people


def test_the_same_people_on_every_run() -> None:
    def first_ten() -> list[str]:
        found = people(random.Random(7), without={"Emma Hayes"})
        return [next(found) for _ in range(10)]

    assert first_ten() == first_ten()
    everybody = list(people(random.Random(7), without={"Emma Hayes"}))
    assert len(everybody) == len(set(everybody)) > 1000
    assert "Emma Hayes" not in everybody


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Đức Trần", "duc.tran@example.org"),
        ("Zofia Łukasik", "zofia.lukasik@example.org"),
        ("Maria-Clara Dela Cruz", "maria.clara.dela.cruz@example.org"),
        ("İpek Yılmaz", "ipek.yilmaz@example.org"),
    ],
)
def test_an_address_is_plain_letters(name: str, expected: str) -> None:
    assert address(name, "example.org") == expected
