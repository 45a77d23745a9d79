"""The fields that a list of volunteers names, as they are on the campus's own list. Each that is not on it is asked
about by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from apps.administration.imports.checked import Option, Question
from apps.campus.models import FieldOfInterest
from apps.core.folding import fold
from apps.core.tables.book import rows_named

_AT_ONCE = 10  # questions; the fields of fewer rows are asked about as one
_ADD, _LEAVE_OUT = "add", "leave_out"
FIELDS = "fields"
_WHOLE_WORD = 4  # letters; a shorter one is not taken for the beginning of another


@dataclass(slots=True)
class Read:
    """What a row's fields are: their names, what to say about them, and those that wait for an answer."""

    names: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


class Fields:
    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._offered = list(FieldOfInterest.objects.all())
        self._names = {_key(one.name): one.name for one in self._offered}
        self._options = [
            *(Option(str(one.pk), one.name) for one in self._offered),
            Option(_LEAVE_OUT, "Leave it out"),
            Option(_ADD, "Add it to your list"),
        ]
        self._chosen = {one.value: one.label for one in self._options}
        self._unknown: dict[str, str] = {}  # as the first row has it, by its key
        self._rows: dict[str, list[int]] = {}

    def read(self, names: Iterable[str], *, row: int) -> Read:
        found = Read()
        for name in names:
            key = _key(name)
            if key in self._names:
                found.names.append(self._names[key])
                continue
            self._rows.setdefault(key, []).append(row)
            known_as = self._unknown.setdefault(key, name)
            answer = self._own_answer(key) or self._rest_answer
            if answer == _ADD:
                found.names.append(known_as)
            elif answer == _LEAVE_OUT:
                found.said.append(f"Without the field “{name}”, which isn’t on your list.")
            elif answer:
                found.names.append(self._chosen[answer])
                found.said.append(f"The field “{name}” becomes “{self._chosen[answer]}”.")
            else:
                found.asked.append(name)
        found.names = list(dict.fromkeys(found.names))
        return found

    def questions(self) -> Iterator[Question]:
        by_rows = sorted(self._unknown, key=lambda key: -len(self._rows[key]))
        answered = [key for key in by_rows if self._own_answer(key)]
        rest = [key for key in by_rows if not self._own_answer(key)]
        given = self._rest_answer
        first = [] if given else rest[:_AT_ONCE]
        for key in [*answered, *first]:
            yield self._about(key)
        if rest := rest[len(first) :]:
            yield self._about_rest(rest, given)

    def _about(self, key: str) -> Question:
        name, rows = self._unknown[key], self._rows[key]
        close = closest(name, self._offered)
        text = f"It isn’t on your list. It is in {rows_named(set(rows))}."
        if close:
            text += f" We propose “{close.name}”, because the names are close. Choose another answer if it is wrong."
        return Question(
            f"field:{key}",
            f"Which field is “{name}”?",
            text,
            self._options,
            sorted(set(rows)),
            self._own_answer(key),
            proposed=str(close.pk) if close else "",
        )

    def _about_rest(self, keys: list[str], answer: str) -> Question:
        listed = ", ".join(f"“{self._unknown[key]}”" for key in keys[:_AT_ONCE])
        more = f" and {len(keys) - _AT_ONCE} more" if keys[_AT_ONCE:] else ""
        return Question(
            FIELDS,
            "What about the other fields?",
            f"{listed}{more}.",
            [
                Option("", "Ask me about each"),
                Option(_LEAVE_OUT, "Leave them out"),
                Option(_ADD, "Add them to your list"),
            ],
            sorted({row for key in keys for row in self._rows[key]}),
            answer,
        )

    def _own_answer(self, key: str) -> str:
        given = self._answers.get(f"field:{key}", "")
        return given if given in self._chosen else ""

    @property
    def _rest_answer(self) -> str:
        given = self._answers.get(FIELDS, "")
        return given if given in (_LEAVE_OUT, _ADD) else ""


def closest(name: str, offered: Iterable[FieldOfInterest]) -> FieldOfInterest | None:
    """The field that is most likely meant: each word of the shorter name is in the longer one, or a beginning of a word
    of it ("Arts" and "Arts and design", "Health" and "Healthcare"); or nearly the same letters.
    """
    likely = []
    for one in offered:
        alike = SequenceMatcher(None, _key(name), _key(one.name)).ratio()
        if alike >= 0.8 or _agrees(_words(name), _words(one.name)):
            likely.append((alike, one))
    return max(likely, key=lambda pair: pair[0])[1] if likely else None


def _agrees(one: set[str], other: set[str]) -> bool:
    shorter, longer = sorted([one, other], key=len)
    return bool(shorter) and all(any(_is_word(word, of) for of in longer) for word in shorter)


def _is_word(one: str, other: str) -> bool:
    shorter, longer = sorted([one, other], key=len)
    return one == other or (len(shorter) >= _WHOLE_WORD and longer.startswith(shorter))


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", fold(name))) - {"and", "of", "the", "in", "for", "other", "general"}


def _key(name: str) -> str:
    """The same for “Arts & Design” and “Arts and design”."""
    return " ".join(fold(name).replace("&", " and ").split())
