"""One round of delivery, whoever calls for it: the Celery task that beat wakes, or `deliver_reminders --loop`."""

import os
import time
from collections.abc import Callable, Sequence

import structlog
from celery import shared_task

from apps.outbox import workers
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Heartbeat, Lane, Part
from apps.outbox.querysets import ALL_LANES

# One wake-up works as long as there is something due, and leaves before the next one would only wait behind it.
_BUDGET_SECONDS = 50.0
_BATCH = 50
# One conversation with the mail server serves two, and nobody waits behind more than one other while a thread has
# nothing to do.
_CODES = 2
_log = structlog.get_logger(__name__)
_between: list[Callable[[], None]] = []


@shared_task(name=workers.DELIVER, ignore_result=True)
def deliver_due_messages() -> None:
    """Run twice, late or never, it changes only the hour."""
    lanes = [Lane.NOW, Lane.LATER]
    deliver_until_done(worker=f"celery-{os.getpid()}", seconds=_BUDGET_SECONDS, lanes=lanes)


@shared_task(name=workers.DELIVER_CODES, ignore_result=True)
def deliver_codes() -> None:
    """The same for sign-in mail, on a queue of its own: no batch of reminders stands before a code."""
    deliver_until_done(worker=f"codes-{os.getpid()}", seconds=_BUDGET_SECONDS, lanes=[Lane.CODE], limit=_CODES)


def do_between_batches(work: Callable[[], None]) -> None:
    """From now on `work` is called after each batch of a long backlog, in which no hand is free for that alone."""
    _between.append(work)


def deliver_until_done(*, worker: str, seconds: float, lanes: Sequence[str] = ALL_LANES, limit: int = _BATCH) -> None:
    """Send what is due in these lanes, batch after batch, until nothing is, `seconds` are used, this worker is told to
    stop, or there is no mail server. Of two at once each sends others.

    A batch that came to its end is a heartbeat of the lanes' workers; whether anything goes out is for `watch` to see.
    """
    until = time.monotonic() + seconds
    while not workers.is_stop_asked():
        counts = deliver_due(worker=worker, lanes=lanes, limit=limit)
        if counts.claimed:
            _log.info("batch_delivered", worker=worker, **vars(counts))
        for part in {Part.CODES if lane == Lane.CODE else Part.WORKER for lane in lanes}:
            Heartbeat.objects.beat(part)
        if counts.server_down or not counts.claimed or workers.is_stop_asked():
            return
        if Lane.LATER in lanes:
            for work in _between:
                work()
        if time.monotonic() >= until:
            return
