"""Send a thank-you note through Acquaint, where the program allows it. It is then thanked in the same moment."""

from datetime import datetime

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import transaction
from django.utils.text import Truncator, capfirst

from apps.campus.models import Campus
from apps.contacts.actions import fill_in
from apps.core.templatetags.dates import day
from apps.guidance.content.entries import Channel
from apps.interviews.actions import locked
from apps.interviews.models import Interview, ThankedHow
from apps.interviews.thank_you import drafts
from apps.interviews.thank_you.actions import NotHeld, draft_thank_you, mark_thanked
from apps.interviews.thank_you.noted import noted
from apps.outreach.by_acquaint import NotSent, hand_off, refuse
from apps.outreach.models import Kind, Outreach, SentHow

SUBJECT = "Thank you"


@transaction.atomic
def send_thanks(
    *, interview: Interview, body: str, campus: Campus, as_of: datetime, recipient: str = "", seen: str | None = None
) -> Outreach:
    """Keep the note, send it and record the thanks, once: a second press finds it sent and changes nothing.

    `recipient` is where it goes if the contact has no address, and is kept with them. Raises NotHeld before the
    conversation is held, NotSent with nothing saved, and EditedElsewhere as `draft_thank_you` does.
    """
    fill_in(contact=interview.contact, email=recipient)
    interview = locked(interview)
    if not interview.is_held:
        raise NotHeld
    draft_thank_you(interview=interview, body=body, seen=seen)
    text, left_out = drafts.to_mail(body, notes=[one.text for one in noted(interview)])
    contact, student, former = interview.contact, interview.student, sent_by_acquaint(interview)
    if former and interview.thanked_how == ThankedHow.ACQUAINT and former.body == text:
        return former
    _refuse_again(interview, former, campus, as_of)
    refuse(student=student, recipient=contact.email, who=contact.greeting, campus=campus, as_of=as_of)
    if left_out:
        lines = "One line still waits" if len(left_out) == 1 else f"{apnumber(len(left_out))} lines still wait"
        first = Truncator(left_out[0]).chars(120)
        raise NotSent(f"{capfirst(lines)} for your words: “{first}”", field="body")
    mark_thanked(interview=interview, how=ThankedHow.ACQUAINT, campus=campus, as_of=as_of)
    message = Outreach.objects.create(
        student=student,
        interview=interview,
        kind=Kind.THANKS,
        channel=Channel.EMAIL,
        recipient=contact.email,
        subject=SUBJECT,
        body=text,
        sent_how=SentHow.ACQUAINT,
        sent_at=as_of,
    )
    hand_off(message, campus=campus, as_of=as_of)
    return message


def _refuse_again(interview: Interview, former: Outreach | None, campus: Campus, as_of: datetime) -> None:
    who = interview.contact.greeting
    if interview.is_thanked:
        raise NotSent(f"You thanked {who} already, so nothing more was sent.")
    if former and former.is_gone and former.sent_at:
        zone = interview.student.zone(campus)
        on = day(former.sent_at.astimezone(zone), as_of.astimezone(zone))
        raise NotSent(f"Acquaint sent {who} your note on {on} already. Say that you thanked them below.")


def sent_by_acquaint(interview: Interview) -> Outreach | None:
    """The last thanks for this conversation that Acquaint sent, with its delivery; None where it sent none."""
    return Outreach.objects.filter(interview=interview, kind=Kind.THANKS).with_delivery().first()


def came_back(interview: Interview, sent: Outreach | None) -> Outreach | None:
    """The thanks that Acquaint `sent` and that did not arrive, while the student counts as having thanked by them."""
    is_by_these = interview.thanked_how == ThankedHow.ACQUAINT
    return sent if is_by_these and sent and not sent.is_gone else None
