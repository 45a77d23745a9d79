from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import SignedInRequest
from apps.administration.pages import for_administrators
from apps.administration.setup.steps import steps
from apps.campus.models import Campus


@for_administrators
@require_safe
def setting_up(request: SignedInRequest) -> HttpResponse:
    """What is done and what is left, from an empty database to a running cohort."""
    return render(request, "administration/setup/setting_up.html", {"setting_up": steps(request)})


@for_administrators
@require_POST
def put_set_up_away(request: SignedInRequest) -> HttpResponse:
    Campus.objects.filter(set_up_at=None).update(set_up_at=request.now)
    undo = reverse("administration:withdraw_set_up_away")
    messages.success(request, "The steps aren’t on Home any more. You find them in Settings.", extra_tags=undo)
    return redirect("administration:settings")


@for_administrators
@require_POST
def withdraw_set_up_away(request: SignedInRequest) -> HttpResponse:
    Campus.objects.update(set_up_at=None)
    messages.success(request, "The steps are on Home again until all are done.")
    return redirect("administration:setting_up")


@for_administrators
@require_safe
def settings(request: SignedInRequest) -> HttpResponse:
    """The ways to all that an administrator sets, and to what shows whether the machine runs."""
    return render(request, "administration/setup/settings.html", {})
