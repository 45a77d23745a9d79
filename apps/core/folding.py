"""Names as a reader looks them up: without case, accents and the strokes of letters, the same in Python and in SQL.

The same folding sorts, searches and compares names. Folded text is never shown.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Expression, Func, Value
from django.db.models.lookups import Contains

# Letters that Unicode does not take apart into a letter and a mark, in lower case, and marks that are typed as one
# another. Where a letter stands for two, `_PAIRS` says which.
_LETTERS = {
    "đ": "d", "ð": "d", "ɗ": "d", "ɖ": "d", "ħ": "h", "ı": "i", "ɨ": "i", "ĸ": "k", "ƙ": "k", "ł": "l", "ƚ": "l",
    "ŋ": "n", "ɲ": "n", "ø": "o", "ɔ": "o", "ɵ": "o", "ŧ": "t", "ƭ": "t", "ə": "e", "ɛ": "e", "ɓ": "b", "ƀ": "b",
    "ƒ": "f", "ɠ": "g", "ǥ": "g", "ƥ": "p", "ʋ": "v", "ƴ": "y", "ƶ": "z", "ς": "σ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك",
    "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "ʹ": "'", "`": "'", "‐": "-", "–": "-", "—": "-",
}  # fmt: skip
_PAIRS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
# The combining marks of Latin, Greek and Cyrillic letters, and those of Hebrew and Arabic, which are written or not.
# Other scripts spell with theirs, and keep them.
_MARKS = (
    (0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
    (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),
    (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4),
)  # fmt: skip

_NO_MARKS = dict.fromkeys(mark for first, last in _MARKS for mark in range(first, last + 1))
_TABLE = str.maketrans({**_LETTERS, **_PAIRS})
# Marks inside a name, which are typed or not: "OBrien", "AnnMarie", "Jr".
_INSIDE = "'-."
_BARE = dict.fromkeys(map(ord, _INSIDE))


def fold(text: str) -> str:
    """`text` folded: "Ærø Łukasz" is "aero lukasz". Sorts by code point, as the column does."""
    decomposed = unicodedata.normalize("NFKD", text).translate(_NO_MARKS)
    return decomposed.lower().translate(_TABLE)


def name_words(query: str) -> list[str]:
    """What a name that is looked for has, each anywhere and in any order: "O’Brien ann" is "obrien" and "ann". Marks
    alone stay as they are, and are in no name.
    """
    folded = fold(query)
    return folded.translate(_BARE).split() or folded.split()


def is_named(folded_name: str, words: Iterable[str]) -> bool:
    """Whether the folded name has all of the `name_words`; `HasName` and `Bare` ask the same in SQL."""
    bare = folded_name.translate(_BARE)
    return all(word in bare for word in words)


def has_words(name: str, words: str) -> bool:
    """Whether a name has all these words, one after the other: "Lily Rose" has not "Li". False for no words."""
    return bool(words.strip()) and f" {' '.join(fold(words).split())} " in f" {' '.join(fold(name).split())} "


class Folded(Func):
    """What `fold` makes of a column. Immutable in PostgreSQL, so that it may be stored and indexed."""

    output_field = models.TextField(db_collation="C")
    arity = 1

    @property
    def template(self) -> str:  # type: ignore[override]
        marks = "".join(f"\\u{first:04X}-\\u{last:04X}" for first, last in _MARKS)
        folded = f"lower(regexp_replace(normalize(%(expressions)s, NFKD), '[{marks}]', '', 'g') COLLATE \"pg_c_utf8\")"
        folded = f"translate({folded}, {_quoted(''.join(_LETTERS))}, {_quoted(''.join(_LETTERS.values()))})"
        for letter, pair in _PAIRS.items():
            folded = f"replace({folded}, '{letter}', '{pair}')"
        return folded


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@models.CharField.register_lookup
class LooksLike(Contains):
    """`role__looks_like="electricite"`: these words are in it, whatever the case and the accents."""

    lookup_name = "looks_like"

    def __init__(self, lhs: Any, rhs: str) -> None:
        super().__init__(Folded(lhs), fold(rhs))

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"LIKE {rhs}"


class Bare(Func):
    """A folded name without the marks inside it, to look for one of the `name_words`."""

    function = "translate"

    def __init__(self, folded: Any) -> None:
        super().__init__(folded, Value(_INSIDE), Value(""), output_field=models.TextField())


@models.CharField.register_lookup
class HasName(Contains):
    """`full_name__has_name="obrien"`: the name has this one of the `name_words`."""

    lookup_name = "has_name"

    def __init__(self, lhs: Any, rhs: str) -> None:
        super().__init__(Bare(Folded(lhs)), " ".join(name_words(rhs)))

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"LIKE {rhs}"


class FoldedField(models.GeneratedField):
    """The folded form of another field of the row, or of an expression over its fields, kept by the database: to sort
    by, to search and to compare.
    """

    def __init__(self, source: str | Expression = "", **kwargs: Any) -> None:
        # Django's own arguments come back when a migration makes the field again.
        own: dict[str, Any] = {
            "expression": Folded(source),
            "output_field": models.TextField(db_collation="C"),
            "db_persist": True,
        }
        super().__init__(**{**own, **kwargs})
