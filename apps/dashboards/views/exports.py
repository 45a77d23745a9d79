"""A cohort as a file, and as a page to print."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising import caseload
from apps.audit.actions import record_export
from apps.cohorts.models import Cohort
from apps.core.spreadsheets import CSV, XLSX, Table, attachment, csv_of, xlsx_of
from apps.dashboards import export
from apps.dashboards.export import StudentLine


@dataclass(frozen=True, slots=True)
class Chosen:
    """The students of a cohort who are shown, in the order of names, and by what they were chosen."""

    cohort: Cohort
    lines: list[StudentLine]
    filter: dict[str, str | int]

    @property
    def student_ids(self) -> list[int]:
        return [line.case.row.student_id for line in self.lines]


@require_safe
def export_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """The students, or with `?rows=interviews` their interviews; CSV has one table. One audit row."""
    rows = request.GET.get("rows", "students")
    if rows not in _TABLES:
        raise Http404
    chosen = _choose(request, pk)
    content = csv_of(_TABLES[rows](request, chosen))
    _record(request, chosen, page="dashboards:export_csv", rows=rows)
    name = f"{chosen.cohort.name} {rows} {_today(request)}"
    return attachment(content, name=name, ending="csv", content_type=CSV)


@require_safe
def export_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sheet of students, and one of their interviews. One audit row."""
    chosen = _choose(request, pk)
    content = xlsx_of(*(make(request, chosen) for make in _TABLES.values()))
    _record(request, chosen, page="dashboards:export_xlsx")
    return attachment(content, name=f"{chosen.cohort.name} {_today(request)}", ending="xlsx", content_type=XLSX)


def _choose(request: SignedInRequest, pk: int) -> Chosen:
    """Of a cohort that the person may see, the students whom they may see there; otherwise 404."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).with_reach(request.user), pk=pk)
    found = caseload.read([cohort], user=request.user, campus=request.campus, as_of=request.now)
    lines = export.student_lines(found.cases, standing=found.standing, campus=request.campus, as_of=request.now)
    return Chosen(cohort=cohort, lines=lines, filter={"cohort": cohort.pk})


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
        record_export(actor=request.user, page=page, student_ids=chosen.student_ids, filter={**chosen.filter, **more})


def _today(request: SignedInRequest) -> str:
    return request.now.astimezone(request.campus.zone).date().isoformat()
