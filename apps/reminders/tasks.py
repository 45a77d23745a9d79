"""What beat wakes. A task is only a pair of hands: run twice, late or never, it changes only the hour."""

import os
import time

import structlog
from celery import shared_task

from apps.core import clock
from apps.reminders.delivery import deliver_due
from apps.reminders.reconcile import reconcile

# One wake-up works as long as there is something due, and leaves before the next one would only wait behind
# it.
_BUDGET_SECONDS = 50
_log = structlog.get_logger(__name__)


@shared_task(name="apps.reminders.tasks.deliver_due_reminders", ignore_result=True)
def deliver_due_reminders() -> None:
    """Send what is due, batch after batch, until nothing is or the time of this wake-up is used."""
    stop_at = time.monotonic() + _BUDGET_SECONDS
    while time.monotonic() < stop_at:
        counts = deliver_due(worker=f"celery-{os.getpid()}")
        if counts.claimed:
            _log.info("batch_delivered", **vars(counts))
        if not counts.claimed:
            return


@shared_task(name="apps.reminders.tasks.reconcile_reminders", ignore_result=True)
def reconcile_reminders() -> None:
    """Add, move and end rows so that they match what should exist, and settle unanswered hand-offs."""
    result = reconcile(as_of=clock.now())
    _log.info(
        "reconciled",
        **vars(result.changes),
        resent=result.resent,
        uncertain=result.uncertain,
        broken=result.broken,
    )
