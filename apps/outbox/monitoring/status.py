"""How the mail goes, in numbers: for monitoring and for the panel above the delivery log."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, Q
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from apps.outbox.models import HardBounce, Heartbeat, Message, Part, State
from apps.outbox.monitoring import watch
from apps.outbox.monitoring.watch import WANTED_AT


@dataclass(frozen=True, kw_only=True)
class Status:
    """What monitoring wants to know. Times are UTC; counts of the last day are by when a message ended.

    `due_now` are messages whose time has come and that are not out; `late_seconds` is how long the oldest of them has
    waited, from when it was written or was left for where that came later (0 without one); `in_hand_off` are with a
    mail server, or were when their worker died. `slowest_seconds` is the longest such wait of what was sent in the last
    day.
    """

    as_of: datetime
    due_now: int
    late_seconds: int
    in_hand_off: int
    retrying: int
    coming: int
    sent_last_day: int
    skipped_last_day: int
    failed_last_day: int
    uncertain_last_day: int
    resent_last_day: int
    slowest_seconds: int
    bouncing_addresses: int
    seen: dict[Part, datetime]
    standing_still: str

    def as_numbers(self) -> dict[str, int]:
        """Every number, and the seconds since each part was seen (-1: never)."""
        numbers = {name: value for name, value in asdict(self).items() if isinstance(value, int)}
        for part in Part:
            seen = self.seen.get(part)
            numbers[f"{part}_seen_seconds_ago"] = int((self.as_of - seen).total_seconds()) if seen else -1
        return {**numbers, "standing_still": int(bool(self.standing_still))}


def status(*, as_of: datetime) -> Status:
    """How the mail goes at `as_of`. Eight queries at most."""
    due = Q(state=State.DUE)
    day = ~due & Q(ended_at__gt=as_of - timedelta(days=1))  # as the index of what ended says it
    late = due & Q(LessThanOrEqual(WANTED_AT, as_of))
    counts = Message.objects.filter(due | day).aggregate(
        due_now=Count("pk", filter=late),
        oldest=Min(WANTED_AT, filter=late),
        in_hand_off=Count("pk", filter=due & Q(handed_off_at__isnull=False)),
        retrying=Count("pk", filter=late & Q(attempts__gt=0, handed_off_at__isnull=True)),
        coming=Count("pk", filter=due & Q(GreaterThan(WANTED_AT, as_of))),
        **{f"{state}_last_day": Count("pk", filter=day & Q(state=state)) for state in _ENDED},
        resent_last_day=Count("pk", filter=day & Q(resent_uncertain__gt=0)),
    )
    oldest = counts.pop("oldest")
    seen = Heartbeat.objects.last_seen()
    return Status(
        as_of=as_of,
        late_seconds=int((as_of - oldest).total_seconds()) if oldest else 0,
        slowest_seconds=_slowest(as_of),
        bouncing_addresses=HardBounce.objects.count(),
        seen=seen,
        standing_still=watch.why_standing_still(as_of=as_of, seen=seen),
        **counts,
    )


_ENDED = (State.SENT, State.SKIPPED, State.FAILED, State.UNCERTAIN)


def _slowest(as_of: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            # What was written after its time (a late log) is late from when it was written: WANTED_AT.
            "SELECT COALESCE(MAX(EXTRACT(EPOCH FROM sent_at - GREATEST(due_at, postponed_to, created_at))), 0)::bigint "
            "FROM outbox_message WHERE state = 'sent' AND state <> 'due' AND ended_at > %s",
            [as_of - timedelta(days=1)],
        )
        return cursor.fetchone()[0]
