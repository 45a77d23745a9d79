"""What a sign-in remembers from its first page to its last: as what the account stood, and what was ticked."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.actions import end_sessions, prove_address
from apps.accounts.models import Role, User
from apps.students.models import Student
from tests.accounts.conftest import mailed_code, sign_in_by_code, totp_digits, with_second_factor
from tests.accounts.sign_in.test_sign_in import CODE, CONFIRM, SIGN_IN, signed_in, who

pytestmark = pytest.mark.django_db


def off_and_on(user: User) -> None:
    for is_active in (False, True):
        User.objects.filter(pk=user.pk).update(is_active=is_active)


def another_address(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email=f"moved-{user.email}")


def another_role(user: User) -> None:
    User.objects.filter(pk=user.pk).update(role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("change", [off_and_on, another_address, another_role, end_sessions])
@pytest.mark.parametrize("by", ["code", "password, code", "code, factor", "password, factor"])
def test_a_sign_in_that_began_before_the_account_changed_does_not_end_after_it(
    by: str, change: Callable[..., None], visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    words = "quiet river stone 5"
    person.set_password(words)
    person.save()
    secret = with_second_factor(person) if "factor" in by else ""
    if by == "password, factor":
        prove_address(user=person, email=person.email)
    if by.startswith("password"):
        last = visitor.post(SIGN_IN, {"login": person.email, "password": words})["Location"]
    else:
        last = visitor.post(CODE, {"email": person.email})["Location"]
    if by == "code, factor":
        last = visitor.post(last, {"code": mailed_code(mailoutbox[-1])})["Location"]
    code = totp_digits(secret) if secret else mailed_code(mailoutbox[-1])
    change(user=person)
    page = visitor.post(last, {"code": code}, follow=True)
    assert who(visitor) is None
    assert page.request["PATH_INFO"] == SIGN_IN
    assert "Your account was changed while you were signing in. Start again." in page.text
    person.refresh_from_db()
    visitor.post(CODE, {"email": person.email})
    answer = visitor.post(CONFIRM, {"code": mailed_code(mailoutbox[-1])})
    assert answer["Location"] == ("/accounts/2fa/authenticate/" if secret else "/")


@pytest.mark.parametrize("ticked", [True, False])
@pytest.mark.parametrize(
    "by", ["code", "code from the sign-in page", "password, code", "code, factor", "password, factor"]
)
def test_the_tick_stays_over_all_steps(
    by: str, ticked: bool, visitor: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    words, tick = "quiet river stone 5", {"own_phone": "on"} if ticked else {}
    person.set_password(words)
    person.save()
    secret = with_second_factor(person) if "factor" in by else ""
    if by == "password, factor":
        prove_address(user=person, email=person.email)
    if by.startswith("password"):
        page = visitor.post(SIGN_IN, {"login": person.email, "password": words, **tick}, follow=True)
    else:
        field = "email" if by == "code" else "login"
        page = visitor.post(CODE, {field: person.email, **tick}, follow=True)
        page = visitor.post(CONFIRM, {"action": "resend"}, follow=True)
    assert not visitor.cookies["sessionid"]["max-age"]
    if by != "password, factor":
        page = visitor.post(page.request["PATH_INFO"], {"code": mailed_code(mailoutbox[-1])}, follow=True)
    if secret:
        visitor.post("/accounts/2fa/authenticate/", {"code": totp_digits(secret)})
    assert signed_in(visitor, person)
    assert visitor.cookies["sessionid"]["max-age"] == (120 * 24 * 60 * 60 if ticked else "")


def test_a_tick_counts_for_the_sign_in_it_was_made_for(
    visitor: Client, person: User, alice: Student, mailoutbox: list[EmailMessage]
) -> None:
    visitor.post(CODE, {"email": alice.user.email, "own_phone": "on"})
    visitor.post(CONFIRM, {"action": "start over"})
    sign_in_by_code(visitor, person, mailoutbox)
    assert visitor.cookies["sessionid"]["max-age"] == ""


@pytest.mark.parametrize("ticked", [True, False])
@pytest.mark.parametrize("by", ["code", "password"])
def test_starting_over_keeps_what_was_typed_until_a_new_start(
    by: str, ticked: bool, visitor: Client, person: User
) -> None:
    words, tick = "quiet river stone 5", {"own_phone": "on"} if ticked else {}
    person.set_password(words)
    person.save()
    first, field = (CODE, "email") if by == "code" else (SIGN_IN, "login")
    page = visitor.post(first, {field: person.email, "password": words, **tick}, follow=True)
    page = visitor.post(page.redirect_chain[-1][0], {"action": "start over"}, follow=True)
    assert page.redirect_chain == [(SIGN_IN, 302)]
    for form in (page.context["form"], visitor.get(CODE).context["form"]):
        shown = {name: form[name].initial for name in form.fields}
        assert (shown.get("login") or shown.get("email"), shown["own_phone"]) == (person.email, ticked)
    visitor.post(SIGN_IN, {"login": "no-one@campus.example", "password": "no"})
    assert visitor.get(SIGN_IN).context["form"]["login"].initial == person.email
    visitor.post(CODE, {"email": "no-one@campus.example"})
    assert "sign_in_typed" not in visitor.session


def test_a_refused_form_keeps_the_tick_and_says_what_it_is_for(visitor: Client, person: User) -> None:
    page = visitor.post(SIGN_IN, {"login": person.email, "password": "no", "own_phone": "on"}).text
    assert re.search(r'name="own_phone"[^>]* checked', page)
    assert "You stay signed in here for 120 days. On a shared computer, leave it empty: then it is one day." in page
