"""The words of a text that say something, each in one form: "labels" and "label", "28" and "twenty-eight"."""

import re
from collections.abc import Iterator

from apps.guidance.coach.reasons import ANYBODY

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


def stem(word: str) -> str:
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


_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")


def particular_words(text: str) -> Iterator[str]:
    """Of a text that `plain` made, as `stem` makes them."""
    for word in _WORD.findall(text):
        is_number = word.isdigit() or word in _NUMBERS
        if is_number or (len(word) > 2 and word not in _GENERAL):
            yield stem(word)


def are_one(word: str, other: str) -> bool:
    """Whether two such words are one, where a note may have cut it short: "cert" and "certificate"."""
    if word == other:
        return True
    shorter, longer = sorted((word, other), key=len)
    return (
        len(shorter) >= 4 and not shorter.isdigit() and longer.startswith(shorter) and len(longer) - len(shorter) <= 4
    )
