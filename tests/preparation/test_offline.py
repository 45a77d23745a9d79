"""The service worker's address, and the page for when there is no network."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from apps.interviews.models import Interview
from apps.preparation import offline
from apps.students.models import Student


def _kept(answer) -> dict:
    found = re.match(r"const ACQUAINT = (\{.*\});\n", answer.content.decode())
    assert found
    return json.loads(found[1])


def test_the_worker_is_the_same_for_everybody_and_asks_the_database_nothing(
    client: Client, phone: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        answers = [client.get("/sw.js")]
    answers.append(phone.get("/sw.js"))
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Type"] == "text/javascript"
    assert answers[0]["Cache-Control"] == "no-cache"


def test_the_worker_is_another_one_when_a_file_or_the_page_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _kept(client.get("/sw.js"))["version"]
    with monkeypatch.context() as files:
        files.setattr(offline, "static", lambda name: f"/static/{name}?other")
        assert _kept(client.get("/sw.js"))["version"] != before
    assert _kept(client.get("/sw.js"))["version"] == before


def test_it_keeps_files_that_are_there(client: Client) -> None:
    kept = _kept(client.get("/sw.js"))
    assert len(kept["files"]) == len(offline.FILES) > 10
    assert [name for name in offline.FILES if not finders.find(name)] == []


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/interviews/7/meet/", True),
        ("/interviews/7/preparation/", True),
        ("/interviews/7/preparation/sheet/", True),
        ("/interviews/7/", False),
        ("/interviews/7/thank-you/", False),
        ("/interviews/7/notes/", False),
        ("/interviews/7/meet/more/", False),
        ("/accounts/settings/", False),
        ("/", False),
    ],
)
def test_only_the_pages_of_a_conversation_are_kept(client: Client, path: str, is_kept: bool) -> None:
    assert any(re.search(page, path) for page in _kept(client.get("/sw.js"))["pages"]) is is_kept


def test_the_page_for_no_network_says_nothing_of_anybody(client: Client, phone: Client, alice: Student) -> None:
    answers = [one.get("/offline/") for one in (client, phone)]
    assert answers[0].content == answers[1].content
    assert "No signal. Your words are kept on this phone." in answers[0].text
    assert "press again when you’re back" in phone.get("/offline/?pressed").text
    assert "are kept on this phone" not in phone.get("/offline/?pressed").text


def test_a_page_that_is_fetched_ahead_uses_up_no_message(phone: Client, dated: Interview) -> None:
    phone.post("/contacts/just-met/", {"full_name": "Ines Park", "source": "chance"})
    meet = f"/interviews/{dated.pk}/meet/"
    assert "Ines" not in phone.get(meet, headers={"X-Fetched-Ahead": "yes"}).text
    assert "Ines" in phone.get(meet).text
    assert "Ines" not in phone.get(meet).text


def test_student_pages_ask_for_the_worker_and_staff_pages_do_not(phone: Client, client_of, bob) -> None:
    assert 'data-worker="/sw.js"' in phone.get("/").text
    assert "data-worker" not in client_of(bob).get("/cohorts/").text
