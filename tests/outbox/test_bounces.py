"""Addresses that bounce: when a mail server is not believed, and that a code which came back ends it."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.outbox.bounces import MANY, WITHIN
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import HardBounce, Message, State
from tests.accounts.conftest import mailoutbox, new_visitor, sign_in_by_code, signed_in_by_password, visitor

__all__ = ["mailoutbox", "new_visitor", "visitor"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def held_back(due, alice: User) -> Message:
    """Alice's address bounces, and a reminder to her did not go."""
    HardBounce.objects.create(address=alice.email, answer="550")
    row = due("a", alice)
    assert (row.state, row.reason) == ("skipped", "address bounced")
    return row


def state(row: Message) -> str:
    row.refresh_from_db()
    return row.state


def test_a_code_that_comes_back_lets_mail_go_again(
    visitor: Client, mailoutbox: list[EmailMessage], held_back: Message, alice: User, bob: User
) -> None:
    others = HardBounce.objects.create(address=bob.email, answer="550")
    sign_in_by_code(visitor, alice, mailoutbox)
    assert list(HardBounce.objects.all()) == [others]
    assert state(held_back) == "due"


def test_a_code_that_is_only_asked_for_or_mistyped_proves_nothing(
    visitor: Client, mailoutbox: list[EmailMessage], held_back: Message, alice: User
) -> None:
    visitor.post("/accounts/login/code/", {"email": alice.email})
    assert len(mailoutbox) == 1
    visitor.post("/accounts/login/code/confirm/", {"code": "no-such-code"})
    assert HardBounce.objects.exists()
    assert state(held_back) == "skipped"


def test_a_password_says_nothing_about_mail(visitor: Client, held_back: Message, alice: User) -> None:
    signed_in_by_password(visitor, alice)
    assert HardBounce.objects.exists()
    assert state(held_back) == "skipped"


def test_a_link_to_a_new_password_that_is_followed_proves_it_too(
    visitor: Client, mailoutbox: list[EmailMessage], held_back: Message, alice: User
) -> None:
    visitor.post("/accounts/password/reset/", {"email": alice.email})
    link = next(word for word in str(mailoutbox[-1].body).split() if "/password/reset/key/" in word)
    page = visitor.get("/" + link.split("/", 3)[3], follow=True)
    words = "quiet river stone 5"
    visitor.post(page.redirect_chain[-1][0], {"password1": words, "password2": words})
    assert not HardBounce.objects.exists()
    assert state(held_back) == "due"


class TestOfManyAddressesAtOnce:
    """More bounces at once than a campus has: the server's list of mailboxes is gone, not the people."""

    @pytest.fixture
    def nobody_there(self, sink) -> None:
        sink.on("RCPT", "550 5.1.1 no such user")

    @pytest.fixture
    def many(self, due) -> list[Message]:
        return [due(f"{number}", kind="invite", address=f"new{number}@example.org") for number in range(MANY + 5)]

    def test_those_after_the_tenth_are_put_off_and_not_given_up(self, nobody_there, many):
        assert deliver_due(worker="test") == Counts(claimed=MANY + 5, failed=MANY, retried=5)
        assert HardBounce.objects.count() == MANY
        put_off = Message.objects.filter(state=State.DUE)
        assert {(row.reason, row.attempts) for row in put_off} == {("smtp 550", 1)}

    def test_when_its_list_is_back_they_get_their_mail(self, nobody_there, many, sink):
        deliver_due(worker="test")
        sink.clear()
        Message.objects.update(not_before=None)
        assert deliver_due(worker="test") == Counts(claimed=5, sent=5)

    def test_what_advisers_are_told_of_them_does_not_speak_for_the_others(self, nobody_there, many, due, bob):
        now = timezone.now()
        for number in range(MANY + 5):
            row = due(f"told {number}", bob, kind="digest")
            Message.objects.filter(pk=row.pk).update(
                state=State.SENT, sent_at=now, ended_at=now, handed_off_at=now, message_id=f"<{number}@example.org>"
            )
        assert deliver_due(worker="test") == Counts(claimed=MANY + 5, failed=MANY, retried=5)

    def test_ten_minutes_later_it_is_believed_again(self, nobody_there, many):
        deliver_due(worker="test")
        HardBounce.objects.update(created_at=timezone.now() - WITHIN - timedelta(seconds=1))
        Message.objects.update(not_before=None)
        assert deliver_due(worker="test") == Counts(claimed=5, failed=5)

    def test_beside_much_mail_that_arrives_they_are_about_themselves(self, nobody_there, many, due, alice):
        now = timezone.now()
        for number in range(MANY + 5):
            row = due(f"sent {number}", alice)
            Message.objects.filter(pk=row.pk).update(
                state=State.SENT, sent_at=now, ended_at=now, handed_off_at=now, message_id=f"<{number}@example.org>"
            )
        assert deliver_due(worker="test") == Counts(claimed=MANY + 5, failed=MANY + 5)
