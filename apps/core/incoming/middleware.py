"""What comes with a request, before any page reads it: its size, its cookies and a few headers. Its charset is in
`utf8`.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import MediaType

from apps.core.incoming.views import too_large


def _media_types(text: str) -> None:
    for one in text.split(","):
        MediaType(one)


# Read by us and by Django, and nothing that a page depends on: one that cannot be read is as good as none.
_READ_BY: dict[str, Callable[[str], Any]] = {
    "HTTP_ACCEPT": _media_types,
    "HTTP_REFERER": urlsplit,
    "HTTP_HX_CURRENT_URL": urlsplit,
}


class IncomingMiddleware:
    """Refuses a body that is too large before a byte of it is read; drops cookies and headers that cannot be meant.

    Comes before all that reads any of these, and after what sets the headers of every answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            length = request.META["CONTENT_LENGTH"] = "0"  # Django takes it for none, too, until it reads a form
        # Python refuses thousands of digits.
        if len(length) > 18 or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return too_large(request)
        # Ours are printable ASCII. Postgres refuses a NUL, in the key of a session for one.
        cookies = {name: value for name, value in request.COOKIES.items() if value.isascii() and value.isprintable()}
        request.COOKIES = cookies
        for name, read in _READ_BY.items():
            try:
                read(request.META.get(name, ""))
            except ValueError:
                del request.META[name]
        return self.get_response(request)
