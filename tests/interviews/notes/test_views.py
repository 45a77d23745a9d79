"""What a script reads and writes, and what it is told when it can't."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.students.models import Student
from tests.factories import make_interview

DEVICE = "0f9a-device-1"


@pytest.fixture
def url(alice: Student) -> str:
    return reverse("interviews:notes", args=[make_interview(student=alice).pk])


def change(**said: Any) -> dict[str, Any]:
    fixed = {"key": "q1", "heading": "Why?", "base": "", "body": "Maps.", "follow_up": None, "device": DEVICE, "n": 1}
    return fixed | said


def post(client: Client, url: str, *changes: Any, **headers: Any) -> Any:
    return client.post(url, {"changes": changes}, content_type="application/json", **headers)


def test_changes_go_in_and_the_notes_come_back(phone: Client, alice: Student, url: str) -> None:
    answer = post(phone, url, change(), change(key="names", heading="Names", body="Ana", follow_up=True))
    versions = {note.key: note.version for note in Note.objects.all()}
    saved = {
        "q1": {"body": "Maps.", "follow_up": False, "heading": "Why?", "version": versions["q1"]},
        "names": {"body": "Ana", "follow_up": True, "heading": "Names", "version": versions["names"]},
    }
    assert answer.json() == {"user": alice.user_id, "notes": saved, "refused": {}}
    read = phone.get(url)
    assert (read.json()["user"], read.json()["notes"]) == (alice.user_id, saved)
    assert {answer["Cache-Control"], read["Cache-Control"]} == {"private, no-store"}


def test_of_several_changes_the_good_ones_go_in(phone: Client, url: str) -> None:
    ten_megabytes = "All I heard. " * 800_000
    answer = post(phone, url, change(), change(key="q2", body=ten_megabytes), change(key="q3"))
    assert (list(answer.json()["notes"]), list(answer.json()["refused"])) == (["q1", "q3"], ["q2"])
    assert "longer than 10,000 letters" in answer.json()["refused"]["q2"]


def test_a_lost_answer_is_asked_for_by_sending_the_same_again(phone: Client, url: str) -> None:
    post(phone, url, change())
    post(phone, url, change(base="Maps.", body="Maps. Floods.", n=2))
    assert post(phone, url, change()).json()["notes"]["q1"]["body"] == "Maps. Floods."


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "1", '"x"', "{}", '{"changes": 1}', '{"changes": [1]}', '{"changes": [{}]}', "[" * 100_000,
        b"\xff\xfe", '{"changes": ' + "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_list_of_changes_is_refused(phone: Client, url: str, body: str) -> None:
    assert phone.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "said",
    [
        {"key": ""}, {"key": "Q1"}, {"key": "q" * 41}, {"key": 1}, {"heading": None}, {"base": None}, {"body": ["x"]},
        {"follow_up": "yes"}, {"device": "short"}, {"device": ""}, {"n": 0}, {"n": -1}, {"n": 2**70}, {"n": "1"},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_change_is_refused_with_all_beside_it(phone: Client, url: str, said: dict) -> None:
    assert post(phone, url, change(), change(**said)).status_code == 400
    assert not Note.objects.exists()


def test_as_a_form_and_more_than_sixty_changes_are_refused(phone: Client, url: str) -> None:
    assert phone.post(url, {"body": "Maps."}).status_code == 400
    assert post(phone, url, *[change()] * 61).status_code == 400


def test_signed_out_is_told_so_and_led_nowhere(client: Client, url: str) -> None:
    answers = [client.get(url), post(client, url, change())]
    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [(401, "application/json")] * 2
    assert not Note.objects.exists()


def test_a_missing_token_is_a_403_that_a_script_reads_and_mends(alice: Student, url: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    refused = post(browser, url, change())
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/json")
    token = browser.get(url).json()["csrf"]
    assert post(browser, url, change(), headers={"X-CSRFToken": token}).status_code == 200


def test_a_conversation_that_is_gone_or_somebody_elses_is_404(
    phone: Client, alice: Student, url: str, make_student
) -> None:
    hers = reverse("interviews:notes", args=[make_interview(student=make_student()).pk])
    Interview.objects.filter(student__user__email="alice@campus.example").delete()
    assert [post(phone, one, change()).status_code for one in (url, hers)] == [404, 404]
    assert phone.get(hers).json()["user"] == alice.user_id  # for a script whose page is of the one who was here before
    assert not Note.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_it_reads_in_a_fixed_number_of_queries(phone: Client, url: str, many: int, django_assert_num_queries) -> None:
    post(phone, url, *[change(key=f"q{n}") for n in range(many)])
    with django_assert_num_queries(5):
        phone.get(url)
