"""What someone changes about their own sign-in ends every session but the one in which they did it."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import User
from tests.accounts.conftest import signed_in_by_password, totp_digits

SETTINGS = "/accounts/settings/"
NEW = "loud brook pebble 6"

pytestmark = pytest.mark.django_db


@pytest.fixture
def here_and_elsewhere(person: User, new_visitor: Callable[[], Client]) -> tuple[Client, Client]:
    here, elsewhere = new_visitor(), new_visitor()
    signed_in_by_password(here, person)
    signed_in_by_password(elsewhere, person, again=True)
    return here, elsewhere


def only_here(here: Client, elsewhere: Client, person: User) -> bool:
    return (
        here.get(SETTINGS).status_code == 200
        and elsewhere.get(SETTINGS).status_code == 302
        and person.sessions.count() == 1
    )


def test_a_new_password(person: User, here_and_elsewhere: tuple[Client, Client]) -> None:
    here, elsewhere = here_and_elsewhere
    device = here.session["device"]
    here.post("/accounts/reauthenticate/?next=/accounts/password/change/", {"password": "quiet river stone 5"})
    changed = {"oldpassword": "quiet river stone 5", "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", changed)["Location"] == SETTINGS
    assert only_here(here, elsewhere, person)
    assert here.session["device"] == device


def test_a_first_password(person: User, new_visitor: Callable[[], Client], client_of: Callable[[User], Client]) -> None:
    here, elsewhere = client_of(person), client_of(person)
    here.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    assert only_here(here, elsewhere, person)


def test_a_password_by_mailed_link_ends_all(
    person: User,
    here_and_elsewhere: tuple[Client, Client],
    new_visitor: Callable[[], Client],
    mailoutbox: list[EmailMessage],
) -> None:
    third = new_visitor()
    third.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"https?://[^/]+(/\S+)", str(mailoutbox[-1].body))
    assert link
    page = third.get(link[1], follow=True)
    third.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert not person.sessions.exists()
    assert [each.get(SETTINGS).status_code for each in here_and_elsewhere] == [302, 302]


@pytest.mark.django_db(transaction=True)  # the rest of adding one follows the commit
def test_a_second_factor_added_and_removed(person: User, here_and_elsewhere: tuple[Client, Client]) -> None:
    here, elsewhere = here_and_elsewhere
    rows = list(person.sessions.all())
    page = here.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        here.post(page.request["PATH_INFO"], {"password": "quiet river stone 5"})
        page = here.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    here.post("/accounts/2fa/totp/activate/", {"code": totp_digits(secret)})
    assert only_here(here, elsewhere, person)
    for row in rows:
        row.save(force_insert=True)
    assert elsewhere.get(SETTINGS).status_code == 302

    row = person.sessions.latest("last_seen_at")
    here.post("/accounts/2fa/totp/deactivate/")
    assert here.get(SETTINGS).status_code == 200
    assert not person.sessions.filter(session_key=row.session_key).exists()
    row.save(force_insert=True)
    elsewhere.cookies["sessionid"] = row.session_key
    assert elsewhere.get(SETTINGS).status_code == 302
