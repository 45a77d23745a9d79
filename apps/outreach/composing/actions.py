"""Keep a draft, and what becomes of it: opened or copied, sent, not sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.campus.models import Campus
from apps.contacts.actions import fill_in, own_locked
from apps.core.versions import refuse_older
from apps.guidance.coach.rules import Rule
from apps.guidance.content.entries import Channel
from apps.interviews.actions import NotPossible, locked
from apps.outreach import actions as requests
from apps.outreach.composing.writing import SINCE, Writing
from apps.outreach.models import Outreach, SentHow

WRITTEN = ("channel", "template", "recipient", "subject", "body", "set_aside")


class AlreadySent(NotPossible):
    """The same words went in another tab, or by the first of two presses."""

    def __init__(self, message: Outreach) -> None:
        super().__init__("You sent this message already.")
        self.message = message


@dataclass(frozen=True)
class Text:
    """What the form holds. `seen` is the version of the draft that it shows, `after` how many messages had gone when it
    was opened, and `standing` where it stood with them then; None from a script that was not sent by our page.
    `call_them` is how the student calls the person, where that was asked.
    """

    values: Mapping[str, str]
    seen: str | None = None
    after: int | None = None
    standing: str | None = None
    call_them: str = ""


@transaction.atomic
def save_draft(*, writing: Writing, text: Text) -> Outreach:
    """Keep what was written. There is one draft at a time.

    Raises EditedElsewhere where the draft is not the version seen any more, AlreadySent where these words went
    meanwhile, NotPossible where others did or an answer came, and `contacts.actions.Removed` where the contact is gone.
    """
    fill_in(contact=writing.contact, call_them=text.call_them)
    _lock(writing)
    messages = list(writing.messages)
    sent = [one for one in messages if one.is_sent]
    if text.after is not None and text.after != len(sent):
        last = sent[0] if sent else None
        if last and all(getattr(last, name) == text.values.get(name, "") for name in ("subject", "body")):
            raise AlreadySent(last)
        raise NotPossible(
            f"You wrote to {writing.who} in another tab or on another device meanwhile. Look there first. If you press "
            "the button again, this counts as one more message."
        )
    if text.standing is not None and text.standing != writing.standing:
        raise NotPossible(
            f"{SINCE[writing.standing].format(who=writing.who)} meanwhile. Look there first. If your words still fit, "
            "press the button again."
        )
    draft = next((one for one in messages if not one.is_sent), None)
    is_same = draft is not None and all(getattr(draft, name) == value for name, value in text.values.items())
    refuse_older(draft, text.seen, is_same=is_same)
    if draft is None:
        interview = writing.interview
        draft = Outreach(student=writing.student, interview=interview, contact=None if interview else writing.contact)
    draft.kind = writing.kind
    for name, value in text.values.items():
        setattr(draft, name, value)
    draft.save()
    draft.refresh_from_db()  # the version is the database's
    return draft


@transaction.atomic
def hand_over(*, draft: Outreach, how: SentHow) -> None:
    """It was opened in another program, copied or shared. Whether it went is asked afterwards."""
    Outreach.objects.filter(pk=draft.pk, sent_at=None).update(sent_how=how)


@transaction.atomic
def refuse_hint(*, writing: Writing, draft: Outreach, rule: Rule) -> None:
    """“No thanks”: this hint does not come back for this message."""
    _lock(writing)
    found = writing.messages.get(pk=draft.pk)
    if rule not in found.hints_refused:
        found.hints_refused.append(rule)
        found.save(update_fields=["hints_refused"])


@transaction.atomic
def mark_sent(*, writing: Writing, message: Outreach, as_of: datetime, campus: Campus | None = None) -> Outreach:
    """The student says that it went: a first one is the request for the conversation. The first time stands, and an
    address that was not known is kept with the person.

    Raises NotPossible where the conversation is not waiting to be asked for.
    """
    fill_in(contact=writing.contact, email=address_of(message.channel, message.recipient))
    _lock(writing)
    found = writing.messages.get(pk=message.pk)
    if not found.is_sent:
        record_sent(
            writing=writing, message=found, how=SentHow(found.sent_how or SentHow.MAIL), as_of=as_of, campus=campus
        )
    return found


def record_sent(
    *, writing: Writing, message: Outreach, how: SentHow, as_of: datetime, campus: Campus | None = None
) -> None:
    """Under the lock of its student."""
    message.sent_at, message.sent_how = as_of, how
    message.save(update_fields=["sent_at", "sent_how"])
    if writing.interview:
        requests.ask(interview=writing.interview, as_of=as_of, campus=campus)


@transaction.atomic
def mark_not_sent(*, writing: Writing, message: Outreach) -> None:
    """It did not go: it is a draft, and nobody asks again."""
    _lock(writing)
    writing.messages.filter(pk=message.pk, sent_at=None).update(sent_how="")


@transaction.atomic
def withdraw_sent(*, writing: Writing, message: Outreach, as_of: datetime, campus: Campus | None = None) -> None:
    """Undo “Yes, I sent it”: the words are a draft again. Where it was the request, the next one that was sent is it
    now, or there was none. Twice is once.

    Raises NotPossible for what Acquaint sent, once there is an answer, and where the request cannot be taken back.
    """
    _lock(writing)
    found = writing.messages.get(pk=message.pk)
    if not found.is_sent:
        return
    if found.is_by_acquaint:
        raise NotPossible("Acquaint sent this message, so it is on its way.")
    if found.answer:
        raise NotPossible("They answered already. Undo the answer first.")
    sent_at = found.sent_at
    requests.back_to_draft(found)
    if writing.interview and writing.interview.asked_at == sent_at:
        requests.request_by_next(interview=writing.interview, as_of=as_of, campus=campus)


def address_of(channel: str, recipient: str) -> str:
    """Where a message goes; empty where it is no email."""
    return recipient if channel == Channel.EMAIL else ""


def _lock(writing: Writing) -> None:
    if writing.interview:
        now = locked(writing.interview)
        for name in ("asked_at", "replied_at", "starts_at", "exit", "logged_at"):
            setattr(writing.interview, name, getattr(now, name))
    else:
        own_locked(writing.contact)
