"""The request for a conversation, the reply to it, and undoing either."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible, locked
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import Interview
from apps.outreach.models import Outreach


@transaction.atomic
def ask(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Record that the request went out, and with it the message that was opened or copied. The words of a draft that
    never was are set aside: what is written next is the follow-up. A second time changes nothing.
    """
    interview = locked(interview)
    if interview.is_held or interview.exit:
        raise NotPossible("This conversation is not waiting to be asked for.")
    if interview.asked_at is None and interview.scheduled_at is None:
        interview.asked_at, interview.replied_at = as_of, None
        interview.save(update_fields=["asked_at", "replied_at"])
        drafts = Outreach.objects.filter(interview=interview, sent_at=None)
        drafts.exclude(sent_how="").update(sent_at=as_of)
        drafts.exclude(body="").update(
            body="", set_aside=F("body"), set_aside_subject=F("subject"), set_aside_template=F("template")
        )
        refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def withdraw_request(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the request. The interview goes back to idea, with no reply and no follow-up, and the message that asked, or
    whose words were set aside, is a draft again. Without a request nothing changes.

    Raises NotPossible once a date is agreed, it is logged, or it has left by a side exit; and while a message to them
    is on its way or with them: one that Acquaint sent, or one that the student wrote after the request.
    """
    interview = _still_asking(interview)
    if interview.asked_at is None:
        return interview
    messages = _gone_since(interview)
    if any(one.is_by_acquaint for one in messages):
        raise NotPossible("Acquaint sent your message, so you did ask. If it won’t happen, say so instead.")
    if any(one.sent_at != interview.asked_at for one in messages):
        raise NotPossible("You wrote again after you asked. Take that message back first: “I didn’t send it”.")
    for one in messages:
        back_to_draft(one)
    emptied = Outreach.objects.filter(interview=interview, sent_at=None, body="")
    emptied.update(body=F("set_aside"), set_aside="")
    return _date_request(interview, None, as_of=as_of, campus=campus)


@transaction.atomic
def request_by_next(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """The message that asked was not sent after all: the next one that was is the request, or there is none.

    Raises NotPossible once a date is agreed, it is logged, or it has left by a side exit.
    """
    interview = _still_asking(interview)
    dates = [one.sent_at for one in _gone_since(interview)]
    return _date_request(interview, dates[0] if dates else None, as_of=as_of, campus=campus)


def back_to_draft(message: Outreach) -> None:
    """It was not sent after all. What was begun since is set aside with it: there is one draft at a time."""
    to_them = Outreach.objects.filter(interview=message.interview_id, contact=message.contact_id)
    if begun := to_them.filter(sent_at=None).exclude(pk=message.pk).first():
        begun.delete()
        is_begun = bool(begun.body)
        message.set_aside = begun.body if is_begun else begun.set_aside
        message.set_aside_subject = begun.subject if is_begun else begun.set_aside_subject
        message.set_aside_template = begun.template if is_begun else begun.set_aside_template
    message.sent_at, message.sent_how = None, ""
    message.save(update_fields=["sent_at", "sent_how", "set_aside", "set_aside_subject", "set_aside_template"])


@transaction.atomic
def record_reply(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Record a reply without a date, which ends the follow-ups. A second time changes nothing.

    Raises NotPossible where nobody was asked, once it is logged, and after a side exit.
    """
    interview = _waiting(interview)
    if interview.replied_at is None:
        interview.note_reply(as_of)
        interview.save(update_fields=["replied_at"])
        refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def withdraw_reply(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the reply, also one that was a date or a no. The follow-ups that are still to come are back. Without a reply
    nothing changes.

    Raises NotPossible where nobody was asked, once a date is agreed, which is a reply, once it is logged, and after a
    side exit.
    """
    interview = _waiting(interview)
    if interview.starts_at:
        raise NotPossible("A date is agreed, so they did reply.")
    if interview.replied_at:
        interview.replied_at = None
        interview.save(update_fields=["replied_at"])
        refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


def _still_asking(interview: Interview) -> Interview:
    interview = locked(interview)
    if interview.is_held or interview.exit or interview.starts_at:
        raise NotPossible("This conversation is past being asked for.")
    return interview


def _gone_since(interview: Interview) -> list[Outreach]:
    """What went to them by the request and after it, the first one first."""
    messages = Outreach.objects.filter(interview=interview, sent_at__gte=interview.asked_at)
    return list(messages.asking().gone().order_by("sent_at", "pk"))


def _date_request(
    interview: Interview, asked_at: datetime | None, *, as_of: datetime, campus: Campus | None
) -> Interview:
    former = interview.request_key
    interview.asked_at = asked_at
    if asked_at is None or (interview.replied_at and interview.replied_at < asked_at):
        interview.replied_at = None
    interview.save(update_fields=["asked_at", "replied_at"])
    refresh_reminders(interview, former_request=former, campus=campus, as_of=as_of)
    return interview


def _waiting(interview: Interview) -> Interview:
    interview = locked(interview)
    if interview.is_held or interview.exit:
        raise NotPossible("This conversation is not waiting for a reply.")
    if not interview.asked_at:
        raise NotPossible("Say first that you asked.")
    return interview
