"""Progress toward a cohort's goal, read in a fixed number of queries. `counting` decides what counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from apps.accounts.models import NOWHERE
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.interviews.counting import select, within
from apps.students.models import Student

_ROWS = f"""
SELECT j.cohort_id, s.id AS student_id, u.display_name AS name, u.folded_name, u.email, j.goal,
       s.archived_at IS NOT NULL AS is_archived,
       COUNT(DISTINCT person) FILTER (WHERE qualifies) AS counted,
       COUNT(DISTINCT person) FILTER (WHERE held AND exclusion IS NULL) AS would_count,
       COUNT(*) FILTER (WHERE held) AS held,
       COUNT(*) FILTER (WHERE held AND reflected) AS reflected,
       COUNT(*) FILTER (WHERE open AND j.starts_at IS NULL) AS ask,
       COUNT(*) FILTER (WHERE open AND j.starts_at > %(as_of)s) AS prepare,
       COUNT(*) FILTER (WHERE open AND j.starts_at <= %(as_of)s) AS meet,
       COUNT(*) FILTER (WHERE held AND thanked_at IS NULL) AS thank,
       COUNT(*) FILTER (WHERE held AND thanked_at IS NOT NULL AND NOT reflected) AS reflect,
       COUNT(*) FILTER (WHERE held AND thanked_at IS NULL AND j.ends_at < %(thanks_due)s) AS late_thank_yous,
       MIN(j.ends_at) FILTER (WHERE held AND thanked_at IS NULL AND j.ends_at < %(thanks_due)s)
           AS late_thank_yous_since,
       COUNT(*) FILTER (WHERE held AND thanked_at IS NULL AND j.ends_at >= %(late_since)s
                        AND j.ends_at < %(thanks_due)s)
           AS newly_late,
       MIN(j.ends_at) FILTER (WHERE held AND thanked_at IS NULL AND j.ends_at >= %(late_since)s
                        AND j.ends_at < %(thanks_due)s)
           AS newly_late_since,
       MIN(thanked_at) FILTER (WHERE held AND NOT reflected) AS to_reflect_since,
       COUNT(*) FILTER (WHERE j.unanswered AND j.asked_at < %(silent_since)s) AS unanswered,
       MIN(j.asked_at) FILTER (WHERE j.unanswered AND j.asked_at < %(silent_since)s) AS unanswered_since,
       COUNT(*) FILTER (WHERE held OR {within("scheduled_at")} OR {within("asked_at")}) AS tried,
       COUNT(*) FILTER (WHERE held OR {within("scheduled_at")}) AS dated,
       MAX(moved_at) AS last_step_at, j.joined_at
  FROM judged_interviews j
  JOIN students_student s ON s.id = j.student_id
  JOIN accounts_user u ON u.id = s.user_id
 GROUP BY j.cohort_id, s.id, u.id, j.goal, j.joined_at
"""  # noqa: S608  # nosec B608 - constants of this module

_COUNTED = f"SELECT cohort_id, student_id, counted, would_count FROM ({_ROWS}) t"  # noqa: S608  # nosec B608 - as below

# The people that students added, aggregated by themselves: joined to interviews, each would be counted many times.
_PEOPLE = """
SELECT student_id, COUNT(*) AS names, MAX(created_at) AS named_at, COUNT(*) FILTER (WHERE waits) AS unasked,
       MIN(created_at) FILTER (WHERE waits) AS unasked_since
  FROM (SELECT c.student_id, c.created_at,
               c.source = 'referral' AND c.created_at < %(named_since)s AND NOT EXISTS (
                   SELECT FROM interviews_interview i WHERE i.contact_id = c.id
                      AND (i.asked_at IS NOT NULL OR i.starts_at IS NOT NULL OR i.exit <> '')) AS waits
          FROM contacts_contact c
         WHERE c.archived_at IS NULL AND c.student_id IN (SELECT student_id FROM facts)
        OFFSET 0) AS each  -- folded into the sums, it would look for interviews twice
 GROUP BY student_id
"""

# A `Row` for each student and cohort, for `select`. The first conversation with each person is the one that counts.
TABLE = f"""
SELECT t.*, GREATEST(t.last_step_at, people.named_at) AS last_moved, COALESCE(people.names, 0) AS names,
       COALESCE(people.unasked, 0) AS unasked, people.unasked_since,
       COALESCE(talks.held_on, '{{}}') AS counted_on, bounce.created_at AS unreached_since
  FROM ({_ROWS}) t
  LEFT JOIN outbox_hardbounce bounce ON bounce.address = t.email
  LEFT JOIN ({_PEOPLE}) AS people USING (student_id)
  LEFT JOIN (SELECT cohort_id, student_id, ARRAY_AGG(held_on ORDER BY held_on) AS held_on
               FROM (SELECT cohort_id, student_id, person, MIN(held_on) AS held_on
                       FROM judged_interviews WHERE qualifies GROUP BY cohort_id, student_id, person) AS people
              GROUP BY cohort_id, student_id) AS talks USING (cohort_id, student_id)
