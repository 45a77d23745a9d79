"""The request for a conversation, the reply to it, and undoing either."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible, locked
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import Interview
from apps.outreach.models import Outreach, SentHow


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
        drafts.exclude(body="").update(body="", set_aside=F("body"))
        refresh_reminders(interview, campus=campus, as_of=as_of)
    return interview


@transaction.atomic
def withdraw_request(*, interview: Interview, as_of: datetime, campus: Campus | None = None) -> Interview:
    """Undo the request. The interview goes back to idea, with no reply and no follow-up, and the message that asked is
    a draft again, unless Acquaint sent it. Without a request nothing changes.

    Raises NotPossible once a date is agreed, it is logged, or it has left by a side exit.
    """
    interview = locked(interview)
    if interview.is_held or interview.exit or interview.starts_at:
        raise NotPossible("This conversation is past being asked for.")
    former = interview.request_key
    if interview.asked_at:
        _back_to_draft(interview)
    interview.asked_at = interview.replied_at = None
    interview.save(update_fields=["asked_at", "replied_at"])
    refresh_reminders(interview, former_request=former, campus=campus, as_of=as_of)
    return interview


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


def _back_to_draft(interview: Interview) -> None:
    messages = Outreach.objects.filter(interview=interview)
    messages.filter(sent_at=None, body="").update(body=F("set_aside"), set_aside="")
    if not messages.filter(sent_at=None).exists():
        own = messages.filter(sent_at=interview.asked_at).exclude(sent_how=SentHow.ACQUAINT)
        own.update(sent_at=None, sent_how="")


def _waiting(interview: Interview) -> Interview:
    interview = locked(interview)
    if interview.is_held or interview.exit:
        raise NotPossible("This conversation is not waiting for a reply.")
    if not interview.asked_at:
        raise NotPossible("Say first that you asked.")
    return interview
