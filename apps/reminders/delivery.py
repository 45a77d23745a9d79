"""Delivery: claim what is due, ask each cause once more, hand the message over, write down what became of it.

Safe at any number of workers and after any crash: between two steps only the row knows where things stand.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, transaction

from apps.core import clock
from apps.core.mail import (
    NotAccepted,
    Refused,
    Transport,
    Unanswered,
    Unavailable,
    UnsendableMail,
)
from apps.reminders import kinds, leases
from apps.reminders.comparison import end, silenced_among
from apps.reminders.kinds import Expected, Kind, Skip
from apps.reminders.leases import ClaimLost, Pace
from apps.reminders.models import Reminder

_log = structlog.get_logger(__name__)


@dataclass
class Counts:
    """What became of one batch. `claimed` is the sum of the others."""

    claimed: int = 0
    sent: int = 0
    skipped: int = 0
    moved: int = 0
    retried: int = 0
    failed: int = 0
    unanswered: int = 0
    lost: int = 0

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


def deliver_due(*, limit: int = 50, worker: str, pace: Pace | None = None) -> Counts:
    """Send up to `limit` reminders that are due by the database's clock, over one conversation.

    `worker` names the caller in the logs. Not inside a transaction: each step must be committed before the
    next. Raises only what makes all of it impossible (the database is gone); what goes wrong with one
    reminder is written on its row, and the others go on.
    """
    pace = pace or Pace()
    counts = Counts()
    token, pks = leases.claim(limit=limit, lease=pace.lease)
    counts.claimed = len(pks)
    if not pks:
        return counts
    with Transport() as transport:
        for position, pk in enumerate(pks):
            try:
                transport.open()
            except Unavailable as error:
                # Nothing was said about any of them: no attempt is counted, however long the server is down.
                rest = pks[position:]
                put_back = leases.put_back(pks=rest, token=token, wait=pace.server_down, reason=str(error))
                counts.retried += put_back
                counts.lost += len(rest) - put_back
                _log.warning(
                    "mail_server_unavailable",
                    worker=worker,
                    error=str(error),
                    put_back=put_back,
                )
                break
            outcome = _Attempt(pk, token, transport, pace, worker).make()
            counts.count(outcome)
    return counts


class _Attempt:
    """One attempt at one reminder. `make` returns the name of its field in Counts."""

    def __init__(self, pk: int, token: UUID, transport: Transport, pace: Pace, worker: str) -> None:
        self.pk, self.token, self.transport, self.pace = pk, token, transport, pace
        self.log = _log.bind(reminder=pk, worker=worker)
        self.handed_off = False

    def make(self) -> str:
        row: Reminder | None = None
        outcome = ""
        try:
            row, kind, outcome = self._ask_again()
            if not outcome:
                outcome = self._send(row, kind)
        except ClaimLost:
            outcome = "lost"
        except Exception as error:
            outcome = self._trouble(row, error)
        self.log.info("reminder", kind=row.kind if row else None, state=outcome)
        return outcome

    def _ask_again(self) -> tuple[Reminder, Kind | None, str]:
        """Whether the cause still stands, with the row locked. An outcome ends the attempt."""
        with transaction.atomic(durable=True):
            row = leases.hold(pk=self.pk, token=self.token)
            as_of = clock.now()
            kind = kinds.get(row.kind)
            if row.attempts >= self.pace.tries:
                end(
                    row,
                    reason=row.reason or "too many attempts",
                    as_of=as_of,
                    state=Reminder.State.FAILED,
                )
                row.save()
                return row, kind, "failed"
            says = standing(row, kind, as_of=as_of)
            if isinstance(says, Skip):
                end(row, reason=says.reason, as_of=as_of)
                row.save()
                return row, kind, "skipped"
            row.due_at, row.user_id, row.address = (
                says.due_at,
                says.user_id,
                says.address,
            )
            if says.due_at > as_of:
                row.token = row.leased_until = row.not_before = None
                row.save()
                return row, kind, "moved"
            row.save()
            leases.begin_attempt(row=row, token=self.token, lease=self.pace.lease)
            return row, kind, ""

    def _send(self, row: Reminder, kind: Kind | None) -> str:
        assert kind is not None  # noqa: S101 - a row without a kind was skipped
        mail = replace(kind.compose(row, clock.now()), message_id=leases.message_id(row))
        try:
            self.transport.send(mail, before_data=partial(self._hand_off, row))
        except Refused as error:
            return self._fail(str(error)) if error.permanent else self._put_back(row, str(error))
        except (NotAccepted, Unavailable) as error:
            return self._put_back(row, str(error))
        except Unanswered:
            # It may arrive. The row stays handed off; when the lease is over, reconcile applies the policy.
            return "unanswered"
        return "sent" if leases.mark_sent(pk=self.pk, token=self.token) else "lost"

    def _hand_off(self, row: Reminder) -> None:
        leases.hand_off(row=row, token=self.token, lease=self.pace.lease)
        self.handed_off = True

    def _trouble(self, row: Reminder | None, error: Exception) -> str:
        """Something of ours is wrong with this one reminder: its text, its cause, or the database for a
        moment.
        """
        name = type(error).__name__
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        # The message and the values of an exception may hold a person's words: only its place is logged.
        where = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
        self.log.error("reminder_trouble", kind=row.kind if row else None, error=name, where=where)
        if self.handed_off:
            return "unanswered"
        if isinstance(error, UnsendableMail):
            return self._fail(str(error))
        if isinstance(error, DatabaseError | InterfaceError):
            return self._put_back(row, "database")
        if row is not None and row.attempts >= self.pace.tries_to_write:
            return self._fail(name)
        return self._put_back(row, name)

    def _put_back(self, row: Reminder | None, reason: str) -> str:
        wait = self.pace.wait(row.attempts if row else 1)
        held = leases.put_back(pks=[self.pk], token=self.token, wait=wait, reason=reason)
        return "retried" if held else "lost"

    def _fail(self, reason: str) -> str:
        failed = leases.mark_failed(pk=self.pk, token=self.token, reason=reason, as_of=clock.now())
        return "failed" if failed else "lost"


def standing(row: Reminder, kind: Kind | None, *, as_of: datetime) -> Expected | Skip:
    """Whether the reminder is still wanted, by its cause and by its recipient."""
    if kind is None:
        return Skip("kind gone")
    says = kind.standing(row, as_of)
    if isinstance(says, Expected) and says.user_id:
        opted_out, closed = silenced_among([says.user_id])
        if closed:
            return Skip("account closed")
        if (says.user_id, kind.opt_out) in opted_out:
            return Skip("opted out")
    return says
