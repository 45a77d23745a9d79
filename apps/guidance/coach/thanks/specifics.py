"""What a thank-you note takes up of what was said, as the student's notes have it."""

import re
from collections.abc import Iterator

from apps.guidance.coach.favors import favors
from apps.guidance.coach.jobs import job_ask
from apps.guidance.coach.prose import plain, sentences
from apps.guidance.coach.reasons import ANYBODY
from apps.guidance.coach.thanks.steps import IN_TOUCH

# Words of thanks that would fit any conversation, beside those that fit anybody.
_POLITE = frozenset(
    """
    thank thanks thankful thankfully gratitude grateful gratefully gratitude express sincere sincerely truly warm warmly
    kindness generous generosity patience patient honest honesty frank candor openness open welcome welcoming wisdom
    inspired inspiring motivated motivation encouraging encouraged helpful useful valuable informative enjoyed enjoy
    pleasure honor privilege opportunity appreciate appreciated dear hello regards respectfully cordially cheers
    greetings wishes wish luck health success weekend holiday holidays summer spring winter fall coffee tea lunch zoom
    video talked spoke meeting met answering answers questions question conversation chat call clear clearer picture idea
    ideas decision decisions future plan plans goal goals follow touch posted update updated informed back soon later
    semester term class classes exams adviser mind heart today yesterday
    tomorrow morning afternoon evening night week month year hour minutes half talking tell told said mentioned explained
    shared sharing taking giving making having being seeing hearing getting keep stay hope forward looking look next
    step steps apply internship job position role hire hired resume lot lots everything super awesome cool amazing
    incredible fantastic lovely reality subject topic ground stuff point points way kind sort hard new different other first
    last long short great deal high school student students degree say says saying see know think thought feel want need
    try tried make made take took give gave use used put set really especially still never always also though even much
    many bit sure maybe perhaps
    """.split()
)
# Words that would fit anybody where they say whom one writes to, and that say something where they come from notes.
_TELLING = frozenset(
    """
    page family name names number write writing written read reading network story dinner breakfast ohio texas california
    york science art arts music sports fashion travel easy easier easiest daily skill talented passion free
    busy learn law eye eyes listen listens answer answers photo picture group groups branch card paper report reports credit
    message messages list lists smile spirit attitude warmth patient patients homework polite precious cheerful integrity
    enthusiasm database website accept human class classes phone video zoom office friend cousin uncle aunt teacher
    professor adviser counselor local city live living lives spend requirement requirements search answers hero figure
    brochure booklet sheet potential director community center discipline trade handle search parents mom dad
    clever kindness driven domain health medicine technology computer software design sales nights night
    charge interview interviewing booth
    """.split()
)
_GENERAL = (ANYBODY | _POLITE) - _TELLING
_NUMBERS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen twenty "
        "thirty forty fifty sixty ninety hundred".split(),
        "2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 18 20 30 40 50 60 90 100".split(),
        strict=True,
    )
) | {"twice": "2", "both": "2", "third": "3", "fourth": "4", "fifth": "5", "dozen": "12", "double": "2"}
# What is said in notes in one word is thanked for in another.
_KIN = [
    frozenset(line.split())
    for line in """
    money pay salary wage earn income rich raise debt cost price
    boss manager supervisor chief
    teach teacher learn mentor taught
    kid child boy girl toddler baby pupil
    cry tear weep sob
    fear afraid scare scary nervous knee shake brave dread
    clean mop scrub broom sweep wash dirty
    sleep bed rest tired exhaust nap
    family wife husband spouse marriage daughter son parent
    home house
    sibling brother sister
    travel trip road journey drive flight
    listen ear hear quiet silent silence
    fail failure flunk mistake error wrong
    photo picture image camera
    doctor physician
    police cop officer
    lawyer attorney counsel
    die death dead dying grief
    write writer pen draft sentence word letter
    read book page
    rule law regulation
    customer client guest shopper
    patient bedside sick ill
    team colleague coworker crew
    math number figure statistic fraction
    computer code software program
    quit leave left departure resign
    start begin
    early dawn morning sunrise breakfast
    late night evening overnight
    winter cold snow ice
    summer heat hot sun
    rain storm weather wet
    exam test certificate certification license
    laugh humor funny joke hilarious
    angry mad rage yell shout
    calm patience slow peace
    small little tiny
    big large huge
    city urban downtown
    farm rural country village field
    food eat meal lunch snack cook kitchen
    dog puppy pet animal
    ask question
    budget money grant fund
    meeting conference
    danger risk safe safety
    hand finger touch
    body back muscle
    eye see watch look
    friend network contact connection
    story tale narrative
    simple easy plain
    truth honest lie
    """.strip().splitlines()
]
_ENDINGS = ("ation", "ing", "ies", "ied", "ely", "er", "ed", "ly", "or", "al", "e", "y")
_SHORT = {
    "yr": "year", "yrs": "year", "wk": "week", "wks": "week", "mgr": "manager", "mgmt": "management", "hr": "hour",
    "hrs": "hour", "dept": "department", "govt": "government", "cert": "certificate", "mo": "month", "mos": "month",
    "cust": "customer", "ppl": "people", "asst": "assistant", "esp": "especially", "exp": "experience", "lang": "language",
    "lvl": "level", "max": "maximum", "min": "minimum", "sr": "senior", "jr": "junior", "vol": "volunteer", "thurs": "thursday",
    "tues": "tuesday", "wed": "wednesday", "mon": "monday", "fri": "friday", "sat": "saturday", "sun": "sunday", "hw": "homework",
    "mtg": "meeting", "pics": "photo", "fav": "favorite", "prof": "professor", "appt": "appointment", "vs": "versus", "no": "no",
    "phd": "doctorate", "grad": "graduate", "undergrads": "undergraduate", "apps": "application", "docs": "document",
    "vet": "veterinarian", "lab": "laboratory", "lunches": "lunch",
}  # fmt: skip
# How they talked.
_HOW_WE_TALKED = re.compile(
    r"\bmy (?:\w+ )?(?:parents|mom|mother|dad|father|friends?|family|cousin|uncle|aunt|roommates?|professor|adviser|teacher|"
    r"class|classes|girlfriend|boyfriend|wife|husband)\b|\b(?:your|the|in your|at your) office\b|"
    r"\b(?:this|last|next) (?:morning|afternoon|evening|night|week|month|year)\b|\btonight\b|"
    r"\b(?:over|for|on|by|via) (?:the |an? |our |that )?(?:\w+ )?(?:coffee|lunch|breakfast|dinner|tea|phone|zoom|video|drinks?|cake)\b|"
    r"\b(?:phone|video|zoom|coffee|lunch) (?:call|chat|talk|conversation|meeting|interview|date|session)\b"
)
# The field, the employer and the job alone are nothing that was said.
_FRAME = re.compile(
    r"\b(?:(?:talk|talking|talked|speak|speaking|spoke|chat|chatting|conversation|learn|learning|learned|meet|meeting|"
    r"interest|interested|passion|career|careers|job|future|life|world|field|industry|degree|path|experiences?|"
    r"insights?|knowledge|advice|tips|information|interview|questions?|work|working|position|role|major|more|"
    r"lot|alot|much|deal|everything|things|stuff|curious|excited|hear|hearing|know|understand|understanding|idea|picture|reality|"
    r"opportunit\w+|motivated|thinking|thoughts|time|day|visit|tour)"
    r"(?: (?:with|to) (?:me|you|us))?(?: (?:so much|a lot|alot|a great deal|more|better|everything|all))?"
    r" (?:about|in|into|of|on|as|for|at|around|within) (?:the |your |an? |being |working (?:in|as|at|with) |becoming |how |"
    r"what |life as |life in )*(?:(?!(?:and|but|that|how|what|why|when|you|your|with|because|so)\b)[\w'-]+ ?){1,3})"
    r"(?=[.,!?;:)]|$|\band\b|\bwith\b|\bbut\b|\bon (?:\w+day|the phone)|\bat\b|\byesterday|\btoday|\blast|\bthis)|"
    r"\b(?:the|a|your) (?:[\w'-]+ )(?:field|industry|world|profession|sector|business|community|career)\b|"
    r"\bat (?:the |your |other |another |an? )?(?:[\w'-]+ ){0,2}?(?:company|office|bank|hospital|museum|school|firm|lab|studio|shop|clinic|"
    r"library|farm|zoo|station|agency|department|restaurant|bakery)\b"
)
_GREETING = re.compile(r"^(?:dear|hi|hello|hey|good (?:day|morning|evening|afternoon)|yo|omg)\b[^,!.\n]{0,40}[,!.\n:]")
_TOLD = re.compile(
    r"\b(?:you (?:\w+ )?(?:said|told|mentioned|explained|described|advised|pointed|taught|showed|suggested|warned|"
    r"recommended|called|admitted|confessed|put it|compared|reminded|talked about|spoke (?:of|about)|insisted|made me "
    r"see|gave)|what you\b|your (?:\w+ )?(?:advice|tips?|stor(?:y|ies)|points?|remarks?|idea|rule|line|answer|view|warning|"
    r"example|trick|suggestion|words?|phrase|description|explanation|comparison|take|habit|mantra|metaphor|quote|lesson|"
    r"comments?|thoughts|reminder|honesty|openness|frankness|candor|description) (?:about|on|that|of|to|with|regarding|not)|hearing (?:that|how|"
    r"about|you)|to hear (?:that|how|about|you)|i (?:\w+ )?(?:did not|had no|never|had not|would not have|had always|always|"
    r"used to|had) (?:\w+ )?(?:know|knew|idea|thought|think|realized?|imagined?|expected?|believed?|guessed|considered|taken|"
    r"pictured|counted|heard)|i (?:was|am|were) (?:\w+ )?(?:surprised|struck|relieved|shocked|amazed|moved|touched|fascinated|"
    r"impressed) (?:by|that|to|at|how)|(?:learned|realized|understand|see|know|remember|understood|clear to me|it is clear) "
    r"(?:now )?(?:that|why|how)|the (?:idea|thought|"
    r"story|stories|part|bit|thing|image|picture|rule|advice|tip|trick|example|fact|line|point|reminder|way) (?:of|that|about|"
    r"when|where|with|you|to|not)|for (?:explaining|telling|showing|teaching|reminding|warning|describing|admitting|confirming|"
    r"pointing)|who knew|that (?:a|an|one|even|the|there|most|people|you|nobody|everyone)\b|keep (?:thinking|picturing|hearing)|"
    r"good to know|made me (?:laugh|think|see|understand|realize)|meant a lot (?:to me )?that|stuck with me|nice to know|i "
    r"(?:loved|liked) (?:that|how|the|what|when))\b(?P<what>[^.!?;]*)"
)


