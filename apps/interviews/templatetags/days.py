"""Days as people name them: `{% load days %}{{ start|timezone:zone|day:as_of }}` says "Monday 2 March".

The year is said when it is not this one. Moments count in the zone they are shown in; `as_of` is now, aware.
"""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

register = template.Library()

_NEAR = timedelta(days=6)  # a weekday alone could be either of two days beyond


@register.filter(expects_localtime=True)
def day(shown: date, as_of: datetime) -> str:
    """ "Monday 2 March", with the year where it is not the present one."""
    when, today = _days(shown, as_of)
    return f"{when:%A} {when.day} {when:%B}{_year(when, today)}"


@register.filter(expects_localtime=True)
def short_day(shown: date, as_of: datetime) -> str:
    """ "Mon 2 Mar", with the year where it is not the present one."""
    when, today = _days(shown, as_of)
    return f"{when:%a} {when.day} {when:%b}{_year(when, today)}"


@register.filter(expects_localtime=True)
def weekday(shown: date, as_of: datetime) -> str:
    """ "Monday" within six days, else as `day`."""
    when, today = _days(shown, as_of)
    return f"{when:%A}" if abs(when - today) <= _NEAR else day(shown, as_of)


@register.filter(expects_localtime=True)
def near_day(shown: date, as_of: datetime) -> str:
    """ "today", "tomorrow" or "yesterday", else as `weekday`."""
    when, today = _days(shown, as_of)
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get((when - today).days) or weekday(shown, as_of)


def _days(shown: date, as_of: datetime) -> tuple[date, date]:
    """The day shown and today, both in the zone that the moment is shown in; for a plain date in the active one."""
    if isinstance(shown, datetime):
        return shown.date(), as_of.astimezone(shown.tzinfo).date()
    return shown, timezone.localtime(as_of).date()


def _year(when: date, today: date) -> str:
    return "" if when.year == today.year else f" {when.year}"
