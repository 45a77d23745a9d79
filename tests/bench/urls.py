"""The project's addresses, and the floor of every signed-in page: a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403 - the handlers come along
from config.urls import urlpatterns as _ours


def nothing(request: HttpRequest) -> HttpResponse:
    """Past all middleware, with session and user loaded: an empty 200, and no template."""
    assert request.user.is_authenticated
    return HttpResponse()


urlpatterns = [*_ours, path("bench/nothing/", nothing, name="nothing")]
