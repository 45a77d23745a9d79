"""What holds for each message that Acquaint sends for a student: whether it may go, and its hand-off to the outbox."""

from datetime import datetime, timedelta

from apps.campus.models import Campus
from apps.core.mail import UnsendableMail
from apps.interviews.actions import NotPossible
from apps.outbox.models import Audience, HardBounce, Lane
from apps.outbox.posted import post
from apps.outreach import emails
from apps.outreach.models import Outreach, SentHow
from apps.outreach.no_more_mail import is_refused
from apps.reminders.actions import try_address_again
from apps.students.models import Student

A_DAY = 10  # messages of one student in 24 hours
# Nobody on the staff sees that somebody's address came back, so it is tried anew by itself.
_BOUNCE_HOLDS = timedelta(days=30)


class NotSent(NotPossible):
    """It stays a draft. `field` of the form is what it is about."""

    def __init__(self, why: str, *, field: str | None = None) -> None:
        super().__init__(why)
        self.field = field


def refuse(*, student: Student, recipient: str, who: str, campus: Campus, as_of: datetime) -> None:
    """Raises NotSent where Acquaint may not write to this address for this student, who is locked. `who` is how the
    student calls the person.
    """
    if not campus.sends_outreach:
        raise NotSent("Your program doesn’t send messages from Acquaint. Send it from your own mail.")
    if student.archived_at:
        raise NotSent("Your program is over, so Acquaint sends no more mail for you. Send it from your own mail.")
    if not recipient:
        raise NotSent(f"Add {who}’s email address.", field="recipient")
    if is_refused(recipient):
        raise NotSent(
            f"{who} asked for no more mail from Acquaint, and that’s all right. You can write from your own mail.",
            field="recipient",
        )
    bounces = HardBounce.objects.filter(address=recipient.lower())
    if bounces.filter(created_at__gt=as_of - _BOUNCE_HOLDS).exists():
        raise NotSent("Mail to this address came back. Check how it’s spelled.", field="recipient")
    day_ago = as_of - timedelta(days=1)
    lately = Outreach.objects.filter(student=student, sent_how=SentHow.ACQUAINT, sent_at__gt=day_ago).count()
    if lately >= A_DAY:
        raise NotSent(f"You’ve sent {A_DAY} messages from Acquaint in 24 hours, which is the most. Go on tomorrow.")


def hand_off(message: Outreach, *, campus: Campus, as_of: datetime) -> None:
    """Post what is recorded as sent, with its student loaded. Raises NotSent where no mail can go to the address."""
    for bounce in HardBounce.objects.filter(address=message.recipient.lower()):
        try_address_again(bounce=bounce, as_of=as_of)
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
