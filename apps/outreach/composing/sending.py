"""Send a message through Acquaint, where the program allows it."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.campus.models import Campus
from apps.contacts.actions import fill_in
from apps.core.mail import UnsendableMail
from apps.core.templatetags.dates import day
from apps.guidance.coach.blanks import blanks
from apps.guidance.content.entries import Channel
from apps.interviews.actions import NotPossible
from apps.interviews.deadlines import silence
from apps.outbox.models import Audience, HardBounce, Lane
from apps.outbox.posted import post
from apps.outreach import emails
from apps.outreach.composing.actions import Text, address_of, record_sent, save_draft
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Outreach, SentHow
from apps.outreach.no_more_mail import is_refused
from apps.outreach.silence import FOLLOW_UPS, follow_ups
from apps.reminders.actions import try_address_again

A_DAY = 10  # messages of one student in 24 hours
# Nobody on the staff sees that somebody's address came back, so it is tried anew by itself.
_BOUNCE_HOLDS = timedelta(days=30)


class NotSent(NotPossible):
    """It stays a draft. `field` of the form is what it is about."""

    def __init__(self, why: str, *, field: str | None = None) -> None:
        super().__init__(why)
        self.field = field


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
    for bounce in HardBounce.objects.filter(address=message.recipient.lower()):
        try_address_again(bounce=bounce, as_of=as_of)
    message.student = writing.student
    try:
        mail = emails.message(message, campus=campus)
    except UnsendableMail as error:
        raise NotSent("No mail can go to this address. Check it.", field="recipient") from error
    post(
        key=message.message_key,
        mail=mail,
        audience=Audience.CONTACT,
        resend_when_unanswered=False,
        lane=Lane.NOW,
        as_of=as_of,
    )
    return message


def _refuse(message: Outreach, writing: Writing, campus: Campus, as_of: datetime) -> None:
    who, bounces = writing.who, HardBounce.objects.filter(address=message.recipient.lower())
    if not campus.sends_outreach:
        raise NotSent("Your program doesn’t send messages from Acquaint. Send it from your own mail.")
    if message.channel != Channel.EMAIL:
        raise NotSent("Acquaint sends email only. Choose “Email” above, or copy the message.")
    if writing.student.archived_at:
        raise NotSent("Your program is over, so Acquaint sends no more mail for you. Send it from your own mail.")
    if not message.recipient:
        raise NotSent(f"Add {who}’s email address.", field="recipient")
    if not message.subject.strip():
        raise NotSent("Add a subject. A few words are enough.", field="subject")
    if left := blanks(f"{message.subject}\n{message.body}"):
        what = "1 blank is" if len(left) == 1 else f"{len(left)} blanks are"
        raise NotSent(f"{what} still to be filled in: {', '.join(left[:3])}", field="body")
    if is_refused(message.recipient):
        raise NotSent(
            f"{who} asked for no more mail from Acquaint, and that’s all right. You can write from your own mail.",
            field="recipient",
        )
    if bounces.filter(created_at__gt=as_of - _BOUNCE_HOLDS).exists():
        raise NotSent("Mail to this address came back. Check how it’s spelled.", field="recipient")
    lately = Outreach.objects.filter(
        student=writing.student, sent_how=SentHow.ACQUAINT, sent_at__gt=as_of - timedelta(days=1)
    )
    if lately.count() >= A_DAY:
        raise NotSent(f"You’ve sent {A_DAY} messages from Acquaint in 24 hours, which is the most. Go on tomorrow.")


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
