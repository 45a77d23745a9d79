"""The length of sessions, the second factor of staff, who is signed in already, the answers to refused forms and
methods, and the caching of private pages.
"""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.utils import get_login_redirect_url
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from apps.accounts import sessions
from apps.accounts.limits import TooOften
from apps.accounts.models import User
from apps.core.not_saved.refusing import keep, lead
from apps.core.views import not_allowed

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


class SessionLengthMiddleware(AuthenticationMiddleware):
    """Django's, for which nobody is signed in any more when the session has reached its length. Also writes, at most
    every five minutes, that it is in use.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: self._user(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Lets the browser keep the cookie as long as the row, where the row was just given more time."""
        session = cast(sessions.SessionStore, request.session)
        if session.has_more_time and session.session_key and not session.get_expire_at_browser_close():
            response.set_cookie(
                settings.SESSION_COOKIE_NAME,
                session.session_key,
                max_age=session.get_session_cookie_age(),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def _user(self, request: HttpRequest) -> User | AnonymousUser:
        user, session = get_user(request), cast(sessions.SessionStore, request.session)
        if isinstance(user, User) and not sessions.goes_on(session, user=user):
            session.flush()
            if request.method == "GET":  # of a POST that is not carried out, more is said
                messages.info(
                    request, "You were signed out after a while, to keep your account safe.", fail_silently=True
                )
            return AnonymousUser()
        return cast(User | AnonymousUser, user)


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


class PrivatePagesMiddleware:
    """Sets `private, no-store` on answers to signed-in people that have no Cache-Control of their own.

    Pages hold education records, and on a shared computer Back must not show them after sign-out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class InvalidFormMiddleware:
    """Answers 422, with "Error:" in the title, where a class-based view (allauth's) shows a refused form again; 429
    with Retry-After if it was tried too often.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        if request.method == "POST" and response.status_code == 200:
            errors = [
                error
                for form in (response.context_data or {}).values()
                if isinstance(form, BaseForm) and form.is_bound
                for listed in form.errors.as_data().values()
                for error in listed
            ]
            if errors:
                waits = [error.seconds for error in errors if isinstance(error, TooOften)]
                told = {"is_refused": True, "is_too_often": bool(waits)}
                response.context_data = {**(response.context_data or {}), **told}
                response.status_code = 422
                if waits:
                    response.status_code = 429
                    response["Retry-After"] = str(max(waits))
        return response


class NotAllowedMiddleware:
    """Gives a 405 a page, for whoever reads pages. Django sends the header alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or not request.accepts("text/html"):
            return response
        page = not_allowed(request)
        page["Allow"] = response["Allow"]
        return page


def _is_staff_without_factor(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not (user.is_adviser or user.is_administrator):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
