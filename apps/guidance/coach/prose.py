"""What a person typed, brought into one shape, so that a rule has to know each thing once."""

import re
import textwrap
import unicodedata

# A message that anyone means to send is shorter; the rules read no further.
LONGEST = 6_000

_SHAPES = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": " - ",
        "\u2026": "...",
        "\u2044": "/",
        "\u00a0": " ",
        "\u202f": " ",
        "\u200b": None,
        "\u200d": None,
        "\ufeff": None,
    }
)

# What phones and hurry make of words.
_SPELLED_OUT = {
    "u": "you",
    "ya": "you",
    "ur": "your",
    "r": "are",
    "w": "with",
    "thru": "through",
    "abt": "about",
    "ppl": "people",
    "pls": "please",
    "plz": "please",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "lemme": "let me",
    "gimme": "give me",
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "y'all": "you",
}
_TYPED_WITHOUT_APOSTROPHE = {
    "i'm": "i am",
    "i've": "i have",
    "you're": "you are",
    "you've": "you have",
    "don't": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "can't": "can not",
    "couldn't": "could not",
    "won't": "will not",
    "isn't": "is not",
    "wouldn't": "would not",
    "what's": "what is",
    "that's": "that is",
    "it's": "it is",
}
_SPELLED_OUT |= {word.replace("'", ""): whole for word, whole in _TYPED_WITHOUT_APOSTROPHE.items()}
_SPELLED = re.compile(r"(?<![\w'])(?:" + "|".join(map(re.escape, _SPELLED_OUT)) + r")(?![\w'])")
_ENDINGS = [("n't", " not"), ("'m", " am"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'d", " would")]

_TITLES = re.compile(
    r"\b(mr|mrs|ms|mx|dr|prof|st|jr|sr|vs|approx|dept|e\.g|i\.e|(?<=\d )(?:min|mins|hr|hrs))\.(?=[\s,/])"
)
_HOURS = re.compile(r"\b([ap])\.\s?m\b\.?")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+|\s*\n\s*\n\s*|\s*[;\n]\s*(?=(?:ps|p\.s)\b)|;\s+|:\s+(?=\w)")


# "You'd worked" had, "you'd need" would.
_HAD = re.compile(
    r"\bwould(?= (?:been|gone|done|taken|seen|come from|(?!need|feed|speed|exceed|proceed|succeed|heed)\w+ed)\b)"
)


def shaped(text: str) -> str:
    """`text` with plain quotes, dashes and spaces; capitals and lines as they were."""
    text = unicodedata.normalize("NFKC", text[:LONGEST].replace("\r\n", "\n")).translate(_SHAPES)
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def spelled_out(text: str) -> str:
    """`text` with the shortcuts of phones as whole words: "u" and "dont"."""
    return _SPELLED.sub(lambda word: _SPELLED_OUT[word.group()], text)


def plain(text: str) -> str:
    """`text` in small letters, its contractions and shortcuts spelled out: "I'd", "u" and "dont" as whole words."""
    text = _HOURS.sub(r"\1m", _TITLES.sub(r"\1", shaped(text).lower()))
    text = spelled_out(text)
    text = re.sub(
        r"\b(it|that|there|here|what|who|how|where|when|he|she|whatever|whichever|whenever)'s\b", r"\1 is", text
    )
    for ending, whole in _ENDINGS:
        text = re.sub(rf"(?<=\w){ending}\b", whole, text)
    return re.sub(r"[ \t]+", " ", _HAD.sub("had", text))


# A sentence without an end is read in pieces: the rules look at each word's surroundings, which takes its length twice.
_LONGEST_SENTENCE = 600


def sentences(text: str) -> list[str]:
    """The sentences of a text that `plain` made, each on one line. One that is repeated says nothing new."""
    parts = (" ".join(part.split()) for part in _SENTENCE_END.split(text))
    return list(dict.fromkeys(piece for part in parts if re.search(r"\w", part) for piece in _pieces(part)))


def _pieces(sentence: str) -> list[str]:
    if len(sentence) <= _LONGEST_SENTENCE:
        return [sentence]
    return textwrap.wrap(sentence, _LONGEST_SENTENCE, break_on_hyphens=False)


def clause_before(sentence: str, position: int) -> str:
    """What stands before `position` in its clause."""
    return re.split(r"[,:()]| - |\bbut\b|\bthough\b", sentence[:position])[-1]


_NEGATED = re.compile(
    r"\b(?:not(?! (?:only|just|sure))|never|nor|without|rather than|instead of|"
    r"no (?:intention|plans?|wish|desire|need|expectations?|pressure|request))\b"
)


def is_negated(sentence: str, position: int) -> bool:
    """Whether its clause denies what stands at `position`: "I'm not looking for a job"."""
    return bool(_NEGATED.search(clause_before(sentence, position)))
