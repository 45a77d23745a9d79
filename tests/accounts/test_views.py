import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import Role, User
from apps.students.models import Student
from tests.accounts.conftest import (
    age,
    let_pass,
    sign_in_by_code,
    signed_in_by_password,
    totp_digits,
    with_second_factor,
)

SETTINGS = "/accounts/settings/"
LOOK = "/accounts/settings/color-scheme/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_everybody_has_a_settings_page(
    role: str, make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    user = make_user(role=role)
    page = client_of(user).get(SETTINGS)
    assert page.status_code == 200
    assert user.email in page.content.decode()
    assert ('href="/settings/"' in page.content.decode()) == (role == Role.STUDENT)


def test_a_name_is_saved_on_one_line(person: User, client_of: Callable[[User], Client]) -> None:
    answer = client_of(person).post(SETTINGS, {"full_name": "  Zoë\u202e   Nguyễn "})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.full_name == "Zoë Nguyễn"


@pytest.mark.parametrize(
    ("preferred", "name", "last", "told"),
    [
        ("", "Clara Bautista", "Bautista", "Saved. People see Clara Bautista from now on."),
        ("Sam", "Maria Lopez", "Bautista", "Saved. People see Sam Bautista from now on."),
        (
            "",
            "Maria Lopez",
            "",
            "Saved. People see Maria Lopez from now on. Lists no longer have you under Bautista, because this name "
            "does not contain it.",
        ),
    ],
)
def test_a_last_name_on_record_never_goes_silently(
    preferred: str, name: str, last: str, told: str, person: User, client_of: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=person.pk).update(
        full_name="Maria-Clara Bautista", last_name="Bautista", preferred_name=preferred
    )
    answer = client_of(person).post(SETTINGS, {"full_name": name, "preferred_name": preferred})
    person.refresh_from_db()
    assert ([str(each) for each in get_messages(answer.wsgi_request)], person.last_name) == ([told], last)


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "a" * 121, "nul\x00l"])
def test_a_bad_name_is_refused_and_nothing_is_saved(
    name: str, person: User, client_of: Callable[[User], Client]
) -> None:
    before = person.full_name
    answer = client_of(person).post(SETTINGS, {"full_name": name})
    assert answer.status_code == 422
    assert 'id="id_full_name_error"' in answer.content.decode()
    person.refresh_from_db()
    assert person.full_name == before


def test_nothing_but_the_name_can_be_posted(person: User, client_of: Callable[[User], Client]) -> None:
    before = person.email
    client_of(person).post(
        SETTINGS,
        {
            "full_name": "Ana Ruiz",
            "role": Role.ADMINISTRATOR,
            "is_staff": "on",
            "is_superuser": "on",
            "is_active": "",
            "email": "x@elsewhere.example",
        },
    )
    person.refresh_from_db()
    assert (person.full_name, person.role, person.is_staff, person.is_active, person.email) == (
        "Ana Ruiz",
        Role.STUDENT,
        False,
        True,
        before,
    )


