"""Whether reminders move, and the mail to the administrators when they stand still.

Beat, each worker, each web process of production and `deliver_reminders --loop` all watch, so that whichever is still
alive tells.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest, Lower

from apps.core import clock
from apps.core.operations.database import only_one
from apps.core.templatetags import dates
from apps.outbox.delivery import NO_SERVER
from apps.outbox.models import HardBounce, Heartbeat, Message, Part, Standstill, State
from apps.outbox.monitoring import emails
from apps.outbox.querysets import NO_ANSWER, MessageQuerySet
from apps.outbox.server.transport import Transport, Unanswered, Unavailable

STANDSTILL = timedelta(minutes=10)
# Sign-in mail is looked for every ten seconds: this is some ticks.
CODES_SILENCE = timedelta(seconds=45)
# A mailbox that is full, or two, is no standstill.
SEVERAL = 3
# Reminders that move and stand still by turns bring one mail in this time.
NOT_AGAIN_WITHIN = timedelta(hours=1)
WORTH_TELLING_FOR = timedelta(days=1)  # once it is over
_RECENT = timedelta(hours=2)
# Any number, the same in every process.
_TELLING = 4_1_3_1
# What must be seen every ten minutes. Beat alone is not here: `deliver_reminders --loop` does without it.
_MUST_MOVE = {
    Part.WORKER: "No delivery came to its end",
    Part.CODES: "No delivery of sign-in mail came to its end",
    Part.RECONCILE: "What should exist was not compared",
}
# Since when a message could be out, had all gone well: also of one that was written after its time, or left for a day.
WANTED_AT = Greatest(F("due_at"), F("postponed_to"), F("created_at"))
WATCH_SECONDS = 60.0
_started = time.monotonic()
# The address and the first name of each.
Administrators = Callable[[], Iterable[tuple[str, str]]]
_administrators: Administrators = list
_log = structlog.get_logger(__name__)


def notify(administrators: Administrators) -> None:
    """From now on these get a mail when reminders stand still. The app that knows people calls it, as Django starts."""
    global _administrators
    _administrators = administrators


def why_standing_still(*, as_of: datetime, seen: Mapping[Part, datetime] | None = None) -> str:
    """Why reminders stand still at `as_of`, in a sentence; empty while they move. Five queries at most.

    `seen` are the heartbeats where the caller has read them.
    """
    seen = Heartbeat.objects.last_seen() if seen is None else seen
    for part, why in _MUST_MOVE.items():
        last = seen.get(part)
        if last is None:
            return f"{why}, never yet"
        if as_of - last >= STANDSTILL:
            return f"{why} since {dates.short_day(last, as_of)}, {dates.clock_and_zone(last)}"
    return _why_nothing_goes_out(as_of)


def _why_nothing_goes_out(as_of: datetime) -> str:
    """The workers work, and all the same nothing was sent for ten minutes though something is overdue."""
    since = as_of - STANDSTILL
    sent = Message.objects.ended().filter(state=State.SENT).order_by("-ended_at")
    last_sent = sent.values_list("ended_at", flat=True).first()
    if last_sent and last_sent > since:
        return ""
    overdue = Message.objects.due().alias(wanted_at=WANTED_AT).filter(due_at__lte=since, wanted_at__lte=since)
    if overdue.filter(reason__startswith=NO_SERVER).exists():
        return "No mail server was reached, and something is overdue by ten minutes or more"
    recently = max(last_sent or as_of - _RECENT, as_of - _RECENT)
    in_vain = Q(state=State.FAILED) & ~Q(_bounces()) | Q(state=State.UNCERTAIN, reason=NO_ANSWER)
    over = Message.objects.ended().filter(in_vain, ended_at__gt=recently)
    in_trouble = {*_recipients(overdue.filter(Q(attempts__gt=0) | Q(reason__startswith="smtp "))), *_recipients(over)}
    if len(in_trouble) >= SEVERAL:
        return "Nothing went out: what several people should have got was refused, put off, not answered or not written"
    return ""


def _recipients(rows: MessageQuerySet) -> Iterable[str]:
    return rows.order_by().values_list("address", flat=True).distinct()[:SEVERAL]


def _bounces() -> Exists:
    """Whether a message goes to an address that takes no mail: that is about the address, whoever sends."""
    return Exists(HardBounce.objects.filter(address=Lower(OuterRef("address"))))


def codes_are_slow() -> bool:
    """Whether whoever waits for a code must be told that it takes longer: no worker of sign-in mail is there, or each
    has waited for the mail server all this time.
    """
    return not Heartbeat.objects.was_seen(Part.CODES, within=CODES_SILENCE)


def codes_check() -> tuple[bool, Callable[[], dict[str, object]]]:
    """For `/healthz/?full`: whether sign-in mail is at work. It judges at once, also where this process is young."""
    return not codes_are_slow(), dict


def is_warm() -> bool:
    """Whether this process has been up long enough to judge: a campus that was switched off over night is not standing
    still when it comes up.
    """
    return time.monotonic() - _started >= STANDSTILL.total_seconds()


def health_check() -> tuple[bool, Callable[[], dict[str, object]]]:
    """For `/healthz/?full`: whether reminders move, and how to get the numbers. It writes nothing and sends nothing."""
    from apps.outbox.monitoring.status import status

    as_of = clock.now()
    # One that is known is over only when reminders move, however young this process is.
    may_judge = is_warm() or Standstill.objects.filter(ended_at=None).exists()
    why = why_standing_still(as_of=as_of) if may_judge else ""
    return not why, lambda: {**status(as_of=as_of).as_numbers(), "standing_still": why}


def watch() -> None:
    """Write down that reminders stand still, or move again, and tell the administrators once each time, but not again
    within an hour.

    Never raises: whoever watches has work of its own. Without a mail server it is told as soon as there is one.
    """
    if not is_warm():
        return
    try:
        _watch(clock.now())
    except Exception as error:
        _log.error("reminders_not_watched", error=type(error).__name__)


def watch_from_here() -> None:
    """From this process, each minute, in a thread of its own."""
    threading.Thread(target=_watch_each_minute, name="watch", daemon=True).start()


def _watch_each_minute() -> None:
    while True:
        time.sleep(WATCH_SECONDS)
        watch()
        connection.close()


def beat_is_at_work() -> None:
    """What beat says whenever it wakes somebody. Never raises: the wake-up matters more."""
    try:
        Heartbeat.objects.beat(Part.BEAT)
    except Exception as error:
        connection.close()
        _log.error("beat_not_seen", error=type(error).__name__)


def _watch(as_of: datetime) -> None:
    why = why_standing_still(as_of=as_of)
    if why:
        Standstill.objects.bulk_create([Standstill(noticed_at=as_of, why=why)], ignore_conflicts=True)
    else:
        Standstill.objects.filter(ended_at=None, noticed_at__lt=as_of).update(ended_at=as_of)
    with only_one(_TELLING) as alone:
        if alone:
            _notify_administrators(as_of)


def _notify_administrators(as_of: datetime) -> None:
    """Of the latest that nobody was told of, also when it is over by now: it was the mail server that was away."""
    is_news = Q(ended_at=None) | Q(ended_at__gt=as_of - WORTH_TELLING_FOR)
    untold = Standstill.objects.filter(is_news, told_at=None)
    latest = untold.first()
    if latest is None or Standstill.objects.filter(told_at__gt=as_of - NOT_AGAIN_WITHIN).exists():
        return
    if _send_to_administrators(latest):
        untold.update(told_at=as_of)


def _send_to_administrators(standstill: Standstill) -> bool:
    """Whether at least one administrator was told. Sent at once and not as a reminder: those stand still."""
    _log.error("reminders_stand_still", why=standstill.why, over=standstill.ended_at is not None)
    told = 0
    with Transport() as transport:
        for address, greeting in _administrators():
            try:
                mail = emails.standstill(to=address, greeting=greeting, standstill=standstill)
                transport.send(mail, before_data=lambda: None)
            except Unanswered:
                told += 1  # it may have arrived, and goes to nobody each minute
            except Unavailable:
                _log.error("administrators_not_told", error="no mail server")
                break
            except Exception as error:  # one dead mailbox keeps nobody else from knowing
                _log.error("administrator_not_told", error=type(error).__name__)
            else:
                told += 1
    return bool(told)
