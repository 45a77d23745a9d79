"""One cohort of an adviser: where it stands, who needs them, and every student at every step."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from apps.accounts.requests import SignedInRequest
from apps.advising import caseload
from apps.advising.needing import Need, needing
from apps.advising.nudges.chosen import how_many
from apps.advising.pace import Pace
from apps.audit.actions import record_view
from apps.cohorts.models import Cohort
from apps.cohorts.readers import is_not_long_over
from apps.contacts.models import Warmth
from apps.core.pages import here, page_of, way_back
from apps.dashboards import outside_coach
from apps.dashboards.cohort import drawings, funnel, table
from apps.dashboards.cohort.sieve import COUNTS, FILTERS, CohortSieve, Listed
from apps.interviews import asked, progress
from apps.interviews.asked import Asked
from apps.interviews.progress import Row

_A_PAGE = 100  # students; a list beside the table names at most so many, and then says how many more there are
_A_LIST = 12
_WARMTHS: dict[Warmth | None, tuple[str, str]] = {
    Warmth.KNOWN: ("Known", "Such as family, friends and professors"),
    Warmth.CONNECTED: ("Connected", "Such as alumni, volunteers and people they were introduced to"),
    Warmth.NEW: ("New", "Such as LinkedIn, Handshake and met by chance"),
    None: ("Not said", ""),
}
_STEPS = [(step.value, step.label) for step in table.STEPS]
_INTRODUCED = {True: "Introduced by someone", False: "Not introduced"}


@require_safe
@vary_on_headers("HX-Request")
def cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who needs attention and why, and every student, as far as the sieve keeps them. All else is of the whole cohort.
    One audit row. htmx asks for what is below the sieve alone.
    """
    visible = Cohort.objects.visible_to(request.user).with_reach(request.user).select_related("term")
    cohort = get_object_or_404(visible, pk=pk)
    sieve = CohortSieve.of(request.GET)
    campus, as_of = request.campus, request.now
    found = caseload.read([cohort], user=request.user, campus=campus, as_of=as_of)
    rows = table.told_apart([case.row for case in found.cases])
    cases = [case if case.row is row else replace(case, row=row) for case, row in zip(found.cases, rows, strict=True)]
    needs = needing(cases, campus=campus, as_of=as_of)
    need_of = {need.row.student_id: need for need in needs}
    everybody = [Listed(row, need_of.get(row.student_id)) for row in rows]
    kept = sieve.keep(everybody)
    page = page_of(request, sieve.in_order(kept), _A_PAGE)
    if request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user,
            page="dashboards:cohort",
            student_ids=[row.student_id for row in rows],
            filter={"cohort": cohort.pk, "sort": sieve.sort, **sieve.logged()},
        )
    # Every number and list but the table is without the archived.
    current = [row for row in rows if not row.is_archived]
    pace = Pace(
        starts_on=cohort.starts_on,
        due_on=cohort.due_on,
        today=as_of.astimezone(campus.zone).date(),
        goal=cohort.goal * len(current),
        by_day=progress.counted_by_day(current),
    )
    kept_ids = {student.row.student_id for student in kept}
    shown = [need for need in needs if need.row.student_id in kept_ids]
    may_nudge = cohort.is_shared and sieve.is_of_reason and is_not_long_over(cohort, pace.today)
    # One lookup of the address for the whole page, not one a row.
    students_url = reverse("dashboards:student", args=[cohort.pk, 0]).removesuffix("0/")
    context = {
        "cohort": cohort,
        "campus": campus,
        "sieve": sieve,
        "sieve_query": sieve.url() if sieve.asked() else "",
        "is_fragment": bool(request.htmx),
        "tabs": sieve.tabs(everybody),
        "steps": _STEPS,
        "counts": COUNTS.items(),
        "page": page,
        "lines_in_all": len(rows),
        "orders": sieve.orders(),
        "lines": _lines(request, page, needs, pace, students_url),
        "way_back": way_back(request, at=f"cohort-{cohort.pk}"),
        "next": urlencode({"next": request.get_full_path()}),
        "totals": _totals(current),
        "archived": len(rows) - len(current),
        "pace": pace,
        "drawn_pace": drawings.drawn_pace(pace),
        "needing": needs,
        "whom": "you" if cohort.is_shared else "their adviser",
        "needing_shown": len(shown),
        "to_nudge": how_many(needs, sieve.reason) if may_nudge else 0,
        "attention_rows": table.attention_rows(
            needing=shown[:_A_PAGE],
            students_url=students_url,
            here=here(request, at="att", filters=FILTERS),
            standing=found.standing,
            campus=campus,
            as_of=as_of,
            choosing=cohort.is_shared,
        ),
        "whole": None
        if cohort.is_seen_whole
        else outside_coach.wholes({cohort: len(current)}, campus=campus, as_of=as_of)[cohort.pk],
        **_lists(request, current, students_url),
        **_standing(request, cohort, current, pace),
    }
    return render(request, "dashboards/cohort.html#found" if request.htmx else "dashboards/cohort.html", context)


