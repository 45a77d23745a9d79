"""Who coaches each student of a cohort; several at once get a coach, or have theirs taken away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.accounts.models import User, anonymized
from apps.accounts.requests import SignedInRequest
from apps.administration.base import with_address
from apps.administration.members.actions import MayNotCoach, eligible_coaches, give_coach
from apps.administration.members.coaching import CHANGED_MEANWHILE, coach_in_words, outcome_in_words
from apps.administration.pages import chosen, for_administrators
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Cohort
from apps.core.pages import form_page, page_of, posted, render_form

_A_PAGE = 50
TAKE = "take"


class CoachesForm(forms.Form):
    coach = forms.ModelChoiceField(
        label="Coach",
        queryset=User.objects.none(),
        required=False,
        empty_label="Choose",
        help_text="An adviser who may sign in. One who looks after no cohort sees these students and nobody else.",
        error_messages={"invalid_choice": "Choose from the list. It has the advisers who may sign in."},
    )

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["coach"]
        field.queryset, field.label_from_instance = eligible_coaches(), with_address
        self.ids = ids

    @property
    def takes_away(self) -> bool:
        return TAKE in self.data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.ids:
            self.add_error(None, "Tick the students first.")
        if not self.takes_away and "coach" in cleaned and not cleaned["coach"]:
            self.add_error("coach", "Choose a coach.")
        return cleaned


@for_administrators
@form_page
def coaches(request: SignedInRequest, pk: int) -> HttpResponse:
    """One audit row where somebody is shown."""
    cohort = get_object_or_404(Cohort.objects.select_related("term"), pk=pk)
    everybody = cohort.memberships.exclude(anonymized("student__user"))
    memberships = everybody.select_related("student__user", "coach")
    rows = memberships.order_by("student__user__folded_name", "student__user__display_name", "pk")
    page = page_of(request, rows, _A_PAGE)
    ids = chosen(request)[:_A_PAGE]
    form = CoachesForm(posted(request), ids=ids)
    if form.is_valid():
        coach = None if form.takes_away else form.cleaned_data["coach"]
        try:
            with transaction.atomic():
                changed = give_coach(memberships=everybody.filter(student__in=ids), coach=coach)
                if changed:
                    students = [one.student_id for one in changed]
                    did = f"coach of cohort {pk}: " + (f"account {coach.pk}" if coach else "taken away")
                    record_change(actor=request.user, page="administration:coaches", student_ids=students, reason=did)
        except MayNotCoach:
            form.add_error("coach", CHANGED_MEANWHILE)
        else:
            level = messages.SUCCESS if changed else messages.WARNING
            messages.add_message(request, level, outcome_in_words(changed, coach))
            here = f"?page={page.number}" if page.number > 1 else ""
            return redirect(reverse("administration:coaches", args=[pk]) + here)
    if page and request.method != "HEAD":
        shown = [one.student_id for one in page]
        said = {"cohort": pk, "page": page.number}
        record_view(actor=request.user, page="administration:coaches", student_ids=shown, filter=said)
    context = {
        "cohort": cohort,
        "page": page,
        "lines": [{"student": one.student, "coach": one.coach_id and coach_in_words(one.coach)} for one in page],
        "form": form,
        "take": TAKE,
    }
    return render_form(request, "administration/cohorts/coaches.html", context)
