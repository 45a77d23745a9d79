"""Asking for work done for the writer: reading over, passing on, recommending, calling someone, finding out.

Names of people, a story, advice and being put in touch with people to talk to are no favor in this sense.
"""

import re
from collections.abc import Iterable, Iterator

from apps.guidance.coach.errands import errands
from apps.guidance.coach.exits import gives_leave
from apps.guidance.coach.favor_acts import ACTS, NOUNS, OF_WHAT_WAS_SENT, SENT_ALONG, Favor
from apps.guidance.coach.jobs import asks_for_work
from apps.guidance.coach.prose import is_negated, plain, sentences

_ACTING = {
    whole: verb
    for verb, forms in {
        "review": "reviewing reviewed",
        "read": "reading",
        "proofread": "proofreading",
        "edit": "editing edited",
        "correct": "correcting corrected",
        "fix": "fixing fixed",
        "look": "looking looked",
        "check": "checking checked",
        "mark": "marking marked",
        "comment": "commenting commented",
        "forward": "forwarding forwarded",
        "pass": "passing passed",
        "share": "sharing shared",
        "send": "sending sent",
        "submit": "submitting submitted",
        "hand": "handing handed",
        "circulate": "circulating circulated",
        "show": "showing showed",
        "give": "giving gave",
        "put": "putting",
        "recommend": "recommending recommended",
        "refer": "referring referred",
        "introduce": "introducing introduced",
        "vouch": "vouching vouched",
        "write": "writing wrote",
        "call": "calling called",
        "ask": "asking asked",
        "find": "finding found",
        "take": "taking took",
        "tell": "telling told",
        "compile": "compiling compiled",
        "compare": "comparing compared",
        "connect": "connecting connected",
        "help": "helping helped",
        "be": "being were",
        "go": "going went",
        "speak": "speaking spoke",
        "talk": "talking talked",
        "contact": "contacting contacted",
    }.items()
    for whole in forms.split()
}
# "Would you mind reading", "if you forwarded": the same request.
_ACTING_FORMS = re.compile(
    r"\b(mind|if you|appreciate you|appreciate your|consider|mind you|mind also|if you also|if you kindly|"
    r"you mind) (" + "|".join(_ACTING) + r")\b"
)
_BESIDE = re.compile(r", (?:attached|enclosed)(?: here(?:with)?)?,(?= (?:to|on|along|around)\b)")
_MEANWHILE = re.compile(
    r"\b(?:before|after|until|when|while|once) (?:we|i) (?:\w+ )?(?:talk|speak|meet|call|chat|come|see you)\b"
)
# Who is asked: "could you", "please", "I'd be grateful if you", or an order that opens the clause.
_YOU_ARE_ASKED = re.compile(
    r"\b(?:can|could|would|will|may|might|do|if|that|hope|hoping|need|want|like|love|ask|asking|for|"
    r"whether|maybe|appreciate|wish|expect|trust) (?:it )?you(?: guys)?\b|"
    r"\byou (?:can|could|would|will|might|may|should|must|have to|need to)\b|\b(?:please|kindly)\b|\byour "
    r"(?:\w+ )?(?:help|assistance|support) (?:to|in|with)\b|"
    r"\b(?:someone|somebody|anyone) (?:to|who (?:can|could|would))\b|\b(?:mind|for you to)\b|\b(?:do|"
    r"grant|doing) me (?:a|one|this|another) (?:\w+ )?favou?r\b"
)
_ANOTHER_SUBJECT = re.compile(
    r"\b(?:i|we|he|she|they|who|which|people|everyone)\b(?! (?:can have|could have|need))|"
    r"\byou(?: also| once| kindly| have| had| so)* (?:told|said|asked|suggest\w*|advised|recommended|"
    r"mentioned|offered|taught|helped|encouraged|were|was|do for|did|made|are)\b"
)
_ORDER = re.compile(
    r"^(?:and|also|then|so|but|before (?:that|then)|beforehand|meanwhile|first|second|next|finally|maybe|ps|"
    r"p\.s\.?|oh|btw|one more thing|just|if possible|in return|thanks|\W)*$"
)
_OFFERED = re.compile(
    r"\b(?:you|your) (?:\w+ ){0,3}?(?:offer|offered|offering|promised|kindly said|volunteered)\b|\bthank(?:s| "
    r"you)\b(?: (?:so|very|much|again|a lot))* ?(?:for\b[^.!?]*)?$"
)


