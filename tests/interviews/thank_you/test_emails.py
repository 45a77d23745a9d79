"""What the reminders to thank say, and where their links lead."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from apps.campus.models import Campus
from apps.interviews.by_link.links import token
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.students.models import Student
from tests.interviews.moments import at, compose, links, log, scheduled

HELD = {"starts_at": at("13 16:00"), "minutes": 30, "format": "video"}


def test_the_first_opens_with_what_was_learned(alice: Student) -> None:
    mail = compose("thank_you_first", log(alice, learned="Rivers move."), "13 18:30")
    assert mail.subject == "Thank Rosa Delgado for Tuesday while it is fresh"
    assert '"Rivers move."' in mail.text
    assert "“Rivers move.”" in mail.html
    assert "22 hours left, until 4:30 pm EDT on Wednesday:" in mail.text
    assert "22 hours left: by 4:30 pm EDT on Wednesday" in mail.html


@pytest.mark.parametrize("learned", ["", "Rivers move."])
def test_it_opens_with_the_note_that_was_most_valuable_in_the_same_queries_for_one_and_for_three(
    alice: Student, learned: str
) -> None:
    held = log(alice, learned=learned)
    counts = []
    for made in ("valuable", "q1", "q2"):
        Note.objects.create(interview=held, key=made, body=f"Maps are arguments, {made}.")
        with CaptureQueriesContext(connection) as queries:
            mail = compose("thank_you_first", held, "13 18:30")
        counts.append(len(queries))
        for part in (mail.text, mail.html):
            assert "You wrote this down:" in part
            assert "Maps are arguments, valuable." in part
            assert "Rivers move." not in part
    assert len(set(counts)) == 1


def test_what_is_still_to_come_holds_for_any_number_of_hours(alice: Student) -> None:
    Campus.objects.update(thank_you_hours=48)
    mail = compose("thank_you_first", log(alice, learned="Rivers move."), "13 18:30")
    for part in (mail.text, mail.html):
        assert "at most one more reminder, before 4:30 pm EDT on Thursday, and then no more about Rosa." in part


def test_the_last_call_says_that_it_is_the_last(alice: Student) -> None:
    mail = compose("thank_you_last_call", log(alice, learned="Rivers move."), "14 12:30")
    assert mail.subject == "4 hours left to thank Rosa Delgado for Tuesday"
    assert "This is the last reminder about Rosa." in mail.text
    assert "This is the last reminder about Rosa." in mail.html


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("14 12:31", "4 hours"),
        ("14 13:00", "3 hours"),
        ("14 15:00", "1 hour"),
        ("14 15:30", "1 hour"),
        ("14 16:00", "Less than an hour"),
    ],
)
def test_it_never_promises_more_time_than_there_is(alice: Student, now: str, left: str) -> None:
    assert (
        compose("thank_you_last_call", log(alice, learned="Rivers move."), now).subject
        == f"{left} left to thank Rosa Delgado for Tuesday"
    )


def test_the_links_open_the_right_pages(alice: Student, client_of: Callable[..., Client]) -> None:
    held = log(alice, learned="Rivers move.")
    mail = compose("thank_you_last_call", held, "14 12:30")
    note, page = links(mail)[:2]
    assert [resolve(link.removeprefix(settings.SITE_URL)).view_name for link in (note, page)] == [
        "interviews:thank_you",
        "interviews:detail",
    ]
    for link in (note, page):
        assert f'href="{link}"' in mail.html
        response = client_of(alice.user).get(link.removeprefix(settings.SITE_URL))
        assert response.status_code == 200
        assert "Rosa Delgado" in response.content.decode()


def test_not_logged_yet_the_button_leads_to_the_log(alice: Student) -> None:
    interview = scheduled(alice)
    mail = compose("thank_you_last_call", interview, "14 12:30")
    happened, did_not = (
        settings.SITE_URL + reverse(f"interviews:{name}", args=[token(interview)])
        for name in ("log_by_link", "close_by_link")
    )
    assert links(mail)[:2] == [happened, did_not]
    assert mail.subject == "Did you talk with Rosa Delgado on Tuesday? 4 hours left to say thank you"
    for part in (mail.text, mail.html):
        assert "You planned to talk with Rosa Delgado on Tuesday at 4:00 pm EDT. If it happened, write down" in part
        assert "This is the last reminder about Rosa." in part
        assert "Already thanked" not in part
        assert "Neither answer needs a sign-in" in part
    for link in (happened, did_not):
        assert f'href="{link}"' in mail.html


def test_one_that_a_link_logged_says_so_and_how_it_is_taken_back(alice: Student) -> None:
    held = log(alice, learned="Rivers move.")
    for by_link in (False, True):
        Interview.objects.update(logged_by_link=by_link)
        for kind, now in (("thank_you_first", "13 18:30"), ("thank_you_last_call", "14 12:30")):
            mail = compose(kind, held, now)
            for part in (mail.text, mail.html):
                assert ("logged by the link in our last mail. If that wasn’t you" in part) is by_link


def test_a_log_that_was_taken_back_is_not_told_as_if_it_had_happened(alice: Student) -> None:
    interview = confirm_held(
        interview=scheduled(alice),
        **HELD,
        learned="Rivers move.",
        campus=Campus.objects.current(),
        as_of=at("13 16:40"),
    )
    withdraw_log(interview=interview, as_of=at("13 16:50"))
    mail = compose("thank_you_last_call", interview, "14 12:30")
    for part in (mail.text, mail.html):
        assert "You talked with" not in part
        assert "Rivers move." not in part


def test_a_long_note_is_cut(alice: Student) -> None:
    mail = compose("thank_you_first", log(alice, learned="river " * 1000), "13 18:30")
    assert len(mail.text) < 2_000
    assert "…" in mail.text
