"""The reminder to prepare: a day before, in time, and once it is done not at all."""

import pytest

from apps.campus.models import Campus
from apps.preparation.actions import finish_preparation, withdraw_preparation
from apps.reminders.kinds import Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests.interviews.moments import at, decide, rows, scheduled


def test_a_day_before_the_start(alice: Student) -> None:
    assert rows(scheduled(alice, "20 16:00", now="13 12:00"))["preparation"] == ("due", at("19 16:00"))


def test_quiet_hours_move_it_to_their_end(alice: Student) -> None:
    assert rows(scheduled(alice, "20 07:30", now="13 12:00"))["preparation"] == ("due", at("19 08:00"))


def test_agreed_at_short_notice_it_goes_at_once_and_at_night_in_the_morning(alice: Student) -> None:
    interview = scheduled(alice, "14 10:00", now="13 18:00")
    state, due_at = rows(interview)["preparation"]
    assert (state, due_at <= at("13 18:00")) == ("due", True)
    assert decide("preparation", interview.cause_key, "13 23:00").due_at == at("14 08:00")


@pytest.mark.parametrize(
    ("now", "says"), [("13 23:00", "no hour left"), ("14 07:29", "no hour left"), ("14 07:30", "started")]
)
def test_where_no_hour_is_left_nothing_goes(alice: Student, now: str, says: str) -> None:
    interview = scheduled(alice, "14 07:30", now="13 23:00")
    assert decide("preparation", interview.cause_key, now) == Skip(says)


def test_nothing_if_preparation_is_done_and_back_again(alice: Student) -> None:
    interview = scheduled(alice, "20 16:00", now="13 12:00")
    finish_preparation(interview=interview, as_of=at("14 12:00"))
    assert rows(interview)["preparation"] == ("skipped", "prepared")
    withdraw_preparation(interview=interview, as_of=at("14 12:01"))
    assert rows(interview)["preparation"] == ("due", at("19 16:00"))


def test_the_number_is_the_programs(alice: Student) -> None:
    interview = scheduled(alice, "14 16:00", now="13 12:00")
    Campus.objects.update(preparation_before_hours=3)
    reconcile(as_of=at("13 13:00"))
    assert rows(interview)["preparation"] == ("due", at("14 13:00"))


def test_an_archived_student_gets_none(alice: Student) -> None:
    interview = scheduled(alice, "20 16:00", now="13 12:00")
    Student.objects.filter(pk=alice.pk).update(archived_at=at("13 13:00"))
    assert decide("preparation", interview.cause_key, "19 16:00") == Skip("archived")
