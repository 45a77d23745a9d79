"""One batch of reminders: ask each cause once more, hand the message over, write down what became of it.

Safe at any number of workers and after any crash: between two steps only the row knows where things stand.
"""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, transaction

from apps.core import clock
from apps.core.mail import (
    NotAccepted,
    OutgoingMail,
    Refused,
    Transport,
    Unanswered,
    Unavailable,
    UnsendableMail,
)
from apps.reminders import bounces, kinds, leases
from apps.reminders.comparison import end
from apps.reminders.decisions import standing
from apps.reminders.kinds import Expected, Kind, Says, Skip
from apps.reminders.leases import ClaimLost, Pace
from apps.reminders.models import Reminder
from apps.reminders.reasons import NO_SERVER

# So many causes are asked at once, and an answer older than this is asked for again: between the question and the
# hand-off a cause may end without telling us.
_AHEAD = 10
_FRESH_SECONDS = 2.0
TRACE_HEADER = "X-Reminder"
_log = structlog.get_logger(__name__)


@dataclass
class Counts:
    """What became of one batch. `claimed` is the sum of the others; `server_down`: there was no mail server."""

    claimed: int = 0
    sent: int = 0
    skipped: int = 0
    moved: int = 0
    retried: int = 0
    failed: int = 0
    unanswered: int = 0
    lost: int = 0
    server_down: bool = field(default=False, compare=False)

    def count(self, outcome: str, number: int = 1) -> None:
        setattr(self, outcome, getattr(self, outcome) + number)


@dataclass(frozen=True)
class _Ready:
    """Asked again at `as_of`, which is `asked_at` of this process's monotonic clock, and still wanted.

    `begun`: its attempt is counted.
    """

    row: Reminder
    kind: Kind
    loaded: Any
    as_of: datetime
    asked_at: float
    begun: bool = False

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.asked_at < _FRESH_SECONDS

    def written(self) -> OutgoingMail:
        """The mail, under its Message-ID and with the id of its cause."""
        mail = self.kind.compose(self.row, self.loaded, self.as_of)
        headers = {**mail.headers, TRACE_HEADER: self.row.trace}
        return replace(mail, message_id=leases.message_id(self.row), headers=headers)


