"""The project's addresses, the development mailbox, and a view with a fault."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.urls import *  # noqa: F403 - the handlers come along
from config.urls import urlpatterns as _ours


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a fault of ours")


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    *_ours,
    path("dev/mail/", include("apps.core.mailbox.urls")),
    path("broken/", broken),
    path("forbidden/", forbidden),
]
