"""Hand-offs that nobody answered: what the provider's record says of them, else the policy of each message."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from apps.outbox.models import Message
from apps.outbox.retry import RetryPolicy
from apps.outbox.server.provider_log import LogUnavailable, ProviderLog, Verdict

MOST_ASKED_OF_PROVIDER = 200
SECONDS_WITH_PROVIDER = 20.0
# How long a provider's record that does not answer is waited for before the policy decides.
PATIENCE_WITH_PROVIDER = timedelta(hours=1)
_log = structlog.get_logger(__name__)


@dataclass
class Settled:
    """How many hand-offs ended which way."""

    resent: int = 0
    uncertain: int = 0
    known_sent: int = 0
    known_unsent: int = 0
    waiting_for_provider: int = 0


def settle(*, as_of: datetime, provider_log: ProviderLog | None) -> Settled:
    """Ask the provider where there is one to ask; where nothing can answer, the policy of the message decides: again
    under the same Message-ID, a few times and each time later, or uncertain.
    """
    result = Settled()
    unanswered = Message.objects.unanswered()
    if provider_log:
        # Only those: the lease of another may have ended while we asked.
        unanswered = unanswered.filter(pk__in=_ask_provider(result, as_of, provider_log))
    result.resent, result.uncertain = unanswered.settle_unanswered(policy=RetryPolicy.of_installation())
    if result.resent or result.uncertain:
        _log.warning("hand_offs_unanswered", resent=result.resent, uncertain=result.uncertain)
    return result


def _ask_provider(result: Settled, as_of: datetime, provider_log: ProviderLog) -> set[int]:
    """Write what the provider knows; returns the ids of those of which it can say nothing."""
    for_the_policy: set[int] = set()
    available, until = True, time.monotonic() + SECONDS_WITH_PROVIDER
    for number, row in enumerate(Message.objects.unanswered().order_by("handed_off_at", "pk")):
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
        # Only if nothing moved while we asked.
        unmoved = Message.objects.filter(pk=row.pk, token=row.token)
        match verdict:
            case Verdict.TOOK:
                result.known_sent += unmoved.provider_took()
            case Verdict.DID_NOT:
                result.known_unsent += unmoved.provider_did_not()
            case Verdict.NOT_YET:
                result.waiting_for_provider += 1
            case Verdict.CANNOT_SAY:
                for_the_policy.add(row.pk)
    return for_the_policy
