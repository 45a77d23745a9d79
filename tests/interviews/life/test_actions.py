"""Ask, agree a date, move it, leave by a side exit, come back."""

import pytest

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible
from apps.interviews.life.actions import close, plan_with, reopen, schedule, withdraw_date
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Exit, Interview, State
from apps.outbox.models import Message
from apps.outreach.actions import ask, withdraw_request
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import at, rows

NOW = at("13 12:00")


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice)


def agree(interview: Interview, start: str, *, now: str = "13 12:00", minutes: int = 30) -> Interview:
    return schedule(interview=interview, starts_at=at(start), minutes=minutes, format="video", as_of=at(now))


FAILED = {"state": "failed", "reason": "smtp 550", "ended_at": NOW}
UNCERTAIN = {"state": "uncertain", "ended_at": NOW, "handed_off_at": NOW, "message_id": "<one@campus.example>"}
HANDED_OFF = {"handed_off_at": NOW, "message_id": "<one@campus.example>"}


def left_behind(interview: Interview, kind: str, **fields: object) -> None:
    """As a worker leaves the row behind."""
    assert Message.objects.filter(reminder__cause_key=interview.cause_key, reminder__kind=kind).update(**fields) == 1


def sent(interview: Interview, kind: str) -> None:
    left_behind(interview, kind, **HANDED_OFF, state="sent", reason="", ended_at=NOW, sent_at=NOW)


class TestPlanning:
    def test_a_contact_has_one_open_interview(self, alice: Student) -> None:
        contact = make_contact(student=alice)
        first = plan_with(student=alice, contact=contact)
        assert plan_with(student=alice, contact=contact) == first
        assert first.state == State.IDEA

    def test_after_one_is_over_the_next_is_new(self, alice: Student) -> None:
        held = make_held(alice)
        again = plan_with(student=alice, contact=held.contact)
        assert again != held

    def test_nobody_plans_with_anothers_contact(self, alice: Student, charlie: Student) -> None:
        with pytest.raises(NotPossible):
            plan_with(student=charlie, contact=make_contact(student=alice))
        assert Interview.objects.count() == 0


class TestAsking:
    def test_the_first_time_stands(self, idea: Interview) -> None:
        assert ask(interview=idea, as_of=at("10 09:00")).state == State.ASKED
        assert ask(interview=idea, as_of=NOW).asked_at == at("10 09:00")

    def test_after_a_date_is_agreed_nothing_changes(self, idea: Interview) -> None:
        agree(idea, "14 16:00")
        assert ask(interview=idea, as_of=at("13 13:00")).asked_at is None

    def test_not_after_the_conversation_or_a_side_exit(self, alice: Student, idea: Interview) -> None:
        close(interview=idea, exit=Exit.DECLINED, as_of=NOW)
        for interview in (idea, make_held(alice)):
            with pytest.raises(NotPossible):
                ask(interview=interview, as_of=NOW)

    def test_not_asked_after_all_it_is_an_idea_again(self, idea: Interview) -> None:
        ask(interview=idea, as_of=NOW)
        assert withdraw_request(interview=idea, as_of=NOW).state == State.IDEA
        assert withdraw_request(interview=idea, as_of=NOW).state == State.IDEA
        assert ask(interview=idea, as_of=at("14 09:00")).asked_at == at("14 09:00")

    def test_a_request_that_led_somewhere_stands(self, alice: Student, idea: Interview) -> None:
        declined = ask(interview=make_interview(student=alice), as_of=NOW)
        close(interview=declined, exit=Exit.DECLINED, as_of=NOW)
        scheduled = agree(ask(interview=idea, as_of=NOW), "14 16:00")
        held = make_held(alice, asked_at=at("10 09:00"))
        for interview in (declined, scheduled, held):
            with pytest.raises(NotPossible):
                withdraw_request(interview=interview, as_of=NOW)
            interview.refresh_from_db()
            assert interview.asked_at is not None