# "Have a look at my resume if you care to know my background."
_TO_KNOW_ME = re.compile(
    r"\bhop(?:e|ing) (?:that )?you can (?:read|decipher|open) (?:it|this|my)\b|"
    r"\b(?:if|in case|should) you (?:[\w]+ ){0,4}?(?:know|see|learn|find out|understand|curious|wonder|wondering|"
    r"interested|"
    r"meet)(?: (?:my background|more|about|in|who|what|where|how|me\b|a bit)|(?=$|[,.]))"
)
_I_ACT = re.compile(
    r"\b(?:help|helps|let|lets|allow|make|have|get) (?:me|us)(?: to)? $|\bif you (?:would |should )?(?:like|"
    r"want|wish|care) to (?:\w+ )?$"
)


def _is_asked(sentence: str, position: int) -> bool:
    before = sentence[:position]
    if _I_ACT.search(before):
        return False
    if frames := list(_YOU_ARE_ASKED.finditer(before)):
        frame = frames[-1]
        between = before[frame.end() :]
        return not _ANOTHER_SUBJECT.search(before[frame.start() :]) and len(between.split()) <= 28
    return bool(_ORDER.match(re.split(r"[,:] | - ", before)[-1]))


def _as_request(sentence: str) -> str:
    sentence = _BESIDE.sub("", _MEANWHILE.sub("", sentence))
    return _ACTING_FORMS.sub(lambda form: f"{form[1]} {_ACTING[form[2]]}", sentence)


def favors(text: str) -> list[tuple[Favor, str]]:
    """The favors that `text` asks for, each with its sentence in small letters."""
    return list(favors_in(sentences(plain(text))))


def favors_in(read: Iterable[str]) -> Iterator[tuple[Favor, str]]:
    """Those of a text whose sentences are these, as `plain` made them."""
    is_sent_along = False
    for sentence in read:
        request = _as_request(sentence)
        known = list(_known(request))
        is_near = is_sent_along
        is_sent_along = SENT_ALONG.search(sentence) is not None
        if (is_near or is_sent_along) and any(_is_wanted(request, act) for act in OF_WHAT_WAS_SENT.finditer(request)):
            known.append(Favor.REVIEW)
        for favor in known:
            yield favor, sentence
        if not known and any(_is_errand(sentence, begin) for begin in errands(sentence)):
            yield Favor.ERRAND, sentence


def _known(sentence: str) -> Iterator[Favor]:
    for favor, act in ACTS:
        if favor == Favor.REVIEW and _TO_KNOW_ME.search(sentence):
            continue
        if any(_is_wanted(sentence, one) for one in act.finditer(sentence)):
            yield favor
    for favor, noun in NOUNS:
        if (named := noun.search(sentence)) and _stands(sentence, named.start()):
            yield favor


def _is_wanted(sentence: str, act: re.Match[str]) -> bool:
    return _is_asked(sentence, act.start()) and _stands(sentence, act.start())


def _is_errand(sentence: str, begin: int) -> bool:
    """To be taken on is no errand, and neither is to tell someone that it's a no."""
    return _stands(sentence, begin) and not gives_leave(sentence[:begin]) and not asks_for_work(sentence)


def _stands(sentence: str, position: int) -> bool:
    return not is_negated(sentence, position) and not _OFFERED.search(sentence[:position])
