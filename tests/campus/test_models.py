"""What the database refuses about the campus, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction

from apps.campus.models import Campus


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("first_thank_you_after_hours", [1, 8], [0, 9]),
        ("how_did_it_go_after_minutes", [5, 240], [4, 241]),
        ("volunteer_capacity", [0, 20], [21]),
        ("goal", [1, 20], [0, 21]),
        ("thank_you_hours", [12, 72], [11, 73]),
    ],
)
def test_numbers_stay_in_their_ranges(campus: Campus, field: str, good: list[int], bad: list[int]) -> None:
    for number in good:
        Campus.objects.update(**{field: number})
    for number in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Campus.objects.update(**{field: number})


def test_the_sender_is_the_campus_s_where_it_has_one(campus: Campus) -> None:
    campus.sender_name, campus.sender_email = "Fairhaven", "careers@campus.example"
    assert campus.sender == "Fairhaven <careers@campus.example>"


def test_without_an_address_of_its_own_its_name_stands_before_the_installation_s(campus: Campus, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Acquaint <no-reply@mail.example>"
    campus.sender_name = "Fairhaven Careers"
    assert campus.sender == "Fairhaven Careers <no-reply@mail.example>"
