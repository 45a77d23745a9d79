"""One round of delivery, whoever calls for it: a Celery task that beat woke, or `deliver_reminders --loop`."""

import time
from collections.abc import Callable

import structlog

from apps.outbox import heartbeats, stopping
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Part

_log = structlog.get_logger(__name__)
_between: list[Callable[[], None]] = []


def do_between_batches(work: Callable[[], None]) -> None:
    """From now on `work` is called after each batch of a long backlog, in which no hand is free for that alone."""
    _between.append(work)


def deliver_until_done(*, worker: str, seconds: float) -> None:
    """Send what is due, batch after batch, until nothing is, `seconds` are used, this worker is told to stop, or there
    is no mail server. Of two at once each sends others.

    A batch that came to its end is a heartbeat of the workers; whether anything goes out is for `watch` to see.
    """
    until = time.monotonic() + seconds
    while not stopping.is_asked():
        counts = deliver_due(worker=worker)
        if counts.claimed:
            _log.info("batch_delivered", worker=worker, **vars(counts))
        heartbeats.beat(Part.WORKER)
        if counts.server_down or not counts.claimed:
            return
        for work in _between:
            work()
        if time.monotonic() >= until:
            return
