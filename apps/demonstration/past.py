"""The mail of the past. Each reminder was written by the act that caused it; by now those of the past have gone."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from apps.advising.models import Nudged
from apps.demonstration import people
from apps.interviews.log.reminders import HowDidItGo
from apps.outbox.models import Message
from apps.outbox.retry import RetryPolicy
from apps.reminders.models import Reminder

_FRESH = timedelta(days=1)
_POSTED = ("test_mail:", "deletion_asked:")  # keys of what administrators and students had sent


def record_what_went(*, as_of: datetime) -> None:
    """What is due is claimed and recorded as sent when it was due, but no mail server hears of it. What asks how a
    conversation of today went is left for the workers. Not inside a transaction.
    """
    lease = RetryPolicy.of_installation().lease
    token, claimed = Message.objects.claim(limit=1000, lease=lease)
    on_campus = Q(user__email__endswith=f"@{people.DOMAIN}") | Q(user__email__endswith=f"@{people.CAMPUS_DOMAIN}")
    rows = Reminder.objects.filter(on_campus, message__in=claimed)
    reminders = rows.exclude(kind=HowDidItGo.slug, message__due_at__gt=as_of - _FRESH).select_related("user")
    gone = {row.message_id: row.user.email for row in reminders if row.user}
    nudges = {nudged.message_key for nudged in Nudged.objects.filter(leaves_at__lte=as_of)}
    ours = (message for message in claimed if message.address.endswith(f"@{people.DOMAIN}"))
    gone |= {
        message.pk: message.address for message in ours if message.key in nudges or message.key.startswith(_POSTED)
    }
    Message.objects.release(pks=[message.pk for message in claimed if message.pk not in gone], token=token)
    for pk, address in gone.items():
        message_id = f"<{pk}@{people.DOMAIN}>"
        Message.objects.hand_off(pks=[pk], token=token, lease=lease, message_id=message_id, address=address)
        Message.objects.mark_sent(pks=[pk], token=token)
    Message.objects.filter(pk__in=gone).update(handed_off_at=F("due_at"), sent_at=F("due_at"), ended_at=F("due_at"))