"""  # noqa: S608  # nosec B608 - constants of this module
IN_ORDER = "folded_name, name, student_id, cohort_id"

_OVERVIEW = f"""
SELECT cohort_id, COUNT(*) AS students, SUM(LEAST(counted, goal))::int AS toward_goal
  FROM ({_ROWS}) t WHERE NOT is_archived GROUP BY cohort_id
"""  # noqa: S608  # nosec B608 - constants of this module

_STATUSES = """
SELECT cohort_id, interview_id, person, held_on, held, exclusion, qualifies,
       BOOL_OR(qualifies) OVER (PARTITION BY cohort_id, person) AS person_counts,
       CASE required_step WHEN 'held' THEN logged_at WHEN 'thanked' THEN GREATEST(logged_at, thanked_at)
            ELSE GREATEST(logged_at, thanked_and_later) END AS since,
       ROW_NUMBER() OVER (PARTITION BY cohort_id, person, qualifies ORDER BY starts_at, interview_id) AS place
  FROM judged_interviews WHERE interview_id IS NOT NULL ORDER BY starts_at NULLS LAST, interview_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One student in one cohort. Held are those within the cohort's dates; open ones, whenever they began.

    `counted` is not capped at the goal; divide it by `goal`. `under_way` are further people who would count
    once the conversation reaches the required step. `reflected` is a part of `held`; both include repeated
    people and what an adviser left out. `thank` and `reflect` are parts of `held`; `late_thank_yous` is a part
    of `thank` (ended more than the campus's hours ago), `unanswered` a part of `ask` (asked more than the
    days ago, and no reply since). `newly_late` are those late for a week at most, `newly_late_since` is the earliest
    end of these. `dated` are those held, and those for which a date was agreed within the cohort's dates; `tried` are
    these, and those asked for within the dates. `names` are people they added, ever, and `unasked` of these were named
    by someone two weeks ago and not asked. `last_step_at` is when an interview last took a step, `last_moved` the same
    or when a name was added later. `counted_on` has the local dates of those that count, earliest first.
    `unreached_since` is when a mail server said that their address takes no mail. `folded_name` is what lists sort by.
    Whoever `is_archived` is listed with their own numbers and is part of no sum. Moments are UTC.
    """

    cohort_id: int
    student_id: int
    name: str
    folded_name: str
    email: str
    goal: int
    is_archived: bool = False
    counted: int
    would_count: int
    held: int
    reflected: int
    ask: int
    prepare: int
    meet: int
    thank: int
    reflect: int
    late_thank_yous: int
    late_thank_yous_since: datetime | None
    newly_late: int = 0
    newly_late_since: datetime | None = None
    to_reflect_since: datetime | None = None
    unanswered: int
    unanswered_since: datetime | None
    tried: int
    dated: int = 0
    last_step_at: datetime | None = None
    last_moved: datetime | None
    joined_at: datetime
    names: int = 0
    unasked: int = 0
    unasked_since: datetime | None = None
    counted_on: Sequence[date] = ()
    unreached_since: datetime | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether they asked to be deleted, and only what counts is left of them."""
        return self.email.endswith(f"@{NOWHERE}")

    @property
    def owes_thanks(self) -> bool:
        """Whether a thank-you is late that somebody can still send."""
        return self.late_thank_yous > 0 and not self.is_anonymous

    @property
    def toward_goal(self) -> int:
        """What this student adds to the cohort's goal: never more than their own."""
        return min(self.counted, self.goal)

    @property
    def under_way(self) -> int:
        return self.would_count - self.counted


