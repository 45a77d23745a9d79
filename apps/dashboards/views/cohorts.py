"""All cohorts of an adviser; an administrator's are all of the campus."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising.pace import Pace
from apps.cohorts.models import Cohort
from apps.core.pages import here, page_of
from apps.dashboards import charts, outside_coach
from apps.interviews.progress import Overview
from apps.outbox.models import Audience
from apps.reminders.pages.silence import silence_of

_A_PAGE = 50  # cohorts; an administrator sees every one of the campus


@require_safe
def cohorts(request: SignedInRequest) -> HttpResponse:
    """Every cohort the adviser looks after or coaches someone in, ended ones last; an administrator finds all, by term,
    the latest first. Students: 404.
    """
    if request.user.is_student:
        raise Http404
    campus, as_of = request.campus, request.now
    today = as_of.astimezone(campus.zone).date()
    mine = Cohort.objects.visible_to(request.user).with_reach(request.user).select_related("term")
    if request.user.is_administrator:
        mine = mine.order_by("-term__starts_on", "term", "due_on", "name", "pk")
    else:
        mine = mine.ended_last(today=today)
    page = page_of(request, mine, _A_PAGE)
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


def _pace_of_total(line: Overview, today: date) -> Pace:
    cohort, goal = line.cohort, line.goal_total
    return Pace.of_sum(line.toward_goal, goal=goal, starts_on=cohort.starts_on, due_on=cohort.due_on, today=today)
