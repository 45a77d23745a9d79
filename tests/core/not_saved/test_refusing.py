"""A POST whose session or token has ended: where it leads, and what is said and kept."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.core.not_saved import kept
from apps.core.not_saved.tokens import FIELD
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_contact, make_held

WORDS = "It is less about maps than about people"
LOG = "/interviews/log/"


@pytest.fixture
def held(alice: Student) -> Interview:
    return make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


def form_token(client: Client) -> str:
    return client.get("/accounts/settings/").context["request"]._form_token


def end_session(client: Client) -> str:
    """The session is gone, and the page with its form is still open. Returns the form's token."""
    token = form_token(client)
    del client.cookies["sessionid"]
    return token


def said(client: Client) -> str:
    """The sign-in page, as the person reads it."""
    return client.get("/accounts/login/").content.decode()


class TestTheSessionEnded:
    def test_under_a_form(self, phone: Client, alice: Student) -> None:
        answer = phone.post(LOG, {FIELD: end_session(phone), "learned": WORDS})
        assert answer["Location"] == f"/accounts/login/?next={LOG}"
        assert "not saved. Sign in, and you are back where you were, with anything you typed." in said(phone)

        phone.force_login(alice.user)
        page = phone.get(LOG).content.decode()
        assert f"\n{WORDS}</textarea>" in page
        assert "That was not saved." in page
        assert Interview.objects.count() == 0

    @pytest.mark.parametrize("page", ["interviews:detail", "dashboards:home"])
    def test_under_a_button_one_is_back_where_it_stood(
        self, phone: Client, alice: Student, held: Interview, page: str
    ) -> None:
        stood = reverse(page, args=[held.pk] if page == "interviews:detail" else [])
        sent = {FIELD: end_session(phone), "how": "other"}
        pressed = reverse("interviews:thanked", args=[held.pk])
        answer = phone.post(pressed, sent, headers={"referer": f"http://testserver{stood}"})
        assert answer["Location"] == f"/accounts/login/?next={stood}"

        phone.force_login(alice.user)
        shown = phone.get(stood).content.decode()
        assert "That was not saved." in shown
        assert "press “I already thanked Rosa” again" in shown.replace("Press", "press").replace("</b>", "")
        assert "What you typed" not in shown
        held.refresh_from_db()
        assert held.thanked_at is None

    @pytest.mark.parametrize(
        "referer",
        ["https://elsewhere.example/", "http://testserver/accounts/login/", "http://testserver/none/", "junk", "//x"],
    )
    def test_only_a_page_of_ours_is_led_back_to(self, phone: Client, held: Interview, referer: str) -> None:
        pressed = reverse("interviews:thanked", args=[held.pk])
        answer = phone.post(pressed, {FIELD: end_session(phone)}, headers={"referer": referer})
        assert answer["Location"] == "/accounts/login/?next=/"

    def test_for_htmx_the_whole_page_goes(self, phone: Client) -> None:
        token = end_session(phone)
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/?q=Ana"}
        for answer in (phone.post(LOG, {FIELD: token}, headers=headers), phone.get("/contacts/?q=A", headers=headers)):
            asked = urlsplit(answer["HX-Redirect"])
            assert (answer.status_code, asked.path) == (200, "/accounts/login/")
            assert parse_qs(asked.query) == {"next": ["/contacts/?q=Ana"]}

    def test_too_long_to_keep(self, phone: Client, alice: Student) -> None:
        phone.post(LOG, {FIELD: end_session(phone), "learned": "x" * 70_000})
        assert "It was too long to keep here." in said(phone)
        phone.force_login(alice.user)
        assert "What you typed was too long to keep here." in phone.get(LOG).content.decode()

    def test_the_cache_is_gone(self, phone: Client, settings: Settings) -> None:
        token = end_session(phone)
        away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
        settings.CACHES = {"default": away}
        answer = phone.post(LOG, {FIELD: token, "learned": WORDS})
        assert answer["Location"] == f"/accounts/login/?next={LOG}"
        assert kept.COOKIE not in answer.cookies
        assert "so that was not saved. If you typed something, go back" in said(phone)

    def test_a_password_is_never_kept(self, phone: Client) -> None:
        sent = {"password": "quiet river", "recovery_code": "A1", "full_name": "Alice"}
        phone.post("/accounts/settings/", {FIELD: end_session(phone), "csrfmiddlewaretoken": "x", **sent})
        entry = kept.read(_with_cookies_of(phone))
        assert entry
        assert entry.posts[0].fields == {"full_name": ["Alice"]}

    def test_of_allauth_s_pages_nothing_is_kept(self, phone: Client) -> None:
        phone.post("/accounts/password/change/", {FIELD: end_session(phone), "anything": "words"})
        entry = kept.read(_with_cookies_of(phone))
        assert entry
        assert entry.posts[0].fields == {}
        assert "not saved. Sign in, and you are back where you were." in said(phone)

    def test_who_wanted_to_sign_out_is_told_nothing(self, client_of, make_administrator) -> None:
        erin = client_of(make_administrator())
        answer = erin.post("/admin/logout/", {FIELD: end_session(erin)})
        assert kept.COOKIE not in answer.cookies
        assert "not saved" not in said(erin)


