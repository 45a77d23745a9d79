from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.campus.models import FieldOfInterest
from apps.students.models import Student
from tests.factories import make_reminder

PREFERENCES = "/settings/"

pytestmark = pytest.mark.django_db


def test_a_student_chooses_zone_and_quiet_hours(alice: Student, client_of: Callable[[User], Client]) -> None:
    browser = client_of(alice.user)
    page = browser.get(PREFERENCES).content.decode()
    assert 'for="id_time_zone"' in page
    answer = browser.post(PREFERENCES, {"time_zone": "America/Chicago", "quiet_from": "22:30", "quiet_until": "07:00"})
    assert (answer.status_code, answer["Location"]) == (302, PREFERENCES)
    alice.refresh_from_db()
    assert (alice.time_zone, alice.quiet_from, alice.quiet_until) == (
        "America/Chicago",
        time(22, 30),
        time(7),
    )
    page = browser.get(PREFERENCES).content.decode()
    assert '<option value="America/Chicago" selected>' in page
    assert 'value="22:30"' in page


def test_a_student_tells_what_they_study(alice: Student, client_of: Callable[[User], Client]) -> None:
    browser, health = client_of(alice.user), FieldOfInterest.objects.get_or_create(name="Health care")[0]
    assert (
        browser.post(PREFERENCES, {"major": " Marine\tlaw ", "year": "Junior", "interests": [health.pk]}).status_code
        == 302
    )
    alice.refresh_from_db()
    assert (alice.major, alice.year, list(alice.interests.all())) == ("Marine law", "Junior", [health])
    page = browser.get(PREFERENCES).text
    assert 'value="Marine law"' in page
    assert "Only you can read your major and year." in page


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"major": "A" * 121}, "major"),
        ({"year": "a\x00b"}, "year"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "a\x00b"}, "time_zone"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until"),
        ({"quiet_from": "late", "quiet_until": "07:00"}, "quiet_from"),
    ],
)
def test_a_mistake_is_named_beside_its_field(
    alice: Student, client_of: Callable[[User], Client], posted: dict[str, str], field: str
) -> None:
    answer = client_of(alice.user).post(PREFERENCES, posted)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.time_zone, alice.quiet_from, alice.quiet_until) == ("", None, None)


def test_quiet_hours_are_read_and_come_back_however_they_are_typed(
    alice: Student, client_of: Callable[[User], Client]
) -> None:
    page = client_of(alice.user).post(PREFERENCES, {"quiet_from": "9:30pm", "quiet_until": "noonish"}).text
    assert '<input type="time" name="quiet_from" value="21:30"' in page
    assert '<input type="text" name="quiet_until" value="noonish"' in page


def test_the_devices_zone_is_offered_and_saved_by_one_press(
    alice: Student, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(alice.user)
    page = browser.get(f"{PREFERENCES}?zone=Asia/Calcutta").text
    assert "<b>Kolkata time is chosen below.</b>" in page
    assert '<option value="Asia/Kolkata" selected>' in page
    assert "in New York time, which is your time zone here" in page
    for forged in ("Mars/Olympus", "%00", ""):
        assert "is chosen below" not in browser.get(f"{PREFERENCES}?zone={forged}").text
    page = browser.post(PREFERENCES, {"time_zone": "Asia/Kolkata"}, follow=True).text
    assert "Saved. Pages and reminders follow Kolkata time now.<" in page


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({}, "Saved."),
        ({"quiet_from": "22:00", "quiet_until": "7:30"}, "Saved. Your quiet hours apply from now on."),
        (
            {"time_zone": "Asia/Kolkata", "quiet_from": "22:00", "quiet_until": "7:30"},
            "Saved. Pages and reminders follow Kolkata time now. Your quiet hours apply from now on.",
        ),
    ],
)
def test_what_changed_is_said(
    alice: Student, client_of: Callable[[User], Client], posted: dict[str, str], told: str
) -> None:
    browser = client_of(alice.user)
    answer = browser.post(f"{PREFERENCES}?zone=Asia/Kolkata", posted)
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [told]
    if "quiet_from" in posted:
        assert "The campus’s quiet hours apply from now on." in browser.post(PREFERENCES, {}, follow=True).text


def test_nothing_else_can_be_posted(alice: Student, charlie: Student, client_of: Callable[[User], Client]) -> None:
    client_of(alice.user).post(
        PREFERENCES,
        {
            "time_zone": "UTC",
            "student": charlie.pk,
            "user": charlie.user.pk,
            "id": charlie.pk,
            "role": Role.ADMINISTRATOR,
            "is_staff": "on",
            "student_number": "X1",
        },
    )
    alice.refresh_from_db()
    charlie.refresh_from_db()
    assert (alice.time_zone, alice.user.role, alice.student_number) == ("UTC", Role.STUDENT, "")
    assert charlie.time_zone == ""


@pytest.mark.parametrize("role", [Role.ADVISER, Role.ADMINISTRATOR])
def test_staff_have_no_such_page(
    role: str, make_user: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    assert client_of(make_user(role=role)).get(PREFERENCES).status_code == 404


def test_strangers_sign_in_first(db: None) -> None:
    assert Client().get(PREFERENCES)["Location"] == "/accounts/login/?next=/settings/"


def test_reminders_are_listed_by_the_reader_s_own_clock(
    alice: Student, bob: User, client_of: Callable[[User], Client]
) -> None:
    Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kolkata")
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    for person in (alice.user, bob):
        make_reminder(kind="note", cause_key=f"note-{person.pk}", user=person, due_at=noon)
    assert "Monday, March 2, 5:30 pm IST" in client_of(alice.user).get("/reminders/").text
    assert "Monday, March 2, 7:00 am EST" in client_of(bob).get("/reminders/").text


def test_an_archived_student_still_reads_their_own(client_of: Callable[[User], Client], alice: Student) -> None:
    Student.objects.filter(pk=alice.pk).update(archived_at=timezone.now())
    assert client_of(alice.user).get("/settings/").status_code == 200
