"""Each minute: rows against what should exist, and what became of hand-offs that nobody answered."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice

import structlog
from django.db import DatabaseError, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Max, Q, Value
from django.db.models.functions import Now, Power

from apps.reminders import kinds
from apps.reminders.comparison import Answer, Changes, settle
from apps.reminders.kinds import Kind, Says, chunks
from apps.reminders.leases import Pace
from apps.reminders.models import Reminder, State
from apps.reminders.provider_log import LogUnavailable, ProviderLog, Verdict
from apps.reminders.reasons import NO_ANSWER
from apps.reminders.wake import wake_after_commit

# Rows that nobody's query yielded are asked about one by one: so many in one pass, beginning anywhere, so that
# each has its turn however many there are.
MOST_UNEXPECTED = 20_000
MOST_ASKED_OF_PROVIDER = 200
SECONDS_WITH_PROVIDER = 20.0
# How long a provider's record that does not answer is waited for before the policy decides.
PATIENCE_WITH_PROVIDER = timedelta(hours=1)
_OVER = (State.SENT, State.FAILED, State.UNCERTAIN)
_dice = random.SystemRandom()
_log = structlog.get_logger(__name__)


@dataclass
class Reconciled:
    """What one pass changed. `broken`: kinds whose query raised, and `unasked` how many causes could not be decided;
    the others were reconciled all the same.
    """

    changes: Changes = field(default_factory=Changes)
    resent: int = 0
    uncertain: int = 0
    known_sent: int = 0
    known_unsent: int = 0
    waiting_for_provider: int = 0
    unasked: int = 0
    broken: list[str] = field(default_factory=list)


def reconcile(*, as_of: datetime, provider_log: ProviderLog | None = None) -> Reconciled:
    """Bring all rows to what should exist at `as_of`, and settle unanswered hand-offs whose lease is over."""
    result = Reconciled()
    try:
        settle_unanswered(result, as_of=as_of, provider_log=provider_log)
    except Exception as error:
        result.broken.append("unanswered hand-offs")
        _log.error("hand_offs_not_settled", error=type(error).__name__)
    for kind in kinds.all_kinds():
        try:
            _reconcile_kind(kind, as_of, result)
        except Exception as error:
            result.broken.append(kind.slug)
            _log.error("kind_not_reconciled", kind=kind.slug, error=type(error).__name__)
    if result.changes.due_now or result.known_unsent:
        wake_after_commit()
    return result


def settle_unanswered(result: Reconciled, *, as_of: datetime, provider_log: ProviderLog | None) -> None:
    """Ask the provider where there is one to ask; where nothing can answer, the policy of the kind decides:
    again under the same Message-ID, a few times and each time later, or uncertain.
    """
    pace = Pace.of_installation()
    unanswered = Reminder.objects.unanswered()
    if provider_log:
        # Only those: the lease of another may have ended while we asked.
        unanswered = unanswered.filter(pk__in=_ask_provider(result, as_of, provider_log))
    again = Q(
        kind__in=[kind.slug for kind in kinds.all_kinds() if kind.resend_when_uncertain],
        resent_uncertain__lt=pace.tries_unanswered - 1,
    )
    # The token stays: should the first worker's answer still come before anybody takes the row, it counts.
    result.resent += unanswered.filter(again).update(
        handed_off_at=None,
        leased_until=None,
        not_before=Now() + _doubled(pace.retry_first, times=F("resent_uncertain")),
        resent_uncertain=F("resent_uncertain") + 1,
    )
    result.uncertain += unanswered.exclude(again).update(
        state=State.UNCERTAIN, ended_at=Now(), leased_until=None, reason=NO_ANSWER
    )
    if result.resent or result.uncertain:
        _log.warning("hand_offs_unanswered", resent=result.resent, uncertain=result.uncertain)


def _doubled(wait: timedelta, *, times: F) -> ExpressionWrapper:
    return ExpressionWrapper(Value(wait, DurationField()) * Power(2.0, times), output_field=DurationField())


def _ask_provider(result: Reconciled, as_of: datetime, provider_log: ProviderLog) -> set[int]:
    """Write what the provider knows; returns the ids of those of which it can say nothing."""
    for_the_policy: set[int] = set()
    available, until = True, time.monotonic() + SECONDS_WITH_PROVIDER
    for number, row in enumerate(Reminder.objects.unanswered().order_by("handed_off_at", "pk")):
        assert row.handed_off_at is not None  # noqa: S101 - unanswered rows were handed off
        verdict = Verdict.NOT_YET
        if available and number < MOST_ASKED_OF_PROVIDER and time.monotonic() < until:
            try:
                verdict = provider_log.ask(message_id=row.message_id, handed_off_at=row.handed_off_at, as_of=as_of)
            except LogUnavailable as error:
                available = False
                _log.warning("provider_log_unavailable", error=str(error))
        if not available and as_of - row.handed_off_at > PATIENCE_WITH_PROVIDER:
            verdict = Verdict.CANNOT_SAY
        if verdict is Verdict.CANNOT_SAY:
            for_the_policy.add(row.pk)
        else:
            _write_verdict(result, row, verdict)
    return for_the_policy


def _write_verdict(result: Reconciled, row: Reminder, verdict: Verdict) -> None:
    # Only if nothing moved while we asked.
    unmoved = Reminder.objects.unanswered().filter(pk=row.pk, token=row.token)
    match verdict:
        case Verdict.TOOK:
            result.known_sent += unmoved.update(
                state=State.SENT,
                sent_at=F("handed_off_at"),
                ended_at=Now(),
                reason="",
                token=None,
                leased_until=None,
                not_before=None,
            )
        case Verdict.DID_NOT:
            result.known_unsent += unmoved.update(handed_off_at=None, token=None, leased_until=None)
        case Verdict.NOT_YET:
            result.waiting_for_provider += 1


def _reconcile_kind(kind: Kind, as_of: datetime, result: Reconciled) -> None:
    seen: set[str] = set()
    for keys in chunks(kind.causes(as_of, None)):
        seen.update(keys)
        result.changes += _reconcile_causes(kind, _still_open(kind, keys), as_of, result)
    # What is due before the horizon and was not named: its cause is gone, or is due beyond the horizon now.
    unexpected = (key for key in _near(kind, as_of) if key not in seen)
    for keys in chunks(islice(unexpected, MOST_UNEXPECTED)):
        result.changes += _reconcile_causes(kind, keys, as_of, result)


def _still_open(kind: Kind, keys: list[str]) -> list[str]:
    """Without those that are over: what was sent, failed or is uncertain stays so, whatever its kind would say."""
    over = Reminder.objects.filter(kind=kind.slug, cause_key__in=keys, state__in=_OVER)
    ended = set(over.values_list("cause_key", flat=True))
    return [key for key in keys if key not in ended]


def _near(kind: Kind, as_of: datetime) -> Iterator[str]:
    """The causes of this kind's rows that are due up to the horizon, beginning at any of them."""
    near = Reminder.objects.untouched().filter(kind=kind.slug, due_at__lte=as_of + kind.horizon).order_by("pk")
    start = _dice.randint(0, near.aggregate(last=Max("pk"))["last"] or 0)
    rows = chain(near.filter(pk__gte=start).iterator(), near.filter(pk__lt=start).iterator())
    return (row.cause_key for row in rows)


def _reconcile_causes(kind: Kind, keys: list[str], as_of: datetime, result: Reconciled) -> Changes:
    says = _decided(kind, keys, as_of, result) if keys else {}
    answers = [Answer(kind, key, says[key]) for key in says]
    if not answers:
        return Changes()
    with transaction.atomic():
        return settle(answers, as_of=as_of, wait_for_locks=False)


def _decided(kind: Kind, keys: list[str], as_of: datetime, result: Reconciled) -> dict[str, Says | None]:
    """What the kind says of each. A cause that cannot be decided stops no other, and its row stays as it is."""
    try:
        answers = kind.decide(keys, as_of)
        return {key: answers.get(key) for key in keys}
    except DatabaseError:
        raise
    except Exception as error:
        if len(keys) == 1:
            result.unasked += 1
            _log.error("cause_not_decided", reminder=f"{kind.slug}:{keys[0]}", error=type(error).__name__)
            return {}
        half = len(keys) // 2
        return {**_decided(kind, keys[:half], as_of, result), **_decided(kind, keys[half:], as_of, result)}
