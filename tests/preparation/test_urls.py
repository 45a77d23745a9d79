"""Mark as prepared, and undo it: two buttons on the interview's page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_held, make_interview


def url(name: str, interview: Interview) -> str:
    return reverse(name, args=[interview.pk])


def preparation(interview: Interview) -> tuple[str, str]:
    row = Message.objects.get(reminder__cause_key=interview.cause_key, reminder__kind="preparation")
    return row.state, row.reason


def test_prepared_and_not_yet_after_all(phone: Client, dated: Interview) -> None:
    page = phone.get(url("interviews:detail", dated)).content.decode()
    assert "Mark as prepared" in page
    assert "Undo “prepared”" not in page

    response = phone.post(url("preparation:prepared", dated), follow=True)
    assert response.redirect_chain == [(url("interviews:detail", dated), 302)]
    page = response.content.decode()
    assert "You’re prepared for" in page
    assert "Mark as prepared" not in page
    assert preparation(dated) == ("skipped", "prepared")

    page = phone.post(url("preparation:withdraw_prepared", dated), follow=True).content.decode()
    assert "Undone." in page
    assert "Mark as prepared" in page
    assert preparation(dated) == ("due", "")


def test_pressed_twice_is_said_once(phone: Client, dated: Interview) -> None:
    for _ in range(2):
        assert "You’re prepared for" in phone.post(url("preparation:prepared", dated), follow=True).content.decode()


def test_the_other_ways_out_stay(phone: Client, dated: Interview) -> None:
    for _ in range(2):
        page = phone.get(url("interviews:detail", dated)).content.decode()
        for name in ("preparation:prepare", "interviews:schedule", "interviews:close", "interviews:withdraw_date"):
            assert f'"{url(name, dated)}"' in page
        phone.post(url("preparation:prepared", dated))


def test_without_a_date_it_is_said_and_nothing_changes(phone: Client, alice: Student) -> None:
    for interview in (make_interview(student=alice), make_held(alice)):
        page = phone.post(url("preparation:prepared", interview), follow=True).content.decode()
        assert "There is no date to prepare for." in page
        assert not Interview.objects.get(pk=interview.pk).is_prepared


@pytest.mark.parametrize("name", ["preparation:prepared", "preparation:withdraw_prepared"])
def test_only_ones_own_and_only_by_post(
    phone: Client, client_of: Callable[[User], Client], dated: Interview, bob: User, charlie: Student, name: str
) -> None:
    assert phone.get(url(name, dated)).status_code == 405
    for person in (bob, charlie.user):
        assert client_of(person).post(url(name, dated)).status_code == 404
    assert preparation(dated) == ("due", "")
