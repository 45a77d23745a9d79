"""Who looks after a cohort."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.administration.cohorts import actions
from apps.administration.cohorts.actions import MayNotAdvise
from apps.administration.cohorts.forms import AdviserForm
from apps.administration.cohorts.views import show
from apps.administration.pages import for_administrators
from apps.cohorts.models import Cohort
from apps.core.text import row_id


@for_administrators
@require_POST
def add_adviser(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Cohort.objects.select_related("term"), pk=pk)
    form = AdviserForm(request.POST, cohort=row)
    if form.is_valid():
        adviser = form.cleaned_data["adviser"]
        try:
            is_new = actions.add_adviser(cohort=row, adviser=adviser, by=request.user)
        except MayNotAdvise:
            form.add_error("adviser", "They may not sign in any more, or are no adviser now. Choose someone else.")
        else:
            said = "sees this cohort now" if is_new else "looked after this cohort already"
            messages.success(request, f"{adviser.display_name} {said}.")
            return redirect(reverse("administration:cohort", args=[pk]) + "#advisers")
    return show(request, row, adviser_form=form)


@for_administrators
@require_POST
def remove_adviser(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Cohort, pk=pk)
    adviser = User.objects.filter(pk=row_id(request.POST.get("adviser", "")) or 0).first()
    if adviser and actions.remove_adviser(cohort=row, adviser=adviser, by=request.user):
        messages.success(request, f"{adviser.display_name} no longer sees this cohort.")
    return redirect(reverse("administration:cohort", args=[pk]) + "#advisers")
