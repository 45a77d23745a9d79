import pytest

from apps.contacts.start.steps import STEPS, address_of


@pytest.mark.parametrize(
    ("step", "address"),
    [
        ("", "/start/"),
        ("primer", "/start/"),
        ("about-you", "/start/about-you/"),
        ("titles", "/start/titles/"),
        ("current_work", "/start/names/current_work/"),
        ("what it was called once", "/start/"),
    ],
)
def test_each_step_has_a_page(step: str, address: str) -> None:
    assert address_of(step) == address


def test_every_step_fits_its_column() -> None:
    assert max(map(len, STEPS)) <= 20
