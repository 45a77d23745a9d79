"""The file at its address, and where the page of one conversation offers it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_contact, make_interview
from tests.interviews.calendar.reading import faults, read
from tests.interviews.moments import wall


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


@pytest.fixture
def date(as_of: datetime) -> dict[str, str]:
    return {"held_at": wall(as_of + timedelta(days=2)), "minutes": "20", "format": "video", "place": "Room 4"}


def url(name: str, interview: Interview) -> str:
    return reverse(f"interviews:{name}", args=[interview.pk])


def test_it_is_a_file_to_keep(phone: Client, idea: Interview, date: dict) -> None:
    phone.post(url("schedule", idea), date)
    answer = phone.get(f"/interviews/{idea.pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer["Content-Disposition"] == 'attachment; filename="conversation.ics"'
    assert faults(read(answer.content)) == []
    phone.post(url("close", idea), {"exit": "cancelled"})
    answer = phone.get(url("calendar", idea))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=CANCEL"
    assert faults(read(answer.content)) == []


def test_its_times_are_on_the_students_own_clock(phone: Client, alice: Student, idea: Interview, date: dict) -> None:
    Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kathmandu")
    phone.post(url("schedule", idea), date)
    calendar = read(phone.get(url("calendar", idea)).content)
    assert calendar.within("VEVENT")[0].zones() == {"Asia/Kathmandu"}
    wanted = date["held_at"].replace("-", "").replace(":", "") + "00"
    assert calendar.within("VEVENT")[0].one("DTSTART") == wanted


def test_a_conversation_that_never_had_a_date_has_none(phone: Client, idea: Interview) -> None:
    assert phone.get(url("calendar", idea)).status_code == 404
    phone.post(url("close", idea), {"exit": "declined"})
    assert phone.get(url("calendar", idea)).status_code == 404
    assert url("calendar", idea) not in phone.get(url("detail", idea)).content.decode()


def test_nobody_else_reads_it(
    phone: Client, client_of: Callable[..., Client], idea: Interview, date: dict, bob, charlie: Student
) -> None:
    phone.post(url("schedule", idea), date)
    for person in (bob, charlie.user):
        assert client_of(person).get(url("calendar", idea)).status_code == 404
    assert Client().get(url("calendar", idea)).status_code == 302


def test_reading_it_changes_nothing(phone: Client, idea: Interview, date: dict) -> None:
    phone.post(url("schedule", idea), date)
    before = Interview.objects.values().get()
    phone.get(url("calendar", idea))
    phone.head(url("calendar", idea))
    assert Interview.objects.values().get() == before


@pytest.mark.parametrize(("name", "said"), [("withdraw_date", {}), ("close", {"exit": "cancelled"})])
def test_what_is_off_is_offered_to_be_taken_out(
    phone: Client, idea: Interview, date: dict, name: str, said: dict
) -> None:
    phone.post(url("schedule", idea), date)
    page = phone.get(url("detail", idea)).content.decode()
    assert "Add to my calendar" in page
    assert "Take it out of my calendar" not in page
    assert "add it again" not in page
    page = phone.post(url(name, idea), said, follow=True).content.decode()
    assert "Take it out of my calendar" in page
    assert "Add to my calendar" not in page
    phone.post(url("schedule", idea), date)
    page = phone.get(url("detail", idea)).content.decode()
    assert "If you added it before, add it again" in page
    assert "Take it out of my calendar" not in page


def test_what_was_off_long_ago_is_in_nobodys_way(phone: Client, idea: Interview, as_of: datetime) -> None:
    Interview.objects.filter(pk=idea.pk).update(undone_start=as_of - timedelta(days=1), minutes=20)
    assert "Take it out of my calendar" not in phone.get(url("detail", idea)).content.decode()
