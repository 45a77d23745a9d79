"""What a text may leave open, by name in braces, and how it is filled."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError

_BRACES = re.compile(r"\{([^{}]*)\}")
_TYPED = re.compile(r"\{+[^{}]*\}+")  # as someone may write one who knows other programs: {{ name }}
_LONGEST = 60  # is shown of what is no placeholder


@dataclass(frozen=True)
class Placeholder:
    """`blank` stands in the text as long as nothing is known, `asks` above the field that fills it. {who} in them is
    the person written to.
    """

    name: str
    blank: str
    asks: str


MESSAGE = {
    one.name: one
    for one in (
        Placeholder("greeting", "name", "What do you call them?"),
        Placeholder("my_name", "your name", "What’s your name?"),
        Placeholder("who_i_am", "your year and major", "What’s your year and major?"),
        Placeholder("about_me", "about you", "What should they know about you?"),
        Placeholder("campus", "your campus", "What’s your campus called?"),
        Placeholder("introduced_by", "who gave you the name", "Who gave you the name?"),
        Placeholder("where_we_met", "where you met", "Where did you meet?"),
        Placeholder("why", "why {who}", "Why {who}?"),
        Placeholder("by_when", "a date", "By when would you like to talk?"),
        Placeholder("role", "what they do", "What do they do?"),
        Placeholder("organization", "where they work", "Where do they work?"),
        Placeholder("field", "the kind of work", "What kind of work are you curious about?"),
        Placeholder("course", "the course", "Which course is it?"),
        Placeholder("office_hours", "a day and time", "When are their office hours?"),
        Placeholder("asked_on", "the day you wrote", "When did you write first?"),
    )
}

# What pages fill in texts that nobody sends.
PRIMER = ("campus", "asked", "said_yes", "introduced_asked", "introduced_said_yes")
PLACE = ("campus", "major", "titles")
# What a nudge knows of each of its students.
NUDGE = ("first name", "where you are", "count", "due date", "my name")


class Piece(NamedTuple):
    """A stretch of a text. `is_filled`: a placeholder stood there."""

    text: str
    is_filled: bool


class Filled(NamedTuple):
    text: str
    blanks: tuple[str, ...]  # names of what is still open, each once, in the order of the text


def names_in(text: str) -> list[str]:
    return _BRACES.findall(text)


def check(text: str, allowed: Collection[str]) -> None:
    """Raises ValidationError for all placeholders that are not of `allowed`, each once and as it was typed, and for a
    brace that belongs to none.
    """
    mistakes = []
    known = {f"{{{name}}}" for name in allowed}
    if unknown := dict.fromkeys(typed for typed in _TYPED.findall(text) if typed not in known):
        said = _listed([typed if len(typed) <= _LONGEST else f"{typed[:_LONGEST]}…" for typed in unknown])
        here = _listed([f"{{{name}}}" for name in allowed])
        mistakes.append(ValidationError(f"Acquaint can’t fill {said}. Here it knows {here}.", code="unknown"))
    if re.search(r"[{}]", _TYPED.sub("", text)):
        mistakes.append(
            ValidationError(
                "A brace is missing or stands alone. Write a placeholder like {" + next(iter(allowed)) + "}, and use "
                "parentheses for everything else.",
                code="lone_brace",
            )
        )
    if mistakes:
        raise ValidationError(mistakes)


def fill(text: str, known: Mapping[str, object], *, who: str = "this person") -> Filled:
    """The text with what is `known` in it, and a marked blank, "[a date]", for all that is not, or is empty."""
    blanks = [name for name in names_in(text) if not known.get(name)]

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in blanks:
            return str(known[name])
        return f"[{MESSAGE[name].blank.format(who=who) if name in MESSAGE else name}]"

    return Filled(_BRACES.sub(value, text), tuple(dict.fromkeys(blanks)))


def pieces(text: str, known: Mapping[str, str]) -> list[Piece]:
    """The same, in stretches, to show what was filled in. What is not known stays as it was typed."""
    parts = _BRACES.split(text)  # every other one is the name of a placeholder
    found = [
        Piece(known.get(part, f"{{{part}}}"), part in known) if at % 2 else Piece(part, False)
        for at, part in enumerate(parts)
    ]
    return [piece for piece in found if piece.text]


def _listed(texts: Sequence[str]) -> str:
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last
