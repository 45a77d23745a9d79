"""Whether two names are of one person, as far as given names tell: an address may have another owner now, often one of
the same family name.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from apps.core.folding import fold
from apps.core.names.words import GENERATIONS, NICKNAMES


class Named(Protocol):
    @property
    def full_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def preferred_name(self) -> str: ...


def given_names_agree(one: Named, other: Named) -> bool:
    """Whether all given names that one of them has are among those of the other, in any order: the same, for short, an
    initial, or what they are called. Also where one has no name at all.
    """
    if not one.full_name or not other.full_name:
        return True
    if any(_said(mine) == _said(theirs) for mine in _names(one) for theirs in _names(other)):
        return True
    return any(_agree(mine, theirs) for mine in _given(one, other) for theirs in _given(other, one))


def _names(person: Named) -> Iterator[str]:
    yield person.full_name
    if person.preferred_name:
        yield person.preferred_name


def _given(person: Named, other: Named) -> Iterator[list[str]]:
    """The words of each name without the family name. Where nobody knows that of a person, the other's is taken; where
    nobody knows either, there is nothing to tell by.
    """
    family = set(_words(person.last_name or other.last_name))
    if family:
        for name in _names(person):
            yield [word for word in _words(name) if word not in family]


def _agree(one: list[str], other: list[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    if not fewer:
        return False
    if "".join(one) == "".join(other):  # Ann-Marie and Annmarie
        return True
    if not all(any(_is_one(word, theirs) for theirs in more) for word in fewer):
        return False
    # The J of Maria J is not enough for Jose.
    is_sure = any(_is_one(word, theirs) and min(len(word), len(theirs)) > 1 for word in fewer for theirs in more)
    return is_sure or _is_one(fewer[0], more[0])


def _is_one(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) == 1:
        return one[0] == other[0] and one[0].islower()  # one sign is a name, not an initial
    if _meant(one) & _meant(other):
        return True
    return any(re.fullmatch(_pattern(damaged), whole) for damaged, whole in ((one, other), (other, one)))


def _meant(word: str) -> frozenset[str]:
    return NICKNAMES.get(word, frozenset()) | {word}


def _pattern(word: str) -> str:
    """What `word` may stand for, where each `?` is a part of a letter that the file could not hold."""
    parts = re.split("([?\ufffd]+)", word)
    if not any(parts[::2]):
        return r"(?!)"
    return "".join(f".{{1,{2 * len(part)}}}" if at % 2 else re.escape(part) for at, part in enumerate(parts))


def _words(name: str) -> list[str]:
    words = re.split(r"[\s\-.,]+", fold(name).replace("'", ""))
    return [word for word in words if word and word not in GENERATIONS]


def _said(name: str) -> list[str]:
    return sorted(_words(name))
