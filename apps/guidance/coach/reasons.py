"""Why this person: something of their work, path, words or role, or what ties them to the writer.

Every "you" and "your" is looked at. It counts where it says something that would not be true of anyone in the field;
how the writer found them, praise and what is asked of them say nothing.
"""

import re
from pathlib import Path

from apps.guidance.coach.blanks import without_blanks
from apps.guidance.coach.exits import without_way_out
from apps.guidance.coach.favors import favors
from apps.guidance.coach.jobs import job_ask
from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.ties import SHARED

# Words that would fit anybody: small words, praise, the search, the field as such, the conversation itself.
ANYBODY = frozenset((Path(__file__).parent / "fits_anybody.txt").read_text(encoding="utf-8").split())

_TAIL = r"(?=(?P<rest>[^.!?;]*))"
_YOU = re.compile(r"\byou\b" + _TAIL)
_YOUR = re.compile(r"\byour\b" + _TAIL)

# Before "you": a question, a wish, a condition; then it says what is asked and not who they are.
_NOT_SUBJECT = re.compile(
    r"\b(?:if|whether|should|could|can|would|will|may|might|unless|in case|whenever|whatever|whichever|"
    r"wherever|however|as soon as|"
    r"hope|hoping|thank|thanks|to|for|with|of|at|on|by|from|beside|under|behind|around|ask|asking|asked|"
    r"tell|telling|meet|meeting|met|contact|contacting|"
    r"reach|reaching|bother|bothering|let|want|wanted|like|love|need|give|giving|call|calling|visit|"
    r"visiting|interview|interviewing|buy|write|writing|"
    r"email|show|send|sending|join|shadow|trust|do|invite|message|messaging|offer|follow|following|about|"
    r"approach|connect|disturb|text|phone|help|"
    r"promise|assure|owe|wish|appreciate)$"
)
_TO_YOU = re.compile(r"\b(?:with|to|beside|behind|under|like|next to|of|than|by|for)$")
_ASIDE = re.compile(
    r"^(?: (?:can|could|would|will|may|might|should|must|shall|need|have to|prefer|want|like|wish|choose|"
    r"pick|decide|feel|mind|agree|"
    r"have (?:any |some |a |the |half |\d|ten|fifteen|twenty|thirty|no |enough |been (?:so |very )"
    r"?(?:kind|well|able)|already|read|received|time|questions?|something to)|"
    r"are (?:busy|able|willing|available|free|open|interested|unable|not|too|on|in the middle|the "
    r"(?:right|best)|well|doing well|having|comfortable|slammed|"
    r"swamped|tired|away|an? (?:inspir\w+|great|amazing|true|role model|busy|very|real|wonderful|expert|"
    r"professional|leader|person)|(?:very |so |really |quite )?(?:kind|successful|inspiring|"
    r"impressive|accomplished|experienced|talented|amazing|great|good|busy|respected|knowledgeable|nice))|"
    r"do not|did not (?:mind|reply|get)|say no|see fit|were (?:recommended|suggested|mentioned|referred|"
    r"listed|introduced)|"
    r"(?:and your (?:family|loved ones|team)) (?:are|is)|guys|all|so much|very much|in advance|again|"
    r"anyway)\b|,|$| (?:for|and|or|to|about|when|soon|some|a few|in|on|at|through|via|from|by|as|with|out|"
    r"up|because|since|how|what|why|where|whether|if|"
    r"that|this|next|after|before|during|today|tomorrow|there|here|again|then|very|so|online|next|on|over|"
    r"personally|directly|briefly|know)\b)"
)
# What belongs to the search, the request and the reply.
_PAPERS_OF_THE_SEARCH = re.compile(
    r"^ (?:[\w-]+ )?(?:profile|e-?mail|mail|name|contact|number|address|details|information|info|page|"
    r"time|schedule|convenience|reply|response|answer|"
    r"calendar|availability|confirmation|help|kindness|consideration|attention|understanding|patience|"
    r"support|call|choice|preference|pick|permission|"
    r"family|loved ones|invitation|reference|records?|colleagues?|coworkers?|system|take\b|angle|input|side of|"
    r"card|number|obligations?|attn|building|feedback|hr|boss|manager|hiring|openings?|vacanc\w+|"
    r"internships?|"
    r"connections?|network|positive|kind|prompt|earliest|"
    r"door|day|week|terms|deadlines|linkedin|own|brain|mind|opinions?|thoughts?|views?|insights?|advice|"
    r"wisdom|perspective|guidance|knowledge|openness|willingness|generosity|cv|resume)\b"
)
# "Your name on the brass plate", "your answer on the board about taxes": where it stands says it.
_LEFT_BEHIND = re.compile(
    r"^ (?:\w+ )?(?:names?|answers?|reply|response|message|e-?mail) "
    r"(?!(?:[\w']+ )*(?:will|would|could|can|may|by|my|list|lists|database|directory|search\w*|site|website|linkedin|"
    r"handshake|internet|online|profile|alumni|fair|card)\b)"
    r"(?:(?:is|was|are|were|has been) )?(?:\w+ ){0,2}?(?:on|in|under|at|below|above|inside|about|to|across|"
    r"over)\b(?P<what>.*)"
)
_WHERE_THEY_ARE = re.compile(
    r"^ (?:[\w-]+ )?(?:company|firm|organization|team|office|department|lab|laboratory|studio|shop|store|"
    r"clinic|agency|business|school|desk|place|building|"
    r"work|job|career|path|field|industry|journey|experience|experiences|background|role|position|"
    r"profession|story|expertise|life|success|sector|area|"
    r"line|group|crew|practice|workplace|research|knowledge|insights?|advice|wisdom|perspective|"
    r"achievements?|accomplishments?|skills?)\b"
)
# What can be said of an employer is not said of the person.
_EMPLOYER = re.compile(
    r"^ (?:[\w-]+ )?(?:company|firm|organization|team|department|agency|business|industry|field|sector|area)"
    r"\b(?! ?'s (?:work|paper|study|project)| (?:\w+ed|built|made|ran|drew|won|wrote)\b)"
)
# What follows a word such as "work" and makes it theirs: "your work on flood maps", "your move from law to nursing".
_MADE_THEIRS = re.compile(
    r"\b(?:at|on|as|with|from|to|during|since|between|after|before|restoring|building|teaching|designing|"
    r"helping|running)\b(?P<what>.*)"
)
_ASKED_BESIDE = re.compile(
    r"\b(?:can|could|would|will|may|might|please|kindly|i (?:also |would |am |do |\w+ly )*(?:ask|need|want|"
    r"hope|hoping|request|"
    r"seeking|looking|wish|like|love|appreciate|attach))\b"
)
_REQUEST = re.compile(r"\b(?:could|can|would|may|might|will) (?:i|you|we)\b")

