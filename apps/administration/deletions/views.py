"""Students who asked to be deleted. Two steps: choose what should happen, seeing what it does; then confirm it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import require_recent_sign_in
from apps.administration.deletions.actions import carry_out, open_files
from apps.administration.deletions.forms import ConfirmForm, WayForm
from apps.administration.pages import for_administrators
from apps.audit.actions import record_view
from apps.contacts.models import Contact
from apps.core.pages import form_page, page_of, posted, refusals_on, render_form
from apps.interviews.models import Interview
from apps.privacy.deletion.actions import NotCarriedOut
from apps.privacy.models import Deletion, Way
from apps.students.models import Student

PER_PAGE = 50
_FILES = 5


@for_administrators
@require_safe
def deletions(request: SignedInRequest) -> HttpResponse:
    """Who waits, the longest first; below, what was done, without names."""
    waiting = list(Deletion.objects.open().select_related("student__user").order_by("asked_at", "pk"))
    done = Deletion.objects.exclude(carried_out_at=None).select_related("carried_out_by").order_by("-carried_out_at")
    context = {"waiting": waiting, "page": page_of(request, done, PER_PAGE), "as_of": request.now}
    _record_view(request, "administration:deletions", [one.student_id for one in waiting if one.student_id])
    return render(request, "administration/deletions/list.html", context)


@for_administrators
@form_page
def deletion(request: SignedInRequest, pk: int) -> HttpResponse:
    """`way` in the address is the step before; `step` alone says that none was chosen. Carried out by a POST alone,
    after a recent sign-in.
    """
    asked = get_object_or_404(Deletion.objects.open().select_related("student__user"), pk=pk)
    student = asked.student
    # A second line: an open request has its student.
    if student is None:
        raise Http404
    if request.method != "POST" and not {"way", "step"} & {*request.GET}:
        return _shown(request, asked, student, form=WayForm())
    if request.method != "POST":
        chosen = WayForm(request.GET)
        if not chosen.is_valid():
            return _shown(request, asked, student, form=chosen)
        form = ConfirmForm(initial=chosen.cleaned_data, address=student.user.email)
        return _shown(request, asked, student, form=form, way=chosen.cleaned_data["way"])
    form = ConfirmForm(posted(request), address=student.user.email)
    if form.is_valid():
        require_recent_sign_in(request)
        way = Way(form.cleaned_data["way"])
        with refusals_on(form, NotCarriedOut):
            carry_out(deletion=asked, way=way, by=request.user, as_of=request.now)
            done = "The student is gone." if way == Way.GONE else "The student is anonymous now. The counts stay."
            messages.success(request, f"{done} They are told by one last email.")
            return redirect("administration:deletions")
    chosen = WayForm(request.POST)
    return _shown(request, asked, student, form=form, way=request.POST["way"] if chosen.is_valid() else "")


def _shown(request: SignedInRequest, asked: Deletion, student: Student, *, form: object, way: str = "") -> HttpResponse:
    _record_view(request, "administration:deletion", [student.pk])
    context = {
        "deletion": asked,
        "student": student,
        "form": form,
        "way": way,
        "is_gone": way == Way.GONE,
        "is_second": isinstance(form, ConfirmForm),
        "people": Contact.objects.filter(student=student).count(),
        "conversations": Interview.objects.filter(student=student).count(),
        "held": Interview.objects.filter(student=student, logged_at__isnull=False).count(),
        "open_files": list(open_files()[:_FILES]),
        "cohorts": list(student.cohorts.order_by("name").values_list("name", flat=True)),
    }
    return render_form(request, "administration/deletions/one.html", context)


def _record_view(request: SignedInRequest, page: str, students: Iterable[int]) -> None:
    if students and request.method != "HEAD":
        record_view(actor=request.user, page=page, student_ids=students)
