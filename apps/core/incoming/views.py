import sys

import redis
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from apps.core.not_saved.refusing import token_refused

# What a lost database or cache raises. Anything else is a fault of ours and stays a 500.
UNREACHABLE = (
    OperationalError,
    InterfaceError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
)


# Django's own example asks for a checked CSRF token on these pages: the check reads the body, and one that cannot be
# read would be a fault inside the page that says so. The token of the form to sign out needs no check.


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    # Rendered without context processors: they may need the very part that failed.
    context = {"color_scheme": "auto", "status": status, "layout": "layouts/problem.html"}
    return HttpResponse(render_to_string(template or f"{status}.html", context), status=status)


def _page_inside(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """The same with the usual bars for someone signed in, unless what these need is gone."""
    try:
        if request.user.is_authenticated:
            context = {"layout": "layouts/problem_inside.html"}
            return render(request, template or f"{status}.html", context, status=status)
    except (DatabaseError, *UNREACHABLE):
        pass
    return _page(request, status, template)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page_inside(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, also for everything that is someone else's."""
    return _page_inside(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413 for a body that is not read. Whoever sends it may be anybody, so no session is looked up."""
    return _page(request, 413)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405 for an address that only takes a press of a button, or only shows a page."""
    return _page_inside(request, 405)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Back to where the button stood for a form whose token is missing or from before a sign-in; otherwise 403. A
    script gets a 403 that it can read.
    """
    if request.content_type == "application/json":
        return JsonResponse({"error": "The token is missing or from before a sign-in."}, status=403)
    return token_refused(request) or _page_inside(request, 403, "403_csrf.html")


def not_set_up(request: HttpRequest) -> HttpResponse:
    """503 for everybody, until whoever runs this site has changed the setting that the log names."""
    return _page(request, 503, "503_proxies.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database or the cache is gone for a moment, otherwise 500."""
    return _page(request, 503 if isinstance(sys.exc_info()[1], UNREACHABLE) else 500)
