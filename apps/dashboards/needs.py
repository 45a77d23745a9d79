"""The list of those who need their adviser, ready to print, and the adviser's cohorts beside it.

As in `table`, each form of a row is rendered once and cached; a student's values are filled in, escaped, each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.advising.caseload import Caseload, Standing
from apps.advising.needing import Need, needing
from apps.advising.pace import Pace
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.templatetags.dates import short_day
from apps.core.templatetags.parts import of_goal, stone_states
from apps.dashboards import charts, table
from apps.dashboards.charts import Bar

_MOST_STONES = 5  # a longer goal is told by its number alone
_NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


@dataclass(frozen=True, slots=True)
class Mine:
    """One cohort of the caseload. Its numbers are of those students whom this person sees, without the archived:
    `behind` have fewer than an even pace would have by now, and mail does not reach `unreached`.
    """

    cohort: Cohort
    students: int
    toward_goal: int
    pace: Pace
    bar: Bar
    behind: int
    unreached: int
    needs: list[Need]


def mine(found: Caseload, *, campus: Campus, as_of: datetime) -> list[Mine]:
    """The cohorts of the caseload in its order."""
    today = as_of.astimezone(campus.zone).date()
    return [_mine(cohort, found, campus, today, as_of) for cohort in found.cohorts]


def _mine(cohort: Cohort, found: Caseload, campus: Campus, today: date, as_of: datetime) -> Mine:
    cases = [case for case in found.of_cohort(cohort) if not case.row.is_archived]
    rows = [case.row for case in cases]
    toward_goal = sum(row.toward_goal for row in rows)
    goal = cohort.goal * len(rows)
    pace = Pace.of_sum(toward_goal, goal=goal, starts_on=cohort.starts_on, due_on=cohort.due_on, today=today)
    even = int(cohort.goal * pace.fraction(today))
    return Mine(
        cohort,
        students=len(rows),
        toward_goal=toward_goal,
        pace=pace,
        bar=charts.bar(pace),
        behind=0 if pace.is_over else sum(row.counted < even for row in rows),
        unreached=0 if pace.is_over else sum(row.unreached_since is not None for row in rows),
        needs=needing(cases, campus=campus, as_of=as_of),
    )


def all_of(cohorts: Iterable[Mine]) -> list[Need]:
    """Who needs their adviser in any of these, in the order of the list, each student once."""
    first: dict[int, Need] = {}
    for need in sorted((need for each in cohorts for need in each.needs), key=lambda need: need.order):
        first.setdefault(need.row.student_id, need)
    return list(first.values())


def rows(
    needs: list[Need], *, standing: Mapping[int, Standing], campus: Campus, as_of: datetime, here: str
) -> list[SafeString]:
    """A row for each, in the order given; `here` behind a student's address leads back to the list."""
    today = as_of.astimezone(campus.zone).date()
    named = table.told_apart([need.row for need in needs])
    # One lookup of the address for each cohort, not one for each row.
    addresses = {
        pk: reverse("dashboards:student", args=[pk, 0]).removesuffix("0/")
        for pk in {need.row.cohort_id for need in needs}
    }
    return [
        _row(
            need,
            row.name,
            standing[row.student_id],
            f"{addresses[row.cohort_id]}{row.student_id}/{here}",
            campus,
            today,
        )
        for need, row in zip(needs, named, strict=True)
    ]


def _row(need: Need, name: str, standing: Standing, url: str, campus: Campus, today: date) -> SafeString:
    row, nudge = need.row, standing.nudge
    return format_html(
        _form(icon=need.icon, clock=need.clock, bounces=need.bounces),
        student_id=row.student_id,
        url=url,
        name=name,
        cohort=need.case.cohort.name,
        why=need.why,
        detail=need.detail,
        count=_count(row.counted, row.goal),
        moved=_day(row.last_moved.astimezone(campus.zone).date() if row.last_moved else None, today),
        nudged=_day(nudge.leaves_at.astimezone(campus.zone).date() if nudge else None, today),
        talked=_day(standing.talked_on, today),
    )


def _day(shown: date | None, today: date) -> str:
    if shown is None:
        return "None"
    return _NEAR.get((shown - today).days) or short_day(shown, today)


@lru_cache(maxsize=100)
def _form(**shown: object) -> str:
    return render_to_string("dashboards/parts/need_row.html", shown)


@lru_cache(maxsize=1000)
def _count(counted: int, goal: int) -> SafeString:
    states = stone_states(counted, 0, goal) if goal <= _MOST_STONES else []
    stones = [(9 + 21 * place, state) for place, state in enumerate(states)]
    shown = {"stones": stones, "width": 21 * goal - 3, "said": of_goal(counted, goal)}
    return render_to_string("dashboards/parts/need_count.html", shown)
