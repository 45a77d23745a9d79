"""A class behind one address, and a stranger who tries in somebody's name: what the limits of sign-in are for."""

import re
import secrets
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from apps.accounts.actions import prove_address
from apps.accounts.models import User
from tests.accounts.conftest import sign_in_by_code

SIGN_IN = "/accounts/login/"
WORDS = "quiet river stone 5"

pytestmark = [pytest.mark.django_db, pytest.mark.proof]


@pytest.fixture
def class_of_300() -> list[User]:
    """With a password and a proved address each."""
    run, password = secrets.token_hex(4), make_password(WORDS)
    people = User.objects.bulk_create(
        User(email=f"student-{n}-{run}@campus.example", full_name=f"Student {n}", password=password) for n in range(300)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    return people


@pytest.mark.parametrize("proxies", [0, 2])
def test_a_class_behind_one_address_signs_in_within_a_minute(
    proxies: int, settings: Settings, class_of_300: list[User], mailoutbox: list[EmailMessage]
) -> None:
    """Each in a browser of their own, half by password and half by code; one in ten mistypes the password first."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    campus = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.1"
    headers = {"x-forwarded-for": f"203.0.113.9, {campus}, 10.0.0.2"} if proxies else {}
    browser = Client(REMOTE_ADDR="10.0.0.3" if proxies else campus, headers=headers)
    began, wrong, inside = time.monotonic(), 0, 0
    for n, person in enumerate(class_of_300):
        browser.cookies.clear()  # now it is another one, and what it costs to make one is saved
        if n % 10 == 0:
            wrong += browser.post(SIGN_IN, {"login": person.email, "password": "guess"}).status_code == 422
        if n % 2:
            sign_in_by_code(browser, person, mailoutbox)
        else:
            browser.post(SIGN_IN, {"login": person.email, "password": WORDS})
        inside += browser.session.get("_auth_user_id") == str(person.pk)
    assert (inside, wrong, len(mailoutbox)) == (300, 30, 150)
    assert time.monotonic() - began < 60


def test_a_stranger_locks_nobody_out(
    new_visitor: Callable[[], Client], person: User, mailoutbox: list[EmailMessage]
) -> None:
    person.set_password(WORDS)
    person.save()
    prove_address(user=person, email=person.email)
    right, wrong = ({"login": person.email, "password": word} for word in (WORDS, "guess"))
    mine = new_visitor()
    mine.post(SIGN_IN, right)
    mine.post("/accounts/logout/")

    addresses = [new_visitor() for _ in range(12)]
    answers = [addresses[n % 12].post(SIGN_IN, wrong).status_code for n in range(110)]
    assert answers == [422] * 100 + [429] * 10
    page = new_visitor().post(SIGN_IN, right)
    assert page.status_code == 429
    assert 3500 < int(page["Retry-After"]) <= 3600
    assert re.search(r"Try again in (59|60) minutes\.", page.text)
    new_browser = new_visitor()
    sign_in_by_code(new_browser, person, mailoutbox)
    assert "_auth_user_id" in new_browser.session

    mailed = len(mailoutbox)
    for each in addresses[:5]:
        each.post("/accounts/login/code/", {"email": person.email})
        each.post("/accounts/password/reset/", {"email": person.email})
    assert len(mailoutbox) == mailed + 5
    page = new_visitor().post("/accounts/login/code/", {"email": person.email})
    assert (page.status_code, 540 < int(page["Retry-After"]) <= 600) == (429, True)
    assert re.search(r"Try again in (9|10) minutes\.", page.text)

    mine.post(SIGN_IN, right)
    assert mine.session["_auth_user_id"] == str(person.pk)
    mine.post("/accounts/logout/")
    sign_in_by_code(mine, person, mailoutbox)
    assert mine.session["_auth_user_id"] == str(person.pk)
