"""All cohorts of an adviser; an administrator's are all of the campus."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising import caseload
from apps.cohorts.models import Cohort
from apps.core.pages import here, page_of
from apps.dashboards import charts, cohort_lines, outside_coach
from apps.outbox.models import Audience
from apps.reminders.pages.silence import silence_of

_A_PAGE = 25  # cohorts; an administrator sees every one of the campus


@require_safe
def cohorts(request: SignedInRequest) -> HttpResponse:
    """Every cohort the adviser looks after or coaches someone in, ended ones last; an administrator finds all, by term,
    the latest first. With `archived`, the archived ones instead. Students: 404.
    """
    if request.user.is_student:
        raise Http404
    campus, as_of = request.campus, request.now
    today = as_of.astimezone(campus.zone).date()
    is_archived = request.GET.get("archived", "") == "yes"
    seen = Cohort.objects.visible_to(request.user)
    mine = (seen.archived() if is_archived else seen.not_archived()).with_reach(request.user).select_related("term")
    if request.user.is_administrator:
        mine = mine.order_by("-term__starts_on", "term", "due_on", "name", "pk")
    else:
        mine = mine.ended_last(today=today)
    page = page_of(request, mine, _A_PAGE)
    found = caseload.read(list(page), user=request.user, campus=campus, as_of=as_of)
    lines = cohort_lines.lines(found, campus=campus, as_of=as_of)
    coached = {line.cohort: line.students for line in lines if not line.cohort.is_seen_whole}
    wholes = outside_coach.wholes(coached, campus=campus, as_of=as_of)
    silence = silence_of(request.user)
    return render(
        request,
        "dashboards/cohorts.html",
        {
            "lines": [(line, wholes.get(line.cohort.pk)) for line in lines],
            "page": page,
            "is_archived": is_archived,
            "here": here(request, filters=("archived",)),
            "campus": campus,
            "today": today,
            "bar_width": charts.BAR_WIDTH,
            "takes_no_mail": silence.takes_no_mail,
            "off_lately": [each for each in silence.off(Audience.STAFF, as_of=as_of) if each.is_news],
        },
    )
