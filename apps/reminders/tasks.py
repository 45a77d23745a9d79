"""What beat wakes. Run twice, late or never, a task changes only the hour."""

from celery import shared_task
from django.conf import settings

from apps.reminders import rounds


@shared_task(name="apps.reminders.tasks.reconcile_reminders", ignore_result=True)
def reconcile_reminders() -> None:
    """Add, move and end rows so that they match what should exist, and settle unanswered hand-offs."""
    rounds.reconcile_in_turn(every=settings.REMINDER_RECONCILE_SECONDS)
