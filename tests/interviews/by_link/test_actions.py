"""What a link does to the conversation, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.campus.models import Campus
from apps.interviews.actions import NotPossible
from apps.interviews.by_link import links
from apps.interviews.by_link.actions import NotOpen, close_by_link, log_by_link, withdraw_by_link
from apps.interviews.by_link.links import BadLink, Link, Standing
from apps.interviews.log.actions import withdraw_log
from apps.interviews.models import Exit, Interview
from apps.interviews.thank_you.actions import mark_thanked
from apps.students.actions import archive
from apps.students.models import Student
from tests.interviews.moments import at, compose, rows, scheduled, sent

NOW = at("13 17:30")


@pytest.fixture
def link(alice: Student) -> Link:
    """Of a conversation with Rosa Delgado that ended at 4:30 pm."""
    return links.read(links.token(scheduled(alice)))


def press(link: Link, *, as_of: datetime = NOW, **told: Any) -> Interview:
    said = {"starts_at": at("13 16:00"), "minutes": 30, "format": "video", "learned": "Rivers move.", **told}
    return log_by_link(link=link, campus=Campus.objects.current(), as_of=as_of, **said)


def again(link: Link) -> Link:
    """The same link, opened later."""
    return Link(Interview.objects.select_related("student__user", "contact").get(pk=link.interview.pk), link.round)


class TestItHappened:
    def test_it_is_logged_and_says_by_what(self, link: Link) -> None:
        interview = press(link)
        assert (interview.logged_at, interview.learned, interview.logged_by_link) == (NOW, "Rivers move.", True)
        assert rows(interview)["how_did_it_go"] == ("skipped", "logged")
        assert rows(interview)["thank_you_first"][0] == "due"

    def test_it_works_once(self, link: Link) -> None:
        press(link)
        with pytest.raises(NotOpen) as refused:
            press(link, learned="Something else.")
        assert refused.value.link.standing(NOW) == Standing.LOGGED
        assert Interview.objects.get().learned == "Rivers move."

    def test_taken_back_it_is_asked_again_only_behind_sign_in(self, link: Link) -> None:
        withdrawn = withdraw_log(interview=press(link), as_of=NOW)
        assert not withdrawn.logged_by_link
        assert again(link).standing(NOW) == Standing.USED
        with pytest.raises(NotOpen):
            press(link)
        last_call = compose("thank_you_last_call", withdrawn, "14 12:30")
        assert "by-link" not in last_call.text + last_call.html
        assert f"/interviews/{withdrawn.pk}/log/" in last_call.text
        assert "sign-in" not in last_call.text

    def test_words_that_stood_there_are_kept_beside_the_new_ones(self, link: Link) -> None:
        Interview.objects.update(learned="Dams leak.")
        assert press(link).learned == "Dams leak.\n\nRivers move."

    def test_together_with_those_it_may_be_too_long(self, link: Link) -> None:
        Interview.objects.filter(pk=link.interview.pk).update(learned="x" * 9_995)
        with pytest.raises(NotPossible, match="shorter line"):
            press(again(link))
        assert again(link).standing(NOW) == Standing.OPEN

    def test_another_day_than_planned_uses_up_the_round_that_it_opens(self, link: Link) -> None:
        sent(link.interview, "how_did_it_go", at("13 17:00"))
        interview = press(link, starts_at=at("15 16:00"), as_of=at("15 18:00"))
        assert (interview.round, interview.link_used_round) == (2, 2)
        assert again(link).standing(at("15 18:00")) == Standing.LOGGED
        withdrawn = withdraw_log(interview=interview, as_of=at("15 18:30"))
        assert again(link).standing(at("15 18:30")) == Standing.USED
        assert "by-link" not in compose("thank_you_last_call", withdrawn, "16 12:30").text

    def test_what_is_not_over_is_refused_and_the_link_stays_good(self, link: Link) -> None:
        with pytest.raises(NotPossible, match="not over yet"):
            press(link, minutes=200)
        assert again(link).standing(NOW) == Standing.OPEN

    def test_archived_meanwhile_nothing_is_logged(self, link: Link) -> None:
        archive(students=[link.interview.student], as_of=NOW)
        with pytest.raises(BadLink):
            press(link)
        assert not Interview.objects.get().is_held


class TestItDidNot:
    def test_it_leaves_by_that_exit_and_the_link_is_used(self, link: Link) -> None:
        interview = close_by_link(link=link, exit=Exit.NO_SHOW_CONTACT, campus=Campus.objects.current(), as_of=NOW)
        assert (interview.exit, interview.exited_at) == ("no_show_contact", NOW)
        assert rows(interview)["thank_you_last_call"] == ("skipped", "no-show")
        with pytest.raises(NotOpen):
            press(link)


class TestUndo:
    def take_back(self, interview: Interview, done_at: datetime | None, minutes: int = 1) -> Interview:
        assert done_at
        as_of = NOW + timedelta(minutes=minutes)
        return withdraw_by_link(interview=interview, done_at=done_at, campus=Campus.objects.current(), as_of=as_of)

    def test_of_the_log(self, link: Link) -> None:
        withdrawn = self.take_back(press(link), NOW)
        assert (withdrawn.is_held, withdrawn.logged_by_link, withdrawn.learned) == (False, False, "Rivers move.")
        assert again(link).standing(NOW) == Standing.USED

    def test_of_the_exit(self, link: Link) -> None:
        closed = close_by_link(link=link, exit=Exit.CANCELLED, campus=Campus.objects.current(), as_of=NOW)
        assert self.take_back(closed, NOW).exit == ""
        assert again(link).standing(NOW) == Standing.USED

    def test_what_the_student_went_on_from_stays(self, link: Link) -> None:
        logged = press(link)
        mark_thanked(interview=logged, how="mail", as_of=NOW)
        assert self.take_back(logged, NOW).is_thanked

    def test_a_later_log_is_another_one(self, link: Link) -> None:
        logged = press(link)
        assert self.take_back(logged, NOW - timedelta(minutes=5)).is_held
