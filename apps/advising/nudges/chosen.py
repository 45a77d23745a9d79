"""Whom an adviser chose to nudge, and who of them is left out, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property

from apps.accounts.models import User
from apps.advising.caseload import Standing, caseload, read
from apps.advising.needing import Need, needing
from apps.advising.nudges.merging import known
from apps.advising.reasons import Case, Reason
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core.text import told_apart
from apps.students.models import Student

AT_ONCE = 200  # students of one nudge


class LeftOut(Enum):
    """Why a nudge does not go to a student; the first that applies. An adviser may pass over the last one only."""

    ARCHIVED = "archived"
    BOUNCES = "bounces"
    GOAL = "goal"
    LATELY = "lately"


def not_now(case: Case, standing: Standing, as_of: datetime) -> LeftOut | None:
    """Why a nudge would not go to a student who needs their adviser: mail bounces, or one left lately. Whoever asks for
    help has asked since the last nudge, which would have answered it.
    """
    if case.row.unreached_since:
        return LeftOut.BOUNCES
    lately = standing.nudge and standing.nudge.is_recent(as_of)
    return LeftOut.LATELY if lately and not case.hand else None


def in_any_case(
    student: Student, *, unreached_since: datetime | None, reaches_goal: bool, need: Need | None
) -> LeftOut | None:
    """Why no nudge goes to a student, whenever it were written. Whoever has reached the goal is nudged where they need
    their adviser still: asked for help, or have a late thank-you.
    """
    if student.archived_at or not student.user.is_active:
        return LeftOut.ARCHIVED
    if unreached_since:
        return LeftOut.BOUNCES
    return LeftOut.GOAL if reaches_goal and not need else None


@dataclass(frozen=True)
class Pick:
    """One student who was chosen, as a student of `case.cohort`. `reaches_goal`: in every cohort that they share with
    this adviser. `leaves_at` is now, or the end of their quiet hours (UTC).
    """

    student: Student
    case: Case
    need: Need | None
    standing: Standing
    reaches_goal: bool
    leaves_at: datetime

    @property
    def pk(self) -> int:
        return self.student.pk

    @property
    def name(self) -> str:
        return self.student.user.display_name

    @property
    def greeting(self) -> str:
        return self.student.user.greeting

    def fields(self, *, adviser: User, today: date) -> dict[str, str]:
        reason = self.need.reason if self.need else None
        return known(student=self.student, case=self.case, reason=reason, adviser=adviser, today=today)

    def left_out(self, *, as_of: datetime, also: Collection[int] = ()) -> LeftOut | None:
        """`also`: ids of students whom the adviser nudges although they were nudged lately."""
        since = self.case.row.unreached_since
        if why := in_any_case(self.student, unreached_since=since, reaches_goal=self.reaches_goal, need=self.need):
            return why
        return None if self.pk in also else not_now(self.case, self.standing, as_of)


@dataclass(frozen=True)
class Chosen:
    """`picks` in the order of names. `not_theirs` of those asked for are not, or not any more, this adviser's."""

    picks: list[Pick]
    not_theirs: int
    as_of: datetime
    also: Collection[int] = ()

    @property
    def later(self) -> int:
        """How many of those who get it are asleep now: theirs waits."""
        return sum(pick.leaves_at > self.as_of for pick in self.going)

    @cached_property
    def names(self) -> dict[int, str]:
        """By id of student; those of one name are told apart."""
        names = told_apart((pick.name, pick.case.row.email) for pick in self.picks)
        return {pick.pk: name for pick, name in zip(self.picks, names, strict=True)}

    @cached_property
    def going(self) -> list[Pick]:
        return [pick for pick in self.picks if pick.left_out(as_of=self.as_of, also=self.also) is None]

    @cached_property
    def staying(self) -> list[tuple[Pick, LeftOut]]:
        """Those left out, and those whom only `also` lets in: the adviser may think again."""
        found = ((pick, pick.left_out(as_of=self.as_of)) for pick in self.picks)
        return [(pick, why) for pick, why in found if why]


