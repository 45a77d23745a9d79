"""`replied_at`: whoever replied once is not written about as silent."""

from datetime import timedelta

import pytest
from django.apps import apps

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible
from apps.interviews.life.actions import close, reopen, schedule, withdraw_date
from apps.interviews.models import Exit, Interview, State
from apps.outbox.models import Message
from apps.outreach.actions import ask, record_reply, withdraw_reply, withdraw_request
from apps.outreach.composing.actions import withdraw_sent
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Outreach
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests.factories import make_held, make_interview
from tests.interviews.moments import at

NOW = at("13 12:00")


@pytest.fixture
def idea(alice: Student) -> Interview:
    return make_interview(student=alice)


def agree(interview: Interview, start: str, *, now: str = "13 12:00") -> Interview:
    return schedule(interview=interview, starts_at=at(start), minutes=30, format="video", as_of=at(now))


def test_a_date_is_a_reply_and_stays_one(idea: Interview) -> None:
    ask(interview=idea, as_of=at("10 09:00"))
    agree(idea, "14 16:00")
    assert agree(idea, "15 16:00", now="13 14:00").replied_at == NOW
    assert withdraw_date(interview=idea, as_of=at("13 15:00")).replied_at == NOW


def test_a_no_is_a_reply_and_stays_one(idea: Interview) -> None:
    ask(interview=idea, as_of=at("10 09:00"))
    close(interview=idea, exit=Exit.DECLINED, as_of=NOW)
    assert reopen(interview=idea, as_of=at("13 15:00")).replied_at == NOW
    idea.refresh_from_db()
    assert idea.replied_at == NOW


def test_silence_is_none_and_nobody_replies_who_was_not_asked(alice: Student, idea: Interview) -> None:
    silent = ask(interview=make_interview(student=alice), as_of=at("10 09:00"))
    assert close(interview=silent, exit=Exit.NO_REPLY, as_of=NOW).replied_at is None
    agree(idea, "14 16:00")
    assert close(interview=idea, exit=Exit.DECLINED, as_of=NOW).replied_at is None


def test_a_new_request_waits_for_its_own_reply(idea: Interview) -> None:
    ask(interview=idea, as_of=at("10 09:00"))
    agree(idea, "14 16:00")
    withdraw_date(interview=idea, as_of=NOW)
    assert withdraw_request(interview=idea, as_of=NOW).replied_at is None
    assert ask(interview=idea, as_of=at("13 15:00")).replied_at is None


class TestWithoutADate:
    """They wrote back, and the date is open."""

    @pytest.fixture
    def asked(self, idea: Interview) -> Interview:
        return ask(interview=idea, as_of=at("10 09:00"))

    def follow_ups(self, interview: Interview) -> set[tuple[str, str]]:
        found = Message.objects.filter(
            reminder__cause_key=interview.request_key, reminder__kind__startswith="follow_up"
        )
        return set(found.values_list("state", "reason"))

    def test_no_follow_up_goes_any_more(self, asked: Interview) -> None:
        Interview.objects.update(asked_at=NOW - timedelta(days=6))
        asked.refresh_from_db()
        reconcile(as_of=NOW)
        assert self.follow_ups(asked) == {("due", "")}
        replied = record_reply(interview=asked, as_of=NOW)
        assert (replied.replied_at, replied.state) == (NOW, State.ASKED)
        assert self.follow_ups(asked) == {("skipped", "replied")}
        withdraw_reply(interview=replied, as_of=NOW)
        assert self.follow_ups(asked) == {("due", "")}

    def test_the_first_reply_stands(self, asked: Interview) -> None:
        record_reply(interview=asked, as_of=NOW)
        assert record_reply(interview=asked, as_of=at("13 15:00")).replied_at == NOW
        assert agree(asked, "14 16:00", now="13 15:00").replied_at == NOW

    def test_taken_back_they_are_silent_again(self, asked: Interview) -> None:
        assert withdraw_reply(interview=asked, as_of=NOW).replied_at is None
        record_reply(interview=asked, as_of=NOW)
        assert withdraw_reply(interview=asked, as_of=NOW).replied_at is None

    def test_not_where_nobody_was_asked_and_not_once_it_is_over(self, alice: Student, idea: Interview) -> None:
        declined = close(interview=make_interview(student=alice), exit=Exit.DECLINED, as_of=NOW)
        for interview in (idea, declined, make_held(alice, asked_at=at("10 09:00"))):
            with pytest.raises(NotPossible):
                record_reply(interview=interview, as_of=NOW)

    def test_a_date_is_a_reply_that_cannot_be_taken_back_alone(self, asked: Interview) -> None:
        agree(asked, "14 16:00")
        with pytest.raises(NotPossible, match="A date is agreed"):
            withdraw_reply(interview=asked, as_of=NOW)


