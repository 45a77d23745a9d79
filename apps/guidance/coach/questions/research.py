"""Whether the student's own research answers a question already."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Finding:
    """A sentence of the sheet, and the words in it that say something."""

    sentence: str
    words: frozenset[str]


def read_research(texts: Iterable[str]) -> list[Finding]:
    """The texts of the sheet, read once for all questions of a list."""
    found = [sentence for text in texts for sentence in sentences(plain(text))]
    return [Finding(sentence, frozenset(particular_words(sentence))) for sentence in found]


def found_already(text: str, research: Collection[Finding]) -> bool:
    """Whether the sheet says what `text` asks. It answers no open question."""
    return bool(research) and any(_is_answered(part, research) for part in parts(text))


def _is_answered(part: Part, research: Iterable[Finding]) -> bool:
    asked = frozenset(particular_words(part.sentence))
    is_plain = bool(_PLAIN_FACT.match(part.sentence))
    if not (part.facts or is_plain):
        return False
    return any(_answers(finding, part.facts, asked, is_plain=is_plain) for finding in research)


def _answers(finding: Finding, facts: Iterable[Fact], asked: frozenset[str], *, is_plain: bool) -> bool:
    shared = len(asked & finding.words)
    for fact in facts:
        if (shared > (fact == Fact.OTHER) or fact in _OF_ONE_KIND) and _ANSWERS[fact].search(finding.sentence):
            return True
    return is_plain and shared >= 2 and shared >= 0.75 * len(asked)
