"""About me: written once, in the student's own words, and read by nobody else."""

import pytest
from django.test import Client

from apps.students.about_me import aloud
from apps.students.models import AboutMe

URL = "/settings/about-me/"
WORDS = "I am Alice, and I grew up beside a creek that floods every spring."


def test_it_is_kept_and_leads_back_to_the_message(phone: Client) -> None:
    page = phone.get(f"{URL}?next=/interviews/").content.decode()
    assert "Back to your message" in page
    answer = phone.post(f"{URL}?next=/interviews/", {"text": WORDS, "version": ""})
    assert answer.url == "/interviews/"
    assert AboutMe.objects.get().text == WORDS
    page = phone.get(URL).content.decode()
    assert "<b data-words>14</b> words" in page
    assert "about <b data-seconds>6</b> seconds aloud" in page


@pytest.mark.parametrize("wanted", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "x"])
def test_it_never_leads_elsewhere(phone: Client, wanted: str) -> None:
    assert phone.post(f"{URL}?next={wanted}", {"text": WORDS}).url == URL


def test_two_tabs(phone: Client) -> None:
    phone.post(URL, {"text": WORDS, "version": ""})
    answer = phone.post(URL, {"text": "Other words", "version": ""})
    assert answer.status_code == 409
    assert "Other words" in answer.content.decode()
    assert AboutMe.objects.get().text == WORDS


def test_any_length_is_kept_and_none_is_not(phone: Client) -> None:
    assert phone.post(URL, {"text": " "}).status_code == 422
    phone.post(URL, {"text": "Short."})
    assert AboutMe.objects.get().text == "Short."


def test_the_pace_of_speech() -> None:
    assert aloud("word " * 130).total_seconds() == 60
