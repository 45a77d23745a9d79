"""One line of text in any script, and a local date and time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError

from apps.core.form_fields import FIRST, SECOND, LocalDateTimeField, OneLineField, TimeOfDayField
from apps.core.text import one_line
from tests.effort import takes_at_most

NEW_YORK, LORD_HOWE, APIA = (ZoneInfo(z) for z in ("America/New_York", "Australia/Lord_Howe", "Pacific/Apia"))


def clean(value: object, zone: ZoneInfo = NEW_YORK, fold: str = "") -> datetime | None:
    field = LocalDateTimeField(required=False)
    field.zone, field.fold = zone, fold
    return field.clean(value)


def code(value: object, zone: ZoneInfo = NEW_YORK, fold: str = "") -> str:
    with pytest.raises(ValidationError) as refused:
        clean(value, zone, fold)
    return refused.value.code


def test_a_skipped_time_gives_way_to_the_next_one_that_was_offered_for_it() -> None:
    field = LocalDateTimeField()
    field.zone = LORD_HOWE
    with pytest.raises(ValidationError, match="2:30 am Lord Howe time came next"):
        field.clean("2026-10-04T02:10")
    field.instead, words = field.next_shown("10/4/2026 2:10 am")
    assert (field.instead, words) == ("2026-10-04T02:30", "2:30 am Lord Howe time")
    assert field.clean("2026-10-04T02:10") == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)
    assert field.clean("2026-10-05T02:10") == datetime(2026, 10, 4, 15, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-12T16:00",
        "2026-10-12 16:00",
        " 2026-10-12 16:00:00 ",
        "10/12/2026 16:00",
        "10/12/2026 4:00 PM",
        "10/12/2026 4:00pm",
        "10/12/26 4 pm",
        "10/12/2026, 4:00\u202fPM",
        "Oct 12, 2026 4pm",
        "October 12, 2026 at 4:00 p.m.",
        "Monday, October 12, 2026, 16:00",
        "Monday, October 12, 2026, 4:00 pm EDT",
        "Mon, Oct 12, 2026 4:00 pm",
        "4:00 pm 10/12/2026",
        "2026-10-12T20:00Z",
        "2026-10-13T01:45+05:45",
    ],
)
def test_the_ways_to_write_a_time(typed: str) -> None:
    cleaned = clean(typed)
    assert cleaned == datetime(2026, 10, 12, 20, tzinfo=UTC)
    assert cleaned.tzinfo is UTC


@pytest.mark.parametrize("empty", ["", None])
def test_nothing_is_nothing(empty: object) -> None:
    assert clean(empty) is None


@pytest.mark.parametrize(
    "typed",
    [
        "now",
        "16:00",
        "2026-10-12",
        "20261012",
        "2026-W42-1",
        "2026-02-30T10:00",
        "2026-10-12T25:00",
        "\x00",
        "1" * 9999,
        "10/12/2026 4:00 pm CDT",
        "10/12/2026 4:00 pm EST",
    ],
)
def test_what_is_no_date_and_time(typed: str) -> None:
    assert code(typed) == "invalid"


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "9999-12-31T23:59", "1999-12-31T23:59", "2101-01-01T00:00", "9999-12-31T23:59-12:00"]
)
def test_a_year_that_nobody_means(typed: str) -> None:
    assert code(typed) == "year"


def test_the_edges_of_the_years() -> None:
    assert clean("2000-01-01T00:00") == datetime(2000, 1, 1, 5, tzinfo=UTC)
    assert clean("2100-12-31T23:59") == datetime(2101, 1, 1, 4, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("2026-03-08T02:30", NEW_YORK), ("2026-10-04T02:15", LORD_HOWE), ("2011-12-30T12:00", APIA)],
)
def test_a_time_that_never_came(typed: str, zone: ZoneInfo) -> None:
    for fold in ("", FIRST, SECOND):
        assert code(typed, zone, fold) == "skipped"


@pytest.mark.parametrize(
    ("typed", "zone", "first", "second"),
    [
        ("2026-11-01T01:30", NEW_YORK, "2026-11-01T05:30", "2026-11-01T06:30"),
        ("2026-04-05T01:45", LORD_HOWE, "2026-04-04T14:45", "2026-04-04T15:15"),
    ],
)
def test_a_time_that_came_twice(typed: str, zone: ZoneInfo, first: str, second: str) -> None:
    for fold in ("", "third"):
        assert code(typed, zone, fold) == "doubled"
    assert clean(typed, zone, FIRST) == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert clean(typed, zone, SECOND) == datetime.fromisoformat(second).replace(tzinfo=UTC)


def test_around_the_changes_all_is_plain() -> None:
    assert clean("2026-03-08T01:59") == datetime(2026, 3, 8, 6, 59, tzinfo=UTC)
    assert clean("2026-03-08T03:00") == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert clean("2026-11-01T02:00") == datetime(2026, 11, 1, 7, tzinfo=UTC)
    # An answer to a question that is not asked changes nothing.
    assert clean("2026-10-12T16:00", fold=SECOND) == datetime(2026, 10, 12, 20, tzinfo=UTC)


def test_it_is_shown_as_the_clock_on_the_wall_says() -> None:
    field = LocalDateTimeField()
    field.zone = NEW_YORK
    shown = field.prepare_value(datetime(2026, 10, 12, 20, tzinfo=UTC))
    assert field.widget.format_value(shown) == "2026-10-12T16:00"
    assert field.prepare_value("as typed") == "as typed"


@pytest.mark.parametrize(
    ("typed", "input_type", "shown"),
    [
        ("2026-10-12T16:00:30", "datetime-local", "2026-10-12T16:00"),
        ("2026-10-12T16:00:30.123", "datetime-local", "2026-10-12T16:00"),
        ("2026-10-12 16:00", "datetime-local", "2026-10-12T16:00"),
        ("10/12/2026 4:00 pm", "datetime-local", "2026-10-12T16:00"),
        ("2026-10-12T20:00Z", "datetime-local", "2026-10-12T16:00"),
        ("9999-12-31T23:59", "datetime-local", "9999-12-31T23:59"),
        ("0001-01-01T00:00Z", "text", "0001-01-01T00:00Z"),
        ("2026-10-12", "text", "2026-10-12"),
        ("last Monday at four", "text", "last Monday at four"),
        ("2026-02-30T10:00", "text", "2026-02-30T10:00"),
        ("", "datetime-local", ""),
    ],
)
def test_a_refused_form_shows_the_cleaned_minute_or_what_was_typed(typed: str, input_type: str, shown: str) -> None:
    class Dated(forms.Form):
        at, other = LocalDateTimeField(), forms.CharField()

    form = Dated({"at": typed})
    form.fields["at"].zone = NEW_YORK
    assert not form.is_valid()
    widget = form["at"].field.widget.get_context("at", form["at"].value(), {})["widget"]
    assert (widget["type"], widget["value"]) == (input_type, shown)


@pytest.mark.parametrize(
    ("typed", "input_type", "shown"),
    [
        ("9:30pm", "time", "21:30"),
        ("9:30 PM", "time", "21:30"),
        ("21:30:59", "time", "21:30"),
        ("late", "text", "late"),
    ],
)
def test_a_time_of_day_comes_back_as_the_picker_can_show_it(typed: str, input_type: str, shown: str) -> None:
    field = TimeOfDayField()
    widget = field.widget.get_context("at", field.prepare_value(typed), {})["widget"]
    assert (widget["type"], widget["value"]) == (input_type, shown)


def test_a_refusal_names_the_clock() -> None:
    with pytest.raises(ValidationError, match="The clocks in New York went forward that night"):
        clean("2026-03-08T02:30")
    with pytest.raises(ValidationError, match="The clocks in Lord Howe went back that night"):
        clean("2026-04-05T01:45", LORD_HOWE)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rosa \t Delgado\r\n", "Rosa Delgado"),
        ("Rosa\u2028Delgado\u0085", "Rosa Delgado"),
        ("\u202eRosa\u200f\u2066 \u200bDelgado\ufeff", "Rosa Delgado"),
        ("Zoe\u0308", "Zoë"),
        ("नेपा\u200dल", "नेपा\u200dल"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("李明", "李明"),
        ("-", "-"),
        ("\u200d\u200c", ""),
        ("\u0301", ""),
        ("\u3164 \u2800", ""),
        ("\ufeff\u00ad", ""),
    ],
)
def test_one_line_in_any_script(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
    assert OneLineField(required=False).clean(typed) == kept
    assert one_line(kept) == kept


def test_a_line_that_must_be_there_and_cannot_be_seen() -> None:
    for typed in ("", "\u200b", "\u200d", "\u3164"):
        with pytest.raises(ValidationError) as refused:
            OneLineField().clean(typed)
        assert refused.value.code == "required"


def test_a_nul_is_refused_and_what_is_too_long_is_measured_clean() -> None:
    with pytest.raises(ValidationError, match="cannot be kept"):
        OneLineField().clean("Rosa\x00")
    assert OneLineField(max_length=4).clean(" R\u200bosa ") == "Rosa"
    with pytest.raises(ValidationError, match="at most 3"):
        OneLineField(max_length=3).clean("Rosa")


@pytest.mark.parametrize("field", [OneLineField(max_length=120), LocalDateTimeField(), TimeOfDayField()])
def test_what_is_far_too_long_is_refused_before_a_letter_is_cleaned(field: forms.Field) -> None:
    typed = "a\u0301 \u200b" * 2_500_000

    def show_refused() -> None:
        with pytest.raises(ValidationError):
            field.clean(typed)
        assert field.prepare_value(typed) == typed

    takes_at_most(20, show_refused)


def test_a_long_paste_is_cleaned_before_it_is_measured() -> None:
    assert OneLineField(max_length=4).clean("\u200b" * 9_000 + "Rosa") == "Rosa"
