"""Why a student needs their adviser: each reason once, in the order in which it stands on the list.

Pure functions; moments are UTC, days are the campus's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import TextChoices

from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.templatetags.dates import clock_and_zone, day, short_day
from apps.interviews.deadlines import ADVISERS_HEAR_OF_NAMES_AFTER, mark, silence
from apps.interviews.progress import Row
from apps.interviews.steps import Step

DUE_NEAR = timedelta(days=14)
REFLECT_AFTER = timedelta(days=7)
STILL_AFTER = timedelta(weeks=2)
_DAY = timedelta(days=1)


class Reason(TextChoices):
    """As it stands above the list, in the order of the list."""

    HAND = "hand", "Asked for help"
    NO_REPLY = "no_reply", "No reply"
    LATE_THANKS = "late_thanks", "Thank-you late"
    NO_NAME = "no_name", "No name, due soon"
    NOT_ASKED = "not_asked", "Names not asked"
    TO_REFLECT = "to_reflect", "To reflect"
    BOUNCES = "bounces", "Mail bounces"
    STILL = "still", "Quiet for two weeks"


@dataclass(frozen=True, slots=True)
class HandUp:
    """A hand that is up, since when, and at which step, where that is known."""

    raised_at: datetime
    step: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A student in a cohort, with all that the rules read."""

    row: Row
    cohort: Cohort
    hand: HandUp | None = None

    def begun(self, campus: Campus) -> datetime:
        """When the cohort began, or the student joined it later: whoever joins late has the same weeks."""
        return max(datetime.combine(self.cohort.starts_on, time.min, tzinfo=campus.zone), self.row.joined_at)


@dataclass(frozen=True, slots=True)
class Looked:
    """A case as it is looked at now. `today` is on campus, `begun` as `Case.begun`."""

    row: Row
    cohort: Cohort
    hand: HandUp | None
    campus: Campus
    as_of: datetime
    today: date
    begun: datetime

    def waited(self, since: datetime) -> str:
        return _long(self.as_of - since)

    def on(self, moment: datetime) -> str:
        return short_day(moment.astimezone(self.campus.zone), self.today)


@lru_cache(maxsize=100)  # finding the word costs more than all else that is said of a student
def _number(number: int, word: str) -> str:
    return f"{apnumber(number)} {word}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Rule:
    """`since` says since when it holds, None where it does not. `said` is the reason in words, and a line below it.
    It holds before the cohort's first day, after the student has reached the goal, and after the due date, only where
    that is said here. `clock`: hours or days are running out.
    """

    reason: Reason
    icon: str
    since: Callable[[Looked], datetime | None]
    said: Callable[[Looked, datetime], tuple[str, str]]
    at: Callable[[Looked], Step | None]
    before: bool = False
    beyond_goal: bool = False
    over: bool = False
    clock: bool = False


