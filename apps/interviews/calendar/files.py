"""The calendar file of one conversation: the time kept for it, and a reminder to send the thanks.

RFC 5545 and 5546. Both entries keep their UID for good, and SEQUENCE rises with each change, so that a calendar moves
or removes what it has and adds no second one. The organizer, whom METHOD demands, is the campus; nobody is invited.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from apps.campus.models import Campus, Format
from apps.core.clock_changes import clock_changes
from apps.interviews.calendar.entry import MARGIN
from apps.interviews.models import Interview

_MADE_BY = "-//Acquaint//Conversations//EN"
_THANKS_TAKE = timedelta(minutes=15)
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class CalendarFile:
    """`method` stands in the text and goes beside the content type: PUBLISH, or CANCEL for what is off."""

    method: str
    text: bytes


def calendar_file(interview: Interview, *, zone: ZoneInfo, campus: Campus, as_of: datetime) -> CalendarFile:
    """The file as of now, its times on the clock of `zone`. Only of an interview that has a `calendar_start`."""
    method = "CANCEL" if interview.is_off else "PUBLISH"
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _MADE_BY)
    calendar.add("method", method)
    entries = [_conversation(interview, zone), _thanks(interview, zone)]
    assert interview.calendar_start is not None  # noqa: S101 - for the type checker
    if zone.key != "UTC":
        calendar.add_component(_zone(zone, around=interview.calendar_start))
    for entry in entries:
        entry.add("sequence", interview.calendar_sequence)
        entry.add("dtstamp", as_of.astimezone(UTC))
        entry.add("status", "CANCELLED" if interview.is_off else "CONFIRMED")
        entry.add("class", "PRIVATE")
        entry.add("organizer", _organizer(campus))
        calendar.add_component(entry)
    return CalendarFile(method, calendar.to_ical(sorted=False))


def _conversation(interview: Interview, zone: ZoneInfo) -> Event:
    """From the start to the end that was asked for, and the margin after it."""
    entry = _entry(interview, "", start=interview.calendar_start, end=interview.free_until, zone=zone)
    name, margin = interview.contact.full_name, MARGIN // timedelta(minutes=1)
    if interview.format == Format.MESSAGES:
        entry.add("summary", f"Exchange messages with {name}")
        kept = f"Your calendar keeps {margin} minutes for it."
    else:
        entry.add("summary", f"Conversation with {name}")
        how = interview.get_format_display().lower()
        kept = (
            f"You asked for {interview.minutes} minutes ({how}). Your calendar keeps {margin} more, in case you both "
            "want longer."
        )
    entry.add("description", f"{kept}\n\nYour page about it: {_page(interview)}")
    if interview.place:
        entry.add("location", interview.place)
    return entry


def _thanks(interview: Interview, zone: ZoneInfo) -> Event:
    """An entry that rings, and takes no time of the day."""
    assert interview.thanks_at is not None  # noqa: S101 - for the type checker
    end = interview.thanks_at + _THANKS_TAKE
    entry = _entry(interview, "-thanks", start=interview.thanks_at, end=end, zone=zone)
    said = f"Send your thanks to {interview.contact.full_name}"
    entry.add("summary", said)
    entry.add("description", f"A few honest lines are enough. Start here: {_page(interview)}")
    entry.add("transp", "TRANSPARENT")
    if not interview.is_off:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(0))
        alarm.add("description", said)
        entry.add_component(alarm)
    return entry


def _entry(interview: Interview, part: str, *, start: datetime | None, end: datetime | None, zone: ZoneInfo) -> Event:
    entry = Event()
    entry.add("uid", f"interview-{interview.pk}{part}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstart", _on_the_clock(start, zone))
    entry.add("dtend", _on_the_clock(end, zone))
    return entry


def _on_the_clock(moment: Any, zone: ZoneInfo) -> datetime:
    """On the clock of `zone`. In UTC where the clock shows this time for the second time: a file can only mean the
    first.
    """
    shown = moment.astimezone(zone)
    return moment.astimezone(UTC) if shown.fold else shown


def _zone(zone: ZoneInfo, *, around: datetime) -> Timezone:
    """VTIMEZONE for the years around. Not icalendar's own: there each change to daylight saving is an hour late."""
    described = Timezone()
    described.add("tzid", zone.key)
    first = around - _YEAR
    for change in (first, *clock_changes(zone, since=first, until=around + _YEAR)):
        shown = change.astimezone(zone)
        former = (change - timedelta(minutes=1)).astimezone(zone).utcoffset() if change != first else shown.utcoffset()
        assert former is not None  # noqa: S101 - for the type checker
        observance = TimezoneDaylight() if shown.dst() else TimezoneStandard()
        observance.add("dtstart", (change.astimezone(UTC) + former).replace(tzinfo=None, microsecond=0))
        observance.add("tzoffsetfrom", former)
        observance.add("tzoffsetto", shown.utcoffset())
        observance.add("tzname", shown.tzname())
        described.add_component(observance)
    return described


def _organizer(campus: Campus) -> vCalAddress:
    name, address = parseaddr(campus.sender)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or address
    return organizer


def _page(interview: Interview) -> str:
    return settings.SITE_URL + reverse("interviews:detail", args=[interview.pk])
