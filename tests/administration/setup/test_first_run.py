"""The first administrator: made once, by whoever reads the console, and signed in as everybody is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from apps.accounts.models import Role, User
from apps.administration.setup.first_run import SomeoneIsThere, WrongToken, make_first_administrator
from apps.administration.setup.tokens import LASTS, say_how_to_begin, setup_token
from apps.audit.models import Entry
from apps.campus.models import SetupToken
from apps.core import clock
from tests.accounts.conftest import new_visitor, visitor  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
ROBIN = {"full_name": "Robin Castellanos", "email": "Robin@campus.example", "password": "quiet river stone 5"}


def test_whoever_has_the_token_is_the_first_administrator_and_signed_in(visitor: Client, as_of: datetime) -> None:  # noqa: F811
    assert "set it up" in visitor.get("/accounts/login/").content.decode()
    page = visitor.get("/setup/")
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    token = setup_token(as_of=as_of)
    answer = visitor.post("/setup/", {**ROBIN, "token": token.lower().replace("-", " ")})
    assert answer["Location"] == "/program/setting-up/"
    robin = User.objects.get()
    assert (robin.email, robin.role, robin.full_name) == (
        "robin@campus.example",
        Role.ADMINISTRATOR,
        ROBIN["full_name"],
    )
    assert EmailAddress.objects.get(user=robin).verified
    assert visitor.get("/program/setting-up/").status_code == 200
    assert Entry.objects.get().account == robin
    assert not SetupToken.objects.exists()


def test_then_the_page_is_gone_for_everybody(
    visitor: Client,  # noqa: F811
    make_administrator: Callable[..., User],
    as_of: datetime,
) -> None:
    token = setup_token(as_of=as_of)
    make_administrator()
    assert visitor.get("/setup/").status_code == 404
    assert visitor.post("/setup/", {**ROBIN, "token": token}).status_code == 404
    assert "set it up" not in visitor.get("/accounts/login/").content.decode()
    assert setup_token(as_of=as_of) == ""
    with pytest.raises(SomeoneIsThere):
        make_first_administrator(token=token, as_of=as_of, **ROBIN)


def test_it_opens_again_where_nobody_administers_any_more(
    visitor: Client,  # noqa: F811
    make_administrator: Callable[..., User],
    client_of: Callable[[User], Client],
    make_adviser: Callable[..., User],
) -> None:
    User.objects.filter(pk=make_administrator().pk).update(is_active=False)
    assert visitor.get("/setup/").status_code == 200
    assert client_of(make_adviser()).get("/setup/").status_code == 404


def test_what_is_wrong_is_said_beside_its_field(visitor: Client, as_of: datetime, make_student: Callable) -> None:  # noqa: F811
    make_student(email="taken@campus.example")
    token = setup_token(as_of=as_of)
    for changed, field in (
        ({"token": "AAAAA-AAAAA-AAAAA-AAAAA"}, "token"),
        ({"token": ""}, "token"),
        ({"token": "\x00"}, "token"),
        ({"token": "Ａ" * 20}, "token"),
        ({"email": "robin"}, "email"),
        ({"email": "robin@campus.example\r\nBcc: x@y.example"}, "email"),
        ({"email": "Taken@campus.example"}, "email"),
        ({"full_name": "\u200b"}, "full_name"),
        ({"full_name": "\x00"}, "full_name"),
        ({"password": "short"}, "password"),
        ({"password": "robin@campus.example"}, "password"),
    ):
        answer = visitor.post("/setup/", {**ROBIN, "token": token, **changed})
        assert answer.status_code == 422, changed
        assert list(answer.context["form"].errors) == [field], changed
    assert not User.objects.has_administrator()
    assert visitor.post("/setup/").status_code == 422


def test_nobody_without_the_token_learns_who_has_an_account(visitor: Client, make_student: Callable) -> None:  # noqa: F811
    make_student(email="taken@campus.example")
    answer = visitor.post("/setup/", {**ROBIN, "email": "taken@campus.example", "token": "AAAAA"})
    assert list(answer.context["form"].errors) == ["token"]


def test_a_wrong_token_is_said_beside_what_else_is_wrong(visitor: Client, as_of: datetime) -> None:  # noqa: F811
    setup_token(as_of=as_of)
    answer = visitor.post("/setup/", {**ROBIN, "password": "short", "token": "AAAAA"})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["password", "token"]
    statuses = [visitor.post("/setup/", {"password": "short", "token": "AAAAA"}).status_code for _ in range(20)]
    assert statuses == [422] * 19 + [429], "a guess is a guess"


def test_a_role_that_is_posted_is_not_taken(visitor: Client, as_of: datetime) -> None:  # noqa: F811
    token = setup_token(as_of=as_of)
    visitor.post("/setup/", {**ROBIN, "token": token, "role": "student", "is_active": "", "session_epoch": "9"})
    assert User.objects.get().is_administrator


def test_guesses_are_limited_by_address(visitor: Client, as_of: datetime) -> None:  # noqa: F811
    setup_token(as_of=as_of)
    statuses = [visitor.post("/setup/", {**ROBIN, "token": "AAAAA"}).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]
    answer = visitor.post("/setup/", {**ROBIN, "token": setup_token(as_of=as_of)})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_second_factor_is_asked_for_where_staff_need_one(visitor: Client, as_of: datetime, settings) -> None:  # noqa: F811
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    visitor.post("/setup/", {**ROBIN, "token": setup_token(as_of=as_of)})
    page = visitor.get("/program/setting-up/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/2fa/totp/activate/")
    assert page.status_code == 200


class TestTheToken:
    def test_every_process_has_the_same_until_it_expires(self, as_of: datetime) -> None:
        first = setup_token(as_of=as_of)
        assert setup_token(as_of=as_of + timedelta(hours=23)) == first
        later = setup_token(as_of=as_of + LASTS)
        assert later != first
        assert setup_token(as_of=as_of + LASTS) == later

    def test_the_database_alone_does_not_tell_it(self, as_of: datetime, settings) -> None:
        first = setup_token(as_of=as_of)
        settings.SECRET_KEY = "another" * 10
        assert setup_token(as_of=as_of) != first

    def test_an_old_one_opens_nothing(self, as_of: datetime) -> None:
        token = setup_token(as_of=as_of)
        with pytest.raises(WrongToken):
            make_first_administrator(token=token, as_of=as_of + LASTS, **ROBIN)

    def test_none_was_made_and_none_is_taken(self, as_of: datetime) -> None:
        with pytest.raises(WrongToken):
            make_first_administrator(token="", as_of=as_of, **ROBIN)

    def test_an_address_that_is_taken_uses_no_token_up(self, as_of: datetime, make_student: Callable) -> None:
        make_student(email="robin@campus.example")
        token = setup_token(as_of=as_of)
        with pytest.raises(ValidationError):
            make_first_administrator(token=token, as_of=as_of, **ROBIN)
        assert setup_token(as_of=as_of) == token

    def test_the_server_says_it_at_its_start(self, as_of: datetime, capsys, make_administrator: Callable) -> None:
        say_how_to_begin()
        assert setup_token(as_of=as_of) in capsys.readouterr().out
        make_administrator()
        say_how_to_begin()
        assert capsys.readouterr().out == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_made() -> None:
    token, together = setup_token(as_of=clock.now()), Barrier(2)

    def make(email: str) -> str:
        try:
            together.wait()
            make_first_administrator(token=token, as_of=clock.now(), **{**ROBIN, "email": email})
        except (SomeoneIsThere, WrongToken) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as hands:
        said = sorted(hands.map(make, ["one@campus.example", "two@campus.example"]))
    assert said == ["SomeoneIsThere", "made"]
    assert User.objects.count() == 1


@pytest.mark.usefixtures("database_away")
def test_without_a_database_the_server_starts_without_a_word(capsys) -> None:
    say_how_to_begin()
    assert capsys.readouterr().out == ""
