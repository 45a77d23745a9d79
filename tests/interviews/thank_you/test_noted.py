"""What the student wrote down about one conversation, and whether a letter has it already."""

import pytest

from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.interviews.thank_you.drafts import first_draft
from apps.interviews.thank_you.noted import Noted, noted
from apps.students.models import Student
from tests.factories import make_held


@pytest.fixture
def held(alice: Student) -> Interview:
    interview = make_held(alice, learned="Rivers move.")
    other = make_held(alice)
    Note.objects.create(interview=interview, key="q12", heading="A typical day?", body="Meetings, mostly.")
    Note.objects.create(interview=interview, key="names", body=" ", follow_up=True)
    Note.objects.create(interview=interview, key="valuable", body="Maps are arguments.", follow_up=True)
    Note.objects.create(interview=other, key="q12", body="Of another conversation.")
    return interview


def test_all_that_has_words_the_most_valuable_first(held: Interview) -> None:
    assert noted(held) == [
        Noted("valuable", "What was most valuable?", "Maps are arguments.", follow_up=True),
        Noted("learned", "What you learned", "Rivers move."),
        Noted("q12", "A typical day?", "Meetings, mostly."),
    ]


def test_the_others_stand_as_they_were_asked_and_not_as_they_were_written(held: Interview) -> None:
    for key in ("surprised", "q3", "anything"):
        Note.objects.create(interview=held, key=key, body="More.")
    assert [one.key for one in noted(held)] == ["valuable", "learned", "q12", "q3", "anything", "surprised"]


def test_what_was_learned_and_is_the_same_as_what_was_most_valuable_stands_once(held: Interview) -> None:
    held.learned = "Maps are\n arguments."
    assert [one.key for one in noted(held)] == ["valuable", "q12"]


def test_what_was_learned_and_goes_on_from_it_stands_for_both(held: Interview) -> None:
    held.learned = "Maps are arguments. Always."
    assert [one.key for one in noted(held)] == ["learned", "q12"]


def test_the_letter_opens_with_the_most_valuable_then_what_was_learned_then_the_first_note(held: Interview) -> None:
    opened = []
    for key in ("valuable", "learned", "q12"):
        found = noted(held)
        assert found[0].key == key
        opened.append(f"[Write it as you would say it to them] {found[0].text}" in first_draft(held, found))
        held.notes.filter(key=key).delete()
        held.learned = "" if key == "learned" else held.learned
    assert opened == [True] * 3
    assert "what you said about your work." in first_draft(held, noted(held))


@pytest.mark.parametrize(
    ("letter", "is_used"),
    [
        ("You said: rivers MOVE.\nAnd more.", True),
        ("Rivers\n  move.", True),
        ("Rivers moved.", False),
        ("", False),
    ],
)
def test_words_are_used_however_the_lines_break(letter: str, is_used: bool) -> None:
    assert Noted("learned", "", "Rivers  move.").is_used_in(letter) is is_used
