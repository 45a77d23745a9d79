"""What pages say about a message."""

from pathlib import Path

import pytest

from apps.guidance.coach.hints import (
    CONVERSATION,
    OFFICE_HOURS,
    QUESTION,
    THANKS,
    WHO_DO_YOU_KNOW,
    Hint,
    Strength,
    hints,
    list_hints,
    question_hints,
    strengths,
    thanks_hints,
)
from apps.guidance.coach.questions.research import read_research
from apps.guidance.coach.rules import Offer, Rule
from apps.guidance.coach.score import read
from apps.guidance.content.entries import BankQuestion
from apps.guidance.content.shipped import shipped
from apps.guidance.limits import Limit

DATA = Path(__file__).parents[2] / "data"

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
    assert len(found) == len(CONVERSATION)
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


def test_a_question_is_told_what_is_wrong_and_how_to_turn_it() -> None:
    text = "Are you hiring? Could you read my resume? How many people work at the firm?"
    found = question_hints(text)
    assert _rules(found) == list(QUESTION)
    assert all(hint.title and hint.why and hint.turn for hint in found)
    assert "say yes" not in found[0].why  # this is no request
    (closed,) = question_hints("Do you like your job?")
    assert closed == Hint(
        Rule.CLOSED,
        "This one can end at “yes.”",
        "A question that starts with “what” or “how” gets a story.",
        "Try: “What do you like most about your job, and what least?”",
        "What do you like most about your job, and what least?",
    )
    assert question_hints(" ") == []


def test_a_question_that_is_answered_on_the_sheet_says_so() -> None:
    (found,) = question_hints("When was the lab founded?", research=read_research(["Founded in 1998."]))
    assert found.title == "You found this already"
    assert question_hints("When was the lab founded?")[0].title == "You can look this up"


def test_what_a_volunteer_offers_may_be_asked_for_in_a_question() -> None:
    assert _rules(question_hints("Could you look over my resume?")) == [Rule.FAVOR]
    assert question_hints("Could you look over my resume?", offered=[Offer.RESUME_REVIEW]) == []


@pytest.mark.parametrize("name", ["coach.csv", "coach-variations.csv"])
def test_what_is_offered_instead_gets_no_hint(name: str) -> None:
    texts = [row.text for row in read((DATA / name).read_bytes()) if row.kind == "question"]
    offered = [hint.reworded for text in texts for hint in question_hints(text) if hint.reworded]
    assert len(offered) > 10
    assert [text for text in offered if question_hints(text)] == []


def test_the_questions_of_the_bank_get_no_hint() -> None:
    found = {entry.text: _rules(question_hints(entry.text)) for entry in shipped(BankQuestion).values()}
    assert {text: rules for text, rules in found.items() if rules} == {}


def test_a_list_has_an_end_and_asks_for_more_people() -> None:
    assert list_hints([]) == []
    assert list_hints(["How did you start?"] * 7 + ["Who else should I talk to?"]) == []
    found = list_hints(["How did you start?"] * 9)
    assert _rules(found) == [Rule.TOO_MANY, Rule.NO_REFERRAL]
    assert "You have 9 questions." in found[0].why
    assert question_hints(found[1].reworded) == []


def test_a_thank_you_note_is_told_what_it_lacks() -> None:
    text = "Thank you for your time. Could you hire me and read my resume?"
    found, _ = thanks_hints(text, notes="\n sweep without being asked \n boots", name="Maria")
    assert _rules(found) == list(THANKS)
    assert "Say what Maria said" in [hint.title for hint in found]
    assert "Your notes say: “sweep without being asked”" in [hint.turn for hint in found]
    assert "It shows them that the time was used." in [hint.why for hint in thanks_hints("Thanks.", notes="")[0]]
    assert thanks_hints(" ", notes="boots") == ([], [])


def test_what_works_well_in_a_thank_you_note_is_said_too() -> None:
    text = "You were so right about the boots. I bought a pair on Friday."
    assert thanks_hints(text, notes="boots!", name="Maria")[1] == [
        Strength(Rule.NO_SPECIFIC, "It is about something Maria said", "Specific thanks is the kind that people keep."),
        Strength(Rule.NO_NEXT_STEP, "It names your next step", "Maria will see that the time was used."),
    ]
    assert thanks_hints(text, notes="boots!")[1][0].title == "It is about something they said"
    assert thanks_hints("Thank you.", notes="boots")[1] == []


@pytest.mark.parametrize(
    "text", ["\0", "\u202eabc?", "¿Por qué?", "なぜですか？", "؟ لماذا", "?", "{}", "%s", "a\ud800b"]
)
def test_any_text_is_read(text: str) -> None:
    question_hints(text, research=read_research([text]))
    list_hints([text] * 9)
    thanks_hints(text, notes=text, name=text)
