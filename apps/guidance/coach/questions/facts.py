"""Questions that the web, a profile or an official source answers, by what they are about."""

import re
from collections.abc import Iterator
from enum import StrEnum

from apps.guidance.coach.questions.organizations import ORGANIZATION
from apps.guidance.coach.questions.plain_facts import is_plain_fact
from apps.guidance.coach.questions.profiles import MEANING, PROFILE
from apps.guidance.coach.questions.requirements import ADMISSION
from apps.guidance.coach.questions.statistics import OUTLOOK, PAY


class Fact(StrEnum):
    ORGANIZATION = "organization"
    PAY = "pay"
    OUTLOOK = "outlook"
    ADMISSION = "admission"
    PROFILE = "profile"
    MEANING = "meaning"
    OTHER = "other"


_FACTS = [
    (fact, re.compile(pattern))
    for fact, patterns in (
        (Fact.ORGANIZATION, ORGANIZATION),
        (Fact.PAY, PAY),
        (Fact.OUTLOOK, OUTLOOK),
        (Fact.ADMISSION, ADMISSION),
        (Fact.PROFILE, PROFILE),
        (Fact.MEANING, MEANING),
    )
    for pattern in patterns
]

# What only this person can say.
_THEIRS = re.compile(
    r"\b(?:in your (?:experience|opinion|own|eyes|view|case|mind|words|time)|(?:do|did|would|had|have) you (?:\w+ "
    r")?(?:think|"
    r"feel|find(?! out)|wish|believe|guess|consider|enjoy|like|notice|imagine|handle|deal|cope|see|expect)|"
    r"you (?:think|thought|feel|felt|find(?! out)|wish|personally)|your own|for you\b|to you\b|your (?:average |"
    r"typical |normal )?(?:day|week|"
    r"shift|shifts|workload|caseload|decision|family)|surpris\w+|worth it|make sense|makes sense|"
    r"why|really count|counts? (?:most|more)|pays? off|mean for|hide|changed?|tell you|look for|looks? for|"
    r"separates?|stand out|advice|recommend|"
    r"best (?:way|ways|time|part)|hardest|toughest|favou?rite|honestly)\b"
)
# "How is your team put together?" gets a story.
_HOW = re.compile(
    r"(?:[\w' ]+, )?(?:so |and |but )?(?:how (?:is|are|was|were|do|does|did|can|could|would|has|have|will|should)|"
    r"why)\b"
)
_OWN_NUMBERS = re.compile(
    r"\bhow (?:many|much|long|often)\b[^?]*\b(?:do|did|does|have|had|are|would|can) you (?!guys\b|all\b|need\b|"
    r"have to\b|"
    r"(?:\w+ )?(?:been|worked)\b)|\b(?:on|in|under|with) (?:your (?:\w+ )?(?:team|crew|shift|unit|group|squad|"
    r"class|classroom)|you)\b|"
    r"\bhow (?:many|much)\b[^?]*(?<!where )\byou\b(?! guys| all\b)|\bhow (?:many|much) of (?:the|your|what|that|"
    r"those|it)\b"
)


_NEXT_QUESTION = re.compile(
    r",? (?:and|but|or|so) (?=(?:what|how|why|which|who|where|when|do|does|did|is|are|can|could|would|will|if)\b)"
)


def facts(sentence: str) -> frozenset[Fact]:
    """What a question that `plain` made asks for that can be looked up."""
    clauses = (clause for clause in _NEXT_QUESTION.split(sentence) if not _THEIRS.search(clause))
    return frozenset(fact for clause in clauses for fact in _first(clause))


def _first(clause: str) -> Iterator[Fact]:
    is_told = _OWN_NUMBERS.search(clause) is not None or _HOW.match(clause) is not None
    for fact, pattern in _FACTS:
        if (fact in (Fact.PROFILE, Fact.ADMISSION, Fact.OUTLOOK) or not is_told) and pattern.search(clause):
            yield fact
            return
    if not is_told and is_plain_fact(clause):
        yield Fact.OTHER
