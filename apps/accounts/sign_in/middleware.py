"""The second factor of staff, and who is signed in already."""

from collections.abc import Callable
from typing import Any

from allauth.account.utils import get_login_redirect_url
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.core.not_saved.refusing import keep, lead

# What someone without a second factor needs to set one up, and to leave.
_OPEN = {
    "accounts:activate_second_factor",
    "mfa_index",  # allauth explains there why none can be added
    "account_reauthenticate",
    "account_logout",
    "account_login",
    "accounts:sign_in",
    "account_inactive",
    "healthz",
    "administration:accent",
    "administration:logo",
}
# The steps of signing in. They may be open in one tab while someone signs in in another.
_TO_SIGN_IN = {
    "account_login",
    "accounts:sign_in",
    "accounts:request_code",
    "accounts:confirm_code",
    "accounts:confirm_address",
    "account_email_verification_sent",
    "mfa_authenticate",
}


class SecondFactorMiddleware:
    """Redirects staff without a second factor to its set-up page, where STAFF_SECOND_FACTOR_REQUIRED is on.

    Their POST is not carried out. Students need no second factor. Comes after authentication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR_REQUIRED or not _is_staff_without_factor(request):
            return None
        request.second_factor_missing = True  # type: ignore[attr-defined]
        if request.resolver_match and request.resolver_match.view_name in _OPEN:
            return None
        response = lead(request, reverse("accounts:activate_second_factor"))
        if request.method == "POST":
            keep(request, response)
        if response.status_code == 302 and request.method not in ("GET", "HEAD"):
            response.status_code = 303
        return response


class SignedInAlreadyMiddleware:
    """Says who is signed in where someone else might be signing in, and uses nothing of a form that was left open.

    allauth would lead on without a word. Comes after authentication.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in _TO_SIGN_IN or not request.user.is_authenticated:
            return None
        next_url = get_login_redirect_url(request)
        if request.method == "POST":
            return redirect_to_login(next_url, reverse("account_login"))
        return render(request, "account/signed_in.html", {"next_url": next_url})


def _is_staff_without_factor(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not (user.is_adviser or user.is_administrator):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
