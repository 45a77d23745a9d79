"""Whether a mail server that says "no such mailbox" can be believed."""

from datetime import timedelta

from django.db.models.functions import Now

from apps.reminders import kinds
from apps.reminders.kinds import Audience
from apps.reminders.models import HardBounce, Reminder, State

MANY = 10
WITHIN = timedelta(minutes=10)


def are_too_many() -> bool:
    """Whether it said so of ten addresses or more within ten minutes, and took fewer mails than that meanwhile. Mail to
    staff is not counted: advisers are told of each bounce, and their mailboxes may well be there.

    Then it is more likely its list of mailboxes that is gone than all those people: nobody else is given up for now.
    """
    since = Now() - WITHIN
    bounced = HardBounce.objects.filter(created_at__gt=since).count()
    if bounced < MANY:
        return False
    to_staff = [kind.slug for kind in kinds.all_kinds() if kind.audience is Audience.STAFF]
    taken = Reminder.objects.filter(state=State.SENT, ended_at__gt=since).exclude(kind__in=to_staff)
    return taken.count() < bounced
