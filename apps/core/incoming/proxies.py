"""TRUSTED_PROXIES is checked against what really stands before this server."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from apps.core.incoming.views import not_set_up

logger = logging.getLogger(__name__)


class TrustedProxiesMiddleware:
    """Serves nobody who came through fewer proxies than are trusted: 503, and the log says what to set.

    A visitor could write the missing entries of X-Forwarded-For and take any address. Each real proxy adds one, so no
    visitor of a server that is set up well is refused. The container's own health check comes through none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        if not self.trusted:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        passed = [entry for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
        if len(passed) >= self.trusted or request.path == "/healthz/":
            return self.get_response(request)
        logger.error(
            "Set TRUSTED_PROXIES to the number of proxies before this server, each of which adds to X-Forwarded-For: "
            "it is %d, and this request has come through %d.",
            self.trusted,
            len(passed),
        )
        return not_set_up(request)
