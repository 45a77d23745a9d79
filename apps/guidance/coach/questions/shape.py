"""Whether a question is open, or ends at a yes or a no.

A yes-or-no form that asks for a thing ("Is there something you wish ...?"), for leave ("May I ...?") or for one of two
ways is none that ends there.
"""

import re
from enum import StrEnum


class Shape(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    STATEMENT = "statement"


_AUX = (
    r"(?:do|does|did|is|are|am|was|were|has|have|had|can|could|will|would|should|shall|may|might|must|ai not)(?: not)?"
)
_WH = r"(?:what(?:ever)?|how|why|which|who|whom|whose|where|when)"
_PERSON = r"(?:you|i|we|they|he|she|it|one|people|someone|somebody|anyone|students?|this|that|there)"
# What may stand before the question begins.
_OPENING = re.compile(
    r"^(?:(?:so|and|but|or|ok|okay|well|now|then|hey|hi|hello|hmm|um|oh|also|first|next|last(?:ly)?|finally|honestly|"
    r"seriously|just|curious|random|quick|question|one more|thing|btw|ps|sorry|please|excuse me|forgive me|if i may "
    r"ask|if you do not mind(?: (?:me|my) asking)?|if it is ok(?:ay)? to ask|be honest|to be honest|tell me|tbh|"
    r"lol|personally|overall|generally|in general|"
    r"sir|ma'?am|madam|miss|(?:mr|mrs|ms|dr|prof|professor|officer|coach|chef) \w+|"
    r"no offense|not to be rude|out of curiosity|basically|actually|really)\b[,:.!-]* *)+"
)
_CLAUSE = r"(?:^|[,:;(?!-] ?|\.\.\. ?|\b(?:and|but|or|so|then|if so|if not|if yes|also|because|plus)\b,? )"
_BEFORE_WH = (
    r"(?:(?:in|at|to|for|with|from|of|about|on|by|after|over|under|through|since|until|into) )?"
    r"(?:(?:exactly|just|about|roughly|then|maybe) )?"
)
# "What do you", "how hard was it", "which class did": the order of a question, wherever it stands.
_NAMED = rf"(?!{_PERSON}\b|the\b|your\b|my\b|{_AUX}\b)[\w-]+"
_INVERTED = re.compile(
    rf"\b(?:what|why|whom?|where|when)(?: (?:kinds? of |sorts? of |types? of )?{_NAMED})? {_AUX} "
    rf"(?:{_PERSON}|the|your|a|an|my|most|new|these|those|\w+s)\b|"
    rf"\b(?:how|which)(?: {_NAMED}){{0,4}}? {_AUX} (?:{_PERSON}|the|your|a|an|my|most|new|these|those|\w+s)\b|"
    r"\b(?:what|who|how|where) (?:is|are|was|were|has|does|did|about|made|makes|got|gets|keeps|kept|helped|brought)\b"
)
_AT_CLAUSE = re.compile(
    rf"{_CLAUSE}{_BEFORE_WH}(?:(?P<any>what|how|why|who|whom|which|whose)\b(?! is why\b| (?:i|we|my)\b)|"
    rf"(?P<time>when|where)(?= (?:exactly |else )?{_AUX}\b))"
)
# Before it nothing is said yet, so that "which" begins the question: "for someone like me, which ...?"
_STILL_BEFORE = re.compile(
    r"^(?:for|if|when|of|as|since|with|in|on|at|besides|among|after|before|given|looking|while|apart|out of|from|"
    r"between|during|honestly|ok|so)\b[^,]*$"
)
_RELATIVE = re.compile(r"[,(] ?(?:(?:in|of|at|to|for|with|from) )?(?:which|who|whom|whose)\b")
# "I read what you wrote, do you ...": what is known and not asked.
_KNOWN = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:know|knew|read|saw|see|heard|understand|understood|learned|love|like|loved|liked|admire|"
    r"noticed|decide|decided|remember) (?:about )?$|"
    r"\b(?:about|of|with|than|like|as|that is|is|was|from|on|to|and) $|\bdid you (?:\w+ )?(?:know|realize|understand|"
    r"expect|imagine|guess|think about|see) $"
)
_SHOWN = (
    r"(?:tell(?! (?:your|a|an|anyone|anybody|someone|somebody|people|others|students|her|him|them)\b)|telling|"
    r"explain|explaining|describe|describing|share|sharing|walk|walking|talk|talking|take me|show|"
    r"showing|say (?:a (?:bit|little|few words)|more|(?=(?:what|how|why|which|who|where)\b))|elaborate|expand|give|"
    r"giving|list|name|identify|outline|sketch|paint|compare|point|"
    r"illustrate|think (?:of|back)|remember|recall|mention|break down|go into|help (?:me|us) (?:to )?(?:understand|"
    r"see|picture|imagine|choose|decide|figure|make sense|think)|teach|run me through|lead me through|shed|"
    r"let me (?:know|in on|hear)|fill me in|clarify|summarize|recount|discuss|reflect|speak (?:to|about|on)|"
    r"put (?:me|us) in (?:touch|contact)|connect me|introduce me|advise|enlighten|guide|speculate|guess|"
    r"pick|rank|rate|spell out|imagine|offer|send|picture)"
)
_SHELL = re.compile(
    rf"\b(?:can|could|would|will|may|might) you (?:\w+ ){{0,3}}?{_SHOWN}\b|"
    rf"\b(?:would|do) you (?:also )?(?:mind|be (?:willing|able|open|so kind as|comfortable|up for|ok(?:ay)? with))"
    rf"(?: to)? (?:\w+ )?{_SHOWN}\b|"
    rf"\b(?:is|would) it (?:be )?(?:possible|ok|okay|all right|alright|fine)(?: for you)? to {_SHOWN}\b|"
    r"\b(?:do|would) you (?:happen to |still )?(?:remember|recall|know (?=(?:what|how|who|which|where|when|why)\b))|"
    rf"^(?:please |kindly |maybe )*{_SHOWN}\b|"
    r"\b(?:i would|i am|i was|i want|i wish|i hope|would love|would like|curious|interested|wondering|wonder)\b"
    r"[^.?!]{0,30}?\b(?:hear|know|understand|learn|see|wonder|wondering|curious|interested|ask)\b"
)
_WHETHER = re.compile(
    r"\b(?:tell (?:me|us)|tell|know|say|explain|share|let me know|wonder|wondering|ask|asking|curious|"
    r"clarify|see|hear|confirm|sure|interested|clear up|remember) ?(?:about |please |maybe |to me )?"
    r"(?:if|whether)\b(?! (?:so|not|yes)\b)|^(?:if|whether) (?:you|it|the|your)\b[^,]*$|"
    r"\bmind if i (?:ask|asked) (?:you )?(?:if|whether)\b"
)
_ASKED_AFTER = re.compile(rf"(?: me| us)?(?: \w+ly)?[,:]? {_AUX} (?:{_PERSON}|your|the|my|an?)\b")
_WH_LATER = re.compile(r"\b(?:what|how|why|which|who|whom|where|when)\b")

