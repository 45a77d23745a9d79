"""Whether a reminder is wanted: what its kind decides of its cause, whether its recipient can and will get it, and
whether a later one of the same cause takes its place.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from apps.accounts.models import User
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import HardBounce, State
from apps.reminders.kinds import CauseType, Decision, Expected, Kind, Skip
from apps.reminders.models import OptOut, Reminder
from apps.reminders.querysets import ACCOUNT_CLOSED, OPTED_OUT

# Of two about one cause that would go within this time only the later kind goes.
_TOO_CLOSE = timedelta(hours=1)
SUPERSEDED = "superseded"
Rows = Mapping[tuple[str, str], Reminder]


@dataclass(frozen=True)
class Decided:
    """What a kind decided about one cause; None where it has nothing to do with it, or the cause is gone."""

    kind: Kind[Any]
    cause_key: str
    decision: Decision | None

    @property
    def key(self) -> str:
        return f"{self.kind.slug}:{self.cause_key}"


def decide(
    cause_type: CauseType[Any], keys: Iterable[str], loaded: Mapping[str, Any], *, as_of: datetime
) -> list[Decided]:
    """What each kind decides of these causes; one that is not loaded is gone."""
    kinds = cause_type.kinds
    return [
        Decided(kind, key, kind.decide(loaded[key], as_of) if loaded.get(key) is not None else None)
        for key in keys
        for kind in kinds
    ]


def rows_of(decided: Collection[Decided]) -> Rows:
    """The rows that there are of these causes, with their messages. One query."""
    found = Reminder.objects.filter(
        kind__in={one.kind.slug for one in decided}, cause_key__in={one.cause_key for one in decided}
    )
    return {(row.kind, row.cause_key): row for row in found.select_related("message")}


def without_superseded(decided: Iterable[Decided], rows: Rows, *, as_of: datetime) -> list[Decided]:
    """These, but that of two about one cause which would go within an hour only the later kind goes. Once that went,
    the other does not come back.
    """
    kept: list[Decided] = []
    later: dict[str, list[datetime]] = {}
    went: set[str] = set()
    for one in reversed(list(decided)):
        expected, row = one.decision, rows.get((one.kind.slug, one.cause_key))
        if isinstance(expected, Expected):
            goes_at = max(expected.due_at, as_of)
            times = later.setdefault(one.cause_key, [])
            gave_way = one.cause_key in went and _is_superseded(row)
            if gave_way or any(abs(time - goes_at) <= _TOO_CLOSE for time in times):
                one = replace(one, decision=_on_record(SUPERSEDED, expected))
            elif _may_still_go(row):
                times.append(goes_at)
        if _went(row):
            went.add(one.cause_key)
        kept.append(one)
    return kept[::-1]


def _may_still_go(row: Reminder | None) -> bool:
    return row is None or (row.message.state in ("due", "skipped") and not row.message.handed_off_at)


def _went(row: Reminder | None) -> bool:
    """To a mail server at least."""
    return row is not None and bool(row.message.handed_off_at) and row.message.state != State.FAILED


def _is_superseded(row: Reminder | None) -> bool:
    return row is not None and (row.message.state, row.message.reason) == (State.SKIPPED, SUPERSEDED)


def _on_record(reason: str, expected: Expected) -> Skip:
    return Skip(reason, record=True, due_at=expected.due_at, user_id=expected.user_id, address=expected.address)


_RECIPIENTS = User.objects.annotate(
    bounces=Exists(HardBounce.objects.filter(address=OuterRef("email"))),
    off=ArraySubquery(OptOut.objects.filter(user=OuterRef("pk")).values("group")),
)


class Recipients:
    """The people these decisions are for: where mail reaches them, whose account is closed, whose address bounces, who
    turned what off.

    Two queries at most, however many there are.
    """

    def __init__(self, decided: Iterable[Decided]) -> None:
        decisions = [one.decision for one in decided if one.decision]
        users = {one.user_id for one in decisions if one.user_id}
        addresses = {one.address.lower() for one in decisions if one.address}
        self._addresses: dict[int | None, str] = {}
        self._off: set[tuple[int, str]] = set()
        self._closed: set[int] = set()
        self._bouncing: set[int | str] = set()
        if users:
            found = _RECIPIENTS.filter(pk__in=users).values_list("pk", "email", "is_active", "bounces", "off")
            for pk, email, is_active, is_bouncing, off in found:
                self._addresses[pk] = email
                self._off.update((pk, group) for group in off)
                if not is_active:
                    self._closed.add(pk)
                elif is_bouncing:
                    self._bouncing.add(pk)
        if addresses:
            self._bouncing.update(HardBounce.objects.filter(address__in=addresses).values_list("address", flat=True))

    def address_of(self, decision: Decision) -> str:
        return decision.address or self._addresses.get(decision.user_id, "")

    def respected(self, one: Decided) -> Decided:
        """As decided, unless its recipient cannot or will not get the mail: then the skip that says why.

        The skip is on record, so that the reminder comes back when the recipient does.
        """
        if not isinstance(one.decision, Expected):
            return one
        why = self._refusal(one.kind, one.decision)
        return replace(one, decision=_on_record(why, one.decision)) if why else one

    def _refusal(self, kind: Kind[Any], expected: Expected) -> str:
        """Why this one gets no mail; empty where they do."""
        if expected.user_id in self._closed:
            return ACCOUNT_CLOSED
        if (expected.user_id or expected.address.lower()) in self._bouncing:
            return BOUNCED
        if expected.user_id and any((expected.user_id, group) in self._off for group in kind.groups):
            return OPTED_OUT
        return ""
