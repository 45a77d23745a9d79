"""The meet page without a script: what stands on it, what it saves, and what it refuses."""

import gzip
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.not_saved.shown import Shown
from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.interviews.notes.writing import write_note
from apps.preparation.models import Question
from apps.students.about_me import save_about_me
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview


@pytest.fixture
def interview(alice: Student, as_of: datetime) -> Interview:
    interview = make_interview(student=alice, contact=make_contact(student=alice, full_name="Tomás Rivera"))
    interview.scheduled_at = as_of
    interview.plan(starts_at=as_of - timedelta(minutes=5), minutes=20, format="video")
    interview.save()
    return interview


@pytest.fixture
def url(interview: Interview) -> str:
    return reverse("preparation:meet", args=[interview.pk])


@pytest.fixture
def question(interview: Interview) -> Question:
    return Question.objects.create(interview=interview, text="What surprised you in your first year?")


def form_of(phone: Client, url: str) -> dict[str, str]:
    """What a browser sends when nothing was typed."""
    (form,) = Shown(phone.get(url).text, url).forms
    return dict(form.holds)


def test_the_introduction_comes_first_and_the_questions_in_their_order(
    phone: Client, alice: Student, interview: Interview, url: str
) -> None:
    save_about_me(student=alice, text="I’m Alice, and I like maps.")
    for at, text in enumerate(["Second?", "First?"]):
        Question.objects.create(interview=interview, text=text, position=9 - at)
    page = phone.get(url).text
    said = ["Tomás Rivera", "I’m Alice, and I like maps.", "First?", "Question 1 of 2", "Second?", "Question 2 of 2"]
    said += ["Anything else", "Two more people", "How to stay in touch", "most valuable?", "surprised you?"]
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert "six to begin with" not in page


def test_with_no_questions_chosen_the_starter_set_is_there(phone: Client, url: str) -> None:
    page = phone.get(url).text
    assert "six to begin with" in page
    assert "Write your introduction" in page
    assert "Question 6 of 6" in page
    assert 'data-note="bank_how_did_you_get_here"' in page


def test_saving_keeps_what_was_written_and_marked(phone: Client, question: Question, url: str) -> None:
    key = f"q{question.pk}"
    sent = form_of(phone, url) | {f"body-{key}": "The parking.", f"follow_up-{key}": "on", "body-names": "Ana Ruiz"}
    assert phone.post(url, sent).url == url
    notes = {note.key: (note.heading, note.body, note.follow_up) for note in Note.objects.all()}
    assert notes == {
        key: ("What surprised you in your first year?", "The parking.", True),
        "names": ("Two more people to talk to", "Ana Ruiz", False),
    }
    assert "The parking.</textarea>" in phone.get(url).text


def test_a_mark_that_another_device_set_meanwhile_stays(
    phone: Client, interview: Interview, url: str, as_of: datetime
) -> None:
    sent = form_of(phone, url) | {"body-names": "Ana"}
    write_note(interview=interview, key="names", heading="", base="", body="Ben", follow_up=True, as_of=as_of)
    for _ in range(2):  # a double click
        phone.post(url, sent)
    note = Note.objects.get()
    assert (note.body, note.follow_up) == ("Ben\nAna", True)


def test_what_is_too_long_is_shown_beside_its_field_and_nothing_is_saved(phone: Client, url: str) -> None:
    sent = form_of(phone, url) | {"body-names": "x" * 10_001, "body-anything": "Fine."}
    answer = phone.post(url, sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["body-names"]
    assert "longer than 10,000 letters" in answer.text
    assert "Fine.</textarea>" in answer.text
    assert not Note.objects.exists()


def test_together_with_another_device_too_long(phone: Client, interview: Interview, url: str, as_of: datetime) -> None:
    sent = form_of(phone, url) | {"body-names": "x" * 9_000, "body-anything": "Fine."}
    write_note(interview=interview, key="names", heading="", base="", body="y" * 9_000, as_of=as_of)
    answer = phone.post(url, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["body-names"])
    assert not Note.objects.filter(key="anything").exists()


def test_a_field_that_was_not_sent_takes_nothing_away(phone: Client, interview: Interview, url: str, as_of) -> None:
    write_note(interview=interview, key="names", heading="", base="", body="Ana", follow_up=True, as_of=as_of)
    phone.post(url, {"base-names": "Ana", "initial-follow_up-names": "True"})
    assert (Note.objects.get().body, Note.objects.get().follow_up) == ("Ana", True)


def test_over_it_saves_and_leads_to_the_log_with_the_valuable_point(
    phone: Client, interview: Interview, url: str
) -> None:
    sent = form_of(phone, url) | {"body-valuable": "Ask who lives there.", "then": "log"}
    answer = phone.post(url, sent)
    assert answer.url == reverse("interviews:confirm", args=[interview.pk])
    assert "Ask who lives there.</textarea>" in phone.get(answer.url).text


def test_a_note_keeps_its_screen_when_its_question_is_gone(phone: Client, question: Question, url: str) -> None:
    key = f"q{question.pk}"
    phone.post(url, form_of(phone, url) | {f"body-{key}": "The parking."})
    question.delete()
    page = phone.get(url).text
    assert "What surprised you in your first year?" in page
    assert "The parking.</textarea>" in page


def test_after_the_talk_names_may_be_added(phone: Client, alice: Student) -> None:
    held = make_held(alice)
    page = phone.get(reverse("preparation:meet", args=[held.pk])).text
    assert reverse("network:refer", args=[held.pk]) in page
    assert "It’s over" not in page


@pytest.mark.parametrize("many", [1, 3, 30])
def test_it_asks_a_fixed_number_of_times_and_weighs_little(
    phone: Client, interview: Interview, url: str, many: int, django_assert_num_queries, as_of: datetime
) -> None:
    words = "What would you read first, if you began today, and how did you come across number"
    for n in range(many):
        question = Question.objects.create(interview=interview, text=f"{words} {n}?", position=n)
        note = {"key": f"q{question.pk}", "heading": question.text, "base": "", "as_of": as_of}
        write_note(interview=interview, body=f"Note {n}", **note)
    with django_assert_num_queries(8):
        page = phone.get(url).content
    assert len(gzip.compress(page)) < 12_000
