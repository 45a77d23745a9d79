"""The panel above the delivery log that says how reminders are doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timesince import timesince

from apps.outbox.models import Part, Standstill
from apps.outbox.monitoring import status as numbers
from apps.outbox.monitoring.status import Status

STANDSTILLS_SHOWN_FOR = timedelta(days=7)
_SEEN = {
    Part.BEAT: "Beat last seen",
    Part.WORKER: "Workers last seen",
    Part.CODES: "Workers of sign-in mail last seen",
    Part.RECONCILE: "Comparison last seen",
}
_NEVER = {Part.BEAT: "never (deliver_reminders --loop needs none)"}


@dataclass(frozen=True)
class Figure:
    """`url` is where such are listed, of any time; empty where there is no such list."""

    name: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """`sentence` says whether reminders move."""

    moves: bool
    sentence: str
    figures: list[Figure]
    standstills: list[Standstill]


def panel(*, as_of: datetime) -> Panel:
    """Nine queries."""
    status = numbers.status(as_of=as_of)
    recent = Standstill.objects.filter(noticed_at__gt=as_of - STANDSTILLS_SHOWN_FOR)
    return Panel(
        moves=not status.standing_still,
        sentence=f"Reminders stand still. {status.standing_still}." if status.standing_still else "Reminders move.",
        figures=[*_figures(status), *_seen(status)],
        standstills=list(recent),
    )


def lateness(delay: timedelta) -> str:
    """ "under a minute", "5 minutes", "1 day, 2 hours"."""
    if delay < timedelta(minutes=1):
        return "under a minute"
    start = datetime(2000, 1, 1)  # noqa: DTZ001 - a length of time has no zone
    return timesince(start, start + delay).replace("\xa0", " ")


def _figures(status: Status) -> list[Figure]:
    log, bouncing = reverse("admin:outbox_message_changelist"), reverse("admin:outbox_hardbounce_changelist")
    oldest = lateness(timedelta(seconds=status.late_seconds)) if status.due_now else "none waits"
    slowest = lateness(timedelta(seconds=status.slowest_seconds)) if status.sent_last_day else "none sent"
    return [
        Figure("Due now", f"{status.due_now}"),
        Figure("Oldest of them waiting for", oldest),
        Figure("Being tried again", f"{status.retrying}"),
        Figure("With a mail server", f"{status.in_hand_off}"),
        Figure("Sent in the last day", f"{status.sent_last_day}"),
        Figure("Skipped in the last day", f"{status.skipped_last_day}"),
        Figure("Failed in the last day", f"{status.failed_last_day}", f"{log}?state__exact=failed"),
        Figure("Uncertain in the last day", f"{status.uncertain_last_day}", f"{log}?state__exact=uncertain"),
        Figure("Sent again without an answer in the last day", f"{status.resent_last_day}"),
        Figure("Slowest in the last day", slowest),
        Figure("Addresses that bounce", f"{status.bouncing_addresses}", bouncing),
    ]


def _seen(status: Status) -> list[Figure]:
    seen = {part: status.seen.get(part) for part in Part}
    return [
        Figure(_SEEN[part], f"{lateness(max(status.as_of - at, timedelta()))} ago" if at else _NEVER.get(part, "never"))
        for part, at in seen.items()
    ]
