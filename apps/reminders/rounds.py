"""One round of work, whoever calls for it: a Celery task that beat woke, or `deliver_reminders --loop`."""

import threading
import time
from datetime import timedelta

import structlog
from django.conf import settings

from apps.core import clock
from apps.core.locks import only_one
from apps.reminders import heartbeats, provider_log
from apps.reminders.delivery import deliver_due
from apps.reminders.models import Part
from apps.reminders.reconcile import reconcile

# Any numbers, the same in every process.
_RECONCILING, _IN_ITS_PLACE = 4_1_3_0, 4_1_3_2
# So many times as long as usual is waited for whoever reconciles.
_PATIENCE = 5
_log = structlog.get_logger(__name__)


def deliver_until_done(*, worker: str, seconds: float, stop: threading.Event | None = None) -> None:
    """Send what is due, batch after batch, until nothing is, `seconds` are used, `stop` is set, or there is no mail
    server. Of two at once each sends others.

    A batch that came to its end is a heartbeat of the workers; whether anything goes out is for `watch` to see.
    In a long backlog rows are compared between two batches, since no hand is free for that alone.
    """
    usual = settings.REMINDER_RECONCILE_SECONDS
    begun = time.monotonic()
    stop_at, compare_at = begun + seconds, begun + usual / 2
    while True:
        counts = deliver_due(worker=worker)
        if counts.claimed:
            _log.info("batch_delivered", worker=worker, **vars(counts))
        heartbeats.beat(Part.WORKER)
        if counts.server_down or not counts.claimed or (stop and stop.is_set()):
            return
        # By our own clock, too: a comparison that fails is no heartbeat, and would be tried after every batch.
        if time.monotonic() >= compare_at:
            reconcile_in_turn(every=2 * usual)
            compare_at = time.monotonic() + usual / 2
        if time.monotonic() >= stop_at:
            return


def reconcile_in_turn(*, every: float) -> None:
    """Reconcile, unless somebody is at it or has just done it: a second beat, or a wake-up that came five times, costs
    nothing. One that stands still in the middle of it, and does not die, stops nobody: after five times as long another
    takes its place.

    `every` is the usual time between two passes in seconds.
    """
    with only_one(_RECONCILING) as alone:
        if alone:
            _reconcile_unless_seen(within=timedelta(seconds=every / 2))
            return
        with only_one(_IN_ITS_PLACE) as alone_in_its_place:
            if alone_in_its_place:
                _reconcile_unless_seen(within=timedelta(seconds=_PATIENCE * every))


def _reconcile_unless_seen(*, within: timedelta) -> None:
    if not heartbeats.was_seen(Part.RECONCILE, within=within):
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
