from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client

from apps.accounts import actions
from apps.accounts.models import Session, User
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
        actions.change_name(user=person, full_name=" \u200b ")


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
