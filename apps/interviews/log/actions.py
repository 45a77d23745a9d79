"""Logging a conversation: the short form afterwards, and "it happened" for one that was scheduled."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from apps.campus.models import Campus, Format
from apps.contacts.actions import add_contact, tell
from apps.contacts.identity import NOT_ASKED, Choice
from apps.contacts.models import Contact
from apps.core.locking import in_lock_order
from apps.core.versions import refuse_older
from apps.interviews import deadlines
from apps.interviews.actions import NotPossible, locked
from apps.interviews.causes import refresh_reminders
from apps.interviews.life.actions import close, past_changing, refuse_taken_time
from apps.interviews.models import Exit, Interview
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
    campus: Campus,
    as_of: datetime,
    role: str = "",
    organization: str = "",
    source: str = "",
    choice: Choice = NOT_ASKED,
) -> Interview:
    """A conversation that has happened, at `held` at once.

    `contact` is the known person, or None: then whoever `contacts.identity` finds for what is told and for the
    student's `choice`. An interview still open with that person (an idea, a request, or a date on that day in the
    student's zone) becomes this one. The same person at the same start is the same conversation, however often it is
    sent; what is written the second time is kept beside the first. Raises NotPossible when its end is not past, and for
    another student's contact; Unsure where the student must say who it was.
    """
    student = in_lock_order(Student.objects).get(pk=student.pk)
    if contact and contact.student_id != student.pk:
        raise NotPossible("This contact is someone else’s.")
    told = Contact(full_name=contact_name, role=role, organization=organization, source=source)
    if contact:
        contact = tell(contact=contact, told=told)
    else:
        contact = add_contact(student=student, contact=told, choice=choice)
    interview = _same_conversation(student, contact, starts_at, campus) or Interview(student=student, contact=contact)
    interview.learned = combined(interview.learned, learned)
    return hold(interview, starts_at=starts_at, minutes=minutes, format=format, campus=campus, as_of=as_of)


def combined(first: str, second: str) -> str:
    """Both texts, or the one that holds the other."""
    if second in first:
        return first
    return second if first in second else f"{first}\n\n{second}"


def _same_conversation(student: Student, contact: Contact, starts_at: datetime, campus: Campus) -> Interview | None:
    """The interview with this contact at that very start, logged or not. Otherwise the nearest one of that day in the
    student's zone that is not logged, or an open one without a date. One query.
    """
    zone = student.zone(campus)
    theirs = Interview.objects.filter(student=student, contact=contact)
    candidates = sorted(
        in_lock_order(theirs.filter(Q(logged_at=None) | Q(starts_at=starts_at))),
        key=lambda one: abs(one.starts_at - starts_at) if one.starts_at else timedelta.max,
    )
    for interview in candidates:
        interview.student, interview.contact = student, contact
        if interview.starts_at and interview.starts_at.astimezone(zone).date() == starts_at.astimezone(zone).date():
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
    learned: str | None,
    campus: Campus,
    as_of: datetime,
    seen: str | None = None,
) -> Interview:
    """It happened. Said again, it only corrects when, how long, how and what was learned.

    An empty `learned` removes what was written; None leaves it as it is. Raises NotPossible when its end is not past,
    and where the student has another conversation with this person at the same start; EditedElsewhere where it is not
    the version `seen` any more.
    """
    interview = locked(interview)
    said = (starts_at, None if format == Format.MESSAGES else minutes, format, learned)
    known = (interview.starts_at, interview.minutes, interview.format, None if learned is None else interview.learned)
    refuse_older(interview, seen, is_same=said == known)
    refuse_taken_time(interview, starts_at)
    if learned is not None:
        interview.learned = learned
    return hold(interview, starts_at=starts_at, minutes=minutes, format=format, campus=campus, as_of=as_of)


def hold(
    interview: Interview,
    *,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    campus: Campus,
    as_of: datetime,
) -> Interview:
    """Log this interview, which is locked, and save it. Raises NotPossible when its end is not past."""
    planned_end = interview.ends_at
    interview.plan(starts_at=starts_at, minutes=minutes, format=format)
    if interview.ends_at is None or interview.ends_at > as_of:
        raise NotPossible("That conversation is not over yet. Log it afterwards, or shorten it.")
    if interview.pk and _reminded_of_another_day(interview, planned_end, campus):
        interview.round += 1
    # A correction may say that it ended later than it was logged: then it is logged now.
    if interview.logged_at is None or interview.logged_at < interview.ends_at:
        interview.logged_at = as_of
    interview.exit, interview.exited_at = "", None
    interview.save()
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


def _reminded_of_another_day(interview: Interview, planned_end: datetime | None, campus: Campus) -> bool:
    """Whether it ended after the mark of the date it was planned for, and what went (or failed, or may be on its way)
    belongs to that date.

    Without a round of its own the real day would have no last call: the row of the planned one stays as it is.
    """
    mark = deadlines.mark(end=planned_end, hours=campus.thank_you_hours) if planned_end else None
    if mark and interview.ends_at and interview.ends_at <= mark:
        return False
    before = Q(message__ended_at__lt=interview.ends_at) | Q(
        message__ended_at=None, message__handed_off_at__lt=interview.ends_at
    )
    return past_changing(interview).filter(before).exists()


@transaction.atomic
def withdraw_log(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the log. The interview goes back to scheduled, or to asked, and is neither thanked nor reflected on.

    What was written stays with it.
    """
    interview = locked(interview)
    if not interview.is_held:
        return interview
    interview.logged_at = interview.thanked_at = interview.reflected_at = None
    interview.thanked_how = ""
    interview.logged_by_link = False
    if interview.scheduled_at is None:
        interview.starts_at = interview.ends_at = None
    interview.save()
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def withdraw_and_close(*, interview: Interview, exit: Exit, as_of: datetime, campus: Campus | None = None) -> Interview:
    """It was logged and did not happen: the log is taken back, and it leaves by a side exit in the same moment, so that
    nothing asks how it went. Raises NotPossible for a no-show where no date was agreed.
    """
    withdrawn = withdraw_log(interview=interview, campus=campus, as_of=as_of)
    return close(interview=withdrawn, exit=exit, campus=campus, as_of=as_of)
