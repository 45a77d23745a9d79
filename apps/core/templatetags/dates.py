"""Days and times as a US campus writes them: `{% load dates %}{{ start|in_zone:zone|day:as_of }}`.

A moment counts in the zone that it is shown in, a plain date in the active one. `as_of` is now, aware, or today: with
it the year is left out while it is the present one; without it the year is always there. Code may call these too.
Whoever reads a clock time may be in another zone than whoever wrote it, so pages and mail say `clock_and_zone`; a time
of day without a date, such as quiet hours, has `clock` and the `place` of its zone.
"""

from datetime import date, datetime, time, timedelta, tzinfo

from django import template
from django.utils import timezone

register = template.Library()

_NEAR = timedelta(days=6)  # a weekday alone could be either of two days beyond
# Letters of several clocks, with the one that a US campus means by them: India's, of IST. The others go by their city.
_AMBIGUOUS = {
    "CST": timedelta(hours=-6),
    "CDT": timedelta(hours=-5),
    "PST": timedelta(hours=-8),
    "IST": timedelta(hours=5, minutes=30),
}
# Cities that the database of zones, or a browser, spells otherwise than people do.
CITIES = {
    "Asuncion": "Asunción",
    "Belem": "Belém",
    "Bogota": "Bogotá",
    "Calcutta": "Kolkata",
    "Cuiaba": "Cuiabá",
    "Ho_Chi_Minh": "Ho Chi Minh City",
    "Katmandu": "Kathmandu",
    "Kiev": "Kyiv",
    "Maceio": "Maceió",
    "Noumea": "Nouméa",
    "Rangoon": "Yangon",
    "Reunion": "Réunion",
    "Saigon": "Ho Chi Minh City",
    "Sao_Paulo": "São Paulo",
}


class _InZone(datetime):
    """Django shows it as it is, not in the active zone."""

    convert_to_local_time = False


@register.filter
def in_zone(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """The moment on the clock of this zone. Django's own `timezone` forgets which of two equal hours it is on the night
    when the clocks go back.
    """
    if moment is None:
        return None
    at = moment.astimezone(zone)
    return _InZone(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, zone, fold=at.fold)


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
def leaf(shown: date) -> tuple[str, str, str]:
    """What the leaf of a calendar says: ("Mar", "2", "Mon")."""
    return f"{shown:%b}", str(shown.day), f"{shown:%a}"


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
def clock(shown: datetime | time) -> str:
    """ "3:00 pm"."""
    return f"{shown.hour % 12 or 12}:{shown:%M} {'am' if shown.hour < 12 else 'pm'}"


@register.filter(expects_localtime=True)
def clock_and_zone(shown: datetime) -> str:
    """ "3:00 pm EST", "3:00 pm São Paulo time": the zone as it is on that day."""
    return f"{clock(shown)} {zone_of(shown)}"


@register.simple_tag
def clock_span(start: datetime, end: datetime) -> str:
    """ "2:30 to 3:00 pm EST", "11:45 am to 12:15 pm EST"; both zones where the clocks change in between."""
    if zone_of(start) != zone_of(end):
        return f"{clock_and_zone(start)} to {clock_and_zone(end)}"
    first, _, half = clock(start).partition(" ")
    return f"{first if half == clock(end)[-2:] else clock(start)} to {clock_and_zone(end)}"


@register.filter
def place(zone: tzinfo) -> str:
    """The city whose clock this is: "New York"."""
    name = str(zone).rpartition("/")[2]
    return CITIES.get(name) or name.replace("_", " ")


@register.filter(expects_localtime=True)
def zone_of(shown: datetime) -> str:
    """The zone of this moment in short: "EST". "São Paulo time" where it has no letters, or those of another clock."""
    letters = shown.strftime("%Z")
    if letters.isalpha() and shown.utcoffset() == _AMBIGUOUS.get(letters, shown.utcoffset()):
        return letters
    return f"{place(shown.tzinfo)} time" if shown.tzinfo else ""


def zone_in_full(shown: datetime) -> str:
    """ "New York time, EST"; "São Paulo time" where it has no letters of its own."""
    short = zone_of(shown)
    return f"{place(shown.tzinfo)} time, {short}" if shown.tzinfo and short.isalpha() and short != "UTC" else short


def same_clock(zone: tzinfo, other: tzinfo, at: datetime) -> bool:
    """Whether clocks in both zones show the same at this moment."""
    return at.astimezone(zone).utcoffset() == at.astimezone(other).utcoffset()


@register.simple_tag
def campus_day(shown: date, *, campus: tzinfo, reader: tzinfo, as_of: datetime) -> str:
    """A day that is over when it is over on campus: "Friday, December 11", and ", by the clock in New York" for whoever
    reads it on another clock.
    """
    noon = datetime.combine(shown, time(12), tzinfo=campus)
    said = day(noon, as_of)
    return said if same_clock(campus, reader, noon) else f"{said}, by the clock in {place(campus)}"


def _day_of(shown: date) -> date:
    return shown.date() if isinstance(shown, datetime) else shown


def _today(shown: date, as_of: date) -> date:
    if not isinstance(as_of, datetime):
        return as_of
    return (as_of.astimezone(shown.tzinfo) if isinstance(shown, datetime) else timezone.localtime(as_of)).date()


def _year(shown: date, as_of: date | None) -> str:
    return "" if as_of and shown.year == _today(shown, as_of).year else f", {shown.year}"
