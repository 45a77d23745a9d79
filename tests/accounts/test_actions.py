from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client

from apps.accounts import actions, sessions
from apps.accounts.models import Role, Session, User
from tests.accounts.conftest import signed_in_by_password

pytestmark = pytest.mark.django_db


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))


def test_a_proved_address_is_the_only_one(person: User) -> None:
    EmailAddress.objects.create(user=person, email="earlier@campus.example", verified=True, primary=True)
    assert actions.prove_address(user=person, email=person.email.upper())
    assert addresses(person) == [(person.email, True, True)]


def test_proving_twice_changes_nothing(person: User) -> None:
    actions.prove_address(user=person, email=person.email)
    actions.prove_address(user=person, email=person.email)
    assert addresses(person) == [(person.email, True, True)]


def test_another_address_cannot_be_proved(person: User) -> None:
    assert not actions.prove_address(user=person, email="other@campus.example")
    assert addresses(person) == []


def test_an_address_that_moved_to_somebody_else_is_theirs(person: User, alice: User) -> None:
    EmailAddress.objects.create(user=alice.user, email=person.email, verified=True, primary=True)
    assert actions.prove_address(user=person, email=person.email)
    assert addresses(alice.user) == []
    assert addresses(person) == [(person.email, True, True)]


def test_an_empty_name_is_refused(person: User) -> None:
    with pytest.raises(ValidationError):
        actions.change_name(user=person, full_name=" \u200b ", preferred_name="")


def test_sessions_that_ended_stay_gone_even_if_their_row_comes_back(
    person: User, visitor: Client, new_visitor: Callable[[], Client], alice: User
) -> None:
    other = new_visitor()
    signed_in_by_password(visitor, person)
    signed_in_by_password(other, alice.user)
    row = person.sessions.get()
    actions.end_sessions(user=person)
    assert not person.sessions.exists()
    row.save(force_insert=True)
    assert visitor.get("/accounts/settings/").status_code == 302
    assert not Session.objects.filter(session_key=row.session_key).exists()
    assert other.get("/accounts/settings/").status_code == 200


@pytest.fixture
def under_way(person: User, visitor: Client) -> HttpRequest:
    """A request of the visitor's browser that has read who is signed in there."""
    signed_in_by_password(visitor, person)
    request = HttpRequest()
    request.session = sessions.SessionStore(visitor.session.session_key)
    request.user = User.objects.get(pk=request.session["_auth_user_id"])
    return request


@pytest.mark.parametrize(
    "end",
    [
        lambda person, device: actions.end_sessions(user=person),
        lambda person, device: User.objects.filter(pk=person.pk).update(role=Role.ADVISER),
        lambda person, device: actions.sign_out_device(user=person, name=device),
    ],
)
def test_a_session_that_ended_does_not_come_back_through_a_request_under_way(
    end: Callable, person: User, visitor: Client, under_way: HttpRequest
) -> None:
    end(person, visitor.session["device"])
    assert not actions.end_sessions(user=under_way.user, keep=under_way)
    assert "_auth_user_id" not in under_way.session
    assert not person.sessions.exists()


def test_a_session_that_goes_on_gets_another_key(
    person: User, new_visitor: Callable[[], Client], under_way: HttpRequest
) -> None:
    signed_in_by_password(new_visitor(), person, again=True)
    before = under_way.session.session_key
    assert actions.end_sessions(user=under_way.user, keep=under_way)
    under_way.session.save()
    assert person.sessions.get().session_key == under_way.session.session_key != before


def test_one_device_is_signed_out_and_once_more_changes_nothing(
    person: User, visitor: Client, new_visitor: Callable[[], Client], alice: User
) -> None:
    here, elsewhere = visitor, new_visitor()
    signed_in_by_password(here, person)
    signed_in_by_password(elsewhere, person, again=True)
    name = elsewhere.session["device"]
    assert not actions.sign_out_device(user=alice.user, name=name)
    assert elsewhere.get("/accounts/settings/").status_code == 200
    assert actions.sign_out_device(user=person, name=name)
    assert actions.sign_out_device(user=person, name=name)
    assert actions.sign_out_device(user=person, name=uuid4())
    assert elsewhere.get("/accounts/settings/").status_code == 302
    assert here.get("/accounts/settings/").status_code == 200
