"""Who hears of it when an administrator changes an account."""

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from apps.accounts.models import Role, User
from apps.administration.models import Invitation
from apps.administration.people.actions import remove_second_factor, save_person, what_follows
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_administrator, make_adviser

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(db: None) -> User:
    """Another administrator."""
    return make_administrator(full_name="Eve Larsen", email="eve@campus.example")


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("address", "subject"))


def test_both_addresses_hear_of_a_change(ada: User, alice: Student, as_of: datetime) -> None:
    alice.user.last_login = as_of
    alice.user.email = "alice.new@campus.example"
    save_person(user=alice.user, as_of=as_of, by=ada)
    assert told() == [
        ("alice@campus.example", "Your account has another email address now"),
        ("alice.new@campus.example", "Your account has this email address now"),
    ]
    assert set(Message.objects.values_list("audience", "lane", "state")) == {("student", "code", "due")}


@pytest.mark.parametrize("address", ["both@campus.example", "new@campus.example"])
def test_the_person_of_another_role_hears_of_it_at_every_address(ada: User, as_of: datetime, address: str) -> None:
    person = make_adviser(email="both@campus.example")
    person.role, person.email = Role.STUDENT, address
    save_person(user=person, as_of=as_of, by=ada)
    mails = [mail for mail in told() if mail[1] == "Your role in Acquaint was changed"]
    assert mails == [(each, mails[0][1]) for each in dict.fromkeys(["both@campus.example", address])]


@pytest.mark.parametrize("was", ["new", "an adviser", "switched off"])
def test_all_other_administrators_hear_of_a_new_one(ada: User, eve: User, as_of: datetime, was: str) -> None:
    """Whoever did it is one of them: it may have been done in their name."""
    make_administrator(email="gone@campus.example")
    User.objects.filter(email="gone@campus.example").update(is_active=False)
    person = User(email="nina@campus.example", full_name="Nina Petrova", role=Role.ADMINISTRATOR)
    if was == "an adviser":
        person = make_adviser(email="nina@campus.example", full_name="Nina Petrova")
    elif was == "switched off":
        person.is_active = False
        person.save()
    person.role, person.is_active = Role.ADMINISTRATOR, True
    save_person(user=person, as_of=as_of, by=ada)
    subject = "Nina Petrova is an administrator now"
    mails = {mail for mail in told() if mail[1] == subject}
    assert mails == {("ada@campus.example", subject), ("eve@campus.example", subject)}


@pytest.mark.parametrize(
    ("changed", "own"),
    [
        ({"is_active": False}, "Your account was switched off"),
        ({"role": Role.ADVISER}, "Your role in Acquaint was changed"),
    ],
)
def test_who_is_no_administrator_any_more_hears_of_it_and_all_others_do(
    ada: User, eve: User, as_of: datetime, changed: dict[str, object], own: str
) -> None:
    for name, value in changed.items():
        setattr(eve, name, value)
    save_person(user=eve, as_of=as_of, by=ada)
    assert told() == [(eve.email, own), (ada.email, "Eve Larsen is no longer an administrator")]


def test_a_removed_second_factor_is_told_once_and_none_is_not_told(bob: User, as_of: datetime) -> None:
    assert not remove_second_factor(user=bob, as_of=as_of)
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "s"})
    assert remove_second_factor(user=bob, as_of=as_of)
    assert told() == [("bob@campus.example", "The second factor of your account was removed")]


@pytest.mark.parametrize("is_invited", [True, False])
def test_whoever_never_signed_in_hears_of_another_address_only_if_invited(
    ada: User, alice: Student, as_of: datetime, is_invited: bool
) -> None:
    if is_invited:
        Invitation.objects.create(user=alice.user, invited_by=ada)
    before = User.objects.get(pk=alice.user_id)
    alice.user.email = "alice.new@campus.example"
    save_person(user=alice.user, as_of=as_of, by=ada)
    mails = [subject for _, subject in told() if "email address" in subject]
    assert len(mails) == (2 if is_invited else 0)
    said = what_follows(before=before, user=alice.user)
    assert said == (
        "Alice Okafor is signed out everywhere and told by email, at both addresses."
        if is_invited
        else "Alice Okafor was never invited and never signed in, so no mail goes to them about it."
    )


def test_there_and_back_is_told_twice(ada: User, alice: Student, as_of: datetime) -> None:
    alice.user.last_login = as_of
    for minute, address in enumerate(("alice.new@campus.example", "alice@campus.example")):
        alice.user.email = address
        save_person(user=alice.user, as_of=as_of + timedelta(minutes=minute), by=ada)
    assert len(told()) == 4


def test_of_a_name_and_of_what_nobody_did_nobody_is_told(ada: User, alice: Student, as_of: datetime) -> None:
    alice.user.preferred_name = "Ally"
    save_person(user=alice.user, as_of=as_of, by=ada)
    alice.user.email = "alice.new@campus.example"
    save_person(user=alice.user, as_of=as_of)
    assert told() == []


def test_what_cannot_be_saved_is_not_told(ada: User, alice: Student, bob: User, as_of: datetime) -> None:
    alice.user.email = bob.email
    with pytest.raises(Exception, match="already exists"):
        save_person(user=alice.user, as_of=as_of, by=ada)
