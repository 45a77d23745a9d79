"""What a note takes up of the student's notes."""

import pytest

from apps.guidance.coach.prose import plain
from apps.guidance.coach.thanks.specifics import Notes

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
