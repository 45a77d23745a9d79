"""Whether the person may easily say no, or choose when and how."""

import re

from apps.guidance.coach.choices import CHOICE, EITHER
from apps.guidance.coach.prose import plain, sentences

# What may stand in the way of a yes: "if you're swamped", "should this not suit you", "unless it is too much".
_CONDITION = re.compile(
    r"\b(?:if|should|unless|in case|even if|and if|or if) (?:(?:and|or|but|ever|however|maybe|all|for any "
    r"reason),? )*"
    r"(?:you|it|this|that|now|time|the|i am|i have|i (?:have )?caught|your|there|any|my|we|life|work|things|"
    r"talking|a|these|those|none|"
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
    r"you pass))|^(?:not possible|too busy|busy|no time|swamped|not interested|bad time|not now|no)\?|"
    r"^(?:not|too|bad|can not) [\w' ]{1,25}\?$"
)
# What makes a condition a threat or another order.
_PRESSED = re.compile(
    r"\bi (?:will|shall|am going to) (?:call|come|write|try|ask|phone|visit|stop|wait for you|be there|"
    r"follow|email|e-mail|send|keep)\b(?! (?:no|less))|\b(?:call|phone|text|email) me\b|"
    r"\b(?:must|asap|at the latest|urgent\w*|need (?:to know|you|your|an answer))\b|\bforward\b|\bsomeone "
    r"else (?:who|to|in)\b"
)
# What a person does who says no, and the answer that it is.
_REFUSE = (
    r"(?:decline|refuse|ignore|skip|bail|opt out|bow out|back out|pass(?! (?:\w+ )?(?:my|me|it|them|the|along|on "
    r"to)\b)|"
    r"say (?:no|nah|nope|never)|drop (?:this|it)\b|(?:delete|toss|trash|bin) (?:this|it)\b|shake your head|"
    r"(?:turn|send|wave|shoo|brush|chase|throw|put) (?:me|us|this|it) (?:away|off|out|packing|down|aside)|"
    r"leave (?:it|this|me) (?:be|alone|out|unanswered|aside)|"
    r"tell me (?:no|nah|nope|off|to (?:come back|go|wait|try|ask|get|buzz|stop|leave|scram|forget)|"
    r"(?:that )?(?:it|this|now) is not)|not (?:reply|answer|respond|do (?:it|this)))\b"
)
_REFUSAL = (
    r"(?:\"?(?:no|nope|nah|not now|not for me|no thanks|no thank you)\b\"?|refusal|rejection|shrug|silence|thumbs "
    r"down|"
    r"brush-?off|negative (?:answer|reply|response))"
)
_HURT = (
    r"(?:offended|hurt|upset|sad|mad|disappointed|angry|cross|crushed|heartbroken|devastated|bitter|insulted|"
    r"bothered|sore|sour|crestfallen|discouraged|wounded|annoyed|shocked|surprised)"
)
_LEAVE = [
    re.compile(
        r"\b(?:you (?:can|may|could|might|get to)|(?:are|is|feel|totally|perfectly|entirely) (?:\w+ )?(?:free|"
        r"welcome|"
        r"allowed|entitled|fine|ok|okay) to|(?:every|the|all the) right to|welcome to|or) (?:also |always |certainly "
        r"|of "
        rf"course |just |simply |even |totally |happily |gladly |absolutely |then |still )*{_REFUSE}"
    ),
    re.compile(
        rf"(?:\b(?:an?|any|your|the|even|of|reply|answer|response)\b|\") ?(?:\w+ )?{_REFUSAL}[^.!?]{{0,40}}?\b(?:is|"
        rf"are|(?:would|"
        r"will|can) be|counts?|works?|(?:will|would) do|suffices?)\b(?! not)|"
        r"\b(?:reply|answer|response)\b[^.!?]{0,60}\b(?:would|will) be (?:\w+ )?(?:accepted|received|taken|respected|"
        r"understood|forgiven)\b|"
        r"(?<!not )(?<!never )(?<!how to )(?<!whether to )(?<!learn to )\b(?:accept|take|live with|respect|survive|"
        r"handle|bear|deal with|understand|welcome|forgive|"
        rf"fine with|ok with|okay with|good with) (?:an?|any|your|the) (?:\w+ )?{_REFUSAL}|"
        rf"\b(?:not|never|nobody|no one|none of us)(?: \w+)? be (?:\w+ )?{_HURT}\b|"
        r"\bi (?:can|will|would|could)(?: \w+)? (?:take|handle|bear|cope with|live with|accept) (?:it|that)(?=$|"
        r"[.,!?]| (?:if|"
        r"well|fine)\b)|"
        r"\bi (?:\w+ )?(?:understand|realize|know|accept)(?: that)? [^.!?]{0,30}\b(?:may|might) not be (?:possible|"
        r"feasible|"
        r"doable|convenient|the (?:right|best)|a good|for you)\b|"
        r"(?:^|\")no\"? (?:is|works)\b|, (?:which|that) (?:is|would be) (?:\w+ )?(?:fine|ok|okay|all right|alright|"
        r"understandable|no problem)\b|\bnot go (?:out of your way|to any trouble)\b|\bfeel no (?:duty|need|guilt|"
        r"compulsion)\b|\bonly (?:\w+ ){1,3}if (?:you|it|"
        r"there|that)\b"
    ),
    # Whatever may be so: "if nobody comes to mind, that's all right".
    re.compile(
        r"\bif [^.!?]{2,60}?,? (?:(?:that|this|it) (?:is|would be)|i am|all) (?:\w+ ){0,2}?(?:fine|ok|okay|all "
        r"right|alright|cool|good|understandable)\b"
        r"(?! (?:for|with|by) me\b)"
    ),
    re.compile(
        r"\b(?:no|zero) (?:harm|worries|pressure|stress|hard feelings|obligation|harm done|biggie|big deal|sweat|pb|"
        r"prob|probs)\b|\bno (?:problem|trouble|bother) (?:at all|if|to|whatsoever|either)|\bnp if\b|"
        r"\b(?:feel free|welcome|fine|ok|okay|all right|alright|free|easy) (?:for you )?to (?:say|tell me|"
        r"decline|refuse|ignore|skip|"
        r"pass|delete)\b(?! (?:yes|about|how|what|me (?:about|how|what)))|"
        r"\b(?:no need|not need|not have|not feel (?:you have|that you have|obliged|obligated|pressured|"
        r"bound)) to (?:reply|answer|respond|explain|write back|say yes|do this)|\bneed not (?:reply|"
        r"answer|respond)|"
        r"\bfeel free (?:not to|to (?:say no|decline|ignore|skip|pass|turn|tell me no|refuse|delete))|"
        r"\bhesitate to (?:say|decline|tell|turn|refuse|ignore)|"
        r"(?:\b(?:just|simply|can|may|could|please|to|safely|or|then|and|totally)|^|[,?]) ?(?:of course |"
        r"always |certainly "
        r"|also |just |simply |then |totally )*(?:ignore|decline|refuse|skip|pass on(?! (?:my|me|our)\b)|turn (?:me|"
        r"this|it) down|"
        r"let (?:it|this(?: one)?) (?:go|sink|slide|lie|be|rest|pass)|leave (?:it\b|me on read|this unread)|"
        r"delete|toss|trash|scrap (?:it|this)|"
        r"bin (?:it|this)|ghost me|shoo|tell me (?:to (?:get lost|go away|buzz|back|stop|leave|bug)|no\b|off\b)|"
        r"give (?:this|it) (?:no|not) (?:an?other )?thought|pay (?:this|it|me) no (?:mind|heed)|forget (?:i|my|"
        r"this|it|about "
        r"it|me|that i))\b|"
        r"\bor (?:do not|not)(?: at all)?(?= ?(?:lol|haha|$|[.,!?:;)]))|\bfree to (?:pass|say|decline|ignore)\b|"
        r"\b(?:do|does|will|would|could) not owe\b|\bnot feel (?:that )?(?:you (?:have|need|must|ought|should|"
        r"owe)|any|the|bad\b|guilty|under|pressure|rushed|obligat)|"
        r"\bnot have to(?= (?:answer|reply|respond|say yes|explain|agree|do (?:it|this|any of)|at all)\b|[.,!]|$)"
    ),
    re.compile(
        r"(?<!not )(?<!never )(?<!will )\b(?:say|saying|answer) (?:\")?no\b(?! to (?:you|an?|people)\b)|\b(?:a|the|"
        r"your|my|any|for|as|"
        r"take) (?:simple |polite |short |plain |quick |honest |clear )?\"?(?:no\b|not now|not this \w+|"
        r"not today|maybe later)(?! (?:one|brainer|doubt|idea|for an answer))|"
        r"\"(?:no|not now|not this \w+|no thanks|maybe later|not today|nope|nah|pass)[.,!]?\"|\b(?:silence|no reply|"
        r"no "
        r"answer|no response|not (?:replying|answering)|no) (?:is|would be|will be|works|means) (?:\w+ )"
        r"{0,3}(?:fine|ok|okay|alright|answer|understandable|good|cool|no)\b|"
        r"\bthe answer is no\b|\bor not at all\b|\bwhether or not you\b|\beither way\b(?! i (?:want|need|am)\b)|"
        r"\btake (?:me|it|this) or leave\b|\bwhatever you "
        r"(?:decide|answer|say)\b|\bonly if you (?:feel|want|like|wish|have|can)\b|\byou owe me nothing\b|"
        r"\bunder no (?:obligation|pressure|duty)\b|\bnot obliged\b|"
        r"\bno (?:hurry|rush)\b|\b(?:all good|totally fine|totally ok|perfectly fine|completely fine|no "
        r"offense taken?|cool) if\b|\bno (?:offense|guilt|drama|sorrow)\b|\bwithout (?:guilt|a word|explan\w+|"
        r"any reason)\b|"
        r"\b(?:no (?:reply|answer|response)|silence) (?:is needed|needed|required|necessary|will be|is|"
        r"works)\b|\bnot (?:worry|stress|sweat|trouble yourself)(?: about)?(?: it| this| "
        r"replying| answering| if\b|[.,!]|$)|"
        r"\b(?:fine|ok|okay|all right|alright|cool|understandable|good) (?:if|to say no|either way|with "
        r"me if)(?! i\b)\b"
    ),
    re.compile(
        r"\bi (?:will |would |shall |can |could |do |may )?(?:totally |completely |fully |of course |"
        r"certainly |absolutely |quite |also |perfectly |entirely )*(?:get it|understand)"
        r"(?: (?:that )?(?:completely|totally|fully|perfectly|of course|entirely|too|if|a no|should|"
        r"either way|and|it|and will)\b|[.,!;]|$)|"
        r"\bi (?:will|would|can|could|shall) (?:still |just |gladly |happily |certainly |perfectly "
        r")*(?:live\b(?! (?:in|on|"
        r"at|with|near))|survive|cope\b|get over|leave you (?:alone|be|in peace)|respect (?:it|that|your (?:no|"
        r"wish|choice|"
        r"answer|decision))|take a no|accept a no|bow out|back off|go away|still (?:buy|wave|like|cheer|say hi|"
        r"come))|"
        r"\bnot (?:think (?:less|badly|any less)|take (?:\w+ )?(?:\w+ )?(?:personally|amiss|offense)|blame|"
        r"pester|nag|push|"
        r"follow up|write again|bug you)\b|"
        r"\b(?:will|would|shall) not (?:mind|be (?:offended|hurt|upset|sad|mad|disappointed|angry|cross)|"
        r"bother you|take it (?:badly|personally|amiss|to heart)|hold it|ask (?:again|twice)|write again|"
        r"trouble you|offend|chase|insist)\b"
    ),
]


