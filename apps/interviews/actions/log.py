"""Logging a conversation: the short form afterwards, and "it happened" for one that was scheduled."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.contacts.models import Contact
from apps.interviews.actions.life import locked, save_at_its_time
from apps.interviews.errors import NotPossible
from apps.interviews.models import Interview
from apps.interviews.reminders import refresh_reminders
from apps.students.models import Student


@transaction.atomic
def log_conversation(
    *,
    student: Student,
    contact: Contact | None,
    contact_name: str,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    learned: str,
    zone: ZoneInfo,
    as_of: datetime,
    role: str = "",
    organisation: str = "",
    source: str = "",
) -> Interview:
    """A conversation that has happened, at `held` at once.

    `contact` is the known person, or None: then the one of that name, or a new contact. An interview still open with
    that person (an idea, a request, or a date on that day in `zone`) becomes this one. The same person at the same
    start is the same conversation, however often it is sent. Raises NotPossible when its end is not past.
    """
    student = Student.objects.select_for_update().get(pk=student.pk)
    contact = contact or Contact.objects.filter(student=student).named(contact_name).order_by("pk").first()
    if contact is None:
        contact = Contact.objects.create(
            student=student,
            full_name=contact_name,
            role=role,
            organisation=organisation,
            source=source,
        )
    already = Interview.objects.filter(student=student, contact=contact, starts_at=starts_at).held().first()
    if already:
        return already
    interview = _open_one(student, contact, starts_at, zone) or Interview(student=student, contact=contact)
    interview.learned = learned or interview.learned
    return _hold(interview, starts_at=starts_at, minutes=minutes, format=format, as_of=as_of)


def _open_one(student: Student, contact: Contact, starts_at: datetime, zone: ZoneInfo) -> Interview | None:
    day = starts_at.astimezone(zone).date()
    unlogged = Interview.objects.filter(student=student, contact=contact, logged_at=None)
    # The one at that very start first, then any of that day, then one without a date.
    candidates = sorted(
        unlogged.select_for_update(of=("self",)),
        key=lambda one: abs(one.starts_at - starts_at) if one.starts_at else timedelta.max,
    )
    for interview in candidates:
        if interview.starts_at and interview.starts_at.astimezone(zone).date() == day:
            return interview
        if interview.starts_at is None and not interview.exit:
            return interview
    return None


@transaction.atomic
def confirm_held(
    *,
    interview: Interview,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    learned: str,
    as_of: datetime,
) -> Interview:
    """It happened. Said again, it only corrects when, how long, how and what was learned."""
    interview = locked(interview)
    interview.learned = learned or interview.learned
    return _hold(interview, starts_at=starts_at, minutes=minutes, format=format, as_of=as_of)


def _hold(
    interview: Interview,
    *,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    as_of: datetime,
) -> Interview:
    interview.plan(starts_at=starts_at, minutes=minutes, format=format)
    if interview.ends_at is None or interview.ends_at > as_of:
        raise NotPossible("That conversation is not over yet. Log it afterwards, or shorten it.")
    if interview.logged_at is None:
        interview.logged_at = as_of
    interview.exit, interview.exited_at = "", None
    save_at_its_time(interview)
    refresh_reminders(interview, as_of=as_of)
    return interview


@transaction.atomic
def withdraw_log(*, interview: Interview, as_of: datetime) -> Interview:
    """It did not happen after all: back to scheduled, or to asked. What was written stays with it."""
    interview = locked(interview)
    if not interview.is_held:
        return interview
    interview.logged_at = None
    if interview.scheduled_at is None:
        interview.starts_at = interview.ends_at = None
    interview.save()
    refresh_reminders(interview, as_of=as_of)
    return interview
