"""`replied_at`: whoever replied once is not written about as silent."""

import pytest
from django.apps import apps

from apps.interviews import actions
from apps.interviews.models import Exit, Interview
from apps.students.models import Student
from tests.factories import make_interview
from tests.interviews.moments import at

NOW = at("13 12:00")


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice)


def schedule(interview: Interview, start: str, *, now: str = "13 12:00") -> Interview:
    return actions.schedule(interview=interview, starts_at=at(start), minutes=30, format="video", as_of=at(now))


def test_a_date_is_a_reply_and_stays_one(idea: Interview) -> None:
    actions.ask(interview=idea, as_of=at("10 09:00"))
    schedule(idea, "14 16:00")
    assert schedule(idea, "15 16:00", now="13 14:00").replied_at == NOW
    assert actions.withdraw_date(interview=idea, as_of=at("13 15:00")).replied_at == NOW


def test_a_no_is_a_reply_and_stays_one(idea: Interview) -> None:
    actions.ask(interview=idea, as_of=at("10 09:00"))
    actions.close(interview=idea, exit=Exit.DECLINED, as_of=NOW)
    assert actions.reopen(interview=idea, as_of=at("13 15:00")).replied_at == NOW
    idea.refresh_from_db()
    assert idea.replied_at == NOW


def test_silence_is_none_and_nobody_replies_who_was_not_asked(alice: Student, idea: Interview) -> None:
    silent = actions.ask(interview=make_interview(student=alice), as_of=at("10 09:00"))
    assert actions.close(interview=silent, exit=Exit.NO_REPLY, as_of=NOW).replied_at is None
    schedule(idea, "14 16:00")
    assert actions.close(interview=idea, exit=Exit.DECLINED, as_of=NOW).replied_at is None


def test_a_new_request_waits_for_its_own_reply(idea: Interview) -> None:
    actions.ask(interview=idea, as_of=at("10 09:00"))
    schedule(idea, "14 16:00")
    actions.withdraw_date(interview=idea, as_of=NOW)
    assert actions.withdraw_request(interview=idea, as_of=NOW).replied_at is None
    assert actions.ask(interview=idea, as_of=at("13 15:00")).replied_at is None


def test_it_is_in_the_history(idea: Interview) -> None:
    actions.ask(interview=idea, as_of=at("10 09:00"))
    schedule(idea, "14 16:00")
    history = apps.get_model("interviews", "InterviewEvent").objects.filter(pgh_obj=idea).order_by("pgh_id")
    assert list(history.values_list("replied_at", flat=True)) == [None, None, NOW]
