"""What the person offered, as the student's notes have it. To take it up is not to ask for it."""

import re

from apps.guidance.coach.favor_acts import Favor

# "She'd introduce me to Dana", "offered to look at my resume", "happy to read it", "can send it to her".
_OFFERED = re.compile(
    r"\b(?:offer\w*|promised|volunteered|(?:she|he|they|will|would|can|could|'ll|'d|happy|glad|willing|wants|ready|"
    r"said|says|told me) (?:\w+ ){0,3}?(?=to\b|introduce|forward|pass|read|look|send|connect|review|write|check|put|"
    r"refer|recommend|share|take|give|hire|call|ask|help|show|get|talk|mention|vouch|let|bring|proofread)|"
    r"send (?:her|him|them|it|my)|(?:call|write|e-?mail|text|ask|ping|remind) (?:her|him|them) (?:if|when|about|for|"
    r"in|once)|let (?:her|him|them) know)\b(?P<what>[^.;\n]*)"
)
_KINDS: list[tuple[Favor, re.Pattern[str]]] = [
    (
        Favor.REVIEW,
        re.compile(
            r"\b(?:look|read|review|check|proofread|edit|feedback|comments?|go over|mark|critique|glance|watch|"
            r"listen|help with|send (?:her|him|them) (?:my|the)|resume|cv|cover letter|portfolio|essay|draft|reel|"
            r"script|"
            r"statement)\b"
        ),
    ),
    (Favor.FORWARD, re.compile(r"\b(?:forward|pass|hand|send|share|submit|show|give|put|circulate)\b")),
    (
        Favor.RECOMMEND,
        re.compile(
            r"\b(?:refer\w*|recommend\w*|reference|vouch|good word|letter|mention|put in a word|nominate|word)\b"
        ),
    ),
    (Favor.INTRODUCE, re.compile(r"\b(?:introduc\w*|intro|connect|in touch|put me|contact)\b")),
    (Favor.FIND_OUT, re.compile(r"\b(?:find|look up|look into|check|list|send|e-?mail|share|info|ask)\b")),
    (
        Favor.ERRAND,
        re.compile(r"\b(?:ask|call|talk|speak|tell|help|get|bring|lend|give|send|e-?mail|take|lent|show|let)\b"),
    ),
]
_WORK = re.compile(
    r"\b(?:jobs?|intern\w*|apprentic\w*|trainee\w*|hir(?:e|es|ing)|shifts?|positions?|placements?|practicum|openings?|"
    r"work for|co-?op|employ\w*|spots?|a place|take me on|on (?:her|his|their) (?:team|crew)|try-?out|trial|"
    r"something opens|start|seasonal|part[- ]time|assistant)\b"
)


def offered_favors(notes: str) -> set[Favor]:
    """Of notes that `plain` made."""
    return {favor for offer in _OFFERED.finditer(notes) for favor, act in _KINDS if act.search(offer.group())}


def work_is_offered(notes: str) -> bool:
    return any(_WORK.search(offer["what"]) for offer in _OFFERED.finditer(notes))
