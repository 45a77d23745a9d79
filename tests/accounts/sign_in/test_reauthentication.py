"""Changing an account asks once more who is there, and nothing typed is lost. The administration's pages do."""

import secrets
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import Role, User
from apps.core.not_saved.shown import Shown
from apps.core.not_saved.tokens import FIELD
from apps.outbox.models import Message
from apps.students.models import Student
from tests.accounts.conftest import let_pass, sign_in_by_code, signed_in_by_password, totp_digits, with_second_factor
from tests.factories import make_administrator

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def ada(db: None) -> User:
    """An administrator. The address differs on every run, for codes are limited by address."""
    return make_administrator(full_name="Ada Winters", email=f"ada-{secrets.token_hex(6)}@campus.example")


def form_of(student: Student, **changed: str) -> dict[str, str]:
    person = student.user
    return {"email": person.email, "full_name": person.full_name, "role": "student", "is_active": "on", **changed}


def press(browser: Client, page: str, sent: dict, address: str = ""):
    """A form of this page is sent, as a browser does it."""
    token = browser.get(page).context["request"]._form_token
    headers = {"referer": f"http://testserver{page}"}
    return browser.post(address or page, {**sent, FIELD: token}, headers=headers)


def asked_at(answer) -> str:
    """Where this press leads first; from there it goes back."""
    assert answer.status_code == 302
    return urlsplit(answer["Location"]).path


def back_from(answer) -> str:
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


def page_of(student: Student) -> str:
    return f"{PEOPLE}{student.user_id}/change/"


NEW = {"email": "alice.new@campus.example", "full_name": "Alice O. Okafor"}


def given_back(browser: Client, page: str, student: Student) -> None:
    """The form has the words again, nothing was carried out, and one press does it now."""
    student.user.refresh_from_db()
    assert student.user.email == "alice@campus.example"
    assert not Message.objects.filter(subject__contains="address").exists()
    text = browser.get(page).text
    assert "That was not saved." in text
    assert "we ask once more if it is you. Look it over, then press “Save” again." in text
    assert set(NEW.items()) <= Shown(text, page).holds
    assert press(browser, page, form_of(student, **NEW)).status_code == 302
    student.user.refresh_from_db()
    assert student.user.email == NEW["email"]
    assert "That was not saved." not in browser.get(page).text


def test_a_password_is_asked_for_and_the_form_comes_back(visitor: Client, ada: User, alice: Student) -> None:
    signed_in_by_password(visitor, ada)
    answer = press(visitor, page_of(alice), form_of(alice, **NEW))
    assert asked_at(answer) == "/accounts/reauthenticate/"
    assert "Is it still you?" in visitor.get(answer["Location"]).text
    again = visitor.post(answer["Location"], {"password": "quiet river stone 5", "next": back_from(answer)})
    assert again["Location"] == page_of(alice)
    given_back(visitor, page_of(alice), alice)


def test_a_second_factor_is_asked_for_without_a_password(
    visitor: Client, ada: User, alice: Student, mailoutbox: list[EmailMessage]
) -> None:
    sign_in_by_code(visitor, ada, mailoutbox)
    secret = with_second_factor(ada)
    answer = press(visitor, page_of(alice), form_of(alice, **NEW))
    assert asked_at(answer) == "/accounts/2fa/reauthenticate/"
    again = visitor.post(answer["Location"], {"code": totp_digits(secret), "next": back_from(answer)})
    assert again["Location"] == page_of(alice)
    given_back(visitor, page_of(alice), alice)


def test_with_neither_they_sign_in_anew(
    visitor: Client, ada: User, alice: Student, mailoutbox: list[EmailMessage]
) -> None:
    sign_in_by_code(visitor, ada, mailoutbox)
    let_pass(visitor, minutes=6)
    answer = press(visitor, page_of(alice), form_of(alice, **NEW))
    assert asked_at(answer) == "/accounts/login/"
    assert "you are back where you were" in visitor.get(answer["Location"]).text
    assert visitor.get(page_of(alice)).status_code == 302
    back = back_from(answer)
    visitor.post("/accounts/login/code/", {"email": ada.email, "next": back})
    sign_in_by_code(visitor, ada, mailoutbox)
    given_back(visitor, back, alice)


def test_who_signed_in_by_code_just_now_is_not_asked_again(
    visitor: Client, ada: User, alice: Student, mailoutbox: list[EmailMessage]
) -> None:
    sign_in_by_code(visitor, ada, mailoutbox)
    assert press(visitor, page_of(alice), form_of(alice, **NEW))["Location"] == PEOPLE


