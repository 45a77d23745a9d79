"""Waking a worker, and telling it to stop."""

import mmap
import time
from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

DELIVER = "apps.outbox.tasks.deliver_due_messages"
DELIVER_CODES = "apps.outbox.tasks.deliver_codes"
_REST_SECONDS = 30
_IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}
_log = structlog.get_logger(__name__)
_resting_until = 0.0

# Memory that is shared with what is forked from here: Celery tells the parent, and the children do the work. No lock,
# so that a signal handler may write it at any moment.
_stop_asked = mmap.mmap(-1, 1)


def wake_after_commit(task: str = DELIVER, *arguments: int) -> None:
    """Ask a worker for this task once the transaction has committed; `arguments` are keys of rows. Never raises: a
    broker that is down loses nothing, since the next tick of beat finds the row.
    """
    transaction.on_commit(partial(wake, task, *arguments), robust=True)


def wake(task: str, *arguments: int) -> None:
    """The same, now."""
    global _resting_until
    if time.monotonic() < _resting_until:
        return  # the broker did not answer a moment ago: nobody's request waits for it again so soon
    try:
        # A connection of its own, with a shorter patience than a worker's.
        with current_app.connection_for_write(connect_timeout=1, transport_options=_IMPATIENT) as connection:
            current_app.send_task(task, arguments, connection=connection, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        _resting_until = time.monotonic() + _REST_SECONDS
        _log.warning("worker_not_woken", error=type(error).__name__)


def prepare_to_stop() -> None:
    """Called where workers are about to be forked: they, and no others, share what is asked from here on."""
    global _stop_asked
    _stop_asked = mmap.mmap(-1, 1)


def ask_to_stop() -> None:
    """The workers end after the message under way and give the rest back. Safe in a signal handler."""
    _stop_asked[0] = 1


def is_stop_asked() -> bool:
    return _stop_asked[0] == 1
