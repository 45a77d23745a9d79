"""Whether the person may easily say no, or choose when and how."""

import re

from apps.guidance.coach.prose import plain, sentences

# What may stand in the way of a yes: "if you're swamped", "should this not suit you", "unless it is too much".
_CONDITION = re.compile(
    r"\b(?:if|should|unless|in case|even if|and if|or if) (?:(?:and|or|but|ever|however|maybe|all|for any "
    r"reason),? )*"
    r"(?:you|it|this|that|now|time|the|i am|i have|i (?:have )?caught|your|there|any|my|we|life|work|things|talking|a|these|those|none|"
    r"nothing|timing|next|mon\w+|tues\w+|wed\w+|thurs\w+|fri\w+)\b"
    r"(?P<what>[^.!?]{0,60}?\b(?:not(?! (?:too|busy|a (?:bother|problem|burden|bad)|mistaken|only|just|"
    r"much|inconvenient|asking))|no|never|busy|unable|too(?! (?:are|were|have|am))|rather|prefer|bad|"
    r"wrong|"
    r"impossible|slammed|swamped|wiped|exhausted|tired|full|hard|tough|difficult|inconvenient|overloaded|"
    r"stretched|underwater|buried|overwhelmed|packed|hectic|crazy|"
    r"deadline|nights|season|middle|trip|vacation|traveling|away|tied|otherwise|wait|uncomfortable|weird|"
    r"awkward|burden|bother|annoying|conflict|problem|sick|on call|in trial|"
    r"terrible|awful|lousy|horrible|rotten|off|stressful|short|ill|over(?:step|reach)\w*|intru\w+|out of line|asking|"
    r"drowning|snowed|flooded|burned out|beat|drained|spent|retired|private|nothing|nobody|sooner|"
    r"unwelcome|out of the question|decline|refuse|pass|skip)\b)(?P<then>.*)"
)
_HINDERED_PLAINLY = re.compile(
    r"^[\W]*(?:(?:if|and if|or if|but if) (?:not|no|so no|it is no|it is a no)\b|(?:if|unless) (?:busy|tired|"
    r"you pass))|^(?:not possible|too busy|busy|no time|swamped|not interested|bad time|not now|no)\?"
)
# What makes a condition a threat or another order.
_PRESSED = re.compile(
    r"\bi (?:will|shall|am going to) (?:call|come|write|try|ask|phone|visit|stop|wait for you|be there|"
    r"follow|email|e-mail|send|keep)\b(?! (?:no|less))|\b(?:call|phone|text|email) me\b|"
    r"\b(?:must|asap|at the latest|urgent\w*|need (?:to know|you|your|an answer))\b|\bforward\b|\bsomeone "
    r"else (?:who|to|in)\b"
)
_LEAVE = [
    # Whatever may be so: "if nobody comes to mind, that's all right".
    re.compile(
        r"\bif [^.!?]{2,60}?,? (?:(?:that|this|it) (?:is|would be)|i am|all) (?:\w+ ){0,2}?(?:fine|ok|okay|all right|alright|cool|good|understandable)\b"
        r"(?! (?:for|with|by) me\b)"
    ),
    re.compile(
        r"\bno (?:harm|worries|pressure|stress|hard feelings|obligation|harm done|biggie|big deal|sweat|pb|"
        r"prob|probs)\b|\bno problem (?:at all|if|whatsoever|either)|\bnp if\b|"
        r"\b(?:feel free|welcome|fine|ok|okay|all right|alright|free|easy) (?:for you )?to (?:say|tell me|decline|refuse|ignore|skip|"
        r"pass|delete)\b(?! (?:yes|about|how|what|me (?:about|how|what)))|"
        r"\b(?:no need|not need|not have|not feel (?:you have|that you have|obliged|obligated|pressured|"
        r"bound)) to (?:reply|answer|respond|explain|write back|say yes|do this)|\bneed not (?:reply|"
        r"answer|respond)|"
        r"\bfeel free (?:not to|to (?:say no|decline|ignore|skip|pass|turn|tell me no|refuse|delete))|"
        r"\bhesitate to (?:say|decline|tell|turn|refuse|ignore)|"
        r"(?:\b(?:just|simply|can|may|could|please|to|safely|or|then|and|totally)|^|[,?]) ?(?:of course |always |certainly "
        r"|also |just |simply |then |totally )*(?:ignore|decline|refuse|skip|pass on|turn (?:me|this|it) down|"
        r"let (?:it|this(?: one)?) (?:go|sink|slide|lie|be|rest|pass)|leave (?:it\b|me on read|this unread)|delete|toss|trash|"
        r"bin (?:it|this)|ghost me|shoo|tell me (?:to (?:get lost|go away|buzz|back|stop|leave|bug)|no\b|off\b)|"
        r"give (?:this|it) (?:no|not) (?:an?other )?thought|pay (?:this|it|me) no (?:mind|heed)|forget (?:i|my|this|it|about "
        r"it|me|that i))\b|"
        r"\bor (?:do not|not)(?: at all)?(?= ?(?:lol|haha|$|[.,!?:;)]))|\bfree to (?:pass|say|decline|ignore)\b|"
        r"\b(?:do|does|will|would|could) not owe\b|\bnot feel (?:that )?(?:you (?:have|need|must|ought|should|owe)|any|the|bad\b|guilty|under|pressure|rushed|obligat)|"
        r"\bnot have to(?= (?:answer|reply|respond|say yes|explain|agree|do (?:it|this|any of)|at all)\b|[.,!]|$)"
    ),
    re.compile(
        r"(?<!not )(?<!never )(?<!will )\b(?:say|saying|answer) (?:\")?no\b|\b(?:a|the|your|my|any|for|as|"
        r"take) (?:simple |polite |short |plain |quick |honest |clear )?\"?(?:no\b|not now|not this \w+|"
        r"not today|maybe later)(?! (?:one|brainer|doubt|idea|for an answer))|"
        r"\"(?:no|not now|not this \w+|no thanks|maybe later|not today|nope)\"|\b(?:silence|no reply|no "
        r"answer|no response|not (?:replying|answering)|no) (?:is|would be|will be|works|means) (?:\w+ )"
        r"{0,3}(?:fine|ok|okay|alright|answer|understandable|good|cool|no)\b|"
        r"\bthe answer is no\b|\bor not at all\b|\bwhether or not you\b|\beither way\b|\bwhatever you "
        r"(?:decide|answer|say)\b|\bonly if you (?:feel|want|like|wish|have|can)\b|\byou owe me nothing\b|"
        r"\bunder no (?:obligation|pressure|duty)\b|\bnot obliged\b|"
        r"\bno (?:hurry|rush)\b|\b(?:all good|totally fine|totally ok|perfectly fine|completely fine|no "
        r"offense taken?|cool) if\b|\bno (?:offense|guilt|drama|sorrow)\b|\bwithout (?:guilt|a word|explan\w+|any reason)\b|"
        r"\b(?:no (?:reply|answer|response)|silence) (?:is needed|needed|required|necessary|will be|is|works)\b|\bnot (?:worry|stress|sweat|trouble yourself)(?: about)?(?: it| this| "
        r"replying| answering| if\b|[.,!]|$)|"
        r"\b(?:fine|ok|okay|all right|alright|cool|understandable|good) (?:if|to say no|either way|with "
        r"me if)(?! i\b)\b"
    ),
    re.compile(
        r"\bi (?:will |would |shall |can |could |do |may )?(?:totally |completely |fully |of course |"
        r"certainly |absolutely |quite |also |perfectly |entirely )*(?:get it|understand)"
        r"(?: (?:that )?(?:completely|totally|fully|perfectly|of course|entirely|too|if|a no|should|"
        r"either way|and|it|and will)\b|[.,!;]|$)|"
        r"\bi (?:will|would|can|could|shall) (?:still |just |gladly |happily |certainly |perfectly )*(?:live\b(?! (?:in|on|"
        r"at|with|near))|survive|cope\b|get over|leave you (?:alone|be|in peace)|respect (?:it|that|your (?:no|wish|choice|"
        r"answer|decision))|take a no|accept a no|bow out|back off|go away|still (?:buy|wave|like|cheer|say hi|come))|"
        r"\bnot (?:think (?:less|badly|any less)|take (?:\w+ )?(?:\w+ )?(?:personally|amiss|offense)|blame|pester|nag|push|"
        r"follow up|write again|bug you)\b|"
        r"\b(?:will|would|shall) not (?:mind|be (?:offended|hurt|upset|sad|mad|disappointed|angry|cross)|"
        r"bother you|take it (?:badly|personally|amiss|to heart)|hold it|ask (?:again|twice)|write again|"
        r"trouble you|offend|chase|insist)\b"
    ),
]
# The person chooses the day, the hour or the way.
_CHOICE = [
    re.compile(
        r"\b(?:whenever|wherever|whichever)\b(?! (?:i|we|people|students?|someone|anyone|they|he|she)\b)|"
        r"\b(?:whatever|whoever|however)"
        r" (?!you (?:do|did|have done|say to)\b)(?:\w+ ){0,4}?(?:you|your|is|are|suits?|"
        r"works?|fits?|leaves|day|time|week|way|hour|"
        r"format|morning|evening|slot|convenient|easiest|easier|best|allows?)\b|"
        # "By phone if that's simpler", "if texting is easier".
        r"\b(?:if|where|should) (?:\w+ ){1,4}?(?:is|are|be|were|would be|feels?|works|seems) (?:\w+ )?(?:easier|simpler|better|"
        r"nicer|easiest|simplest|handier|quicker|preferable|more (?:convenient|comfortable|practical))\b(?! for (?:me|us)\b)|"
        r"\bif you (?:would |might )?(?:like|prefer|rather|want)(?: \w+){0,3} (?:in person|by|over|on (?:the )?(?:phone|zoom|"
        r"video)|an? (?:call|text|letter|walk))\b"
    ),
    re.compile(
        r"\bany (?:other )?(?:day|time|week|hour|afternoon|morning|evening|night|weekend|weekday|month|"
        r"date|slot|way|format|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|place)\b(?! (?:now|soon|you would|that i|of (?:day )?(?:i|my)|to|i))|"
        r"\banytime\b|\bany of "
        r"(?:these|those|them|your)\b"
    ),
    re.compile(
        r"(?<!if it is )(?<!if that is )(?<!if this is )\b(?:suits?|fits?|"
        r"(?:that|which|what|it|times?|days?|hours?|place|one|\w+ever|else) (?:best |also )?works(?: out)?(?: best| well| better)?|(?<!i )\b(?:would|might|could|may|will|"
        r"can|does) (?:best )?work(?: best| well| better| out)?|convenient|easy|easier|easiest|good|best|"
        r"better|possible|comfortable|okay|ok|"
        r"handy|quiet|right|least busy) (?:for|with|to|into|on) you\b|\b(?:suits?|fits?|pleases?) (?:you|your)\b|"
        r"\b(?:at|on|around|in|with|to|within) your (?!office hours)(?:\w+ )?(?:convenience|schedule|availability|timing|"
        r"time zone|calendar|terms|leisure|"
        r"preference|deadlines|plans|day|choice|choosing|pace|own time|hours|turf|lunch|breaks?|shifts?|pleasure)\b"
    ),
    re.compile(
        r"\b(?:of your (?:choice|choosing|preference|liking)|your (?:call|choice|pick)\b(?! (?:with|about|"
        r"on))|to your liking|(?:according to|depending on|based on|subject to) your (?:\w+ )?(?:schedule|"
        r"availability|time|calendar|plans|needs)|"
        r"when(?:ever)? (?:would |it is |you )?(?:you (?:have|would have|are|will have|get|find|feel)(?: "
        r"\w+){0,2} (?:time|moment|free|available|break|minute|gap|chance)|possible|convenient|available)|"
        r"(?:let me know|tell me|share|send me) (?:when you|your availab\w*|what (?:time|day|works)|some "
        r"times|a (?:time|day))|(?:i can|i could|i will|happy to|glad to) (?:come|travel|drive) to you\b|"
        r"up to you|you tell me|you (?:say|tell me) (?:when|where|how|which|what)|leave (?:\w+ )"
        r"{1,8}?(?:up )?to you|you (?:choose|pick|decide|name)\b(?! to)|you (?:set|fix)(?=$|[,.?!)])|"
        r"(?:\w+) you(?: would| might)? (?:like|prefer|wish|choose|want|pick)(?: best| most)?(?=$|[,.?!:)"
        r"]| (?:and|or)\b)|"
        r"(?:pick|choose|name|suggest|propose|set|say|tell me|give me|offer) (?:any|an?|the|your|whatever|whichever) "
        r"(?:\w+ )?(?:day|time|date|hour|place|format|slot|spot|moment)(?! (?:we|i)\b)|(?:take|have|get) (?:your|the) (?:own )?pick|"
        r"as you (?:like|please|wish|prefer|see fit|choose|want)|as (?:it )?suits)\b"
    ),
    re.compile(
        r"\b(?:i am|am|be|i would be|very|quite|totally|completely|pretty|fully|stay|remain|also) (?:\w+ )"
        r"?flexible\b(?! and (?:hard|motivated|reliable|eager|a |punctual|quick|willing to (?:work|learn))"
        r")|\bflexible (?:with|about|on|as to|"
        r"in|regarding)\b|^flexible\b|\b(?:work|fit|plan|move (?:things|stuff|my \w+)|move|bend|arrange (?:myself|things|"
        r"it)|juggle) (?:things )?around\b|\b(?:i|we) (?:can|could|will) (?:\w+ )?(?:move|shift|shuffle|juggle) (?:things|stuff|my)\b|\bwill (?:\w+ )?bend\b|"
        r"\b(?:i )?(?:can|could|will|would|shall) (?:\w+ )?(?:adapt|adjust|accommodate|rearrange)\b|"
        r"\bhappy to (?:adapt|adjust|accommodate|"
        r"rearrange|reschedule|move)\b|\b(?:we|i) (?:can|could) (?:\w+ )?(?:reschedule|move it|postpone|"
        r"do it (?:an)?other|find another)\b"
    ),
    # "Is there a day that works?", "tell me when to come", "what's a good time?"
    re.compile(
        r"\b(?:an?|any|some|which|what|the) (?:\w+ ){0,2}?(?:day|time|hour|date|week|slot|morning|afternoon|evening)s? (?:that |which )?(?:\w+ )?(?:works?|"
        r"suits?|fits?|is (?:good|ok|okay|fine|free|possible))\b(?! (?:for|with) (?:me|us))|"
        r"\b(?:find|agree on|settle on|work out) (?:an?|some) (?:\w+ )?(?:time|day|date|hour)\b|\b(?:tell me|say) (?:when|where|how|what time) to "
        r"(?:come|call|be|meet|ring)\b|\b(?:what|when) is (?:an? )?(?:good|best|convenient|better)\b|"
        r"\b(?:i am|be) (?:\w+ )?(?:around|free|good|available|reachable|open) (?:[\w']+ ){0,3}?(?:every|each|any|all|most|mornings|afternoons|evenings|"
        r"nights|weekends|weekdays)\b(?! (?:my|other|the (?:best|same)))|"
        r"\bor (?:would|is|are|does|might) (?:\w+ ){1,4}?(?:easier|better|best|work|suit|simpler)\b|\bor (?:maybe |perhaps )?later (?:in|this|on|next)\b|"
        r"\btake as long as you\b|\b(?:back|again|reply|answer) (?:in (?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december|the \w+)|after|later|whenever|once)\b|\bwhatever(?=[.,!?)]|$)|\bkeep (?:it|this) (?:to|by|on|short and by) (?:e-?mail|text|phone|writing|"
        r"messages?)\b"
    ),
    # No hurry, and most of the writer's hours are free.
    re.compile(
        r"\b(?:no|not (?:an?|any|in (?:a|any))|without) (?:real |particular |fixed |great |big |special )?(?:hurry|rush|deadline|"
        r"urgency)\b|\b(?:easy|relaxed|open|open-minded) about (?:the )?(?:when|where|how|time|day|place|format)\b|\bnot (?:picky|fussy)\b|"
        r"\byour (?:schedule|calendar|comfort|convenience) (?:rules|wins|decides|comes|goes)\b|"
        r"\b(?:in|within|over|during) the (?:next|coming) (?:\w+ ){0,2}?(?:weeks|months)\b|\bsome (?:\w+ )?(?:mornings?|afternoons?|"
        r"evenings?|nights?|weekends?|weekdays?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bsome ?time (?:this|next|in|before|"
        r"after|over|during|soon|when)\b|\bnot (?:at all )?(?:urgent|pressing|time-sensitive)\b|\b(?:take|in) your (?:own )?(?:sweet )?time\b|"
        r"\b(?:it|this|that) (?:can|could|may|will) (?:\w+ )?wait\b|\bnot (?:have|need) to be (?:now|soon|this|right|today|long|"
        r"in person|on)\b|\b(?:sometime|some time|some day|someday)[^.!?]{0,30}\b(?:you|your)\b(?! (?:know|for|to|about|today)\b)|"
        r"\bmy (?:\w+ ){0,2}(?:calendar|schedule|days?|mornings|afternoons|evenings|nights|weekends?|weeks?|summer|dance card)"
        r" (?:is|are)(?: \w+){0,2} (?:open|free|empty|flexible|clear|loose|light|yours)\b|\bon my (?:empty |open |free )?(?:calendar|"
        r"schedule)\b|"
        r"\b(?<!your )(?:mornings|afternoons|evenings|nights|weekends|weekdays|(?:mon|tues|wednes|thurs|fri|satur|sun)days)"
        r"(?: \w+){0,2} (?:is|are|work|would be)(?: \w+)? (?:open|free|fine|good|great|ok|okay|possible|easy)\b(?! for you)|"
        r"\bmost (?:mornings|afternoons|evenings|nights|weekends|weekdays|days|times)\b"
    ),
    re.compile(
        r"\b(?:another|a different|some other|a later|a better|other) (?:day|time|weekend|week|month|date|"
        r"hour|slot|moment|format|way)s?\b"
        r".{0,30}\b(?:works?|fine|ok|okay|good|too|instead|suits?|better|possible|well|happily|just)\b|"
        r"\b(?:can|could|if|or|would|maybe|do it|try|prefer|is|for) (?:\w+ ){0,2}(?:another|a different|"
        r"some other|a better|a later|other)"
        r" (?:day|time|weekend|week|month|date|hour|slot|moment|format|way)s?\b|\bwait (?:till|until|for|"
        r"as long)\b|\bgladly wait\b|"
        r"\b(?:late|early|odd|weekend|evening|night) (?:hours|times|mornings|evenings|nights)?.{0,12}no problem\b|"
        r"\bwhen (?:it is|it would be|it|you|your|things|life|the \w+)(?! was| were| did| had)(?: \w+){0,3} (?:free|good|"
        r"convenient|time|calm|calmer|slow|slower|slows|"
        r"suits?|want|like|allows?|calms?|settles?|moment|quiet|quieter|back|over|between)\b"
    ),
]
_DAYS = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mornings?|afternoons?|evenings?|weekends?|weekdays?|"
    r"nights?|early|late|lunch(?:es)?|this week|next week|noon)"
)
_WAYS = (
    r"(?:phone|telephone|call|video|zoom|skype|teams|facetime|google meet|(?:e-?)?mail|text|texts|messages?|"
    r"writing|in person|person|coffee|walk|"
    r"office|online|voice notes?|letter|shop|studio|lab|clinic|station|campus|chat|messenger|whatsapp|meet)"
)
_GAP = (
    r"(?: (?:a|an|the|your|our|my|by|on|in|at|over|via|through|after|during|if|is|easier|even|some|quick|"
    r"video|phone|voice|short|some))*"
)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|this (?:week|"
    r"month)|next (?:week|month)|the (?:week|month|one) after)"
)
_EITHER = [
    re.compile(
        r"\b(?:an?|your|any) (?:refusal|rejection)\b|\beven (?:if it is )?(?:a|an|just|only) (?:\w+ ){0,3}?(?:line|lines|reply|note|e-?mail|text|word|words|sentence|message)\b|"
        rf"\b{_WAYS}\b[^.!?]{{0,25}}\bor (?:\w+ ){{0,4}}?(?:{_WAYS}|come|visit|(?:stop|drop|swing) by)\b"
    ),
    re.compile(
        rf"\b{_MONTHS},? or(?: in| the| maybe| even)* (?:{_MONTHS}|later|after)\b|\b(?:before or after|first "
        r"or last|(?:one|some) day or another) (?:your|the|a|my|class|work|school|practice|service)\b"
    ),
    re.compile(
        r"\b(?:or|if not|otherwise) (?:on |at |some |any )?(?:another|other|a different|later|some other) "
        r"(?:day|time|week|date|hour|slot|moment|way|format)s?\b|\bopen to (?:any|other|all|whatever|either|a "
        r"(?:call|phone))\b"
    ),
    re.compile(rf"\b{_DAYS}(?: \w+){{0,3}},?(?: or|/){_GAP} (?:\w+ )?{_DAYS}\b|\b\d+(?:st|nd|rd|th) or (?:the )?\d"),
    re.compile(
        r"\bor (?:maybe |even |just |else )?(?:before|after|between|during) (?:your|the|my|class|work|school|practice|chores|lunch|"
        r"dinner|hours|closing|service|rounds)\b|\b(?:could|can|might|may) (?:also )?be [^.!?]{2,40}, (?:or )?(?:it )?(?:could|can|might|"
        r"may) (?:also )?be\b|\b(?:just as|equally|also|as) (?:glad|happy|good|fine|grateful|welcome)\b[^.!?]{0,25}\b"
        rf"{_WAYS}\b"
    ),
    re.compile(rf"\b{_WAYS} ?/ ?{_WAYS}\b|\b{_WAYS},{_GAP} {_WAYS}\b(?! me\b)"),
    re.compile(
        rf"\b(?:either|or|both|if){_GAP} {_WAYS}(?: \w+){{0,3}} (?:work|works|is|are|fine|ok|okay|good|easier|"
        r"better|best|also|too|helps?)\b"
    ),
    re.compile(rf"\bor(?: \w+){{0,3}} (?:at|by|on|over|in|via|through){_GAP} {_WAYS}\b|\b{_WAYS} too\b"),
    re.compile(
        r"\b(?:free|available|around) (?:at |on |during )?(?:all|most|any|every|the whole|the entire|almost "
        r"any|nearly any|pretty much any)\b"
    ),
    re.compile(rf"\b(?:by|over|via|in|on|through|at){_GAP} {_WAYS} (?:instead|as well|too)\b"),
    re.compile(
        r"\b(?:when|which|what)(?: \w+){0,6}? (?:would|might|is|are|could|will|works|may)(?: \w+){0,3}? "
        r"(?:convenient|good|best|suit|suits|work|fit|easiest|possible)\b"
        r"(?! (?:with|for) (?:me|us))"
    ),
]


def gives_leave(sentence: str) -> bool:
    if any(pattern.search(sentence) for pattern in _LEAVE):
        return True
    plainly = _HINDERED_PLAINLY.search(sentence)
    condition = _CONDITION.search(sentence)
    return bool(plainly) or bool(condition and not _PRESSED.search(condition["then"]))


def leaves_open(sentence: str) -> bool:
    """Whether a sentence that `plain` made leaves the day or the way of the talk open, or says that a no is fine."""
    return gives_leave(sentence) or any(pattern.search(sentence) for pattern in (*_CHOICE, *_EITHER))


def without_way_out(sentence: str) -> str:
    """The sentence without what is said in it about whether, when and how they talk."""
    if condition := _CONDITION.search(sentence):
        sentence = sentence[: condition.start()] + condition["then"]
    for pattern in (*_LEAVE, *_CHOICE, *_EITHER):
        sentence = pattern.sub(" ", sentence)
    return sentence


def way_out(text: str) -> str:
    """ "no" where `text` says that a no is fine, "choice" where it leaves day or format to the person, else empty."""
    read = sentences(plain(text))
    if any(map(gives_leave, read)):
        return "no"
    return "choice" if any(map(leaves_open, read)) else ""
