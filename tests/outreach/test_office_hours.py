"""Office hours: no waiting, straight to a date, and a note only for whoever likes to write one."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from apps.contacts.models import Contact
from apps.core.clock_changes import clock_changes
from apps.interviews.models import Interview, State
from apps.outreach.models import Outreach
from apps.students.models import Student
from tests.core.not_saved.test_refusing import form_token
from tests.factories import make_contact, make_interview
from tests.interviews.moments import NEW_YORK, wall


@pytest.fixture
def professor(alice: Student) -> Contact:
    return make_contact(student=alice, full_name="Dr. Ana Lopez", email="lopez@campus.example")


def come(phone: Client, professor: Contact, as_of: datetime, **values: str):
    typed = {"held_at": wall(as_of + timedelta(days=3)), "minutes": "20", "format": "in_person"}
    return phone.post(reverse("outreach:office_hours", args=[professor.pk]), typed | values)


def test_it_goes_straight_to_scheduled(phone: Client, professor: Contact, as_of: datetime) -> None:
    assert "Go to" in phone.get(reverse("contacts:detail", args=[professor.pk])).content.decode()
    for _ in range(2):  # a double press
        assert come(phone, professor, as_of).status_code == 302
    interview = Interview.objects.get()
    assert (interview.state, interview.asked_at, interview.minutes) == (State.SCHEDULED, None, 20)
    page = phone.get(reverse("interviews:detail", args=[interview.pk])).content.decode()
    assert "you’re coming" in page


def test_a_date_that_stands_is_moved_on_its_own_page(
    phone: Client, alice: Student, professor: Contact, as_of: datetime
) -> None:
    come(phone, professor, as_of)
    interview, start = Interview.objects.get(), wall(as_of + timedelta(days=3))
    move = reverse("interviews:schedule", args=[interview.pk])
    answer = phone.get(reverse("outreach:office_hours", args=[professor.pk]), follow=True)
    assert answer.redirect_chain == [(move, 302)]
    assert f"You have a date with {professor.greeting}: " in answer.text
    assert f'value="{start}"' in answer.text
    # A page that was open since before it was agreed: it stands, and the words are on the page that moves it.
    other = {"held_at": wall(as_of + timedelta(days=4)), "place": "Hall 4", "form_token": form_token(phone)}
    answer = come(phone, professor, as_of, **other)
    assert answer["Location"] == move
    interview.refresh_from_db()
    assert (wall(interview.starts_at), interview.place) == (start, "")
    page = unescape(phone.get(move).text)
    assert "To move it, save the new one here." in page
    assert f'value="{other["held_at"]}"' in page
    assert 'value="Hall 4"' in page
    assert 'name="version" value="' + interview.version in page


def test_nobody_has_answered_by_it(phone: Client, alice: Student, professor: Contact, as_of: datetime) -> None:
    interview = make_interview(student=alice, contact=professor, asked_at=as_of - timedelta(days=8))
    come(phone, professor, as_of)
    interview.refresh_from_db()
    assert (interview.state, interview.replied_at) == (State.SCHEDULED, None)
    later = {"held_at": wall(as_of + timedelta(days=5)), "minutes": "20", "format": "in_person"}
    phone.post(reverse("interviews:schedule", args=[interview.pk]), later)
    interview.refresh_from_db()
    assert (wall(interview.starts_at), interview.replied_at) == (later["held_at"], None)


def test_a_time_that_the_clocks_skip_offers_the_next(phone: Client, professor: Contact, as_of: datetime) -> None:
    forward = next(
        one
        for one in clock_changes(NEW_YORK, since=as_of, until=as_of + timedelta(days=400))
        if one.astimezone(NEW_YORK).dst()
    )
    day = f"{forward.astimezone(NEW_YORK):%Y-%m-%d}"
    page = come(phone, professor, as_of, held_at=f"{day}T02:30").text
    assert f'name="held_at_instead" value="{day}T03:00">Use 3:00 am EDT</button>' in page


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
