"""What changes reminders, besides delivery. Each is one transaction, or joins its caller's."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.locking import in_lock_order
from apps.outbox.models import HardBounce, Message
from apps.outbox.workers import wake_after_commit
from apps.reminders import kinds
from apps.reminders.comparison import Changes, apply
from apps.reminders.decisions import Decided, decide
from apps.reminders.kinds import CauseType
from apps.reminders.models import OptOut, Reminder
from apps.reminders.querysets import OPTED_OUT

# The causes that wait for the end of a `refreshed_together`; None outside of one.
_waiting: ContextVar[dict[CauseType[Any], set[str]] | None] = ContextVar("waiting", default=None)


@contextmanager
def refreshed_together(*, as_of: datetime) -> Iterator[None]:
    """Inside the block a refreshed cause only waits, and at its end all of them are refreshed at once, as at `as_of`:
    for acts over so many causes that one comparison for each would take minutes. The block is inside the caller's
    transaction; when it raises, nothing is refreshed.
    """
    waiting: dict[CauseType[Any], set[str]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for cause_type, keys in waiting.items():
        refresh_causes(cause_type, sorted(keys), as_of=as_of)


def refresh_loaded(cause_type: CauseType[Any], loaded: Mapping[str, Any], *, as_of: datetime) -> Changes:
    """Make the reminders of these causes, of every kind, equal to what should exist at `as_of`.

    Call it in the transaction that changes them: reminders are added, moved, ended with their reason, or, when they
    were skipped and are wanted again, made due again. What was sent stays sent. Each cause is as its type would load
    it, for the caller has it in its hands; None for one that is gone.
    """
    if (waiting := _waiting.get()) is not None:
        waiting.setdefault(cause_type, set()).update(loaded)
        return Changes()
    with transaction.atomic():
        return _settled(decide(cause_type, loaded, loaded, as_of=as_of), as_of)


def refresh_causes(cause_type: CauseType[Any], keys: Collection[str], *, as_of: datetime) -> Changes:
    """The same for causes that the caller does not have in its hands."""
    loaded = cause_type.load(keys, campus=Campus.objects.current(), as_of=as_of)
    return refresh_loaded(cause_type, {key: loaded.get(key) for key in keys}, as_of=as_of)


def refresh(*, user: User, as_of: datetime) -> Changes:
    """The same for all that one person gets: their zone, quiet hours, or the settings around them changed; or they
    themselves are gone, or back: from the archive, to their account, at their address, to a group they had turned off.

    What is near ends at a horizon, so what was skipped for their sake beyond it is asked about by its cause. The row's
    own time may be stale: nobody moved it meanwhile.
    """
    return refresh_all(users=[user], as_of=as_of)


@transaction.atomic
def refresh_all(*, users: Iterable[User], as_of: datetime) -> Changes:
    """The same for several people, whose messages are locked in one order."""
    campus = Campus.objects.current()
    return _settled([one for user in users for one in _decided_for(user, campus, as_of)], as_of)


def _decided_for(user: User, campus: Campus, as_of: datetime) -> list[Decided]:
    own = Reminder.objects.of(user)
    keys_of: dict[str, set[str]] = {}
    for slug, key in (own.untouched() | own.silenced()).values_list("kind", "cause_key"):
        keys_of.setdefault(slug, set()).add(key)
    decided: list[Decided] = []
    for cause_type in kinds.cause_types():
        keys = set().union(*(keys_of.get(kind.slug, set()) for kind in cause_type.kinds))
        keys.update(cause_type.near(campus=campus, as_of=as_of, user_id=user.pk))
        if keys:
            loaded = cause_type.load(keys, campus=campus, as_of=as_of)
            decided += decide(cause_type, sorted(keys), loaded, as_of=as_of)
    return decided


@transaction.atomic
def opt_out(*, user: User, group: str, as_of: datetime) -> None:
    """Turn a group of kinds off for this person; what was due of it is skipped. Doing it twice changes nothing."""
    OptOut.objects.get_or_create(user=user, group=group)
    slugs = [kind.slug for kind in kinds.group(group).kinds]
    # A worker's short lock is waited for: whoever turned it off gets none after this returns, but for one that is in
    # the mail server's hands at this moment.
    due = Message.objects.untouched().filter(reminder__user=user, reminder__kind__in=slugs)
    if pks := list(in_lock_order(due).values_list("pk", flat=True)):
        Message.objects.end(dict.fromkeys(pks, OPTED_OUT), as_of=as_of)


@transaction.atomic
def opt_in(*, user: User, group: str, as_of: datetime) -> None:
    """Turn a group of kinds on again; what is still wanted of it becomes due again, however far off it is."""
    OptOut.objects.filter(user=user, group=group).delete()
    refresh(user=user, as_of=as_of)


@transaction.atomic
def try_address_again(*, bounce: HardBounce, as_of: datetime) -> None:
    """Mail goes to this address again; what it missed and is still wanted goes now. Twice changes nothing."""
    HardBounce.objects.filter(pk=bounce.pk).delete()
    refresh_all(users=User.objects.filter(email=bounce.address), as_of=as_of)


def _settled(decided: list[Decided], as_of: datetime) -> Changes:
    changes = apply(decided, as_of=as_of, wait_for_locks=True) if decided else Changes()
    if changes.due_now:
        wake_after_commit()
    return changes
