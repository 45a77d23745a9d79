"""Why this person: something of their work, path, words or role, or what ties them to the writer.

Every "you" and "your" is looked at. It counts where it says something that would not be true of anyone in the field;
how the writer found them, praise and what is asked of them say nothing.
"""

import re

from apps.guidance.coach.blanks import without_blanks
from apps.guidance.coach.prose import plain, sentences

# Words that would fit anybody: small words, praise, the search, the field as such, the conversation itself.
_ANYBODY = set(
    """
    a an the and or but so as at by for from in into of on to with about over out up off than then that this these those there here it is are was
    were be been being am has have had do does did done not no yes i me my mine we us our you your yours he she they him her them his their its who
    whom which what when where why how if because since while also too very really so much many most more some any all each every both just only
    even still now today yesterday tomorrow soon lately recently currently already ever never always often one ones two first second last next other
    others another same such own well good great best better nice kind big lot lots little bit way ways thing things something anything everything
    can could would will shall should may might must let like love want wish hope hoping need please
    impressive impressed impress inspire inspired inspires inspiring inspiration amazing incredible awesome wonderful outstanding remarkable
    extraordinary excellent exceptional fascinating fascinated interesting interested interest interests accomplished accomplishment
    accomplishments achievement achievements achieved achieve success successes successful successfully admire admired admiration respect
    respected esteemed reputation renowned prestigious famous expert expertise wisdom wise knowledge knowledgeable skills skill skilled talent
    talented dedication dedicated passion passionate leader leadership unique valuable invaluable insight insights insightful perspective
    advice guidance tips help helpful mentor mentorship rich vast long extensive deep strong solid cool valued
    field fields industry industries sector area areas line business profession professional professionals professionally career careers job
    jobs work works working worked worker company companies firm organization organizations employer workplace corporate position positions role
    roles path paths journey journeys story stories experience experiences experienced background life lives trajectory history route
    start started starting begin began get got gotten go went come came become became end ended make made where made do doing way current
    profile profiles linkedin handshake online internet web website site directory database search searching searched found find finding google
    saw see seen seeing look looked looking notice networking seek seeking through via super fit totally definitely absolutely such etc regarding able hopefully noticed came across stumbled discovered connect connected connection connections network
    networking alumni alum alumna alumnus page contact contacts info information details name names email e-mail mail address number phone
    suggested suggests recommended referred gave given give passed told said says say mentioned reach reached reaching write writing wrote written message
    read reading reply
    student students junior senior sophomore freshman major majoring year school college university campus state degree graduate graduating graduation
    learn learned learning hear heard hearing know knew known understand ask asking talk talking speak speaking chat conversation call meet meeting discuss
    explore exploring gain share sharing pick brain question questions interview interviewing informational
    time times minute minutes hour hours half quick short brief day days week weeks month schedule convenience availability busy free able willing
    available open happy glad grateful appreciate thankful thank thanks sorry honored honor pleasure pleased excited curious
    think thought feel believe seem seems exactly sure right really hard someone somebody anyone person people everyone sir madam
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
    morning afternoon evening noon upcoming coming spring summer fall autumn winter semester term late early later few couple several
    dear hi hello hey mr mrs ms dr fair event career-fair
    """.split()
)

_TAIL = r"(?=(?P<rest>[^.!?;]*))"
_YOU = re.compile(r"\byou\b" + _TAIL)
_YOUR = re.compile(r"\byour\b" + _TAIL)

