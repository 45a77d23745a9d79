"""Which reminders: reads that are named as sentences. What they ask of delivery is the message's."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from apps.outbox.bounces import BOUNCED

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.reminders.models import Reminder  # noqa: F401 - the row type below

# Why one was skipped for its recipient's sake, whatever its cause says.
OPTED_OUT = "opted out"
ACCOUNT_CLOSED = "account closed"
ARCHIVED = "archived"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def untouched(self) -> "ReminderQuerySet":
        """Not ended and not in a mail server's hands: these may still be moved or ended."""
        return self.filter(message__state="due", message__handed_off_at__isnull=True)

    def over(self) -> "ReminderQuerySet":
        """Sent, failed or uncertain: what its kind says changes it no more."""
        return self.filter(message__state__in=["sent", "failed", "uncertain"])

    def past_changing(self) -> "ReminderQuerySet":
        """Over, or in a mail server's hands."""
        over = Q(message__state__in=["sent", "failed", "uncertain"])
        return self.filter(over | Q(message__state="due", message__handed_off_at__isnull=False))

    def silenced(self) -> "ReminderQuerySet":
        """Skipped for their recipient's sake: wanted again, however far off, when that is over."""
        reasons = [OPTED_OUT, ACCOUNT_CLOSED, ARCHIVED, BOUNCED]
        return self.filter(message__state="skipped", message__reason__in=reasons)

    def of(self, user: "User") -> "ReminderQuerySet":
        """One person's own reminders."""
        return self.filter(user=user)
