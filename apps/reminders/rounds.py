"""One round of work, whoever calls for it: a Celery task that beat woke, or `deliver_reminders --loop`."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import connection

from apps.core import clock
from apps.reminders import heartbeats, provider_log
from apps.reminders.delivery import Counts, deliver_due
from apps.reminders.models import Part
from apps.reminders.reconcile import reconcile

# Any number, the same in every process.
_RECONCILING = 4_1_3_0
_log = structlog.get_logger(__name__)


def deliver_until_done(*, worker: str, seconds: float, stop: threading.Event | None = None) -> None:
    """Send what is due, batch after batch, until nothing is, `seconds` are used, `stop` is set, or there is no mail
    server. Of two at once each sends others.

    A batch that got somewhere is a heartbeat of the workers. Between two batches it is seen to that rows are compared:
    in a long backlog no hand is free for that alone.
    """
    stop_at = time.monotonic() + seconds
    while True:
        counts = deliver_due(worker=worker)
        if counts.claimed:
            _log.info("batch_delivered", worker=worker, **vars(counts))
        if counts.server_down:
            return
        if _got_somewhere(counts):
            heartbeats.beat(Part.WORKER)
        if not counts.claimed or time.monotonic() >= stop_at or (stop and stop.is_set()):
            return
        reconcile_in_turn(every=2 * settings.REMINDER_RECONCILE_SECONDS)


def _got_somewhere(counts: Counts) -> bool:
    """Nothing was due, or something was settled: a server that puts off or refuses all there is stands in the way."""
    return not counts.claimed or bool(counts.sent or counts.skipped or counts.moved)


def reconcile_in_turn(*, every: float) -> None:
    """Reconcile, unless somebody is at it or has just done it: a second beat, or a wake-up that came five times, costs
    nothing.

    `every` is the usual time between two passes in seconds.
    """
    with _alone() as alone:
        if alone and not heartbeats.was_seen(Part.RECONCILE, within=timedelta(seconds=every / 2)):
            _reconcile()


def _reconcile() -> None:
    result = reconcile(as_of=clock.now(), provider_log=provider_log.of_installation())
    if not result.broken:
        heartbeats.beat(Part.RECONCILE)
    _log.info(
        "reconciled",
        **vars(result.changes),
        resent=result.resent,
        uncertain=result.uncertain,
        known_sent=result.known_sent,
        known_unsent=result.known_unsent,
        waiting_for_provider=result.waiting_for_provider,
        unasked=result.unasked,
        broken=result.broken,
    )


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is inside, in any process; the lock goes with the connection of whoever dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_RECONCILING])
        taken = cursor.fetchone()[0]
    try:
        yield taken
    finally:
        if taken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_RECONCILING])
