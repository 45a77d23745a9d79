"""What someone is asked to do that is more than to talk, told by what it is done to and not by its name.

A conversation and what leads to it need few verbs and few things: talk, tell me, spare 20 minutes, pick a day. Whatever
else the person is asked to do to something or to somebody, for the writer, is work.
"""

import re
from collections.abc import Iterator

from apps.guidance.coach.exits import gives_leave
from apps.guidance.coach.favor_acts import PAPER

_MAY = r"(?:can|could|would|will|might|may)"
_ASKED = re.compile(
    rf"\b(?:(?<!you ){_MAY} you(?: guys| all)?"
    rf"|(?:if|way|maybe|perhaps|possibly|(?:hope|hoping|hoped|wish|wonder|wondering|grateful|glad)(?: that| "
    rf"if)?) you {_MAY}"
    r"|(?:request|ask|propose|insist|beg) that you"
    r"|(?:ask|asking|need|wants?|like|love|request|beg|trust|expect|invite|enlist) you (?:\w+ )?to"
    r"|do you mind|be so \w+ as to|for you to|please|kindly(?! \w+ed\b))(?=\W)"
)
# What stands between the request and what is asked.
_SOFTENED = re.compile(
    r"(?:,? ?\b(?:also|please|kindly|maybe|possibly|perhaps|just|really|ever|even|quickly|then|still|first|humbly|"
    r"be (?:so |very |really )?(?:kind|nice|good|able|willing|open|up|available|happy|free|prepared|ready)(?: "
    r"enough)?"
    r"(?: as)?(?: to| for)?|(?:have|find|take) (?:the |any |some |a )?(?:time|chance|minute|moment|opportunity|way) "
    r"to|"
    r"mind|consider|think about|try to|go ahead and|agree to)\b)*,? ?"
)
_ACT = re.compile(r"(?P<verb>[a-z][a-z-]+)(?P<rest>[^.!?;]*)")
_CLAUSE_END = re.compile(
    r"[,:()]| - |\bbut\b|\bso (?:that )?(?:i|we)\b|\b(?:when|while|before|after|as|because|since) (?:i|we)\b|"
    r"\b(?:and|or) (?:i|we)\b"
)
_NO_VERB, _TALK, _REACH, _DONE_TO_ME, _FETCH = (
    frozenset(words.split())
    for words in (
        # What may stand after the request and is no verb.
        "a an the any some my your our me us you it this that these those not never no i we he she they in on "
        "at by with for of to from and or if as so is are was were what how when where which who why",
        # To say, to hear, to come together, to agree on when, to leave it.
        "accept address admit advise agree allow answer be believe bother care characterize chat choose "
        "clarify come comment confess confide confirm consent converse cover decide decline define delete "
        "describe describing disclose discuss disregard elaborate enjoy entertain estimate excuse expand "
        "explain feel forget forgive gather go grant guess guide have hear hesitate hop host humor ignore "
        "illustrate imagine indulge join jump know lean leave like listen love manage mean meet mention mind name "
        "narrate note open outline pardon permit picture prefer propose rank rather recall recommend recount "
        "reflect refuse relate relive remember reply respond reveal say shed sit skip spare speak stay stop "
        "suggest stand summarize swing talk think touch treat trust understand unpack visit wait walk want weigh "
        "welcome wish worry",
        # To whom these go decides: "call me" and not "call your manager".
        "tell ask call text email e-mail write contact phone ring message inform remind alert notify convince "
        "persuade nudge ping chase tag mail let",
        # "Teach me how", "walk me through" and "fill me in" are part of a talk; "quiz me" is not.
        "quiz tutor drive sponsor nominate endorse pay fund reimburse house feed babysit represent",
        # With these a second thing follows: "get me a ticket", "send me a line".
        "get find buy lend loan order book bring fetch send mail print draw paint make cook",
    )
)
_OF_THE_TALK = re.compile(
    r"(?<![\w-])(?:times?|timing|minutes?|mins?|hours?|half|quarter|calls?|chats?|conversations?|talks?|words?|"
    r"coffee|tea|lunch|"
    r"breakfast|dinner|drink|bite|walk|meeting|meetup|visit|phone|zoom|slots?|days?|dates?|weeks?|weekends?|moments?|"
    r"mornings?|afternoons?|evenings?|nights?|tomorrow|today|noon|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"questions?|advice|insights?|perspectives?|light|thoughts|experiences?|stor(?:y|ies)|paths?|journey|"
    r"wisdom|lessons?|"
    r"tips|ear|calendar|schedule|availability|picture|idea|sense|glimpse|taste|feel|answers?|reply|notes?|lines?|"
    r"messages?|(?<!my )numbers?|link|invite|invitation|interview|appointment|opinion|(?<!my )names?|person|"
    r"people|someone|somebody|anyone|"
    r"books?|places?|request|apolog\w+|thanks|(?<!my )e-?mail|typos|english|boldness|intrusion|candor|honesty|"
    r"truth|trouble|"
    r"regards|hello|mind|exception|while|room|spot|seat|best|bit|part|care|thing|anything|something|nothing|"
    r"sure|cell|mobile|landline|"
    r"difference|hand|beans|ropes|dots|steps?|shadow\w*)\b"
)
_PREPOSITION = re.compile(
    r"^ ?(?:up|out|over|down|off|in|on|back|away|through|around|along|together|to|at|into|by|with|about|from|under|"
    r"inside|for|of)\b"
)
_PARTICLE = re.compile(rf"^ ?(?:{_PREPOSITION.pattern.removeprefix('^ ?')} ?)*")
_ASIDE = re.compile(
    r"^(?:$|(?:me|us|you|yourself|it|them|(?:this|that)(?= (?:to|in|on|at|for|with|if|by|when|before|up|over|"
    r"and|or)\b|[^\w\s]|$)|here|there|how|what|why|when|where|which|who|whether|if|whatever|"
    r"whenever|whichever|wherever|however|and|or|so|as|than|not|more|much|again|soon|directly|honestly|frankly|"
    r"anytime|because|\w+ing|\W)(?:\W|$))"
)
# A noun stands before what says where, for whom and with what.
_HEAD = re.compile(r"^(?:\S+(?: (?!(?:in|to|on|at|from|with|for|into|by)\b))?){0,7}")
_FOR_ME = re.compile(r"\bon my behalf\b|\bfor (?:me|us|my|our)\b(?! (?:to|sake)\b)")
_OF_TIME = re.compile(
    r"\b(?:times?|minutes?|hours?|half|quarter|slots?|moments?|days?|mornings?|afternoons?|evenings?|weekends?|"
    r"lunch|coffee|breakfast|dinner|"
    r"room|spot|seat|place|chair|names?|something|anything|things?|picture|questions?)\b"
)
_IN_THE_TALK = re.compile(
    r"\b(?:when|once|while|as) we (?:talk|speak|meet|chat)\b|\b(?:talk|speak|chat|meet|conversation)s? (?:to|"
    r"with) (?:me|us)\b"
)
_A_STUDENT = re.compile(
    r"^(?:an?|two|another) (?:[\w-]+ ){0,2}?(?:students?|freshm[ae]n|sophomores?|juniors?|"
    r"seniors?)\b"
)
_PEOPLE = re.compile(r"\b(?:person|people|someone|somebody|anyone)\b")
_HELP_WITH = re.compile(
    r"^(?:out )?with (?:my|our|an?) (?!(?:\w+ )?(?:question|decision|choice|search|career|path|future|problem|"
    r"doubt|next))"
)
_LET_IT_BE_DONE = re.compile(r"^ (?:to it|sure) (?:that )?(?:my|our|i)\b")
_LIES_BY = re.compile(r"^[^,]*\b(?:attached|enclosed|below)$|^ (?:attached|enclosed|below)\b")
# "Would you do it again?" asks about them, and "tell your mother hello" asks for nothing.
_NO_ERRAND = re.compile(
    r"\b(?:again|your (?:own|younger)|a face to|the same|differently|in hindsight|looking back)\b|\b(?:hi|hello|"
    r"thanks|thank you|hug|kiss|my "
    r"love|my best|regards|congratulations|"
    r"i said|we miss)\b"
)
# "Look for the yellow jacket", "tell the front desk that I'm coming": so that they meet.
_AWAIT = re.compile(r"^ (?:out )?for (?!.*\b(?:my|me|our|us|in|on)\b)")
_IS_ANNOUNCED = re.compile(
    r"\b(?:i am|i will be|we are|we will be) (?:\w+ )?(?:coming|arriving|there|here|waiting|expected|on (?:my|our) "
    r"way)\b"
)
_OF_MINE = re.compile(
    r"\b(?:my|me|mine|our|us|"
    rf"(?:the|this|these|an?) (?:\w+ )?(?:attached|enclosed|calculations|flyers?|posters?|"
    rf"petition|{PAPER}))\b"
)
_COME_BY = re.compile(r"^ (?:by|over|in|past|around)\b")
_TO_OTHERS = re.compile(r"^ (?:to|with) (?:the|your|his|her) \w+")
# "A few of my questions" are questions; "a survey of 40 questions" is a survey.
_LOT_OF = re.compile(r"\b(?:few|couple|some|any|lot|bit|handful|piece|most|all|plate|minutes?) of (?=\w)")
# "The steps you took", "tell my roommate about your job": about them, and before whom.
_OF_THEIRS = re.compile(
    r"^(?:the|what|an?y?|some|how) (?:[\w-]+ ){1,4}(?:that |which )?you (?!(?:can|could|"
    r"would|will)\b)\w+$"
)
_BEFORE_WHOM = re.compile(r"^ (?:me and )?(?:my|our) (?:\w+ )?\w+ (?:about|how|what|why|where) (?!me\b|my\b)")
_IN_PUBLIC = re.compile(r"^ (?:at|to|for|in front of|during) (?:our|my)")
_WONDERED = re.compile(r"\b(?:what|how|why|which|who|whom|when|where)\b[^,.!?]*$")