_YES_OR_NO = re.compile(
    rf"^(?:[\w' -]+, ?)?{_AUX} (?:{_PERSON}|[\w'-]+)\b|^(?:u|you|ever|any|anything|anyone|anybody|still|been)\b|"
    rf"^(?:(?:if|when|since|as|after|while|given|with|for|in|at|on|now that|because|being|looking|having|before)\b"
    rf"[^,?!]*?,? )(?=(?P<late>{_AUX} {_PERSON}\b))"
)
_TAG = re.compile(
    r"(?:,|\.\.\.| -)? ?\b(?:right|correct|huh|yes|yeah|no|eh|true|or not|or no|or nah|isn't it|is it not|are you not|"
    r"are they not|was it not|were you not|do you not|does it not|did you not|do they not|have you not|has it not|"
    r"can you not|would you not|will it not|innit|"
    r"am i (?:right|wrong)|is that (?:right|true|correct|so)|is it|are you|do you|don't you|does it|did you|are they|"
    r"do they|would you|have you|"
    r"or (?:is|am|are|does|do|was|did) (?:it|i|that|you|they) not(?: (?:really|so))?|or not (?:really|so much|at all))"
    r"[ ?!.]*$"
)
_LEAVE_ACT = (
    r"(?:write|e-?mail|call|text|contact|message|reach|use|mention|say|tell|shadow|watch|observe|visit|come|"
    r"sit in|see|follow|ask|send|stay|keep|connect|add|check in|get back|get in touch|meet|bring|take (?:a )?"
    r"(?:notes?|pictures?|photos?)|record|quote|share|stop by|drop|swing|show|borrow|have (?:your|a look|another)|"
    r"look|cite|spend|tag along|ride along|listen|name|refer|let|return|talk|speak|touch base|update|thank|try|"
    r"hear|pass|tour|peek|photograph|buy|quickly|trouble|bother|circle|follow up|be in touch|interview|go along|"
    r"give them|observe|accompany|hang)"
)
_LEAVE = re.compile(
    rf"\b(?:may|might) (?:i|we)\b|\b(?:can|could|should) (?:i|we) (?:please |maybe |also |possibly |perhaps |ever |"
    rf"still |then |just )*{_LEAVE_ACT}\b|"
    r"\bwould it (?:be )?(?:\w+ )?(?:ok|okay|all right|alright|fine|cool|good|a problem|possible)(?: with you| by "
    r"you)? (?:if|that|for) "
    r"(?:i|we|me|us)\b|^(?:is|would) (?:that|this|it) (?:be )?(?:all right|ok|okay|fine|alright|possible|cool|a "
    r"problem)"
    r"(?: with you| for you| by you)? ?\?*$|\bam i allowed to\b|\bwould it (?:\w+ )?(?:bother|disturb|annoy) you "
    r"if i\b|"
    rf"\b(?:ok|okay|all right|alright|possible|fine|cool|good|bad|rude|weird|acceptable|appropriate|i allowed|a "
    rf"problem|"
    rf"too much|"
    rf"welcome)(?: with you| by you)? (?:if i|if we|for me to|that i|to|me to|when i) (?:ever |also |maybe "
    rf")?{_LEAVE_ACT}"
    r"\w*\b|\b(?:do|would) you mind (?:if i|me|my)\b|\bmind if i\b|"
    rf"\b(?:any|a) (?:chance|way) (?:that )?(?:i|we) (?:could|can|might) {_LEAVE_ACT}\b|"
    rf"\b(?:would|could|can) you (?:\w+ )?(?:let|allow) me (?:to )?{_LEAVE_ACT}\b|"
    r"\bwould you (?:be )?(?:\w+ )?(?:open|willing|up|available|free|able|ok|okay|comfortable|happy)"
    r"(?: to| for| with)? (?:to )?(?:talk|chat|meet|me|a|another|answer|speak|let|have|stay|keep|hear|be|staying)\b|"
    r"\bwould you have (?:\w+ ){0,3}(?:time|minutes|moment)\b"
)
_A_THING = (
    r"(?:something|anything|anyone|anybody|someone|somebody|somewhere|some|other|another|a few|"
    r"(?:an?|any|one|two|three|other|particular|certain) (?:[\w-]+ ){0,3}?(?:books?|podcasts?|blogs?|class(?:es)?|"
    r"courses?|skills?|person|people|"
    r"moments?|mistakes?|questions?|associations?|groups?|projects?|days?|advice|tips?|suggestions?|recommendations?|"
    r"ideas?|stor(?:y|ies)|examples?|parts?|ways?|habits?|lessons?|memory|memories|resources?|websites?|"
    r"magazines?|journals?|places?|times?|things?|tools?|traits?|words?|thoughts?|favou?rites?|"
    r"favou?rite [\w-]+|experiences?|"
    r"organizations?|clubs?|events?|conferences?|meetings?|cases?|patients?|clients?|teachers?|mentors?|role models?|"
    r"newsletters?|films?|movies?|articles?|newspapers?|pointers?|strateg(?:y|ies)|tricks?|"
    r"rules?|decisions?|myths?|misconceptions?|names?|contacts?|colleagues?|alumni|aspects?|"
    r"trends?|changes?|steps?|paths?|roles?|fields?|majors?|kinds? of \w+|types? of \w+|sorts? of \w+))"
)
_THING = re.compile(
    rf"\b(?:is|are|was|were|has|have) there (?:\w+ )?(?:been )?(?:{_A_THING}|\w+ (?:else|besides))\b"
    r"(?=[^?]*\b(?:you|i|that|who|which|to|for|when|where|your|else)\b)|"
    r"\bare there (?:questions|books|people|skills|classes|groups|resources|podcasts|things|places|ways) (?:i|you|"
    r"that|who)\b|"
    r"\bknow (?:of )?(?:an? |any |some )[\w-]+(?: [\w-]+)?,? (?:who|that|which|i could|i can|for me|with whom)\b|"
    rf"\b(?:do|would|did|could|might) you (?:happen to )?(?:have(?! an? (?:\w+ )?(?:mentor|teacher|client|patient|role "
    rf"model|colleague))|know|know of|got|see|suggest|recommend|think of|want to "
    rf"share|remember) {_A_THING}\b|\bhave you (?:got )?any (?:advice|tips|suggestions|ideas|thoughts|"
    r"recommendations)\b|"
    rf"\bcan you (?:suggest|recommend|think of|name|point)|\b(?:could|would) you (?:\w+ )?(?:suggest|recommend|"
    rf"name|point) "
    rf"(?:me )?(?:to )?(?:{_A_THING}|people|two|three|books|resources|where|ways|which)|"
    r"^any (?:\w+ ){0,2}(?:advice|tips?|suggestions?|recommendations?|ideas?|thoughts?|books?|resources?|people|"
    r"stor(?:y|"
    r"ies)|words|lessons|pointers|names?|one)\b|"
    r"^(?:any(?:one|body)|someone|somebody|anything|something) (?:else )?(?:you|i|that|who|to)\b|"
    r"\b(?:did|does|has|was|is) (?:anything|something) (?!(?:go )?wrong|like|ever\b)"
)
_EITHER = re.compile(
    rf"\b(?:better|best|prefer|rather|more|mostly|mainly|usually|either|instead|choose|pick|recommend|suggest|"
    rf"smarter|wiser|easier|harder|first|matters?|enough|worth|start|go|stay|should|helped?|learn\w*|say)\b"
    rf"[^?!.]*? or (?!not\b|no\b|nah\b|so\b|anything\b|something\b|what\b)[\w-]+|"
    rf"\bor (?:{_AUX}) (?:{_PERSON}|the|your|a)\b(?! not)|\bor [^?!.]* (?:better|best|more|easier|harder|first)\b|"
    rf"\b(?:is|was) it [^?!.]* or [^?!.]* (?:that|who)\b|"
    r"\b(?:alone|with|in|at|on|from|by|for|as|to|because|through|during|before)\b[^?!.,]*,? or (?:rather )?(?:in|at|on|"
    r"from|"
    r"by|for|as|to|with|because|through|together|alone|after|during|outside|remotely|home)\b|"
    r"\b(?:luck|plan|plans|choice|chance|accident|design|big|small|public|private|hard|good|day|days|degree|"
    r"experience|talent|theory|full[- ]time|large|generalist|calling|passion|gift|art|head|city)\b,? or (?:an? |the |"
    r"more |of )?\w+"
)
_OR_NOT = re.compile(r"\bor (?:not|no|nah|so|is it not|are you not|something|anything|whatever|what)\b")
_NOUN_QUESTION = re.compile(
    r"^(?:the |your |(?:most|least) )*(?:best|worst|hardest|easiest|favou?rite|biggest|most|least|first|advice|tips|"
    r"thoughts|highs|lows|story|stories|examples?|recommendations|suggestions|opinions?|opinion on|ideas)\b"
)


