"""What a note takes up of the student's notes."""

import pytest

from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.thanks.specifics import Notes, is_full_of_particulars

NOTES = (
    "nursing: night shift is calmer\nwound care cert worth it\ndon't chase money, chase teachers\n3 shifts of 12 hrs"
)


@pytest.mark.parametrize(
    "text",
    [
        "I had taken nights for a punishment.",
        "I'll look into the certificate.",
        "What you said about salary I needed to hear.",
        "Three shifts in a row, I couldn't!",
        "You were right about the boots and the gloves.",
    ],
)
def test_what_was_said_is_taken_up(text: str) -> None:
    assert Notes(NOTES).are_taken_up(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for talking with me about nursing.",
        "Thank you for your time and your wisdom.",
        "Your dog is lovely.",
        "It was a pleasure to meet you last night.",
        "I'll write to you again soon.",
    ],
)
def test_what_fits_anybody_is_not(text: str) -> None:
    assert not Notes(NOTES).are_taken_up(plain(text))


def test_small_talk_counts_where_the_notes_have_it() -> None:
    said = "That everybody has a kitten and a lemonade on the balcony, who would have thought."
    assert not Notes("long hours").are_taken_up(plain(said))
    assert Notes("office kitten").are_taken_up(plain(said))


def test_much_that_was_said_counts_and_much_small_talk_does_not() -> None:
    said = "I will visit cattle practices, ask for invoices, and weigh fatigue against income before enrolling."
    chatty = "The lemonade on the balcony was heavenly, and your kitten, the roses and the piano made me smile."
    assert is_full_of_particulars(sentences(plain(said)))
    assert not is_full_of_particulars(sentences(plain(chatty)))
