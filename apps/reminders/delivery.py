"""Delivery: claim what is due and send it, batch by batch."""

import structlog

from apps.core.mail import Transport
from apps.reminders import leases
from apps.reminders.batches import Batch, Counts
from apps.reminders.leases import Pace

_log = structlog.get_logger(__name__)


def deliver_due(*, limit: int = 50, worker: str, pace: Pace | None = None) -> Counts:
    """Send up to `limit` reminders that are due by the database's clock, over one conversation.

    `worker` names the caller in the logs. Not inside a transaction: each step must be committed before the
    next. Raises only what makes all of it impossible (the database is gone); what goes wrong with one
    reminder is written on its row, and the others go on.
    """
    pace = pace or Pace.of_installation()
    token, pks = leases.claim(limit=limit, lease=pace.lease)
    if not pks:
        return Counts()
    _log.info("batch_claimed", worker=worker, claim=str(token), claimed=len(pks))
    with Transport() as transport:
        return Batch(pks, token, transport, pace, worker).deliver()
