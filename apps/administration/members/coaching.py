"""The coaches of students in the administration: a column, a filter, giving one to several, and handing all over."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.administration.base import EMPTY, with_address
from apps.administration.members.actions import MayNotCoach, eligible_coaches, give_coach
from apps.administration.recording import AuditedAdmin
from apps.audit.actions import record_change
from apps.cohorts.models import Cohort, Membership
from apps.core.not_saved.giving_back import give_back
from apps.core.pages import form_page, posted
from apps.core.text import row_id

NOBODY = "none"
_NOT_OFFERED = "Choose from the list. It has the advisers who may sign in."
_GONE = "They coach nobody now. If you have just handed their students over, it is done."
CHANGED_MEANWHILE = "They may not sign in any more, or are no adviser now. Choose someone else."


def coaches() -> QuerySet[User]:
    """Whoever is named by a membership, also where they have another role now, or may not sign in; by name."""
    coaching = Exists(Membership.objects.filter(coach=OuterRef("pk")))
    return User.objects.filter(coaching).order_by("folded_name", "display_name", "pk")


def coach_in_words(coach: User | None) -> str:
    """The name, and why this coach sees nobody, where they do not."""
    if coach is None:
        return EMPTY
    why = "" if coach.is_adviser else " (no adviser now)"
    return f"{coach.display_name}{why if coach.is_active else ' (may not sign in)'}"


class CoachFilter(admin.SimpleListFilter):
    title = "coach"
    parameter_name = "coach"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(NOBODY, "No coach"), *((str(one.pk), with_address(one)) for one in coaches())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        value = self.value()
        if not value:
            return queryset
        if value == NOBODY:
            return queryset.filter(coach=None)
        coach = row_id(value)
        return queryset.none() if coach is None else queryset.filter(coach=coach)


class CoachForm(forms.Form):
    coach = forms.ChoiceField(
        label="Coach",
        help_text="An adviser who may sign in. One who looks after no cohort sees these students and nobody else.",
        error_messages={"required": "Choose a coach, or “No coach”.", "invalid_choice": _NOT_OFFERED},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in eligible_coaches()}
        offered = [(key, with_address(one)) for key, one in self._people.items()]
        cast(forms.ChoiceField, self.fields["coach"]).choices = [("", "Choose"), (NOBODY, "No coach"), *offered]

    def clean_coach(self) -> User | None:
        return self._people.get(self.cleaned_data["coach"])


class HandOverForm(CoachForm):
    leaving = forms.ChoiceField(
        label="From",
        error_messages={"required": "Choose whose students you hand over.", "invalid_choice": _GONE},
    )
    field_order = ("leaving", "coach")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leaving = {str(one.pk): one for one in coaches()}
        offered = [(key, with_address(one)) for key, one in self._leaving.items()]
        cast(forms.ChoiceField, self.fields["leaving"]).choices = [("", "Choose"), *offered]
        self.fields["coach"].label = "To"

    def clean_leaving(self) -> User:
        return self._leaving[self.cleaned_data["leaving"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("coach") and cleaned["coach"] == cleaned.get("leaving"):
            self.add_error("coach", ValidationError("They coach these students already."))
        return cleaned


class GivesCoaches(AuditedAdmin):
    """For the list of memberships."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(form_page(self.hand_over))
        return [path("hand-over/", page, name="cohorts_membership_handover"), *super().get_urls()]

    @admin.display(description="coach", ordering="coach__folded_name")
    def coach_name(self, membership: Membership) -> str:
        return coach_in_words(membership.coach)

    @admin.action(description="Give a coach, or take theirs away", permissions=["add"])
    def give_coach(self, request: SignedInRequest, queryset: QuerySet[Membership]) -> TemplateResponse | None:
        """Asks first who it is to be, with the names of the students; then gives the coach to those that it named."""
        named = request.POST.get("named")
        if named is None:
            return self._ask_for_coach(request, list(queryset), CoachForm())
        rows = [pk for one in named.split(",") if (pk := row_id(one)) is not None]
        chosen, form = queryset.filter(pk__in=rows), CoachForm(request.POST)
        if form.is_valid() and self._given(request, form, chosen, form.cleaned_data["coach"]):
            return None
        return self._ask_for_coach(request, list(chosen), form)

    def hand_over(self, request: SignedInRequest) -> HttpResponse:
        """All students of one coach to another, in all cohorts. `?coach=` names whose."""
        form = HandOverForm(posted(request), initial={"leaving": request.GET.get("coach", "")})
        if form.is_valid():
            leaving, coach = form.cleaned_data["leaving"], form.cleaned_data["coach"]
            if self._given(request, form, Membership.objects.filter(coach=leaving), coach):
                return redirect(coached_by(coach) if coach else reverse("admin:cohorts_membership_changelist"))
        give_back(request, [form])
        context = {**self.admin_site.each_context(request), "title": "Hand over all students of a coach", "form": form}
        return TemplateResponse(
            request, "admin/cohorts/membership/hand_over.html", context, status=422 if form.errors else 200
        )

    def _given(
        self, request: SignedInRequest, form: forms.Form, memberships: QuerySet[Membership], coach: User | None
    ) -> bool:
        """Whether it was done. It is said to the person, in the log of each cohort and in the audit log."""
        try:
            with transaction.atomic():
                changed = give_coach(memberships=memberships, coach=coach)
                self._record_coach(request, changed, coach)
        except MayNotCoach:
            form.add_error("coach", CHANGED_MEANWHILE)
            return False
        self.message_user(request, outcome_in_words(changed, coach), messages.SUCCESS if changed else messages.WARNING)
        return True

    def _record_coach(self, request: SignedInRequest, changed: Iterable[Membership], coach: User | None) -> None:
        by_cohort: dict[Cohort, list[int]] = {}
        for one in changed:
            by_cohort.setdefault(one.cohort, []).append(one.student_id)
        done = "coach given" if coach else "coach taken away"
        for cohort, students in by_cohort.items():
            record_change(actor=request.user, page=self._page_name("coach"), student_ids=students, reason=done)
            words = f"{_students(len(students))}: {done}. Who it is stands in the history of memberships."
            admin.ModelAdmin.log_change(self, request, cohort, words)

    def _ask_for_coach(
        self, request: SignedInRequest, chosen: list[Membership], form: CoachForm
    ) -> TemplateResponse | None:
        if not chosen:
            self.message_user(request, "None of them is there any more.", messages.WARNING)
            return None
        self._record(request, "coach", {one.student_id for one in chosen}, {})
        context = {
            **self.admin_site.each_context(request),
            "title": f"Give {_students(len(chosen))} a coach",
            "chosen": chosen,
            "form": form,
            # One field, because a form holds a thousand at most, and a cohort may have more students.
            "named": ",".join(str(one.pk) for one in chosen),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(
            request, "admin/cohorts/membership/coach.html", context, status=422 if form.errors else 200
        )


def coached_by(coach: User) -> str:
    """The address of the list of this coach's students."""
    return f"{reverse('admin:cohorts_membership_changelist')}?coach={coach.pk}"


def handing_over(coach: User) -> str:
    """The address where all students of this coach are handed over."""
    return f"{reverse('admin:cohorts_membership_handover')}?coach={coach.pk}"


def outcome_in_words(changed: list[Membership], coach: User | None) -> str:
    if not changed:
        return f"{coach.display_name} was their coach already." if coach else "They had no coach already."
    who = _students(len(changed))
    if coach:
        return f"{coach.display_name} coaches {who} more now."
    return f"{who} {'has' if len(changed) == 1 else 'have'} no coach now."


def _students(number: int) -> str:
    return "1 student" if number == 1 else f"{number} students"
