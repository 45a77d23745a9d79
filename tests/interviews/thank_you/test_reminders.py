"""The first reminder to thank and the last call: never both at once."""

from apps.reminders import kinds
from apps.reminders.kinds import Expected
from apps.students.models import Student
from tests.interviews.moments import at, decide, log


def test_workers_that_stood_still_send_one_thank_you_reminder_and_not_two(alice: Student) -> None:
    interview = log(alice, "13 16:00", now="13 16:40")
    assert isinstance(decide("thank_you_first", interview.cause_key, "14 12:29"), Expected)
    assert decide("thank_you_first", interview.cause_key, "14 12:30").reason == "superseded"
    assert isinstance(decide("thank_you_last_call", interview.cause_key, "14 12:30"), Expected)


def test_an_overdue_first_reminder_waits_for_the_morning(alice: Student) -> None:
    interview = log(alice, "13 16:00", now="13 16:40")
    assert decide("thank_you_first", interview.cause_key, "13 20:00").due_at == at("13 18:30")
    assert decide("thank_you_first", interview.cause_key, "13 23:00").due_at == at("14 08:00")


def test_the_group_is_named_once() -> None:
    assert kinds.group("thank_you").label == "Thank-you reminders"
