"""A code that came back proves that mail arrives: the bounce is forgotten, and what it held back goes."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.models import User
from apps.reminders.models import HardBounce, Reminder
from tests.accounts.conftest import new_visitor, sign_in_by_code, signed_in_by_password, visitor

__all__ = ["new_visitor", "visitor"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def held_back(due, alice: User) -> Reminder:
    """Alice's address bounces, and a reminder to her did not go."""
    HardBounce.objects.create(address=alice.email, answer="550")
    row = due("a", alice)
    assert (row.state, row.reason) == ("skipped", "address bounced")
    return row


def state(row: Reminder) -> str:
    row.refresh_from_db()
    return row.state


def test_a_code_that_comes_back_lets_mail_go_again(
    visitor: Client, mailoutbox: list[EmailMessage], held_back: Reminder, alice: User, bob: User
) -> None:
    others = HardBounce.objects.create(address=bob.email, answer="550")
    sign_in_by_code(visitor, alice, mailoutbox)
    assert list(HardBounce.objects.all()) == [others]
    assert state(held_back) == "due"


def test_a_code_that_is_only_asked_for_or_mistyped_proves_nothing(
    visitor: Client, mailoutbox: list[EmailMessage], held_back: Reminder, alice: User
) -> None:
    visitor.post("/accounts/login/code/", {"email": alice.email})
    assert len(mailoutbox) == 1
    visitor.post("/accounts/login/code/confirm/", {"code": "no-such-code"})
    assert HardBounce.objects.exists()
    assert state(held_back) == "skipped"


def test_a_password_says_nothing_about_mail(visitor: Client, held_back: Reminder, alice: User) -> None:
    signed_in_by_password(visitor, alice)
    assert HardBounce.objects.exists()
    assert state(held_back) == "skipped"


def test_a_link_to_a_new_password_that_is_followed_proves_it_too(
    visitor: Client, mailoutbox: list[EmailMessage], held_back: Reminder, alice: User
) -> None:
    visitor.post("/accounts/password/reset/", {"email": alice.email})
    link = next(word for word in str(mailoutbox[-1].body).split() if "/password/reset/key/" in word)
    page = visitor.get("/" + link.split("/", 3)[3], follow=True)
    words = "quiet river stone 5"
    visitor.post(page.redirect_chain[-1][0], {"password1": words, "password2": words})
    assert not HardBounce.objects.exists()
    assert state(held_back) == "due"