class TestNoDateAfterAll:
    @pytest.mark.parametrize(("asked", "state"), [(True, State.ASKED), (False, State.IDEA)])
    def test_it_is_where_it_was_and_nothing_goes(self, idea: Interview, asked: bool, state: State) -> None:
        if asked:
            ask(interview=idea, as_of=NOW)
        agree(idea, "14 16:00")
        agree(idea, "15 16:00")
        interview = withdraw_date(interview=idea, as_of=NOW)
        assert (interview.state, interview.starts_at, interview.ends_at) == (state, None, None)
        assert {state for state, _ in rows(interview).values()} == {"skipped"}

    def test_a_new_date_brings_the_reminders_back(self, idea: Interview) -> None:
        agree(idea, "14 16:00")
        withdraw_date(interview=idea, as_of=NOW)
        assert rows(agree(idea, "16 16:00"))["how_did_it_go"] == ("due", at("16 17:00"))

    def test_twice_changes_nothing(self, idea: Interview) -> None:
        for _ in range(2):
            assert withdraw_date(interview=idea, as_of=NOW).state == State.IDEA

    def test_not_once_it_is_over(self, alice: Student, idea: Interview) -> None:
        agree(idea, "14 16:00")
        close(interview=idea, exit=Exit.CANCELLED, as_of=NOW)
        for interview in (idea, make_held(alice)):
            with pytest.raises(NotPossible):
                withdraw_date(interview=interview, as_of=NOW)
            interview.refresh_from_db()
            assert interview.starts_at is not None


class TestScheduling:
    @pytest.mark.parametrize("minutes", [None, 14, 61, 240])
    def test_it_is_planned_for_15_to_60_minutes(self, idea: Interview, minutes: int | None) -> None:
        with pytest.raises(NotPossible, match="15 to 60"):
            agree(idea, "14 16:00", minutes=minutes)
        assert [agree(idea, "14 16:00", minutes=minutes).minutes for minutes in (15, 60)] == [15, 60]

    def test_messages_are_planned_without_a_length(self, idea: Interview) -> None:
        planned = schedule(interview=idea, starts_at=at("14 16:00"), minutes=None, format="messages", as_of=NOW)
        assert planned.minutes is None

    def test_a_date_brings_its_three_reminders(self, idea: Interview) -> None:
        interview = agree(idea, "14 16:00")
        assert interview.state == State.SCHEDULED
        assert rows(interview) == {
            "preparation": ("due", at("13 16:00")),
            "how_did_it_go": ("due", at("14 17:00")),
            "thank_you_last_call": ("due", at("15 12:30")),
        }

    def test_moving_the_date_moves_the_same_rows(self, idea: Interview) -> None:
        agree(idea, "14 16:00")
        before = set(Message.objects.values_list("pk", flat=True))
        interview = agree(idea, "15 18:00", now="13 14:00")
        assert rows(interview) == {
            "preparation": ("due", at("14 18:00")),
            "how_did_it_go": ("due", at("15 19:00")),
            "thank_you_last_call": ("due", at("16 14:30")),
        }
        assert set(Message.objects.values_list("pk", flat=True)) == before
        assert (interview.scheduled_at, interview.rescheduled_at, interview.round) == (NOW, at("13 14:00"), 1)

    def test_moved_to_another_day_after_the_reminder_to_prepare_it_comes_again(self, idea: Interview) -> None:
        sent(agree(idea, "14 16:00"), "preparation")
        assert agree(idea, "15 15:00").round == 1, "a few hours are the same preparation"
        moved = agree(idea, "20 16:00")
        assert (moved.round, rows(moved)["preparation"]) == (2, ("due", at("19 16:00")))

    @pytest.mark.parametrize("fate", [FAILED, UNCERTAIN, HANDED_OFF])
    def test_so_it_does_where_the_first_failed_or_may_be_on_its_way(self, idea: Interview, fate: dict) -> None:
        left_behind(agree(idea, "14 16:00"), "preparation", **fate)
        assert agree(idea, "15 15:00").round == 1
        moved = agree(idea, "26 16:00")
        assert (moved.round, rows(moved)["preparation"]) == (2, ("due", at("25 16:00")))

    def test_the_same_date_again_is_no_rescheduling(self, idea: Interview) -> None:
        agree(idea, "14 16:00")
        assert agree(idea, "14 16:00", now="13 15:00").rescheduled_at is None

    def test_a_new_date_after_the_end_is_a_new_round(self, idea: Interview) -> None:
        first = agree(idea, "14 16:00")
        sent(first, "how_did_it_go")
        second = agree(idea, "20 16:00", now="14 18:00")
        assert second.round == 2
        assert rows(second) == {
            "preparation": ("due", at("19 16:00")),
            "how_did_it_go": ("due", at("20 17:00")),
            "thank_you_last_call": ("due", at("21 12:30")),
        }
        assert rows(first) == {
            "preparation": ("skipped", "cause gone"),
            "how_did_it_go": ("sent", ""),
            "thank_you_last_call": ("skipped", "cause gone"),
        }

    def test_a_date_after_a_log_that_was_taken_back_gets_its_own_reminders(self, idea: Interview) -> None:
        held = confirm_held(
            interview=idea,
            starts_at=at("12 16:00"),
            minutes=20,
            format="video",
            learned="",
            campus=Campus.objects.current(),
            as_of=at("12 17:00"),
        )
        sent(held, "thank_you_last_call")
        withdraw_log(interview=held, as_of=NOW)
        interview = agree(held, "14 16:00")
        assert interview.round == 2
        assert rows(interview)["thank_you_last_call"] == ("due", at("15 12:30"))

    def test_only_a_time_still_to_come(self, idea: Interview) -> None:
        for start in ("13 12:00", "13 11:00"):
            with pytest.raises(NotPossible):
                agree(idea, start)

    def test_not_once_it_is_logged(self, alice: Student) -> None:
        with pytest.raises(NotPossible):
            agree(make_held(alice), "14 16:00")

    def test_two_conversations_with_one_person_cannot_start_at_once(self, alice: Student, idea: Interview) -> None:
        agree(idea, "14 16:00")
        close(interview=idea, exit=Exit.CANCELLED, as_of=NOW)
        other = make_interview(student=alice, contact=idea.contact)
        with pytest.raises(NotPossible, match="at that time already"):
            agree(other, "14 16:00")

    def test_it_brings_one_back_from_a_side_exit(self, idea: Interview) -> None:
        close(interview=idea, exit=Exit.NO_REPLY, as_of=NOW)
        interview = agree(idea, "14 16:00")
        assert (interview.exit, interview.exited_at, interview.state) == ("", None, State.SCHEDULED)


