"""Whether the student's own research answers a question already."""

import re
from collections.abc import Collection

from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.questions.facts import Fact
from apps.guidance.coach.questions.reading import Part, parts
from apps.guidance.coach.words import particular_words

# How a text that answers speaks.
_ANSWERS = {
    Fact.ORGANIZATION: re.compile(
        r"\d|\b(?:founded|since|established|located|based|makes?|sells?|offers?|owned|headquarter\w*|is an?)\b"
    ),
    Fact.PAY: re.compile(r"\$ ?\d|\d ?k\b|\d{2},?\d{3}|\b(?:salar\w+|pays?|paid|earns?|wages?|median)\b[^.]*\d"),
    Fact.OUTLOOK: re.compile(r"%|\b(?:percent|grow\w*|demand|outlook|declin\w+|faster|shortage|openings)\b"),
    Fact.ADMISSION: re.compile(
        r"\b(?:licen[sc]e\w*|certif\w+|degree|exams?|tests?|requires?|required|hours|weeks?|months?|years?|gpa|"
        r"academy|tuition|deadline|"
        r"bachelor\w*|master\w*|courses?)\b"
    ),
    Fact.PROFILE: re.compile(
        r"\b(?:studied|major\w*|graduated|degree|worked|works|joined|since|years?|b\.?a\.?|b\.?s\.?|m\.?a\.?|title|"
        r"university|college)\b"
    ),
    Fact.OTHER: re.compile(r"\w"),
    Fact.MEANING: re.compile(r"\b(?:means?|stands for|is an?|are)\b"),
}
# These need a word in common beside; what is paid and how a field grows is one thing for each sheet.
_OF_ONE_KIND = {Fact.PAY, Fact.OUTLOOK}
_PLAIN_FACT = re.compile(
    r"^(?:(?:so|and|also|ok|well),? )?(?:when|where|who|which|how (?:many|long|old|big|large)|what (?:year|degree|"
    r"(?:is|was) your (?:title|major))|"
    r"did|do|does|is|are|was|were|has|have)\b"
)


def found_already(text: str, research: Collection[str]) -> bool:
    """Whether one of `research`, the texts of the sheet, says what `text` asks. It answers no open question."""
    if not research:
        return False
    known = [sentence for sheet in research for sentence in sentences(plain(sheet))]
    return any(_is_answered(part, sentence) for part in parts(text) for sentence in known)


def _is_answered(part: Part, sentence: str) -> bool:
    asked = set(particular_words(part.sentence))
    shared = asked & set(particular_words(sentence))
    for fact in part.facts:
        if _ANSWERS[fact].search(sentence) and (len(shared) > (fact == Fact.OTHER) or fact in _OF_ONE_KIND):
            return True
    return bool(_PLAIN_FACT.match(part.sentence)) and len(shared) >= 2 and len(shared) >= 0.75 * len(asked)