class TestTakingBackWhatWasSent:
    """What went to somebody is never forgotten: who wrote twice did ask, by the message that still stands."""

    def wrote(self, interview: Interview, when: str, how: str = "copy") -> Outreach:
        went = {"kind": "conversation", "channel": "email", "sent_how": how, "sent_at": at(when)}
        return Outreach.objects.create(student=interview.student, interview=interview, body=f"Written {when}", **went)

    def take_back(self, message: Outreach, campus: Campus) -> Interview:
        interview = Interview.objects.get(pk=message.interview_id)
        student, zone = interview.student, campus.zone
        writing = Writing(student, interview.contact, interview, campus, zone, NOW)
        withdraw_sent(writing=writing, message=message, as_of=NOW)
        interview.refresh_from_db()
        return interview

    @pytest.mark.parametrize("how", ["copy", "acquaint"])
    def test_the_follow_up_is_the_request_where_the_first_did_not_go(
        self, idea: Interview, campus: Campus, how: str
    ) -> None:
        first, second = self.wrote(idea, "02 09:00"), self.wrote(idea, "10 09:00", how)
        ask(interview=idea, as_of=first.sent_at)
        record_reply(interview=idea, as_of=at("03 09:00"))
        interview = self.take_back(first, campus)
        assert (interview.asked_at, interview.replied_at) == (second.sent_at, None)
        assert Outreach.objects.get(sent_at=None) == first

    def test_a_follow_up_taken_back_leaves_the_request(self, idea: Interview, campus: Campus) -> None:
        first, second = self.wrote(idea, "02 09:00"), self.wrote(idea, "10 09:00")
        ask(interview=idea, as_of=first.sent_at)
        with pytest.raises(NotPossible, match="You wrote again after you asked"):
            withdraw_request(interview=idea, as_of=NOW)
        assert self.take_back(second, campus).asked_at == first.sent_at
        assert withdraw_request(interview=idea, as_of=NOW).asked_at is None
        draft = Outreach.objects.get()
        assert (draft.is_sent, draft.body, draft.set_aside) == (False, first.body, second.body)

    def test_not_what_acquaint_sent(self, idea: Interview) -> None:
        message = self.wrote(idea, "10 09:00", "acquaint")
        ask(interview=idea, as_of=message.sent_at)
        with pytest.raises(NotPossible, match="Acquaint sent your message"):
            withdraw_request(interview=idea, as_of=NOW)
        ended = {"state": "failed", "reason": "smtp 550", "ended_at": NOW, "resend_when_unanswered": False}
        Message.objects.create(key=message.message_key, audience="contact", due_at=NOW, **ended)
        assert withdraw_request(interview=idea, as_of=NOW).asked_at is None

    def test_what_was_begun_since_is_set_aside(self, idea: Interview, campus: Campus) -> None:
        first = self.wrote(idea, "02 09:00")
        ask(interview=idea, as_of=first.sent_at)
        begun = {"kind": "conversation", "channel": "email", "body": "A second note"}
        Outreach.objects.create(student=idea.student, interview=idea, **begun)
        assert self.take_back(first, campus).asked_at is None
        draft = Outreach.objects.get()
        assert (draft.body, draft.set_aside) == (first.body, "A second note")


def test_it_is_in_the_history(idea: Interview) -> None:
    ask(interview=idea, as_of=at("10 09:00"))
    agree(idea, "14 16:00")
    history = apps.get_model("interviews", "InterviewEvent").objects.filter(pgh_obj=idea).order_by("pgh_id")
    assert list(history.values_list("replied_at", flat=True)) == [None, None, NOW]
