"""What pages say about a message."""

import pytest

from apps.guidance.coach.hints import OFFICE_HOURS, WHO_DO_YOU_KNOW, Hint, Strength, hints, strengths
from apps.guidance.coach.rules import Offer, Rule
from apps.guidance.limits import Limit

BARE = "Hi, could you hire me and read my resume? I met [Name] at your booth. See you Friday at 3."


def _rules(found: list[Hint]) -> list[Rule]:
    return [hint.rule for hint in found]


def test_the_most_urgent_comes_first() -> None:
    assert _rules(hints(BARE)) == [
        Rule.UNFILLED,
        Rule.JOB_ASK,
        Rule.FAVOR,
        Rule.NO_REASON,
        Rule.NO_LENGTH,
        Rule.NO_WAY_OUT,
    ]


def test_a_kind_of_message_is_asked_only_for_what_it_needs() -> None:
    assert _rules(hints("Do you know a nurse?", rules=WHO_DO_YOU_KNOW)) == [Rule.NO_WAY_OUT]
    assert hints("I will come to your office hours on Tuesday at two.", rules=OFFICE_HOURS) == []


def test_what_a_volunteer_offers_gets_no_hint() -> None:
    text = "I saw that you went from nursing to law. Could we talk for 20 minutes, whenever suits you?"
    for asks, offer in [
        ("Please look over my resume.", Offer.RESUME_REVIEW),
        ("Would you introduce me to your hiring manager?", Offer.INTRODUCTION),
        ("Could I visit you at work?", Offer.VISIT),
    ]:
        assert hints(f"{text} {asks}", offered=[offer]) == []
    assert _rules(hints(f"{text} Please look over my resume.", offered=[Offer.VISIT])) == [Rule.FAVOR]


def test_every_hint_says_why_and_how_and_names_the_person() -> None:
    found = hints(f"{BARE} {'word ' * 150}", name="Kenji")
    assert len(found) == len(Rule)
    assert all(hint.title and hint.why and hint.turn for hint in found)
    assert "Say why you chose Kenji" in [hint.title for hint in found]
    assert not any("coach" in f"{hint.title} {hint.why} {hint.turn}".lower() for hint in found)


def test_blanks_are_counted_and_shown() -> None:
    (one, *_) = hints("Dear [Name],")
    assert one.why == "1 blank is left: [Name]"
    (many, *_) = hints("[a] and [b] and [c] and [d]")
    assert many.why == "4 blanks are left: [a], [b], [c] ..."


def test_the_length_is_counted_as_the_channel_counts() -> None:
    words = hints("word " * 61, limit=Limit(words=60))[-1]
    assert words.why == "Up to 60 words are read to the end. This has 61."
    letters = hints("x" * 201, limit=Limit(characters=200))[-1]
    assert letters.why == "Up to 200 characters are read to the end. This has 201."


def test_what_works_well_is_said_too() -> None:
    text = "Maria told me that you raise bees. Do you have 15-20 min? If you're too busy, I understand."
    assert [strength.title for strength in strengths(text, name="Kenji", introducer="Maria")] == [
        "You mention Maria",
        "You ask for 15-20 minutes",
        "You make it easy to say no",
    ]
    assert strengths(text, name="Kenji")[0].title == "You say why you chose Kenji"
    assert [strength.title for strength in strengths("Whenever suits you.")] == ["You let them choose"]
    assert strengths("Hello.") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("20 minutes", "You ask for 20 minutes"),
        ("a 20-minute call", "You ask for 20 minutes"),
        ("fifteen or twenty minutes", "You ask for fifteen or twenty minutes"),
        ("half an hour", "You ask for half an hour"),
        ("Friday from 4 to 4:30", "You say how long it takes"),
    ],
)
def test_the_length_is_said_in_its_own_words(asked: str, said: str) -> None:
    assert strengths(f"Could we talk, {asked}?") == [
        Strength(Rule.NO_LENGTH, said, "A small request is easy to fit in."),
    ]
