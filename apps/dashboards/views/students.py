"""One student of a cohort, as far as an adviser may read; and leaving an interview out of the count."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import SignedInRequest
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Cohort, Membership
from apps.core.not_saved.giving_back import give_back
from apps.core.pages import came_from, carried, refusals_on, way_back
from apps.dashboards.forms import ExclusionForm
from apps.dashboards.records import records_of
from apps.dashboards.views.cohorts import SORTS
from apps.dashboards.views.needs import FILTERS
from apps.interviews import progress
from apps.interviews.actions import NotPossible
from apps.interviews.exclusions import exclude, take_back_exclusion
from apps.interviews.models import Interview
from apps.interviews.steps import step_of
from apps.outbox.models import HardBounce
from apps.students.models import Student

_AS_ADVISER = (
    "You see steps, dates and sources. You see a reflection or a name only where the student shared it. "
    "Notes and thank-yous stay private. This visit is logged."
)
_AS_ADMINISTRATOR = (
    "You see steps, dates and sources. Students share reflections and names only with this cohort’s advisers. "
    "Notes and thank-yous stay private. This visit is logged."
)


@require_safe
def student(request: SignedInRequest, cohort_pk: int, pk: int) -> HttpResponse:
    """Progress, dates, sources, thanks and what was shared. One audit row for each look."""
    return _page(request, _load(request, cohort_pk, pk))


@require_POST
def exclusion(request: SignedInRequest, cohort_pk: int, student_pk: int, pk: int) -> HttpResponse:
    """Leave one interview out of this cohort's count, with a reason."""
    membership = _may_exclude(request, _load(request, cohort_pk, student_pk))
    cohort, found = membership.cohort, membership.student
    interview = get_object_or_404(Interview.objects.only("pk"), pk=pk, student=found)
    form = ExclusionForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        with refusals_on(form, NotPossible, field="reason"), transaction.atomic():
            exclude(interview=interview, cohort=cohort, adviser=request.user, reason=form.cleaned_data["reason"])
            _record(request, found, "left out")
            messages.success(request, f"Left out. {found.user.greeting} sees your reason.")
            return _back(request, cohort, found)
    return _page(request, membership, wrong={pk: form})


@require_POST
def exclusion_withdrawal(request: SignedInRequest, cohort_pk: int, student_pk: int, pk: int) -> HttpResponse:
    """Count it again."""
    membership = _may_exclude(request, _load(request, cohort_pk, student_pk))
    cohort, found = membership.cohort, membership.student
    interview = get_object_or_404(Interview.objects.only("pk"), pk=pk, student=found)
    with transaction.atomic():
        take_back_exclusion(interview=interview, cohort=cohort)
        _record(request, found, "counted again")
    messages.success(request, "It counts again, by the cohort’s rule.")
    return _back(request, cohort, found)


def _back(request: SignedInRequest, cohort: Cohort, student: Student) -> HttpResponse:
    return redirect(reverse("dashboards:student", args=[cohort.pk, student.pk]) + carried(request))


def _record(request: SignedInRequest, student: Student, done: str) -> None:
    record_change(actor=request.user, page="dashboards:exclusion", student_ids=[student.pk], reason=done)


def _load(request: SignedInRequest, cohort_pk: int, student_pk: int) -> Membership:
    """The student of a cohort the person may see; otherwise 404. `unreached_since`: no mail reaches them."""
    bounces = HardBounce.objects.filter(address=OuterRef("student__user__email"))
    memberships = Membership.objects.visible_to(request.user).with_reach(request.user)
    memberships = memberships.annotate(unreached_since=Subquery(bounces.values("created_at")))
    memberships = memberships.select_related("cohort", "student__user", "coach")
    return get_object_or_404(memberships, cohort=cohort_pk, student=student_pk)


def _may_exclude(request: SignedInRequest, membership: Membership) -> Membership:
    """What counts in a cohort is for its advisers and administrators to say, not for a coach; otherwise 403."""
    if not (membership.is_advised or request.user.is_administrator):
        raise PermissionDenied
    return membership


def _list(request: SignedInRequest, cohort: Cohort) -> tuple[str, str]:
    """Where the person came from: its address and its name."""
    known = {
        "needs": ("dashboards:home", "Needs you"),
        "find": ("dashboards:find", "Find a student"),
        "reflections": ("dashboards:reflections", "Reflections to read"),
    }
    if found := known.get(came_from(request)):
        return reverse(found[0]), found[1]
    return reverse("dashboards:cohort", args=[cohort.pk]), cohort.name


def _form(request: SignedInRequest, cohort: Cohort, student: Student, pk: int) -> ExclusionForm:
    form = ExclusionForm(auto_id=f"id_{pk}_%s")
    give_back(request, [form], sent_to=reverse("dashboards:exclusion", args=[cohort.pk, student.pk, pk]))
    return form


def _page(
    request: SignedInRequest, membership: Membership, wrong: dict[int, ExclusionForm] | None = None
) -> HttpResponse:
    wrong, cohort, student = wrong or {}, membership.cohort, membership.student
    campus, as_of = request.campus, request.now
    if request.method != "HEAD":  # it shows nothing
        record_view(
            actor=request.user, page="dashboards:student", student_ids=[student.pk], filter={"cohort": cohort.pk}
        )
    as_adviser = membership.is_shared
    (mine,) = progress.progress_of(student=student, cohorts=[cohort], as_of=as_of, campus=campus)
    entries = [
        {
            "record": record,
            "step": step_of(record.interview, as_of),
            "thanks_over": bool(record.interview.state == "held" and record.thanks_due and record.thanks_due < as_of),
            "form": wrong.get(record.interview.pk) or _form(request, cohort, student, record.interview.pk),
        }
        for record in records_of(student=student, progress=mine, campus=campus, as_adviser=as_adviser, as_of=as_of)
    ]
    return render(
        request,
        "dashboards/student.html",
        {
            "cohort": cohort,
            "student": student,
            "membership": membership,
            "campus": campus,
            "as_of": as_of,
            "progress": mine,
            "entries": entries,
            "as_adviser": as_adviser,
            "may_exclude": membership.is_advised or request.user.is_administrator,
            "private_text": _AS_ADVISER if as_adviser else _AS_ADMINISTRATOR,
            "label": f"{mine.counted} of {mine.goal} count",
            "back": _list(request, cohort),
            "way_back": way_back(request, at=f"student-{student.pk}", sorts=SORTS, filters=FILTERS),
            "carried": carried(request),
            "is_refused": bool(wrong),
        },
        status=422 if wrong else 200,
    )
