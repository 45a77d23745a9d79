"""It didn't happen: taking a log back."""

from datetime import timedelta

from apps.campus.models import Campus
from apps.guidance.models import ReflectionQuestion
from apps.interviews.life.actions import schedule
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Interview, State
from apps.interviews.thank_you.actions import draft_thank_you, mark_thanked
from apps.reflection.actions import save_reflection
from apps.students.models import Student
from tests.factories import make_held, make_interview
from tests.interviews.log.test_actions import NOW, log
from tests.interviews.moments import at, rows


class TestTakingItBack:
    def test_one_that_was_scheduled_is_scheduled_again(self, alice: Student) -> None:
        scheduled = schedule(
            interview=make_interview(student=alice),
            starts_at=at("13 16:00"),
            minutes=30,
            format="video",
            as_of=at("12 09:00"),
        )
        held = confirm_held(
            interview=scheduled,
            starts_at=at("13 16:00"),
            minutes=30,
            format="video",
            learned="Rivers move.",
            campus=Campus.objects.current(),
            as_of=at("13 16:40"),
        )
        interview = withdraw_log(interview=held, as_of=at("13 16:50"))
        assert (interview.state, interview.learned) == (State.SCHEDULED, "Rivers move.")
        assert rows(interview) == {
            "preparation": ("skipped", "logged"),
            "how_did_it_go": ("due", at("13 17:00")),
            "thank_you_first": ("skipped", "not logged"),
            "thank_you_last_call": ("due", at("14 12:30")),
        }

    def test_one_that_never_had_a_date_goes_back_to_where_it_was(self, alice: Student) -> None:
        interview = withdraw_log(interview=log(alice, learned="Rivers move."), as_of=NOW)
        assert (interview.state, interview.starts_at, interview.learned) == (State.IDEA, None, "Rivers move.")
        assert {state for state, _ in rows(interview).values()} == {"skipped"}

    def test_it_is_neither_thanked_nor_reflected_on_and_the_words_stay(self, alice: Student) -> None:
        held = log(alice, "13 16:00", as_of=at("13 17:00"))
        draft_thank_you(interview=held, body="Dear Rosa")
        mark_thanked(interview=held, how="mail", as_of=at("13 17:10"))
        question = ReflectionQuestion.objects.create(text="Why?", position=90)
        save_reflection(
            interview=held,
            answers={question.pk: "Rivers"},
            nerves_before=5,
            nerves_after=1,
            verdict="closer",
            shared=True,
            as_of=at("13 17:20"),
        )
        held = withdraw_log(interview=held, as_of=at("13 17:30"))
        assert (held.thanked_at, held.thanked_how, held.reflected_at) == (None, "", None)
        assert held.thank_you_note.body == "Dear Rosa"
        assert (held.reflection.verdict, held.reflection.answers.get().text) == ("closer", "Rivers")
        # A new date has its reminders again, and once logged it waits for its thanks.
        again = schedule(interview=held, starts_at=at("14 10:00"), minutes=30, format="video", as_of=at("13 18:00"))
        assert Interview.objects.get(pk=again.pk).state == State.SCHEDULED
        assert rows(again)["how_did_it_go"] == ("due", at("14 11:00"))
        assert log(alice, "14 10:00", as_of=at("14 10:40")) == again
        assert Interview.objects.get(pk=again.pk).state == State.HELD
        assert rows(again)["thank_you_first"] == ("due", at("14 12:30"))

    def test_twice_changes_nothing(self, alice: Student) -> None:
        held = make_held(alice, ended_ago=timedelta(hours=1))
        once = withdraw_log(interview=held, as_of=NOW)
        assert withdraw_log(interview=once, as_of=NOW).state == once.state == State.IDEA