# "Saved you from what?"
_WH_LAST = re.compile(r"\b(?:what|how|why|whom|where|why not|how so)(?: exactly| then)? ?\?+$")


def asks_yes_or_no(sentence: str) -> bool:
    """Whether its form asks for a yes or a no, whatever it asks for."""
    return bool(_YES_OR_NO.search(_OPENING.sub("", sentence).strip()) or _WHETHER.search(sentence))


def shape(sentence: str) -> Shape:
    """Of one sentence that `plain` made."""
    if _WH_LAST.search(sentence):
        return Shape.OPEN
    asks = sentence.endswith(("?", "?!", "??", '?"', "?)")) or not sentence.endswith((".", "!"))
    read = _OPENING.sub("", sentence).strip()
    asks = asks or _INVERTED.match(read) is not None
    if _is_open(sentence, asks=asks) or (read != sentence and _is_open(read, asks=asks)):
        return Shape.OPEN
    if _WHETHER.search(sentence):
        return Shape.OPEN if _has_two_ways(read) else Shape.CLOSED
    if _LEAVE.search(sentence) or _THING.search(read):
        return Shape.OPEN
    if asks and _NOUN_QUESTION.search(read):
        return Shape.OPEN
    if _YES_OR_NO.search(read) and asks or _TAG.search(sentence) and "?" in sentence or sentence.endswith("?"):
        return Shape.OPEN if _has_two_ways(read) else Shape.CLOSED
    return Shape.STATEMENT


def _has_two_ways(sentence: str) -> bool:
    return bool(_EITHER.search(sentence)) and not _OR_NOT.search(sentence)


def _is_open(sentence: str, *, asks: bool) -> bool:
    for begun in _AT_CLAUSE.finditer(sentence):
        before = sentence[: begun.start()]
        is_relative = _RELATIVE.match(begun.group()) and not _STILL_BEFORE.match(before)
        if asks and not is_relative and not _KNOWN.search(before):
            return True
    if asks:
        for begun in _INVERTED.finditer(sentence):
            if not _KNOWN.search(sentence[: begun.start()]) and not _WHETHER.search(sentence[: begun.start()]):
                return True
    if told := _SHELL.search(sentence):
        whether = _WHETHER.search(sentence, told.start()) or _ASKED_AFTER.match(sentence, told.end())
        open_part = _WH_LATER.search(sentence, told.end())
        if not whether or (open_part and open_part.start() < whether.start()):
            return True
    return False
