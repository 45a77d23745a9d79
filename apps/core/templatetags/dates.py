"""Days and times as a US campus writes them: `{% load dates %}{{ start|timezone:zone|day:as_of }}`.

A moment counts in the zone that it is shown in, a plain date in the active one. `as_of` is now, aware, or today: with
it the year is left out while it is the present one; without it the year is always there. Code may call these too.
"""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

register = template.Library()

_NEAR = timedelta(days=6)  # a weekday alone could be either of two days beyond


@register.filter(expects_localtime=True)
def day(shown: date, as_of: date | None = None) -> str:
    """ "Monday, March 2"; with the year "Monday, March 2, 2026"."""
    return f"{shown:%A}, {month_day(shown, as_of)}"


@register.filter(expects_localtime=True)
def month_day(shown: date, as_of: date | None = None) -> str:
    """ "March 2"; with the year "March 2, 2026"."""
    return f"{shown:%B} {shown.day}{_year(shown, as_of)}"


@register.filter(expects_localtime=True)
def short_day(shown: date, as_of: date | None = None) -> str:
    """ "Mar 2"; with the year "Mar 2, 2026"."""
    return f"{shown:%b} {shown.day}{_year(shown, as_of)}"


@register.filter(expects_localtime=True)
def weekday(shown: date, as_of: date) -> str:
    """ "Monday" within six days, otherwise as `day`."""
    return f"{shown:%A}" if abs(_day_of(shown) - _today(shown, as_of)) <= _NEAR else day(shown, as_of)


@register.filter(expects_localtime=True)
def near_day(shown: date, as_of: date) -> str:
    """ "today", "tomorrow" or "yesterday", otherwise as `weekday`."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get((_day_of(shown) - _today(shown, as_of)).days) or weekday(shown, as_of)


@register.filter(expects_localtime=True)
def clock(shown: datetime) -> str:
    """ "3:00 pm"."""
    return f"{shown.hour % 12 or 12}:{shown:%M} {'am' if shown.hour < 12 else 'pm'}"


@register.filter(expects_localtime=True)
def clock_and_zone(shown: datetime) -> str:
    """ "3:00 pm EST": where the reader may be in another zone than the writer thinks."""
    return f"{clock(shown)} {shown:%Z}"


def _day_of(shown: date) -> date:
    return shown.date() if isinstance(shown, datetime) else shown


def _today(shown: date, as_of: date) -> date:
    if not isinstance(as_of, datetime):
        return as_of
    return (as_of.astimezone(shown.tzinfo) if isinstance(shown, datetime) else timezone.localtime(as_of)).date()


def _year(shown: date, as_of: date | None) -> str:
    return "" if as_of and shown.year == _today(shown, as_of).year else f", {shown.year}"