_KIN = re.compile(
    r"^(?:(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|yo),? )?(?:aunt|auntie|"
    r"uncle|tia|tio|grandma|grandpa|grandmother|grandfather|granny|nana|"
    r"mom|mum|dad|cousin|cuz|godmother|godfather|abuela|abuelo|sis|bro)\b"
)

# Years in a field, a career in it: it is their field, and not yet them.
_IN_A_FIELD = re.compile(
    r"\b(?:experiences?|careers?|background|success|expertise|knowledge|leader|expert|professional|"
    r"accomplished|established|reputation|insights?|field|area|world|years|"
    r"work|works|working|worked|lot|path|journey|job|position|role|got|get|started|start|began|broke|came|"
    r"involved|succeed\w*|deep|well)\b(?: \w+)? (?:in|into|within|of)\b(?: (?!and\b|as\b|at\b|with\b|"
    r"from\b|after\b|who\b|that\b)[\w-]+){1,4}"
)
_FROM_TO = re.compile(
    r"\bfrom (?:(?!here|there|now|day|time|one|start|monday|tuesday|wednesday|thursday|friday|you|your|me)[\w'-]+ )"
    r"{1,6}?(?:to|into) (?!you\b|me\b|\d)\w+"
)
# "How you did it" asks; it is a reason only with something particular in it.
_ASKED_FOR = re.compile(r"\b(?:how|what|why|where|when|which) (?:\w+ )?$")


def _says_more(words: str) -> bool:
    """Whether anything in `words` would not fit anybody."""
    return _FROM_TO.search(words) is not None or _particulars(words) > 0


def _particulars(words: str) -> int:
    words = _IN_A_FIELD.sub(" ", words)
    return sum(
        word not in ANYBODY and len(word) > 2 and not word.isdigit()
        for word in re.findall(r"[\w-]+(?:'s)?", words.replace("'s", ""))
    )


def _about_you(sentence: str) -> bool:
    for found in _YOU.finditer(sentence):
        before, rest = sentence[: found.start()].rstrip(), found["rest"]
        if (
            _TO_YOU.search(before)
            and re.match(r"^,? (?:at|in|on|about|after|during|for|and)\b", rest)
            and _tied(before, rest)
        ):
            return True
        if _NOT_SUBJECT.search(before) or _ASIDE.match(rest):
            continue
        said = _until_asked(rest)
        if _FROM_TO.search(said) or _particulars(said) > (1 if _ASKED_FOR.search(sentence[: found.start()]) else 0):
            return True
    return False


