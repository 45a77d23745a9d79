"""Making rows equal to what should exist: added, moved, ended, or due again. Set-based, and safe beside workers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from apps.outbox.models import Message, State
from apps.reminders import morning_note
from apps.reminders.decisions import Decided, Recipients, rows_of, without_superseded
from apps.reminders.kinds import Decision, Expected, Kind, Skip
from apps.reminders.models import Reminder

BATCH = 500
WRITER = "reminders"
_log = structlog.get_logger(__name__)


@dataclass
class Changes:
    """How many rows were added, moved, ended, or made due again; `due_now`: one waits for a worker."""

    added: int = 0
    moved: int = 0
    ended: int = 0
    revived: int = 0
    due_now: bool = False

    def __iadd__(self, other: "Changes") -> "Changes":
        self.added += other.added
        self.moved += other.moved
        self.ended += other.ended
        self.revived += other.revived
        self.due_now = self.due_now or other.due_now
        return self


def apply(decided: Sequence[Decided], *, as_of: datetime, wait_for_locks: bool) -> Changes:
    """Bring the rows of these causes to what all of their kinds decided; nobody's opt-out is overruled. Runs in a
    transaction.

    A row in a mail server's hands, or ended otherwise than by a skip, stays as it is. With `wait_for_locks` False a row
    that somebody else is changing is left for the next time.
    """
    recipients, rows = Recipients(decided), rows_of(decided)
    decided = without_superseded([recipients.respected(one) for one in decided], rows, as_of=as_of)
    fresh: list[Decided] = []
    differing: dict[int, tuple[Reminder, Decided]] = {}
    for one in decided:
        row = rows.get((one.kind.slug, one.cause_key))
        if row is None:
            if _is_worth_a_row(one.decision):
                fresh.append(one)
        elif _differs(row, one):
            differing[row.message_id] = row, one
    changes = _add(fresh, recipients, as_of) if fresh else Changes()
    if differing:
        changes += _change(differing, as_of=as_of, wait_for_locks=wait_for_locks)
    return changes


def _is_worth_a_row(decision: Decision | None) -> bool:
    return isinstance(decision, Expected) or (isinstance(decision, Skip) and decision.record)


def _add(fresh: Sequence[Decided], recipients: Recipients, as_of: datetime) -> Changes:
    # Always in the same order, so that two of us who write the same never wait for each other.
    fresh = sorted(fresh, key=lambda one: one.key)
    messages = [_message(one, recipients, as_of) for one in fresh]
    # Somebody may have written the same a moment ago: then theirs is taken.
    messages = Message.objects.bulk_create(
        messages, batch_size=BATCH, update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    reminders = [
        Reminder(
            message=message,
            kind=one.kind.slug,
            cause_key=one.cause_key,
            user_id=one.decision.user_id,
            address=one.decision.address,
        )
        for one, message in zip(fresh, messages, strict=True)
        if one.decision
    ]
    Reminder.objects.bulk_create(reminders, batch_size=BATCH, ignore_conflicts=True)
    _log_after_commit("reminder_written", messages)
    return Changes(added=len(fresh), due_now=any(row.state == State.DUE and row.due_at <= as_of for row in messages))


def _message(one: Decided, recipients: Recipients, as_of: datetime) -> Message:
    kind, decision = one.kind, one.decision
    assert decision is not None  # noqa: S101 - it is worth a row
    assert decision.due_at is not None  # noqa: S101 - as above
    ended = {"state": State.SKIPPED, "reason": decision.reason, "ended_at": as_of} if isinstance(decision, Skip) else {}
    return Message(
        key=one.key,
        writer=WRITER,
        audience=kind.audience,
        resend_when_unanswered=kind.resend_when_unanswered,
        lane=kind.lane,
        bundle=morning_note.bundle_of(kind, decision.user_id),
        address=recipients.address_of(decision),
        due_at=decision.due_at,
        **ended,
    )


def _differs(row: Reminder, decided: Decided) -> bool:
    message, decision = row.message, decided.decision
    if message.state == State.SKIPPED:
        return isinstance(decision, Expected)
    if message.state != State.DUE or message.handed_off_at:
        return False
    if not isinstance(decision, Expected):
        return True
    is_same = (message.due_at, row.user_id, row.address) == (decision.due_at, decision.user_id, decision.address)
    return not is_same or _goes_otherwise(message, decided.kind, decision)


def _goes_otherwise(message: Message, kind: Kind[Any], decision: Expected) -> bool:
    """Its recipient changed, or the code did since the row was written."""
    return (message.bundle, message.lane) != (morning_note.bundle_of(kind, decision.user_id), kind.lane)


def _change(differing: Mapping[int, tuple[Reminder, Decided]], *, as_of: datetime, wait_for_locks: bool) -> Changes:
    moved: dict[int, datetime] = {}
    revived: dict[int, datetime] = {}
    ended: dict[int, str] = {}
    recipients, otherwise = [], []
    # Always in the same order, so that two of us never wait for each other.
    locked = Message.objects.filter(pk__in=differing).order_by("pk")
    messages = list(locked.select_for_update(of=("self",), skip_locked=not wait_for_locks))
    for message in messages:
        reminder, decided = differing[message.pk]
        reminder.message, decision = message, decided.decision
        if not _differs(reminder, decided):
            continue
        if isinstance(decision, Expected):
            (revived if message.state == State.SKIPPED else moved)[message.pk] = decision.due_at
            if (reminder.user_id, reminder.address) != (decision.user_id, decision.address):
                reminder.user_id, reminder.address = decision.user_id, decision.address
                recipients.append(reminder)
            if _goes_otherwise(message, decided.kind, decision):
                message.bundle = morning_note.bundle_of(decided.kind, decision.user_id)
                message.lane = decided.kind.lane
                otherwise.append(message)
        else:
            ended[message.pk] = decision.reason if decision else "cause gone"
    if moved:
        Message.objects.move(moved)
    if revived:
        Message.objects.revive(revived)
    if ended:
        Message.objects.end(ended, as_of=as_of)
    if otherwise:
        Message.objects.bulk_update(otherwise, ["bundle", "lane"], batch_size=BATCH)
    if recipients:
        Reminder.objects.bulk_update(recipients, ["user", "address"], batch_size=BATCH)
    changed: dict[int, datetime | str] = {**moved, **revived, **ended}
    _log_after_commit("reminder_changed", [row for row in messages if row.pk in changed], changed)
    return Changes(
        moved=len(moved),
        ended=len(ended),
        revived=len(revived),
        due_now=any(due_at <= as_of for due_at in [*moved.values(), *revived.values()]),
    )


def _log_after_commit(
    event: str, rows: Collection[Message], changed: Mapping[int, datetime | str] | None = None
) -> None:
    """One line for each row, once the change is there to be seen: the same key stands in the mail. `changed`: to when
    each was moved, or why it ended.
    """
    lines = []
    for row in rows:
        to = (changed or {}).get(row.pk, row.reason or row.due_at)
        said = {"reason": to} if isinstance(to, str) else {"due_at": to.isoformat()}
        lines.append({"key": row.key, **said})
    transaction.on_commit(lambda: [_log.info(event, **line) for line in lines], robust=True)