# Before "you": a question, a wish, a condition; then it says what is asked and not who they are.
_NOT_SUBJECT = re.compile(
    r"\b(?:if|whether|should|could|can|would|will|may|might|unless|in case|whenever|whatever|whichever|wherever|however|as soon as|"
    r"hope|hoping|thank|thanks|to|for|with|of|at|on|by|from|beside|under|behind|around|ask|asking|asked|tell|telling|meet|meeting|met|contact|contacting|"
    r"reach|reaching|bother|bothering|let|want|wanted|like|love|need|give|giving|call|calling|visit|visiting|interview|interviewing|buy|write|writing|"
    r"email|show|send|sending|join|shadow|trust|do|invite|message|messaging|offer|follow|following|about|approach|connect|disturb|text|phone|help|"
    r"promise|assure|owe|wish|appreciate|and|or)$"
)
_TO_YOU = re.compile(r"\b(?:with|to|beside|behind|under|like|next to|of|than|by|for)$")
_ASIDE = re.compile(
    r"^(?: (?:can|could|would|will|may|might|should|must|shall|need|have to|prefer|want|like|wish|choose|pick|decide|feel|mind|agree|"
    r"have (?:any |some |a |the |half |\d|ten|fifteen|twenty|thirty|no |enough |been (?:so |very )?(?:kind|well|able)|already|read|received|time|questions?|something to)|"
    r"are (?:busy|able|willing|available|free|open|interested|unable|not|too|on|in the middle|the (?:right|best)|well|doing well|having|comfortable|slammed|"
    r"swamped|tired|away|an? (?:inspir\w+|great|amazing|true|role model|busy|very|real|wonderful|expert|professional|leader|person)|(?:very |so |really |quite )?(?:kind|successful|inspiring|"
    r"impressive|accomplished|experienced|talented|amazing|great|good|busy|respected|knowledgeable|nice))|do not|did not (?:mind|reply|get)|say no|see fit|were (?:recommended|suggested|mentioned|referred|listed|introduced)|"
    r"(?:and your (?:family|loved ones|team)) (?:are|is)|guys|all|so much|very much|in advance|again|anyway)\b|,|$| (?:for|and|or|to|about|when|soon|some|a few|in|on|at|through|via|from|by|as|with|out|up|because|since|how|what|why|where|whether|if|"
    r"that|this|next|after|before|during|today|tomorrow|there|here|again|then|very|so|online|next|on|over|personally|directly|briefly|know)\b)"
)
# "how you did it" asks; it is a reason only with something particular in it.
_PAPERS_OF_THE_SEARCH = re.compile(
    r"^ (?:[\w-]+ )?(?:profile|e-?mail|mail|name|contact|number|address|details|information|info|page|time|schedule|convenience|reply|response|answer|"
    r"calendar|availability|confirmation|help|kindness|consideration|attention|understanding|patience|support|call|choice|preference|pick|permission|"
    r"family|loved ones|invitation|feedback|hr|boss|manager|hiring|openings?|vacanc\w+|internships?|connections?|network|positive|kind|prompt|earliest|"
    r"door|day|week|terms|deadlines|linkedin|own|brain|mind|opinions?|thoughts?|views?|insights?|advice|wisdom|perspective|guidance|knowledge|openness|willingness|generosity|cv|resume)\b"
)
_WHERE_THEY_ARE = re.compile(
    r"^ (?:[\w-]+ )?(?:company|firm|organization|team|office|department|lab|laboratory|studio|shop|store|clinic|agency|business|school|desk|place|building|"
    r"work|job|career|path|field|industry|journey|experience|experiences|background|role|position|profession|story|expertise|life|success|sector|area|"
    r"line|group|crew|practice|workplace|research|knowledge|insights?|advice|wisdom|perspective|achievements?|accomplishments?|skills?)\b"
)
# What follows a word such as "work" and makes it theirs: "your work on flood maps", "your move from law to nursing".
_MADE_THEIRS = re.compile(r"\b(?:at|on|as|with|from|to|during|since|between|after|before|restoring|building|teaching|designing|helping|running)\b(?P<what>.*)")
_REQUEST = re.compile(r"\b(?:could|can|would|may|might|will) (?:i|you|we)\b")

