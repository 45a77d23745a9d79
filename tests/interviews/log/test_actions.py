"""Logging: the short form, and "it happened"."""

from datetime import datetime
from typing import Any

import pytest

from apps.campus.models import Campus
from apps.contacts.identity import Choice, Unsure
from apps.contacts.models import Contact
from apps.interviews.actions import NotPossible
from apps.interviews.life.actions import close, schedule, withdraw_date
from apps.interviews.log.actions import confirm_held, log_conversation, withdraw_log
from apps.interviews.models import Exit, Interview, State
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_contact, make_interview
from tests.interviews.moments import at, rows, sent

NOW = at("13 18:00")


def log(
    student: Student,
    start: str = "13 16:00",
    *,
    name: str = "Rosa Delgado",
    contact: Contact | None = None,
    as_of: datetime = NOW,
    minutes: int | None = 30,
    format: str = "video",
    learned: str = "Rivers move.",
    **fields: Any,
) -> Interview:
    return log_conversation(
        student=student,
        contact=contact,
        contact_name=name,
        starts_at=at(start),
        minutes=minutes,
        format=format,
        learned=learned,
        campus=Campus.objects.current(),
        as_of=as_of,
        **fields,
    )


class TestWho:
    def test_a_new_name_becomes_a_contact(self, alice: Student) -> None:
        interview = log(alice, role="Hydrologist", organization="Cedar Basin", source="professors")
        contact = interview.contact
        assert (contact.full_name, contact.role, contact.organization, contact.source) == (
            "Rosa Delgado",
            "Hydrologist",
            "Cedar Basin",
            "professors",
        )
        assert (interview.state, interview.ends_at, interview.logged_at) == (State.HELD, at("13 16:30"), NOW)
        assert (contact.student, contact.name_shared) == (alice, False)

    def test_a_name_that_is_known_is_that_contact_whatever_the_case(self, alice: Student) -> None:
        known = make_contact(student=alice, full_name="Rosa Delgado", role="Hydrologist")
        assert log(alice, name="rosa DELGADO").contact == known
        with pytest.raises(Unsure):
            log(alice, name="rosa DELGADO", role="Something else")
        chosen = Choice(person=str(known.pk))
        for _ in range(2):
            assert log(alice, name="rosa DELGADO", role="Something else", choice=chosen).contact == known
        known.refresh_from_db()
        assert (known.role, known.notes) == ("Hydrologist", "Also: Something else")

    def test_anothers_contact_of_that_name_is_another_person(self, alice: Student, charlie: Student) -> None:
        theirs = make_contact(student=charlie, full_name="Rosa Delgado")
        assert log(alice).contact != theirs

    def test_nobody_logs_anothers_contact(self, alice: Student, charlie: Student) -> None:
        with pytest.raises(NotPossible):
            log(alice, contact=make_contact(student=charlie, full_name="Rosa Delgado"))
        assert Interview.objects.count() == 0


