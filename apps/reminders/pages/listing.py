"""A person's own reminders as the app lists them: what each is about, what became of it, what is still to do."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import Audience, State
from apps.reminders import kinds
from apps.reminders.kinds import About, CauseType, Group, Kind
from apps.reminders.models import OptOut, Reminder
from apps.reminders.pages import reasons

AHEAD = BACK = timedelta(days=7)
_MOST = 100  # more are due or went within the two weeks only where something is very wrong
# How a state looks: words, a chip's color and an icon, never color alone.
_LOOKS = {
    State.DUE: ("Coming", "", "clock"),
    State.SENT: ("Sent", "done", "check"),
    State.SKIPPED: ("Not sent", "", "minus"),
    State.FAILED: ("Failed", "bad", "circle-alert"),
    State.UNCERTAIN: ("Uncertain", "", "circle-question-mark"),
}
_NOTHING = About()

# The causes of a type that the caller has loaded already, by key; None where it has none of this type.
Loaded = Callable[[CauseType[Any], Collection[str]], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Line:
    """One reminder with what its kind says about it. `kind` is None when its code is gone."""

    reminder: Reminder
    kind: Kind[Any] | None
    about: About

    @property
    def label(self) -> str:
        return self.kind.label if self.kind else self.reminder.kind.replace("_", " ")

    @property
    def heading(self) -> str:
        return self.about.heading or " · ".join(filter(None, (self.label, self.about.title)))

    @property
    def group(self) -> Group | None:
        """What one press turns off; None where nothing does."""
        return kinds.group(self.kind.opt_out) if self.kind and self.kind.opt_out else None

    @property
    def when(self) -> datetime:
        """When it went, or was or is to go; UTC."""
        message = self.reminder.message
        return message.sent_at or message.goes_at

    @property
    def state(self) -> str:
        return _LOOKS[State(self.reminder.message.state)][0]

    @property
    def chip(self) -> str:
        return _LOOKS[State(self.reminder.message.state)][1]

    @property
    def icon(self) -> str:
        return _LOOKS[State(self.reminder.message.state)][2]

    @property
    def reason(self) -> str:
        return reasons.in_words(self.reminder.message)

    @property
    def is_coming(self) -> bool:
        return self.reminder.message.state == State.DUE

    @property
    def is_skipped(self) -> bool:
        return self.reminder.message.state == State.SKIPPED


def lines(
    reminders: Collection[Reminder], *, campus: Campus, as_of: datetime, loaded: Loaded | None = None
) -> list[Line]:
    """One person's reminders, with their messages, in the order given. Each type of cause is loaded once, however many
    rows and kinds are about it, unless the caller has `loaded` it.
    """
    keys: dict[CauseType[Any], set[str]] = {}
    for reminder in reminders:
        if kind := kinds.get(reminder.kind):
            keys.setdefault(kind.cause_type, set()).add(reminder.cause_key)
    causes: dict[CauseType[Any], Mapping[str, Any]] = {}
    for cause_type, of_type in keys.items():
        at_hand = loaded(cause_type, of_type) if loaded else None
        if at_hand is None:
            at_hand = cause_type.load(of_type, campus=campus, as_of=as_of)
        causes[cause_type] = at_hand
    return [_line(reminder, causes, as_of) for reminder in reminders]


def _line(reminder: Reminder, causes: Mapping[CauseType[Any], Mapping[str, Any]], as_of: datetime) -> Line:
    kind = kinds.get(reminder.kind)
    cause = causes[kind.cause_type].get(reminder.cause_key) if kind else None
    return Line(reminder, kind, kind.about(cause, as_of) if kind and cause is not None else _NOTHING)


def open_reminders(*, user: User, campus: Campus, as_of: datetime, loaded: Loaded | None = None) -> list[Line]:
    """What is coming within seven days, soonest first; then what went, or should have gone, within the last seven,
    latest first. Only what is still to do: no invitations, and nothing of a group that this person turned off.

    `loaded`: what the caller has read already. One query, and those of `lines`.
    """
    found = lines(_recent(user, as_of), campus=campus, as_of=as_of, loaded=loaded)
    still_open = [line for line in found if line.about.is_open]
    past = [line for line in still_open if not line.is_coming]
    return [line for line in still_open if line.is_coming] + sorted(past, key=lambda line: line.when, reverse=True)


def _recent(user: User, as_of: datetime) -> list[Reminder]:
    ended = Q(message__ended_at__gt=as_of - BACK)
    out = Q(message__state__in=[State.SENT, State.FAILED, State.UNCERTAIN]) | Q(
        message__state=State.SKIPPED, message__reason=BOUNCED
    )
    found = Reminder.objects.of(user).filter(
        Q(message__state=State.DUE) | out & ended, message__due_at__lte=as_of + AHEAD
    )
    off = OptOut.objects.filter(user=OuterRef("user")).values("group")
    found = found.annotate(turned_off=ArraySubquery(off)).select_related("message")
    return [row for row in found.order_by("message__due_at", "pk")[:_MOST] if _is_wanted(row)]


def _is_wanted(row: Any) -> bool:
    kind = kinds.get(row.kind)
    return bool(kind and kind.audience != Audience.INVITATION and not {*kind.groups} & {*row.turned_off})