def _tied(before: str, rest: str) -> bool:
    """ "I worked under you at the library", "I sat next to you on the train"."""
    return bool(
        re.search(
            r"\b(?:i|we|my \w+) (?:\w+ )?(?:sat|worked|work|played|rode|lived|served|studied|stood|volunteered)\b",
            before,
        )
    ) and _says_more(rest)


def _until_asked(rest: str) -> str:
    """What is said before the writer turns to the request or to themselves."""
    return re.split(
        r"\b(?:(?:and|so|but|because|since|as|that|while) i\b|i (?:am|would|want|hope|have)\b|could\b|would "
        r"you|can i|may i|please\b)",
        rest,
    )[0]


def _about_yours(sentence: str) -> bool:
    for found in _YOUR.finditer(sentence):
        rest = _until_asked(found["rest"])
        if (left := _LEFT_BEHIND.match(rest)) and _says_more(left["what"]):
            return not _REQUEST.search(sentence[: found.start()])
        if _PAPERS_OF_THE_SEARCH.match(rest):
            continue
        if place := _WHERE_THEY_ARE.match(rest):
            if _EMPLOYER.match(rest):
                continue
            theirs = _MADE_THEIRS.search(rest[place.end() :])
            if theirs and _says_more(theirs["what"]):
                return True
            # "your dairy farm", "your prison teaching job": the words before say it.
            if _says_more(place.group()):
                return not _REQUEST.search(sentence[: found.start()])
            continue
        if _says_more(" ".join(rest.split()[:8])):
            return True
    return False


_CLAUSES = re.compile(r"[,:()] ?| - |\b(?:and|but|so|because|since) (?=i\b|if\b|please\b|could\b|would\b|can\b)")
# The person as the one who is written to, found or asked.
_WRITTEN_TO = re.compile(
    r"\b(?:talk|speak|spoke|highly|chat|writ|reach|connect|meet|met|hear|learn|contact|e-?mail|message|messaging|ask|"
    r"call|"
    r"visit|tell|thank|hop|wish|want|need|help|pay|bring|"
    r"send|show|find|found|recommend|suggest|refer|list|match|cho|pick|select|interview|bother|follow|as|"
    r"like)\w*(?: (?:out|more|much))?"
    r"(?: (?:to|with|from|of|for|about|at|across))? you\b|\byou (?:can|could|would|will|may|might|should|have "
    r"(?:time|a moment)|know (?:any|some))\b|"
    r"\b(?:gave|give|got|get|found|find|saw|passed|handed|sent|has|have|had|shared|forwarded|came across|"
    r"listed|value|appreciate)(?: \w+){0,3} your\b"
)
_YOU_AT_ALL = re.compile(r"\byou(?:rs?)?\b")


def _of_the_person(sentence: str) -> str:
    """Without what is about the hour and the way of the talk, and without what is asked beside it."""
    kept = without_way_out(sentence)
    asked = [request.start() for request in _ASKED_BESIDE.finditer(kept)]
    if job_ask(kept):
        return kept[: asked[0]] if asked else ""
    return kept[: asked[-1]] if asked and favors(kept) else kept


def _speaks_of_them(clause: str) -> bool:
    return any(
        you[0] != "your" or not (_PAPERS_OF_THE_SEARCH.match(rest) or _EMPLOYER.match(rest))
        for you in _YOU_AT_ALL.finditer(clause)
        for rest in [clause[you.end() :]]
    )


def _full_of_them(sentence: str) -> bool:
    """Whether a clause that speaks of the person, and not only to them, says several things that fit only them."""
    return any(
        _particulars(clause) > 1 and not _ASKED_BESIDE.search(clause) and _speaks_of_them(_WRITTEN_TO.sub(" ", clause))
        for clause in _CLAUSES.split(sentence)
    )


def reason_given(text: str) -> str:
    """The sentence of `text` that says why this person, in small letters; empty where none does."""
    for whole in sentences(plain(without_blanks(text))):
        sentence = _of_the_person(whole)
        if _KIN.match(sentence):
            return sentence
        if any((found := shared.search(sentence)) and _says_more(found["rest"]) for shared in SHARED):
            return sentence
        if _about_you(sentence) or _about_yours(sentence) or _full_of_them(sentence):
            return sentence
    return ""
