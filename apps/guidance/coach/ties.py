"""The words for what ties the person and the writer: a place, people, something read or seen."""

import re

# What follows has to say something, too.
_TAIL = r"(?=(?P<rest>[^.!?;]*))"
# From its first letter: to try each letter in turn takes the square of its length.
_CLAUSE = r"(?<![^.!?;,])(?P<rest>[^.!?;,]*)"
# What ties the two together.
_RELATION = (
    r"(?:mother|father|mom|mum|dad|parents|sister|brother|aunt|uncle|cousin|grandmother|grandfather|"
    r"grandma|grandpa|wife|husband|daughter|son|kids?|"
    r"roommate|neighbou?r|boss|captain|coach|teammate|classmate|friend|supervisor|teacher|pastor|"
    r"landlord|lab partner|professor|adviser|advisor)"
)
_TOO = re.compile(
    r"\bi (?:am|was|have|play|played|grew|went|study|studied|work|worked|come|came|majored|"
    r"served) (?P<rest>[^.!?;,]*?)\b(?:too|as well)\b"
)
SHARED = [
    re.compile(
        r"\b(?:(?:summers?|winters?|years?|months?|seasons?|shifts?|semesters?|classes|days) (?:\w+ )"
        r"{0,5}?(?:with|under|for) you)\b" + _TAIL
    ),
    re.compile(
        r"\bwe (?:both(?! (?:are )?(?:interested|on|in)\b)|overlapped|taught|swam|danced|fished|studied|share|"
        r"shared|sat|(?:spoke|talked|chatted)(?= about)|worked|lived|live|grew|went|rode|played|sang|"
        r"volunteered|were|danced|stood|ran)\b" + _TAIL
    ),
    re.compile(
        r"\b(?:(?<!person )(?<!people )(?<!someone )(?<!somebody )(?<!professional )(?<!expert )like you|as you "
        r"(?:did|do|once did|were)|same as you|you too|you also|just like yours?)\b" + _TAIL
    ),
    re.compile(
        rf"\b(?:my|our) {_RELATION}(?:'s)?(?: \w+){{0,3}} (?:works?|worked|knows?|knew|grew up|went to|"
        r"studied|served|rows?|plays?|played|sings?|sang|lives?|drove|drives|fished|trained|taught)"
        r"\b(?=[^.!?;]*\byou)" + _TAIL
    ),
    re.compile(
        r"\bi (?:(?:am|was)(?! (?:\w+ ){0,2}(?:interested|looking|curious|writing|excited|impressed|inspired|"
        r"reaching|hoping|eager|keen|happy|contacting|fascinated|glad))|sit|sat|took|take|worked|work|live|"
        r"lived|bagged|served|interned|volunteered|played|grew up|was raised) (?:\w+ ){0,3}?(?:in|at|under|"
        r"for|with|from|next to|near|across|behind|beside|two) (?:your\b|you\b|the same\b|across the street|"
        r"next door)" + _TAIL
    ),
    re.compile(
        r"\bi (?:\w+ )?(?:read|watched|listened to|attended|heard|loved|enjoyed|went to|visited|bought|saw|"
        r"use|used|followed|follow|was at|caught) (?:the|an?|every|this|that|both) (?:\w+ ){0,4}?(?:article|"
        r"book|talk|lecture|podcast|panel|episode|paper|exhibit|exhibition|interview|film|show|play|workshop|"
        r"keynote|blog|column|concert|presentation|feature|piece)\b(?=[^.!?;]*\byou)" + _TAIL
    ),
    re.compile(
        r"\b(?:said|says|thinks|thought|told me|tells me|mentioned|swears|assured me)\b.{0,20}\byou (?:are|"
        r"would be|will be|might be|could be)\b.{0,40}\b(?:ask|talk to|talk with|speak to|speak with|turn to|"
        r"knows?|go to|tell me|explain)\b" + _TAIL
    ),
    re.compile(
        r"\b(?:congrats|congratulations|kudos|bravo|well done|thanks|thank you)(?: so much| again)? (?:on "
        r"(?!your (?:success|career|achievements?))|(?:for|to) (?=(?:speaking|talking|teaching|coming|telling|"
        r"visiting|showing|writing|building|making|lecturing|opening|winning)\b)|for (?!having\b)(?!(?:consider|tak|"
        r"read|reach|accept|gett|reply|respond|connect|be|giv|help|agree|shar|offer|allow|spend|support)ing)"
        r"(?=\w+ing\b))" + _TAIL
    ),
    re.compile(r"\b(?:heard|saw|seen|watched) you (?:on|at|in|speak|talk|play|teach|perform|do|lead|give)\b" + _TAIL),
    _TOO,
    re.compile(r"\b(?:thanks|thank you)(?: so much| again| very much)? for (?:the|that|this)\b" + _TAIL),
    # "If anyone can tell me about pipe organs, it's you", "nobody knows more about dentures than you".
    re.compile(
        r"\b(?:if (?:anyone|anybody|someone|somebody|one person)|nobody|no one|few people|who "
        r"better)\b(?P<rest>[^.!?;]*)\b"
        r"(?:(?:it|that) (?:is|would be) you|you are|you would be|than you)\b"
    ),
    re.compile(_CLAUSE + r" (?:has|had|bears|bore|carries|shows|wears|with) your (?:name|initials|signature)\b"),
    re.compile(r"\bi (?:\w+ )?(?:learned|heard|know)\b(?P<rest>[^.!?;,]*) (?:through|from|thanks to) you\b"),
    re.compile(r"\b(?:an?|your|my) fellow (?P<rest>(?:[\w-]+ ){1,3})"),
    re.compile(r"\bboth of us\b" + _TAIL),
    re.compile(
        r"\bthe (?P<rest>(?:[\w-]+ ){1,4}?)(?:that |which )?you (?!(?:can|could|would|will|may|might|"
        r"are|have|like|prefer)\b)\w+"
    ),
    re.compile(_CLAUSE + r",? (?:the way|than|as|like) you (?:do|did|have|had|are|were)\b"),
    re.compile(_CLAUSE + r" (?:is|was|are|were) yours\b"),
    re.compile(r"\byou and (?:i|me|my \w+)\b" + _TAIL),
    re.compile(
        r"\b(?:the same|same) (?:\w+ )?(?:program|major|dorm|hall|hometown|town|village|neighborhood|street|"
        r"school|high school|team|club|church|fraternity|sorority|degree|department|job|shift|bus|train|"
        r"professor|adviser|course)\b" + _TAIL
    ),
    re.compile(
        r"\b(?:only|one of the few) (?:\w+ )?(?:person|people|alum\w*|graduate|one|woman|man|nurse|engineer|"
        r"\w+er|\w+ist)\b" + _TAIL
    ),
]
