"""An adviser's caseload: their students in all of their cohorts, with what advisers did for them last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.advising.reasons import Case, HandUp
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.cohorts.readers import is_not_long_over
from apps.interviews.counting import select
from apps.interviews.progress import IN_ORDER, TABLE, Row

BETWEEN_NUDGES = timedelta(days=3)

_CASES = f"""
SELECT s.*, h.raised_at, h.step, n.nudged, n.leaves_at, n.adviser, n.adviser_id, t.day AS talked_on
  FROM ({TABLE}) s
  LEFT JOIN advising_hand h
         ON h.student_id = s.student_id AND h.taken_back_at IS NULL AND h.talk_id IS NULL AND h.nudged_id IS NULL
  LEFT JOIN LATERAL (SELECT d.id AS nudged, d.leaves_at, g.adviser_id, u.display_name AS adviser
                       FROM advising_nudged d JOIN advising_nudge g ON g.id = d.nudge_id
                       JOIN accounts_user u ON u.id = g.adviser_id
                      WHERE d.student_id = s.student_id AND d.stopped_at IS NULL
                      ORDER BY d.leaves_at DESC LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT day FROM advising_talk t
                      WHERE t.student_id = s.student_id ORDER BY day DESC LIMIT 1) t ON true
 ORDER BY {IN_ORDER}
"""  # noqa: S608  # nosec B608 - constants alone


@dataclass(frozen=True, slots=True)
class LastNudge:
    """The `Nudged` by id, when it left, or will leave (UTC), whose it was, and that person's id."""

    pk: int
    leaves_at: datetime
    adviser: str
    adviser_id: int

    def is_recent(self, as_of: datetime) -> bool:
        """Less than three days ago, or still to leave: another one, whoever sends it, would be too soon."""
        return self.leaves_at > as_of - BETWEEN_NUDGES


@dataclass(frozen=True, slots=True)
class Standing:
    """What advisers did for a student last, whoever it was: `talked_on` is a day on campus."""

    hand: HandUp | None = None
    nudge: LastNudge | None = None
    talked_on: date | None = None


@dataclass(frozen=True)
class Caseload:
    """`cases` in the order of names, one for each student and cohort; `standing` by id of student."""

    cohorts: list[Cohort]
    cases: list[Case]
    standing: Mapping[int, Standing]

    def of_cohort(self, cohort: Cohort) -> list[Case]:
        return [case for case in self.cases if case.row.cohort_id == cohort.pk]


def needs_address(user: User) -> str:
    """The page of who needs this person: an administrator's first page is another."""
    return reverse("dashboards:needs" if user.is_administrator else "dashboards:home")


def caseload(*, user: User, campus: Campus, as_of: datetime) -> Caseload:
    """Of the cohorts that this person looks after or coaches someone in, and that are not long over. An administrator
    has one only where they look after cohorts themselves. Three queries at most.
    """
    today = as_of.astimezone(campus.zone).date()
    mine = Cohort.objects.of_caseload(user).with_reach(user).select_related("term")
    cohorts = list(mine.not_long_over(today=today).ended_last(today=today))
    return read(cohorts, user=user, campus=campus, as_of=as_of)


def read(cohorts: Collection[Cohort], *, user: User, campus: Campus, as_of: datetime) -> Caseload:
    """The cases in these cohorts, with their terms, `with_reach` of this person: all students of one that they see as a
    whole, and otherwise those whom they coach. A hand is up for the cohort's advisers and the coach, until that is
    long over: an administrator who looks after other cohorts sees none. Two queries at most.
    """
    today = as_of.astimezone(campus.zone).date()
    by_id = {cohort.pk: cohort for cohort in cohorts}
    whole = [cohort.pk for cohort in cohorts if cohort.is_seen_whole]
    coached = [cohort.pk for cohort in cohorts if not cohort.is_seen_whole]
    found = [_with_standing(row) for row in select(_CASES, cohorts=whole, as_of=as_of, campus=campus)]
    if coached:
        theirs = select(_CASES, cohorts=coached, coach=user.pk, as_of=as_of, campus=campus)
        found += map(_with_standing, theirs)
        found.sort(key=lambda each: (each[0].folded_name, each[0].name, each[0].student_id, each[0].cohort_id))
    see_hands = {cohort.pk for cohort in cohorts if cohort.is_shared and is_not_long_over(cohort, today)}
    cases = [
        Case(row, by_id[row.cohort_id], standing.hand if row.cohort_id in see_hands else None)
        for row, standing in found
    ]
    return Caseload(list(cohorts), cases, {row.student_id: standing for row, standing in found})


def _with_standing(found: dict[str, Any]) -> tuple[Row, Standing]:
    raised_at, step, talked_on = found.pop("raised_at"), found.pop("step"), found.pop("talked_on")
    pk, leaves_at, adviser, adviser_id = (found.pop(name) for name in ("nudged", "leaves_at", "adviser", "adviser_id"))
    hand = HandUp(raised_at, step) if raised_at else None
    return Row(**found), Standing(hand, LastNudge(pk, leaves_at, adviser, adviser_id) if pk else None, talked_on)