@pytest.fixture
def stale(client_of: Callable[[User], Client], ada: User) -> Client:
    """Ada's browser, in which she signed in long ago."""
    ada.set_password("quiet river stone 5")
    ada.save()
    return client_of(ada)


def test_what_was_shown_again_is_good_for_five_minutes(stale: Client, alice: Student) -> None:
    stale.post("/accounts/reauthenticate/", {"password": "quiet river stone 5"})
    let_pass(stale, minutes=4)
    assert press(stale, page_of(alice), form_of(alice, **NEW))["Location"] == PEOPLE
    let_pass(stale, minutes=1)
    assert asked_at(press(stale, page_of(alice), form_of(alice))) == "/accounts/reauthenticate/"


@pytest.mark.parametrize(
    "changed", [{"preferred_name": "Ally"}, {"full_name": "Alice O"}, {"email": "ALICE@campus.example"}]
)
def test_names_are_changed_without_it(stale: Client, alice: Student, changed: dict[str, str]) -> None:
    assert press(stale, page_of(alice), form_of(alice, **changed))["Location"] == PEOPLE


def test_a_mistake_is_said_first(stale: Client, alice: Student) -> None:
    assert press(stale, page_of(alice), form_of(alice, email="nowhere")).status_code == 422


@pytest.mark.parametrize(("role", "asks"), [("student", False), ("adviser", True), ("administrator", True)])
def test_a_new_one_of_the_staff_asks(stale: Client, role: str, asks: bool) -> None:
    new = {"email": "nina@campus.example", "full_name": "Nina Petrova", "role": role, "is_active": "on"}
    answer = press(stale, f"{PEOPLE}add/", new)
    assert (asked_at(answer) == "/accounts/reauthenticate/") == asks
    assert User.objects.filter(email="nina@campus.example").exists() != asks


def test_another_role_asks(stale: Client, bob: User) -> None:
    change = {"email": bob.email, "full_name": bob.full_name, "role": "administrator", "is_active": "on"}
    assert asked_at(press(stale, f"{PEOPLE}{bob.pk}/change/", change)) == "/accounts/reauthenticate/"
    bob.refresh_from_db()
    assert bob.role == Role.ADVISER


def test_a_list_asks_and_has_its_rows_and_action_again(stale: Client, bob: User) -> None:
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "s"})
    answer = press(stale, PEOPLE, {"action": "remove_second_factor", "_selected_action": [bob.pk], "index": "0"})
    assert asked_at(answer) == "/accounts/reauthenticate/"
    assert Authenticator.objects.filter(user=bob).exists()
    stale.post("/accounts/reauthenticate/", {"password": "quiet river stone 5", "next": back_from(answer)})
    held = Shown(stale.get(PEOPLE).text, PEOPLE).holds
    assert {("action", "remove_second_factor"), ("_selected_action", str(bob.pk))} <= held
    press(stale, PEOPLE, {"action": "remove_second_factor", "_selected_action": [bob.pk], "index": "0"})
    assert not Authenticator.objects.filter(user=bob).exists()


@pytest.mark.parametrize("action", ["switch_on", "switch_off"])
def test_switching_an_administrator_asks_and_so_does_bringing_back_staff(
    stale: Client, alice: Student, bob: User, action: str
) -> None:
    other, on = make_administrator(), action == "switch_on"
    User.objects.filter(pk__in=[other.pk, alice.user_id, bob.pk]).update(is_active=not on)
    for person, asks in ((alice.user, False), (other, True), (bob, on)):
        answer = press(stale, PEOPLE, {"action": action, "_selected_action": [person.pk], "index": "0"})
        assert (asked_at(answer) == "/accounts/reauthenticate/") == asks
        person.refresh_from_db()
        assert (person.is_active == on) != asks


def test_switching_an_administrator_off_in_the_form_asks(stale: Client) -> None:
    other = make_administrator()
    change = {"email": other.email, "full_name": other.full_name, "role": "administrator"}
    assert asked_at(press(stale, f"{PEOPLE}{other.pk}/change/", change)) == "/accounts/reauthenticate/"
    other.refresh_from_db()
    assert other.is_active


def test_a_press_that_no_form_of_ours_made_is_not_carried_out_either(stale: Client, alice: Student) -> None:
    answer = stale.post(page_of(alice), form_of(alice, **NEW))
    assert asked_at(answer) == "/accounts/reauthenticate/"
    assert "Go back in your browser" in stale.get(answer["Location"]).text
    alice.user.refresh_from_db()
    assert alice.user.email == "alice@campus.example"