def choose(
    *,
    students: Collection[int],
    user: User,
    campus: Campus,
    as_of: datetime,
    cohort: int | None = None,
    also: Collection[int] = (),
    passed: Collection[int] = (),
) -> Chosen:
    """These students, by id, as far as they share with this person; with a `cohort` as students of that one alone.
    `also` of them are nudged although they were nudged lately: by one of `passed`, the ids of the `Nudged` that the
    adviser was shown, and by none since. Six queries at most.
    """
    mine = Membership.objects.shared_with(user).filter(student__in=students)
    if cohort is not None:
        mine = mine.filter(cohort=cohort)
    pairs = set(mine.values_list("student", "cohort"))
    ids = {student for student, _ in pairs}
    missing = len(set(students) - ids)
    if not ids:
        return Chosen([], missing, as_of, also)
    of_mine = Cohort.objects.of_caseload(user).with_reach(user).select_related("term")
    found = read(of_mine.filter(pk__in={each for _, each in pairs}), user=user, campus=campus, as_of=as_of)
    cases = [case for case in found.cases if (case.row.student_id, case.row.cohort_id) in pairs]
    picks = _picks(cases, found.standing, campus, as_of)
    known = {pick.pk for pick in picks if pick.standing.nudge and pick.standing.nudge.pk in passed}
    return Chosen(picks, missing, as_of, known.intersection(also))


def with_reason(reason: Reason, *, user: User, campus: Campus, as_of: datetime, cohort: Cohort | None = None) -> Chosen:
    """Everybody of this person's caseload, or of this cohort in it, whose first reason it is. Five queries at most."""
    found = caseload(user=user, campus=campus, as_of=as_of)
    cases = found.of_cohort(cohort) if cohort else found.cases
    needs = needing(cases, campus=campus, as_of=as_of)
    ids = {need.row.student_id for need in needs if need.reason is reason}
    theirs = [case for case in cases if case.row.student_id in ids]
    return Chosen(_picks(theirs, found.standing, campus, as_of), 0, as_of)


def how_many(needs: Collection[Need], reason: Reason | None) -> int:
    """For how many of these `with_reason` opens a nudge; 0 where there is no use in one: no mail reaches them, or they
    are too many.
    """
    number = sum(need.reason is reason for need in needs)
    return 0 if reason is Reason.BOUNCES or number > AT_ONCE else number


def _picks(cases: list[Case], standing: Mapping[int, Standing], campus: Campus, as_of: datetime) -> list[Pick]:
    people = Student.objects.select_related("user").in_bulk({case.row.student_id for case in cases})
    needs = {need.row.student_id: need for need in needing(cases, campus=campus, as_of=as_of)}
    by_student: dict[int, list[Case]] = {}
    for case in cases:
        by_student.setdefault(case.row.student_id, []).append(case)
    return [
        _pick(people[pk], own, needs.get(pk), standing, campus, as_of) for pk, own in by_student.items() if pk in people
    ]


def _pick(
    student: Student,
    cases: list[Case],
    need: Need | None,
    standing: Mapping[int, Standing],
    campus: Campus,
    as_of: datetime,
) -> Pick:
    today = as_of.astimezone(campus.zone).date()
    case = need.case if need else min(cases, key=lambda one: (_is_done(one), one.cohort.due_on < today, _due(one)))
    return Pick(
        student=student,
        case=case,
        need=need,
        standing=standing[student.pk],
        reaches_goal=all(_is_done(one) for one in cases),
        leaves_at=student.quiet_hours(campus).after(as_of),
    )


def _is_done(case: Case) -> bool:
    return case.row.counted >= case.row.goal


def _due(case: Case) -> tuple[date, int]:
    return case.cohort.due_on, case.cohort.pk
