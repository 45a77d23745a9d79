"""One round of delivery, whoever calls for it: the Celery task that beat wakes, or `deliver_reminders --loop`."""

import os
import time
from collections.abc import Callable

import structlog
from celery import shared_task

from apps.outbox import workers
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Heartbeat, Part

# One wake-up works as long as there is something due, and leaves before the next one would only wait behind it.
_BUDGET_SECONDS = 50.0
_log = structlog.get_logger(__name__)
_between: list[Callable[[], None]] = []


@shared_task(name=workers.DELIVER, ignore_result=True)
def deliver_due_messages() -> None:
    """Run twice, late or never, it changes only the hour."""
    deliver_until_done(worker=f"celery-{os.getpid()}", seconds=_BUDGET_SECONDS)


def do_between_batches(work: Callable[[], None]) -> None:
    """From now on `work` is called after each batch of a long backlog, in which no hand is free for that alone."""
    _between.append(work)


def deliver_until_done(*, worker: str, seconds: float) -> None:
    """Send what is due, batch after batch, until nothing is, `seconds` are used, this worker is told to stop, or there
    is no mail server. Of two at once each sends others.

    A batch that came to its end is a heartbeat of the workers; whether anything goes out is for `watch` to see.
    """
    until = time.monotonic() + seconds
    while not workers.is_stop_asked():
        counts = deliver_due(worker=worker)
        if counts.claimed:
            _log.info("batch_delivered", worker=worker, **vars(counts))
        Heartbeat.objects.beat(Part.WORKER)
        if counts.server_down or not counts.claimed or workers.is_stop_asked():
            return
        for work in _between:
            work()
        if time.monotonic() >= until:
            return