class TestWhatIsNoFormOfOurs:
    @pytest.mark.parametrize("token", ["", "7", "7:1tXyz:forged"])
    def test_nothing_is_kept(self, db: None, token: str) -> None:
        stranger = Client()
        answer = stranger.post(LOG, {FIELD: token, "learned": WORDS})
        assert answer["Location"] == f"/accounts/login/?next={LOG}"
        assert kept.COOKIE not in answer.cookies
        assert "You are not signed in, so that was not saved." in said(stranger)

    @pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/"])
    def test_nor_what_needs_no_sign_in(self, phone: Client, address: str) -> None:
        strict, sent = Client(enforce_csrf_checks=True), {FIELD: end_session(phone), "learned": WORDS}
        assert kept.COOKIE not in strict.post(address, sent).cookies

    def test_nor_a_form_that_another_site_sends(self, phone: Client) -> None:
        sent = {FIELD: end_session(phone), "learned": WORDS}
        assert kept.COOKIE not in phone.post(LOG, sent, headers={"origin": "https://elsewhere.example"}).cookies


class TestTheTokenWentWithTheSession:
    @pytest.fixture
    def strict(self, alice: Student) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice.user)
        return client

    def test_signed_in_again_elsewhere_one_is_back_at_once(self, strict: Client) -> None:
        answer = strict.post(LOG, {FIELD: form_token(strict), "learned": WORDS})
        assert answer["Location"] == LOG
        page = strict.get(LOG).content.decode()
        assert f"\n{WORDS}</textarea>" in page
        assert "That was not saved." in page
        assert Interview.objects.count() == 0

    def test_signed_in_as_nobody(self, strict: Client) -> None:
        answer = strict.post(LOG, {FIELD: end_session(strict), "learned": WORDS})
        assert answer["Location"] == f"/accounts/login/?next={LOG}"
        assert "with anything you typed" in said(strict)

    def test_signed_in_as_somebody_else(self, strict: Client, charlie: Student) -> None:
        token = form_token(strict)
        strict.force_login(charlie.user)
        answer = strict.post(LOG, {FIELD: token, "learned": WORDS}, follow=True)
        page = answer.content.decode()
        assert answer.request["PATH_INFO"] == "/"
        assert "That was not saved. Someone else was signed in when that page was opened." in page
        assert WORDS not in page + strict.get(LOG).content.decode()

    def test_under_the_button_that_signs_out(self, strict: Client) -> None:
        answer = strict.post("/accounts/logout/", {FIELD: form_token(strict)}, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/accounts/logout/")
        assert "Sign out" in answer.content.decode()
        answer = strict.post("/accounts/logout/", {FIELD: end_session(strict)}, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/accounts/login/")
        assert "not saved" not in answer.content.decode()

    @pytest.mark.parametrize("token", ["", "1:1tXyz:forged"])
    def test_a_forged_form_is_refused(self, strict: Client, token: str) -> None:
        assert strict.post(LOG, {FIELD: token}).status_code == 403
        assert Client(enforce_csrf_checks=True).post(LOG, {FIELD: token}).status_code == 302

    def test_from_another_site_too(self, strict: Client) -> None:
        sent = {FIELD: form_token(strict)}
        assert strict.post(LOG, sent, headers={"origin": "https://elsewhere.example"}).status_code == 403


def test_staff_without_a_second_factor_get_it_back_as_well(
    client_of: Callable[[User], Client], make_adviser: Callable[..., User], settings: Settings
) -> None:
    bob = client_of(make_adviser())
    token = form_token(bob)
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    bob.post("/accounts/settings/", {FIELD: token, "full_name": "Robert Lindgren"})
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    assert 'value="Robert Lindgren"' in bob.get("/accounts/settings/").content.decode()


def _with_cookies_of(client: Client) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES[kept.COOKIE] = client.cookies[kept.COOKIE].value
    return request
