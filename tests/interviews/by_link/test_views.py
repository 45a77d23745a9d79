"""The pages behind the links of mails: what they show, what a press does, and what the logs keep of it."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core.operations.logs import formatter
from apps.interviews.by_link import links
from apps.interviews.models import Interview
from apps.interviews.thank_you.actions import mark_thanked
from apps.students.models import Student
from tests.factories import make_unlogged
from tests.interviews.by_link.pages import SAID, UNTOUCHED, address, as_it_is, press, token_of
from tests.interviews.moments import NEW_YORK, wall


class TestThePage:
    @pytest.mark.parametrize("page", ["log_by_link", "close_by_link"])
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_looking_changes_nothing(self, strict: Client, unlogged: Interview, page: str, method: str) -> None:
        answer = getattr(strict, method)(address(unlogged, page))
        assert answer.status_code == 200
        assert not answer.cookies
        assert {"no-store", "private"} <= set(answer["Cache-Control"].replace(",", "").split())
        assert answer["Referrer-Policy"] == "same-origin"
        assert as_it_is(unlogged) == UNTOUCHED
        if method == "get":
            assert '<meta name="robots" content="noindex, nofollow">' in answer.text
            assert "<script" not in answer.text

    def test_it_shows_what_the_student_calls_them_and_the_day_and_nothing_more(
        self, unlogged: Interview, bob: User, charlie: Student, client_of: Callable[[User], Client]
    ) -> None:
        start = unlogged.starts_at
        assert start
        day = start.astimezone(NEW_YORK)
        private = ["Delgado", "Hydrologist", "Cedar Basin", "rivers.example", "555", "birds", "Pier 7", "Dams leak"]
        private += ["Alice", "Okafor", "campus.example", f"{day:%-I:%M}", ">30<", "Charlie", "Bob"]
        strangers = [Client(), client_of(charlie.user), client_of(bob)]
        for page in ("log_by_link", "close_by_link"):
            shown = {re.sub(r'value="[^"]+"', "", one.get(address(unlogged, page)).text) for one in strangers}
            assert len(shown) == 1, "whoever is signed in, it is the same page"
            (text,) = shown
            assert "Rosa" in text
            assert f"{day:%A}, {day:%B} {day.day}" in text
            assert [word for word in private if word in text] == []

    def test_the_day_is_the_students(self, strict: Client, alice: Student, unlogged: Interview) -> None:
        start = unlogged.starts_at
        assert start
        days = []
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 25 hours apart
            Student.objects.filter(pk=alice.pk).update(time_zone=zone)
            days.append(f"planned for {start.astimezone(ZoneInfo(zone)):%A}, ")
            assert days[-1] in strict.get(address(unlogged)).text
        assert days[0] != days[1]

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_beside_others(self, strict: Client, alice: Student, number: int) -> None:
        interviews = [make_unlogged(alice, ended_ago=timedelta(hours=hours + 1)) for hours in range(number)]
        with CaptureQueriesContext(connection) as queries:
            strict.get(address(interviews[0]))
        assert len(queries) == 2


class TestItHappened:
    def test_one_press_logs_it_as_planned(self, strict: Client, unlogged: Interview) -> None:
        answer = press(strict, address(unlogged))
        assert answer.status_code == 200, "in place: a mail program follows no redirect"
        page = unescape(answer.text)
        assert "Logged. Next: thank Rosa" in page
        assert f'href="/interviews/{unlogged.pk}/thank-you/"' in page
        assert re.search(r"22\s?hours, 59\s?minutes left", page), "of the 24 after its end an hour ago"
        start = unlogged.starts_at
        unlogged.refresh_from_db()
        assert (unlogged.starts_at, unlogged.minutes, unlogged.format) == (start, 30, "phone")
        assert (unlogged.learned, unlogged.logged_by_link) == ("Dams leak.\n\nRivers move.", True)

    def test_at_another_time(self, strict: Client, unlogged: Interview, as_of: datetime) -> None:
        earlier = (as_of - timedelta(hours=5)).replace(second=0, microsecond=0)
        assert press(strict, address(unlogged), held_at=wall(earlier), minutes="45").status_code == 200
        unlogged.refresh_from_db()
        assert (unlogged.starts_at, unlogged.minutes) == (earlier, 45)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"format": ""}, "format"),
            ({"format": "telepathy"}, "format"),
            ({"held_at": "2199-01-01T10:00"}, "held_at"),
            ({"held_at": "9999-12-31T10:00"}, "held_at"),
            ({"held_at": "yesterday"}, "held_at"),
            ({"minutes": "a lot"}, "minutes"),
            ({"minutes": "4"}, "minutes"),
            ({"learned": "x" * 10_001}, "learned"),
            ({"learned": "a\x00b"}, "learned"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_words_stay(
        self, strict: Client, unlogged: Interview, said: dict, field: str
    ) -> None:
        answer = press(strict, address(unlogged), **said)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert said.get("learned", SAID["learned"])[:9] in answer.text
        assert as_it_is(unlogged) == UNTOUCHED
        assert ('<details class="more" open>' in answer.text) == (field in ("held_at", "minutes"))

    def test_answers_in_writing_that_were_a_talk_need_its_length(self, strict: Client, unlogged: Interview) -> None:
        unlogged.plan(starts_at=unlogged.starts_at, minutes=None, format="messages")
        unlogged.save()
        answer = press(strict, address(unlogged), format="phone")
        assert list(answer.context["form"].errors) == ["minutes"]
        assert press(strict, address(unlogged), format="messages").status_code == 200

    def test_the_page_of_the_conversation_says_so_and_takes_it_back_with_one_press(
        self, strict: Client, phone: Client, unlogged: Interview
    ) -> None:
        press(strict, address(unlogged))
        page = unescape(phone.get(f"/interviews/{unlogged.pk}/").text)
        assert "Logged by the link in a mail on" in page
        assert "That wasn’t me: take it back" in page
        phone.post(f"/interviews/{unlogged.pk}/log/withdrawal/")
        assert as_it_is(unlogged)[0] is False
        assert "Logged by the link" not in phone.get(f"/interviews/{unlogged.pk}/").text
        settled = strict.get(address(unlogged)).text
        assert "This link was used" in settled
        assert "page_token" not in settled

    def test_who_went_on_from_it_is_not_asked_whether_it_was_them(
        self, strict: Client, phone: Client, unlogged: Interview, as_of: datetime
    ) -> None:
        press(strict, address(unlogged))
        mark_thanked(interview=unlogged, how="mail", as_of=as_of)
        page = unescape(phone.get(f"/interviews/{unlogged.pk}/").text)
        assert "Logged by the link in a mail on" in page
        assert "That wasn’t me" not in page

    def test_the_history_keeps_that_it_was_a_link_and_not_the_link(
        self, unlogged: Interview, charlie: Student, client_of: Callable[[User], Client]
    ) -> None:
        press(client_of(charlie.user), address(unlogged))
        history = apps.get_model("interviews", "InterviewEvent").objects.filter(pgh_obj=unlogged)
        said = history.latest("pgh_id").pgh_context.metadata
        assert said == {"user": None, "url": "interviews/by-link/<str:token>/", "by": "link"}


class TestItDidNot:
    def test_nothing_is_chosen_beforehand(self, strict: Client, unlogged: Interview) -> None:
        url = address(unlogged, "close_by_link")
        assert " checked" not in strict.get(url).text
        assert press(strict, url).status_code == 422
        assert press(strict, url, exit="declined").status_code == 422
        assert as_it_is(unlogged) == UNTOUCHED

    def test_one_press_closes_it_and_one_opens_it_again(self, strict: Client, unlogged: Interview) -> None:
        answer = press(strict, address(unlogged, "close_by_link"), exit="no_show_contact")
        assert answer.status_code == 200
        assert as_it_is(unlogged)[1] == "no_show_contact"
        undone = strict.post(address(unlogged, "withdraw_by_link"), {"page_token": token_of(answer.text)})
        assert undone.status_code == 200
        assert as_it_is(unlogged) == (False, "", "Dams leak.", 1)


class TestUndo:
    def test_from_the_page_that_logged_it(self, strict: Client, unlogged: Interview) -> None:
        undo = {"page_token": token_of(press(strict, address(unlogged)).text)}
        for _ in range(2):
            answer = strict.post(address(unlogged, "withdraw_by_link"), undo)
            assert answer.status_code == 200
            assert "is open again" in answer.text
        assert as_it_is(unlogged) == (False, "", "Dams leak.\n\nRivers move.", 1)

    def test_not_from_another_page(self, strict: Client, unlogged: Interview) -> None:
        before = token_of(strict.get(address(unlogged)).text)
        press(strict, address(unlogged))
        for token in ("", before):
            assert strict.post(address(unlogged, "withdraw_by_link"), {"page_token": token}).status_code == 403
        assert as_it_is(unlogged)[0] is True

    def test_not_once_the_student_went_on(self, strict: Client, unlogged: Interview, as_of: datetime) -> None:
        undo = {"page_token": token_of(press(strict, address(unlogged)).text)}
        mark_thanked(interview=unlogged, how="mail", as_of=as_of)
        assert strict.post(address(unlogged, "withdraw_by_link"), undo).status_code == 409
        assert as_it_is(unlogged)[0] is True


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged, as it is written."""
    handler, root = logging.StreamHandler(io.StringIO()), logging.getLogger()
    handler.setFormatter(formatter())
    root.addHandler(handler)
    yield handler.stream
    root.removeHandler(handler)


def test_no_link_and_no_word_is_in_the_logs(strict: Client, unlogged: Interview, logged: io.StringIO) -> None:
    token = links.token(unlogged)
    press(strict, address(unlogged))
    strict.post(address(unlogged, "withdraw_by_link"))
    strict.get(address(unlogged)[:-5])
    lines = logged.getvalue()
    assert "by-link/[token]" in lines
    assert [part for part in (token, token.split(":")[1], "Rivers", "Rosa") if part in lines] == []