class TestSideExits:
    @pytest.mark.parametrize(
        ("exit", "why"),
        [
            (Exit.DECLINED, "declined"),
            (Exit.NO_REPLY, "no reply"),
            (Exit.CANCELLED, "cancelled"),
            (Exit.NO_SHOW_CONTACT, "no-show"),
            (Exit.NO_SHOW_STUDENT, "no-show"),
        ],
    )
    def test_nothing_goes_about_what_will_not_happen(self, idea: Interview, exit: Exit, why: str) -> None:
        agree(idea, "14 16:00")
        begun = at("14 16:00") if why == "no-show" else NOW
        interview = close(interview=idea, exit=exit, as_of=begun)
        assert rows(interview) == {
            "preparation": ("skipped", why),
            "how_did_it_go": ("skipped", why),
            "thank_you_last_call": ("skipped", why),
        }

    @pytest.mark.parametrize("exit", [Exit.NO_SHOW_CONTACT, Exit.NO_SHOW_STUDENT])
    def test_nobody_misses_what_has_not_begun(self, idea: Interview, exit: Exit) -> None:
        agree(idea, "14 16:00")
        with pytest.raises(NotPossible, match="still to come"):
            close(interview=idea, exit=exit, as_of=at("14 15:59"))

    def test_opening_it_again_brings_the_reminders_back(self, idea: Interview) -> None:
        agree(idea, "14 16:00")
        close(interview=idea, exit=Exit.CANCELLED, as_of=NOW)
        interview = reopen(interview=idea, as_of=at("13 15:00"))
        assert interview.state == State.SCHEDULED
        assert rows(interview) == {
            "preparation": ("due", at("13 16:00")),
            "how_did_it_go": ("due", at("14 17:00")),
            "thank_you_last_call": ("due", at("15 12:30")),
        }

    def test_opened_again_after_the_mark_nothing_goes(self, idea: Interview) -> None:
        agree(idea, "14 16:00")
        close(interview=idea, exit=Exit.CANCELLED, as_of=NOW)
        interview = reopen(interview=idea, as_of=at("15 16:30"))
        assert {state for state, _ in rows(interview).values()} == {"skipped"}

    def test_the_date_it_left_on_stands_when_the_reason_is_corrected(self, idea: Interview) -> None:
        close(interview=idea, exit=Exit.NO_REPLY, as_of=NOW)
        again = close(interview=idea, exit=Exit.DECLINED, as_of=at("14 12:00"))
        assert (again.exit, again.exited_at) == ("declined", NOW)

    def test_nobody_misses_a_conversation_without_a_date(self, idea: Interview) -> None:
        for exit in (Exit.NO_SHOW_CONTACT, Exit.NO_SHOW_STUDENT):
            with pytest.raises(NotPossible):
                close(interview=idea, exit=exit, as_of=NOW)

    def test_what_was_held_does_not_leave(self, alice: Student) -> None:
        with pytest.raises(NotPossible):
            close(interview=make_held(alice), exit=Exit.CANCELLED, as_of=NOW)
