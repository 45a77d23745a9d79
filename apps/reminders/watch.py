"""Whether reminders move, and the mail to the administrators when they stand still.

Beat, each worker, `deliver_reminders --loop` and `/healthz/?full` all watch, so that whichever is still alive tells.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from apps.accounts.models import Role, User
from apps.core import clock
from apps.reminders import emails, heartbeats
from apps.reminders.models import Part, Reminder, Standstill

STANDSTILL = timedelta(minutes=10)
# What must be seen every ten minutes. Beat alone is not here: `deliver_reminders --loop` does without it.
_MUST_MOVE = {
    Part.WORKER: "No delivery came to its end",
    Part.RECONCILE: "What should exist was not compared",
}
_started = time.monotonic()
_log = structlog.get_logger(__name__)


def why_standing_still(*, as_of: datetime, seen: Mapping[Part, datetime] | None = None) -> str:
    """Why reminders stand still at `as_of`, in a sentence; empty while they move. Three queries.

    `seen` are the heartbeats where the caller has read them.
    """
    seen = heartbeats.last_seen() if seen is None else seen
    for part, why in _MUST_MOVE.items():
        last = seen.get(part)
        if last is None:
            return f"{why}, never yet"
        if as_of - last >= STANDSTILL:
            return f"{why} since {last:%Y-%m-%d %H:%M} UTC"
    return _why_nothing_goes_out(as_of)


def _why_nothing_goes_out(as_of: datetime) -> str:
    """The workers work and the mail server answers, and all it says is no: not to one recipient, but to whoever is due.

    One alone may be a mailbox that wants to be asked again later.
    """
    since = as_of - STANDSTILL
    overdue = Reminder.objects.due().filter(due_at__lte=since, created_at__lte=since)
    if len(overdue.order_by().values("user", "address").distinct()[:2]) < 2:
        return ""
    if Reminder.objects.ended().filter(state=Reminder.State.SENT, ended_at__gt=since).exists():
        return ""
    return "Several are overdue by ten minutes or more, and the mail server took none since"


def is_warm() -> bool:
    """Whether this process has been up long enough to judge: a campus that was switched off over night is not standing
    still when it comes up.
    """
    return time.monotonic() - _started >= STANDSTILL.total_seconds()


def health_check() -> tuple[bool, Callable[[], dict[str, object]]]:
    """For `/healthz/?full`: whether reminders move, and how to get the numbers. Who asks also watches."""
    from apps.reminders.status import status

    watch()
    as_of = clock.now()
    why = why_standing_still(as_of=as_of) if is_warm() else ""
    return not why, lambda: {**status(as_of=as_of).as_numbers(), "standing_still": why}


def watch() -> None:
    """Write down that reminders stand still, or move again, and tell the administrators once each time.

    Never raises: whoever watches has work of its own. Without a mail server it is told as soon as there is one.
    """
    if not is_warm():
        return
    try:
        _watch(clock.now())
    except Exception as error:
        _log.error("reminders_not_watched", error=type(error).__name__)


def watch_each(seconds: float) -> None:
    """Watch for ever, with a pause of `seconds`; for a thread of its own, whose connection it closes each time."""
    while True:
        time.sleep(seconds)
        watch()
        connection.close()


def beat_is_at_work() -> None:
    """What beat says whenever it wakes somebody. Never raises: the wake-up matters more."""
    try:
        heartbeats.beat(Part.BEAT)
    except Exception as error:
        connection.close()
        _log.error("beat_not_seen", error=type(error).__name__)


def _watch(as_of: datetime) -> None:
    why = why_standing_still(as_of=as_of)
    if not why:
        Standstill.objects.filter(ended_at=None, noticed_at__lt=as_of).update(ended_at=as_of)
        return
    Standstill.objects.bulk_create([Standstill(noticed_at=as_of, why=why)], ignore_conflicts=True)
    # One watcher tells; the others pass by.
    with transaction.atomic():
        untold = Standstill.objects.filter(ended_at=None, told_at=None).select_for_update(skip_locked=True).first()
        if untold and _told(untold):
            untold.told_at = as_of
            untold.save(update_fields=["told_at"])


def _told(standstill: Standstill) -> bool:
    """Whether at least one administrator was told. Sent at once and not as a reminder: those stand still."""
    _log.error("reminders_stand_still", why=standstill.why)
    told = 0
    for administrator in User.objects.filter(role=Role.ADMINISTRATOR, is_active=True):
        try:
            told += emails.standstill(administrator=administrator, standstill=standstill).message().send()
        except Exception as error:  # one dead mailbox keeps nobody else from knowing
            _log.error("administrator_not_told", administrator=administrator.pk, error=type(error).__name__)
    return bool(told)