class TestWhichInterview:
    def test_sent_twice_it_is_one(self, alice: Student) -> None:
        first = log(alice)
        second = log(alice, learned="Something else", as_of=at("13 18:01"))
        assert first == second
        assert (Interview.objects.count(), Contact.objects.count()) == (1, 1)
        second.refresh_from_db()
        assert second.learned == "Rivers move.\n\nSomething else"

    def test_of_what_is_typed_nothing_is_lost_and_nothing_kept_twice(self, alice: Student) -> None:
        for learned, kept in (
            ("Rivers move.", "Rivers move."),
            ("Rivers move. Ask for the maps.", "Rivers move. Ask for the maps."),
            ("Ask for the maps.", "Rivers move. Ask for the maps."),
            ("", "Rivers move. Ask for the maps."),
        ):
            log(alice, learned=learned)
            assert Interview.objects.get().learned == kept

    def test_sent_again_with_another_length_it_is_corrected(self, alice: Student) -> None:
        log(alice, minutes=30)
        log(alice, minutes=45, as_of=at("13 18:01"))
        found = Interview.objects.get()
        assert (found.minutes, found.ends_at, found.logged_at) == (45, at("13 16:45"), NOW)

    def test_corrected_to_an_end_after_the_first_log_it_is_logged_now(self, alice: Student) -> None:
        first = log(alice, minutes=20, as_of=at("13 16:22"))
        log(alice, minutes=30, as_of=at("13 17:00"))
        found = Interview.objects.get()
        assert (first.pk, found.ends_at, found.logged_at) == (found.pk, at("13 16:30"), at("13 17:00"))

    def test_what_was_written_before_it_was_taken_back_is_kept(self, alice: Student) -> None:
        withdraw_log(interview=log(alice, learned="Rivers move."), as_of=NOW)
        assert log(alice, "12 16:00", learned="Maps lie.").learned == "Rivers move.\n\nMaps lie."

    def test_another_start_is_another_conversation(self, alice: Student) -> None:
        assert log(alice) != log(alice, "12 16:00")
        assert Contact.objects.count() == 1

    @pytest.mark.parametrize("asked", [True, False])
    def test_an_open_one_without_a_date_becomes_this_one(self, alice: Student, asked: bool) -> None:
        contact = make_contact(student=alice, full_name="Rosa Delgado")
        idea = make_interview(student=alice, contact=contact, asked_at=at("10 09:00") if asked else None)
        interview = log(alice)
        assert interview == idea
        assert interview.asked_at == (at("10 09:00") if asked else None)

    def test_one_scheduled_for_that_day_becomes_this_one(self, alice: Student) -> None:
        planned = make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
        schedule(interview=planned, starts_at=at("13 15:00"), minutes=20, format="video", as_of=at("10 09:00"))
        interview = log(alice)
        assert interview == planned
        assert interview.starts_at == at("13 16:00")
        assert rows(interview)["how_did_it_go"] == ("skipped", "logged")

    def test_one_scheduled_for_another_day_stays(self, alice: Student) -> None:
        planned = make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
        schedule(interview=planned, starts_at=at("20 15:00"), minutes=20, format="video", as_of=at("10 09:00"))
        assert log(alice) != planned

    def test_the_day_is_the_students_own(self, alice: Student) -> None:
        # 23:30 in New York is the next day in UTC.
        planned = make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
        schedule(interview=planned, starts_at=at("12 23:30"), minutes=20, format="video", as_of=at("10 09:00"))
        assert log(alice, "12 18:00") == planned

    def test_a_cancelled_one_of_that_day_comes_before_an_idea(self, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa Delgado")
        planned = make_interview(student=alice, contact=contact)
        schedule(interview=planned, starts_at=at("13 16:00"), minutes=20, format="video", as_of=at("10 09:00"))
        close(interview=planned, exit=Exit.CANCELLED, as_of=at("12 09:00"))
        idea = make_interview(student=alice, contact=contact)
        interview = log(alice)
        assert interview == planned
        assert (interview.state, interview.exited_at) == (State.HELD, None)
        idea.refresh_from_db()
        assert idea.state == State.IDEA

    def test_what_was_learned_before_is_kept_when_nothing_is_said(self, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa Delgado")
        make_interview(student=alice, contact=contact, learned="From the call before")
        assert log(alice, learned="").learned == "From the call before"


class TestWhen:
    @pytest.mark.parametrize("start", ["13 17:31", "13 18:00", "14 09:00"])
    def test_only_what_is_over(self, alice: Student, start: str) -> None:
        with pytest.raises(NotPossible):
            log(alice, start)
        assert Interview.objects.count() == 0

    def test_over_this_very_moment(self, alice: Student) -> None:
        assert log(alice, "13 17:30").is_held

    def test_messages_have_no_length_and_end_when_they_start(self, alice: Student) -> None:
        interview = log(alice, "13 17:59", minutes=30, format="messages")
        assert (interview.minutes, interview.ends_at) == (None, at("13 17:59"))


class TestReminders:
    def test_logged_at_once_both_thank_yous_are_due(self, alice: Student) -> None:
        assert rows(log(alice, "13 16:00", as_of=at("13 16:30"))) == {
            "thank_you_first": ("due", at("13 18:30")),
            "thank_you_last_call": ("due", at("14 12:30")),
        }

    def test_logged_23_hours_and_a_half_late_only_the_last_call_goes_and_at_once(self, alice: Student) -> None:
        interview = log(alice, "12 18:00", as_of=at("13 18:00"))
        assert rows(interview)["thank_you_first"] == ("skipped", "superseded")
        state, due = rows(interview)["thank_you_last_call"]
        assert state == "due"
        assert due <= at("13 18:00")
        assert len(rows(interview)) == 2

    def test_in_the_middle_of_the_night_a_last_call_already_past_is_due(self, alice: Student) -> None:
        interview = log(alice, "12 02:00", as_of=at("13 01:45"))
        state, due = rows(interview)["thank_you_last_call"]
        assert (state, due <= at("13 01:45")) == ("due", True)

    def test_logged_between_the_two_the_first_is_superseded(self, alice: Student) -> None:
        interview = log(alice, "13 10:00", as_of=at("13 15:00"))
        assert rows(interview) == {
            "thank_you_first": ("skipped", "superseded"),
            "thank_you_last_call": ("due", at("14 08:00")),
        }

    def test_logged_after_the_mark_nothing_goes(self, alice: Student) -> None:
        interview = log(alice, "11 16:00", as_of=at("13 18:00"))
        assert rows(interview) == {
            "thank_you_first": ("skipped", "after the mark"),
            "thank_you_last_call": ("skipped", "after the mark"),
        }


class TestWhatIsToldOfAKnownPerson:
    def test_it_fills_what_is_empty_and_overwrites_nothing(self, alice: Student) -> None:
        known = make_contact(student=alice, full_name="Rosa Delgado", role="Judge", organization="", source="")
        chosen = Choice(person=str(known.pk))
        interview = log(alice, role="Hydrologist", organization="Cedar Basin", source="family", choice=chosen)
        assert interview.contact.organization == "Cedar Basin"
        known.refresh_from_db()
        assert (known.role, known.organization, known.source) == ("Judge", "Cedar Basin", "family")


class TestConfirming:
    @pytest.fixture
    def scheduled(self, alice: Student) -> Interview:
        return schedule(
            interview=make_interview(student=alice),
            starts_at=at("13 16:00"),
            minutes=30,
            format="video",
            as_of=at("12 09:00"),
        )

    def confirm(
        self, interview: Interview, start: str = "13 16:00", *, now: str = "13 16:40", learned: str | None = None
    ) -> Interview:
        return confirm_held(
            interview=interview,
            starts_at=at(start),
            minutes=30,
            format="video",
            learned=learned,
            campus=Campus.objects.current(),
            as_of=at(now),
        )

    def test_it_happened(self, scheduled: Interview) -> None:
        interview = self.confirm(scheduled, learned="Rivers move.")
        assert interview.state == State.HELD
        assert rows(interview) == {
            "preparation": ("skipped", "logged"),
            "how_did_it_go": ("skipped", "logged"),
            "thank_you_first": ("due", at("13 18:30")),
            "thank_you_last_call": ("due", at("14 12:30")),
        }

    def test_said_again_it_corrects_and_the_first_log_stands(self, scheduled: Interview) -> None:
        self.confirm(scheduled, learned="Rivers move.")
        interview = self.confirm(scheduled, "13 15:00", now="13 17:00")
        assert (interview.logged_at, interview.learned) == (at("13 16:40"), "Rivers move.")
        assert rows(interview)["thank_you_last_call"] == ("due", at("14 11:30"))

    def test_an_emptied_text_is_gone(self, scheduled: Interview) -> None:
        self.confirm(scheduled, learned="Rivers move.")
        assert self.confirm(scheduled, learned="").learned == ""

    def test_on_another_day_than_planned_the_last_call_comes_again(self, scheduled: Interview) -> None:
        sent(scheduled, "thank_you_last_call", at("14 12:30"))
        interview = self.confirm(scheduled, "15 10:00", now="15 11:00")
        assert rows(interview) == {
            "thank_you_first": ("due", at("15 12:30")),
            "thank_you_last_call": ("due", at("16 08:00")),
        }

    def test_logged_on_another_day_after_one_that_failed_it_has_a_last_call(self, scheduled: Interview) -> None:
        failed = {"state": "failed", "reason": "smtp 550", "ended_at": at("14 12:30")}
        Message.objects.filter(reminder__cause_key=scheduled.cause_key, reminder__kind="thank_you_last_call").update(
            **failed
        )
        interview = self.confirm(scheduled, "15 10:00", now="15 11:00")
        assert rows(interview)["thank_you_last_call"] == ("due", at("16 08:00"))

    def test_moved_there_and_back_it_is_not_sent_twice(self, scheduled: Interview) -> None:
        sent(scheduled, "thank_you_last_call", at("14 12:30"))
        self.confirm(scheduled, "11 16:00", now="14 13:00")
        interview = self.confirm(scheduled, "13 16:00", now="14 13:01")
        assert (interview.round, rows(interview)["thank_you_last_call"][0]) == (1, "sent")

    def test_an_hour_later_than_planned_it_is_the_same_round(self, scheduled: Interview) -> None:
        sent(scheduled, "how_did_it_go", at("13 17:00"))
        interview = self.confirm(scheduled, "13 17:00", now="13 17:40")
        assert interview.round == 1
        assert rows(interview)["thank_you_last_call"] == ("due", at("14 13:30"))

    def test_a_date_taken_back_and_logged_on_another_day_has_a_last_call(self, scheduled: Interview) -> None:
        sent(scheduled, "thank_you_last_call", at("14 12:30"))
        interview = withdraw_date(interview=scheduled, as_of=at("14 13:00"))
        interview = self.confirm(interview, "15 10:00", now="15 11:00")
        assert rows(interview)["thank_you_last_call"] == ("due", at("16 08:00"))

    def test_not_before_its_end(self, scheduled: Interview) -> None:
        with pytest.raises(NotPossible):
            self.confirm(scheduled, now="13 16:29")

    def test_not_at_the_start_of_another_with_the_same_person(self, scheduled: Interview) -> None:
        other = make_interview(student=scheduled.student, contact=scheduled.contact)
        self.confirm(scheduled)
        with pytest.raises(NotPossible, match="at that time already"):
            self.confirm(other, now="13 17:00")

    def test_from_a_side_exit_it_comes_back(self, scheduled: Interview) -> None:
        close(interview=scheduled, exit=Exit.NO_SHOW_CONTACT, as_of=at("13 16:20"))
        assert self.confirm(scheduled).state == State.HELD
