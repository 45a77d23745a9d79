"""What the writer did, will do, or plans because of the conversation, and staying in touch."""

import re

from apps.guidance.coach.prose import is_negated

IN_TOUCH = re.compile(
    r"\b(?:stay|keep|be|remain|keeping|staying|remaining|get|getting) (?:\w+ )?in (?:touch|contact|the loop)\b|"
    r"\bin (?:touch|contact) with you\b|"
    r"\bkeep(?:ing)? (?:you|in) (?:\w+ )?(?:posted|updated|informed|up to date|up-to-date|in the loop|abreast|current|"
    r"apprised)\b|\b(?:let|letting|tell|telling|show|showing|inform|informing) you (?:\w+ )?(?:know|how|what|which|"
    r"where|"
    r"when|whether|if|about|of|that)\b|\breport(?:ing)? back\b|\bfollow(?:ing)? up\b|"
    r"\b(?:write|writing|get back|reach out|reaching out|contact|e-?mail|text|call|message|send|sending|come back|"
    r"check in|"
    r"ping|"
    r"drop) (?:to )?(?:you |in )?(?:\w+ ){0,5}?(?:again|update|news|note|line|copy|photos?|pictures?|once|when|after|"
    r"next|in (?:a|the|some|may|june|july|"
    r"august|september|october|november|december|january|february|march|april|spring|summer|fall|winter)|soon|later|"
    r"how|what|how it)\b|"
    r"\bi (?:tell|write|show|call|text) you (?:in|on|next|after|when|by|at|this)\b|"
    r"\b(?:write|get back|reach out|report|talk|speak|come back) to you\b|\bupdat(?:e|ing) you\b|\bconnect(?:ing)? "
    r"with you\b|"
    r"\b(?:talk|speak|chat|write|meet|see you|hear from you|visit you) (?:to you |with you )?"
    r"(?:again|soon|then|next|later|tomorrow|on (?:\w+day|the)|at the|in (?:a|the|may|june|spring|fall))\b|"
    r"\bhit you up\b|\bsee you (?:on|at|in|next|then|there|tomorrow|soon|this|again)\b|"
    r"\b(?:connect|add|find|follow|connected|added) (?:\w+ )?(?:you )?on (?:linkedin|instagram|facebook)\b|"
    r"\bto be continued\b|\byou will hear (?:from|of|how|about)\b|\bhear from me\b|\bstay connected\b|\bcome "
    r"back\b|\bmore "
    r"(?:soon|to come|to "
    r"follow|news)\b|\bcome (?:by|over|visit)\b|\baccept(?:ing)? (?:your|the) (?:\w+ )?(?:invitation|offer)\b|"
    r"\byou will (?:\w+ )?(?:have|get|"
    r"receive|see|be the first|be invited)\b|\bkeep each other\b"
)
_THOUGHT = (
    r"(?:never|always|not|forever|remember\w*|forg[eo]t\w*|think|thinking|thought|cherish\w*|treasur\w*|carry|carrying|"
    r"carried|take (?:it|that|this|your|away|with|to heart|them)|keep (?:it|that|this|your|them|all|those) "
    r"(?:\w+ )*(?:in mind|with|close|alive|dear)|hold|"
    r"miss|missed|be (?:honest|forever|grateful|sure|thinking|thankful|so|happy|frank|able|lucky)|admit\w*|say|said|"
    r"confess\w*|stay with|"
    r"enjoy\w*|appreciate\w*|love|loved|like|liked|feel|felt|know|knew|known|understand\w*|understood|wonder\w*|"
    r"hope|hoped|wish\w*|believe\w*|"
    r"learn(?:ed|t)|gain\w*|heard|hear|had|have|got|get (?:it|that)|found (?:it|that|your|our|the (?:talk|conversation|"
    r"chat))|realiz\w*|came away|come away|left|leave|was|were|am|"
    r"been|need to say|need to thank|laugh\w*|cried|smil\w*|cannot|imagine\w*|picture\w*|expect\w*|mean|meant|"
    r"guess\w*|assume\w*|listened|talked|spoke|met|grew|wanted|need|needed|see|saw|seen|look up to|rather|owe|"
    r"dream\w*|doubt\w*|recommend you|sleep|bet|gladly|"
    r"tell(?:ing)? (?:everyone|everybody|my|all)|told|thank\w*)"
)
_SOON = (
    r"(?:already|now|just|since|immediately|straight away|right away|today|tonight|yesterday|tomorrow|last (?:night|"
    r"weekend|week)|this (?:morning|afternoon|evening|week|weekend|summer|fall|winter|spring|month|semester|term|year)|"
    r"over (?:the )?(?:break|weekend|summer|holidays|winter|spring)|next (?:\w+ )?(?:week|weekend|month|semester|term|"
    r"year|summer|fall|spring|winter|step|\w+day)|on (?:\w+day)|from now on|right after|as soon as|when i got home|"
    r"on the (?:bus|train|way)|(?:the )?same (?:day|evening|night)|in (?:january|february|march|april|may|june|july|"
    r"august|september|october|november|december)|first thing|by (?:\w+day|the end)|because of you|thanks to you|"
    r"after (?:our|we|the) (?:talk|call|conversation|spoke|talked|hung up|met|chat|interview))"
)
_WILL = re.compile(
    r"\b(?:i|we|me and \w+(?: \w+)?|my \w+ and i) (?:will|shall|am going to|are going to|(?:plan|planned) to|"
    r"intend to|am "
    r"planning|mean to|aim to|am about to|have decided|decided to|decided that|am determined|am set on|am off to|"
    r"hope to|"
    r"want to|would like to|would love to|am hoping to|am ready to|am eager to|am excited to|promise to|have to go and|"
    r"am trying to|look forward to|am looking forward to|"
    r"need to(?! say)|must|can (?:finally|now)|could now|am gonna|might|may) (?:also |now |then |definitely |"
    r"certainly |"
    r"really |first |surely |try to |try and |go and |start to |start by |begin to |begin by |be (?!back)|finally |"
    r"still |even |"
    r"soon |continue to |make sure to |have to |even |gladly )*"
    rf"(?:be back|(?!{_THOUGHT}\b)(?P<act>[a-z'-]+))"
)
_GOING_TO = re.compile(
    r"(?:^|(?<=[;!] )|(?<=\blol )|\bi\b[^.!?]* (?:and|but|so) )(?:(?:so|then|now|next|also|definitely|def|"
    r"anyway),? )*(?:going to|will|planning to|"
    rf"off to|plan to|hope to|hoping to|cannot wait to|can not wait to|excited to|looking forward to) (?:\w+ly |"
    rf"also )?(?!{_THOUGHT}\b|be\b)[a-z]+"
)
_AM_DOING = re.compile(
    r"\b(?:i|we) (?:am|are) (?:(?:already|now|also|just|definitely|even|actually|currently|really|finally|stage|"
    r"back) )*"
    r"(?P<act>(?!(?:thinking|writing to thank|writing you to|sending (?:you )?(?:my )?(?:thanks|love|best)|feeling|"
    r"wishing|hoping|being|having|wondering|"
    r"saying|telling|still|thanking|smiling|laughing|loving|missing|dying|lacking|going (?:crazy|mad|nuts)|something|"
    r"nothing|anything|everything|writing because|writing just|amazing|inspiring|during|charming|missing|leaving with|"
    r"writing this)\b)\w+ing)\b"
)
_PRESENT_STEP = re.compile(
    rf"\b(?:i|we) (?:start|begin|leave|go|meet|have (?:an? )?(?:\w+ )?(?:appointment|meeting|interview|call|date|visit|"
    rf"tour|exam|test|class)|take|apply|"
    rf"register|move|fly|return|try)\b[^.!?]*\b{_SOON}\b"
)
_KEEPS_DOING = re.compile(
    rf"\b(?:i|we) have been (?!{_THOUGHT}\b)(?:\w+ly )?\w+ing\b[^.!?]*\b"
    r"(?:since|every (?:day|night|morning|evening|week))\b"
)
_HAVE_DONE = re.compile(
    r"\b(?:i|we|i would) (?:have|had) (?:(?:already|now|just|since|also|even|finally|therefore) )*"
    rf"(?!(?:{_THOUGHT}|a|an|the|my|no|so|to|never|not|only|always|one|two|your|much|many|some|any|great|it|more|"
    rf"long|often|"
    r"ever|enjoyed|questions?)\b)(?P<act>[a-z]+(?:ed|en|un|um|ought|ade|ut|ent|ead|ound|one|ritten|old|et|id|old|pt|"
    r"ung|ung up|ight|orn|own|un))\b"
)
_DID = re.compile(
    r"(?:\bi|\bwe|^|(?<=[,!] )|(?:^|[.,;!] |\band )(?:already|just|so|then|also)) ?(?:(?:already|even|just|also|"
    r"then|immediately|"
    r"actually|finally|now|went and|went ahead and|went home and|promptly) )*"
    r"(?:signed (?:up|on)|registered|applied|ordered|bought|e-?mailed|wrote to|enrolled|joined|booked|subscribed|"
    r"downloaded|checked out|made an appointment|scheduled|contacted|reached out|set up|started|began|tried|"
    r"rewrote|rewrite|re-?did|redid|borrowed|looked up|called|changed my|cut my|cut|put|printed|taped|wrote|asked my|"
    r"asked the|asked for|filled out|filled in|handed in|showed up|dropped off|gave notice|said yes|sent|messaged|"
    r"texted|"
    r"picked up|found|read|watched|listened to|took|"
    r"made|blocked|added|switched|dropped|practiced|talked to|spoke (?:to|with)|visited|went to|submitted|updated|"
    r"opened|deleted|knocked|turned in|moved|got (?:the|a|an|my)|"
    r"spent|built|drew|cooked|baked|fixed|ran|volunteered)\b"
    r"(?=(?P<rest>[^.!?]*))"
)
_DONE_FOR_SURE = re.compile(
    r"\b(?:signed (?:up|on)|handed in|gave notice|said yes to|registered|applied|ordered|e-?mailed|wrote to|"
    r"enrolled|subscribed|downloaded|checked out|"
    r"made an appointment|scheduled|contacted|reached out|looked up|rewrote|redid|borrowed|booked)\b"
)
_PLAN = re.compile(
    r"\b(?:my|the|a|as a|as my|our) (?:first |very |new |own )?(?:next|first) (?:step|steps|stop|thing|move|"
    r"task)\b|\bnext "
    r"steps?(?: for me)?(?: is|:| will)|\bmy (?:plan|goal|homework|resolution|to-?do list) (?:now |for \w+ )?(?:is|has|"
    r"will)\b|\bi have (?:a|an) (?:\w+ )?(?:appointment|meeting|interview|date|visit|plan|call)\b|"
    r"\b(?:is|are|now) on my (?:list|calendar|to-?do|desk|reading list)\b|\bon (?:my|the) (?:calendar|to-?do list|"
    r"list)\b|"
    r"\b(?:may|could|can) i (?:\w+ )?(?:write|send|call|come|e-?mail|text|update|check|visit|ask you again|get "
    r"back|stop|"
    r"share|report|keep|stay)\b|\blet us\b[^.!?]*\b(?:again|touch|contact|meet|talk|coffee|lunch)\b|"
    r"\b(?:we|i) (?:could|can|should|will) (?:\w+ )?(?:meet|talk|speak|catch up|have coffee) (?:again|in|next|once|"
    r"when)\b|"
    r"\bfrom now on\b|\bwish me luck\b|\bstarting (?:tomorrow|today|monday|next|this|in)\b|"
    r"\bis waiting for me\b|\btaped to my\b|\babove my (?:desk|bed)\b"
)
_HAPPENS = re.compile(
    rf"^(?:so |and |now |also )?[a-z]{{2,}}ing\b[^.!?]*\b{_SOON}\b|"
    rf"\b(?:tomorrow|tonight|next (?:week|month|monday|tuesday|wednesday|thursday|friday|weekend|semester)|this "
    rf"weekend),? "
    rf"(?:i|we)\b|\bi (?:\w+ )?(?:start|begin) (?:in|at|my|the|with|on)\b"
)
_WISH_ONLY = re.compile(
    r"\b(?:run|bump) into you\b|\bsee you around\b|\b(?:paths?|roads?) (?:will |may |might )?(?:cross|meet)|"
    r"\b(?:good|great|nice) (?:day|week|weekend|time)\b"
)
# To be at their service is part of asking for work.
_FOR_WORK = re.compile(r"\b(?:start|begin|available|work|send (?:you )?(?:my|the)|ready)\b")


