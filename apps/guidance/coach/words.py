"""The words of a text that say something, each in one form: "labels" and "label", "28" and "twenty-eight"."""

import re
from collections.abc import Iterator
from pathlib import Path

from apps.guidance.coach.reasons import ANYBODY

_FOLDER = Path(__file__).parent


def _listed(name: str) -> frozenset[str]:
    return frozenset((_FOLDER / name).read_text(encoding="utf-8").split())


# What fits anybody, and any thank-you note, also as people in a hurry spell it. Some words of the first fit anybody
# where they say whom one writes to, and say something where they come from notes.
GENERAL = (ANYBODY | _listed("polite.txt") | _listed("misspelled.txt")) - _listed("telling.txt")
# A number, or a word that notes cut short, and the forms in which it is written, one a line.
_WHOLE = {
    form: whole
    for whole, *forms in map(str.split, (_FOLDER / "one_word.txt").read_text(encoding="utf-8").splitlines())
    for form in forms
}
# Longest first.
_ENDINGS = re.split(" ", "ation ment ness dom ful ing ies ied ely er ed ly or al e y")  # codespell:ignore ment


def stem(word: str) -> str:
    """`word` without its endings, a number in digits; for comparing only, it may be no word of its own."""
    word = word.removesuffix("'s").replace("'", "")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "ies")):
        word = word[:-1]
    word = _WHOLE.get(word, word)
    if word.isdigit():
        return word
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word.removesuffix(ending)
                break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
# "One" is mostly no number.
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_COMPOUND = re.compile(rf"\b(twenty|thirty|forty|fifty|sixty|ninety)-({'|'.join(_ONES)})\b")


def particular_words(text: str) -> Iterator[str]:
    """Of a text that `plain` made, as `stem` makes them."""
    text = _COMPOUND.sub(lambda number: str(int(_WHOLE[number[1]]) + _ONES.index(number[2]) + 1), text)
    for word in _WORD.findall(text):
        is_number = _WHOLE.get(word, word).isdigit()
        if is_number or (len(word) > 2 and word not in GENERAL):
            yield stem(word)


def are_one(word: str, other: str) -> bool:
    """Whether two such words are one, where a note may have cut it short: "cert" and "certificate"."""
    if word == other:
        return True
    shorter, longer = sorted((word, other), key=len)
    return (
        len(shorter) >= 4 and not shorter.isdigit() and longer.startswith(shorter) and len(longer) - len(shorter) <= 6
    )
