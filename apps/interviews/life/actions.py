"""The life of an interview around the conversation: plan it, agree a date, move it, leave by a side exit, come back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from apps.campus.models import Campus, Format
from apps.contacts.actions import withdraw_archive
from apps.contacts.models import Contact
from apps.core.text import one_line
from apps.core.versions import refuse_older
from apps.interviews.actions import NotPossible, locked
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import NO_SHOWS, PLANNED_LENGTHS, Exit, Interview
from apps.reminders.models import Reminder
from apps.students.models import Student

FURTHEST_DATE = timedelta(days=731)  # two years, whichever they are
_ANOTHER_DAY = timedelta(days=1)


@transaction.atomic
def plan_with(*, student: Student, contact: Contact) -> Interview:
    """The open interview with this contact, or a new one at `idea`. Twice gives the same one. Who was archived is back.

    Raises `contacts.actions.Removed` where the contact is gone.
    """
    if contact.student_id != student.pk:
        raise NotPossible("This contact is someone else’s.")
    contact = withdraw_archive(contact=contact)
    interview = Interview.objects.filter(student=student, contact=contact).open().first()
    return interview or Interview.objects.create(student=student, contact=contact)


@transaction.atomic
def schedule(
    *,
    interview: Interview,
    starts_at: datetime,
    minutes: int | None,
    format: str,
    as_of: datetime,
    place: str = "",
    campus: Campus | None = None,
    seen: str | None = None,
    is_agreed: bool = True,
) -> Interview:
    """A date was agreed, or moved: the reminders move with it in the same transaction. Nobody needs to have asked for
    it: office hours are open to all, so a date there is not `is_agreed`, and answers no request.

    A date agreed anew after the last one has passed, or moved by more than a day after a reminder of it went (or
    failed, or may be on its way), opens a new round of reminders. Raises NotPossible for a time
    that is past or more than two years ahead, and for a length outside PLANNED_LENGTHS; messages have none. Raises
    EditedElsewhere where the interview is not the version `seen` any more.
    """
    interview = locked(interview)
    if interview.is_held:
        raise NotPossible("You logged this conversation already.")
    if starts_at <= as_of:
        raise NotPossible("Choose a time that is still to come, or log the conversation if it has happened.")
    if starts_at > as_of + FURTHEST_DATE:
        raise NotPossible("Choose a date within the next two years.")
    shortest, longest = PLANNED_LENGTHS
    if format != Format.MESSAGES and (minutes is None or not shortest <= minutes <= longest):
        raise NotPossible(f"Choose a length from {shortest} to {longest} minutes.")
    place = one_line(place)
    said = (starts_at, None if format == Format.MESSAGES else minutes, format, place)
    known = (interview.starts_at, interview.minutes, interview.format, interview.place)
    refuse_older(interview, seen, is_same=said == known)
    refuse_taken_time(interview, starts_at)
    if _had_its_round(interview, starts_at, as_of):
        interview.round += 1
    if interview.scheduled_at is None:
        if is_agreed:
            interview.note_reply(as_of)
        interview.scheduled_at = as_of
    elif interview.starts_at != starts_at:
        interview.rescheduled_at = as_of
    interview.plan(starts_at=starts_at, minutes=minutes, format=format)
    interview.place, interview.undone_start = place, None
    interview.exit, interview.exited_at = "", None
    interview.save()
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


def _had_its_round(interview: Interview, starts_at: datetime, as_of: datetime) -> bool:
    """Whether the reminders of this round belong to another date: one that has passed, also one that was taken back
    since, or one so far from the new one that preparing for it is another day's work.
    """
    if interview.ends_at and interview.ends_at <= as_of:
        return True
    if interview.starts_at and abs(starts_at - interview.starts_at) <= _ANOTHER_DAY:
        return False
    return past_changing(interview).exists()


def past_changing(interview: Interview) -> QuerySet[Reminder]:
    """Those of this round's reminders that no change of the date reaches any more: sent, failed, uncertain, or in a
    mail server's hands.
    """
    return Reminder.objects.past_changing().filter(cause_key=interview.cause_key)


def refuse_taken_time(interview: Interview, starts_at: datetime) -> None:
    """Raises NotPossible where the student has another conversation with this person that starts then."""
    same = Interview.objects.filter(
        student_id=interview.student_id, contact_id=interview.contact_id, starts_at=starts_at
    )
    if same.exclude(pk=interview.pk).exists():
        raise NotPossible("You have another conversation with this person at that time already.")


@transaction.atomic
def withdraw_date(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the date. The interview goes back to asked, or to idea where nobody was asked, and its reminders end. The
    reply stays recorded, so no follow-up comes back. The place stays with it, for the next date.

    Without a date nothing changes. Raises NotPossible once it is logged or has left by a side exit.
    """
    interview = locked(interview)
    if interview.is_held or interview.exit:
        raise NotPossible("This conversation is not waiting for its date.")
    interview.undone_start = interview.calendar_start
    interview.scheduled_at = interview.rescheduled_at = interview.starts_at = interview.ends_at = None
    interview.save()
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def close(*, interview: Interview, exit: Exit, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Leave by a side exit. Nothing typed is lost, and `reopen` comes back. A no is a reply to the request.

    Raises NotPossible once it is logged, and for a no-show before the start.
    """
    interview = locked(interview)
    if interview.is_held:
        raise NotPossible("You have logged this conversation meanwhile. If it didn’t happen, say so here.")
    if exit in NO_SHOWS:
        if interview.starts_at is None:
            raise NotPossible("This conversation has no date yet, so nobody has missed it.")
        if interview.starts_at > as_of:
            raise NotPossible("This conversation is still to come, so nobody has missed it.")
    if not interview.exit:
        interview.exited_at = as_of
    interview.exit = exit
    if exit == Exit.DECLINED:
        interview.note_reply(as_of)
    interview.save(update_fields=["exit", "exited_at", "replied_at"])
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def reopen(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Back from a side exit to where it was. Who had replied has replied."""
    interview = locked(interview)
    interview.exit, interview.exited_at = "", None
    interview.save(update_fields=["exit", "exited_at"])
    refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview
