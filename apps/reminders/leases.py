"""Who may send a reminder, and what is written down about it: every write here is guarded by the fencing
token.

All times are the database's. A worker whose clock is wrong, that was stopped past its lease, or whose
reminder was moved or ended meanwhile changes nothing, because its token no longer matches.
"""

import random
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest, Now

from apps.reminders.comparison import end
from apps.reminders.models import HardBounce, Reminder, State

T = TypeVar("T")
_jitter = random.SystemRandom()
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
# While Postgres restarts, an answer of the mail server must not be lost: about eight seconds, far below a
# lease.
_PATIENCE_SECONDS = (0.1, 0.2, 0.5, 1, 2, 4)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long a claim holds, and how patiently failure is met. A retry waits `retry_first`, then twice that,
    up to `retry_longest`, each half to one and a half times as long, so that retries spread.

    `answer` is how long the verdict on a whole message is waited for. The message is complete within half a lease, so
    less than the other half. `tries_unanswered` is how often a reminder is handed over and no answer comes, before
    it is left as uncertain: at most so many copies of it go by themselves.
    """

    lease: timedelta = timedelta(minutes=2)
    answer: timedelta = timedelta(seconds=50)
    retry_first: timedelta = timedelta(minutes=1)
    retry_longest: timedelta = timedelta(hours=1)
    server_down: timedelta = timedelta(seconds=30)
    tries: int = 30
    tries_unanswered: int = 4
    tries_to_write: int = 8  # some hours: time to mend a template that fails

    @classmethod
    def of_installation(cls) -> "Pace":
        """These defaults, but for what the setting REMINDER_PACE names."""
        return cls(**settings.REMINDER_PACE)

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after this many attempts."""
        longest = self.retry_first * 2 ** min(max(attempts - 1, 0), 16)
        return min(longest, self.retry_longest) * _jitter.uniform(0.5, 1.5)


class ClaimLost(Exception):
    """Another worker has it, or it was moved or ended: this worker must not send it."""


def claim(*, limit: int, lease: timedelta) -> tuple[UUID, list[int]]:
    """Take up to `limit` ready reminders for one worker: the fencing token, and their ids, longest waiting
    first.
    """
    token = uuid4()
    with transaction.atomic(durable=True):
        ready = Reminder.objects.ready().select_for_update(skip_locked=True)
        pks = list(ready.values_list("pk", flat=True)[:limit])
        if pks:
            Reminder.objects.filter(pk__in=pks).update(token=token, leased_until=Now() + lease)
    return token, pks


def hold(*, pks: Collection[int], token: UUID) -> list[Reminder]:
    """Those of these rows that the token still holds, locked until the transaction ends, in the order of `pks`."""
    held = Reminder.objects.held_with(token).select_for_update(of=("self",)).select_related("user")
    rows = {row.pk: row for row in held.filter(pk__in=pks).order_by("pk")}
    return [rows[pk] for pk in pks if pk in rows]


def renew(*, rows: Collection[Reminder], lease: timedelta) -> None:
    """Hold these rows, which are locked, for a full lease from now."""
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=Now() + lease)


def begin_attempt(*, pk: int, token: UUID) -> None:
    """Count one attempt, before it is made: a message that takes its worker down with it is not tried for ever.

    Raises ClaimLost.
    """
    if not Reminder.objects.held_with(token).filter(pk=pk).update(attempts=F("attempts") + 1):
        raise ClaimLost


def hand_off(*, row: Reminder, token: UUID, lease: timedelta) -> None:
    """Commit that the mail server is about to get the message. Raises ClaimLost: then it must not.

    One statement outside any transaction (`claim` has seen to that) commits by itself.
    """
    mine = Reminder.objects.held_with(token).filter(pk=row.pk, handed_off_at__isnull=True)
    changed = mine.update(handed_off_at=Now(), message_id=message_id(row), leased_until=Now() + lease)
    if changed != 1:
        raise ClaimLost


def message_id(row: Reminder) -> str:
    """The Message-ID of this reminder, the same on every attempt. The time of creation keeps it apart from a
    row with the same id in a restored or emptied database.
    """
    if row.message_id:
        return row.message_id
    made = int((row.created_at - _EPOCH) / timedelta(microseconds=1))
    return f"<{row.kind}.{row.pk}.{made:x}@{urlsplit(settings.SITE_URL).hostname}>"


def mark_sent(*, pk: int, token: UUID) -> bool:
    """The server took it. False when the lease ran out and somebody else has the row by now.

    An answer that comes after the lease, before anybody else took the row, still counts.
    """
    answered = Reminder.objects.filter(pk=pk, token=token, state__in=[State.DUE, State.UNCERTAIN])
    return bool(
        persist(
            lambda: answered.update(
                state=State.SENT,
                sent_at=Now(),
                ended_at=Now(),
                handed_off_at=Coalesce("handed_off_at", Now()),
                reason="",
                token=None,
                leased_until=None,
                not_before=None,
            )
        )
    )


def put_back(*, pks: Sequence[int], token: UUID, wait: timedelta, reason: str = "", attempted: bool = True) -> int:
    """The server does not have them: due again after `wait`. Returns how many this token still held.

    `attempted` False takes back the attempt that `begin_attempt` counted: nobody came to make it.
    """
    mine = Reminder.objects.filter(pk__in=pks, token=token, state__in=[State.DUE, State.UNCERTAIN])
    changes: dict[str, object] = {"reason": reason[:60]} if reason else {}
    if not attempted:
        changes["attempts"] = Greatest(F("attempts") - 1, Value(0))
    return persist(
        lambda: mine.update(
            state=State.DUE,
            ended_at=None,
            handed_off_at=None,
            token=None,
            leased_until=None,
            not_before=Now() + wait,
            **changes,
        )
    )


def mark_failed(*, pk: int, token: UUID, reason: str, as_of: datetime, bounced: str = "") -> bool:
    """It will not be tried again, and why. False when this token no longer holds it.

    `bounced` is the address that the server says takes no mail: from now on nothing goes there.
    """

    def write() -> bool:
        with transaction.atomic():
            if bounced:
                HardBounce.objects.get_or_create(address=bounced.lower(), defaults={"answer": reason[:20]})
            mine = Reminder.objects.filter(pk=pk, token=token, state__in=[State.DUE, State.UNCERTAIN])
            row = mine.select_for_update(of=("self",)).first()
            if row is None:
                return False
            end(row, reason=reason, as_of=as_of, state=State.FAILED)
            row.save()
            return True

    return persist(write)


def persist(write: Callable[[], T]) -> T:
    """`write()`, tried again for some seconds while the database is away. Inside a transaction it is tried
    once.
    """
    for seconds in _PATIENCE_SECONDS:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(seconds)
    return write()
