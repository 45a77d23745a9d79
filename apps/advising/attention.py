"""Who needs attention and why. Pure functions over the rows of a cohort's table.

One reason for each student, the first of these that applies: a thank-you is overdue; a request has had no reply for
longer than the campus's days; nobody was asked in the first two weeks of the cohort, or of a student who joined it
later; a conversation that was held waits for its reflection; nothing has moved for two weeks. Students who have reached
the goal need attention only for an overdue thank-you, and so do all students of a cohort that is over.

Mail that does not reach a student is named beside the reason. Alone it is a reason until the cohort is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import apnumber

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, RequiredStep
from apps.interviews.progress import Row
from apps.interviews.steps import Step

SETTLING_IN = timedelta(weeks=2)
IDLE = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Attention:
    """One student who is stuck: at which step (None: no mail reaches them), why, since when (UTC); `clock` where hours
    count.
    """

    row: Row
    step: Step | None
    why: str
    since: datetime
    clock: bool = False


def needing(*, rows: Iterable[Row], cohort: Cohort, campus: Campus, as_of: datetime) -> list[Attention]:
    """The students of a cohort who need attention at `as_of`, longest stuck first."""
    begun = datetime.combine(cohort.starts_on, time.min, tzinfo=campus.zone)
    over = as_of.astimezone(campus.zone).date() > cohort.due_on
    found = (_with_mail(row, _first_reason(row, cohort, campus, begun, over, as_of), over, as_of) for row in rows)
    return sorted((each for each in found if each), key=lambda each: (each.since, each.row.folded_name))


@dataclass(frozen=True, slots=True)
class Overdue:
    """A student who owes a thank-you that has been overdue since `since`, UTC; of several the first."""

    row: Row
    since: datetime


def overdue(*, rows: Iterable[Row], campus: Campus) -> list[Overdue]:
    """The longest overdue first."""
    hours = timedelta(hours=campus.thank_you_hours)
    late = [Overdue(row, row.overdue_since + hours) for row in rows if row.overdue_since]
    return sorted(late, key=lambda each: (each.since, each.row.folded_name))


def _with_mail(row: Row, reason: Attention | None, over: bool, as_of: datetime) -> Attention | None:
    if row.unreached_since is None or over:
        return reason
    if reason:
        return replace(reason, why=f"{reason.why}. Mail to them does not arrive")
    why = f"Mail to them has not arrived for {_long(as_of - row.unreached_since)}"
    return Attention(row, None, why, row.unreached_since)


def _first_reason(
    row: Row, cohort: Cohort, campus: Campus, begun: datetime, over: bool, as_of: datetime
) -> Attention | None:
    if as_of < begun:
        return None
    begun = max(begun, row.joined_at)  # whoever joins late has the same two weeks
    if row.overdue_since:
        since = row.overdue_since + timedelta(hours=campus.thank_you_hours)
        return Attention(row, Step.THANK, _overdue(row, since, as_of), since, clock=True)
    if over or row.counted >= row.goal:
        return None
    if row.unanswered_since:
        why = f"{_number(row.unanswered, 'request')}, no reply for {_long(as_of - row.unanswered_since)}"
        return Attention(row, Step.ASK, why, row.unanswered_since)
    if not row.tried and as_of - begun >= SETTLING_IN:
        return Attention(row, Step.ASK, f"Has asked no one yet, {_long(as_of - begun)} in", begun)
    idle_since = max(row.last_moved or begun, begun)
    if as_of - idle_since < IDLE:
        return None
    if cohort.required_step == RequiredStep.REFLECTED and row.reflect:
        why = f"{_number(row.reflect, 'conversation')} thanked for, not reflected on"
        return Attention(row, Step.REFLECT, why, idle_since)
    return Attention(row, _step(row), f"Nothing has moved for {_long(as_of - idle_since)}", idle_since)


def _overdue(row: Row, since: datetime, as_of: datetime) -> str:
    if row.overdue_thanks == 1:
        return f"Thank-you {_long(as_of - since)} overdue"
    return f"{_number(row.overdue_thanks, 'thank-you')} overdue, the first for {_long(as_of - since)}"


def _step(row: Row) -> Step:
    """The furthest step at which something waits."""
    waiting = [(row.thank, Step.THANK), (row.meet, Step.MEET), (row.prepare, Step.PREPARE)]
    return next((step for number, step in waiting if number), Step.ASK)


@lru_cache(maxsize=100)  # finding the word costs more than all else that is said of a student
def _number(number: int, word: str) -> str:
    text = str(apnumber(number))
    return f"{text[:1].upper()}{text[1:]} {word}{'' if number == 1 else 's'}"


def _long(length: timedelta) -> str:
    """In words a person would use: hours under two days, days under four weeks, then weeks."""
    hours = int(length / timedelta(hours=1))
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    if length < timedelta(weeks=4):
        return f"{length.days} days"
    return f"{length.days // 7} weeks"
