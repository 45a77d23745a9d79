"""The list of those who need their adviser, ready to print.

As in `cohort.table`, each form of a row is rendered once and cached; a student's values are filled in, escaped, each
time.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.advising.caseload import Standing
from apps.advising.needing import Need
from apps.advising.reasons import Reason
from apps.campus.models import Campus
from apps.core.templatetags.dates import short_day
from apps.core.templatetags.parts import of_goal, stone_states
from apps.dashboards.cohort import table
from apps.dashboards.cohort_lines import CohortLine

_MOST_STONES = 5  # a longer goal is told by its number alone
_NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


def all_of(cohorts: Iterable[CohortLine]) -> list[Need]:
    """Who needs their adviser in any of these, in the order of the list, each student once."""
    first: dict[int, Need] = {}
    for need in sorted((need for each in cohorts for need in each.needs), key=lambda need: need.order):
        first.setdefault(need.row.student_id, need)
    return list(first.values())


def rows(
    needs: list[Need], *, standing: Mapping[int, Standing], campus: Campus, as_of: datetime, here: str
) -> list[SafeString]:
    """A row for each, in the order given; `here` behind a student's address leads back to the list."""
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
            as_of,
        )
        for need, row in zip(needs, named, strict=True)
    ]


def _row(need: Need, name: str, standing: Standing, url: str, campus: Campus, as_of: datetime) -> SafeString:
    row, nudge, today = need.row, standing.nudge, as_of.astimezone(campus.zone).date()
    no_nudge = table.no_nudge(need, standing, campus, as_of)
    return table.fill(
        _form(
            icon=need.icon,
            clock=need.clock,
            bounces=need.bounces,
            no_nudge=bool(no_nudge),
            by_mail=need.reason is Reason.BOUNCES,
            no_mail=row.unreached_since is not None,
            done=table.is_done(need, standing, campus, as_of),
        ),
        no_nudge=no_nudge,
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
