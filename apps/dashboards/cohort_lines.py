"""A line for each cohort: how far it is, who is behind, who needs their adviser, and whom no mail reaches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from apps.advising.caseload import Caseload
from apps.advising.needing import Need, needing
from apps.advising.pace import Pace
from apps.advising.reasons import Case
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.dashboards import charts
from apps.dashboards.charts import Bar


@dataclass(frozen=True, slots=True)
class CohortLine:
    """Numbers are of those students whom this person sees, without the archived.

    `toward_goal` takes at most the goal from each. `behind` have fewer than an even pace would have by now, `with_none`
    have none that counts, and `waiting` have a request unanswered for more than the campus's days. `owing` owe a late
    thank-you, and mail does not reach `unreached`; whoever was anonymized is in none of these three.
    """

    cohort: Cohort
    students: int
    archived: int
    toward_goal: int
    pace: Pace
    bar: Bar
    behind: int
    with_none: int
    held: int
    reflected: int
    owing: int
    waiting: int
    unreached: int
    needs: list[Need]


def lines(found: Caseload, *, campus: Campus, as_of: datetime) -> list[CohortLine]:
    """The cohorts of the caseload in its order."""
    today = as_of.astimezone(campus.zone).date()
    by_cohort: dict[int, list[Case]] = defaultdict(list)
    for case in found.cases:
        by_cohort[case.row.cohort_id].append(case)
    return [_line(cohort, by_cohort[cohort.pk], campus, today, as_of) for cohort in found.cohorts]


def _line(cohort: Cohort, every: Sequence[Case], campus: Campus, today: date, as_of: datetime) -> CohortLine:
    cases = [case for case in every if not case.row.is_archived]
    rows = [case.row for case in cases]
    toward_goal = sum(row.toward_goal for row in rows)
    goal = cohort.goal * len(rows)
    pace = Pace.of_sum(toward_goal, goal=goal, starts_on=cohort.starts_on, due_on=cohort.due_on, today=today)
    even = int(cohort.goal * pace.fraction(today))
    return CohortLine(
        cohort,
        students=len(rows),
        archived=len(every) - len(rows),
        toward_goal=toward_goal,
        pace=pace,
        bar=charts.bar(pace),
        behind=0 if pace.is_over else sum(row.counted < even for row in rows),
        with_none=sum(not row.counted for row in rows),
        held=sum(row.held for row in rows),
        reflected=sum(row.reflected for row in rows),
        owing=sum(row.owes_thanks for row in rows),
        waiting=sum(row.unanswered > 0 and not row.is_anonymous for row in rows),
        unreached=0 if pace.is_over else sum(row.unreached_since is not None for row in rows),
        needs=needing(cases, campus=campus, as_of=as_of),
    )
