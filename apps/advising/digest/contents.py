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
from apps.interviews.counting import select
from apps.interviews.deadlines import ADVISERS_HEAR_OF_LATE_THANKS, mark

WEEK = timedelta(weeks=1)

# Ten days: a week and the longest time to say thank you.
_LATELY = """
SELECT DISTINCT j.interview_id, j.ends_at, j.thanked_at
  FROM judged_interviews j JOIN students_student s ON s.id = j.student_id
 WHERE j.held AND s.archived_at IS NULL AND j.ends_at >= %(as_of)s::timestamptz - interval '10 days'
"""


@dataclass(frozen=True, slots=True)
class Thanks:
    """Of the conversations held since a day: for how many the time to say thank you is over or the note is sent, how
    many of these were thanked for in time, and for how many there is time still. `late` are notes that are late now, of
    whichever day.
    """

    held: int
    settled: int
    in_time: int
    late: int

    @property
    def still_in_time(self) -> int:
        return self.held - self.settled


@dataclass(frozen=True, slots=True)
class CohortLine:
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
    thanks: Thanks
    to_read: int
    lines: list[CohortLine]

    @property
    def headline(self) -> str:
        if not self.needing:
            return "No one is stuck today"
        whose = f"{self.needing} of your {self.students} student{'' if self.students == 1 else 's'}"
        return f"{whose} need{'s' if self.needing == 1 else ''} you"


def digest_of(*, user: User, monday: date, campus: Campus, as_of: datetime) -> Digest:
    """What this person's digest of that Monday says at `as_of`. Seven queries at most, however many cohorts."""
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
        students=len({case.row.student_id for case in current}),
        reasons=counted(needs),
        hands=[(names[need.row.student_id], need) for need in needs if need.reason is Reason.HAND],
        running=len({row.student_id for row in running}),
        moved=len({row.student_id for row in running if row.last_moved and row.last_moved >= begins}),
        since=since,
        thanks=_thanks(found.cohorts, user=user, begins=begins, campus=campus, as_of=as_of),
        to_read=to_read(user=user, today=as_of.astimezone(campus.zone).date()).count(),
        lines=list(_lines(found.cohorts, current, monday)),
    )


def _thanks(cohorts: Iterable[Cohort], *, user: User, begins: datetime, campus: Campus, as_of: datetime) -> Thanks:
    whole = [cohort.pk for cohort in cohorts if cohort.is_seen_whole]
    coached = [cohort.pk for cohort in cohorts if not cohort.is_seen_whole]
    rows = select(_LATELY, cohorts=whole, as_of=as_of, campus=campus)
    rows += select(_LATELY, cohorts=coached, coach=user.pk, as_of=as_of, campus=campus)
    held = settled = in_time = late = 0
    for row in {row["interview_id"]: row for row in rows}.values():
        until = mark(end=row["ends_at"], hours=campus.thank_you_hours)
        if row["ends_at"] >= begins:
            held += 1
            settled += bool(row["thanked_at"]) or until < as_of
            in_time += bool(row["thanked_at"]) and row["thanked_at"] <= until
        late += not row["thanked_at"] and until < as_of <= until + ADVISERS_HEAR_OF_LATE_THANKS
    return Thanks(held, settled, in_time, late)


def _lines(cohorts: Iterable[Cohort], current: Iterable[Case], monday: date) -> Iterator[CohortLine]:
    """Those that run, or ended within the week, the soonest due first."""
    rows: dict[int, list[Case]] = {}
    for case in current:
        rows.setdefault(case.cohort.pk, []).append(case)
    for cohort in cohorts:
        if (own := rows.get(cohort.pk)) and _runs(cohort, monday):
            toward_goal = sum(case.row.toward_goal for case in own)
            yield CohortLine(
                cohort,
                len(own),
                Pace(
                    starts_on=cohort.starts_on,
                    due_on=cohort.due_on,
                    today=monday,
                    goal=cohort.goal * len(own),
                    by_day={cohort.starts_on: toward_goal},
                ),
            )


def _runs(cohort: Cohort, monday: date) -> bool:
    return cohort.starts_on < monday and cohort.due_on >= monday - WEEK
