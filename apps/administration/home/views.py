from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.administration.home.needs import needs
from apps.administration.pages import for_administrators
from apps.administration.setup.steps import steps


@for_administrators
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What needs an administrator, and the ways to everything. It names nobody."""
    found = needs(campus=request.campus, as_of=request.now)
    today = request.now.astimezone(request.campus.zone)
    return render(
        request,
        "administration/home.html",
        {
            "needs": found,
            "setting_up": steps(request),
            "today": today,
            "campus": request.campus,
            "as_of": request.now,
        },
    )