@pytest.mark.parametrize("scheme", ["light", "dark", "auto"])
def test_the_look_is_kept_in_this_browser(scheme: str, person: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(person)
    answer = visitor.post(LOOK, {"color_scheme": scheme})
    assert answer["Location"] == SETTINGS
    assert visitor.cookies["color_scheme"]["samesite"] == "Lax"
    assert f'data-bs-theme="{scheme}"' in visitor.get(SETTINGS).content.decode()


def test_an_unknown_look_is_refused(person: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(person)
    assert visitor.post(LOOK, {"color_scheme": "neon"}).status_code == 422
    assert visitor.get(LOOK).status_code == 405
    assert "color_scheme" not in visitor.cookies


def test_one_s_address_is_not_one_s_own_to_change(person: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(person)
    assert visitor.get("/accounts/email/").status_code == 404
    answer = visitor.post("/accounts/email/", {"email": "x@elsewhere.example", "action_add": ""})
    assert answer.status_code == 404
    assert visitor.get("/accounts/")["Location"] == SETTINGS


def test_the_admin_has_no_door_of_its_own(visitor: Client) -> None:
    answer = visitor.get("/admin/")
    assert answer["Location"].startswith(("/admin/login/", "/accounts/login/"))
    answer = visitor.get("/admin/login/?next=/admin/accounts/user/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/admin/accounts/user/")
    answer = visitor.post("/admin/login/", {"username": "a@b.example", "password": "x"})
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADVISER])
def test_the_admin_is_not_there_for_others(
    role: str, make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    answer = client_of(make_user(role=role)).get("/admin/", follow=True)
    assert answer.status_code == 404


def test_an_administrator_who_meets_its_door_goes_in(
    make_administrator: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    assert client_of(make_administrator()).get("/admin/login/")["Location"] == "/admin/"


KEYS = "/accounts/settings/keys/"


def test_single_keys_are_switched_off_and_on_in_this_browser(person: User, client_of: Callable[[User], Client]) -> None:
    visitor = client_of(person)
    assert "data-shortcuts" not in visitor.get(SETTINGS).text
    assert visitor.post(KEYS, {"single_keys": "off"})["Location"] == SETTINGS
    page = visitor.get(SETTINGS).text
    assert 'data-shortcuts="off"' in page
    assert "Keyboard shortcuts are off in this browser." in page
    visitor.post(KEYS, {"single_keys": "on"})
    assert "data-shortcuts" not in visitor.get(SETTINGS).text


@pytest.mark.parametrize("posted", [{}, {"single_keys": "perhaps"}])
def test_anything_else_about_keys_is_refused(
    posted: dict[str, str], person: User, client_of: Callable[[User], Client]
) -> None:
    visitor = client_of(person)
    page = visitor.post(KEYS, posted)
    assert page.status_code == 422
    assert "Choose on or off." in page.text
    assert "single_keys" not in visitor.cookies


class TestFirstPassword:
    """It opens the account, and answers where we ask once more who is there."""

    ADDRESS = "/accounts/password/set/"
    WORDS = {"password1": "quiet river stone 5", "password2": "quiet river stone 5"}

    def set_by(self, browser: Client, person: User) -> bool:
        browser.post(self.ADDRESS, self.WORDS)
        person.refresh_from_db()
        return person.has_usable_password()

    def test_a_second_factor_is_asked_for_first(
        self, visitor: Client, person: User, mailoutbox: list[EmailMessage]
    ) -> None:
        sign_in_by_code(visitor, person, mailoutbox)
        secret = with_second_factor(person)
        answer = visitor.get(self.ADDRESS)
        assert answer["Location"] == f"/accounts/2fa/reauthenticate/?next={self.ADDRESS}"
        assert not self.set_by(visitor, person)
        assert "quiet river" not in str(dict(visitor.session))
        visitor.post(answer["Location"], {"code": totp_digits(secret), "next": self.ADDRESS})
        assert self.set_by(visitor, person)

    def test_staff_without_one_sign_in_anew(
        self, visitor: Client, make_adviser: Callable[..., User], mailoutbox: list[EmailMessage]
    ) -> None:
        adviser = make_adviser(email=f"adviser-{secrets.token_hex(6)}@campus.example")
        visitor.force_login(adviser)
        assert not self.set_by(visitor, adviser)
        sign_in_by_code(visitor, adviser, mailoutbox)
        assert self.set_by(visitor, adviser)

    def test_a_student_without_one_is_not_asked(self, client_of: Callable[[User], Client], person: User) -> None:
        assert self.set_by(client_of(person), person)


class TestFirstSecondFactor:
    """It answers where we ask once more who is there, as a first password does."""

    ADDRESS = "/accounts/2fa/totp/activate/"

    def test_staff_with_nothing_to_show_sign_in_anew(
        self, visitor: Client, make_adviser: Callable[..., User], mailoutbox: list[EmailMessage]
    ) -> None:
        adviser = make_adviser(email=f"adviser-{secrets.token_hex(6)}@campus.example")
        for press in (visitor.get, visitor.post):
            visitor.force_login(adviser)
            answer = press(self.ADDRESS)
            assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={self.ADDRESS}")
            assert "_auth_user_id" not in visitor.session
        sign_in_by_code(visitor, adviser, mailoutbox)
        key = visitor.get(self.ADDRESS).context["form"].secret
        let_pass(visitor, minutes=6)
        visitor.post(self.ADDRESS, {"code": totp_digits(key)})
        assert Authenticator.objects.filter(user=adviser, type=Authenticator.Type.TOTP).exists()


ELSEWHERE = "/accounts/settings/devices/others/sign-out/"
_ANDROID = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


def sign_out_of(browser: Client) -> str:
    return f"/accounts/settings/devices/{browser.session['device']}/sign-out/"


@pytest.fixture
def browsers(person: User, new_visitor: Callable[[], Client]) -> tuple[Client, Client]:
    """Two of one person: the one that is used, and Firefox on Android since three days ago."""
    Student.objects.create(user=person, time_zone="Asia/Kolkata")
    here, android = new_visitor(), new_visitor()
    android.defaults["HTTP_USER_AGENT"] = _ANDROID
    signed_in_by_password(android, person, own_phone="on")
    age(android, signed_in=timedelta(days=3), seen=timedelta(days=2))
    signed_in_by_password(here, person, again=True)
    return here, android


def test_settings_list_the_devices_by_the_reader_s_clock(browsers: tuple[Client, Client]) -> None:
    here, android = browsers
    page = here.get(SETTINGS).text
    devices = page[page.index('id="devices"') :]
    assert devices.index("This browser") < devices.index("Firefox on Android")
    assert devices.count("This browser") == 1
    assert devices.count("Signed in <time") == 2
    assert devices.count("Last seen <time") == 1
    assert devices.count(" IST</time>") == 3
    assert devices.count("Stays signed in") == 1
    assert devices.index("Firefox on Android") < devices.index("Stays signed in")
    assert len(set(re.findall(r"Sign out<span.*?</span>", devices))) == 2
    assert "Mozilla" not in page
    assert here.defaults["REMOTE_ADDR"] not in page
    assert android.session.session_key not in page
    assert sign_out_of(android) in page


def test_a_device_is_signed_out_by_its_button_and_twice_is_no_mistake(browsers: tuple[Client, Client]) -> None:
    here, android = browsers
    address = sign_out_of(android)
    assert here.get(address).status_code == 405
    for _ in range(2):
        page = here.post(address, follow=True)
        assert page.request["PATH_INFO"] == SETTINGS
        assert "That device is signed out." in page.text
        assert "Firefox on Android" not in page.text
    assert android.get(SETTINGS).status_code == 302
    assert here.post(f"/accounts/settings/devices/{uuid4()}/sign-out/").status_code == 302


def test_nobody_signs_out_a_device_of_somebody_else(
    browsers: tuple[Client, Client], make_administrator: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    _, android = browsers
    address = sign_out_of(android)
    assert client_of(make_administrator()).post(address).status_code == 404
    assert android.get(SETTINGS).status_code == 200


def test_to_sign_this_device_out_is_to_sign_out(browsers: tuple[Client, Client]) -> None:
    here, android = browsers
    assert here.post(sign_out_of(here))["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in here.session
    assert android.get(SETTINGS).status_code == 200


def test_all_others_are_signed_out_at_once(browsers: tuple[Client, Client]) -> None:
    here, android = browsers
    assert "Sign out everywhere else" in here.get(SETTINGS).text
    for _ in range(2):
        page = here.post(ELSEWHERE, follow=True)
        assert "You are signed out everywhere else." in page.text
        assert '">Sign out everywhere else' not in page.text
    assert android.get(SETTINGS).status_code == 302
    assert here.get(SETTINGS).status_code == 200
