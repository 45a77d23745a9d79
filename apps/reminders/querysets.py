"""Which reminders: reads that are named as sentences. What they ask of delivery is the message's."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.reminders.models import Reminder  # noqa: F401 - the row type below

# The reason of one that was skipped because its recipient turned its group off.
OPTED_OUT = "opted out"


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
        """Skipped because the recipient had turned its group off."""
        return self.filter(message__state="skipped", message__reason=OPTED_OUT)

    def of(self, user: "User") -> "ReminderQuerySet":
        """One person's own reminders."""
        return self.filter(user=user)
