"""Moments of one Tuesday in New York, the campus's zone, and the rows that an interview's reminders became."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apps.interviews.models import Interview
from apps.outbox.models import Message

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """`13 16:00`: that day of October 2026, on the clock on the wall in `zone`; as UTC."""
    return datetime.strptime(f"2026-10-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(UTC)


def wall(moment: datetime, zone: ZoneInfo = NEW_YORK) -> str:
    """What a browser's picker of date and time sends."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def rows(interview: Interview) -> dict[str, tuple]:
    """By kind, for the present round: ("due", when) or (state, why)."""
    found = Message.objects.filter(reminder__cause_key=interview.cause_key)
    return {row.reminder.kind: ("due", row.due_at) if row.state == "due" else (row.state, row.reason) for row in found}
