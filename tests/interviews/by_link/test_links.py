"""What a signed link says, for how long, and what spoils it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from apps.interviews.by_link import links
from apps.interviews.by_link.links import BadLink, Link, Standing
from apps.interviews.life.actions import close, schedule
from apps.interviews.models import Exit, Interview
from apps.reminders.pages.links import token as opt_out_token
from apps.students.models import Student
from tests.factories import make_unlogged


@pytest.fixture
def link(unlogged: Interview) -> Link:
    return links.read(links.token(unlogged))


def test_it_says_which_round_of_which_interview(unlogged: Interview, link: Link, as_of: datetime) -> None:
    assert (link.interview, link.round) == (unlogged, 1)
    assert link.standing(as_of) == Standing.OPEN


def test_every_altered_letter_spoils_it(unlogged: Interview) -> None:
    token = links.token(unlogged)
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        with pytest.raises(BadLink):
            links.read(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", "x", ":", "x:y", "W10:y", "\x00", "é:é", "x" * 5000])
def test_a_made_up_one_is_bad(db: None, token: str) -> None:
    with pytest.raises(BadLink):
        links.read(token)


def test_a_token_made_for_something_else_is_bad(alice: Student, unlogged: Interview, link: Link) -> None:
    for token in (opt_out_token(user=alice.user, group="thank_you"), links.page_token(link, "log")):
        with pytest.raises(BadLink):
            links.read(token)


@pytest.mark.parametrize("gone", ["deleted", "archived", "switched off"])
def test_of_somebody_who_is_gone_it_is_bad(alice: Student, unlogged: Interview, as_of: datetime, gone: str) -> None:
    token = links.token(unlogged)
    if gone == "deleted":
        unlogged.delete()
    elif gone == "archived":
        Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
    else:
        alice.user.is_active = False
        alice.user.save()
    with pytest.raises(BadLink):
        links.read(token)


def test_it_is_open_from_the_end_for_two_weeks(link: Link) -> None:
    end = link.interview.ends_at
    assert end
    moment = timedelta(seconds=1)
    for as_of, standing in (
        (end - moment, Standing.OVER),
        (end, Standing.OPEN),
        (end + links.WORKS_FOR - moment, Standing.OPEN),
        (end + links.WORKS_FOR, Standing.OVER),
    ):
        assert link.standing(as_of) == standing


def test_another_date_ends_it_and_brings_a_new_one(unlogged: Interview, as_of: datetime) -> None:
    old = links.token(unlogged)
    moved = schedule(interview=unlogged, starts_at=as_of + timedelta(hours=1), minutes=30, format="video", as_of=as_of)
    later = as_of + timedelta(hours=2)
    assert links.read(old).standing(later) == Standing.OVER
    assert links.read(links.token(moved)).standing(later) == Standing.OPEN


def test_what_left_by_a_side_exit_takes_nothing(unlogged: Interview, as_of: datetime) -> None:
    close(interview=unlogged, exit=Exit.CANCELLED, as_of=as_of)
    assert links.read(links.token(unlogged)).standing(as_of) == Standing.CLOSED


class TestPages:
    def test_a_token_is_of_one_link_and_one_button(self, alice: Student, link: Link) -> None:
        token = links.page_token(link, "log")
        other = links.read(links.token(make_unlogged(alice)))
        assert links.is_from_page(token, link, "log")
        assert not links.is_from_page(token, link, "close")
        assert not links.is_from_page(token, other, "log")
        assert not links.is_from_page(token, Link(link.interview, 2), "log")
        for altered in (token[:-1], f"x{token}", "", "x:y:z", links.token(link.interview)):
            assert not links.is_from_page(altered, link, "log")

    def test_a_page_that_was_left_open_over_night_can_be_pressed_and_an_older_one_cannot(self, link: Link) -> None:
        with time_machine.travel(datetime(2026, 10, 13, 20, 0, tzinfo=UTC), tick=False):
            token = links.page_token(link, "log")
        with time_machine.travel(datetime(2026, 10, 14, 19, 59, tzinfo=UTC), tick=False):
            assert links.is_from_page(token, link, "log")
        with time_machine.travel(datetime(2026, 10, 14, 20, 1, tzinfo=UTC), tick=False):
            assert not links.is_from_page(token, link, "log")

    def test_an_undo_knows_the_moment_that_it_takes_back(self, link: Link, as_of: datetime) -> None:
        assert links.undone_moment(links.page_token(link, "undo", as_of), link) == as_of
        assert links.undone_moment(links.page_token(link, "log"), link) is None
