import secrets
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import Role, User
from tests.accounts.conftest import sign_in_by_code, totp_digits, with_second_factor

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
    answer = client_of(person).post(SETTINGS, {"full_name": name})
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
