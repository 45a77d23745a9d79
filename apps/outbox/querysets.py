"""Which messages, and every step that a message takes. But for a new row and the start of a bundle (`bundles`), no
other code writes a message's state.

All times are the database's. A worker whose clock is wrong, that was stopped past its lease, or whose message was moved
or ended meanwhile changes nothing, because its fencing token no longer matches.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Now

from apps.outbox import bundles
from apps.outbox.retry import RetryPolicy, persist

if TYPE_CHECKING:
    from apps.outbox.models import Message

# Now() is the database's statement time: fixed within one statement, so that the index can be used.
READY_AT = Greatest(F("due_at"), F("postponed_to"), F("not_before"), F("leased_until"))
NO_BODY: dict[str, Any] = {
    "subject": "",
    "text": "",
    "html": "",
    "from_email": "",
    "reply_to": "",
    "headers": {},
    "attachments": [],
}
ALL_LANES = ("code", "now", "later")  # as models.Lane has them, in the order in which they are claimed
NO_ANSWER = "no answer"  # the reason of what is uncertain
TOO_LATE, REPLACED = "too late", "replaced"  # reasons of a skip
_NOT_CLAIMED: dict[str, Any] = {"token": None, "leased_until": None, "not_before": None}


class ClaimLost(Exception):
    """Another worker has it, or it was moved or ended: this worker must not send it."""


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        """Not ended: waiting for its time, for a retry, or in a worker's hands."""
        return self.filter(state="due")

    def ended(self) -> "MessageQuerySet":
        """Sent, skipped, failed or uncertain."""
        return self.exclude(state="due")

    def untouched(self) -> "MessageQuerySet":
        """Not in a mail server's hands: these may still be moved or ended."""
        return self.filter(state="due", handed_off_at__isnull=True)

    def ready(self, *, lane: str) -> "MessageQuerySet":
        """What a worker may take now, the longest waiting first."""
        ready = self.untouched().filter(lane=lane).annotate(ready_at=READY_AT)
        return ready.filter(ready_at__lte=Now()).order_by("ready_at", "pk")

    def held_with(self, token: UUID) -> "MessageQuerySet":
        """What this token still holds: its lease has not ended and nobody ended or moved the message meanwhile."""
        return self.filter(state="due", token=token, leased_until__gt=Now())

    def unanswered(self) -> "MessageQuerySet":
        """Handed to the mail server by a worker whose lease is over, and no answer was written down."""
        return self.filter(state="due", handed_off_at__isnull=False, leased_until__lte=Now())

    def claim(self, *, limit: int, lease: timedelta, lanes: Sequence[str] = ALL_LANES) -> "tuple[UUID, list[Message]]":
        """Take up to `limit` ready messages of these lanes for one worker: the fencing token, and the messages in
        sending order. Codes are taken alone: they are tried again sooner than the rest.
        """
        token = uuid4()
        with transaction.atomic(durable=True):
            found: list[Message] = []
            for lane in lanes:
                ready = self.ready(lane=lane).select_for_update(skip_locked=True)
                found += ready[: limit - len(found)]
                if len(found) == limit or (found and lane == "code"):
                    break
            if found:
                self.filter(pk__in=[row.pk for row in found]).update(token=token, leased_until=Now() + lease)
        return token, found

    def begin_attempt(self, claimed: "Message", *, token: UUID, lease: timedelta) -> "list[Message]":
        """The claimed message and all that leave as one mail with it, held for a full lease from now.

        The attempt is counted before it is made: a message that takes its worker down is not tried forever. Raises
        ClaimLost.
        """
        begun = {"attempts": F("attempts") + 1, "leased_until": Now() + lease}
        if claimed.bundle:
            together = bundles.begin(self, claimed, token=token, begun=begun)
        else:
            # Whoever changes a row takes its token away, so that what the claim has read still holds.
            together = [claimed] if self.held_with(token).filter(pk=claimed.pk).update(**begun) else []
        if not together:
            raise ClaimLost
        for row in together:
            row.attempts += 1
        return together

    def hand_off(self, *, pks: Collection[int], token: UUID, lease: timedelta, message_id: str, address: str) -> None:
        """Commit that the mail server is about to get this mail, all of it or nothing. Raises ClaimLost: then it must
        not.
        """
        mine = self.held_with(token).filter(pk__in=pks, handed_off_at__isnull=True)
        # One statement commits by itself: `claim` has seen to it that no transaction is open.
        with transaction.atomic(durable=True) if len(pks) > 1 else nullcontext():
            changed = mine.update(
                handed_off_at=Now(), message_id=message_id, address=address, leased_until=Now() + lease
            )
            if changed != len(pks):
                raise ClaimLost

    def mark_sent(self, *, pks: Collection[int], token: UUID) -> int:
        """The server took it. Returns how many were still this token's; somebody else has the others by now.

        An answer that comes after the lease, before anybody else took the message, still counts.
        """
        answered = self._answered(pks, token)
        return persist(
            lambda: answered.update(
                state="sent",
                sent_at=Now(),
                ended_at=Now(),
                handed_off_at=Coalesce("handed_off_at", Now()),
                reason="",
                **_NOT_CLAIMED,
                **NO_BODY,
            )
        )

    def put_back(
        self, *, pks: Collection[int], token: UUID, wait: timedelta, reason: str = "", attempted: bool = True
    ) -> int:
        """The server does not have them: due again after `wait`. Returns how many this token still held.

        `attempted` False takes back the attempt that was counted: nobody came to make it.
        """
        # What was posted and is uncertain by now has lost its text.
        mine = self._answered(pks, token).exclude(state="uncertain", writer="")
        changes: dict[str, Any] = {"reason": reason[:60]} if reason else {}
        if not attempted:
            changes["attempts"] = _NOT_ATTEMPTED
        return persist(
            lambda: mine.update(
                state="due",
                ended_at=None,
                handed_off_at=None,
                token=None,
                leased_until=None,
                not_before=Now() + wait,
                **changes,
            )
        )

    def release(self, *, pks: Collection[int], token: UUID) -> int:
        """Give back what was claimed and not begun: any worker may take it now."""
        return persist(lambda: self.held_with(token).filter(pk__in=pks).update(token=None, leased_until=None))

    def fail(self, reasons: Mapping[int, str], *, token: UUID, as_of: datetime, attempted: bool = True) -> int:
        """They will not be tried again, and why. Returns how many this token still held."""
        changes = {} if attempted else {"attempts": _NOT_ATTEMPTED}
        mine = self._answered(reasons, token)
        return persist(lambda: mine._end(_short(reasons), ended_at=as_of, state="failed", **changes))

    def end(self, reasons: Mapping[int, str], *, as_of: datetime, token: UUID | None = None) -> int:
        """They are not wanted any more, and why. What a mail server may have already stays as it is.

        With a `token`, only those that it still holds; the attempt that was counted is taken back.
        """
        changes = {"attempts": _NOT_ATTEMPTED} if token else {}
        return self._unsent(reasons, token)._end(_short(reasons), ended_at=as_of, state="skipped", **changes)

    def end_expired(self) -> int:
        """What is of no use any more ends unsent. A worker that holds one finds out before DATA."""
        with transaction.atomic():
            # Whom somebody writes just now is left for the next time, so that nobody waits here for another.
            found = self.untouched().filter(expires_at__lte=Now()).select_for_update(skip_locked=True)
            expired = self.filter(pk__in=list(found.values_list("pk", flat=True)))
            return expired._end(TOO_LATE, ended_at=Now(), state="skipped")

    def replace(self, *, key: str) -> int:
        """A newer message takes the place of this one, unless a mail server may have it already."""
        return self.untouched().filter(key=key)._end(REPLACED, ended_at=Now(), state="skipped")

    def move(self, due_at: Mapping[int, datetime], *, token: UUID | None = None) -> int:
        """They are due at another time. A worker that holds one loses its claim here, and finds out before DATA.

        Under another Message-ID, too, unless it may have arrived under the present one.
        """
        moved = self._unsent(due_at, token)
        return moved.update(due_at=_by_pk(due_at, models.DateTimeField()), reason="", attempts=0, **_AFRESH)

    def postpone(self, postponed_to: Mapping[int, datetime], *, token: UUID) -> int:
        """They go later than they are due. What went wrong before is over, but not an attempt that ended in silence."""
        attempts = Case(When(reason="", then=_NOT_ATTEMPTED), default=Value(0))
        fresh = {**_AFRESH, "postponed_to": _by_pk(postponed_to, models.DateTimeField())}
        return self._unsent(postponed_to, token).update(reason="", attempts=attempts, **fresh)

    def revive(self, due_at: Mapping[int, datetime]) -> int:
        """They were skipped and are wanted again."""
        skipped = self.filter(pk__in=due_at, state="skipped").exclude(writer="")
        return skipped.update(
            state="due",
            ended_at=None,
            due_at=_by_pk(due_at, models.DateTimeField()),
            reason="",
            attempts=0,
            **_AFRESH,
        )

    def send_again(self, *, as_of: datetime) -> int:
        """Make these due at once, under the same Message-ID, if they failed or are uncertain and have a writer."""
        ended = self.filter(state__in=["failed", "uncertain"]).exclude(writer="")
        return ended.update(
            resent_uncertain=F("resent_uncertain") + Case(When(state="uncertain", then=1), default=0),
            state="due",
            reason="",
            ended_at=None,
            handed_off_at=None,
            attempts=0,
            due_at=Case(When(due_at__gt=as_of, then=Value(as_of)), default=F("due_at")),
            postponed_to=None,
            **_NOT_CLAIMED,
        )

    def settle_unanswered(self, *, policy: RetryPolicy) -> tuple[int, int]:
        """Of these, whose hand-off nobody answered: again under the same Message-ID, a few times and each time later,
        or uncertain, as each says. Returns how many of each.
        """
        again = Q(resend_when_unanswered=True, resent_uncertain__lt=policy.tries_unanswered - 1)
        with transaction.atomic():
            # Whom somebody holds just now is left for the next time.
            found = self.unanswered().select_for_update(of=("self",), skip_locked=True)
            unanswered = self.model._default_manager.filter(pk__in=list(found.values_list("pk", flat=True)))
            # The token stays: should the first worker's answer still come before anybody takes the row, it counts.
            uncertain = unanswered.exclude(again).update(
                state="uncertain", ended_at=Now(), leased_until=None, reason=NO_ANSWER, **NO_BODY
            )
            resent = unanswered.filter(again, state="due").update(
                handed_off_at=None,
                leased_until=None,
                not_before=Now() + policy.doubled(F("resent_uncertain")),
                resent_uncertain=F("resent_uncertain") + 1,
            )
        return resent, uncertain

    def provider_took(self) -> int:
        """The provider's own record has these unanswered ones."""
        return self.unanswered().update(
            state="sent", sent_at=F("handed_off_at"), ended_at=Now(), reason="", **_NOT_CLAIMED, **NO_BODY
        )

    def provider_did_not(self) -> int:
        """The provider's own record is sure not to have these unanswered ones: they go again."""
        return self.unanswered().update(handed_off_at=None, token=None, leased_until=None)

    def _answered(self, pks: Collection[int], token: UUID) -> "MessageQuerySet":
        return self.filter(pk__in=pks, token=token, state__in=["due", "uncertain"])

    def _unsent(self, pks: Collection[int], token: UUID | None) -> "MessageQuerySet":
        rows = self.held_with(token) if token else self
        return rows.untouched().filter(pk__in=pks)

    def _end(self, reason: str | Case, *, state: str, **changes: Any) -> int:
        """What may have arrived already ends as uncertain: nobody can say it did not."""
        return self.update(
            state=Case(When(resent_uncertain__gt=0, then=Value("uncertain")), default=Value(state)),
            reason=reason,
            **_NOT_CLAIMED,
            **NO_BODY,
            **changes,
        )


_NOT_ATTEMPTED = Greatest(F("attempts") - 1, Value(0))
_AFRESH: dict[str, Any] = {
    **_NOT_CLAIMED,
    "postponed_to": None,
    "message_id": Case(When(resent_uncertain__gt=0, then=F("message_id")), default=Value("")),
}


def _short(reasons: Mapping[int, str]) -> Case:
    return _by_pk({pk: reason[:60] for pk, reason in reasons.items()}, models.CharField())


def _by_pk(values: Mapping[int, Any], field: models.Field) -> Case:
    """An update of many rows in one statement: to each its value."""
    pks: dict[Any, list[int]] = {}
    for pk, value in values.items():
        pks.setdefault(value, []).append(pk)
    return Case(*(When(pk__in=some, then=Value(value, field)) for value, some in pks.items()), output_field=field)
