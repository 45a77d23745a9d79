"""Asking to be given work: a job, an internship, a placement, a place on a team, paid or not; also vacancies.

How people get hired, what a team looks for and the other's own first job may be asked about, and are not found here.
"""

import re

from apps.guidance.coach.job_asks import MY_WISH, TEAM, VACANCIES, YOUR_GIFT
from apps.guidance.coach.prose import clause_before, is_negated, plain, sentences

_PATTERNS = [
    (kind, re.compile(pattern)) for kind, patterns in enumerate((MY_WISH, YOUR_GIFT, VACANCIES)) for pattern in patterns
]

_SOMEDAY = re.compile(
    r"^[^.!?]{0,40}\b(?:one day|someday|some day|eventually|down the road|in the long run|in the future|"
    r"like (?:yours|that|this)|"
    r"where (?:i|you|people|one) (?:can|could)|that (?:lets|is|does|involves|pays|makes|has)|afterwards)\b"
)
# They tell what has been.
_TOLD = re.compile(
    r"\b(?:when(?! (?:can|could|will|would)\b)|since|after|before|because|who|until) (?:\w+ ){0,2}$|\b(?:he|she|"
    r"they|nobody|no one|no-one|"
    r"did you|my \w+) (?:\w+ )?$"
)
_WONDERING = re.compile(
    r"\b(?:passing|sending|forwarding|handing|giving|showing|sharing|submitting) $|\b(?:spent|was|were|after|while|"
    r"of|years|months|"
    r"tired of|what made you|how (?:did )?you|you(?! (?:can|"
    r"could|would|will|may|might)\b)|(?:hear|"
    r"learn|know|curious|ask|wonder\w*)(?: you)? about|recommend|advise|suggest) (?:\w+ ){0,3}$|\b(?:whether|"
    r"decid\w+|consider\w*|thinking|unsure|torn) (?:\w+ ){0,3}(?:to|about|of|whether)? ?(?:\w+ )?$"
)


def job_ask(text: str) -> str:
    """The sentence of `text` that asks for work, in small letters; empty where none does."""
    return next(filter(asks_for_work, sentences(plain(text))), "")


def asks_for_work(sentence: str) -> bool:
    """Whether a sentence that `plain` made does."""
    return any(
        not is_negated(sentence, found.start()) and not _is_background(sentence, found, kind)
        for kind, pattern in _PATTERNS
        for found in pattern.finditer(sentence)
    )


# "If you are short of staff, please don't think of it."
_LET_GO = re.compile(
    r"^[^.!?,]{0,20}, (?:please |then |just |so )*(?:do not|never mind|ignore|forget|no\b|"
    r"that is|i (?:will |would )?understand)"
)


# "I'd like to start with you": with the first of several talks, where nothing says when or as what.
_FIRST_OF_SEVERAL = re.compile(
    rf"\b(?:start|starting|begin|beginning) (?:\w+ ){{0,4}}?with (?:you|your (?!(?:\w+ ){{0,2}}?{TEAM}\b)\w+)$"
)
_WHEN_OR_AS_WHAT = re.compile(
    r"^ (?:in|on|this|next|right|immediately|soon|full|part|paid|after|from|at|any|as (?!you\b|i\b|the first\b|my "
    r"first\b))"
)


# "Which would you take if you were me, the internship or the job?"
_IN_MY_PLACE = re.compile(
    r"\b(?:should i|i should) (?:\w+ )?(?:take|choose|pick|accept|quit|leave|keep|turn down|stay)\b|\bif you were "
    r"(?:me|i|in my)\b|\bin my (?:shoes|place)\b"
)

_OF_A_RULE = re.compile(
    r"\b(?:deadlines?|requirements?|dates?|rules?|cutoff) (?:for|of|to get) (?:the |an? |your )?(?:\w+ ){0,3}\w+$"
)


# "How do you stay in shape for the job?" asks for their way.
_HOW = re.compile(r"\bhow $")
_OTHERS = re.compile(
    r"\b(?:people|folks|someone|others|students|graduates|newcomers|somebody|persons?|women|men|kids)\b(?! like "
    r"me)(?: [\w'-]+){0,6} ?$"
)
# "I'll try it at my camp job": they have it.
_MINE = re.compile(r"\bat my (?:[\w-]+ ){0,2}[\w-]+$")


def _is_background(sentence: str, found: re.Match[str], kind: int) -> bool:
    if first := _FIRST_OF_SEVERAL.search(found.group()):
        when = _WHEN_OR_AS_WHAT.match(sentence[found.end() :])
        if not (when and first.group().endswith("with you")):
            return True
    if _IN_MY_PLACE.search(sentence) or _OF_A_RULE.search(sentence[: found.end()]) or _MINE.search(found.group()):
        return True
    if _LET_GO.match(sentence[found.end() :]):
        return True
    before = clause_before(sentence, found.start())
    if kind != 1 and _HOW.search(sentence[: found.start()]):
        return True
    if kind == 0 and _OTHERS.search(before):
        return True
    if kind == 0:
        return bool(_SOMEDAY.search(sentence[found.end() :]) or _WONDERING.search(before))
    return kind == 1 and bool(_TOLD.search(before))
