"""What beat wakes. A task is only a pair of hands: run twice, late or never, it changes only the hour."""

import os

from celery import shared_task
from django.conf import settings

from apps.reminders import rounds

# One wake-up works as long as there is something due, and leaves before the next one would only wait behind
# it.
_BUDGET_SECONDS = 50.0


@shared_task(name="apps.reminders.tasks.deliver_due_reminders", ignore_result=True)
def deliver_due_reminders() -> None:
    """Send what is due, batch after batch, until nothing is or the time of this wake-up is used."""
    rounds.deliver_until_done(worker=f"celery-{os.getpid()}", seconds=_BUDGET_SECONDS)


@shared_task(name="apps.reminders.tasks.reconcile_reminders", ignore_result=True)
def reconcile_reminders() -> None:
    """Add, move and end rows so that they match what should exist, and settle unanswered hand-offs."""
    rounds.reconcile_in_turn(every=settings.REMINDER_RECONCILE_SECONDS)
