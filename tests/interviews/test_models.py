"""What the database refuses about interviews, past every form and action; and the state it derives."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.interviews.models import Interview, State, ThankYouNote
from apps.interviews.steps import Step, step_of
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import at

START, END = at("13 16:00"), at("13 16:30")
SCHEDULED = {"scheduled_at": at("10 09:00"), "starts_at": START, "ends_at": END, "minutes": 30, "format": "video"}
HELD = {**SCHEDULED, "logged_at": at("13 17:00")}
THANKED = {"thanked_at": END, "thanked_how": "mail"}


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("interview_format_known", {"format": "telepathy"}),
        ("interview_minutes_5_to_240", {"minutes": 4}),
        ("interview_minutes_5_to_240", {"minutes": 241}),
        ("interview_length_unless_messages", SCHEDULED | {"minutes": None}),
        ("interview_length_unless_messages", SCHEDULED | {"format": "", "minutes": None}),
        ("interview_length_unless_messages", SCHEDULED | {"format": "messages"}),
        ("interview_ends_after_start", SCHEDULED | {"ends_at": START - timedelta(seconds=1)}),
        ("interview_ends_after_start", SCHEDULED | {"ends_at": None}),
        ("interview_ends_after_start", {"ends_at": END}),
        ("interview_start_was_agreed_or_logged", SCHEDULED | {"scheduled_at": None}),
        ("interview_held_only_when_past", HELD | {"logged_at": END - timedelta(seconds=1)}),
        ("interview_held_only_when_past", {"logged_at": END}),
        ("interview_asked_before_scheduled", SCHEDULED | {"asked_at": at("10 09:01")}),
        ("interview_asked_before_reply", {"asked_at": at("10 09:00"), "replied_at": at("10 08:59")}),
        ("interview_asked_before_reply", {"replied_at": at("10 08:59")}),
        ("interview_moved_after_scheduled", SCHEDULED | {"rescheduled_at": at("10 08:59")}),
        ("interview_moved_after_scheduled", {"rescheduled_at": END}),
        ("interview_exit_dated", {"exit": "declined"}),
        ("interview_exit_dated", {"exited_at": END}),
        ("interview_exit_dated", {"exit": "vanished", "exited_at": END}),
        ("interview_held_or_exited_not_both", HELD | {"exit": "declined", "exited_at": END}),
        ("interview_thanked_somehow", HELD | {"thanked_at": END}),
        ("interview_thanked_somehow", HELD | {"thanked_how": "mail"}),
        ("interview_thanked_somehow", HELD | {"thanked_at": END, "thanked_how": "smoke"}),
        ("interview_thanked_only_when_held", SCHEDULED | {"thanked_at": END, "thanked_how": "mail"}),
        ("interview_reflected_only_when_held", SCHEDULED | {"reflected_at": END}),
    ],
)
def test_a_life_that_cannot_be(alice: Student, constraint: str, fields: dict[str, Any]) -> None:
    contact = make_contact(student=alice)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Interview.objects.bulk_create([Interview(student=alice, contact=contact, **fields)])
    interview = make_interview(student=alice, contact=contact)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Interview.objects.filter(pk=interview.pk).update(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        SCHEDULED,
        HELD,
        SCHEDULED | {"format": "messages", "minutes": None, "ends_at": START},
        HELD | {"logged_at": END},
        HELD | {"thanked_at": END, "thanked_how": "other", "reflected_at": END},
        SCHEDULED | {"rescheduled_at": at("10 09:00")},
        {"asked_at": at("10 09:00"), "replied_at": at("10 09:00")},
        SCHEDULED | {"exit": "no_show_contact", "exited_at": END},
    ],
)
def test_a_life_that_can_be(alice: Student, fields: dict[str, Any]) -> None:
    Interview.objects.bulk_create([Interview(student=alice, contact=make_contact(student=alice), **fields)])


def test_one_conversation_with_one_person_at_a_time(alice: Student) -> None:
    first = make_interview(student=alice, **SCHEDULED)
    make_interview(student=alice, **SCHEDULED)
    with pytest.raises(IntegrityError, match="interview_once_at_a_time"):
        make_interview(student=alice, contact=first.contact, **SCHEDULED)


def test_one_note_for_each_interview(alice: Student) -> None:
    held = make_held(alice)
    ThankYouNote.objects.create(interview=held)
    with pytest.raises(IntegrityError):
        ThankYouNote.objects.create(interview=held)


def test_nobody_talks_with_anothers_contact_or_is_given_one(alice: Student, charlie: Student) -> None:
    held, theirs = make_held(alice), make_contact(student=charlie)
    with pytest.raises(IntegrityError, match="interview_with_own_contact"), transaction.atomic():
        make_interview(student=alice, contact=theirs)
    for moved in ({"contact": theirs}, {"student": charlie}):
        with pytest.raises(IntegrityError, match="interview_with_own_contact"), transaction.atomic():
            Interview.objects.filter(pk=held.pk).update(**moved)


@pytest.mark.parametrize(
    ("fields", "state", "step"),
    [
        ({}, State.IDEA, Step.ASK),
        ({"asked_at": at("10 09:00")}, State.ASKED, Step.ASK),
        (SCHEDULED, State.SCHEDULED, Step.PREPARE),
        (SCHEDULED | {"starts_at": at("13 11:00"), "ends_at": at("13 11:30")}, State.SCHEDULED, Step.MEET),
        (SCHEDULED | {"exit": "cancelled", "exited_at": END}, State.CANCELLED, Step.ASK),
        (SCHEDULED | {"exit": "no_show_contact", "exited_at": END}, State.NO_SHOW, Step.ASK),
        (SCHEDULED | {"exit": "no_show_student", "exited_at": END}, State.NO_SHOW, Step.ASK),
        ({"exit": "no_reply", "exited_at": END}, State.NO_REPLY, Step.ASK),
        (HELD, State.HELD, Step.THANK),
        (HELD | {"reflected_at": END}, State.HELD, Step.THANK),
        (HELD | THANKED, State.THANKED, Step.REFLECT),
        (HELD | THANKED | {"reflected_at": END}, State.REFLECTED, Step.STAY_IN_TOUCH),
    ],
)
def test_where_it_stands(alice: Student, fields: dict[str, Any], state: State, step: Step) -> None:
    interview = make_interview(student=alice, **fields)
    assert (interview.state, step_of(interview, at("13 12:00"))) == (state, step)


def test_the_state_follows_what_is_saved(alice: Student) -> None:
    interview = make_interview(student=alice)
    interview.asked_at = at("10 09:00")
    interview.save()
    assert interview.state == State.ASKED
    interview.exit, interview.exited_at = "declined", END
    interview.save(update_fields=["exit", "exited_at"])
    assert interview.state == State.DECLINED


def test_start_length_and_format_give_the_end() -> None:
    interview = Interview()
    interview.plan(starts_at=START, minutes=45, format="phone")
    assert interview.ends_at == at("13 16:45")
    interview.plan(starts_at=START, minutes=45, format="messages")
    assert (interview.ends_at, interview.minutes) == (START, None)
