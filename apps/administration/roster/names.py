"""The name of a student, from the columns of a roster. The order is known from the columns; a comma decides it where
one column holds the whole name.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from apps.administration.roster.values import line_of
from apps.core.folding import fold, has_words
from apps.core.names.greetings import behind_dear
from apps.core.names.words import BEFORE_A_FAMILY_NAME, CREDENTIALS, GENERATIONS, PARTICLES
from apps.core.tables.encodings import put_right
from apps.core.tables.values import is_error

_LONGEST, _LONGEST_PREFERRED = 120, 60  # as User has them
_LONGEST_LOOKED_AT = 400  # for notes about the name
# What systems write where a name is missing. Null, True, None and Na are names of people.
_NO_NAME = {"", ".", "..", "-", "--", "---", "*", "?", "fnu", "lnu", "nfn", "nln", "nmn", "nmi", "n/a", "#n/a"}
_NO_NAME |= {"\\n", "(none)", "(blank)", "unknown", "not provided", "no first name", "no last name", "no middle name"}
_NO_PREFERRED = _NO_NAME | {"none", "null", "nil", "na", "nan", "same", "no", "same as above", "same as legal", "tbd"}
_LEFT = re.compile(r"\s[-–*(\s]*(WTH|WDR|WD|W/D|DRP|DROP|DROPPED|WITHDRAWN|[Ww]ithdrawn|[Dd]ropped)[)*]*$")
_BRACKETS = re.compile(r"\s*[(\[]\s*([^)\]]*?)\s*[)\]]\s*")
_QUOTED = re.compile(r"\s(?:[\"“]\s*|['‘](?=\w+['’](?:\s|$)))([^\"“”'‘’]+?)(?:\s*[\"”]\s*|['’](?=\s|$))")
_NO_PREFERRED_IN_BRACKETS = re.compile(
    r"(she|he|they|her|him|ella|el|ze)\b.*|.*\d.*|.*@.*|(on )?leave\b.*|audit\w*|wait ?list\w*|withdr[ae]wn?|dropped"
    r"|inactive|visiting|exchange|transfer|online|(part|full)[- ]time|deceased|graduated|ferpa.*|confidential.*|private"
    r"|honors|athlete|veteran|international|new( student)?|returning|readmit|non-?degree|late( add)?|hold|no info.*",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\s+(?:aka|a\.k\.a\.|goes by)\s+(\S.*)$", re.IGNORECASE)
_COUNTED = re.compile(r"^\d{1,3}[.)]\s+(?=\D)")
# Notes behind a name: "Adams, Sam *", "Reyes, Tom - Confidential"; and an address.
_NOTED = re.compile(r"\s*(?:[*†‡/|]+|\s[-–]\s*(?:confidential|ferpa)\W*|<[^<>]*@[^<>]*>)$", re.IGNORECASE)
_PRONOUNS = re.compile(
    r"[\s,;(\[]*\b(?:she|he|they|ze|xe|ella|él|elle)\s*(?:[/,|]|\s)\s*(?:her|hers|him|his|them|theirs|they|she|he|ella|elle"
    r"|hir|zir|xem|él|any)\b(?:\s*[/,|]\s*\w+)*[)\]]*\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_LOST = re.compile("\\?|\ufffd")  # a letter that the file could not hold


@dataclass(slots=True)
class Name:
    """As it is to be stored. `is_damaged` where letters are lost: it replaces no name that stands.

    `is_suggested` where the preferred name is from brackets in another column. `has_left` where a mark of withdrawal
    stood behind the name. `number` where a student number stood in the brackets.
    """

    full: str = ""
    last: str = ""
    preferred: str = ""
    is_damaged: bool = False
    is_suggested: bool = False
    has_left: bool = False
    number: str = ""
    said: list[str] = field(default_factory=list)
    problem: str = ""


def name_of(
    *,
    whole: str = "",
    last_first: bool = False,
    last: str = "",
    first: str = "",
    middle: str = "",
    suffix: str = "",
    preferred: str = "",
) -> Name:
    """From the whole name, or from its parts where there are any. Cells as they are in the file."""
    name = Name()
    if last.strip() or first.strip():
        last, first = _told(last, name), _told(first, name)
        # A roster of one column too few: the whole name stands under "Last name".
        if not first and "," in last:
            last, first = _at_commas(last)
        middle = _told(middle, name)
        if middle and not has_words(first, middle):
            first = f"{first} {middle}".strip()
    else:
        last, first = _taken_apart(_told(whole, name), last_first=last_first)
    name.is_damaged = bool(_LOST.search(last + first))
    last, first = _or_nothing(last, _NO_NAME), _or_nothing(first, _NO_NAME)
    suffix = _or_nothing(_told(suffix, name), _NO_NAME)
    if suffix and last and not has_words(last, suffix):
        last = f"{last} {suffix}"
    name.full = _together(first, last)
    name.last = last if first else ""
    _prefer(name, preferred, first=first)
    _judge(name)
    return name


def share_a_word(one: str, other: str) -> bool:
    """Whether two names have a word in common, or one has none to compare."""
    words, others = _words(one), _words(other)
    return not words or not others or bool(words & others)


def looks_the_same(stored: str, read: str) -> bool:
    """Whether what was read says nothing new: the same, or the same in capitals or small letters alone."""
    return stored == read or (read.isupper() and stored.upper() == read) or (read.islower() and stored.lower() == read)


def _words(name: str) -> set[str]:
    return {word for word in re.split(r"[\s\-.,]+", fold(name)) if len(word) > 1}


def _told(text: str, name: Name) -> str:
    """The cell on one line, without what is no part of a name; that is noted in `name`."""
    if is_error(text):
        name.said.append("The name is an error of the spreadsheet.")
        return ""
    if left := _LEFT.search(text):
        name.has_left = True
        text = text[: left.start()]
    text = line_of(put_right(text))
    if text.startswith("=") or len(text) > _LONGEST_LOOKED_AT:
        return text
    if text[:1] == text[-1:] and text[:1] in ("'", '"'):
        text = text[1:-1].strip()
    text = _NOTED.sub("", _COUNTED.sub("", text))
    if "/" in text:
        text = _PRONOUNS.sub("", text)
    for pattern in (_BRACKETS, _QUOTED, _ALSO):
        for inside in pattern.findall(text):
            text = pattern.sub(" ", text, count=1).strip()
            if re.fullmatch(r"\D{0,2}\d{5,}", inside):
                name.number = inside
            elif inside and not _NO_PREFERRED_IN_BRACKETS.fullmatch(inside):
                name.preferred, name.is_suggested = inside, True
    return _NOTED.sub("", text)


def _taken_apart(whole: str, *, last_first: bool) -> tuple[str, str]:
    """The last name and the given names. A single name is neither: it is returned as the given one."""
    if whole.startswith("="):  # a formula is the text that it is
        return "", whole
    if re.search("[,，、]", whole):
        return _at_commas(whole)
    words = whole.split()
    if last_first or len(words) < 2:
        return "", whole
    if _is_of_signs("".join(words)):
        return words[0], " ".join(words[1:])
    end = len(words)
    while end > 2 and _only_follows(words[end - 1]):
        end -= 1
    start = end - 1
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _at_commas(whole: str) -> tuple[str, str]:
    parts = [part for piece in re.split("[,，、]", whole) if (part := piece.strip())]
    follows = [part for part in parts[1:] if all(_only_follows(word) for word in part.split())]
    own = [part for part in parts if part not in follows]
    if len(own) < 2:  # "Robert Smith, Jr."
        last, first = _taken_apart(" ".join(own), last_first=False)
        return " ".join([last, *follows]).strip(), first
    family, given = own[0].split(), " ".join(own[1:]).split()
    if len(given) > 1 and fold(given[-1]).replace(".", "") in GENERATIONS:  # "Smith, Robert Jr"
        follows = [given.pop(), *follows]
    if len(family) > 1 and fold(family[0]).replace(".", "") in BEFORE_A_FAMILY_NAME:  # "Dr. Patel, Priya"
        given = [family.pop(0), *given]
    return " ".join([*family, *follows]), " ".join(given)


def _only_follows(word: str) -> bool:
    if not any(map(str.isalnum, word)):  # a picture
        return True
    return fold(word).replace(".", "") in GENERATIONS | CREDENTIALS | {"v"}


def _together(first: str, last: str) -> str:
    """As people say it; Han, Kana and Hangul with the family name first and no space."""
    if first and last and _is_of_signs(first) and _is_of_signs(last):
        return last + first
    return f"{first} {last}".strip()


def _is_of_signs(text: str) -> bool:
    return all(unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")) for letter in text)


def _or_nothing(text: str, nothing: set[str]) -> str:
    return "" if text.casefold() in nothing else text


def _prefer(name: Name, cell: str, *, first: str) -> None:
    line = "" if is_error(cell) else line_of(put_right(cell))
    if len(line) < _LONGEST_LOOKED_AT:
        line = _PRONOUNS.sub("", line)
    line = line.strip('()[]"“”').strip()
    if line.count(",") == 1:  # "Okafor, Chi"
        line = " ".join(reversed([part.strip() for part in line.split(",")])).strip()
    told = _or_nothing(line, _NO_PREFERRED)
    if told:
        name.preferred, name.is_suggested = told, False
    name.preferred = behind_dear(name.preferred)
    if _LOST.search(name.preferred):
        name.said.append("The file has lost letters of the preferred name, so it is left out.")
        name.preferred = ""
    if len(name.preferred) > _LONGEST_PREFERRED:
        name.said.append(f"The preferred name has more than {_LONGEST_PREFERRED} letters and is left out.")
        name.preferred = ""
    if _ADDRESS.search(name.preferred):
        name.said.append("There is an email address where the preferred name should be. It is left out.")
        name.preferred = ""
    if name.preferred == name.full:
        name.preferred = ""
    if name.is_suggested and name.preferred:
        name.said.append("The name in brackets becomes the preferred name.")
    # "Mary Ann" of Mary Ann Smith is a first name; "Chosen Name" of Deadname Legal is all that people may read.
    if _is_whole(name) and not has_words(first, name.preferred):
        name.last = name.preferred.split()[-1]
        name.said.append("The preferred name is taken as the whole name that people read.")


def _is_whole(name: Name) -> bool:
    words = name.preferred.split()
    has_last = bool(words) and (has_words(name.preferred, name.last) or has_words(name.last, words[-1]))
    return len(words) > 1 and bool(name.last) and not name.is_suggested and not has_last


def _judge(name: Name) -> None:
    if _ADDRESS.search(name.full):
        name.problem = "There is an email address where the name should be."
    elif name.full and not name.is_damaged and not any(letter.isalpha() for letter in name.full):
        name.full = name.last = ""
        name.said.append("What stands for the name has no letter, so it is left out.")
    elif len(name.full) > _LONGEST:
        name.problem = f"The name has more than {_LONGEST} letters."
    elif name.is_damaged and not re.search(r"\w", name.full):
        name.problem = "The file has lost all letters of the name. Save it again as UTF-8."
    elif name.is_damaged:
        name.said.append("The file has lost letters of the name: each ? was one. Save it again as UTF-8.")
    elif name.full.isupper() and len(name.full) > 3 and name.full.lower() != name.full:
        name.said.append("The name is written in capitals and kept so.")