# "I'll" without its apostrophe.
_ILL = re.compile(
    r"(?:^|(?<=[.!?,] )|(?<=\band )|(?<=\bso )|(?<=\bbut ))ill (?=[a-z]+\b(?! (?:person|people|patients?|man|woman|"
    r"child)))"
)


def is_step(sentence: str, *, asks: bool) -> bool:
    """Whether a sentence that `plain` made names a step; what `asks` for work or a favor names none beside it."""
    sentence = _ILL.sub("i will ", sentence)
    return _stays_in_touch(sentence) or (not asks and _acts(sentence))


def _stays_in_touch(sentence: str) -> bool:
    return any(
        not is_negated(sentence, found.start()) and not _of_them(sentence, found)
        for found in IN_TOUCH.finditer(sentence)
    )


_OF_THEM = re.compile(
    r"\b(?:you|he|she|they|your \w+|to|who|people|clients|patients|thanks? for|thank you for|about|for) (?:\w+ )?$|"
    r"\b(?:how|that|said|told me|please|could you|can you|would you|to)(?: you| me)? (?:\w+ )?$"
)


def _of_them(sentence: str, found: re.Match[str]) -> bool:
    before = sentence[: found.start()]
    if re.search(
        r"\b(?:like|love|hope|hoping|want|plan|going|intend|happy|glad|forward|able|pleasure|promise|wish|eager|"
        r"sure) (?:to|that we|we|that i|i)(?: \w+)? $|\b(?:i|we)(?: \w+){0,4} (?:to )?$",
        before,
    ):
        return False
    return bool(_OF_THEM.search(before))


def _acts(sentence: str) -> bool:
    for pattern in (_WILL, _AM_DOING, _KEEPS_DOING, _HAVE_DONE, _PRESENT_STEP, _PLAN, _HAPPENS, _GOING_TO):
        if any(
            not is_negated(sentence, found.start()) and not _is_wish(sentence, found)
            for found in pattern.finditer(sentence)
        ):
            return True
    return any(
        (_DONE_FOR_SURE.search(found.group()) or re.search(rf"\b{_SOON}\b", sentence))
        and not is_negated(sentence, found.start())
        for found in _DID.finditer(sentence)
    )


def _is_wish(sentence: str, found: re.Match[str]) -> bool:
    return bool(_WISH_ONLY.search(sentence[found.start() :]))
