"""Links that are none, presses that are none, and what a mail scanner does: nothing is logged by them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.interviews.by_link import links, views
from apps.interviews.life.actions import close
from apps.interviews.log.actions import confirm_held, withdraw_log
from apps.interviews.models import Exit, Interview
from apps.students.models import Student
from tests.factories import make_unlogged
from tests.interviews.by_link.pages import SAID, UNTOUCHED, address, as_it_is, press, token_of

GATEWAY = Path(__file__).resolve().parents[2] / "data" / "gateway-requests.txt"


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

    def test_closed_behind_sign_in_meanwhile_it_undoes_nothing(
        self, strict: Client, unlogged: Interview, campus: object, as_of: datetime
    ) -> None:
        token = token_of(strict.get(address(unlogged, "close_by_link")).text)
        close(interview=unlogged, exit=Exit.CANCELLED, campus=campus, as_of=as_of)
        answer = strict.post(address(unlogged, "close_by_link"), {"exit": Exit.CANCELLED, "page_token": token})
        assert answer.status_code == 409
        assert "page_token" not in answer.text

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
