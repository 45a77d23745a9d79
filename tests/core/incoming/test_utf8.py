"""What a request declares of its charset is not believed. Django's test client makes its requests in another way."""

from io import BytesIO

import pytest
from django.test import RequestFactory

from apps.core.incoming.utf8 import Utf8ASGIRequest, Utf8WSGIRequest
from config.asgi import application as asgi
from config.wsgi import application as wsgi

FORM = "application/x-www-form-urlencoded"


def _environ(content_type: str) -> dict:
    body = b"name=Jos%C3%A9"
    environ = RequestFactory().post("/?q=%C3%A9").environ
    return environ | {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}


def test_each_server_is_handed_such_requests() -> None:
    assert (wsgi.request_class, asgi.request_class) == (Utf8WSGIRequest, Utf8ASGIRequest)


@pytest.mark.parametrize(
    "charset",
    [
        "hex",
        "rot13",
        "base64",
        "utf-16",
        "unicode_escape",
        "\x00",
        "idna",
        "mbcs",
        "undefined",
        "punycode",
        "latin-1",
        "",
    ],
)
def test_query_and_form_are_utf8(charset: str) -> None:
    request = Utf8WSGIRequest(_environ(f"{FORM}; charset={charset}"))
    assert (request.GET["q"], request.POST["name"]) == ("é", "José")


@pytest.mark.parametrize("header", [f"{FORM}; x*=bogus''y", f"{FORM}; x*=\x00''y", f"{FORM}; x*=undefined''%41"])
def test_a_content_type_that_cannot_be_read_is_none(header: str) -> None:
    request = Utf8WSGIRequest(_environ(header))
    assert (request.content_type, request.GET["q"], dict(request.POST)) == ("", "é", {})


def test_so_is_one_over_asgi() -> None:
    headers = [(b"content-type", b"a/b; charset=hex")]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"q=%C3%A9", "headers": headers}
    assert Utf8ASGIRequest(scope, BytesIO()).GET["q"] == "é"
