"""The question bank as the picker shows it for one contact."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.contacts.models import Contact, Source
from apps.core.folding import fold
from apps.guidance.content.entries import BankQuestion, Suits, Theme
from apps.preparation.models import Question

SHOWN = 4  # of a theme, before one asks for all

_BY_SOURCE = {
    Source.FAMILY: Suits.FAMILY,
    Source.FRIENDS: Suits.FAMILY,
    Source.CLASSMATES: Suits.NEW,
    Source.PROFESSORS: Suits.PROFESSOR,
}
# Words of a role, folded. "Associate professor" is a professor, and an associate elsewhere may be anybody.
_BY_ROLE = {
    Suits.PROFESSOR: {"professor", "lecturer"},
    Suits.NEW: {"intern", "trainee", "apprentice", "junior", "student"},
    Suits.SENIOR: {
        "senior", "director", "head", "chief", "president", "principal", "partner", "founder", "owner", "manager",
        "executive", "dean",
    },
}  # fmt: skip


def suits(contact: Contact) -> set[Suits]:
    """Whom the contact is like, as far as their source and their role say."""
    words = set(fold(contact.role).replace("-", " ").replace(",", " ").split())
    found = {one for one, names in _BY_ROLE.items() if names & words}
    if like := _BY_SOURCE.get(Source(contact.source)) if contact.source else None:
        found.add(like)
    return found


def same_words(text: str) -> str:
    """What two questions have in common that ask the same: without case, accents, and marks at the end."""
    return " ".join(fold(text).split()).strip(" .,;:!?…")


@dataclass(frozen=True)
class Shelf:
    """The questions of one theme: those on the student's list, and the others, the ones that suit best first."""

    theme: Theme
    chosen: list[BankQuestion]
    offered: list[BankQuestion]
    ticked: Collection[str] = ()

    @property
    def is_open(self) -> bool:
        """Whether a question of it is ticked, and not on the list yet."""
        return any(one.key in self.ticked for one in self.offered)

    @property
    def first(self) -> list[BankQuestion]:
        return self.offered[:SHOWN]

    @property
    def others(self) -> list[BankQuestion]:
        return self.offered[SHOWN:]

    @property
    def total(self) -> int:
        return len(self.chosen) + len(self.offered)


def shelves(
    bank: Iterable[BankQuestion], *, contact: Contact, listed: Collection[Question], ticked: Collection[str] = ()
) -> list[Shelf]:
    """The bank by theme; a theme of which the program left everything out has no shelf."""
    like = suits(contact)
    keys, words = {one.bank_key for one in listed}, {same_words(one.text) for one in listed}
    found = [Shelf(theme, [], [], ticked) for theme in Theme]
    by_theme = {shelf.theme.value: shelf for shelf in found}
    for one in sorted(bank, key=lambda one: _fit(one, like)):
        shelf = by_theme[one.theme]
        is_chosen = one.key in keys or same_words(one.text) in words
        (shelf.chosen if is_chosen else shelf.offered).append(one)
    return [shelf for shelf in found if shelf.total]


def _fit(question: BankQuestion, like: set[Suits]) -> int:
    """Those who suit this contact first, those who suit others last."""
    if not question.suits:
        return 1
    return 0 if like & set(question.suits) else 2


def starters(bank: Iterable[BankQuestion]) -> list[BankQuestion]:
    """In the order in which they are asked; the one for more people is the last."""
    return sorted((one for one in bank if one.starter), key=lambda one: one.theme == Theme.REFERRALS)


def asks_for_people(bank: Iterable[BankQuestion]) -> BankQuestion | None:
    """The question that comes last: who else should I talk to? None where the program left all of its theme out."""
    theme = [one for one in bank if one.theme == Theme.REFERRALS]
    return next((one for one in theme if one.starter), next(iter(theme), None))
