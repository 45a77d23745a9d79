"""One comparison at a time, whoever calls for it: the Celery task that beat wakes, or `deliver_reminders --loop`."""

import time
from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings

from apps.core import clock
from apps.core.operations.database import only_one
from apps.outbox.models import Heartbeat, Part
from apps.outbox.server import provider_log
from apps.reminders.reconcile import reconcile

# Any numbers, the same in every process.
_RECONCILING, _IN_ITS_PLACE = 4_1_3_0, 4_1_3_2
# So many times as long as usual is waited for whoever reconciles.
_PATIENCE = 5
_log = structlog.get_logger(__name__)
_last_try = 0.0


@shared_task(name="apps.reminders.tasks.reconcile_reminders", ignore_result=True)
def reconcile_reminders() -> None:
    """Add, move and end rows so that they match what should exist, and settle unanswered hand-offs. Run twice, late or
    never, it changes only the hour.
    """
    reconcile_in_turn(every=settings.REMINDER_RECONCILE_SECONDS)


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


def reconcile_between_batches() -> None:
    """In a long backlog: once in twice the usual time, also where a comparison fails and leaves no heartbeat."""
    global _last_try
    usual = settings.REMINDER_RECONCILE_SECONDS
    if time.monotonic() - _last_try >= usual / 2:
        _last_try = time.monotonic()
        reconcile_in_turn(every=2 * usual)


def _reconcile_unless_seen(*, within: timedelta) -> None:
    if not Heartbeat.objects.was_seen(Part.RECONCILE, within=within):
        _reconcile()


def _reconcile() -> None:
    result = reconcile(as_of=clock.now(), provider_log=provider_log.of_installation())
    if not result.broken:
        Heartbeat.objects.beat(Part.RECONCILE)
    numbers = {**vars(result.changes), **vars(result.settled)}
    _log.info("reconciled", **numbers, unasked=result.unasked, broken=result.broken)
