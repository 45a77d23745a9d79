"""How a question is read, sentence by sentence."""

import re
from collections.abc import Collection

from apps.guidance.coach.favors import favors
from apps.guidance.coach.jobs import job_ask
from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.questions.facts import facts
from apps.guidance.coach.questions.shape import Shape, asks_yes_or_no, shape

# "Could you hire me?" is asked of the person; "are you hiring?" is about a fact.
_REQUEST = re.compile(
    r"\b(?:can|could|will|would|may|might) (?:i|we|my \w+)\b|\b(?:can|could|will|would|may|might) (?:you|your \w+)\b"
    r"(?! (?:guys |all |ever |still |currently |also )*(?:have|need|hire|take on|be (?:hiring|recruiting|looking|taking))\b"
    r"(?! (?:to|me)\b))|\byou (?:can|could|would|might)\b|"
    r"\bplease\b|\b(?:possible|chance|way)\b[^?]*\b(?:you|i|we)\b|\b(?:is|would) it (?:be )?possible\b|\bdo i\b"
)
# Whatever it is that they could do for the writer.
_FOR_THE_WRITER = re.compile(
    r"\bwould (?:you|your \w+) (?!(?:also |please |ever )*(?:say|tell|recommend|think|call|describe|rather|want|choose|pick|let)\b)(?:\w+ )+?me\b|"
    r"\b(?:can|could|will) you (?!(?:also |please |maybe )*(?:see|imagine|hear|tell|let|say|share|confirm|give|explain)\b)(?:\w+ )+?(?:me|my|us|our)\b"
)


def _is_about_vacancies(sentence: str) -> bool:
    return asks_yes_or_no(sentence) and bool(job_ask(sentence)) and not _REQUEST.search(sentence)


def is_closed(text: str) -> bool:
    """Whether `text` ends at a yes or a no: it asks for one, and asks nothing that leads on."""
    lookups = {sentence for _, sentence in facts(plain(text))}
    asked_of_them = {sentence for _, sentence in favors(text)}
    ends = False
    for sentence in sentences(plain(text)):
        match shape(sentence):
            case Shape.OPEN if _is_about_vacancies(sentence):
                ends = True
            case Shape.OPEN if not (sentence in lookups or sentence in asked_of_them or job_ask(sentence)):
                return False
            case Shape.CLOSED if not (
                sentence in asked_of_them
                or _FOR_THE_WRITER.search(sentence)
                or (job_ask(sentence) and _REQUEST.search(sentence))
            ):
                ends = True
    return ends
