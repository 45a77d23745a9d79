"""Staff: who they are, invite, change, deactivate and bring back."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import Role, User, anonymized
from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import require_recent_sign_in
from apps.administration.invitations.actions import invite, invite_again
from apps.administration.models import Invitation
from apps.administration.pages import for_administrators, found, how_many, looked_for, tabs
from apps.administration.people import actions
from apps.administration.people.actions import LastAdministrator, locked, save_person
from apps.administration.people.forms import NewStaffForm, StaffForm
from apps.audit.actions import record_change
from apps.cohorts.models import Caseload, Membership
from apps.core.pages import form_page, page_of, posted, render_form

_A_PAGE = 50
_TAKEN = "Someone already has this email address."
_LAST = "Nobody else administers this program. Make someone else an administrator first."
_OWN = "You can’t deactivate your own account. Another administrator can."
_KINDS = [
    ("", "All who may sign in"),
    ("administrators", "Administrators"),
    ("advisers", "Advisers"),
    ("no-factor", "No second factor"),
    ("never", "Never signed in"),
    ("deactivated", "Deactivated"),
]


def _staff() -> QuerySet[User]:
    """With what the list says of each: a second factor, cohorts looked after and students coached."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    cohorts = Caseload.objects.filter(adviser=OuterRef("pk")).order_by().values("adviser").annotate(n=Count("pk"))
    coached = Membership.objects.filter(coach=OuterRef("pk")).order_by().values("coach").annotate(n=Count("pk"))
    return User.objects.exclude(Q(role=Role.STUDENT) | anonymized()).annotate(
        has_factor=Exists(factor),
        advised=Coalesce(Subquery(cohorts.values("n")), 0),
        coached=Coalesce(Subquery(coached.values("n")), 0),
    )


@for_administrators
@require_safe
def staff(request: SignedInRequest) -> HttpResponse:
    query, kind = looked_for(request), request.GET.get("show", "")
    rows = found(_staff(), query)
    kinds: dict[str, dict[str, Any]] = {
        "": {"is_active": True},
        "administrators": {"is_active": True, "role": Role.ADMINISTRATOR},
        "advisers": {"is_active": True, "role": Role.ADVISER},
        "no-factor": {"is_active": True, "has_factor": False},
        "never": {"is_active": True, "last_login": None},
        "deactivated": {"is_active": False},
    }
    kind = kind if kind in kinds else ""
    numbers = rows.order_by().aggregate(
        **{
            f"n{place}": Count(Case(When(**kinds[value], then=Value("x")), output_field=CharField()))
            for place, (value, _) in enumerate(_KINDS)
        }
    )
    shown = rows.filter(**kinds[kind]).order_by("folded_name", "display_name", "pk")
    listed = [(value, label, numbers[f"n{place}"]) for place, (value, label) in enumerate(_KINDS)]
    context = {
        "page": page_of(request, shown, _A_PAGE),
        "tabs": tabs(request, listed, show=kind),
        "query": query,
        "show": kind,
    }
    return render(request, "administration/people/staff.html", context)


@for_administrators
@form_page
def new_person(request: SignedInRequest) -> HttpResponse:
    """An account, and the invitation to it. `?role=` names the role that is chosen at first."""
    wanted = request.GET.get("role", "")
    initial = {"role": wanted if wanted in Role.values else Role.ADVISER}
    form = NewStaffForm(posted(request), instance=User(), initial=initial)
    if form.is_valid():
        person = form.instance
        if actions.asks_who_it_is(before=None, user=person):
            require_recent_sign_in(request)
        person.set_unusable_password()
        try:
            with transaction.atomic():
                save_person(user=person, as_of=request.now, by=request.user)
                if form.cleaned_data["invite"]:
                    invite(user=person, invited_by=request.user, as_of=request.now)
                _record(request, "new_person", person, f"Added. Role: {person.role}.")
        except IntegrityError:
            form.add_error("email", _TAKEN)
        else:
            told = " An invitation goes out to them." if form.cleaned_data["invite"] else " Nobody was told yet."
            messages.success(request, f"{person.display_name} has an account now.{told}")
            return redirect(_home_of(person))
    return render_form(request, "administration/people/new.html", {"form": form})


