"""Send a message through Acquaint, where the program allows it."""

from datetime import datetime

from django.db import transaction

from apps.campus.models import Campus
from apps.contacts.actions import fill_in
from apps.core.templatetags.dates import day
from apps.guidance.coach.blanks import blanks
from apps.guidance.content.entries import Channel
from apps.interviews.deadlines import silence
from apps.outreach.by_acquaint import NotSent, hand_off, refuse
from apps.outreach.composing.actions import Text, address_of, record_sent, save_draft
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Outreach, SentHow
from apps.outreach.silence import FOLLOW_UPS, follow_ups


@transaction.atomic
def send(*, writing: Writing, text: Text, campus: Campus, as_of: datetime) -> Outreach:
    """Keep the words and send them, once: a second press finds them sent (AlreadySent). An address that was not known
    is kept with the person.

    Raises NotSent, with nothing saved, and whatever `save_draft` raises.
    """
    fill_in(contact=writing.contact, email=address_of(text.values["channel"], text.values["recipient"]))
    message = save_draft(writing=writing, text=text)
    if writing.asks_nothing:
        raise NotSent(f"There is nothing to ask {writing.who} now.")
    _refuse(message, writing, campus, as_of)
    _refuse_too_much(writing, campus, as_of)
    record_sent(writing=writing, message=message, how=SentHow.ACQUAINT, as_of=as_of, campus=campus)
    message.student = writing.student
    hand_off(message, campus=campus, as_of=as_of)
    return message


def _refuse(message: Outreach, writing: Writing, campus: Campus, as_of: datetime) -> None:
    if campus.sends_outreach and message.channel != Channel.EMAIL:
        raise NotSent("Acquaint sends email only. Choose “Email” above, or copy the message.")
    refuse(student=writing.student, recipient=message.recipient, who=writing.who, campus=campus, as_of=as_of)
    if not message.subject.strip():
        raise NotSent("Add a subject. A few words are enough.", field="subject")
    if left := blanks(f"{message.subject}\n{message.body}"):
        what = "1 blank is" if len(left) == 1 else f"{len(left)} blanks are"
        raise NotSent(f"{what} still to be filled in: {', '.join(left[:3])}", field="body")


def _refuse_too_much(writing: Writing, campus: Campus, as_of: datetime) -> None:
    """Own mail is the student's own business; Acquaint lets nobody be pressed."""
    who, interview, days = writing.who, writing.interview, campus.follow_up_after_days
    if writing.standing == "answered":
        raise NotSent(f"{who} answered. Write back from your own mail, where the answer came.")
    messages = [one for one in writing.messages.with_delivery() if one.is_sent]
    if len(follow_ups(interview, messages)) >= FOLLOW_UPS:
        raise NotSent(f"You wrote to {who} twice more, and that’s enough. It’s fine to ask someone else.")
    if interview and interview.asked_at is None:
        return
    wrote = {one.sent_at for one in messages if one.sent_at and not one.answer}
    if interview and interview.asked_at:
        wrote.add(interview.asked_at)
    wrote -= {one.sent_at for one in messages if not one.is_gone}
    if wrote and as_of < max(wrote) + silence(days=days):
        last = day(max(wrote).astimezone(writing.zone), as_of.astimezone(writing.zone))
        raise NotSent(
            f"You wrote to {who} on {last}. Acquaint sends another note after {days} days of silence. From your own "
            "mail, you can write any time."
        )
