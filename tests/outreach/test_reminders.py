"""The follow-ups to a request that nobody answered: two, and then none."""

from datetime import datetime, time

import pytest

from apps.campus.models import Campus
from apps.contacts.models import Contact
from apps.interviews.life.actions import close, reopen, withdraw_date
from apps.interviews.log.actions import confirm_held
from apps.interviews.models import Exit, Interview
from apps.outbox.models import Message
from apps.outreach.actions import ask, withdraw_request
from apps.reminders import kinds
from apps.reminders.kinds import Expected, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests.factories import make_interview
from tests.interviews.moments import NEW_YORK, at, decide, scheduled_again
from tests.reminders.decisions import about_of, near_of


def asked(student: Student, moment: str) -> Interview:
    return ask(interview=make_interview(student=student), as_of=at(moment))


def of_request() -> dict[str, tuple]:
    found = Message.objects.filter(reminder__cause_key__startswith="request:")
    return {row.reminder.kind: ("due", row.due_at) if row.state == "due" else (row.state, row.reason) for row in found}


def test_after_seven_and_after_fourteen_days(alice: Student) -> None:
    asked(alice, "01 10:00")
    assert of_request() == {
        "follow_up_first": ("due", at("09 08:00")),
        "follow_up_second": ("due", at("16 08:00")),
    }


def test_elapsed_days_and_quiet_hours(alice: Student) -> None:
    Student.objects.filter(pk=alice.pk).update(quiet_from=time(9), quiet_until=time(11))
    asked(alice, "25 10:00")
    # New York's clocks go back on November 1: seven days of 168 hours are over at 09:00, after that day's morning.
    first = Message.objects.get(reminder__kind="follow_up_first").due_at
    assert first == datetime(2026, 11, 2, 8, tzinfo=NEW_YORK)


def test_the_second_takes_the_place_of_a_first_that_is_overdue(alice: Student) -> None:
    key = asked(alice, "01 10:00").request_key
    assert isinstance(decide("follow_up_first", key, "15 20:59"), Expected)
    for now in ("15 21:00", "16 08:00"):  # from the night before on, it would go in the same note
        assert decide("follow_up_first", key, now) == Skip("superseded")
    assert isinstance(decide("follow_up_second", key, "16 08:00"), Expected)


def test_then_never(alice: Student) -> None:
    key = asked(alice, "01 10:00").request_key
    assert isinstance(decide("follow_up_second", key, "22 09:59"), Expected)
    assert decide("follow_up_second", key, "22 10:00") == Skip("too late")


@pytest.mark.parametrize(
    ("happens", "why"),
    [("date", "date agreed"), ("declined", "declined"), ("no reply", "no reply"), ("logged", "logged")],
)
def test_a_reply_or_an_end_stops_it(alice: Student, happens: str, why: str) -> None:
    interview = asked(alice, "01 10:00")
    match happens:
        case "date":
            scheduled_again(interview, "20 16:00", now="05 10:00")
        case "declined" | "no reply":
            exit = Exit.DECLINED if happens == "declined" else Exit.NO_REPLY
            close(interview=interview, exit=exit, as_of=at("05 10:00"))
        case "logged":
            confirm_held(
                interview=interview,
                starts_at=at("04 16:00"),
                minutes=30,
                format="video",
                learned="",
                campus=Campus.objects.current(),
                as_of=at("05 10:00"),
            )
    assert set(of_request().values()) == {("skipped", why)}


@pytest.mark.parametrize("answer", ["date", "declined"])
def test_an_answer_taken_back_does_not_bring_it_back(alice: Student, answer: str) -> None:
    interview = asked(alice, "01 10:00")
    if answer == "date":
        scheduled_again(interview, "20 16:00", now="03 10:00")
        interview = withdraw_date(interview=interview, as_of=at("06 10:00"))
    else:
        close(interview=interview, exit=Exit.DECLINED, as_of=at("03 10:00"))
        interview = reopen(interview=interview, as_of=at("06 10:00"))
    assert {state for state, _ in of_request().values()} == {"skipped"}
    for kind, now in (("follow_up_first", "12 10:00"), ("follow_up_second", "16 10:00")):
        assert decide(kind, interview.request_key, now) == Skip("replied")
        assert interview.request_key not in near_of(kinds.get(kind), at(now))


def test_silence_that_was_given_up_and_taken_up_again_is_silence(alice: Student) -> None:
    interview = asked(alice, "01 10:00")
    close(interview=interview, exit=Exit.NO_REPLY, as_of=at("03 10:00"))
    reopen(interview=interview, as_of=at("06 10:00"))
    assert of_request()["follow_up_first"] == ("due", at("09 08:00"))


def test_one_that_went_is_done_with_the_answer(alice: Student) -> None:
    interview = asked(alice, "01 10:00")
    kind = kinds.get("follow_up_first")
    assert about_of(kind, interview.request_key, at("08 12:00")).is_open
    scheduled_again(interview, "20 16:00", now="09 10:00")
    withdraw_date(interview=interview, as_of=at("10 10:00"))
    assert not about_of(kind, interview.request_key, at("10 12:00")).is_open


def test_a_request_taken_back_ends_it_and_one_made_anew_is_another(alice: Student) -> None:
    interview = asked(alice, "01 10:00")
    first = interview.request_key
    interview = withdraw_request(interview=interview, as_of=at("02 10:00"))
    assert set(of_request().values()) == {("skipped", "cause gone")}
    interview = ask(interview=interview, as_of=at("03 10:00"))
    assert interview.request_key != first
    due = Message.objects.filter(reminder__cause_key=interview.request_key, state="due")
    assert sorted(due.values_list("due_at", flat=True)) == [at("11 08:00"), at("18 08:00")]


def test_the_days_are_the_programs(alice: Student) -> None:
    asked(alice, "01 10:00")
    Campus.objects.update(follow_up_after_days=5)
    reconcile(as_of=at("04 12:00"))
    assert of_request()["follow_up_first"] == ("due", at("07 08:00"))


def test_nobody_is_told_to_follow_up_with_whom_they_archived(alice: Student) -> None:
    interview = asked(alice, "01 10:00")
    for archived_at, expected in ((at("02 10:00"), Skip), (None, Expected)):
        Contact.objects.filter(pk=interview.contact_id).update(archived_at=archived_at)
        assert isinstance(decide("follow_up_first", interview.request_key, "03 10:00"), expected)
