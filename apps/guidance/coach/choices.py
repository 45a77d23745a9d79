"""The words that leave the day, the hour or the way of the talk to the person."""

import re

# The person chooses the day, the hour or the way.
CHOICE = [
    re.compile(
        r"\b(?:whenever|wherever|whichever)\b(?! (?:i|we|people|students?|someone|anyone|they|he|she)\b)|"
        r"\b(?:whatever|whoever|however)"
        r" (?!you (?:do|did|have done|have to (?:say|tell|share)|can (?:tell|share|say)|say to)\b|i\b|it is\b)(?:\w+ "
        r"){0,4}?(?:you|your|is|are|suits?|"
        r"works?|fits?|leaves|day|time|week|way|hour|"
        r"format|morning|evening|slot|convenient|easiest|easier|best|allows?)\b|"
        # "By phone if that's simpler", "if texting is easier".
        r"\b(?:if|where|should) (?:\w+ ){1,4}?(?:is|are|be|were|would be|feels?|works|seems) (?:\w+ "
        r")?(?:easier|simpler|better|"
        r"nicer|easiest|simplest|handier|quicker|preferable|more (?:convenient|comfortable|practical))\b(?! "
        r"for (?:me|us)\b)|"
        r"\bif you (?:would |might )?(?:like|prefer|rather|want)(?: \w+){0,3} (?:in person|by|over|on (?:the "
        r")?(?:phone|zoom|"
        r"video)|an? (?:call|text|letter|walk))\b"
    ),
    re.compile(
        r"(?<!relocate to )(?<!move to )(?<!transfer to )(?<!work in )(?<!work at )(?<!go to )"
        r"\bany (?:other )?(?:day|time|week|hour|afternoon|morning|evening|night|weekend|weekday|month|"
        r"date|slot|way|format|window|gap|moment|occasion|break|lull|route|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|place)\b(?! (?:now|soon|you would|that i|of (?:day )?(?:i|"
        r"my)|to|i)\b)|"
        r"\banytime\b|\bany of "
        r"(?:these|those|them|your)\b"
    ),
    re.compile(
        r"(?<!if it is )(?<!if that is )(?<!if this is )\b(?:suits?|fits?|"
        r"(?:that|which|what|it|times?|days?|hours?|place|one|\w+ever|else) (?:best |also )?works(?: out)?(?: "
        r"best| well| better)?|(?<!i )\b(?:would|might|could|may|will|"
        r"can|does) (?:best )?work(?: best| well| better| out)?|convenient|easy|easier|easiest|good|best|"
        r"better|possible|comfortable|okay|ok|"
        r"handy|quiet|right|least busy) (?:for|with|to|into|on) you\b|\b(?:suits?|fits?|pleases?) (?:you|your)\b|"
        r"\b(?:at|on|around|in|with|to|within) your (?!office hours)(?:\w+ )?(?:convenience|schedule|"
        r"availability|timing|"
        r"time zone|calendar|terms|leisure|"
        r"preference|deadlines|plans|day|choice|choosing|pace|own time|hours|turf|lunch|breaks?|shifts?|pleasure)\b"
    ),
    re.compile(
        r"\b(?:of your (?:choice|choosing|preference|liking)|(?<!for )your (?:call|choice|pick)\b(?! (?:with|about|"
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
        r"(?:\w+ )?(?:day|time|date|hour|place|format|slot|spot|moment)(?! (?:we|i)\b)|(?:take|have|get) "
        r"(?:your|the) (?:own )?pick|"
        r"as you (?:like|please|wish|prefer|see fit|choose|want)|as (?:it )?suits)\b"
    ),
    re.compile(
        r"\b(?:i am|am|be|i would be|very|quite|totally|completely|pretty|fully|stay|remain|also) (?:\w+ )"
        r"?flexible\b(?! and (?:hard|motivated|reliable|eager|a |punctual|quick|willing to (?:work|learn))"
        r")|\bi am (?:\w+ )?easy(?=$|[:,.!])|\bflexible (?:with|about|on|as to|"
        r"in|regarding)\b|^flexible\b|\b(?:work|fit|plan|move (?:things|stuff|my \w+)|move|bend|arrange "
        r"(?:myself|things|"
        r"it)|juggle) (?:things )?around\b|\b(?:i|we) (?:can|could|will) (?:\w+ )?(?:move|shift|shuffle|"
        r"juggle) (?:things|stuff|my)\b|\bwill (?:\w+ )?bend\b|"
        r"\b(?:i )?(?:can|could|will|would|shall) (?:\w+ )?(?:adapt|adjust|accommodate|rearrange)\b|"
        r"\bhappy to (?:adapt|adjust|accommodate|"
        r"rearrange|reschedule|move)\b|\b(?:we|i) (?:can|could) (?:\w+ )?(?:reschedule|move it|postpone|"
        r"do it (?:an)?other|find another)\b"
    ),
    re.compile(
        r"\b(?:yours|for you|you get|up to you) to (?:choose|pick|set|name|decide|say|call|take|determine|fix|settle|"
        r"arrange)\b|\banything (?:from|between)\b|"
        r"(?:^|[,:] |\b(?:and|so) )when (?:(?:would|could|might|can|will) (?:you|we)|do you have)\b|"
        r"\b(?:what|which) (?:day|hour|time|place|week|morning|evening|afternoon) (?:would|should|shall|can|could|"
        r"do) (?:we|i|you (?:like|"
        r"prefer|want|have))\b|\b(?:times?|minutes|hours?|days?|dates?|slots?|weeks?|moments?) (?:that |which "
        r")?works? (?:\w+ )?(?:for|with) "
        r"you\b|\bmy (?:\w+ )?(?:schedule|calendar|hours|time|days?|plans) (?:\w+ )?(?:bends?|yields?|adapts?|moves?|"
        r"gives? way)\b|"
        r"\b(?:i|we) (?:can|could|will|would)\b[^.!?]{0,40}\bor (?:ring|call|write|come|phone|text|meet|mail|e-?mail|"
        r"visit)\b|"
        r"\bor\b[^.!?]{0,30}\b(?:be|is|are) (?:better|best|easier|easiest|simpler|(?:the )?least trouble)\b|"
        r"\b(?:when|where|how|day|hour|time|place) (?:is|are) yours\b|\b(?:is|be) your decision\b(?! to)|\b(?:(?:we|"
        r"it|this) (?:could|can)|i (?:could|"
        r"can)(?= \w+ (?:come|"
        r"write|send|call|meet|wait|talk|do (?:it|this))\b)) (?:also|just as well|equally|instead)\b|"
        r"\b(?:all one|all the same|the same|makes no difference) to me\b|\bthe (?:day|hour|time|place|way) you "
        r"(?:say|name|set|give|"
        r"suggest|fix)\b|\b(?:slot|time|date|day|hour|it|this|everything) (?:can|could|may) (?:\w+ )?be (?:moved|"
        r"changed|shifted|"
        r"shortened)\b|"
        r"\b(?:choose|pick) (?:freely|at will|any|one|whichever|among)\b|\b(?:you|your) (?:get|have) (?:the "
        r"(?:choice|pick)|to "
        r"(?:choose|pick))\b|\bi (?:\w+ )?leave\b[^.!?]{0,30} (?:with you|to you|in your hands)\b|\btake (?:one|"
        r"any)\b|"
        r"\b(?:both|either)(?: (?:one|way|of them|place|day|option))? (?:is|are|works?|would|will|suits?|do)(?! "
        r"you)\b"
    ),
    # "Is there a day that works?", "tell me when to come", "what's a good time?"
    re.compile(
        r"\b(?:an?|any|some|which|what|the) (?:\w+ ){0,2}?(?:day|time|hour|date|week|slot|morning|afternoon|"
        r"evening)s? (?:that |which )?(?:\w+ )?(?:works?|"
        r"suits?|fits?|is (?:good|ok|okay|fine|free|possible))\b(?! (?:for|with) (?:me|us))|"
        r"\b(?:find|agree on|settle on|work out) (?:an?|some) (?:\w+ )?(?:time|day|date|hour)\b|\b(?:tell me|"
        r"say) (?:when|where|how|what time) to "
        r"(?:come|call|be|meet|ring)\b|\b(?:what|when) is (?:an? )?(?:good|best|convenient|better)\b(?! about)|"
        r"\b(?:i am|be) (?:\w+ )?(?:around|free|good|available|reachable|open) (?:[\w']+ ){0,3}?(?:every|each|"
        r"any|all|most|mornings|afternoons|evenings|"
        r"nights|weekends|weekdays)\b(?! (?:my|other|the (?:best|same)))|"
        r"\bor (?:would|is|are|does|might) (?:\w+ ){1,4}?(?:easier|better|best|work|suit|simpler)\b|\bor "
        r"(?:maybe |perhaps )?later (?:in|this|on|next)\b|"
        r"\btake as long as you\b|\b(?:back|again|reply|answer) (?:in (?:january|february|march|april|may|june|"
        r"july|august|september|october|november|"
        r"december|the \w+)|after|later|whenever|once)\b|\bwhatever(?=[.,!?)]|$)|\bkeep (?:it|this) (?:to|by|"
        r"on|short and by) (?:e-?mail|text|phone|writing|"
        r"messages?)\b"
    ),
    # No hurry, and most of the writer's hours are free.
    re.compile(
        r"\b(?:no|not (?:an?|any|in (?:a|any))|without) (?:real |particular |fixed |great |big |special "
        r")?(?:hurry|rush|deadline|"
        r"urgency)\b|\b(?:easy|relaxed|open|open-minded) about (?:the )?(?:when|where|how|time|day|place|"
        r"format)\b|\bnot (?:picky|fussy)\b|"
        r"\byour (?:schedule|calendar|comfort|convenience) (?:rules|wins|decides|comes|goes)\b|"
        r"\b(?:in|within|over|during) the (?:next|coming) (?:\w+ ){0,2}?(?:weeks|months)\b|\bsome (?:\w+ "
        r")?(?:mornings?|afternoons?|"
        r"evenings?|nights?|weekends?|weekdays?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bsome ?time "
        r"(?:this|next|in|before|"
        r"after|over|during|soon|when)\b|\bnot (?:at all )?(?:urgent|pressing|time-sensitive)\b|\b(?:take|in) "
        r"your (?:own )?(?:sweet )?time\b|"
        r"\b(?:it|this) (?:can|could|may|will) (?!not\b)(?:\w+ )?wait\b|\b(?:not (?:have|need) to|need not) be "
        r"(?:now|soon|this|"
        r"right|today|long|"
        r"in person|on)\b|\b(?:sometime|some time|some day|someday)[^.!?]{0,30}\b(?:you|your)\b(?! (?:know|for|"
        r"to|about|today)\b)|"
        r"\bmy (?:\w+ ){0,2}(?:calendar|hours|schedule|days?|mornings|afternoons|evenings|nights|weekends?|weeks?|"
        r"summer|dance card)"
        r" (?:is|are)(?: \w+){0,2} (?:open|free|empty|flexible|clear|loose|light|yours)\b|\bon my (?:empty |"
        r"open |free )?(?:calendar|"
        r"schedule)\b|"
        r"\b(?<!your )(?:mornings|afternoons|evenings|nights|weekends|weekdays|(?:mon|tues|wednes|thurs|fri|"
        r"satur|sun)days)"
        r"(?: \w+){0,2} (?:is|are|work|would be)(?: \w+)? (?:open|free|fine|good|great|ok|okay|possible|"
        r"easy)\b(?! for you)|"
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
        r"\bwhen (?:it is|it would be|it|you|your|things|life|the \w+)(?! was| were| did| had)(?: \w+){0,3} "
        r"(?:free|good|"
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
    r"office|online|remotely|remote|virtually|virtual|face to face|voice (?:notes?|memos?)|letter|shop|studio|lab|"
    r"clinic|station|campus|chat|messenger|whatsapp|meet)"
)
_GAP = (
    r"(?: (?:a|an|the|your|our|my|by|on|in|at|over|via|through|after|during|if|is|easier|even|some|quick|"
    r"video|phone|voice|short|some)){0,6}"
)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|this (?:week|"
    r"month)|next (?:week|month)|the (?:week|month|one) after)"
)
_OTHER = r"(?:another|other|some other|any other|a different|a later|a second)"
_LATER_OR_ELSEWHERE = (
    r"(?:day|time|week|date|hour|slot|moment|way|format|gap|period|lull|window|hole|break|opening|occasion|part|end|"
    r"place|spot|setting|room|medium|channel|means|month|term|semester|season)s?"
)
_AT = r"(?:in|at|on|by|over|via|through|during|before|after|outside|near|behind|under)"
EITHER = [
    re.compile(
        rf"\b(?:or|if not|otherwise|else|alternatively)\b[^.!?,]{{0,20}}\b{_OTHER} (?:\w+ )?{_LATER_OR_ELSEWHERE}\b"
    ),
    # "Otherwise walking to the parking lot is fine too", "a voice memo would do as well".
    re.compile(
        r"\b(?:is|are|be|works?|do|does|suits?) (?:(?:also|just|equally|perfectly|totally|all) )*(?:(?:fine|good|ok|"
        r"okay|"
        r"welcome|possible|right) )?(?:too|as well|also|equally)(?=$|[.,!?:)]| (?:if|for me|with me)\b)|"
        r"\b(?:is|are|be) (?:just as|equally|also) (?:fine|ok|okay|welcome|possible)\b"
    ),
    re.compile(rf"\b{_WAYS}\b[^.!?]{{0,15}}\bif you (?:hate|dislike|prefer|like|would|do not|can not)\b"),
    # Two places or hours, where the talk is what is asked: "could we meet in the break room or on the dock?"
    re.compile(
        rf"\b(?:could|can|may|might|shall|would)\b(?:(?! (?:about|whether|how|what|why|which|if|"
        rf"who)\b)[^.!?])*?\b(?:minutes|hour|talk|"
        rf"meet|speak|chat|call|come|sit|visit|see you|interview|join|walk)\b(?:(?! (?:about|whether|how|what|why|"
        rf"which|if|who)\b)"
        rf"[^.!?])*? {_AT} (?:[\w']+,? ){{1,4}}or {_AT} |"
        rf"\b(?:minutes|mins?|hour)\b(?:(?! (?:about|whether|how|what|why|which|if|who)\b)[^.!?])*? {_AT} "
        rf"(?:[\w']+,? ){{1,4}}or {_AT} "
    ),
    re.compile(
        r"\b(?:before|after) (?:[\w']+ ){1,4}?(?:or |and )?(?:before|after)\b|\b(?:before|after) [\w ']{2,25}, (?:or "
        r")?(?:before|after)\b"
    ),
    re.compile(
        r"\beven (?:if it is )?(?:a|an|just|only) (?:\w+ "
        r"){0,3}?(?:line|lines|reply|note|e-?mail|text|word|words|sentence|message)\b|"
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
        r"\bor (?:maybe |even |just |else )?(?:before|after|between|during) (?:your|the|my|class|work|school|"
        r"practice|chores|lunch|"
        r"dinner|hours|closing|service|rounds)\b|\b(?:could|can|might|may) (?:also )?be [^.!?]{2,40}, (?:or "
        r")?(?:it )?(?:could|can|might|"
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
