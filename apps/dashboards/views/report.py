"""The report of a cohort, for those outside it who ask what it did."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.audit.actions import record_view
from apps.cohorts.models import Cohort
from apps.core.small_groups import FEWEST
from apps.dashboards.report.figures import figures_of
from apps.dashboards.report.report import BAR, NOT_SHOWN, Report
from apps.interviews import progress


@require_safe
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Counts of five students or more. Whoever sees only some students of the cohort could take theirs from its
    numbers, and gets 404. One audit row.
    """
    # A second line: who sees it whole is asked below.
    cohorts = Cohort.objects.visible_to(request.user).with_reach(request.user).select_related("term")
    cohort = get_object_or_404(cohorts, pk=pk)
    if not cohort.is_seen_whole:
        raise Http404
    campus, as_of = request.campus, request.now
    rows = progress.table(cohorts=[cohort.pk], as_of=as_of, campus=campus)
    if request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user,
            page="dashboards:report",
            student_ids=[row.student_id for row in rows],
            filter={"cohort": cohort.pk},
        )
    current = [row for row in rows if not row.is_archived]
    today = as_of.astimezone(campus.zone).date()
    return render(
        request,
        "dashboards/report.html",
        {
            "cohort": cohort,
            "campus": campus,
            "today": today,
            "is_over": today > cohort.due_on,
            "report": Report(cohort, current, figures_of(cohort=cohort.pk, as_of=as_of, campus=campus)),
            "archived": len(rows) - len(current),
            "fewest": FEWEST,
            "bar": BAR,
            "not_shown": NOT_SHOWN,
        },
    )
