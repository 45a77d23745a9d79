"""The thank-you note: draft, sent, taken back."""

import pytest

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible
from apps.interviews.log.actions import log_conversation
from apps.interviews.models import Interview, State, ThankedHow
from apps.interviews.thank_you.actions import draft_thank_you, mark_thanked, withdraw_thanks
from apps.students.models import Student
from tests.factories import make_interview
from tests.interviews.moments import at, rows


@pytest.fixture
def held(alice: Student) -> Interview:
    return log_conversation(
        student=alice,
        contact=None,
        contact_name="Rosa Delgado",
        starts_at=at("13 16:00"),
        minutes=30,
        format="video",
        learned="",
        campus=Campus.objects.current(),
        as_of=at("13 16:40"),
    )


def test_a_draft_is_kept_and_changes_nothing_else(held: Interview) -> None:
    before = rows(held)
    draft_thank_you(interview=held, body="Dear Rosa")
    note = draft_thank_you(interview=held, body="Dear Rosa,\nthank you.")
    held = Interview.objects.get(pk=held.pk)
    assert (note.body, held.state, rows(held)) == ("Dear Rosa,\nthank you.", State.HELD, before)


def test_thanks_end_the_reminders_about_them(held: Interview) -> None:
    draft_thank_you(interview=held, body="Dear Rosa")
    thanked = mark_thanked(interview=held, how=ThankedHow.MAIL, as_of=at("13 17:00"))
    assert (thanked.thanked_at, thanked.thanked_how, thanked.state) == (at("13 17:00"), "mail", State.THANKED)
    assert thanked.thank_you_note.body == "Dear Rosa"
    assert rows(held) == {
        "thank_you_first": ("skipped", "thanked"),
        "thank_you_last_call": ("skipped", "thanked"),
    }


def test_the_first_thanks_stand(held: Interview) -> None:
    mark_thanked(interview=held, how=ThankedHow.MAIL, as_of=at("13 17:00"))
    again = mark_thanked(interview=held, how=ThankedHow.OTHER, as_of=at("13 18:00"))
    assert (again.thanked_at, again.thanked_how) == (at("13 17:00"), "mail")


def test_after_the_mark_thanks_are_late_and_never_refused(held: Interview) -> None:
    mark_thanked(interview=held, how=ThankedHow.OTHER, as_of=at("20 17:00"))
    assert Interview.objects.get(pk=held.pk).state == State.THANKED


def test_taken_back_the_reminders_that_still_make_sense_come_back(held: Interview) -> None:
    draft_thank_you(interview=held, body="Dear Rosa")
    mark_thanked(interview=held, how=ThankedHow.MAIL, as_of=at("13 17:00"))
    withdraw_thanks(interview=held, as_of=at("13 17:30"))
    assert rows(held) == {
        "thank_you_first": ("due", at("13 18:30")),
        "thank_you_last_call": ("due", at("14 12:30")),
    }
    held = Interview.objects.get(pk=held.pk)
    assert (held.state, held.thank_you_note.body, held.thanked_how) == (State.HELD, "Dear Rosa", "")


def test_taken_back_after_the_last_call_was_due_one_mail_goes_and_not_two(held: Interview) -> None:
    mark_thanked(interview=held, how=ThankedHow.MAIL, as_of=at("13 17:00"))
    withdraw_thanks(interview=held, as_of=at("14 14:00"))
    assert rows(held) == {
        "thank_you_first": ("skipped", "thanked"),
        "thank_you_last_call": ("due", at("14 12:30")),
    }


def test_taken_back_after_the_mark_nothing_goes(held: Interview) -> None:
    mark_thanked(interview=held, how=ThankedHow.MAIL, as_of=at("13 17:00"))
    withdraw_thanks(interview=held, as_of=at("14 17:00"))
    assert {row[0] for row in rows(held).values()} == {"skipped"}


def test_nobody_is_thanked_for_a_conversation_that_was_not_held(alice: Student) -> None:
    idea = make_interview(student=alice)
    with pytest.raises(NotPossible):
        mark_thanked(interview=idea, how=ThankedHow.MAIL, as_of=at("13 17:00"))
    assert not Interview.objects.get(pk=idea.pk).is_thanked


def test_thanks_may_have_gone_earlier_and_count_as_they_went(held: Interview) -> None:
    mark_thanked(interview=held, how=ThankedHow.CARD, at=at("13 16:30"), as_of=at("15 09:00"))
    found = Interview.objects.get(pk=held.pk)
    assert (found.thanked_at, found.thanked_how) == (at("13 16:30"), "card")
    assert {row[0] for row in rows(held).values()} == {"skipped"}


@pytest.mark.parametrize("when", ["13 16:29", "13 17:01"])
def test_thanks_go_neither_before_the_end_nor_in_the_future(held: Interview, when: str) -> None:
    with pytest.raises(NotPossible):
        mark_thanked(interview=held, how=ThankedHow.CARD, at=at(when), as_of=at("13 17:00"))
    assert not Interview.objects.get(pk=held.pk).is_thanked