def _stem(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if word in _NUMBERS:
        return _NUMBERS[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "ies")):
        word = word[:-1]
    word = _SHORT.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


_KIN_OF = {_stem(word): number for number, kin in enumerate(_KIN) for word in kin}
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        is_number = word.isdigit() or word in _NUMBERS
        if is_number or (len(word) > 2 and word not in _GENERAL):
            yield _stem(word)


def taken_up(text: str, *, notes: str) -> str:
    """The first sentence of `text` about something in `notes`, in small letters; empty where none is."""
    noted = set(_words(_HEAD.sub("", plain(notes))))
    noted_kin = {_KIN_OF[word] for word in noted if word in _KIN_OF}
    for sentence in _said(text):
        if job_ask(sentence) or favors(sentence):
            continue
        words = set(_particular(sentence))
        if any(_are_one(word, other) for word in words for other in noted):
            return sentence
        told = {word for found in _TOLD.finditer(sentence) for word in _particular(found["what"])}
        if _AS_TOLD.search(sentence):
            told |= words
        if noted_kin & {_KIN_OF[word] for word in told if word in _KIN_OF} or len(told) >= 2:
            return sentence
    return ""


# "HVAC: winter is slow": of whom the notes are.
_HEAD = re.compile(r"^[\w' /-]{1,30}:")
_AS_TOLD = re.compile(
    r"\bi (?:would|could) (?:never|not) have (?:\w+ )?(?:believed|thought|guessed|expected|imagined)\b|\bi will (?:\w+ )?(?:remember|"
    r"not forget|never forget)\b|\b(?:as|like) you (?:\w+ )?(?:do|did|said|told|suggested|advised|showed|described|explained|recommended|mentioned|warned|"
    r"taught)\b|\byou were (?:so |totally |absolutely )?right\b|\b(?:because of|thanks to) (?:you|what you|your)\b|\b(?:following|on|"
    r"per|after|with) your (?:advice|suggestion|tip|recommendation|example)\b"
)


def _particular(said: str) -> Iterator[str]:
    return _words(_FRAME.sub(" ", _HOW_WE_TALKED.sub(" ", IN_TOUCH.sub(" ", said))))


def _are_one(word: str, other: str) -> bool:
    if word == other:
        return True
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= 4 and not shorter.isdigit() and longer.startswith(shorter) and len(longer) - len(shorter) <= 4


def _said(text: str) -> list[str]:
    return sentences(_GREETING.sub("", plain(text).strip()))