@for_administrators
@form_page
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the staff. A student has a page of their own."""
    saved = _save(request, pk) if request.method == "POST" else None
    if isinstance(saved, HttpResponse):
        return saved
    shown = get_object_or_404(_everybody(), pk=pk)
    if shown.is_student:
        return redirect(_home_of(shown))
    form = saved or StaffForm(instance=User.objects.get(pk=pk), by=request.user)
    context = {
        "person": shown,
        "form": form,
        "is_own": shown == request.user,
        "invitations": Invitation.objects.with_outcome(request.now).filter(user=pk)[:5],
        "cohorts": shown.advised_cohorts.order_by("-due_on", "name"),
    }
    return render_form(request, "administration/people/person.html", context)


@transaction.atomic
def _save(request: SignedInRequest, pk: int) -> HttpResponse | StaffForm:
    """The refused form, or where it leads to."""
    row = next(iter(locked([pk])), None)
    if row is None or row.is_student:
        raise Http404
    before = User.objects.get(pk=pk)
    form = StaffForm(request.POST, instance=row, by=request.user)
    if not form.is_valid():
        return form
    if not form.changed_data:
        messages.info(request, "Nothing was changed.")
        return redirect("administration:person", pk=pk)
    if actions.asks_who_it_is(before=before, user=row):
        require_recent_sign_in(request)
    try:
        with transaction.atomic():
            save_person(user=row, as_of=request.now, by=request.user)
    except IntegrityError:
        form.add_error("email", _TAKEN)
        return form
    except LastAdministrator:
        form.add_error("role", _LAST)
        return form
    said = f"role: {before.role} to {row.role}" if before.role != row.role else ""
    others = ", ".join(name.replace("_", " ") for name in form.changed_data if name != "role")
    _record(request, "person", row, ", ".join(filter(None, [said, others])))
    messages.success(request, f"Saved. {actions.what_follows(before=before, user=row)}".strip())
    for label in form.followed:
        messages.warning(request, f"{label} was changed while your page was open, and stays that way.")
    if before.role != row.role:
        _say_whom_they_leave(request, row)
    return redirect(_home_of(row))


@for_administrators
@require_POST
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """They may not sign in any more, and are signed out at once. Their records stay."""
    return _switch(request, pk, on=False)


@for_administrators
@require_POST
def withdraw_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, on=True)


@transaction.atomic
def _switch(request: SignedInRequest, pk: int, *, on: bool) -> HttpResponse:
    row = next(iter(locked([pk])), None)
    if row is None:
        raise Http404
    if row == request.user:
        messages.error(request, _OWN)
        return redirect("administration:person", pk=pk)
    if row.is_active != on:
        before = User.objects.get(pk=pk)
        row.is_active = on
        if actions.asks_who_it_is(before=before, user=row):
            require_recent_sign_in(request)
        try:
            with transaction.atomic():
                save_person(user=row, as_of=request.now, by=request.user)
        except LastAdministrator:
            messages.error(request, _LAST)
            return redirect("administration:person", pk=pk)
        _record(request, "deactivate", row, f"may sign in: {'yes' if on else 'no'}")
    if on:
        messages.success(request, f"{row.display_name} may sign in again.")
    else:
        undo = reverse("administration:withdraw_deactivate", args=[pk])
        text = f"{row.display_name} is signed out everywhere, and may no longer sign in."
        messages.success(request, text, extra_tags=undo)
        _say_whom_they_leave(request, row)
    return redirect(_home_of(row))


@for_administrators
@require_POST
@transaction.atomic
def remove_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """For a lost phone."""
    row = get_object_or_404(User.objects.exclude(anonymized()), pk=pk)
    require_recent_sign_in(request)
    if actions.remove_second_factor(user=row, as_of=request.now):
        _record(request, "remove_second_factor", row, "Removed the second factor.")
        text = (
            f"Removed. {row.display_name} is signed out and told by email. At the next sign-in they set up a new one."
        )
        messages.success(request, text)
    else:
        messages.info(request, f"{row.display_name} has no second factor.")
    return redirect(_home_of(row))


@for_administrators
@require_POST
@transaction.atomic
def invite_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Once more to their account, as long as they never signed in."""
    row = get_object_or_404(User.objects.exclude(anonymized()), pk=pk)
    if invite_again(people=[row], invited_by=request.user, as_of=request.now):
        _record(request, "invite_person", row, "Invited again by email.")
        messages.success(request, f"An invitation goes out to {row.display_name}.")
    else:
        why = "They have signed in, may not sign in, or were invited within the last ten minutes."
        messages.warning(request, f"Nothing was sent. {why}")
    return redirect(_home_of(row))


def _say_whom_they_leave(request: SignedInRequest, person: User) -> None:
    """Those whom they look after still, though they may not sign in, or coach though they are no adviser now."""
    coached = 0 if person.is_active and person.is_adviser else person.coached_memberships.count()
    if coached or (not person.is_active and person.caseloads.exists()):
        text = "{} still looks after students."
        if person.is_active:
            text = "{} is still the coach of " + how_many(coached, "student") + ", and only an adviser coaches."
        link = reverse("administration:hand_over", args=[person.pk])
        text += ' <a href="{}">Hand them over to someone else</a>.'
        messages.warning(request, format_html(text, person.display_name, link))


def _everybody() -> QuerySet[User]:
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.select_related("student").annotate(has_factor=Exists(factor))


def _home_of(person: User) -> str:
    student = getattr(person, "student", None) if person.is_student else None
    if student:
        return reverse("administration:student", args=[student.pk])
    return reverse("administration:person", args=[person.pk])


def _record(request: SignedInRequest, page: str, person: User, done: str) -> None:
    student = getattr(person, "student", None)
    ids = [student.pk] if student else []
    record_change(actor=request.user, page=f"administration:{page}", student_ids=ids, account=person, reason=done)
