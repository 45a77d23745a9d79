"""The development mailbox shows what the file backend wrote."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from apps.core.mailbox.views import _letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.ROOT_URLCONF = "tests.core.urls"
    settings.MAILBOX = tmp_path / "mail"
    return settings.MAILBOX


def send(folder: Path, subject: str = "4 hours left to thank Zoë <b>", html: str = "") -> str:
    """Returns the name under which the mailbox knows it."""
    before = {letter.name for letter in _letters(folder)}
    mail = EmailMultiAlternatives(
        subject=subject,
        body="Finish it:\nhttps://acquaint.example/interviews/7/thank-you/?a=1&b=2\n\n<script>alert(1)</script>\n",
        from_email="Acquaint <no-reply@campus.example>",
        to=["alice@campus.example"],
        headers={"List-Unsubscribe": "<https://acquaint.example/off/>"},
    )
    if html:
        mail.attach_alternative(html, "text/html")
    get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=folder).send_messages([mail])
    (new,) = {letter.name for letter in _letters(folder)} - before
    return new


def test_it_is_not_there_outside_development() -> None:
    assert Client().get("/dev/mail/").status_code == 404


def test_an_empty_mailbox_or_none_at_all(folder: Path) -> None:
    page = Client().get("/dev/mail/").content.decode()
    assert "Development only" in page
    assert "No mail yet." in page


def test_the_list_says_to_whom_what_and_when(folder: Path) -> None:
    first, second = send(folder), send(folder, "Thank Rosa while it is fresh")
    response = Client().get("/dev/mail/")
    page = response.content.decode()
    assert {letter.name for letter in response.context["letters"]} == {first, second}
    assert "4 hours left to thank Zoë &lt;b&gt;" in page
    assert "alice@campus.example" in page
    assert "UTC</time>" in page
    assert f'href="/dev/mail/{second}/"' in page


def test_one_mail_with_its_headers_and_live_links(folder: Path) -> None:
    name = send(folder, html="<p>Hi</p>")
    response = Client().get(f"/dev/mail/{name}/")
    page = response.content.decode()
    assert 'href="https://acquaint.example/interviews/7/thank-you/?a=1&amp;b=2"' in page
    assert "&lt;https://acquaint.example/off/&gt;" in page
    assert "<script>alert" not in page
    assert f'src="/dev/mail/{name}/html/"' in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_a_mail_without_html_has_no_frame(folder: Path) -> None:
    assert "<iframe" not in Client().get(f"/dev/mail/{send(folder)}/").content.decode()


def test_the_html_alone_may_be_framed_by_us_and_run_nothing(folder: Path) -> None:
    name = send(folder, html='<p style="color: red">Hi</p>')
    response = Client().get(f"/dev/mail/{name}/html/")
    assert response.content.decode().strip() == '<p style="color: red">Hi</p>'
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "'unsafe-inline'" not in policy.replace("style-src 'unsafe-inline'", "")


@pytest.mark.parametrize("name", ["nothing", "..", "..%2f..%2fetc%2fpasswd", "%00", "a%20b"])
def test_a_mail_that_is_not_there(folder: Path, name: str) -> None:
    send(folder)
    for url in (f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"):
        assert Client().get(url).status_code == 404


def test_reading_is_all_it_does(folder: Path) -> None:
    name = send(folder)
    for url in ("/dev/mail/", f"/dev/mail/{name}/", f"/dev/mail/{name}/html/"):
        assert Client().post(url).status_code == 405


def test_mails_of_one_connection_are_shown_apart(folder: Path) -> None:
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=folder)
    for subject in ("First", "Second"):
        mail = EmailMultiAlternatives(subject=subject, body=f"{subject} body", to=["alice@campus.example"])
        connection.send_messages([mail])
    letters = Client().get("/dev/mail/").context["letters"]
    assert [letter.message["Subject"] for letter in letters] == ["Second", "First"]
    assert "First body" in Client().get(f"/dev/mail/{letters[1].name}/").content.decode()
