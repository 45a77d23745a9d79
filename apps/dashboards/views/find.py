"""Find a student by name, on every page of the staff."""

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.audit.actions import record_view
from apps.cohorts.models import Membership
from apps.core.folding import Bare, name_words
from apps.core.pages import here, page_of
from apps.core.text import one_line
from apps.students.models import Student

_A_PAGE = 50


@require_safe
def find(request: SignedInRequest) -> HttpResponse:
    """Students whom this person may see and whose name has each word of `q`, whatever the case, the accents and the
    order; each once, with their cohorts. One audit row where somebody is found.
    """
    if request.user.is_student:
        raise Http404
    query = one_line(request.GET.get("q", "")[:100].replace("\x00", ""))
    seen = Membership.objects.visible_to(request.user)
    students = Student.objects.filter(pk__in=seen.order_by().values("student")) if query else Student.objects.none()
    students = students.alias(bare_name=Bare(F("user__folded_name")))
    for word in name_words(query):
        students = students.filter(bare_name__contains=word)
    page = page_of(
        request, students.select_related("user").order_by("user__folded_name", "user__display_name", "pk"), _A_PAGE
    )
    cohorts: dict[int, list[Membership]] = {}
    shown = seen.filter(student__in=[student.pk for student in page])
    for each in shown.select_related("cohort__term").order_by("-cohort__due_on", "cohort__name", "pk"):
        cohorts.setdefault(each.student_id, []).append(each)
    if page and request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user,
            page="dashboards:find",
            student_ids=[student.pk for student in page],
            filter={"q": bool(query), "page": page.number},
        )
    return render(
        request,
        "dashboards/find.html",
        {
            "query": query,
            "page": page,
            "lines": [{"student": student, "memberships": cohorts.get(student.pk, [])} for student in page],
            "here": here(request, of="find"),
        },
    )