RULES = (
    Rule(
        Reason.HAND,
        icon="hand",
        since=lambda case: case.hand.raised_at if case.hand else None,
        said=lambda case, since: ("Asked for your help", _hand_up(case, since)),
        at=lambda case: Step(case.hand.step) if case.hand and case.hand.step else None,
        before=True,
        beyond_goal=True,
        over=True,
    ),
    Rule(
        Reason.NO_REPLY,
        icon="hourglass",
        since=lambda case: _past(
            _within(case.row.unanswered_since, case), silence(days=case.campus.follow_up_after_days), case
        ),
        said=lambda case, since: (
            f"No reply to {_number(case.row.unanswered, 'request')}",
            _waiting(case.row.unanswered, case.waited(since)),
        ),
        at=lambda case: Step.ASK,
    ),
    Rule(
        Reason.LATE_THANKS,
        icon="clock",
        since=lambda case: (
            case.row.newly_late_since and mark(end=case.row.newly_late_since, hours=case.campus.thank_you_hours)
        ),
        said=lambda case, since: _late(case, since),
        at=lambda case: Step.THANK,
        beyond_goal=True,
        over=True,
        clock=True,
    ),
    Rule(
        Reason.NO_NAME,
        icon="user-plus",
        since=lambda case: case.begun if _has_no_name(case) and case.cohort.due_on - case.today <= DUE_NEAR else None,
        said=lambda case, since: (f"No name yet, {_due(case)}", f"Here since {case.on(since)}"),
        at=lambda case: Step.ASK,
        clock=True,
    ),
    Rule(
        Reason.NOT_ASKED,
        icon="users",
        since=lambda case: _past(_within(case.row.unasked_since, case), ADVISERS_HEAR_OF_NAMES_AFTER, case),
        said=lambda case, since: (
            f"{_capital(_number(case.row.unasked, 'name'))} not asked yet",
            _waiting(case.row.unasked, case.waited(since)),
        ),
        at=lambda case: Step.ASK,
    ),
    Rule(
        Reason.TO_REFLECT,
        icon="notebook-pen",
        since=lambda case: _past(case.row.to_reflect_since, REFLECT_AFTER, case),
        said=lambda case, since: (
            f"{_capital(_number(case.row.reflect, 'reflection'))} {'is' if case.row.reflect == 1 else 'are'} open",
            _waiting(case.row.reflect, case.waited(since)),
        ),
        at=lambda case: Step.REFLECT,
    ),
    Rule(
        Reason.BOUNCES,
        icon="mail-x",
        since=lambda case: case.row.unreached_since,
        said=lambda case, since: ("Mail bounces", f"Since {day(since.astimezone(case.campus.zone), case.today)}"),
        at=lambda case: None,
        before=True,
        beyond_goal=True,
    ),
    Rule(
        Reason.STILL,
        icon="pause",
        since=lambda case: _past(max(case.row.last_moved or case.begun, case.begun), STILL_AFTER, case),
        said=lambda case, since: (f"Nothing has moved for {case.waited(since)}", _last_move(case)),
        at=lambda case: _furthest(case.row),
    ),
)


def _past(moment: datetime | None, wait: timedelta, case: Looked) -> datetime | None:
    return moment if moment and case.as_of - moment >= wait else None


def _within(moment: datetime | None, case: Looked) -> datetime | None:
    """What is from before the cohort, a request or a name, waits since the cohort began."""
    return moment and max(moment, case.begun)


def _has_no_name(case: Looked) -> bool:
    return not case.row.names and not case.row.tried


def _hand_up(case: Looked, since: datetime) -> str:
    local = since.astimezone(case.campus.zone)
    days = (case.today - local.date()).days
    when = clock_and_zone(local) if days == 0 else f"{local:%A}" if days <= 6 else short_day(local, case.today)
    step = case.hand.step if case.hand else ""
    return f"Since {when}{f', at {Step(step).label}' if step else ''}"


def _late(case: Looked, since: datetime) -> tuple[str, str]:
    if case.row.newly_late > 1:
        return f"{_capital(_number(case.row.newly_late, 'thank-you'))} late", f"The first is {case.waited(since)} late"
    assert case.row.newly_late_since is not None  # noqa: S101 - the rule holds since then
    return f"Thank-you {case.waited(since)} late", f"They met on {case.on(case.row.newly_late_since)}"


def _due(case: Looked) -> str:
    days = (case.cohort.due_on - case.today).days
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def _last_move(case: Looked) -> str:
    moved = case.row.last_moved
    if moved and moved >= case.begun:
        return f"The last time was {case.on(moved)}"
    return f"Here since {case.on(case.begun)}"


def _waiting(number: int, long: str) -> str:
    return f"Waiting for {long}" if number == 1 else f"The longest: {long}"


def _furthest(row: Row) -> Step:
    """The furthest step at which something waits."""
    waiting = [(row.reflect, Step.REFLECT), (row.thank, Step.THANK), (row.meet, Step.MEET), (row.prepare, Step.PREPARE)]
    return next((step for number, step in waiting if number), Step.ASK)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _long(length: timedelta) -> str:
    """In words a person would use: hours under two days, days under four weeks, then weeks."""
    hours = int(length / timedelta(hours=1))
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{length.days} days" if length < timedelta(weeks=4) else f"{length.days // 7} weeks"
