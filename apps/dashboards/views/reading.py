"""All that students shared with this person to read, in one list."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising.caseload import needs_address
from apps.advising.reflections.reading import to_read
from apps.audit.actions import record_view
from apps.core.pages import here, page_of
from apps.dashboards.student.records import shared_name
from apps.reflection.models import ReflectionAnswer

_A_PAGE = 20
_READ = [
    *["shared_at", "verdict", "nerves_before", "nerves_after", "interview__starts_at"],
    *["interview__student__user__display_name", "interview__contact__role", "interview__contact__organization"],
]


@require_safe
def reflections(request: SignedInRequest) -> HttpResponse:
    """What this person has not read yet, the newest first, whole. One audit row."""
    if request.user.is_student:
        raise Http404
    campus, as_of = request.campus, request.now
    today = as_of.astimezone(campus.zone).date()
    found = to_read(user=request.user, today=today).select_related("interview__student__user", "interview__contact")
    page = page_of(request, found.annotate(shared_name=shared_name("interview__contact")).only(*_READ), _A_PAGE)
    if page and request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user,
            page="dashboards:reflections",
            student_ids={each.interview.student_id for each in page},
            filter={"page": page.number},
        )
    answers: dict[int, list[ReflectionAnswer]] = {}
    for answer in ReflectionAnswer.objects.filter(reflection__in=list(page)).select_related("question"):
        answers.setdefault(answer.reflection_id, []).append(answer)
    return render(
        request,
        "dashboards/reflections.html",
        {
            "page": page,
            "lines": [{"reflection": each, "answers": answers.get(each.pk, [])} for each in page],
            "here": here(request, of="reflections"),
            "needs_url": needs_address(request.user),
            "campus": campus,
            "as_of": as_of,
        },
    )
