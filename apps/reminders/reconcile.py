"""Each minute: rows against what should exist, and what became of hand-offs that nobody answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from apps.reminders import kinds
from apps.reminders.comparison import Answer, Changes, settle
from apps.reminders.kinds import Kind
from apps.reminders.models import Reminder, State
from apps.reminders.wake import wake_after_commit

_CHUNK = 1000
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class ProviderLog(Protocol):
    """A mail provider's own record of what it took, asked after a hand-off that got no answer.

    `accepted(message_id)`: True when the provider took the message, False when it surely did not, None when
    it cannot say. SMTP keeps no record that a sender may ask, and SMTP is all that this application speaks: it
    has no implementation, and every unanswered hand-off goes by the policy of its kind. This is where a
    provider with such a record is plugged in.
    """

    def accepted(self, message_id: str) -> bool | None: ...


@dataclass
class Reconciled:
    """What one pass changed. `broken`: kinds whose query raised; the others were reconciled all the same."""

    changes: Changes = field(default_factory=Changes)
    resent: int = 0
    uncertain: int = 0
    known_sent: int = 0
    known_unsent: int = 0
    broken: list[str] = field(default_factory=list)


def reconcile(*, as_of: datetime, provider_log: ProviderLog | None = None) -> Reconciled:
    """Bring all rows to what should exist at `as_of`, and settle unanswered hand-offs whose lease is over."""
    result = Reconciled()
    settle_unanswered(result, provider_log=provider_log)
    for kind in kinds.all_kinds():
        try:
            result.changes += _reconcile_kind(kind, as_of)
        except Exception as error:
            result.broken.append(kind.slug)
            _log.error("kind_not_reconciled", kind=kind.slug, error=type(error).__name__)
    if result.changes.due_now or result.resent or result.known_unsent:
        wake_after_commit()
    return result


def settle_unanswered(result: Reconciled, *, provider_log: ProviderLog | None) -> None:
    """Ask the provider where there is one to ask; where nothing can answer, the policy of the kind decides:
    again under the same Message-ID, or uncertain.
    """
    if provider_log is not None:
        for pk, token, message_id in Reminder.objects.unanswered().values_list("pk", "token", "message_id"):
            accepted = provider_log.accepted(message_id)
            if accepted is None:
                continue
            # Only if nothing moved while we asked.
            row = Reminder.objects.unanswered().filter(pk=pk, token=token)
            if accepted:
                ended = {
                    "state": State.SENT,
                    "sent_at": Now(),
                    "ended_at": Now(),
                    "reason": "",
                    "token": None,
                }
                result.known_sent += row.update(**ended, leased_until=None, not_before=None)
            else:
                result.known_unsent += row.update(handed_off_at=None, token=None, leased_until=None)
    again = [kind.slug for kind in kinds.all_kinds() if kind.resend_when_uncertain]
    # The token stays: should the first worker's answer still come before anybody takes the row, it counts.
    result.resent += (
        Reminder.objects.unanswered()
        .filter(kind__in=again)
        .update(
            handed_off_at=None,
            leased_until=None,
            resent_uncertain=F("resent_uncertain") + 1,
        )
    )
    result.uncertain += (
        Reminder.objects.unanswered()
        .exclude(kind__in=again)
        .update(state=State.UNCERTAIN, ended_at=Now(), leased_until=None, reason="no answer")
    )
    if result.resent or result.uncertain:
        _log.warning("hand_offs_unanswered", resent=result.resent, uncertain=result.uncertain)


def _reconcile_kind(kind: Kind, as_of: datetime) -> Changes:
    changes = Changes()
    seen: set[str] = set()
    for expected in _chunks(kind.expected(as_of, None)):
        seen.update(one.cause_key for one in expected)
        changes += _settled([Answer(kind, one.cause_key, one) for one in expected], as_of)
    # What is due before the horizon and was not expected: its cause is gone, or is due beyond the horizon
    # now.
    near = Reminder.objects.untouched().filter(kind=kind.slug, due_at__lte=as_of + kind.horizon)
    unexpected = (key for key in near.values_list("cause_key", flat=True).iterator() if key not in seen)
    for keys in _chunks(list(unexpected)):
        changes += _settled(
            [Answer(kind, key, kind.decide(key, as_of), asked=True) for key in keys],
            as_of,
        )
    return changes


def _settled(answers: list[Answer], as_of: datetime) -> Changes:
    with transaction.atomic():
        return settle(answers, as_of=as_of, wait_for_locks=False)


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
