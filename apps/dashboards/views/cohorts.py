"""The adviser's pages: all cohorts, and one cohort."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising import caseload, reasons
from apps.advising.pace import Pace
from apps.audit.actions import record_view
from apps.cohorts.models import Cohort
from apps.core.pages import here, page_of, way_back
from apps.dashboards import charts, outside_coach, table
from apps.interviews import progress
from apps.interviews.progress import Overview, Row
from apps.outbox.models import Audience
from apps.reminders.pages.silence import silence_of

_A_PAGE = 50  # cohorts; an administrator sees every one of the campus
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
SORTS = {
    "name": ("Name", lambda row: (row.folded_name, row.student_id)),
    "counted": ("Fewest counted", lambda row: (row.counted, row.folded_name)),
    "last": ("Longest unmoved", lambda row: (row.last_moved or _LONG_AGO, row.folded_name)),
}


@require_safe
def cohorts(request: SignedInRequest) -> HttpResponse:
    """Every cohort the adviser looks after or coaches someone in (an administrator: all), ended ones last. Students:
    404.
    """
    if request.user.is_student:
        raise Http404
    campus, as_of = request.campus, request.now
    today = as_of.astimezone(campus.zone).date()
    mine = Cohort.objects.visible_to(request.user).with_reach(request.user)
    page = page_of(request, mine.select_related("term").ended_last(today=today), _A_PAGE)
    lines = []
    for seen in outside_coach.seen(page, user=request.user, campus=campus, as_of=as_of):
        pace = _pace_of_total(seen.line, today)
        lines.append({"seen": seen, "line": seen.line, "pace": pace, "bar": charts.bar(pace)})
    silence = silence_of(request.user)
    return render(
        request,
        "dashboards/cohorts.html",
        {
            "lines": lines,
            "page": page,
            "here": here(request),
            "campus": campus,
            "today": today,
            "bar_width": charts.BAR_WIDTH,
            "takes_no_mail": silence.takes_no_mail,
            "off_lately": [each for each in silence.off(Audience.STAFF, as_of=as_of) if each.is_news],
        },
    )


@require_safe
def cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    """One cohort: the finding, who needs attention and why, every student at every step. One audit row."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).with_reach(request.user), pk=pk)
    campus, as_of = request.campus, request.now
    found = caseload.read([cohort], user=request.user, campus=campus, as_of=as_of)
    rows = table.told_apart([case.row for case in found.cases])
    sort = request.GET.get("sort", "name")
    if sort not in SORTS:
        raise Http404
    if request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user,
            page="dashboards:cohort",
            student_ids=[row.student_id for row in rows],
            filter={"cohort": cohort.pk, "sort": sort},
        )
    ordered = sorted(rows, key=SORTS[sort][1])
    # Every number and list below is of these; the table alone shows the archived, too.
    current = [row for row in rows if not row.is_archived]
    pace = Pace(
        starts_on=cohort.starts_on,
        due_on=cohort.due_on,
        today=as_of.astimezone(campus.zone).date(),
        goal=cohort.goal * len(current),
        by_day=progress.counted_by_day(current),
    )
    cases = [replace(case, row=row) for case, row in zip(found.cases, rows, strict=True)]
    needing = reasons.needing(cases, campus=campus, as_of=as_of)
    # One lookup of the address for the whole page, not one a row.
    students_url = reverse("dashboards:student", args=[cohort.pk, 0]).removesuffix("0/")
    return render(
        request,
        "dashboards/cohort.html",
        {
            "cohort": cohort,
            "campus": campus,
            "lines": table.lines(
                rows=ordered,
                needing=needing,
                campus=campus,
                today=pace.today,
                students_url=students_url,
                here=here(request),
            ),
            "students_url": students_url,
            "here_none": here(request, at="none"),
            "way_back": way_back(request, at=f"cohort-{cohort.pk}"),
            "sort": sort,
            "sorts": [(key, label) for key, (label, _) in SORTS.items()],
            "totals": _totals(current),
            "seen": next(iter(outside_coach.seen([cohort], user=request.user, campus=campus, as_of=as_of)))
            if not cohort.is_seen_whole
            else None,
            "archived": len(rows) - len(current),
            "pace": pace,
            "wide": charts.draw(pace, charts.WIDE),
            "phone": charts.draw(pace, charts.PHONE),
            "needing": needing,
            "attention_rows": table.attention_rows(
                needing=needing, students_url=students_url, here=here(request, at="att")
            ),
            "without": [row for row in current if not row.counted],
            "overdue_lines": table.overdue_lines(
                rows=current, campus=campus, students_url=students_url, here=here(request, at="thanks")
            ),
        },
    )


def _pace_of_total(line: Overview, today: date) -> Pace:
    return Pace(
        starts_on=line.cohort.starts_on,
        due_on=line.cohort.due_on,
        today=today,
        goal=line.goal_total,
        by_day={line.cohort.starts_on: line.toward_goal},
    )


def _totals(rows: list[Row]) -> dict[str, int]:
    """The foot of the table: each a sum over the students; `toward_goal` takes at most the goal from each."""
    names = (
        "ask",
        "prepare",
        "meet",
        "thank",
        "reflect",
        "held",
        "reflected",
        "overdue_thanks",
        "toward_goal",
    )
    totals = {name: sum(getattr(row, name) for row in rows) for name in names}
    totals["students"] = len(rows)
    totals["goal"] = sum(row.goal for row in rows)
    totals["beyond"] = sum(row.counted for row in rows) - totals["toward_goal"]
    totals["with_some"] = sum(row.counted > 0 for row in rows)
    return totals
