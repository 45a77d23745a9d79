"""Form fields that any app may need: one line of text in any script, and a local date and time."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.core.text import one_line

FIRST, SECOND = "first", "second"
_YEARS = range(2000, 2101)
_LONGEST = 40


def _is_only_a_day(value: str) -> bool:
    """Python reads a day without a time as midnight, which people don't mean."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class OneLineField(forms.CharField):
    """Text on one line; what is pasted with it (direction marks, zero-width marks, line breaks) is cleaned away."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value if "\x00" in value else one_line(value)


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own picker of a date and a time, without seconds."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class LocalDateTimeField(forms.Field):
    """A date and time as the clock on the wall says it in `zone`; cleans to an aware moment in UTC.

    A time that daylight saving skips is refused with a sentence. One that comes twice is refused with code
    `doubled`, until `fold` says which of the two is meant (`first` or `second`). A value that carries its own offset
    is taken as it is.
    """

    widget = LocalDateTimeInput
    default_error_messages = {
        "required": "Add a date and a time. A rough time is fine.",
        "invalid": "Write the date and time like 10/12/2026 4:00 pm.",
        "year": "Check the year: it should be between 2000 and 2100.",
        "skipped": "The clocks went forward that night, so this time never came. Choose one an hour later.",
        "doubled": "The clocks went back that night, so this time came twice. Say below which one you mean.",
    }
    _FORMATS = ("%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p")

    zone: ZoneInfo = ZoneInfo("UTC")
    fold: str = ""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = self._parse(str(value).strip())
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if moment.year not in _YEARS:
            raise ValidationError(self.error_messages["year"], code="year")
        return self._in_zone(moment) if timezone.is_naive(moment) else moment.astimezone(UTC)

    def _parse(self, value: str) -> datetime | None:
        try:
            if len(value) > _LONGEST or _is_only_a_day(value):
                return None
            if parsed := parse_datetime(value):
                return parsed
        except ValueError:
            return None  # well formed, and no such day
        for form in self._FORMATS:
            try:
                return datetime.strptime(value, form)  # noqa: DTZ007 - the zone is added by the caller
            except ValueError:
                continue
        return None

    def _in_zone(self, wall: datetime) -> datetime:
        first = wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        second = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        if first == second:
            return first
        if first.astimezone(self.zone).replace(tzinfo=None) != wall:
            raise ValidationError(self.error_messages["skipped"], code="skipped")
        if self.fold not in (FIRST, SECOND):
            raise ValidationError(self.error_messages["doubled"], code="doubled")
        return first if self.fold == FIRST else second