class Batch:
    """What one claim took, sent one after the other. Every row ends in exactly one field of Counts.

    A row goes from `waiting` to `ready` (its cause was asked again) to `written`. While the mail server makes up its
    mind about one mail, the next is written.
    """

    def __init__(self, pks: Sequence[int], token: UUID, transport: Transport, pace: Pace, worker: str) -> None:
        self.waiting, self.ready = deque(pks), deque[_Ready]()
        self.written: deque[tuple[_Ready, OutgoingMail]] = deque()
        self.token, self.transport, self.pace = token, transport, pace
        self.log = _log.bind(worker=worker)
        self.counts = Counts(claimed=len(pks))
        self.handed_off: int | None = None

    def deliver(self) -> Counts:
        while self.waiting or self.ready or self.written:
            try:
                self.transport.open()
            except Unavailable as error:
                self._server_down(str(error))
                break
            if not self.written:
                self._write_next()
            elif self.written[0][0].is_fresh:
                self._attempt(*self.written.popleft())
            else:
                stale, _ = self.written.popleft()
                self.ready.extendleft(self._ask_again([stale.row.pk], begun=True))
        return self.counts

    def _write_next(self) -> None:
        """One step toward the next mail: ask about the next few causes, or write about the first of them."""
        if not self.ready:
            pks = list(islice(self.waiting, _AHEAD))
            self.ready.extend(self._ask_again(pks))
            for _ in pks:
                self.waiting.popleft()
            return
        one = self.ready.popleft()
        if not one.is_fresh:
            self.ready.extendleft(self._ask_again([one.row.pk], begun=one.begun))
            return
        try:
            if not one.begun:
                leases.begin_attempt(pk=one.row.pk, token=self.token)
                one.row.attempts += 1
            self.written.append((replace(one, begun=True), one.written()))
        except ClaimLost:
            self._tell(one.row, "lost")
        except Exception as error:
            self._tell(one.row, self._trouble(one.row.pk, one.row, error))

    def _write_ahead(self) -> None:
        """In the time that the server takes. What goes wrong here must not touch the mail that is under way, so what
        has failed before, and may take this worker down with it, is not written now.
        """
        try:
            while not self.written and (self.ready or self.waiting):
                if self.ready and self.ready[0].row.attempts:
                    return
                self._write_next()
        except Exception as error:
            self.log.error("not_written_ahead", error=type(error).__name__)

    def _server_down(self, error: str) -> None:
        """Nothing was said about any of them: no attempt is counted, however long the server is down."""
        self.counts.server_down = True
        begun = [one.row.pk for one, _ in self.written] + [one.row.pk for one in self.ready if one.begun]
        others = [one.row.pk for one in self.ready if not one.begun] + list(self.waiting)
        wait = self.pace.server_down
        reason = f"{NO_SERVER} ({error})"
        held = leases.put_back(pks=begun, token=self.token, wait=wait, reason=reason, attempted=False)
        held += leases.put_back(pks=others, token=self.token, wait=wait, reason=reason)
        self.counts.count("retried", held)
        self.counts.count("lost", len(begun) + len(others) - held)
        self.log.warning("mail_server_unavailable", error=error, put_back=held)

    def _ask_again(self, pks: list[int], *, begun: bool = False) -> list[_Ready]:
        """Those whose cause still stands; the others are written and counted.

        When it goes wrong for several, each is asked alone: one broken cause stops no other.
        """
        try:
            return self._asked(pks, begun=begun)
        except Exception as error:
            if len(pks) > 1:
                return [ready for pk in pks for ready in self._ask_again([pk], begun=begun)]
            row = None if isinstance(error, DatabaseError | InterfaceError) else self._row_in_trouble(pks[0], begun)
            self._tell(row, self._trouble(pks[0], row, error))
            return []

    def _row_in_trouble(self, pk: int, begun: bool) -> Reminder | None:
        """The row whose cause could not be asked; that is an attempt, too."""
        try:
            if not begun:
                leases.begin_attempt(pk=pk, token=self.token)
        except ClaimLost:
            return None
        return Reminder.objects.filter(pk=pk).first()

    def _asked(self, pks: list[int], *, begun: bool) -> list[_Ready]:
        ended: list[tuple[Reminder, str]] = []
        with transaction.atomic(durable=True):
            rows = leases.hold(pks=pks, token=self.token)
            as_of, asked_at = clock.now(), time.monotonic()
            answers = standing(rows, as_of=as_of)
            ready = []
            for row in rows:
                outcome = self._settled(row, answers[row.pk], as_of=as_of, begun=begun)
                if outcome:
                    ended.append((row, outcome))
                else:
                    kind, says = kinds.get(row.kind), answers[row.pk]
                    assert kind is not None  # noqa: S101 - what else there is was settled
                    assert isinstance(says, Expected)  # noqa: S101 - as above
                    ready.append(_Ready(row, kind, says.loaded, as_of, asked_at, begun))
            if ready:
                leases.renew(rows=[one.row for one in ready], lease=self.pace.lease)
        self.counts.count("lost", len(pks) - len(rows))
        for row, outcome in ended:
            self._tell(row, outcome)
        return ready

    def _settled(self, row: Reminder, says: Says, *, as_of: datetime, begun: bool) -> str:
        """Write what the answer changed on this row, which is locked. An outcome ends the attempt."""
        if not begun and row.attempts >= self.pace.tries:
            end(row, reason=row.reason or "too many attempts", as_of=as_of, state=Reminder.State.FAILED)
            row.save()
            return "failed"
        if isinstance(says, Skip):
            end(row, reason=says.reason, as_of=as_of)
            row.save()
            return "skipped"
        now_wanted = (says.due_at, says.user_id, says.address)
        if says.due_at > as_of:
            row.token = row.leased_until = row.not_before = None
            row.reason = ""
        elif now_wanted == (row.due_at, row.user_id, row.address):
            return ""
        row.due_at, row.user_id, row.address = now_wanted
        row.save()
        return "moved" if says.due_at > as_of else ""

    def _attempt(self, one: _Ready, mail: OutgoingMail) -> None:
        self.handed_off = None
        try:
            outcome = self._send(one.row, mail)
        except ClaimLost:
            outcome = "lost"
        except Exception as error:
            outcome = self._trouble(one.row.pk, one.row, error)
        self._tell(one.row, outcome)

    def _send(self, row: Reminder, mail: OutgoingMail) -> str:
        try:
            self.transport.send(
                mail,
                before_data=partial(self._hand_off, row),
                within=self.pace.lease / 2,
                answer_within=self.pace.answer,
                while_waiting=self._write_ahead,
            )
        except Refused as error:
            return self._refused(row, mail, error)
        except (NotAccepted, Unavailable) as error:
            return self._put_back(row, str(error))
        except Unanswered:
            # It may arrive. The row stays handed off; when the lease is over, reconcile applies the policy.
            return "unanswered"
        return "sent" if leases.mark_sent(pk=row.pk, token=self.token) else "lost"

    def _hand_off(self, row: Reminder) -> None:
        leases.hand_off(row=row, token=self.token, lease=self.pace.lease)
        self.handed_off = row.pk

    def _refused(self, row: Reminder, mail: OutgoingMail, error: Refused) -> str:
        if not error.permanent or (error.hard_bounce and bounces.are_too_many()):
            return self._put_back(row, str(error))
        return self._fail(row.pk, str(error), bounced=mail.to if error.hard_bounce else "")

    def _trouble(self, pk: int, row: Reminder | None, error: Exception) -> str:
        """Something of ours is wrong with this one reminder: its text, its cause, or the database for a
        moment.
        """
        name = type(error).__name__
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        # The message and the values of an exception may hold a person's words: only its place is logged.
        where = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
        self.log.error("reminder_trouble", reminder=row.trace if row else None, error=name, where=where)
        if self.handed_off == pk:
            return "unanswered"
        if isinstance(error, UnsendableMail):
            return self._fail(pk, str(error))
        if isinstance(error, DatabaseError | InterfaceError):
            return self._put_back(row, "database", pk=pk)
        if row is not None and row.attempts >= self.pace.tries_to_write:
            return self._fail(pk, name)
        return self._put_back(row, name, pk=pk)

    def _put_back(self, row: Reminder | None, reason: str, *, pk: int = 0) -> str:
        wait = self.pace.wait(row.attempts if row else 1)
        held = leases.put_back(pks=[row.pk if row else pk], token=self.token, wait=wait, reason=reason)
        return "retried" if held else "lost"

    def _fail(self, pk: int, reason: str, *, bounced: str = "") -> str:
        failed = leases.mark_failed(pk=pk, token=self.token, reason=reason, as_of=clock.now(), bounced=bounced)
        return "failed" if failed else "lost"

    def _tell(self, row: Reminder | None, outcome: str) -> None:
        self.counts.count(outcome)
        self.log.info("reminder", reminder=row.trace if row else None, outcome=outcome)
