"""What of a name tells people apart: its words, without case, accents, titles, credentials and signs.

"Yusuf, Dr. Amina, PhD" is the words amina and yusuf. Jr., II and III tell people apart and stay; so do kin and roles,
because Aunt Maria is not Uncle Maria. Pure functions.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from apps.core.folding import fold
from apps.core.names.words import (
    CREDENTIALS,
    CREDENTIALS_OR_NAMES,
    GENERATIONS,
    MEN,
    PRONOUNS,
    TITLES,
    TITLES_OR_NAMES,
    WOMEN,
)

# Titles that scripts without spaces write at the end, folded as names are.
_ENDINGS = tuple(map(fold, ("선생님", "교수님", "老师", "老師", "先生", "女士", "教授", "さん", "님", "씨", "様")))
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "COMBINING KATAKANA")

_IN_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_SEVERAL = re.compile(r"[,،、，;]")
_LONGEST_CREDENTIAL = 6  # letters
_APART = re.compile(r"[\s/|·•]+")
_PH_D = re.compile(r"\bPh\.?\s+D\b", re.IGNORECASE)


class Same(Enum):
    """How two names compare."""

    EQUAL = "equal"
    PERHAPS = "perhaps"  # every word of the shorter is in the longer, in any order; an initial stands for its word
    NO = "no"


@dataclass(frozen=True)
class Name:
    """`words` tell the person apart, in their order; `titles` stood before them."""

    words: tuple[str, ...]
    titles: frozenset[str] = frozenset()

    @property
    def joined(self) -> str:
        return "".join(self.words)

    @property
    def needs_no_spaces(self) -> bool:
        """Whether it is written in Chinese, Japanese or Korean, which may leave the spaces out."""
        return bool(self.joined) and all(unicodedata.name(sign, "").startswith(_WITHOUT_SPACES) for sign in self.joined)


def read(name: str) -> Name:
    """What tells people apart in a name as it was typed. Without words only where it is empty."""
    shown = _IN_BRACKETS.sub(lambda found: " " if _is_aside(found[1]) else f" {found[1]} ", name)
    titles, words = _in_order(_PH_D.sub("PhD", shown))
    if not words:  # "Coach", or an emoji
        return Name(tuple(titles or fold(name).split()))
    return Name(_without_ending(words), frozenset(titles))


def compare(first: str, second: str) -> Same:
    one, other = read(first), read(second)
    if one.words == other.words:
        return Same.PERHAPS if _titles_tell_apart(one, other) else Same.EQUAL
    no_spaces = one.needs_no_spaces and other.needs_no_spaces
    if one.joined == other.joined:  # "佐藤 健" is 佐藤健, and "McDonald" only may be "Mc Donald"
        return Same.EQUAL if no_spaces else Same.PERHAPS
    if no_spaces and (one.joined.startswith(other.joined) or other.joined.startswith(one.joined)):
        return Same.PERHAPS
    fewer, more = sorted((one.words, other.words), key=len)
    # "Coach" and "Coach Miller": a title is all that is known of one of them.
    title_alone = other.titles.issuperset(one.words) or one.titles.issuperset(other.words)
    return Same.PERHAPS if title_alone or _is_within(fewer, more) else Same.NO


def says_more(told: str, known: str) -> bool:
    """Whether a name has a word, or a letter with its accent, that the known one has not: "José" beside "Jose"."""
    here, there = (set(re.findall(r"[^\s,]+", name.casefold())) for name in (told, known))
    return not here <= there | set(map(fold, there))


def _in_order(name: str) -> tuple[list[str], tuple[str, ...]]:
    """Titles and words, first names first: "Yusuf, Dr. Amina, PhD" is Dr. and amina yusuf."""
    first, *after = [part for part in _SEVERAL.split(name) if part.strip()] or [""]
    titles, family = _split(_words(first))
    given: list[list[str]] = []
    generations: list[str] = []
    for part in after:
        words = [] if "/" in part and _are_pronouns(part) else _words(part, after=family)
        if GENERATIONS.issuperset(words):
            generations += words
            continue
        more, words = _split(words)
        titles += more
        given += [words] if words else []
    # Two names are turned round; what stands after three commas is not a name.
    turned = [*given[0], *family] if len(given) == 1 else [*family, *sum(given, [])]
    return titles, (*turned, *generations)


def _words(part: str, *, after: Sequence[str] = ()) -> list[str]:
    """The folded words of one part, without the credentials at its end; `after` are the words before its comma."""
    chunks = [chunk for chunk in _APART.split(part) if _letters(chunk)]
    while chunks and _is_credential(chunks[-1], before=[*after, *chunks[:-1]], follows_comma=bool(after)):
        chunks.pop()
    return [word for chunk in chunks for word in _letters(chunk)]


def _is_credential(chunk: str, *, before: list[str], follows_comma: bool) -> bool:
    """`before` are the words of the name so far. A word that is a name, too, counts in capitals, with a dot, or after a
    comma; so do letters that no list knows, where they stand in capitals after a comma.
    """
    bare = chunk.strip("()[]")
    plain = fold(bare).replace(".", "")
    in_capitals = bare.isupper() and not before[0].isupper() if before else False
    if plain in CREDENTIALS_OR_NAMES:
        marked = "." in bare[:-1] or follows_comma or in_capitals
        return marked and (len(before) > 1 or (follows_comma and in_capitals))
    if plain in CREDENTIALS:
        marked = "." in bare[:-1] or any(sign.isupper() for sign in bare[1:])
        return bool(before) and (marked or len(before) > 1)
    return follows_comma and in_capitals and len(before) > 1 and len(plain) <= _LONGEST_CREDENTIAL


def _letters(chunk: str) -> list[str]:
    """The words of a chunk without spaces. A hyphen and a dot part them ("J.R."), an apostrophe doesn't ("O’Neill")."""
    folded = fold(chunk).replace("'", "")
    apart = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded)
    return [word for word in apart.split() if any(unicodedata.category(sign)[0] in "LN" for sign in word)]


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The titles at the beginning, and the rest."""
    count = next((number for number, word in enumerate(words) if word not in TITLES | TITLES_OR_NAMES), len(words))
    if count and words[count - 1] in TITLES_OR_NAMES and len(words) == count + 1:
        count -= 1  # "Pastor Garcia"
    return words[:count], words[count:]


def _without_ending(words: tuple[str, ...]) -> tuple[str, ...]:
    if not Name(words).needs_no_spaces:
        return words
    *before, last = words
    ending = next((one for one in _ENDINGS if last.endswith(one) and "".join(words) != one), "")
    return tuple(word for word in (*before, last.removesuffix(ending)) if word)


def _titles_tell_apart(one: Name, other: Name) -> bool:
    """Mr. and Mrs. Lopez are two people; where one word is left, Dr. and Prof. Yusuf may be."""
    if not one.titles or not other.titles or one.titles & other.titles:
        return False
    both = one.titles | other.titles
    return len(one.words) == 1 or bool(both & MEN and both & WOMEN)


def _is_within(fewer: Iterable[str], more: Iterable[str]) -> bool:
    """Whether each word of `fewer` is one of `more`, or one of both is the other's initial. One word is the same."""
    left = list(more)
    initials = []
    found = False
    for word in fewer:
        if word in left:
            left.remove(word)
            found = True
        else:
            initials.append(word)
    for word in initials:
        whole = next((one for one in left if 1 in (len(word), len(one)) and word[0] == one[0]), None)
        if whole is None:
            return False
        left.remove(whole)
    return found


def _is_aside(text: str) -> bool:
    return _are_pronouns(text) or TITLES.issuperset(_letters(text))


def _are_pronouns(text: str) -> bool:
    words = re.findall(r"\w+", fold(text))
    return bool(words) and PRONOUNS.issuperset(words)
