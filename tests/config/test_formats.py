"""Days and times in Django's own pages and form fields, as a US campus writes them."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.utils import formats


def test_they_are_written_as_ours() -> None:
    assert formats.localize(date(2026, 9, 5)) == "Sep 5, 2026"
    assert formats.localize(datetime(2026, 9, 5, 15, tzinfo=UTC)) == "Sep 5, 2026, 3:00 PM UTC"
    assert formats.localize(time(21)) == "9:00 PM"


@pytest.mark.parametrize("typed", ["9:30 pm", "9:30pm", "9:30 PM", "09:30 PM", "21:30", "21:30:00"])
def test_a_time_of_day_is_read(typed: str) -> None:
    assert forms.TimeField().clean(typed) == time(21, 30)


def test_a_full_hour_is_read() -> None:
    assert [forms.TimeField().clean(typed) for typed in ("9 pm", "9pm", "12 am")] == [time(21), time(21), time(0)]


@pytest.mark.parametrize("typed", ["10/12/2026", "2026-10-12", "Oct 12, 2026", "October 12, 2026"])
def test_a_day_is_read(typed: str) -> None:
    assert forms.DateField().clean(typed) == date(2026, 10, 12)


def test_a_form_writes_what_it_reads() -> None:
    assert 'value="10/12/2026"' in forms.DateInput().render("day", date(2026, 10, 12))
    assert 'value="09:30 PM"' in forms.TimeInput().render("hour", time(21, 30))
