"""Moments around one Tuesday in New York, the campus's zone: interviews by then, and what their reminders became."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail
from apps.interviews.life.actions import schedule
from apps.interviews.log.actions import log_conversation
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.reminders import kinds
from apps.reminders.kinds import Decision, Expected
from apps.students.models import Student
from tests.factories import make_contact, make_interview
from tests.reminders.decisions import cause_of, decision_of

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


def log(
    student: Student, start: str = "13 16:00", *, now: str = "13 16:40", name: str = "Rosa Delgado", learned: str = ""
) -> Interview:
    """A conversation of half an hour by video that began then, logged at `now`."""
    return log_conversation(
        student=student,
        contact=None,
        contact_name=name,
        starts_at=at(start),
        minutes=30,
        format="video",
        learned=learned,
        campus=Campus.objects.current(),
        as_of=at(now),
    )


def scheduled(student: Student, start: str = "13 16:00", *, now: str = "12 09:00", format: str = "video") -> Interview:
    """One with Rosa Delgado, its date agreed at `now`."""
    rosa = make_contact(student=student, full_name="Rosa Delgado")
    return scheduled_again(make_interview(student=student, contact=rosa), start, now=now, format=format)


def scheduled_again(interview: Interview, start: str = "13 16:00", *, now: str, format: str = "video") -> Interview:
    return schedule(interview=interview, starts_at=at(start), minutes=30, format=format, as_of=at(now))


def sent(interview: Interview, kind: str, when: datetime) -> None:
    """As a worker leaves the row behind."""
    changed = Message.objects.filter(reminder__cause_key=interview.cause_key, reminder__kind=kind).update(
        state="sent", reason="", ended_at=when, sent_at=when, handed_off_at=when, message_id="<one@campus.example>"
    )
    assert changed == 1


def decide(kind: str, key: str, as_of: str) -> Decision | None:
    found = kinds.get(kind)
    assert found is not None
    return decision_of(found, key, at(as_of))


def compose(kind: str, interview: Interview, as_of: str) -> OutgoingMail:
    """The mail of this kind about it, which is expected then."""
    found = kinds.get(kind)
    assert found is not None
    assert isinstance(decide(kind, interview.cause_key, as_of), Expected)
    return found.compose(cause_of(found, interview.cause_key, at(as_of)), at(as_of))


def links(mail: OutgoingMail) -> list[str]:
    return re.findall(r"https?://\S+", mail.text)
