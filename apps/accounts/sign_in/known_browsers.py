"""On which browser a person signed in before: it has limits of its own, so that no stranger uses them up.

A cookie keeps it, signed, with a random name of the browser and a mark for each of the last people. A mark is an HMAC
of the two: it tells no address, and it is worth nothing on another browser. The cookie lets nobody in.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
_SALT = "accounts.known_browsers"
_A_YEAR = 365 * 24 * 60 * 60
_MOST_PEOPLE = 5  # of a shared computer


def known_to(request: HttpRequest, email: str) -> str:
    """The name of this browser if this person signed in on it within a year; otherwise an empty string."""
    browser, marks = _read(request)
    return browser if _mark(browser, email) in marks else ""


def remember(request: HttpRequest, response: HttpResponse, *, email: str) -> None:
    """Whoever signs in comes first, and a sixth person takes the place of the one who was away longest."""
    browser, marks = _read(request)
    browser = browser or secrets.token_urlsafe(16)
    mine = _mark(browser, email)
    others = [mark for mark in marks if mark != mine]
    response.set_signed_cookie(
        COOKIE,
        ".".join([browser, mine, *others][: 1 + _MOST_PEOPLE]),
        salt=_SALT,
        max_age=_A_YEAR,
        path=reverse("accounts:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    kept = request.get_signed_cookie(COOKIE, default=None, salt=_SALT, max_age=_A_YEAR)
    browser, *marks = (kept or "").split(".")
    return browser, marks


def _mark(browser: str, email: str) -> str:
    return salted_hmac(_SALT, f"{browser} {email.strip().lower()}", algorithm="sha256").hexdigest()[:32]
