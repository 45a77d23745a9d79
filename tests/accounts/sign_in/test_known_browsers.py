"""The cookie that keeps on which browser somebody signed in before."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.accounts.sign_in.known_browsers import COOKIE, known_to, remember
from tests.accounts.conftest import sign_in_by_code, signed_in_by_password

PEOPLE = [f"person-{n}@campus.example" for n in range(6)]


def after(request: HttpRequest, email: str) -> HttpRequest:
    """The next request of the same browser, once this person signed in."""
    response = HttpResponse()
    remember(request, response, email=email)
    following = RequestFactory().get("/")
    following.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return following


def test_a_browser_knows_who_signed_in_on_it_and_nobody_else() -> None:
    request = after(RequestFactory().get("/"), PEOPLE[0])
    browser = known_to(request, PEOPLE[0])
    assert len(browser) == 22
    assert known_to(request, PEOPLE[0].upper()) == browser
    assert known_to(request, PEOPLE[1]) == ""
    assert known_to(after(request, PEOPLE[1]), PEOPLE[0]) == browser
    assert known_to(RequestFactory().get("/"), PEOPLE[0]) == ""


def test_it_keeps_the_last_five_people() -> None:
    request = RequestFactory().get("/")
    for email in [*PEOPLE[:5], PEOPLE[0], PEOPLE[5]]:
        request = after(request, email)
    assert [bool(known_to(request, email)) for email in PEOPLE] == [True, False, True, True, True, True]


def test_the_cookie_of_another_browser_is_worth_nothing_when_its_mark_is_moved() -> None:
    theirs, mine = (after(RequestFactory().get("/"), email) for email in PEOPLE[:2])
    moved = RequestFactory().get("/")
    mark = theirs.COOKIES[COOKIE].split(":")[0].split(".")[1]
    moved.COOKIES[COOKIE] = mine.COOKIES[COOKIE].replace(":", f".{mark}:", 1)
    assert known_to(moved, PEOPLE[0]) == known_to(moved, PEOPLE[1]) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["password", "code"])
@pytest.mark.parametrize("secure", [True, False])
def test_signing_in_leaves_it_and_signing_out_keeps_it(
    by: str, secure: bool, settings: Settings, visitor: Client, person: User, mailoutbox: list
) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    if by == "code":
        sign_in_by_code(visitor, person, mailoutbox)
    else:
        signed_in_by_password(visitor, person)
    visitor.post("/accounts/logout/")
    cookie = visitor.cookies[COOKIE]
    assert known_to(visitor.get("/accounts/login/").wsgi_request, person.email)
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", secure)
    assert (cookie["path"], cookie["max-age"]) == ("/accounts/", 365 * 24 * 60 * 60)
    assert person.email not in cookie.value


@pytest.mark.django_db
def test_it_lets_nobody_in(visitor: Client, person: User, new_visitor: Callable[[], Client]) -> None:
    signed_in_by_password(visitor, person)
    thief = new_visitor()
    thief.cookies[COOKIE] = visitor.cookies[COOKIE].value
    assert thief.get("/accounts/settings/").status_code == 302
    assert thief.post("/accounts/login/", {"login": person.email, "password": "guess"}).status_code == 422


@given(st.binary(max_size=300))
@example(b'"\\377\\000\\012"')
@example(b"a.b:c:d")
@example(b"." * 300)
@hypothesis_settings(max_examples=40, deadline=None)
def test_any_other_cookie_is_none(junk: bytes) -> None:
    header = b"known_browser=" + junk
    request = RequestFactory().get("/", HTTP_COOKIE=header.decode("latin-1"))
    assert known_to(request, PEOPLE[0]) == ""
    assert known_to(after(request, PEOPLE[0]), PEOPLE[0])


@pytest.mark.django_db
@pytest.mark.parametrize("junk", ["\x00", "é\xff", "a" * 5000, "abc.def:1:2"])
def test_signing_in_with_a_broken_one_is_no_error(junk: str, visitor: Client, person: User) -> None:
    visitor.cookies[COOKIE] = junk
    signed_in_by_password(visitor, person)
    assert known_to(visitor.get("/accounts/settings/").wsgi_request, person.email)
