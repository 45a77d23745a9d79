"""Asking and hearing back: the buttons of an interview's page, and what the page then says."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.campus.models import Campus
from apps.interviews.models import Interview, State
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


def url(name: str, interview: Interview) -> str:
    return reverse(name, args=[interview.pk])


def test_it_was_asked(phone: Client, idea: Interview) -> None:
    assert phone.post(url("outreach:request", idea)).url == url("interviews:detail", idea)
    idea.refresh_from_db()
    assert idea.state == State.ASKED
    assert "Waiting for Rosa" in phone.get(url("interviews:detail", idea)).content.decode()


def test_how_long_silence_is_normal_is_the_campuss_own_number(phone: Client, idea: Interview, campus: Campus) -> None:
    Campus.objects.update(follow_up_after_days=5)
    page = phone.post(url("outreach:request", idea), follow=True).content.decode()
    assert "Good. If Rosa is silent for 5 days, that is normal." in page
    assert "Silence for 5 days is normal." in page


def test_what_does_not_fit_the_state_is_said(phone: Client, alice: Student) -> None:
    held = make_held(alice)
    page = phone.post(url("outreach:request", held), follow=True).content.decode()
    assert "This conversation is not waiting to be asked for." in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (6, "After that, one short, kind note is fine."),
        (7, "Silence is normal; one short, kind note is fine."),
        (21, "Two notes are enough. You are free to ask someone else."),
    ],
)
def test_where_a_request_stands(phone: Client, idea: Interview, as_of: datetime, days: int, said: str) -> None:
    Interview.objects.update(asked_at=as_of - timedelta(days=days))
    assert said in phone.get(url("interviews:detail", idea)).content.decode()


def test_they_replied_and_the_date_is_open(phone: Client, idea: Interview, as_of: datetime) -> None:
    Interview.objects.update(asked_at=as_of - timedelta(days=9))
    assert "Mark as replied" in phone.get(url("interviews:detail", idea)).content.decode()
    page = phone.post(url("outreach:reply", idea), follow=True).content.decode()
    assert "We won’t remind you to follow up" in page
    assert "You are in touch with Rosa" in page
    assert "Mark as replied" not in page
    page = phone.post(url("outreach:withdraw_reply", idea), follow=True).content.decode()
    assert "You are waiting for Rosa again." in page
    assert "Waiting for Rosa" in page


def test_a_reply_that_does_not_fit_the_state_is_said(phone: Client, idea: Interview) -> None:
    assert "Say first that you asked." in phone.post(url("outreach:reply", idea), follow=True).content.decode()


def test_who_replied_is_not_called_silent(phone: Client, idea: Interview, as_of: datetime) -> None:
    Interview.objects.update(asked_at=as_of - timedelta(days=9), replied_at=as_of - timedelta(days=5))
    page = phone.get(url("interviews:detail", idea)).content.decode()
    assert "You are in touch with" in page
    assert "Agree on a date, or let it go. Either is fine." in page
    assert "ilence" not in page
    assert "Waiting for" not in page
