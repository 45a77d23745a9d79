"""The mail of the past. Each reminder was written by the act that caused it; by now those of the past have gone."""

from datetime import datetime, timedelta

from apps.demonstration import people
from apps.interviews.reminders.after import HOW_DID_IT_GO
from apps.reminders import leases
from apps.reminders.leases import Pace
from apps.reminders.models import Reminder

_AT_ONCE = timedelta(0)
_FRESH = timedelta(days=1)


def record_what_went(*, as_of: datetime) -> None:
    """What is due is claimed and recorded as sent, as a worker does it, but no mail server hears of it. What asks how a
    conversation of today went is left for the workers. Not inside a transaction.
    """
    lease = Pace.of_installation().lease
    token, claimed = leases.claim(limit=1000, lease=lease)
    rows = Reminder.objects.filter(pk__in=claimed, user__email__endswith=f"@{people.DOMAIN}")
    went = list(rows.exclude(kind=HOW_DID_IT_GO, due_at__gt=as_of - _FRESH))
    leases.put_back(pks=sorted({*claimed} - {row.pk for row in went}), token=token, wait=_AT_ONCE)
    for row in went:
        leases.hand_off(row=row, token=token, lease=lease)
        leases.mark_sent(pk=row.pk, token=token)
