"""What comes with a request, before any page reads it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from apps.students.models import Student
from tests.effort import takes_at_most

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("key", ["0" * 32 + "\x00", '"' + "0" * 32 + '\\000"', "é" * 32, '"\\377"'])
def test_a_session_cookie_that_cannot_be_one_is_none(db: None, key: str) -> None:
    answer = Client().get("/accounts/login/", headers={"cookie": f"sessionid={key}; color_scheme=dark"})
    assert answer.status_code == 200
    assert answer.context["color_scheme"] == "dark"


@pytest.mark.parametrize(
    ("name", "value"), [("accept", "text/html; x*=bogus''y"), ("referer", "http://["), ("hx-current-url", "http://[")]
)
def test_a_header_that_cannot_be_read_is_none(phone: Client, name: str, value: str) -> None:
    assert phone.get("/contacts/1/removal/", headers={name: value}).status_code == 405
    assert Client().post("/interviews/log/", headers={name: value}).status_code == 302


def test_an_origin_that_cannot_be_read_is_elsewhere(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/interviews/log/", headers={"origin": "http://["}).status_code == 403


@pytest.mark.parametrize("length", ["x", "-1", "1.5", "\u0663", ""])
def test_a_length_that_cannot_be_read_is_none(phone: Client, length: str) -> None:
    answer = phone.generic(
        "POST", "/interviews/log/", b"a=b", "application/x-www-form-urlencoded", CONTENT_LENGTH=length
    )
    assert answer.status_code == 422


class Endless:
    """A body of which no byte may be read."""

    def read(self, *size: int) -> bytes:
        raise AssertionError("It was read.")

    readline = read


@pytest.mark.parametrize("length", [str(100 * MEGABYTE), "9" * 5000])
def test_a_body_that_is_too_large_is_not_read(db: None, length: str) -> None:
    said = {"CONTENT_LENGTH": length, "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Endless()}
    answer = Client().post("/accounts/login/", headers={"cookie": f"csrftoken={'a' * 32}"}, **said)
    assert answer.status_code == 413
    assert "<h1>That was too large to send</h1>" in answer.text
    assert "a logo may have 5 MB, any other file 10 MB" in answer.text
    assert "press Back in your browser" in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("size", [100, 11 * MEGABYTE])
def test_no_file_reaches_the_disk(
    db: None, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phone: Client
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = SimpleUploadedFile("notes.txt", b"a" * size)
    answer = phone.post("/interviews/log/", {"contact_name": "Rosa Delgado", "file": file})
    assert answer.status_code == 422
    assert "Rosa Delgado" in answer.text
    assert len(answer.wsgi_request.FILES) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", ["/nowhere/", "/contacts/1/removal/", "/accounts/login/", "/contacts/"])
def test_a_form_that_cannot_be_read_is_no_fault_of_ours(phone: Client, path: str) -> None:
    answer = phone.generic("POST", path, b"--x", "multipart/form-data; boundary=\u00e9")
    assert answer.status_code in (400, 404, 405)
    assert "<h1>" in answer.text


def test_one_line_of_eleven_megabytes(alice: Student, phone: Client) -> None:
    answers: list[HttpResponse] = []
    typed = {"contact_name": "aé \u200b" * (11 * MEGABYTE // 7)}
    takes_at_most(100, lambda: answers.append(phone.post("/interviews/log/", typed)))
    answer = answers[-1]
    assert answer.status_code == 422
    assert "This is far too long for one line. Make it shorter." in answer.text
