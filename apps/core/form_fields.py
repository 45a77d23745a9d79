"""Form fields that any app may need: one line of text in any script, and a local date and time."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.core.clock_changes import after_skipped
from apps.core.templatetags.dates import clock_and_zone, place
from apps.core.text import LONGEST_LINE, one_line

FIRST, SECOND = "first", "second"
YEARS = range(2000, 2101)
_LONGEST = 60
# "Monday, October 12, 2026 at 4:00 p.m." and what a page or a phone shows are read as "October 12 2026 4:00 pm".
_LEFT_OUT = re.compile(
    r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b|\bat\b|[,.\u200e\u200f]", re.IGNORECASE
)
_DAYS = ("%m/%d/%Y", "%m/%d/%y", "%b %d %Y", "%B %d %Y", "%Y-%m-%d")
_TIMES = ("%H:%M", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p")
_WAYS = tuple(way for day in _DAYS for time in _TIMES for way in (f"{day} {time}", f"{time} {day}"))


def _parsed(text: str) -> datetime | None:
    """The date and time that `text` says, naive unless it carries an offset; None where it says none."""
    text = " ".join(text.split())
    if len(text) > _LONGEST or _is_only_a_day(text):
        return None
    try:
        if parsed := parse_datetime(text):
            return parsed
    except ValueError:
        return None  # well formed, and no such day
    text = " ".join(_LEFT_OUT.sub("", text).split())
    for way in _WAYS:
        with suppress(ValueError):
            return datetime.strptime(text, way)  # noqa: DTZ007 - the zone is added by the caller
    return None


def _is_only_a_day(value: str) -> bool:
    """Python reads a day without a time as midnight, which people don't mean."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class OneLineField(forms.CharField):
    """Text on one line; what is pasted with it (direction marks, zero-width marks, line breaks) is cleaned away."""

    default_error_messages = {"longest": "This is far too long for one line. Make it shorter."}

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if len(value) > LONGEST_LINE:
            raise ValidationError(self.error_messages["longest"], code="longest")
        return value if "\x00" in value else one_line(value)


class PickerMixin:
    """A browser's picker shows nothing for what it cannot read: such a value is shown as text, as it was typed."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        if isinstance(value, str) and value:
            context["widget"]["type"] = "text"
        return context


class LocalDateTimeInput(PickerMixin, forms.DateTimeInput):
    """The browser's own picker of a date and a time, without seconds."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class TimeOfDayInput(PickerMixin, forms.TimeInput):
    """The browser's own picker of a time of day, without seconds."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class TimeOfDayField(forms.TimeField):
    """A time of day, such as 9:30 pm or 21:30. A refused form shows it in the picker again, however it was typed."""

    widget = TimeOfDayInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_LINE:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """The time; the text itself where it is none."""
        if not isinstance(value, str):
            return value
        try:
            return self.to_python(value)
        except ValidationError:
            return value


class LocalDateTimeField(forms.Field):
    """A date and time as the clock on the wall says it in `zone`; cleans to an aware moment in UTC.

    A time that daylight saving skips is refused with code `skipped`, until `instead` is the next one that the clocks
    show, as `next_shown` says it. One that comes twice is refused with code `doubled`, until `fold` says which of the
    two is meant (`first` or `second`). A value that carries its own offset is taken as it is. A refused form shows the
    minute that was understood, however it was typed.
    """

    widget = LocalDateTimeInput
    default_error_messages = {
        "required": "Add a date and a time. A rough time is fine.",
        "invalid": "Write the date and time like 10/12/2026 4:00 pm.",
        "year": "Check the year: it should be between 2000 and 2100.",
        "skipped": "The clocks in %(place)s went forward that night, so this time never came. %(next)s came next.",
        "doubled": "The clocks in %(place)s went back that night, so this time came twice. "
        "Say below which one you mean.",
    }

    zone: ZoneInfo = ZoneInfo("UTC")
    fold: str = ""
    instead: str = ""

    def prepare_value(self, value: Any) -> Any:
        """The wall time in `zone`, for the picker; the text itself where it is no date and time."""
        moment = self._read(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime):
            return value
        try:
            return moment.astimezone(self.zone).replace(tzinfo=None) if timezone.is_aware(moment) else moment
        except OverflowError:  # at either end of all years
            return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = self._read(str(value))
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if moment.year not in YEARS:
            raise ValidationError(self.error_messages["year"], code="year")
        return self._in_zone(moment) if timezone.is_naive(moment) else moment.astimezone(UTC)

    def _read(self, text: str) -> datetime | None:
        """What the text says. The letters of a zone may follow, as on our pages, where this zone has them that day."""
        if len(text) > LONGEST_LINE:
            return None
        wall, _, letters = text.strip().rpartition(" ")
        if (moment := _parsed(text)) or not (moment := _parsed(wall)) or timezone.is_aware(moment):
            return moment
        known = {moment.replace(tzinfo=self.zone, fold=fold).tzname() for fold in (0, 1)}
        return moment if letters.upper() in known else None

    def _in_zone(self, wall: datetime) -> datetime:
        first = wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        second = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        if first == second:
            return first
        if first.astimezone(self.zone).replace(tzinfo=None) != wall:
            following = after_skipped(wall, self.zone)
            if self.instead == _as_typed(following.astimezone(self.zone)):
                return following
            raise self._refusal("skipped", next=clock_and_zone(following.astimezone(self.zone)))
        if self.fold not in (FIRST, SECOND):
            raise self._refusal("doubled")
        return first if self.fold == FIRST else second

    def next_shown(self, value: str) -> tuple[str, str]:
        """What to send as `instead`, and the same in words, for a text whose time is skipped."""
        wall = self._read(value)
        assert wall is not None  # noqa: S101 - it was refused as skipped
        following = after_skipped(wall, self.zone).astimezone(self.zone)
        return _as_typed(following), clock_and_zone(following)

    def _refusal(self, code: str, **said: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"place": place(self.zone), **said})


def _as_typed(shown: datetime) -> str:
    """As the picker sends it."""
    return f"{shown:%Y-%m-%dT%H:%M}"
