import sys

import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

# What a lost database or cache raises. Anything else is a fault of ours and stays a 500.
UNREACHABLE = (
    OperationalError,
    InterfaceError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
)


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    # Rendered without context processors: they may need the very part that failed.
    return HttpResponse(
        render_to_string(template or f"{status}.html", {"color_scheme": "auto", "status": status}),
        status=status,
    )


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, also for everything that is someone else's."""
    return _page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or from before a sign-in."""
    return _page(request, 403, "403_csrf.html")


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database or the cache is gone for a moment, otherwise 500."""
    return _page(request, 503 if isinstance(sys.exc_info()[1], UNREACHABLE) else 500)