class Counted(NamedTuple):
    """Two numbers of one student in one cohort; as in `Row`."""

    counted: int
    under_way: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How far the whole of a cohort is, without the archived: `toward_goal` of `goal_total`.

    `toward_goal` takes at most the goal from each student, so that one student's ten do not stand for others' none.
    """

    cohort: Cohort
    students: int = 0
    toward_goal: int = 0

    @property
    def goal_total(self) -> int:
        return self.students * self.cohort.goal


class Reason(Enum):
    """Why an interview counts in a cohort, or does not; the first that applies."""

    COUNTS = "counts"
    NOT_HELD = "not held yet"
    OUTSIDE_DATES = "outside the cohort's dates"
    EXCLUDED = "left out by an adviser"
    STEP_NOT_REACHED = "the required step is still to come"
    SAME_PERSON = "another conversation with this person counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStatus:
    """One interview in one cohort: whether it counts, since when (UTC), or why not.

    `person` is the same for conversations of which only one can count. `exclusion` is the reason an adviser gave
    for leaving it out, and empty where nobody did.
    """

    interview_id: int
    person: int
    reason: Reason
    since: datetime | None
    exclusion: str

    @property
    def counts(self) -> bool:
        return self.reason is Reason.COUNTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One student's progress in one cohort: `counted`, divided by `goal`, and every interview's status."""

    cohort: Cohort
    statuses: list[CountStatus]

    @property
    def counted(self) -> int:
        return sum(status.counts for status in self.statuses)

    @property
    def under_way(self) -> int:
        """Further people who would count once the conversation reaches the required step; as `Row.under_way`."""
        return len({each.person for each in self.statuses if each.reason is Reason.STEP_NOT_REACHED})

    @property
    def goal(self) -> int:
        return self.cohort.goal

    def status_of(self, interview_id: int) -> CountStatus | None:
        return next((each for each in self.statuses if each.interview_id == interview_id), None)


def table(
    *, cohorts: Iterable[int], as_of: datetime, campus: Campus, coach: int | None = None, student: int | None = None
) -> list[Row]:
    """Every student of the cohorts, by name, archived or not, once for each cohort; with a `coach` those whom this
    person accompanies there, with a `student` this one alone. All are ids. One query.
    """
    question = f"{TABLE} ORDER BY {IN_ORDER}"
    found = select(question, cohorts=list(cohorts), as_of=as_of, campus=campus, coach=coach, student=student)
    return [Row(**row) for row in found]


def counted(*, cohorts: Iterable[int], as_of: datetime, campus: Campus) -> dict[tuple[int, int], Counted]:
    """By id of cohort and student, of every student of these cohorts: what counts and what is under way. One query."""
    found = select(_COUNTED, cohorts=sorted(set(cohorts)), as_of=as_of, campus=campus)
    return {
        (row["cohort_id"], row["student_id"]): Counted(row["counted"], row["would_count"] - row["counted"])
        for row in found
    }


def overview(*, cohorts: Iterable[Cohort], as_of: datetime, campus: Campus) -> list[Overview]:
    """The cohorts in the order given. One query, and one for `cohorts` where it is a queryset."""
    cohorts = list(cohorts)
    found = select(_OVERVIEW, cohorts=[cohort.pk for cohort in cohorts], as_of=as_of, campus=campus)
    by_id = {row.pop("cohort_id"): row for row in found}
    return [Overview(cohort=cohort, **by_id.get(cohort.pk, {})) for cohort in cohorts]


def counted_by_day(rows: Iterable[Row]) -> dict[date, int]:
    """How many interviews toward the goal were held on each local date, days without one left out.

    Takes at most the goal from each student, the earliest first: the sum is the table's `toward_goal`.
    """
    return dict(Counter(day for row in rows for day in row.counted_on[: row.goal]))


def progress_of(*, student: Student, cohorts: Iterable[Cohort], as_of: datetime, campus: Campus) -> list[Progress]:
    """The student's progress in each of `cohorts`, running or not, in the order given."""
    progress = {cohort.pk: Progress(cohort=cohort, statuses=[]) for cohort in cohorts}
    for row in select(_STATUSES, cohorts=list(progress), as_of=as_of, campus=campus, student=student.pk):
        progress[row["cohort_id"]].statuses.append(_status(row))
    return list(progress.values())


def statuses(*, cohort: int, as_of: datetime, campus: Campus, coach: int | None = None) -> dict[int, CountStatus]:
    """Of every interview of the cohort's students, by its id; with a `coach` of those whom this person accompanies
    there. One query.
    """
    found = select(_STATUSES, cohorts=[cohort], as_of=as_of, campus=campus, coach=coach)
    return {row["interview_id"]: _status(row) for row in found}


def _status(row: dict[str, Any]) -> CountStatus:
    reason = _reason(row)
    return CountStatus(
        interview_id=row["interview_id"],
        person=row["person"],
        reason=reason,
        since=row["since"] if reason is Reason.COUNTS else None,
        exclusion=row["exclusion"] or "",
    )


def _reason(row: dict[str, Any]) -> Reason:
    if row["qualifies"]:
        return Reason.COUNTS if row["place"] == 1 else Reason.SAME_PERSON
    if row["held_on"] is None:
        return Reason.NOT_HELD
    if not row["held"]:
        return Reason.OUTSIDE_DATES
    if row["exclusion"] is not None:
        return Reason.EXCLUDED
    # Its step would add nothing: the person counts already.
    return Reason.SAME_PERSON if row["person_counts"] else Reason.STEP_NOT_REACHED
