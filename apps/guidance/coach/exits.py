"""Whether the person may easily say no, or choose when and how."""

import re

from apps.guidance.coach.prose import plain, sentences

# Something stands in the way of a yes ...
_HINDERED = (
    r"(?:not|no|busy|unable|too|rather|prefer|bad|wrong|impossible|slammed|swamped|wiped|tired|full|hard|tough|difficult|"
    r"inconvenient|overloaded|stretched|underwater|buried|overwhelmed|packed|hectic|crazy|much|deadline|nights?|season|"
    r"field|middle|trip|vacation|leave|traveling|away|tied|occupied|isn't|otherwise|else|wait|doubts?|uncomfortable)"
)
# ... and the writer takes it well.
_TAKEN_WELL = (
    r"(?:understand(?:able)?|no (?:problem|worries|worry|pressure|stress|hard feelings|obligation|need|harm|biggie|big deal|"
    r"offense|explanation|sweat|bother)|(?:it is|that is|is|are|be|feel|all|totally|completely|perfectly|quite|absolutely|"
    r"also|entirely|a no is) (?:ok|okay|fine|alright|all right|good|cool|understandable|welcome|free)|will not (?:mind|"
    r"be (?:offended|hurt|upset|sad|mad|disappointed)|bother|take it|hold it|ask again|write again|trouble|offend|chase|"
    r"insist|follow up|feel|think)|would not (?:mind|offend|take it|hold it)|do not (?:worry|trouble|feel|have to|need to|"
    r"sweat|stress)|need not|ignore|skip|decline|say no|say so|pass on|turn (?:me|this|it) down|get it|leave it|let it (?:go|be)|"
    r"let me know|forget|drop it|never ?mind|thank you|thanks|glad|happy|grateful|later|wait|another|instead|try (?:me )?again|"
    r"still|just tell|respect|survive|live with|be fine|be ok|be okay)"
)
_LEAVE = [
    re.compile(rf"\b(?:if|should|unless|in case|when|wherever|and if|or if)\b[^.!?]{{0,70}}\b{_HINDERED}\b.{{0,60}}\b{_TAKEN_WELL}\b"),
    re.compile(rf"\b{_TAKEN_WELL}\b.{{0,30}}\b(?:if|should|when|either way|whatever|whichever|regardless)\b.{{0,60}}\b{_HINDERED}\b"),
    re.compile(
        r"\bhesitate to (?:say|decline|tell|turn|refuse|ignore)|\b(?:silence|no reply|no answer|no response|not (?:replying|answering)|saying no|no) (?:is|would be|will be) "
        r"(?:\w+ ){0,2}(?:fine|ok|okay|alright|answer|understandable|good)\b|\bonly if you (?:feel|want|like|wish|have|can)\b|\b(?:no (?:worries|pressure|stress|hard feelings|obligation)|no problem (?:at all|if|whatsoever|either)|"
        r"no need to (?:reply|answer|respond|explain|write back)|feel free to (?:say no|decline|ignore|skip|pass|turn|tell me no)|"
        r"(?:just|simply|can|may|could|please|to|safely) (?:of course |always |certainly |also |just )?(?:ignore|decline|say no|skip|pass)|(?<!not )(?<!never )say no\b|"
        r"(?:a|the|your|my) (?:simple |polite |short |plain )?\"?(?:no\b|not now|not this \w+|not today|maybe later)|"
        r"\"(?:no|not now|not this \w+|no thanks|maybe later)\"|no (?:is|would be) (?:an? )?(?:\w+ )?(?:ok|okay|fine|answer|good)|"
        r"if (?:it is|it has to be|you say|the answer is|your answer is|that is|not|so)(?: a)? ?no\b|if not,|or not at all|"
        r"whether or not|either way|whatever you decide|"
        r"i (?:will |would |shall |can )?(?:totally |completely |fully |of course |certainly |absolutely |quite |also )*(?:get it|understand)"
        r"(?: (?:that )?(?:completely|totally|fully|perfectly|of course|entirely|too|if|a no|should|either way|and)\b|[.,!;]|$)|"
        r"under no obligation|not obliged|no hurry|no rush|all good if|"
        r"(?:do not|please never) (?:worry about (?:it|replying|answering)|feel (?:obliged|obligated|pressured|you have to|bad|any)))"
    ),
]
# The person chooses the day, the hour or the way.
_CHOICE = [
    re.compile(
        r"\b(?:when|what|which|wher|who|how)ever (?!you do\b)(?:\w+ ){0,4}?(?:you|your|is|are|suits?|works?|fits?|leaves|day|time|week|way|hour|"
        r"format|morning|evening|slot|convenient|easiest|easier|best|allows?)\b"
    ),
    re.compile(
        r"\bany (?:other )?(?:day|time|week|hour|afternoon|morning|evening|night|weekend|weekday|month|date|slot|way|format|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|place)\b(?! (?:now|soon))|\banytime\b|\bany of (?:these|those|them)\b"
    ),
    re.compile(
        r"\b(?:suits?|fits?|works(?: out)?(?: best| well| better)?|(?<!i )\b(?:would|might|could|may|will|can|does) (?:best )?work(?: best| well| better| out)?|convenient|easy|easier|easiest|good|best|better|possible|comfortable|okay|ok|"
        r"handy|quiet|right|least busy) (?:for|with|to|into|on) you\b|\b(?:suits?|fits?|pleases?) (?:you|your)\b|"
        r"\b(?:at|on|around|in|with|to|within) your (?:\w+ )?(?:convenience|schedule|availability|timing|time zone|calendar|terms|leisure|"
        r"preference|deadlines|plans|day|choice|choosing)\b"
    ),
    re.compile(
        r"\b(?:of your (?:choice|choosing)|your (?:call|choice|pick)|up to you|you tell me|you (?:say|tell me) (?:when|where|how|which|what)|leave (?:\w+ ){1,8}?(?:up )?to you|you (?:choose|pick|decide|name)\b(?! to)|"
        r"(?:\w+) you(?: would| might)? (?:like|prefer|wish|choose|want|pick)(?: best| most)?(?=$|[,.?!:)]| (?:and|or)\b)|"
        r"(?:pick|choose|name|suggest|propose) (?:any|a|the|your|whatever|whichever) (?:\w+ )?(?:day|time|date|hour|place|format|slot|moment))"
    ),
    re.compile(
        r"\b(?:i am|am|be|i would be|very|quite|totally|completely|pretty|fully|stay|remain|also) (?:\w+ )?flexible\b(?! and (?:hard|motivated|reliable|eager|a |punctual|quick|willing to (?:work|learn)))|\bflexible (?:with|about|on|as to|"
        r"in|regarding)\b|^flexible\b|\b(?:work|fit|plan|move things|move|bend|arrange (?:myself|things|it)|juggle) (?:things )?around\b|\bwill (?:\w+ )?bend\b|"
        r"\b(?:i )?(?:can|could|will|would|shall) (?:\w+ )?(?:adapt|adjust|accommodate|rearrange)\b|\bhappy to (?:adapt|adjust|accommodate|"
        r"rearrange|reschedule|move)\b|\b(?:we|i) (?:can|could) (?:\w+ )?(?:reschedule|move it|postpone|do it (?:an)?other|find another)\b"
    ),
    re.compile(
        r"\b(?:another|a different|some other|a later|a better|other) (?:day|time|weekend|week|month|date|hour|slot|moment|format|way)s?\b"
        r".{0,30}\b(?:works?|fine|ok|okay|good|too|instead|suits?|better|possible|well|happily|just)\b|"
        r"\b(?:can|could|if|or|would|maybe|do it|try|prefer|is|for) (?:\w+ ){0,2}(?:another|a different|some other|a better|a later|other)"
        r" (?:day|time|weekend|week|month|date|hour|slot|moment|format|way)s?\b|\bwait (?:till|until|for|as long)\b|\bgladly wait\b|"
        r"\b(?:late|early|odd|weekend|evening|night) (?:hours|times|mornings|evenings|nights)?.{0,12}no problem\b|"
        r"\bwhen (?:it is|it would be|it|you|your|things|life|the \w+)(?: \w+){0,3} (?:free|good|convenient|time|calm|calmer|slow|slower|slows|"
        r"suits?|want|like|allows?|calms?|settles?|moment|quiet|quieter|back|over|between)\b"
    ),
]
_DAYS = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mornings?|afternoons?|evenings?|weekends?|weekdays?|nights?|early|late|lunch(?:es)?|this week|next week|noon)"
_WAYS = (
    r"(?:phone|telephone|call|video|zoom|skype|teams|facetime|google meet|e-?mail|text|texts|messages?|writing|in person|person|coffee|walk|"
    r"office|online|voice notes?|letter|shop|studio|lab|clinic|station|campus|chat|messenger|whatsapp|meet)"
)
_GAP = r"(?: (?:a|an|the|your|our|my|by|on|in|at|over|via|through|after|during|if|is|easier|even|some|quick|video|phone|voice|short|some))*"
_EITHER = [
    re.compile(rf"\b{_DAYS}(?: \w+){{0,3}},? or{_GAP} (?:\w+ )?{_DAYS}\b"),
    re.compile(rf"\b{_WAYS}\b[^.!?]{{0,25}}\bor\b{_GAP} (?:\w+ )?{_WAYS}\b"),
    re.compile(rf"\b(?:either|or|both|if){_GAP} {_WAYS}(?: \w+){{0,3}} (?:work|works|is|are|fine|ok|okay|good|easier|better|best|also|too|helps?)\b"),
    re.compile(rf"\bor(?: \w+){{0,3}} (?:at|by|on|over|in|via|through){_GAP} {_WAYS}\b|\b{_WAYS} too\b"),
    re.compile(r"\bfree (?:all|most|any|every|the whole|the entire|almost any|nearly any|pretty much any)\b"),
    re.compile(rf"\b(?:by|over|via|in|on|through|at){_GAP} {_WAYS} (?:instead|as well|too)\b"),
    re.compile(
        r"\b(?:when|which|what)(?: \w+){0,6}? (?:would|might|is|are|could|will|works|may)(?: \w+){0,3}? (?:convenient|good|best|suit|suits|work|fit|easiest|possible)\b"
        r"(?! (?:with|for) (?:me|us))"
    ),
]


def way_out(text: str) -> str:
    """"no" where `text` says that a no is fine, "choice" where it leaves day or format to the person, else empty."""
    read = sentences(plain(text))
    if any(pattern.search(sentence) for sentence in read for pattern in _LEAVE):
        return "no"
    if any(pattern.search(sentence) for sentence in read for pattern in (*_CHOICE, *_EITHER)):
        return "choice"
    return ""
