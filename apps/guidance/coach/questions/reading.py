"""How a question is read, sentence by sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.guidance.coach.favor_acts import Favor
from apps.guidance.coach.favors import favors_in
from apps.guidance.coach.jobs import asks_for_work
from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.questions.facts import Fact, facts
from apps.guidance.coach.questions.shape import Shape, asks_yes_or_no, shape

# "Could you hire me?" is asked of the person; "are you hiring?" is about a fact.
_REQUEST = re.compile(
    r"\b(?:can|could|will|would|may|might) (?:i|we|my \w+)\b|\b(?:can|could|will|would|may|might) (?:you|your \w+)\b"
    r"(?! (?:guys |all |ever |still |currently |also )*(?:have|need|hire|take on|be (?:hiring|recruiting|looking|"
    r"taking))\b"
    r"(?! (?:to|me|us|(?:somebody|someone|an? \w+) like me)\b))|\b(?:you|your \w+) (?:can|could|would|might)\b|"
    r"\bplease\b|\b(?:possible|chance|way)\b[^?]*\b(?:you|i|we|me)\b|\b(?:is|would) it (?:be )?possible\b|\bdo i\b|"
    r"\bis (?:that|this|it) (?:possible|ok|okay|doable)\b"
)
# Whatever it is that they could do for the writer.
_FOR_THE_WRITER = re.compile(
    r"\bwould (?:you|your \w+) (?!(?:also |please |ever )*(?:say|tell|recommend|think|call|describe|rather|want|"
    r"choose|pick)\b)(?:\w+ )+?me\b|"
    r"\b(?:can|could|will) you (?!(?:also |please |maybe )*(?:see|imagine|hear|tell|let(?= me know)|say|share|"
    r"confirm|give|"
    r"explain)\b)(?:\w+ )+?(?:me|my|us|our)\b"
)


@dataclass(frozen=True)
class Part:
    """A sentence of a question, and what it asks for."""

    sentence: str
    shape: Shape
    asks_for_work: bool
    favors: frozenset[Favor]
    facts: frozenset[Fact]

    @property
    def leads_on(self) -> bool:
        return self.shape == Shape.OPEN and not (self.asks_for_work or self.favors or self.facts)

    @property
    def ends_at_yes_or_no(self) -> bool:
        """A request has an answer of its own; whether there is a vacancy is a fact."""
        if self.asks_for_work:
            return asks_yes_or_no(self.sentence) and not _REQUEST.search(self.sentence)
        return self.shape == Shape.CLOSED and not self.favors and not _FOR_THE_WRITER.search(self.sentence)


def parts(text: str) -> list[Part]:
    read = sentences(plain(text))
    asked = list(favors_in(read))
    return [_part(sentence, frozenset(favor for favor, where in asked if where == sentence)) for sentence in read]


def _part(sentence: str, asked: frozenset[Favor]) -> Part:
    form = shape(sentence)
    looked_up = frozenset[Fact]() if form == Shape.STATEMENT else facts(sentence)
    return Part(sentence, form, asks_for_work(sentence), asked, looked_up)


def is_closed(read: Sequence[Part]) -> bool:
    """Whether a question ends at a yes or a no: it asks for one, and asks nothing that leads on."""
    return any(part.ends_at_yes_or_no for part in read) and not any(part.leads_on for part in read)


def looked_up(read: Sequence[Part]) -> set[Fact]:
    """What the web answers. Vacancies are none of it."""
    return {
        fact
        for part in read
        for fact in part.facts
        if not (part.asks_for_work and fact in (Fact.ORGANIZATION, Fact.OTHER))
    }
