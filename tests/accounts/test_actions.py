import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from apps.accounts import actions
from apps.accounts.models import User

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
