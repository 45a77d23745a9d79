"""The pages behind the links of mails: what they show, what a press does, and what presses in vain."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from secrets import token_hex
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.core.logs import formatter
from apps.interviews.by_link import links, views
from apps.interviews.life.actions import close
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Exit, Interview
from apps.interviews.thank_you.actions import mark_thanked
from apps.students.models import Student
from tests.factories import make_contact, make_unlogged
from tests.interviews.moments import NEW_YORK, wall

GATEWAY = Path(__file__).resolve().parents[2] / "data" / "gateway-requests.txt"
SAID = {"learned": "Rivers move.", "format": "phone"}


@pytest.fixture
def strict() -> Client:
    """A visitor nobody knows, without a cookie, whose forms are checked for forgery."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def unlogged(alice: Student) -> Interview:
    """Alice's, of half an hour with Rosa Delgado, by video. It ended an hour ago."""
    private = {"email": "rosa@rivers.example", "phone": "555 0100", "notes": "Likes birds."}
    rosa = make_contact(student=alice, full_name="Rosa Delgado", **private)
    return make_unlogged(alice, contact=rosa, place="Pier 7", learned="Dams leak.")


def address(interview: Interview, page: str = "log_by_link") -> str:
    return reverse(f"interviews:{page}", args=[links.token(interview)])


def token_of(page: str) -> str:
    (token,) = re.findall(r'name="page_token" value="([^"]+)"', page)
    return token


def press(client: Client, url: str, **said: str):  # noqa: ANN201 - the test client's own kind of answer
    """Open the page, fill it in and press its button."""
    token = token_of(client.get(url).text)
    return client.post(url, {**SAID, "page_token": token, **said})


def as_it_is(interview: Interview) -> tuple:
    interview.refresh_from_db()
    return interview.is_held, interview.exit, interview.learned, interview.link_used_round


UNTOUCHED = (False, "", "Dams leak.", None)


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


