"""What a note takes up of the student's notes."""

from pathlib import Path

import pytest

from apps.guidance.coach import thanks
from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.thanks.specifics import Notes, is_full_of_particulars
from apps.guidance.coach.words import GENERAL

FOLDER = Path(thanks.__file__).parent
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


@pytest.mark.parametrize(
    "text",
    [
        # Fine words, and many of them.
        "I write to express my profound appreciation for the wealth of insight that you so generously afforded me on"
        " the 6th, and remain indebted to you for every lesson. With the highest esteem, Theodora Oyelaran-Beck",
        "You told me about your journey, the challenges that you faced and the lessons along the way, and I wrote it"
        " all down.",
        "Your advice to follow my passion, to network and to never stop resonated with me.",
        # What happened around it, and a busy student.
        "I was so nervous that I spilled my water, and you acted as if nothing had happened.",
        "I joined two clubs, signed up for a workshop and have an appointment to pick my courses.",
        # In a hurry.
        "Mr Delgado-Boone I apreciate it. It was realy usefull, Travis",  # codespell:ignore apreciate,realy,usefull
    ],
)
def test_what_any_letter_says_is_not_specific_however_much_it_is(text: str) -> None:
    said = sentences(plain(text))
    assert not any(map(Notes(NOTES).are_taken_up, said))
    assert not is_full_of_particulars(said)


@pytest.mark.parametrize(
    "text",
    [
        "Your advice not to rush the first semester, but to work as a tutor, helped me.",
        "You explained that you list every question before a deadline and check the practice exam twice.",
        "The engine, the harness and the motor now make sense to me.",
        "You told me that everything is counted twice and signed once.",
    ],
)
def test_everyday_words_are_specific_where_they_were_heard(text: str) -> None:
    said = sentences(plain(text))
    assert any(map(Notes("").are_taken_up, said)) or is_full_of_particulars(said)


@pytest.mark.parametrize(
    ("notes", "text"),
    [
        ("Dinner at six with the crew", "That part about dinner I liked."),
        ("Theater at night", "I'd love to try the theater."),
        ("Computer since 1998", "What a fine old computer!"),
    ],
)
def test_the_first_word_of_the_notes_was_said_too(notes: str, text: str) -> None:
    assert Notes(notes).are_taken_up(plain(text))
    assert not Notes(f"{notes.split()[0]}: long hours").are_taken_up(plain(text))


def test_a_word_of_any_letter_stands_in_one_list() -> None:
    lists = [(FOLDER / f"{name}.txt").read_text(encoding="utf-8").split() for name in ("letters", "everyday")]
    small_talk = (FOLDER / "small_talk.txt").read_text(encoding="utf-8").split()
    words = [*lists[0], *lists[1]]
    assert len(words) == len(set(words))
    assert not GENERAL.union(small_talk).intersection(words)


@pytest.mark.parametrize(
    "text",
    [
        "So they mostly splint wrists and rarely hear a siren.",
        "I never would have guessed that the elevators are counted by hand.",
        "Now I understand why the welders nap at noon.",
        "That tenants call at midnight about a faucet amazes me.",
    ],
)
def test_what_was_news_is_taken_up_in_other_words(text: str) -> None:
    assert Notes(NOTES).are_taken_up(plain(text))


def test_small_talk_counts_where_the_notes_have_it() -> None:
    said = "That everybody has a kitten and a lemonade on the balcony, who would have thought."
    assert not Notes("long hours").are_taken_up(plain(said))
    assert Notes("office kitten").are_taken_up(plain(said))


def test_much_that_was_said_counts_and_much_small_talk_does_not() -> None:
    said = "I will visit cattle practices, ask for invoices, and weigh fatigue against income before enrolling."
    chatty = "The lemonade on the balcony was heavenly, and your kitten, the roses and the piano made me smile."
    assert is_full_of_particulars(sentences(plain(said)))
    assert not is_full_of_particulars(sentences(plain(chatty)))
