"""The length of sessions, the caching of private pages, and the answers to refused forms and methods."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.functional import SimpleLazyObject

from apps.accounts import sessions
from apps.accounts.models import User
from apps.accounts.sign_in.limits import TooOften
from apps.core.incoming.views import not_allowed


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
