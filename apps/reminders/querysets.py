"""Which reminders: reads that are named as sentences."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest, Now

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.reminders.models import Reminder  # noqa: F401 - the row type below

# Now() is the database's statement time: fixed within one statement, so that the index can be used.
READY_AT = Greatest(F("due_at"), F("not_before"), F("leased_until"))
# The reason of a row that was skipped because its recipient turned its group off.
OPTED_OUT = "opted out"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self) -> "ReminderQuerySet":
        """Not ended: waiting for its time, for a retry, or in a worker's hands."""
        return self.filter(state="due")

    def ended(self) -> "ReminderQuerySet":
        """Sent, skipped, failed or uncertain."""
        return self.exclude(state="due")

    def ready(self) -> "ReminderQuerySet":
        """What a worker may take now by the database's clock, the longest waiting first."""
        ready = self.filter(state="due", handed_off_at__isnull=True).annotate(ready_at=READY_AT)
        return ready.filter(ready_at__lte=Now()).order_by("ready_at", "pk")

    def held_with(self, token: UUID) -> "ReminderQuerySet":
        """What this token still holds: its lease has not ended and nobody ended or moved the reminder
        meanwhile.
        """
        return self.filter(state="due", token=token, leased_until__gt=Now())

    def unanswered(self) -> "ReminderQuerySet":
        """Handed to the mail server by a worker whose lease is over, and no answer was written down."""
        return self.filter(state="due", handed_off_at__isnull=False, leased_until__lte=Now())

    def untouched(self) -> "ReminderQuerySet":
        """Not in a mail server's hands: these may still be moved or ended."""
        return self.filter(state="due", handed_off_at__isnull=True)

    def silenced(self) -> "ReminderQuerySet":
        """Skipped because the recipient had turned its group off."""
        return self.filter(state="skipped", reason=OPTED_OUT)

    def of(self, user: "User") -> "ReminderQuerySet":
        """One person's own reminders."""
        return self.filter(user=user)
