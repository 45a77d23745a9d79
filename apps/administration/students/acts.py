"""What is done to one student or to several: each is a POST with their ids, one audit row, and an undo."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.requests import SignedInRequest
from apps.administration.invitations.actions import waiting_to_go
from apps.administration.members.actions import remove_memberships
from apps.administration.pages import chosen, for_administrators, how_many
from apps.administration.students.actions import invite_students as invite
from apps.administration.students.actions import move_students as move
from apps.administration.students.actions import put_back, welcomes_sent
from apps.administration.students.forms import MoveForm
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Cohort, MembershipEvent  # type: ignore[attr-defined]
from apps.core.pages import form_page, posted, render_form
from apps.core.templatetags.parts import in_a_row
from apps.core.text import row_id
from apps.interviews.progress import counted
from apps.students import actions
from apps.students.models import Student

AT_ONCE = 200
_NAMED = 3  # of those who stay


@for_administrators
@require_POST
def choose_students(request: SignedInRequest) -> HttpResponse:
    """From the list to the page on which they are moved."""
    ids = _chosen(request)
    if not ids:
        return _nobody_ticked(request)
    return redirect(f"{reverse('administration:move_students')}?{_named(ids)}")


@for_administrators
@form_page
def move_students(request: SignedInRequest) -> HttpResponse:
    """To another cohort, with `?from=` a cohort they leave. Before the press it says what counts where."""
    ids = _chosen(request)
    students = list(Student.objects.filter(pk__in=ids).select_related("user").prefetch_related("memberships__cohort"))
    if not students:
        raise Http404
    today = request.now.astimezone(request.campus.zone).date()
    if name := _done_already(request, students):
        messages.info(request, f"{name} has them already.")
        return _back(request, ids)
    theirs = {each.cohort_id for one in students for each in one.memberships.all()}
    only = str(theirs.pop()) if len(theirs) == 1 else ""
    initial = {"leaving": request.GET.get("from", only)}
    form = MoveForm(posted(request), students=students, today=today, initial=initial)
    if form.is_valid():
        leaving, to = form.cleaned_data["leaving"], form.cleaned_data["to"]
        pks = [one.pk for one in students]
        here = set(leaving.memberships.values_list("student", flat=True)) if leaving else set(pks)
        with transaction.atomic():
            moved = move(students=pks, leaving=leaving, to=to, invited_by=request.user, as_of=request.now)
            done = f"moved from cohort {leaving.pk} to cohort {to.pk}" if leaving else f"added to cohort {to.pk}"
            _record(request, "move_students", moved.students, done)
        found = counted(cohorts=[to.pk], as_of=request.now, campus=request.campus)
        total = sum(found[to.pk, pk].counted for pk in moved.students if (to.pk, pk) in found)
        both = sorted(set(moved.left) - set(moved.joined))
        text = f"{how_many(len(moved.students), 'student is', 'students are')} in {to.name} now."
        text += f" There, {how_many(total, 'conversation counts', 'conversations count')}."
        text += f" {how_many(moved.told, 'welcome email goes', 'welcome emails go')} out."
        if stay := [one.user.display_name for one in students if one.pk not in here]:
            who = in_a_row(stay) if len(stay) <= _NAMED else f"{len(stay)} others"
            were, are = ("was", "stays") if len(stay) == 1 else ("were", "stay")
            text += f" {who} {were} not in {leaving.name} and {are} where they are."
        if both:
            text += f" {how_many(len(both), 'was', 'were')} in both cohorts."
        elif moved.already:
            text += f" {how_many(moved.already, 'was', 'were')} in it before."
        if moved.uncoached:
            text += f" {how_many(moved.uncoached, 'has', 'have')} no coach there: the former one may not coach now."
        query: dict[str, Any] = {"to": to.pk}
        query |= {"from": leaving.pk, "stay": both} if leaving else {}
        query |= {"list": "yes"} if len(pks) > 1 else {}
        undo = f"{reverse('administration:withdraw_move_students')}?{_named(moved.students)}"
        undo += f"&{urlencode(query, doseq=True)}"
        messages.success(request, text, extra_tags=undo if moved.students else "")
        return _back(request, pks)
    if request.method != "HEAD":
        record_view(actor=request.user, page="administration:move_students", student_ids=[one.pk for one in students])
    cohorts = {each.cohort_id for one in students for each in one.memberships.all()}
    found = counted(cohorts=cohorts, as_of=request.now, campus=request.campus)
    lines = [
        {
            "student": one,
            "cohorts": [
                {"cohort": each.cohort, "counted": found[each.cohort_id, one.pk].counted}
                for each in one.memberships.all()
                if (each.cohort_id, one.pk) in found
            ],
        }
        for one in students
    ]
    return render_form(request, "administration/students/move.html", {"form": form, "lines": lines})


@for_administrators
@require_POST
def withdraw_move_students(request: SignedInRequest) -> HttpResponse:
    """They are back in the cohort `from`, where it is given, and leave `to`, but for those who were in both: `stay`."""
    ids, to = _chosen(request), _cohort(request, "to")
    with transaction.atomic():
        if request.GET.get("from"):
            cohort, stay = _cohort(request, "from"), chosen(request, "stay")
            back = put_back(students=ids, cohort=cohort, leaving=to, stay=stay, as_of=request.now)
            moved_on = len(ids) - cohort.memberships.filter(student__in=ids).count()
        else:
            moved_on = 0
            rows = to.memberships.filter(student__in=ids)
            back = [one.student_id for one in remove_memberships(memberships=rows, as_of=request.now)]
        _record(request, "withdraw_move_students", back, f"taken back from cohort {to.pk}")
    if back or not moved_on:
        _say(request, len(back), "where they were before.")
    if gone := welcomes_sent(students=back, cohort=to):
        mails, links = (
            how_many(gone, "welcome email", "welcome emails"),
            "Their links work" if gone > 1 else "Its link works",
        )
        messages.info(request, f"{mails} had gone already. {links} no more.")
    if moved_on:
        who, them = how_many(moved_on, "student has", "students have"), "stay" if moved_on > 1 else "stays"
        messages.warning(request, f"{who} left {to.name} since, and {them} where they are now.")
    return _back(request, ids)


@for_administrators
@require_POST
def leave_cohort(request: SignedInRequest, pk: int, cohort_pk: int) -> HttpResponse:
    cohort = _cohort_of(pk, cohort_pk)
    with transaction.atomic():
        gone = remove_memberships(memberships=cohort.memberships.filter(student=pk), as_of=request.now)
        _record(request, "leave_cohort", [one.student_id for one in gone], f"left cohort {cohort_pk}")
    if gone:
        undo = reverse("administration:withdraw_leave_cohort", args=[pk, cohort_pk])
        text = f"{gone[0].student.user.display_name} has left {cohort.name}. What they did stays theirs."
        messages.success(request, text, extra_tags=undo)
    return redirect("administration:student", pk=pk)


@for_administrators
@require_POST
def withdraw_leave_cohort(request: SignedInRequest, pk: int, cohort_pk: int) -> HttpResponse:
    cohort = _cohort_of(pk, cohort_pk)
    with transaction.atomic():
        back = put_back(students=[pk], cohort=cohort, as_of=request.now)
        _record(request, "withdraw_leave_cohort", back, f"back in cohort {cohort_pk}")
    if back:
        messages.success(request, f"Back in {cohort.name}, as before.")
    return redirect("administration:student", pk=pk)


@for_administrators
@require_POST
def archive_students(request: SignedInRequest) -> HttpResponse:
    """Their program is over: no mail, no count. Sign-in stays."""
    ids = _chosen(request)
    if not ids:
        return _nobody_ticked(request)
    with transaction.atomic():
        changed = actions.archive(students=Student.objects.filter(pk__in=ids), as_of=request.now)
        _record(request, "archive_students", [one.pk for one in changed], "archived")
    undo = f"{reverse('administration:withdraw_archive_students')}?{_named([one.pk for one in changed])}"
    _say(request, len(changed), "archived: no more mail, and sign-in to read and download stays.", undo=undo)
    return _back(request, ids)


@for_administrators
@require_POST
def withdraw_archive_students(request: SignedInRequest) -> HttpResponse:
    """They count as before, with what an adviser left out."""
    ids = _chosen(request)
    if not ids:
        return _nobody_ticked(request)
    with transaction.atomic():
        changed = actions.bring_back(students=Student.objects.filter(pk__in=ids), as_of=request.now)
        _record(request, "withdraw_archive_students", [one.pk for one in changed], "brought back")
    _say(request, len(changed), "back, and counts are as before.")
    return _back(request, ids)


@for_administrators
@require_POST
def invite_students(request: SignedInRequest) -> HttpResponse:
    ids = _chosen(request)
    if not ids:
        return _nobody_ticked(request)
    with transaction.atomic():
        again = invite(students=ids, invited_by=request.user, as_of=request.now)
        invited = Student.objects.filter(user__in=[one.user_id for one in again.invited])
        _record(request, "invite_students", list(invited.values_list("pk", flat=True)), "invited")
    out = ", ".join(f"{number} {why}" for why, number in again.left_out.items())
    going = waiting_to_go(again.invited)
    text = f"{how_many(going, 'invitation goes', 'invitations go')} out."
    if going < len(again.invited):
        text += f" {len(again.invited) - going} can’t go; the page of invitations says why."
    text = text if again.invited else "Nobody was invited."
    messages.add_message(
        request,
        messages.SUCCESS if again.invited else messages.WARNING,
        f"{text} Left out: {out}." if out else text,
    )
    return _back(request, ids)


def _done_already(request: HttpRequest, students: list[Student]) -> str:
    """The name of the cohort where this press was the second of a double click; otherwise empty."""
    leaving, to = (row_id(request.POST.get(name, "")) for name in ("leaving", "to"))
    cohorts = [{each.cohort_id: each.cohort for each in one.memberships.all()} for one in students]
    if to is None or not all(to in each and leaving not in each for each in cohorts):
        return ""
    return cohorts[0][to].name


def _chosen(request: HttpRequest) -> list[int]:
    ids = chosen(request)[:AT_ONCE]
    theirs = set(Student.objects.changeable().filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [pk for pk in ids if pk in theirs]


def _say(request: SignedInRequest, number: int, done: str, *, undo: str = "") -> None:
    """The second press of a double click changes nobody."""
    if number:
        messages.success(request, f"{how_many(number, 'student is', 'students are')} {done}", extra_tags=undo)
    else:
        messages.info(request, "Nothing has changed: it was done already.")


def _nobody_ticked(request: SignedInRequest) -> HttpResponse:
    messages.warning(request, "Tick the students first.")
    return _back(request, [])


def _cohort_of(student: int, cohort: int) -> Cohort:
    """One that this student is or was in; otherwise 404."""
    get_object_or_404(Student.objects.changeable(), pk=student)
    known = MembershipEvent.objects.filter(student=student).values("cohort")
    return get_object_or_404(Cohort, pk=cohort, pk__in=known)


def _cohort(request: HttpRequest, name: str) -> Cohort:
    return get_object_or_404(Cohort, pk=row_id(request.GET.get(name, "")) or 0)


def _record(request: SignedInRequest, page: str, ids: list[int], done: str) -> None:
    if ids:
        record_change(actor=request.user, page=f"administration:{page}", student_ids=ids, reason=done)


def _named(ids: list[int]) -> str:
    return urlencode({"s": ids}, doseq=True)


def _back(request: SignedInRequest, ids: list[int]) -> HttpResponse:
    """To the record where the button stood on it, or to the list as it was."""
    kept: dict[str, Any] = {
        name: request.GET[name] for name in ("q", "cohort", "show", "page") if request.GET.get(name)
    }
    is_one = len(ids) == 1 and not kept and "list" not in request.POST and "list" not in request.GET
    if is_one and Student.objects.filter(pk=ids[0]).exists():
        return redirect("administration:student", pk=ids[0])
    return redirect(reverse("administration:students") + (f"?{urlencode(kept)}" if kept else ""))
