"""Office hours: no waiting, straight to a date, and a note only for whoever likes to write one."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.contacts.models import Contact
from apps.interviews.models import Interview, State
from apps.outreach.models import Outreach
from apps.students.models import Student
from tests.factories import make_contact


@pytest.fixture
def professor(alice: Student) -> Contact:
    return make_contact(student=alice, full_name="Dr. Ana Lopez", email="lopez@campus.example")


def come(phone: Client, professor: Contact, as_of: datetime, **values: str):
    held_at = (as_of + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    page = reverse("outreach:office_hours", args=[professor.pk])
    return phone.post(page, {"held_at": held_at, "minutes": "20", "format": "in_person", **values})


def test_it_goes_straight_to_scheduled(phone: Client, professor: Contact, as_of: datetime) -> None:
    assert "Go to" in phone.get(reverse("contacts:detail", args=[professor.pk])).content.decode()
    for _ in range(2):  # a double press
        assert come(phone, professor, as_of).status_code == 302
    interview = Interview.objects.get()
    assert (interview.state, interview.asked_at, interview.minutes) == (State.SCHEDULED, None, 20)
    page = phone.get(reverse("interviews:detail", args=[interview.pk])).content.decode()
    assert "you’re coming" in page


def test_a_note_says_when(phone: Client, professor: Contact, as_of: datetime) -> None:
    come(phone, professor, as_of)
    interview = Interview.objects.get()
    compose = reverse("outreach:ask", args=[interview.pk])
    page = phone.get(compose).content.decode()
    assert "Your office hours, " in page
    assert "[a day and time]" not in page
    values = {
        "channel": "email",
        "subject": "Your office hours",
        "body": "I'd like to come.",
        "copy": "1",
        "after": "0",
    }
    phone.post(compose, values)
    message = Outreach.objects.get()
    phone.post(reverse("outreach:sending", args=[interview.pk]), {"message": message.pk, "answer": "yes"})
    interview.refresh_from_db()
    message.refresh_from_db()
    assert (message.kind, interview.asked_at, interview.state) == ("office_hours", None, State.SCHEDULED)


@pytest.mark.parametrize(
    ("values", "said"),
    [({"held_at": "2020-01-01T10:00"}, "That is past"), ({"minutes": "5"}, "Choose a length from 15 to 60 minutes.")],
)
def test_bad_input(phone: Client, professor: Contact, as_of: datetime, values: dict[str, str], said: str) -> None:
    answer = come(phone, professor, as_of, **values)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Interview.objects.exists()