# "How do you say no to a client?", "how you chose": about their work. Not "how you'd like to talk".
_OF_THEIR_WORK = re.compile(
    r"\b(?:how|why) (?:(?:do|did|does|have|can|could|would) )?you "
    r"(?!(?:would |might |will )?(?:like|prefer|want|wish|rather|are)\b)(?:\w+ ){0,4}\w+"
)


def _without_their_work(sentence: str) -> str:
    return _OF_THEIR_WORK.sub(" ", sentence)


def gives_leave(sentence: str) -> bool:
    sentence = _without_their_work(sentence)
    if any(pattern.search(sentence) for pattern in _LEAVE):
        return True
    plainly = _HINDERED_PLAINLY.search(sentence)
    condition = _CONDITION.search(sentence)
    return bool(plainly) or bool(condition and not _PRESSED.search(condition["then"]))


def without_way_out(sentence: str) -> str:
    """The sentence without what is said in it about whether, when and how they talk."""
    if condition := _CONDITION.search(sentence):
        sentence = sentence[: condition.start()] + condition["then"]
    for pattern in (*_LEAVE, *CHOICE, *EITHER):
        sentence = pattern.sub(" ", sentence)
    return sentence


def way_out(text: str) -> str:
    """ "no" where `text` says that a no is fine, "choice" where it leaves day or format to the person, else empty."""
    read = sentences(plain(text))
    if any(map(gives_leave, read)):
        return "no"
    if any(pattern.search(_without_their_work(sentence)) for sentence in read for pattern in (*CHOICE, *EITHER)):
        return "choice"
    return ""
