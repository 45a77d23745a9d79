"""Making rows equal to what should exist: added, moved, ended, or due again. Set-based, and safe beside
workers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from apps.reminders.decisions import Recipients, heeding
from apps.reminders.kinds import Expected, Kind, Says, Skip
from apps.reminders.models import Reminder, State

BATCH = 500
_FIELDS = [
    "user",
    "address",
    "due_at",
    "state",
    "reason",
    "attempts",
    "not_before",
    "token",
    "leased_until",
    "ended_at",
]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a kind says about one cause."""

    kind: Kind
    cause_key: str
    says: Says | None


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


def settle(answers: Sequence[Answer], *, as_of: datetime, wait_for_locks: bool) -> Changes:
    """Bring the rows of these causes to what the kinds say; nobody's opt-out is overruled. Runs in a
    transaction.

    A row in a mail server's hands, or ended otherwise than by a skip, stays as it is. With `wait_for_locks`
    False a row that somebody else is changing is left for the next time.
    """
    answers = _heeding_recipients(answers)
    rows = _rows_of(answers)
    changes = Changes()
    fresh: list[Reminder] = []
    differing: dict[int, Answer] = {}
    for answer in answers:
        row = rows.get((answer.kind.slug, answer.cause_key))
        if row is None:
            fresh.extend(_new_row(answer, as_of))
        elif _differs(row, answer):
            differing[row.pk] = answer
    if fresh:
        Reminder.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
        changes.added = len(fresh)
        changes.due_now = any(row.state == State.DUE and row.due_at <= as_of for row in fresh)
        _tell("reminder_written", fresh)
    if differing:
        changes += _change(differing, as_of=as_of, wait_for_locks=wait_for_locks)
    return changes


def end(row: Reminder, *, reason: str, as_of: datetime, state: State = State.SKIPPED) -> None:
    """Set `row` (unsaved) to ended. What may have arrived already ends as uncertain: nobody can say it did
    not.
    """
    row.state = State.UNCERTAIN if row.resent_uncertain else state
    row.reason, row.ended_at = reason[:60], as_of
    row.token = row.leased_until = row.not_before = None


def _heeding_recipients(answers: Sequence[Answer]) -> list[Answer]:
    recipients = Recipients(answer.says for answer in answers)
    return [
        Answer(answer.kind, answer.cause_key, heeding(answer.kind, answer.says, recipients) if answer.says else None)
        for answer in answers
    ]


def _rows_of(answers: Sequence[Answer]) -> dict[tuple[str, str], Reminder]:
    keys: dict[str, list[str]] = {}
    for answer in answers:
        keys.setdefault(answer.kind.slug, []).append(answer.cause_key)
    rows = {}
    if len({key for of_kind in keys.values() for key in of_kind}) == 1:
        # One cause, all kinds: one query.
        found = Reminder.objects.filter(kind__in=keys, cause_key=answers[0].cause_key)
        return {(row.kind, row.cause_key): row for row in found}
    for kind, cause_keys in keys.items():
        for row in Reminder.objects.filter(kind=kind, cause_key__in=cause_keys):
            rows[row.kind, row.cause_key] = row
    return rows


def _new_row(answer: Answer, as_of: datetime) -> list[Reminder]:
    says = answer.says
    if says is None or says.due_at is None or (isinstance(says, Skip) and not says.record):
        return []
    row = Reminder(
        kind=answer.kind.slug,
        cause_key=answer.cause_key,
        user_id=says.user_id,
        address=says.address,
        due_at=says.due_at,
    )
    if isinstance(says, Skip):
        end(row, reason=says.reason, as_of=as_of)
    return [row]


def _differs(row: Reminder, answer: Answer) -> bool:
    if row.state == State.SKIPPED:
        return isinstance(answer.says, Expected)
    if row.state != State.DUE or row.handed_off_at:
        return False
    says = answer.says
    if not isinstance(says, Expected):
        return True
    return (row.due_at, row.user_id, row.address) != (
        says.due_at,
        says.user_id,
        says.address,
    )


def _change(differing: dict[int, Answer], *, as_of: datetime, wait_for_locks: bool) -> Changes:
    changes, changed = Changes(), []
    locked = Reminder.objects.filter(pk__in=differing).order_by("pk")
    # Always in the same order, so that two of us never wait for each other.
    for row in locked.select_for_update(of=("self",), skip_locked=not wait_for_locks):
        answer = differing[row.pk]
        if not _differs(row, answer):
            continue
        says = answer.says
        if isinstance(says, Expected):
            if row.state == State.SKIPPED:
                changes.revived += 1
                row.state, row.reason, row.ended_at, row.attempts = (
                    State.DUE,
                    "",
                    None,
                    0,
                )
            else:
                changes.moved += 1
            row.due_at, row.user_id, row.address = (
                says.due_at,
                says.user_id,
                says.address,
            )
            # A worker that holds it loses its claim here, and finds out before DATA.
            row.token = row.leased_until = row.not_before = None
            row.reason = ""
            changes.due_now = changes.due_now or row.due_at <= as_of
        else:
            changes.ended += 1
            end(row, reason=says.reason if says else "cause gone", as_of=as_of)
        changed.append(row)
    Reminder.objects.bulk_update(changed, _FIELDS, batch_size=BATCH)
    _tell("reminder_changed", changed)
    return changes


def _tell(event: str, rows: Collection[Reminder]) -> None:
    """One line for each row, once the change is there to be seen: the same id stands in the mail."""
    told = [
        {
            "reminder": row.trace,
            "state": str(row.state),
            "due_at": row.due_at.isoformat(),
            "reason": row.reason,
        }
        for row in rows
    ]
    transaction.on_commit(lambda: [_log.info(event, **line) for line in told], robust=True)
