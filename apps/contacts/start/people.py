"""The names so far, as a list and as a small map of who might know whom."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Window

from apps.contacts.models import Contact, mark_namesakes
from apps.core.folding import fold
from apps.guidance.content.entries import Field
from apps.students.models import Student

SHOWN = 12
_DRAWN = 6
_MAYBES = 2  # for each person
_ROW, _TALL, _LEAST = 40, 66, 80  # heights in the drawing: of a person, of one with maybes, of it all
_LINE = 17  # height of a line of a name; a name has two at most
_NAME, _LONGEST_TITLE = 19, 16  # letters that there is room for in a line, and in a title


@dataclass(frozen=True)
class Person:
    """`field` is the one that what they do belongs to, and `may_know` are other titles in it; both may be empty."""

    contact: Contact
    field: str = ""
    may_know: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """The newest of the student's people; `count` is how many they have."""

    people: Sequence[Person]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.people)


def names_of(student: Student, fields: Sequence[Field]) -> Names:
    """One query."""
    people = student.contacts.active()  # type: ignore[attr-defined]
    newest = list(people.annotate(of_all=Window(Count("pk"))).order_by("-pk")[:SHOWN])
    mark_namesakes(newest)
    return Names([_told_of(contact, fields) for contact in newest], newest[0].of_all if newest else 0)


def rungs_of(student: Student) -> set[str]:
    """The rungs on which the student has somebody. One query."""
    people = student.contacts.active()  # type: ignore[attr-defined]
    return set(people.order_by().values_list("source", flat=True).distinct())


def _told_of(contact: Contact, fields: Sequence[Field]) -> Person:
    """What a job title says of the people that someone meets at work: only where the content knows the title."""
    role = f" {_words(contact.role)} "
    for field in fields if contact.role else ():
        if any(f" {_words(title)} " in role for title in field.titles):
            others = [title for title in field.titles if f" {_words(title)} " not in role]
            return Person(contact, field.name, tuple(others[:_MAYBES]))
    return Person(contact)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@dataclass(frozen=True)
class Maybe:
    """Someone that a person of the map may know, by their title."""

    title: str
    y: int


@dataclass(frozen=True)
class Line:
    """A line of a name."""

    text: str
    y: int


@dataclass(frozen=True)
class Dot:
    """A person in the drawing. The name stands beside the dot, below it where that place is taken."""

    name: str
    lines: tuple[Line, ...]
    y: int
    maybes: tuple[Maybe, ...]


@dataclass(frozen=True)
class Map:
    """You at the left, the people beside, and whom they may know at the right. Lengths are those of the drawing."""

    dots: tuple[Dot, ...]
    height: int

    @property
    def center(self) -> int:
        return self.height // 2


def drawn(names: Names) -> Map:
    """The newest of them: the drawing has room for a few, and the list beside it says the same of all."""
    dots: list[Dot] = []
    y = 0
    for person in names.people[:_DRAWN]:
        if person.may_know:
            maybes = tuple(
                Maybe(_short(title, _LONGEST_TITLE), y + 10 + number * 20)
                for number, title in enumerate(person.may_know)
            )
            lines = _lines(person.contact.who, y + 53)
            dots.append(Dot(person.contact.who, lines, y + 20, maybes))
            y += _TALL + (len(lines) - 1) * _LINE
        else:
            count = len(_wrapped(person.contact.who))
            lines = _lines(person.contact.who, y + 25 - (count - 1) * _LINE // 2)
            dots.append(Dot(person.contact.who, lines, y + 20, ()))
            y += _ROW
    return Map(tuple(dots), max(y, _LEAST))


def _lines(name: str, y: int) -> tuple[Line, ...]:
    """The lines of a name, the first at `y`."""
    return tuple(Line(text, y + number * _LINE) for number, text in enumerate(_wrapped(name)))


def _wrapped(name: str) -> list[str]:
    first, *others = textwrap.wrap(name, _NAME)
    return [first, _short(" ".join(others), _NAME)] if others else [first]


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