class TestAPressThatIsNone:
    @pytest.mark.parametrize("token", [None, "", "x", "the link's own", "of another page", "of another link"])
    def test_without_a_token_of_the_page_it_is_refused_and_the_words_are_there(
        self, strict: Client, alice: Student, unlogged: Interview, token: str | None
    ) -> None:
        other = make_unlogged(alice, ended_ago=timedelta(hours=5))
        tokens = {
            "the link's own": links.token(unlogged),
            "of another page": token_of(strict.get(address(unlogged, "close_by_link")).text),
            "of another link": token_of(strict.get(address(other)).text),
        }
        said = SAID if token is None else {**SAID, "page_token": tokens.get(token, token)}
        answer = strict.post(address(unlogged), said)
        assert answer.status_code == 403
        assert "Nothing is saved yet." in answer.text
        assert "Rivers move." in answer.text
        assert as_it_is(unlogged) == UNTOUCHED
        again = strict.post(address(unlogged), {**SAID, "page_token": token_of(answer.text)})
        assert again.status_code == 200, "pressed again, it counts"

    def test_a_page_of_the_day_before_yesterday_is_shown_anew(self, strict: Client, unlogged: Interview) -> None:
        with time_machine.travel(datetime.now(UTC) - timedelta(days=2)):
            token = token_of(strict.get(address(unlogged)).text)
        answer = strict.post(address(unlogged), {**SAID, "page_token": token})
        assert answer.status_code == 403
        assert token_of(answer.text) != token

    def test_pressed_twice_it_is_one_log_and_both_are_told(self, strict: Client, unlogged: Interview) -> None:
        token = token_of(strict.get(address(unlogged)).text)
        for _ in range(2):
            answer = strict.post(address(unlogged), {**SAID, "page_token": token})
            assert answer.status_code == 200
            assert "Logged. Next: thank Rosa" in answer.text
        assert as_it_is(unlogged) == (True, "", "Dams leak.\n\nRivers move.", 1)

    def test_other_words_after_the_log_are_given_back_and_not_kept(self, strict: Client, unlogged: Interview) -> None:
        token = token_of(strict.get(address(unlogged)).text)
        press(strict, address(unlogged))
        answer = strict.post(address(unlogged), {**SAID, "page_token": token, "learned": "Seals sing."})
        assert answer.status_code == 409
        assert "You logged this on" in answer.text
        assert "Seals sing.</textarea>" in answer.text
        assert as_it_is(unlogged)[2] == "Dams leak.\n\nRivers move."

    def test_logged_behind_sign_in_meanwhile_it_takes_nothing_and_undoes_nothing(
        self, strict: Client, unlogged: Interview, campus: object, as_of: datetime
    ) -> None:
        token = token_of(strict.get(address(unlogged)).text)
        told = {"starts_at": unlogged.starts_at, "minutes": 30, "format": "video", "learned": None}
        confirm_held(interview=unlogged, campus=campus, as_of=as_of, **told)
        answer = strict.post(address(unlogged), {**SAID, "page_token": token})
        assert answer.status_code == 409
        assert "page_token" not in answer.text
        unlogged.refresh_from_db()
        assert not unlogged.logged_by_link

    def test_too_many_presses_of_one_link(
        self, strict: Client, unlogged: Interview, alice: Student, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few = views.Limit(f"presses-{token_hex(6)}", elsewhere={"account": "2 per hour"}, where_known={})
        monkeypatch.setattr(views, "PRESSES", few)
        url = address(unlogged)
        codes = [strict.post(url, {"learned": "Rivers move."}).status_code for _ in range(3)]
        assert codes == [403, 403, 429]
        answer = strict.post(url, {"learned": "Rivers move."})
        assert int(answer["Retry-After"]) > 3000
        assert "That was tried too often." in answer.text
        assert "Rivers move.</textarea>" in answer.text
        assert strict.get(url).status_code == 200
        other = make_unlogged(alice, ended_ago=timedelta(hours=5))
        assert strict.post(address(other)).status_code == 403, "another link is not kept out"


class TestALinkThatIsNone:
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("page", ["log_by_link", "close_by_link", "withdraw_by_link"])
    def test_an_altered_one_is_not_there(self, strict: Client, unlogged: Interview, page: str, method: str) -> None:
        token = links.token(unlogged)
        altered = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
        url = reverse(f"interviews:{page}", args=[altered])
        answer = getattr(strict, method)(url, {"learned": "Rivers move."})
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
        assert "Rosa" not in answer.text
        assert ("Rivers move.</textarea>" in answer.text) == (method == "post")

    @pytest.mark.parametrize("gone", ["archived", "switched off", "expired", "moved", "taken back"])
    def test_one_whose_time_is_over_tells_nothing(
        self, strict: Client, alice: Student, unlogged: Interview, as_of: datetime, gone: str
    ) -> None:
        url, token = address(unlogged), token_of(strict.get(address(unlogged)).text)
        match gone:
            case "archived":
                Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
            case "switched off":
                User.objects.filter(pk=alice.user_id).update(is_active=False)
            case "expired":
                ago = timedelta(days=15)
                Interview.objects.update(
                    starts_at=unlogged.starts_at - ago,
                    ends_at=unlogged.ends_at - ago,  # type: ignore[operator]
                )
            case "moved":
                Interview.objects.update(round=2)
            case "taken back":
                Interview.objects.update(starts_at=None, ends_at=None, scheduled_at=None)
        for answer in (strict.get(url), strict.post(url, {**SAID, "page_token": token})):
            assert answer.status_code == (404 if gone in ("archived", "switched off") else 410)
            assert "This link does not work" in answer.text
            assert "Rosa" not in answer.text
        assert not Interview.objects.filter(logged_at__isnull=False).exists()

    def test_of_what_left_by_a_side_exit_it_shows_how_it_stands(
        self, strict: Client, unlogged: Interview, as_of: datetime
    ) -> None:
        close(interview=unlogged, exit=Exit.CANCELLED, as_of=as_of)
        answer = strict.get(address(unlogged))
        assert answer.status_code == 200
        assert "This conversation is closed" in answer.text
        assert "<form" not in answer.text

    def test_used_it_shows_the_state_and_has_no_form(self, strict: Client, unlogged: Interview) -> None:
        press(strict, address(unlogged))
        for page in ("log_by_link", "close_by_link"):
            text = strict.get(address(unlogged, page)).text
            assert "You logged this on" in text
            assert "<form" not in text
            assert "Rivers move." not in text


def test_what_mail_gateways_do_to_a_link_logs_only_where_they_press_its_button(
    strict: Client, unlogged: Interview, as_of: datetime
) -> None:
    """The twelve lines of the data, in their order. One click, which turns a mail off, means nothing here."""
    url = address(unlogged)
    one_click, encoded, bare = {"List-Unsubscribe": "One-Click"}, url.replace(":", "%3A"), url.rstrip("/")
    assert encoded != url
    page = strict.get(url).text
    requests = {
        1: lambda: strict.head(url),
        2: lambda: strict.get(url, headers={"User-Agent": "Mozilla/5.0"}),
        3: lambda: strict.get(url, REMOTE_ADDR="198.51.100.7"),
        4: lambda: strict.get(encoded),
        5: lambda: strict.get(bare),
        6: lambda: strict.get(f"{url}?utm_source=x&data=05%7C02"),
        7: lambda: strict.options(url),
        8: lambda: strict.post(url),
        9: lambda: strict.post(url, one_click),
        10: lambda: strict.post(url, {"page_token": token_of(page), "format": "video", "learned": ""}),
        11: lambda: strict.post(url, one_click),
        12: lambda: strict.post(bare, one_click),
    }
    lines = [line.split(maxsplit=1) for line in GATEWAY.read_text().splitlines()[1:]]
    assert [int(number) for number, _ in lines] == list(requests)
    answers = {7: 405, 8: 403, 9: 403, 11: 409, 12: 409}

    def shown(text: str) -> str:
        return re.sub(r'name="page_token" value="[^"]+"', "", text)

    for number, words in lines:
        answer = requests[int(number)]()
        assert answer.status_code == answers.get(int(number), 200), words
        unlogged.refresh_from_db()
        assert (unlogged.is_held, unlogged.logged_by_link) == ((int(number) >= 10,) * 2), words
        if int(number) in (2, 3, 4, 5, 6):
            assert shown(answer.text) == shown(page), words
    assert unlogged.learned == "Dams leak."
    withdraw_log(interview=unlogged, as_of=as_of)
    assert as_it_is(unlogged) == (False, "", "Dams leak.", 1)


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
