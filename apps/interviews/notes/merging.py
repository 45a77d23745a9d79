"""Putting together what two devices made of one text. Pure functions."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

# Chinese and Japanese have no spaces between words: there each letter counts as a word.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_word = re.compile(rf"([{_CJK}]|[^\s{_CJK}]+)")
_grows_together = re.compile(rf"[^{_CJK}]{{2}}")
# Pairs of equal words that are compared at most; above it, what differs between the two ends counts as rewritten.
# Ten thousand letters of a person's notes have about half of it. difflib takes the square of the length for one word
# written a thousand times.
_MOST_PAIRS = 50_000


@dataclass(frozen=True)
class _Word:
    """`space` is what stands before it. A text ends with an empty word."""

    text: str
    space: str


@dataclass(frozen=True)
class _Edit:
    """`words` from the word `start` of the base on, in place of some of its words or of none."""

    start: int
    words: list[_Word]
    is_mine: bool


def merge(base: str, mine: str, current: str) -> str:
    """What `mine` made of `base`, in the text that stands there now, which others may have made of `base` meanwhile.

    A word that either side wrote stays, once. A word that either took out goes. Where both wrote between the same two
    words, each stands on lines of its own, at the same place `current` first.
    """
    if mine in (current, base):
        return current
    if current == base:
        return mine
    was, ours, theirs = _words(base), _words(mine), _words(current)
    kept_by_us, our_edits = _compared(was, ours, is_mine=True)
    kept_by_them, their_edits = _compared(was, theirs, is_mine=False)
    edits = sorted([*their_edits, *our_edits], key=lambda edit: edit.start)
    merged = _Text()
    for at, word in enumerate(was):
        if at in kept_by_us and at in kept_by_them:
            # An edit never takes out a word that both keep, so those up to here lie before it.
            if edits and edits[0].start <= at:
                before = [edit for edit in edits if edit.start <= at]
                edits = edits[len(before) :]
                merged.add_edits(_to_write(before))
            merged.add(_Word(word.text, _space(word, ours[kept_by_us[at]], theirs[kept_by_them[at]])))
    return merged.text


class _Text:
    """The merged text as it grows."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._last = ""  # letter
        self._next_on_new_line = False

    @property
    def text(self) -> str:
        return "".join(self._written)

    def add(self, word: _Word) -> None:
        space = word.space
        if word.text and not self._last:
            space = ""
        elif word.text and self._next_on_new_line and "\n" not in space:
            space = "\n"
        elif word.text and not space and _grows_together.fullmatch(self._last + word.text[0]):
            space = " "  # two words never grow together
        self._written += (space, word.text)
        self._last = (self._last + space + word.text)[-1:]
        self._next_on_new_line = False

    def add_edits(self, edits: list[_Edit]) -> None:
        before = edits[:1] + edits
        for other, edit in zip(before, edits, strict=False):
            self._next_on_new_line = other.is_mine != edit.is_mine
            for word in edit.words:
                self.add(word)
        self._next_on_new_line = len({edit.is_mine for edit in edits}) == 2


def _words(text: str) -> list[_Word]:
    space, *rest = _word.split(text)
    words = [_Word(word, before) for before, word in zip([space, *rest[1::2]], rest[::2], strict=False)]
    return [*words, _Word("", rest[-1] if rest else space)]


def _compared(was: list[_Word], now: list[_Word], *, is_mine: bool) -> tuple[dict[int, int], list[_Edit]]:
    """The words of `was` that are still there, with their places in `now`, and what was edited between them."""
    kept: dict[int, int] = {}
    edits: list[_Edit] = []
    i = j = 0
    for start, place, size in _blocks([word.text for word in was], [word.text for word in now]):
        if start > i or place > j:
            edits.append(_Edit(i, now[j:place], is_mine))
        kept.update(zip(range(start, start + size), range(place, place + size), strict=True))
        i, j = start + size, place + size
    return kept, edits


def _blocks(was: list[str], now: list[str]) -> Iterable[tuple[int, int, int]]:
    """Blocks of words that are in both, in order. The last one holds the ends of both, which are empty words."""
    shorter = min(len(was), len(now)) - 1
    head = next((at for at in range(shorter) if was[at] != now[at]), shorter)
    tail = next((at for at in range(1, shorter - head + 1) if was[-1 - at] != now[-1 - at]), shorter - head + 1)
    a, b = was[head : len(was) - tail], now[head : len(now) - tail]
    yield 0, 0, head
    times = Counter(b)
    if sum(times[word] for word in a) <= _MOST_PAIRS:
        for match in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()[:-1]:
            yield head + match.a, head + match.b, match.size
    yield len(was) - tail, len(now) - tail, tail


def _to_write(edits: list[_Edit]) -> list[_Edit]:
    """Those that write something. Of what both sides wrote between two words that they kept, one stands alone where it
    has the other's lines, or goes on from it. A page sent twice is such a case.
    """
    written = [edit for edit in edits if edit.words]
    ours = [word for edit in written if edit.is_mine for word in edit.words]
    theirs = [word for edit in written if not edit.is_mine for word in edit.words]
    if _has(theirs, ours):
        return [edit for edit in written if not edit.is_mine]
    return [edit for edit in written if edit.is_mine] if _has(ours, theirs) else written


def _has(words: list[_Word], others: list[_Word]) -> bool:
    """Whether `others` are the first of these words, or whole lines of them, in order."""
    looked_for = [word.text for word in others]
    if [word.text for word in words[: len(others)]] == looked_for:
        return True
    lines: list[list[str]] = [[]]
    for word in words:
        if "\n" in word.space:
            lines.append([])
        lines[-1].append(word.text)
    for line in lines:
        if line and looked_for[: len(line)] == line:
            looked_for = looked_for[len(line) :]
    return not looked_for


def _space(was: _Word, ours: _Word, theirs: _Word) -> str:
    changed = [side.space for side in (theirs, ours) if side.space != was.space]
    return max(changed, key=lambda space: space.count("\n"), default=was.space)
