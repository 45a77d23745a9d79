"""What beat wakes. Run twice, late or never, a task changes only the hour."""

import os

from celery import shared_task

from apps.outbox import rounds

# One wake-up works as long as there is something due, and leaves before the next one would only wait behind it.
_BUDGET_SECONDS = 50.0


@shared_task(name="apps.outbox.tasks.deliver_due_messages", ignore_result=True)
def deliver_due_messages() -> None:
    """Send what is due, batch after batch, until nothing is or the time of this wake-up is used."""
    rounds.deliver_until_done(worker=f"celery-{os.getpid()}", seconds=_BUDGET_SECONDS)
