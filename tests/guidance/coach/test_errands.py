"""What someone is asked to do that is more than to talk."""

from apps.guidance.coach.errands import errands
from apps.guidance.coach.prose import plain, sentences

FOUND = [
    "Could you call your guy at the bank?",
    "Would you be so kind as to notarize the form?",
    "Please hang up the poster in the staff room.",
    "I would ask you to record a greeting for our club.",
    "Would you mind hanging our flyers in the hall?",
    "Could you get me a ticket for Saturday?",
    "Please make sure that my form gets signed.",
    "Would you speak at our club's meeting?",
]
NOT_FOUND = [
    "Could you call me on Monday?",
    "Would you be so kind as to give me 20 minutes?",
    "Please pick any day.",
    "I would ask you to be honest.",
    "Would you mind telling me what the exam was like?",
    "Could you get me in touch with a colleague?",
    "Would you do it all again?",
    "What would you build the house from?",
    "Could you answer a few of my questions?",
    "Could you put a face to the job for me when we talk?",
]


def _asks(text: str) -> bool:
    return any(list(errands(sentence)) for sentence in sentences(plain(text)))


def test_each_is_an_errand() -> None:
    assert [text for text in FOUND if not _asks(text)] == []


def test_each_is_part_of_a_talk() -> None:
    assert [text for text in NOT_FOUND if _asks(text)] == []
