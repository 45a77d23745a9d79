"""A cohort as a file, and as a page to print."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising import caseload
from apps.advising.needing import needing
from apps.audit.actions import record_export, record_view
from apps.cohorts.models import Cohort
from apps.core.spreadsheets import CSV, XLSX, Table, attachment, csv_of, xlsx_of
from apps.dashboards.cohort import export, table
from apps.dashboards.cohort.export import StudentLine
from apps.dashboards.cohort.sieve import CohortSieve, Listed


@dataclass(frozen=True, slots=True)
class Chosen:
    """The students of a cohort who are shown, and by what they were chosen."""

    cohort: Cohort
    sieve: CohortSieve
    lines: list[StudentLine]


@require_safe
def export_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """The students, or with `?rows=interviews` their interviews; CSV has one table. One audit row."""
    asked = request.GET.copy()
    (*_, rows) = asked.pop("rows", ["students"])
    if rows not in _TABLES:
        raise Http404
    chosen = _choose(request, pk, asked)
    content = csv_of(_TABLES[rows](request, chosen))
    _record(request, chosen, page="dashboards:export_csv", rows=rows)
    name = f"{chosen.cohort.name} {rows} {_today(request)}"
    return attachment(content, name=name, ending="csv", content_type=CSV)


@require_safe
def export_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sheet of students, and one of their interviews. One audit row."""
    chosen = _choose(request, pk, request.GET)
    content = xlsx_of(*(make(request, chosen) for make in _TABLES.values()))
    _record(request, chosen, page="dashboards:export_xlsx")
    return attachment(content, name=f"{chosen.cohort.name} {_today(request)}", ending="xlsx", content_type=XLSX)


@require_safe
def print_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The students with their figures, made for paper. One audit row."""
    chosen = _choose(request, pk, request.GET)
    if request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user,
            page="dashboards:print",
            student_ids=[line.row.student_id for line in chosen.lines],
            filter={"cohort": chosen.cohort.pk, **chosen.sieve.logged()},
        )
    rows = table.told_apart([line.row for line in chosen.lines])
    lines = [replace(line, row=row) for line, row in zip(chosen.lines, rows, strict=True)]
    current = [row for row in rows if not row.is_archived]
    return render(
        request,
        "dashboards/print.html",
        {
            "cohort": chosen.cohort,
            "campus": request.campus,
            "today": request.now.astimezone(request.campus.zone).date(),
            "sieve": chosen.sieve,
            "columns": export.ON_PAPER,
            "lines": [(line.row, [(column, column.value(line)) for column in export.ON_PAPER[1:]]) for line in lines],
            "students": len(current),
            "archived": len(rows) - len(current),
            "with_some": sum(row.counted > 0 for row in current),
            "reached": sum(row.counted >= row.goal for row in current),
            "held": sum(row.held for row in current),
            "reflected": sum(row.reflected for row in current),
            "owing": sum(row.owes_thanks for row in current),
            "back": chosen.sieve.url() if chosen.sieve.asked() else "",
        },
    )


def _choose(request: SignedInRequest, pk: int, asked: QueryDict) -> Chosen:
    """Of a cohort that the person may see, the students whom they may see there and the page's own sieve keeps, in its
    order; otherwise 404.
    """
    visible = Cohort.objects.visible_to(request.user).with_reach(request.user).select_related("term")
    cohort = get_object_or_404(visible, pk=pk)
    sieve = CohortSieve.of(asked)
    campus, as_of = request.campus, request.now
    found = caseload.read([cohort], user=request.user, campus=campus, as_of=as_of)
    needs = {need.row.student_id: need for need in needing(found.cases, campus=campus, as_of=as_of)}
    kept = sieve.keep(Listed(case.row, needs.get(case.row.student_id)) for case in found.cases)
    lines = export.student_lines(sieve.in_order(kept), cohort=cohort, standing=found.standing, campus=campus)
    return Chosen(cohort=cohort, sieve=sieve, lines=lines)


def _students(request: SignedInRequest, chosen: Chosen) -> Table:
    return export.table("Students", export.STUDENTS, chosen.lines)


def _interviews(request: SignedInRequest, chosen: Chosen) -> Table:
    lines = export.interview_lines(
        chosen.lines, cohort=chosen.cohort, reader=request.user, campus=request.campus, as_of=request.now
    )
    return export.table("Interviews", export.INTERVIEWS, lines)


_TABLES = {"students": _students, "interviews": _interviews}


def _record(request: SignedInRequest, chosen: Chosen, *, page: str, **more: str) -> None:
    if request.method != "HEAD":  # it holds nothing
        record_export(
            actor=request.user,
            page=page,
            student_ids=[line.row.student_id for line in chosen.lines],
            filter={"cohort": chosen.cohort.pk, **chosen.sieve.logged(), **more},
        )


def _today(request: SignedInRequest) -> str:
    return request.now.astimezone(request.campus.zone).date().isoformat()
