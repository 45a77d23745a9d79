"""What changes reminders, besides delivery. Each is one transaction, or joins its caller's."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.reminders import kinds
from apps.reminders.comparison import Answer, Changes, end, settle
from apps.reminders.kinds import Kind
from apps.reminders.models import HardBounce, OptOut, Reminder, State
from apps.reminders.querysets import OPTED_OUT
from apps.reminders.wake import wake_after_commit

# The causes that wait for the end of a `refreshed_together`; None outside of one.
_waiting: ContextVar[set[str] | None] = ContextVar("waiting", default=None)


@contextmanager
def refreshed_together(*, as_of: datetime) -> Iterator[None]:
    """Inside the block a refreshed cause only waits, and at its end all of them are refreshed at once, as at `as_of`:
    for acts over so many causes that one comparison for each would take minutes. The block is inside the caller's
    transaction; when it raises, nothing is refreshed.
    """
    keys: set[str] = set()
    token = _waiting.set(keys)
    try:
        yield
    finally:
        _waiting.reset(token)
    _settled([answer for kind in kinds.all_kinds() for answer in _asked(kind, keys, as_of)], as_of)


def refresh_cause(*, cause_key: str, as_of: datetime) -> Changes:
    """Make this cause's reminders, of every kind, equal to what should exist at `as_of`.

    Call it in the transaction that changes the cause: reminders are added, moved, ended with their reason,
    or, when they were skipped and are wanted again, made due again. What was sent stays sent.
    """
    if (waiting := _waiting.get()) is not None:
        waiting.add(cause_key)
        return Changes()
    with transaction.atomic():
        answers = [Answer(kind, cause_key, kind.for_cause(cause_key, as_of)) for kind in kinds.all_kinds()]
        return _settled(answers, as_of)


@transaction.atomic
def refresh(*, user: User, as_of: datetime) -> Changes:
    """The same for all that one person gets: their zone, quiet hours, or the settings around them changed."""
    answers = []
    for kind in kinds.all_kinds():
        theirs = Reminder.objects.of(user).untouched().filter(kind=kind.slug)
        keys = {*kind.causes(as_of, user.pk), *theirs.values_list("cause_key", flat=True)}
        answers += _asked(kind, keys, as_of)
    return _settled(answers, as_of)


@transaction.atomic
def opt_out(*, user: User, group: str, as_of: datetime) -> None:
    """Turn a group of kinds off for this person; what was due of it is skipped. Doing it twice changes
    nothing.
    """
    OptOut.objects.get_or_create(user=user, group=group)
    slugs = [kind.slug for kind in kinds.group(group).kinds]
    # A worker's short lock is waited for: whoever turned it off gets none after this returns, but for one
    # that is in the mail server's hands at this moment.
    due = Reminder.objects.of(user).untouched().filter(kind__in=slugs).order_by("pk")
    for row in due.select_for_update(of=("self",)):
        end(row, reason=OPTED_OUT, as_of=as_of)
        row.save()


@transaction.atomic
def opt_in(*, user: User, group: str, as_of: datetime) -> None:
    """Turn a group of kinds on again; what is still wanted of it becomes due again, however far off it is."""
    OptOut.objects.filter(user=user, group=group).delete()
    refresh(user=user, as_of=as_of)
    # A kind's query ends at its horizon, so what was silenced beyond it is asked about by its cause. The row's own
    # time may be stale: nobody moved it while it was off.
    answers = []
    for kind in kinds.group(group).kinds:
        silenced = Reminder.objects.of(user).silenced().filter(kind=kind.slug)
        answers += _asked(kind, set(silenced.values_list("cause_key", flat=True)), as_of)
    _settled(answers, as_of)


@transaction.atomic
def try_address_again(*, bounce: HardBounce, as_of: datetime) -> None:
    """Mail goes to this address again; what it missed and is still wanted goes now. Twice changes nothing."""
    HardBounce.objects.filter(pk=bounce.pk).delete()
    for user in User.objects.filter(email=bounce.address):
        refresh(user=user, as_of=as_of)


@transaction.atomic
def send_again(*, reminder: Reminder, as_of: datetime) -> bool:
    """Make a failed or uncertain reminder due at once, under the same Message-ID. False when it is neither.

    Its cause is asked again before it goes: what is no longer wanted is skipped, not sent.
    """
    row = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder.pk)
    if row.state not in (State.FAILED, State.UNCERTAIN):
        return False
    row.resent_uncertain += row.state == State.UNCERTAIN
    row.state, row.reason, row.ended_at, row.handed_off_at, row.attempts = (
        State.DUE,
        "",
        None,
        None,
        0,
    )
    row.token = row.leased_until = row.not_before = None
    row.due_at = min(row.due_at, as_of)
    row.save()
    wake_after_commit()
    return True


def _asked(kind: Kind, keys: Collection[str], as_of: datetime) -> list[Answer]:
    answers = kind.decide(keys, as_of) if keys else {}
    return [Answer(kind, key, answers.get(key)) for key in keys]


def _settled(answers: list[Answer], as_of: datetime) -> Changes:
    changes = settle(answers, as_of=as_of, wait_for_locks=True) if answers else Changes()
    if changes.due_now:
        wake_after_commit()
    return changes