def _bases(verb: str) -> set[str]:
    """What `verb` may be a form of: "putting" of "put"."""
    if not verb.endswith("ing"):
        return {verb}
    stem = verb.removesuffix("ing")
    return {verb, stem, f"{stem}e", stem[:-1]}


def _is_work(verb: str, rest: str) -> bool:
    verbs = _bases(verb)
    act = _CLAUSE_END.split(rest)[0]
    if _LET_IT_BE_DONE.match(rest):
        return True
    if _NO_ERRAND.search(rest) or ({"drop", "pass", "head", "run", "get"} & verbs and _COME_BY.match(rest)):
        return False
    if {"look", "watch", "wait", "listen"} & verbs and _AWAIT.match(act) or _IS_ANNOUNCED.search(rest):
        return False
    if _IN_THE_TALK.search(rest) or verb in _NO_VERB or ({"find", "see"} & verbs and _LIES_BY.match(act)):
        return False
    if verbs & _TALK or verb == "share":
        return bool({"speak", "talk", "present"} & verbs and (_IN_PUBLIC.search(rest) or _TO_OTHERS.match(rest)))
    what = act[_PARTICLE.match(act).end() :]  # type: ignore[union-attr]
    what = _A_STUDENT.sub("me", what)
    first, _, second = what.partition(" ")
    near = _LOT_OF.sub("", _HEAD.match(what)[0])  # type: ignore[index]
    near = near.split(" of ")[0]
    if verbs & _REACH and first not in ("me", "us"):
        near = _PEOPLE.sub("", near.split(" that ")[0])
    if "on my behalf" in act:
        return True
    if _OF_THEIRS.match(what.strip()) and not _FOR_ME.search(act):
        return bool(verbs & _FETCH)
    if {"tell", "show", "teach"} & verbs and _BEFORE_WHOM.match(rest):
        return False
    if _FOR_ME.search(act) and not _OF_TIME.search(near):
        return not re.match(r" ?(?:for (?:me|us)\b|me\b)", act)
    if first in ("me", "us"):
        if "help" in verbs and _HELP_WITH.match(second):
            return True
        if verbs & _FETCH:
            return bool(second) and not _OF_THE_TALK.search(near) and not _PREPOSITION.match(second)
        return bool(verbs & _DONE_TO_ME)
    if _ASIDE.match(what) or _OF_THE_TALK.search(near):
        return False
    return bool(verbs & _REACH) or first != "your" and _OF_MINE.search(rest) is not None


def errands(sentence: str) -> Iterator[int]:
    """Where each begins in a sentence that `plain` made."""
    for asked in _ASKED.finditer(sentence):
        begin = _SOFTENED.match(sentence, asked.end() + 1).end()  # type: ignore[union-attr]
        act = _ACT.match(sentence, begin)
        told = asked[0].startswith("if") and gives_leave(sentence)
        if act and not told and not _WONDERED.search(sentence[: asked.start()]) and _is_work(act["verb"], act["rest"]):
            yield asked.start()
