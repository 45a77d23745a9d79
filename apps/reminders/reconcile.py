"""Each minute: rows against what should exist, and what became of hand-offs that nobody answered."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Max

from apps.campus.models import Campus
from apps.outbox import unanswered
from apps.outbox.server.provider_log import ProviderLog
from apps.outbox.unanswered import Settled
from apps.outbox.workers import wake_after_commit
from apps.reminders import kinds
from apps.reminders.comparison import Changes, apply
from apps.reminders.decisions import Decided, decide
from apps.reminders.kinds import CauseType, chunks
from apps.reminders.models import Reminder

# Rows that nobody's query yielded are asked about one by one: so many in one pass, beginning anywhere, so that each has
# its turn however many there are.
MOST_UNEXPECTED = 20_000
_dice = random.SystemRandom()
_also: list[tuple[str, Callable[[datetime], None]]] = []
_log = structlog.get_logger(__name__)


def do_each_minute(name: str, work: Callable[[datetime], None]) -> None:
    """In each pass `work` is called with its moment, in which apps above follow what became of their messages."""
    _also.append((name, work))


@dataclass
class Reconciled:
    """What one pass changed. `broken`: types of causes whose query raised, and `unasked` how many causes could not be
    decided; the others were reconciled all the same.
    """

    changes: Changes = field(default_factory=Changes)
    settled: Settled = field(default_factory=Settled)
    unasked: int = 0
    broken: list[str] = field(default_factory=list)


def reconcile(*, as_of: datetime, provider_log: ProviderLog | None = None) -> Reconciled:
    """Bring all rows to what should exist at `as_of`, and settle unanswered hand-offs whose lease is over."""
    result = Reconciled()
    try:
        result.settled = unanswered.settle(as_of=as_of, provider_log=provider_log)
    except Exception as error:
        result.broken.append("unanswered hand-offs")
        _log.error("hand_offs_not_settled", error=type(error).__name__)
    campus = Campus.objects.current()
    for cause_type in kinds.cause_types():
        try:
            _reconcile_type(cause_type, campus, as_of, result)
        except Exception as error:
            result.broken.append(cause_type.name)
            _log.error("causes_not_reconciled", causes=cause_type.name, error=type(error).__name__)
    for name, work in _also:
        try:
            work(as_of)
        except Exception as error:
            result.broken.append(name)
            _log.error("work_not_done", work=name, error=type(error).__name__)
    if result.changes.due_now or result.settled.known_unsent:
        wake_after_commit()
    return result


def _reconcile_type(cause_type: CauseType[Any], campus: Campus, as_of: datetime, result: Reconciled) -> None:
    seen: set[str] = set()
    for keys in chunks(cause_type.near(campus=campus, as_of=as_of, user_id=None)):
        seen.update(keys)
        _reconcile_causes(cause_type, keys, campus, as_of, result)
    # What is due before the horizon and was not named: its cause is gone, or is due beyond the horizon now.
    unexpected = (key for key in _due_soon(cause_type, as_of) if key not in seen)
    for keys in chunks(islice(unexpected, MOST_UNEXPECTED)):
        _reconcile_causes(cause_type, list(dict.fromkeys(keys)), campus, as_of, result)


def _due_soon(cause_type: CauseType[Any], as_of: datetime) -> Iterator[str]:
    """The causes of this type's rows that are due up to the horizon, beginning at any of them."""
    slugs = [kind.slug for kind in cause_type.kinds]
    near = Reminder.objects.untouched().filter(kind__in=slugs, message__due_at__lte=as_of + cause_type.horizon)
    near = near.order_by("pk")
    start = _dice.randint(0, near.aggregate(last=Max("pk"))["last"] or 0)
    rows = chain(near.filter(pk__gte=start).iterator(), near.filter(pk__lt=start).iterator())
    return (row.cause_key for row in rows)


def _reconcile_causes(
    cause_type: CauseType[Any], keys: list[str], campus: Campus, as_of: datetime, result: Reconciled
) -> None:
    over = _over(cause_type, keys)
    # What was sent, failed or is uncertain stays so, whatever its kind would say.
    enough = 1 if cause_type.one_reminder_each else len(cause_type.kinds)
    keys = [key for key in keys if len(over.get(key, ())) < enough]
    decided = _decided(cause_type, keys, campus, as_of, result) if keys else []
    if decided:
        with transaction.atomic():
            result.changes += apply(decided, as_of=as_of, wait_for_locks=False)


def _over(cause_type: CauseType[Any], keys: Sequence[str]) -> dict[str, set[str]]:
    """By cause: the kinds whose reminder of it is over."""
    over: dict[str, set[str]] = {}
    rows = Reminder.objects.over().filter(kind__in=[kind.slug for kind in cause_type.kinds], cause_key__in=keys)
    for kind, key in rows.values_list("kind", "cause_key"):
        over.setdefault(key, set()).add(kind)
    return over


def _decided(
    cause_type: CauseType[Any], keys: list[str], campus: Campus, as_of: datetime, result: Reconciled
) -> list[Decided]:
    """What the kinds decide of each. A cause that cannot be decided stops no other, and its rows stay as they are."""
    try:
        loaded = cause_type.load(keys, campus=campus, as_of=as_of)
        return decide(cause_type, keys, loaded, as_of=as_of)
    except DatabaseError:
        raise
    except Exception as error:
        if len(keys) == 1:
            result.unasked += 1
            _log.error("cause_not_decided", cause=keys[0], error=type(error).__name__)
            return []
        half = len(keys) // 2
        return [
            *_decided(cause_type, keys[:half], campus, as_of, result),
            *_decided(cause_type, keys[half:], campus, as_of, result),
        ]
