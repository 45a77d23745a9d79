"""Delivery: claim what is due, check and compose each message, hand it over, write down what became of it.

Safe at any number of workers and after any crash: between two steps only the row knows where things stand.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from apps.core import clock
from apps.core.mail import OutgoingMail, UnsendableMail
from apps.outbox import bounces, posted, workers, writers
from apps.outbox.models import Lane, Message
from apps.outbox.querysets import ALL_LANES, ClaimLost
from apps.outbox.retry import RetryPolicy
from apps.outbox.server.transport import NotAccepted, Refused, Transport, Unanswered, Unavailable

NO_SERVER = "no mail server"  # so begins the reason of what waits for one
_AT_ONCE = timedelta()
_log = structlog.get_logger(__name__)


@dataclass
class Counts:
    """What became of one batch. `claimed` is the sum of the other numbers: also of rows that left with a claimed one of
    their bundle. `server_down`: there was no mail server, or it closed (421).
    """

    claimed: int = 0
    sent: int = 0
    skipped: int = 0
    moved: int = 0
    retried: int = 0
    failed: int = 0
    unanswered: int = 0
    released: int = 0
    lost: int = 0
    server_down: bool = field(default=False, compare=False)

    def count(self, outcome: str, number: int) -> None:
        self.claimed += number
        setattr(self, outcome, getattr(self, outcome) + number)


def deliver_due(
    *, limit: int = 50, worker: str, lanes: Sequence[str] = ALL_LANES, policy: RetryPolicy | None = None
) -> Counts:
    """Send up to `limit` messages of these lanes that are due by the database's clock, over one conversation. What has
    expired ends unsent first, whatever its lane.

    `worker` names the caller in the logs. Not inside a transaction: each step must be committed before the next. Raises
    only what makes all of it impossible (the database is gone); what goes wrong with one message is written on its row,
    and the others go on.
    """
    policy = policy or RetryPolicy.of_installation()
    Message.objects.end_expired()
    token, claimed = Message.objects.claim(limit=limit, lease=policy.lease, lanes=lanes)
    if not claimed:
        return Counts()
    if claimed[0].lane == Lane.CODE:
        policy = policy.hurried()
    _log.info("batch_claimed", worker=worker, claim=str(token), claimed=len(claimed))
    with Transport() as transport:
        return _Batch(token, transport, policy, worker).deliver(claimed)


class _Batch:
    """What one claim took, sent one mail after the other. Every row ends in exactly one field of Counts."""

    def __init__(self, token: UUID, transport: Transport, policy: RetryPolicy, worker: str) -> None:
        self.token, self.transport, self.policy = token, transport, policy
        self.log = _log.bind(worker=worker)
        self.counts = Counts()
        self.done: set[int] = set()
        self.handed_off: Collection[int] = ()
        self.closed_with = ""  # what the server said when it closed

    def deliver(self, claimed: Iterable[Message]) -> Counts:
        waiting = deque(claimed)
        while waiting:
            if workers.is_stop_asked():
                self._give_back(waiting)
                break
            try:
                self.transport.open()
            except Unavailable as error:
                self._server_down(waiting, f"{NO_SERVER} ({error})")
                break
            row = waiting.popleft()
            if row.pk not in self.done:  # with others of its bundle
                self._deliver(row)
            if self.closed_with:
                self._server_down(waiting, self.closed_with)
                break
        return self.counts

    def _deliver(self, claimed: Message) -> None:
        messages: Sequence[Message] = ()
        try:
            messages = Message.objects.begin_attempt(claimed, token=self.token, lease=self.policy.lease)
            messages = self._without_exhausted(messages)
            if messages:
                self._write_and_send(messages)
        except ClaimLost:
            self._claim_lost(claimed, messages)
        except Exception as error:
            self._in_trouble([row for row in messages if row.pk not in self.done], error, claimed=claimed)

    def _without_exhausted(self, messages: Sequence[Message]) -> Sequence[Message]:
        exhausted = [row for row in messages if row.attempts > self.policy.tries]
        if exhausted:
            reasons = {row.pk: row.reason or "too many attempts" for row in exhausted}
            failed = Message.objects.fail(reasons, token=self.token, as_of=clock.now(), attempted=False)
            self._count("failed", exhausted, failed)
        return [row for row in messages if row not in exhausted]

    def _write_and_send(self, messages: Sequence[Message]) -> None:
        as_of = clock.now()
        first = messages[0]
        draft = writers.draft(messages, as_of=as_of) if first.writer else posted.draft(first, as_of=as_of)
        of = {row.pk: row for row in messages}
        mine, token = Message.objects.all(), self.token
        if draft.skipped:
            ended = mine.end(draft.skipped, token=token, as_of=as_of)
            self._count("skipped", _rows(of, draft.skipped), ended)
        if draft.moved:
            self._count("moved", _rows(of, draft.moved), mine.move(draft.moved, token=token))
        if draft.postponed:
            self._count("moved", _rows(of, draft.postponed), mine.postpone(draft.postponed, token=token))
        for pk, error in draft.broken.items():
            self._in_trouble([of[pk]], error, claimed=of[pk])
        leaving = [row for row in messages if row.pk not in self.done]
        if leaving:
            assert draft.mail is not None  # noqa: S101 - a writer says of each what becomes of it
            self._send(leaving, replace(draft.mail, message_id=_message_id(leaving[0])))

    def _send(self, rows: Sequence[Message], mail: OutgoingMail) -> None:
        pks = [row.pk for row in rows]
        try:
            self.transport.send(
                mail,
                before_data=partial(self._hand_off, pks, mail),
                within=self.policy.lease / 2,
                answer_within=self.policy.answer,
            )
        except Refused as error:
            self._refused(rows, mail, error)
        except (NotAccepted, Unavailable) as error:
            self._put_back(rows, str(error))
        except Unanswered:
            # It may arrive. The rows stay handed off; when the lease is over, the policy of each applies.
            self._count("unanswered", rows)
        else:
            self._count("sent", rows, Message.objects.mark_sent(pks=pks, token=self.token))

    def _hand_off(self, pks: Collection[int], mail: OutgoingMail) -> None:
        Message.objects.hand_off(
            pks=pks, token=self.token, lease=self.policy.lease, message_id=mail.message_id, address=mail.to
        )
        self.handed_off = pks

    def _refused(self, rows: Sequence[Message], mail: OutgoingMail, error: Refused) -> None:
        if not error.is_about_message:
            # Put back first and for longer, so that the next batch begins with the others: the server may close for
            # one recipient alone.
            self.closed_with = str(error)
            self._put_back(rows, str(error), attempted=False)
        elif not error.permanent or (error.hard_bounce and bounces.are_too_many()):
            self._put_back(rows, str(error))
        elif error.hard_bounce:
            pks = [row.pk for row in rows]
            failed = bounces.fail_and_remember(
                pks=pks, address=mail.to, token=self.token, reason=str(error), as_of=clock.now()
            )
            self._count("failed", rows, failed)
        else:
            self._fail(rows, str(error))

    def _give_back(self, waiting: Iterable[Message]) -> None:
        pks = [row.pk for row in waiting if row.pk not in self.done]
        released = Message.objects.release(pks=pks, token=self.token)
        self.counts.count("released", released)
        self.counts.count("lost", len(pks) - released)
        self.log.info("worker_stops", released=released)

    def _server_down(self, waiting: Iterable[Message], reason: str) -> None:
        """Nothing was said about any of them: no attempt is counted, however long the server is down."""
        self.counts.server_down = True
        pks = [row.pk for row in waiting if row.pk not in self.done]
        held = Message.objects.put_back(pks=pks, token=self.token, wait=self.policy.server_down, reason=reason)
        self.counts.count("retried", held)
        self.counts.count("lost", len(pks) - held)
        self.log.warning("mail_server_unavailable", reason=reason, put_back=held)

    def _claim_lost(self, claimed: Message, messages: Sequence[Message]) -> None:
        """Of a mail of several, one was moved or ended meanwhile: the others go at once in another."""
        rows = [row for row in messages if row.pk not in self.done]
        if len(rows) > 1:
            pks = [row.pk for row in rows]
            held = Message.objects.put_back(pks=pks, token=self.token, wait=_AT_ONCE, attempted=False)
            self._count("retried", rows, held)
        else:
            self.done.add(claimed.pk)
            self.counts.count("lost", 1)

    def _in_trouble(self, rows: Sequence[Message], error: Exception, *, claimed: Message) -> None:
        """Something of ours is wrong with this one: its text, its cause, or the database for a moment."""
        name = type(error).__name__
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        # The message and the values of an exception may hold a person's words: only its place is logged.
        where = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
        self.log.error("message_in_trouble", keys=[row.key for row in rows], error=name, where=where)
        if not rows:  # not even begun
            held = Message.objects.put_back(
                pks=[claimed.pk], token=self.token, wait=self.policy.wait(1), reason="database"
            )
            self.counts.count("retried" if held else "lost", 1)
        elif rows[0].pk in self.handed_off:
            self._count("unanswered", rows)
        elif isinstance(error, UnsendableMail):
            self._fail(rows, str(error))
        elif isinstance(error, DatabaseError | InterfaceError):
            self._put_back(rows, "database")
        else:
            hopeless = [row for row in rows if row.attempts >= self.policy.tries_to_write]
            self._fail(hopeless, name)
            self._put_back([row for row in rows if row not in hopeless], name)

    def _put_back(self, rows: Sequence[Message], reason: str, *, attempted: bool = True) -> None:
        if rows:
            wait = self.policy.wait(max(row.attempts for row in rows))
            pks = [row.pk for row in rows]
            held = Message.objects.put_back(pks=pks, token=self.token, wait=wait, reason=reason, attempted=attempted)
            self._count("retried", rows, held)

    def _fail(self, rows: Sequence[Message], reason: str) -> None:
        if rows:
            reasons = {row.pk: reason for row in rows}
            failed = Message.objects.fail(reasons, token=self.token, as_of=clock.now())
            self._count("failed", rows, failed)

    def _count(self, outcome: str, rows: Sequence[Message], held: int | None = None) -> None:
        """`held` is of how many of these the outcome could be written; the others are somebody else's by now."""
        written = len(rows) if held is None else held
        self.counts.count(outcome, written)
        self.counts.count("lost", len(rows) - written)
        self.done.update(row.pk for row in rows)
        for row in rows:
            self.log.info("message", key=row.key, outcome=outcome if written else "lost")


def _rows(of: Mapping[int, Message], pks: Iterable[int]) -> list[Message]:
    return [of[pk] for pk in pks]


def _message_id(row: Message) -> str:
    return row.message_id or f"<{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>"
