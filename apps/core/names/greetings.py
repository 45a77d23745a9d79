"""What to call a person, made of their name alone: a given name where it is known to be one, with a title the family
name, otherwise the whole name.

A wrong guess is worse than a whole name: "Dear Nguyễn," is rude, "Dear Nguyễn Văn An," is not.
"""

import re
import unicodedata
from itertools import dropwhile

from apps.core.folding import fold
from apps.core.names.words import (
    BEFORE_A_FAMILY_NAME,
    CREDENTIALS,
    CREDENTIALS_OR_NAMES,
    FAMILY_NAMES_FIRST,
    GENERATIONS,
    GIVEN_OR_FAMILY_NAMES,
    PARTICLES,
    ROLES,
    TITLES,
    TITLES_OR_NAMES,
)

_NOT_ALONE = TITLES | TITLES_OR_NAMES | ROLES
_FOLLOW_A_NAME = (
    GENERATIONS | CREDENTIALS | CREDENTIALS_OR_NAMES | frozenset({"she", "he", "they", "her", "him", "them"})
)
_DANGLING = " ,;:،、，-–—/|&"
_OPENING = re.compile(r"^((dear|hi|hello|hey)([\s,:]+|$))+", re.IGNORECASE)
_BRACKETS_AT_END = re.compile(r"\s*[(\[][^)\]]*[)\]]?$")
_DESCRIBES = re.compile(r"\b(of|at|in|for|from|with)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[&+/]|\b(and|or)\b", re.IGNORECASE)


def greeting_of(name: str, *, last_name: str = "") -> str:
    """How a letter to this person opens, after "Dear". With their `last_name` the order of the name is known."""
    person, *others = _parts(name)
    if others:
        return _last_first(person, others[0]) if len(others) == 1 else " ".join(name.split()).strip(" ,")
    if known := _in_known_order(person, last_name):
        return known
    title, _, name = person.partition(" ")
    if fold(title).strip(".") in BEFORE_A_FAMILY_NAME:
        return _with_title(title, name) or person
    return _given_first(person) or person


def behind_dear(typed: str) -> str:
    """What someone is to be greeted by, as it stands between "Dear" and a comma: Wei of "Hi Wei!"."""
    return _OPENING.sub("", typed.strip(_DANGLING)).strip(_DANGLING + "!！")


def is_plain(greeting: str) -> bool:
    """Whether someone can be greeted so to their face. "Mom's cousin Marcos" and "Jo from chem lab" say who it is."""
    words = [word for word in greeting.split() if fold(word) not in PARTICLES]
    return not any(word.islower() or fold(word).endswith("'s") or re.search(r"\d", word) for word in words)


def without_titles(name: str) -> str:
    """A name without the titles before it and what only follows it: "Amina Yusuf" of "Dr. Amina Yusuf, PhD"."""
    words = " ".join(_parts(name)).split()
    own = dropwhile(lambda word: fold(word).strip(".") in _NOT_ALONE, words)
    return " ".join(own) or name


def _parts(name: str) -> list[str]:
    """The name at its commas, without what dangles and what only follows a name. At least one part."""
    pieces = re.split("[,،、，]", _BRACKETS_AT_END.sub("", name) or name)
    parts = [part for piece in pieces if (part := piece.strip(_DANGLING))] or [name]
    while len(parts) > 1 and _only_follows(parts[-1], parts[0]):
        parts.pop()
    return parts


def _only_follows(last: str, first: str) -> bool:
    """Whether this is a credential, as in "Amina Yusuf, PhD", or says who they are, as in "Maria Lopez, nurse"."""
    words = [fold(word) for word in re.split(r"[\s/]+", last)]
    is_lower = last[0].islower() and not first[0].islower()
    follows = all(word in _NOT_ALONE or word.replace(".", "") in _FOLLOW_A_NAME for word in words)
    return follows or is_lower or bool(_DESCRIBES.search(last))


def _last_first(last: str, given: str) -> str:
    """Of "Yusuf, Amina" the given name; where that is unsure, both in the order in which they are said."""
    words = [word for word in fold(last).split() if word.replace(".", "") not in GENERATIONS] or [""]
    if _SEVERAL.search(given) or (len(words) > 1 and words[0] not in PARTICLES):
        return f"{last}, {given}"
    is_one_name = len(given.split()) == 1 or words[0] not in FAMILY_NAMES_FIRST
    if is_one_name and (alone := _given(given)):
        return alone
    return f"{given} {last}" if _is_latin(given + last) else f"{last} {given}"


def _given_first(name: str) -> str:
    """The given name, if it surely stands before the family name; empty otherwise."""
    first, *rest = name.split() or [""]
    is_last_first = fold(first) in FAMILY_NAMES_FIRST or (first.isupper() and not "".join(rest).isupper())
    is_either = all(fold(word) in GIVEN_OR_FAMILY_NAMES for word in (first, *rest))
    return _given(name) if rest and not is_last_first and not is_either else ""


def _with_title(title: str, name: str) -> str:
    """ "Dr. Lopez" of "Dr. Ana Lopez"; empty where it is not sure that a given name and one family name follow."""
    words = name.split()
    return f"{title} {words[1]}" if len(words) == 2 and _given_first(name) and _given(words[1]) else ""


def _in_known_order(name: str, last_name: str) -> str:
    """The given name before, or the one word after, this last name; empty where the name does not hold it so."""
    words, last = name.split(), fold(last_name).split()
    folded = [fold(word) for word in words]
    if not last or len(words) <= len(last):
        return ""
    if folded[-len(last) :] == last:
        return _given(" ".join(words[: -len(last)])) or name
    if folded[: len(last)] == last:
        return (_given(words[-1]) if len(words) == len(last) + 1 else "") or name
    return ""


def _given(words: str) -> str:
    """The first of these words, where it is fit to greet by; empty where it is not."""
    first = words.split()[0]
    is_word = len(first) > 1 and first[0].isalpha() and "." not in first and not re.search("['’]s$", first)
    is_alone = fold(first) not in PARTICLES and not _has_a_role(words) and not _SEVERAL.search(words)
    return first if is_word and is_alone and _is_latin(words) else ""


def _has_a_role(words: str) -> bool:
    first, *after = fold(words.replace("-", " ")).split()
    return first in _NOT_ALONE or any(word in _NOT_ALONE - _FOLLOW_A_NAME and len(word) > 1 for word in after)


def _is_latin(text: str) -> bool:
    letters = (unicodedata.name(letter, "") for letter in text if letter.isalpha())
    return all(name.startswith(("LATIN", "MODIFIER LETTER")) for name in letters)
