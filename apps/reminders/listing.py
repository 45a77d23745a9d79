"""A person's own reminders as the app lists them: what each is about, what became of it, what is still to do."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.reminders import kinds, reasons
from apps.reminders.decisions import BOUNCED
from apps.reminders.kinds import About, Audience, Group, Kind
from apps.reminders.models import HardBounce, OptOut, Reminder, State

AHEAD = BACK = timedelta(days=7)
_MOST = 100  # more are due or went within the two weeks only where something is very wrong
# How a state looks: words, a chip's colour and an icon, never colour alone.
_LOOKS = {
    State.DUE: ("Coming", "", "clock"),
    State.SENT: ("Sent", "done", "check"),
    State.SKIPPED: ("Not sent", "", "minus"),
    State.FAILED: ("Failed", "bad", "circle-alert"),
    State.UNCERTAIN: ("Uncertain", "", "circle-question-mark"),
}
_NOTHING = About()

Known = Callable[[Collection[Reminder]], Mapping[int, About]]


@dataclass(frozen=True)
class Line:
    """One reminder with what its kind says about it. `kind` is None when its code is gone."""

    reminder: Reminder
    kind: Kind | None
    about: About

    @property
    def label(self) -> str:
        return self.kind.label if self.kind else self.reminder.kind.replace("_", " ")

    @property
    def group(self) -> Group | None:
        """What one press turns off; None where nothing does."""
        return kinds.group(self.kind.opt_out) if self.kind and self.kind.opt_out else None

    @property
    def when(self) -> datetime:
        """When it went, or was or is to go; UTC."""
        return self.reminder.sent_at or self.reminder.due_at

    @property
    def state(self) -> str:
        return _LOOKS[State(self.reminder.state)][0]

    @property
    def chip(self) -> str:
        return _LOOKS[State(self.reminder.state)][1]

    @property
    def icon(self) -> str:
        return _LOOKS[State(self.reminder.state)][2]

    @property
    def reason(self) -> str:
        return reasons.in_words(self.reminder)

    @property
    def is_coming(self) -> bool:
        return self.reminder.state == State.DUE

    @property
    def is_skipped(self) -> bool:
        return self.reminder.state == State.SKIPPED


def lines(reminders: Collection[Reminder], *, as_of: datetime, known: Mapping[int, About] | None = None) -> list[Line]:
    """One person's reminders in the order given. One question to each function that kinds say `about` with, however
    many rows and kinds share it; none about those that are `known`, by id.
    """
    found = dict(known or {})
    asked: dict[Any, list[Reminder]] = {}
    for reminder in reminders:
        kind = kinds.get(reminder.kind)
        if kind and kind.about and reminder.pk not in found:
            asked.setdefault(kind.about, []).append(reminder)
    for about, rows in asked.items():
        found |= about(rows, as_of)
    return [Line(row, kinds.get(row.kind), found.get(row.pk, _NOTHING)) for row in reminders]


def open_reminders(*, user: User, as_of: datetime, known: Known | None = None) -> list[Line]:
    """What is coming within seven days, soonest first; then what went, or should have gone, within the last seven,
    latest first. Only what is still to do: no invitations, and nothing of a group that this person turned off.

    `known`: what the caller has read already about some of them. One query, and those of `lines`.
    """
    recent = _recent(user, as_of)
    found = lines(recent, as_of=as_of, known=known(recent) if known else None)
    still_open = [line for line in found if line.about.is_open]
    past = [line for line in still_open if not line.is_coming]
    return [line for line in still_open if line.is_coming] + sorted(past, key=lambda line: line.when, reverse=True)


@dataclass(frozen=True)
class Silence:
    """What keeps mail from one person: the groups they turned off, and whether their address takes none."""

    groups: frozenset[str]
    takes_no_mail: bool


def silence_of(user: User) -> Silence:
    """One query."""
    bounces = HardBounce.objects.filter(address=OuterRef("email"))
    found = User.objects.annotate(off=ArraySubquery(_groups_off("pk")), bounces=Exists(bounces))
    off, takes_no_mail = found.values_list("off", "bounces").get(pk=user.pk)
    return Silence(frozenset(off), takes_no_mail)


def _recent(user: User, as_of: datetime) -> list[Reminder]:
    ended = Q(ended_at__gt=as_of - BACK)
    out = Q(state__in=[State.SENT, State.FAILED, State.UNCERTAIN]) | Q(state=State.SKIPPED, reason=BOUNCED)
    found = Reminder.objects.of(user).filter(Q(state=State.DUE) | out & ended, due_at__lte=as_of + AHEAD)
    rows = found.annotate(turned_off=ArraySubquery(_groups_off("user"))).order_by("due_at", "pk")[:_MOST]
    return [row for row in rows if _is_wanted(row)]


def _groups_off(user: str) -> QuerySet[OptOut, Any]:
    return OptOut.objects.filter(user=OuterRef(user)).values("group")


def _is_wanted(row: Any) -> bool:
    kind = kinds.get(row.kind)
    return bool(kind and kind.audience != Audience.INVITATION and kind.opt_out not in row.turned_off)
