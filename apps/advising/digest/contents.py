"""What an adviser's digest says on a Monday: who needs them, who moved, and what there is to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.accounts.models import User
from apps.advising.caseload import caseload
from apps.advising.needing import Need, counted, needing
from apps.advising.pace import Pace
from apps.advising.reasons import Case, Reason
from apps.advising.reflections.reading import to_read
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.text import told_apart
from apps.interviews.lately import Lately, held_since

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A cohort, and how far its `students` are: all of them, or for who only coaches there their own."""

    cohort: Cohort
    students: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class Digest:
    """`needing` of `students` need their adviser, `hands` of these asked for help. Of the `running`, those whose cohort
    runs or ended within the week, `moved` did so since `since`, a day on campus. No word of a student's stands in it.
    """

    needing: int
    students: int
    reasons: list[tuple[Reason, int]]
    hands: list[tuple[str, Need]]
    running: int
    moved: int
    since: date
    lately: Lately
    to_read: int
    lines: list[DigestLine]

    @property
    def headline(self) -> str:
        if not self.needing:
            return "No one is stuck today"
        whose = f"{self.needing} of your {self.students} student{'' if self.students == 1 else 's'}"
        return f"{whose} need{'s' if self.needing == 1 else ''} you"


def digest_of(*, user: User, monday: date, campus: Campus, as_of: datetime) -> Digest:
    """What this person's digest of that Monday says at `as_of`. Six queries at most, however many cohorts."""
    found = caseload(user=user, campus=campus, as_of=as_of)
    needs = needing(found.cases, campus=campus, as_of=as_of)
    current = [case for case in found.cases if not case.row.is_archived]
    every = told_apart((case.row.name, case.row.email) for case in current)
    names = {case.row.student_id: name for case, name in zip(current, every, strict=True)}
    since = monday - WEEK
    begins = datetime.combine(since, time.min, tzinfo=campus.zone)
    running = [case.row for case in current if _runs(case.cohort, monday)]
    return Digest(
        needing=len(needs),
        students=len(names),
        reasons=counted(needs),
        hands=[(names[need.row.student_id], need) for need in needs if need.reason is Reason.HAND],
        running=len({row.student_id for row in running}),
        moved=len({row.student_id for row in running if row.last_moved and row.last_moved >= begins}),
        since=since,
        lately=held_since(students=names, since=begins, campus=campus, as_of=as_of),
        to_read=to_read(user=user, today=as_of.astimezone(campus.zone).date()).count(),
        lines=list(_lines(found.cohorts, current, monday)),
    )


def _lines(cohorts: Iterable[Cohort], current: Iterable[Case], monday: date) -> Iterator[DigestLine]:
    """Those that run, or ended within the week, the soonest due first."""
    rows: dict[int, list[Case]] = {}
    for case in current:
        rows.setdefault(case.cohort.pk, []).append(case)
    for cohort in cohorts:
        if (own := rows.get(cohort.pk)) and _runs(cohort, monday):
            toward_goal = sum(case.row.toward_goal for case in own)
            yield DigestLine(
                cohort,
                len(own),
                Pace.of_sum(
                    toward_goal,
                    goal=cohort.goal * len(own),
                    starts_on=cohort.starts_on,
                    due_on=cohort.due_on,
                    today=monday,
                ),
            )


def _runs(cohort: Cohort, monday: date) -> bool:
    return cohort.starts_on < monday and cohort.due_on >= monday - WEEK