_KIN = re.compile(
    r"^(?:(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|yo),? )?(?:my )?(?:aunt|auntie|uncle|tia|tio|grandma|grandpa|grandmother|grandfather|granny|nana|"
    r"mom|mum|dad|cousin|cuz|godmother|godfather|abuela|abuelo|sis|bro)\b"
)
# What ties the two together.
_RELATION = (
    r"(?:mother|father|mom|mum|dad|parents|sister|brother|aunt|uncle|cousin|grandmother|grandfather|grandma|grandpa|wife|husband|daughter|son|kids?|"
    r"roommate|neighbor|neighbour|boss|captain|coach|teammate|classmate|friend|supervisor|teacher|pastor|landlord|lab partner|professor|adviser|advisor)"
)
_SHARED = [
    re.compile(r"\b(?:(?:summers?|winters?|years?|months?|seasons?|shifts?|semesters?|classes|days) (?:\w+ ){0,5}?(?:with|under|for) you)\b" + _TAIL),
    re.compile(r"\bwe (?:both(?! (?:are )?(?:interested|on|in)\b)|overlapped|taught|swam|danced|fished|studied|share|shared|sat|met|spoke|talked|worked|lived|live|grew|went|rode|played|sang|volunteered|were|danced|stood|chatted|bumped|ran)\b" + _TAIL),
    re.compile(r"\b(?:like you|as you (?:did|do|once did|were)|same as you|you too|you also|just like yours?)\b" + _TAIL),
    re.compile(rf"\b(?:my|our) {_RELATION}(?:'s)?(?: \w+){{0,3}} (?:works?|worked|knows?|knew|grew up|went to|studied|served|rows?|plays?|played|sings?|lives?|is|was)\b" + _TAIL),
    re.compile(r"\bi (?:am|was|sit|sat|took|take|worked|work|live|lived|bagged|served|interned|volunteered|played|grew up|was raised) (?:\w+ ){0,3}?(?:in|at|under|for|with|from|next to|near|across|behind|beside|two) (?:your\b|you\b|the same\b|across the street|next door)" + _TAIL),
    re.compile(r"\bi (?:\w+ )?(?:read|watched|listened to|attended|heard|loved|enjoyed|went to|visited|bought|saw|use|used|followed|follow|was at|caught) (?:the|an?|every|this|that|both) (?:\w+ ){0,4}?(?:article|book|talk|lecture|podcast|panel|episode|paper|exhibit|exhibition|interview|film|show|play|workshop|keynote|blog|column|concert|presentation|feature|piece)\b" + _TAIL),
    re.compile(r"\b(?:said|says|thinks|thought|told me|tells me|mentioned|swears|assured me)\b.{0,20}\byou (?:are|would be|will be|might be|could be)\b.{0,40}\b(?:ask|talk to|talk with|speak to|speak with|turn to|knows?|go to)\b" + _TAIL),
    re.compile(r"\b(?:congrats|congratulations|kudos|bravo|well done|thanks|thank you)(?: so much| again)? (?:on|for|to) (?!your (?:time|help|reply|consideration|attention)|reading|considering|taking|thinking|any|everything|the (?:opportunity|time|chance))" + _TAIL),
    re.compile(r"\b(?:the same|same) (?:\w+ )?(?:program|major|dorm|hall|hometown|town|village|neighborhood|street|school|high school|team|club|church|fraternity|sorority|degree|department|job|shift|bus|train|professor|adviser|course)\b" + _TAIL),
    re.compile(r"\b(?:only|one of the few|the first) (?:\w+ )?(?:person|people|alum\w*|graduate|one|woman|man|nurse|engineer|\w+er|\w+ist)\b" + _TAIL),
]


def _says_more(words: str) -> bool:
    """Whether anything in `words` would not fit anybody."""
    return any(
        word not in _ANYBODY and len(word) > 2 and not word.isdigit()
        for word in re.findall(r"[\w-]+(?:'s)?", words.replace("'s", ""))
    )


def _about_you(sentence: str) -> bool:
    for found in _YOU.finditer(sentence):
        before, rest = sentence[: found.start()].rstrip(), found["rest"]
        if _TO_YOU.search(before) and re.match(r"^,? (?:at|in|on|about|after|during|for|and)\b", rest) and _tied(before, rest):
            return True
        if _NOT_SUBJECT.search(before) or _ASIDE.match(rest):
            continue
        if _says_more(_until_asked(rest)):
            return True
    return False


def _tied(before: str, rest: str) -> bool:
    """ "I worked under you at the library", "I sat next to you on the train"."""
    return bool(re.search(r"\b(?:i|we|my \w+) (?:\w+ )?(?:sat|worked|work|played|rode|lived|served|studied|stood|volunteered)\b", before)) and _says_more(rest)


def _until_asked(rest: str) -> str:
    """What is said before the writer turns to the request or to themselves."""
    return re.split(r"\b(?:(?:and|so|but|because|since|as|that|while) i\b|i (?:am|would|want|hope|have)\b|could\b|would you|can i|may i|please\b)", rest)[0]


def _about_yours(sentence: str) -> bool:
    for found in _YOUR.finditer(sentence):
        rest = _until_asked(found["rest"])
        if _PAPERS_OF_THE_SEARCH.match(rest):
            continue
        if place := _WHERE_THEY_ARE.match(rest):
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


def reason_given(text: str) -> str:
    """The sentence of `text` that says why this person, in small letters; empty where none does."""
    lines = without_blanks(text)
    for sentence in sentences(plain(lines)):
        if _KIN.match(sentence):
            return sentence
        if any((found := shared.search(sentence)) and _says_more(found["rest"]) for shared in _SHARED):
            return sentence
        if _about_you(sentence) or _about_yours(sentence):
            return sentence
    return ""
