"""Requests whose charset is UTF-8, as that of our pages is, whatever they declare."""

from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils.http import parse_header_parameters


class _Utf8(HttpRequest):
    """Django reads the query in the charset of Content-Type while it makes the request, before any middleware. One that
    is no charset of text (`hex`), or a header that cannot be read, would end in the server's own error page and its
    log, with the query in it.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {}


class Utf8WSGIRequest(_Utf8, WSGIRequest):
    pass


class Utf8ASGIRequest(_Utf8, ASGIRequest):
    pass
