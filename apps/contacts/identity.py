"""Whom a student means by a name: the one door of every form that takes one.

A name is not an identity. Equal to exactly one of their people, with nothing said that differs, it is that person;
where it may be someone they know, the form asks; otherwise it is someone new.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.contacts import names
from apps.contacts.links import same_page
from apps.contacts.models import Contact
from apps.contacts.names import Same
from apps.core.folding import fold
from apps.students.models import Student

_MOST = 12  # whom one question names


@dataclass(frozen=True)
class Choice:
    """The answer to the question: a contact's key, or nobody of those who were named; empty before it was asked."""

    person: str = ""
    refused: frozenset[str] = frozenset()


NOT_ASKED = Choice()


@dataclass(frozen=True)
class Likeness:
    """What was told of a person beside one whom the student knows: `shared` and `differing` are names of fields."""

    name: Same
    shared: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        return self.name is not Same.NO or bool(self.shared)

    @property
    def is_strong(self) -> bool:
        return self.name is Same.EQUAL or bool(self.shared)

    @property
    def is_certain(self) -> bool:
        return self.name is Same.EQUAL and not self.differing


@dataclass(frozen=True)
class Alike:
    """Someone whom the student may mean. `key` is what an answer names them by."""

    contact: Contact
    likeness: Likeness
    key: str = field(default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.key or str(self.contact.pk))


@dataclass(frozen=True)
class Found:
    """`person` is the one who is meant, None for someone new; `alike` are all who might have been."""

    person: Alike | None
    alike: Sequence[Alike]


class Unsure(Exception):
    """It may be one of `alike`, and the student must say."""

    def __init__(self, alike: Sequence[Alike]) -> None:
        super().__init__("You may know this person already. Choose who it is, or choose “Someone else”.")
        self.alike = alike


def likeness(told: Contact, known: Contact) -> Likeness:
    """What is empty on either side neither differs nor is shared."""
    shared, differing = [], []
    for name in _TELLING:
        plain = _PLAIN[name]
        one, other = plain(getattr(told, name)), plain(getattr(known, name))
        if one and other and one != other:
            differing.append(name)
        elif one and one == other and name in _OF_ONE_PERSON:
            shared.append(name)
    return Likeness(names.compare(told.full_name, known.full_name), tuple(shared), tuple(differing))


def alike(told: Contact, known: Iterable[Contact]) -> list[Alike]:
    """Whom of `known` the student may mean, the likeliest first."""
    found = [Alike(contact, likeness(told, contact)) for contact in known]
    return sorted((one for one in found if one.likeness.is_there), key=_order)[:_MOST]


def decided(found: Sequence[Alike]) -> Alike | None:
    """The one whom nothing speaks against, if there is one."""
    strong = [one for one in found if one.likeness.is_strong]
    by_address = [one for one in strong if one.likeness.name is Same.EQUAL and one.likeness.shared]
    only = by_address if len(by_address) == 1 else strong
    # Who was archived comes back only where the student says so.
    return only[0] if len(only) == 1 and only[0].likeness.is_certain and not only[0].contact.is_archived else None


def alike_to(contact: Contact) -> list[Alike]:
    """Who of the student's other people may be the same person as this contact. One query."""
    others = Contact.objects.filter(student=contact.student_id).exclude(pk=contact.pk)
    name, email, link = contact.full_name, contact.email, contact.profile_link
    return alike(contact, others.perhaps(name=name, email=email, profile_link=link).order_by("pk"))


def candidates(*, student: Student, told: Contact, among: Sequence[Alike] = ()) -> list[Alike]:
    """All whom `told` may be, of the student's people and of those whom the same form names. One query."""
    told.student = student
    return [*alike_to(told), *among]


def find(*, student: Student, told: Contact, choice: Choice, among: Sequence[Alike] = ()) -> Found:
    """Whom of the student's people, and of those `among` whom the same form names, `told` is.

    Raises Unsure where only the student knows. One query.
    """
    found = candidates(student=student, told=told, among=among)
    if chosen := next((one for one in found if one.key == choice.person), None):
        return Found(chosen, found)
    left = [one for one in found if one.key not in choice.refused]
    if known := decided(left):
        return Found(known, found)
    if left:
        raise Unsure(found)
    return Found(None, found)


def differs(told: Contact, known: Contact, name: str) -> bool:
    """Whether the field `name` of both says something else, however it is written."""
    plain = _PLAIN.get(name, str)
    return bool(plain(getattr(told, name)) != plain(getattr(known, name)))


def _order(one: Alike) -> tuple[bool, bool, str]:
    return not one.likeness.is_certain, not one.likeness.is_strong, fold(one.contact.full_name)


def _words(text: str) -> str:
    """Letters and digits alone: "Lumen & Co." is "lumen and co"."""
    return " ".join(re.findall(r"[^\W_]+", fold(text).replace("&", " and ").replace("'", "")))


def _address(text: str) -> str:
    return text.strip().casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D+", "", text) or text


# How each field is compared, whatever the way it is written.
_PLAIN = {"email": _address, "role": _words, "organization": _words, "profile_link": same_page, "phone": _digits}
_TELLING = ("email", "role", "organization", "profile_link")  # what speaks against one person; many have two phones
_OF_ONE_PERSON = ("email", "profile_link")
