"""Students: find them, and the record of one."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.models import Role, User
from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import require_recent_sign_in
from apps.administration.models import Invitation
from apps.administration.pages import for_administrators, found, looked_for, tabs, told_apart
from apps.administration.people.actions import locked, save_person, what_follows
from apps.administration.students.forms import StudentAccountForm, StudentRecordForm
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Cohort, Membership
from apps.core.pages import form_page, page_of, render_form
from apps.core.text import row_id
from apps.interviews.progress import progress_of
from apps.outbox.models import HardBounce
from apps.students.actions import save_student
from apps.students.models import Student

_A_PAGE = 50
_COHORTS = 50  # to choose from, those due last
_TAKEN = "Someone already has this email address."
_KINDS = [
    ("", "All but archived", Q(archived_at=None)),
    ("no-cohort", "In no cohort", Q(archived_at=None, is_member=False)),
    ("never", "Never signed in", Q(archived_at=None, user__last_login=None)),
    ("bounced", "Mail bounces", Q(archived_at=None, bounces=True)),
    ("archived", "Archived", Q(archived_at__isnull=False)),
]


def _listed() -> QuerySet[Student]:
    return Student.objects.changeable().annotate(
        is_member=Exists(Membership.objects.filter(student=OuterRef("pk"))),
        bounces=Exists(HardBounce.objects.filter(address=OuterRef("user__email"))),
    )


@for_administrators
@require_safe
def students(request: SignedInRequest) -> HttpResponse:
    """By name, student number or address. One audit row where somebody is shown."""
    query, show = looked_for(request), request.GET.get("show", "")
    cohort = Cohort.objects.filter(pk=row_id(request.GET.get("cohort", "")) or 0).first()
    rows = found(_listed(), query, person="user", also=["student_number"])
    rows = rows.filter(memberships__cohort=cohort) if cohort else rows
    conditions = {value: condition for value, _, condition in _KINDS}
    show = show if show in conditions else ""
    counts = {
        f"n{place}": Count(Case(When(condition, then=Value("x")), output_field=CharField()))
        for place, (_, _, condition) in enumerate(_KINDS)
    }
    numbers = list(rows.order_by().aggregate(**counts).values())
    listed = [(value, label, number) for (value, label, _), number in zip(_KINDS, numbers, strict=True)]
    shown = rows.filter(conditions[show]).select_related("user").prefetch_related("memberships__cohort")
    page = page_of(request, shown.order_by("user__folded_name", "user__display_name", "pk"), _A_PAGE)
    if page and request.method != "HEAD":
        said = {"q": bool(query), "cohort": cohort and cohort.pk, "show": show, "page": page.number}
        ids = [one.pk for one in page]
        record_view(actor=request.user, page="administration:students", student_ids=ids, filter=said)
    context = {
        "page": page,
        "tabs": tabs(request, listed, show=show),
        "query": query,
        "show": show,
        "cohort": cohort,
        "cohorts": told_apart(Cohort.objects.select_related("term").order_by("-due_on", "name", "pk")[:_COHORTS]),
    }
    return render(request, "administration/students/list.html", context)


@for_administrators
@form_page
def student(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the program keeps of one student, and no word that they wrote. Of who was anonymized it only shows it."""
    saved = _save(request, pk) if request.method == "POST" else None
    if isinstance(saved, HttpResponse):
        return saved
    students = Student.objects.filter(user__role=Role.STUDENT)
    shown = get_object_or_404(students.select_related("user"), pk=pk)
    memberships = list(shown.memberships.select_related("cohort__term", "coach").order_by("-cohort__due_on", "pk"))
    progress = progress_of(
        student=shown, cohorts=[one.cohort for one in memberships], as_of=request.now, campus=request.campus
    )
    if request.method != "HEAD":
        record_view(actor=request.user, page="administration:student", student_ids=[pk])
    context: dict[str, Any] = {"student": shown, "lines": list(zip(memberships, progress, strict=True))}
    if shown.user.is_anonymized:
        return render(request, "administration/students/former.html", context)
    row = Student.objects.get(pk=pk)
    account, record = saved or (StudentAccountForm(instance=_account(row)), StudentRecordForm(instance=row))
    context |= {
        "account": account,
        "record": record,
        "invitations": Invitation.objects.with_outcome(request.now)
        .filter(user=shown.user)
        .select_related("cohort")[:5],
        "bounce": HardBounce.objects.filter(address=shown.user.email).first(),
    }
    return render_form(request, "administration/students/record.html", context)


def _account(row: Student) -> User:
    """A copy: a refused name must not show in the heading."""
    return User.objects.get(pk=row.user_id)


@transaction.atomic
def _save(request: SignedInRequest, pk: int) -> HttpResponse | tuple[StudentAccountForm, StudentRecordForm]:
    """The refused forms, or where it leads to."""
    people = locked([get_object_or_404(Student, pk=pk).user_id])
    row = get_object_or_404(Student.objects.changeable(), pk=pk)  # under the lock, so that they stay one
    (user,) = people
    before = User.objects.get(pk=user.pk)
    account = StudentAccountForm(request.POST, instance=user)
    record = StudentRecordForm(request.POST, instance=row)
    if not (account.is_valid() & record.is_valid()):
        return account, record
    changed = [*account.changed_data, *record.changed_data]
    if not changed:
        messages.info(request, "Nothing was changed.")
        return redirect("administration:student", pk=pk)
    if before.email != user.email:
        require_recent_sign_in(request)
    try:
        with transaction.atomic():
            if account.changed_data:
                save_person(user=user, as_of=request.now, by=request.user)
            if record.changed_data:
                save_student(student=row, as_of=request.now)
    except IntegrityError as error:
        form, field = (record, "student_number") if "student_number" in str(error) else (account, "email")
        form.add_error(field, "Another student has this student number." if form is record else _TAKEN)
        return account, record
    reason = ", ".join(name.replace("_", " ") for name in changed)
    record_change(
        actor=request.user, page="administration:student", student_ids=[pk], account=user, reason=f"changed: {reason}"
    )
    messages.success(request, f"Saved. {what_follows(before=before, user=user)}".strip())
    for label in [*account.followed, *record.followed]:
        messages.warning(request, f"{label} was changed while your page was open, and stays that way.")
    return redirect("administration:student", pk=pk)
