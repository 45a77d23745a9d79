"""Prepared, and the undo: what they do to the reminder."""

from datetime import datetime

import pytest

from apps.interviews.actions import NotPossible
from apps.interviews.life.actions import close, schedule
from apps.interviews.models import Exit, Interview
from apps.preparation.actions import finish_preparation, withdraw_preparation
from apps.students.models import Student
from tests.factories import make_held, make_interview
from tests.interviews.moments import at, rows


@pytest.fixture
def dated(alice: Student) -> Interview:
    """On the 20th at 16:00; the reminder to prepare is due on the 19th."""
    interview = schedule(
        interview=make_interview(student=alice),
        starts_at=at("20 16:00"),
        minutes=30,
        format="video",
        as_of=at("13 12:00"),
    )
    assert rows(interview)["preparation"] == ("due", at("19 16:00"))
    return interview


def prepared_at(interview: Interview) -> datetime | None:
    return Interview.objects.get(pk=interview.pk).prepared_at


def test_prepared_the_reminder_ends(dated: Interview) -> None:
    finish_preparation(interview=dated, as_of=at("14 09:00"))
    assert prepared_at(dated) == at("14 09:00")
    assert rows(dated)["preparation"] == ("skipped", "prepared")


def test_said_twice_the_first_time_stands(dated: Interview) -> None:
    for day in ("14", "15"):
        finish_preparation(interview=dated, as_of=at(f"{day} 09:00"))
    assert prepared_at(dated) == at("14 09:00")


def test_not_after_all_the_reminder_comes_back(dated: Interview) -> None:
    finish_preparation(interview=dated, as_of=at("14 09:00"))
    withdraw_preparation(interview=dated, as_of=at("15 09:00"))
    assert prepared_at(dated) is None
    assert rows(dated)["preparation"] == ("due", at("19 16:00"))
    finish_preparation(interview=dated, as_of=at("16 09:00"))
    assert prepared_at(dated) == at("16 09:00")


def test_not_after_all_on_the_day_it_goes_at_once(dated: Interview) -> None:
    finish_preparation(interview=dated, as_of=at("14 09:00"))
    withdraw_preparation(interview=dated, as_of=at("20 10:00"))
    assert rows(dated)["preparation"][0] == "due"
    withdraw_preparation(interview=dated, as_of=at("20 16:00"))
    assert rows(dated)["preparation"] == ("skipped", "started")


def test_taken_back_without_having_said_it_nothing_changes(dated: Interview) -> None:
    withdraw_preparation(interview=dated, as_of=at("14 09:00"))
    assert prepared_at(dated) is None
    assert rows(dated)["preparation"] == ("due", at("19 16:00"))


def test_without_a_date_there_is_nothing_to_prepare_for(alice: Student, dated: Interview) -> None:
    close(interview=dated, exit=Exit.CANCELLED, as_of=at("14 09:00"))
    for interview in (make_interview(student=alice), make_held(alice), dated):
        with pytest.raises(NotPossible, match="There is no date to prepare for"):
            finish_preparation(interview=interview, as_of=at("14 10:00"))
        assert prepared_at(interview) is None