def _lines(
    request: SignedInRequest, page: Page[Listed], needs: list[Need], pace: Pace, students_url: str
) -> list[SafeString]:
    lines = table.lines(
        rows=[student.row for student in page],
        needing=needs,
        campus=request.campus,
        today=pace.today,
        students_url=students_url,
        here=here(request, filters=FILTERS),
    )
    return [line.html for line in lines]


def _lists(request: SignedInRequest, current: list[Row], students_url: str) -> dict[str, Any]:
    """Who has none, and who owes a late thank-you: the first of each."""
    without = [row for row in current if not row.counted]
    late = [row for row in current if row.owes_thanks]
    here_thanks = here(request, at="thanks", filters=FILTERS)
    lines = table.late_lines(rows=late, campus=request.campus, students_url=students_url, here=here_thanks)
    return {
        "students_url": students_url,
        "here_none": here(request, at="none", filters=FILTERS),
        "without": without[:_A_LIST],
        "without_more": max(0, len(without) - _A_LIST),
        "late_lines": lines[:_A_LIST],
        "late_more": max(0, len(late) - _A_LIST),
    }


def _standing(request: SignedInRequest, cohort: Cohort, current: list[Row], pace: Pace) -> dict[str, Any]:
    """How far the cohort came. Whoever sees only some of its students sees none of these numbers here."""
    if not (cohort.is_seen_whole and current):
        return {}
    reached = funnel.Funnel.of(current)
    spread = funnel.distribution(current, goal=cohort.goal)
    found = asked.by_source(cohort=cohort, students=[row.student_id for row in current], campus=request.campus)
    by_warmth = [_line(*_WARMTHS[warmth], found.by_warmth[warmth]) for warmth in _WARMTHS if warmth in found.by_warmth]
    introduced = [_line(label, "", found.by_introduction[key]) for key, label in _INTRODUCED.items()]
    return {
        "funnel": drawings.drawn_bars(reached.stages, of=len(current)),
        "spread": drawings.drawn_bars(spread, of=len(current)),
        "stuck": reached.finding(is_over=pace.is_over),
        "asked": [by_warmth, introduced] if by_warmth else [],
        "held_in_all": found.held,
    }


def _line(label: str, such_as: str, numbers: Asked) -> dict[str, Any]:
    return {"label": label, "such_as": such_as, "numbers": numbers}


def _totals(rows: list[Row]) -> dict[str, int]:
    """The foot of the table: each a sum over the students; `toward_goal` takes at most the goal from each."""
    names = ("ask", "prepare", "meet", "thank", "reflect", "held", "reflected", "toward_goal")
    totals = {name: sum(getattr(row, name) for row in rows) for name in names}
    totals["students"] = len(rows)
    totals["goal"] = sum(row.goal for row in rows)
    totals["beyond"] = sum(row.counted for row in rows) - totals["toward_goal"]
    totals["with_some"] = sum(row.counted > 0 for row in rows)
    totals["owing"] = sum(row.owes_thanks for row in rows)
    totals["without"] = len(rows) - totals["with_some"]
    totals["reached"] = sum(row.counted >= row.goal for row in rows)
    return totals
