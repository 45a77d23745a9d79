"""What the content of the program is made of: shipped with the application, and changed by a program where it likes.

`key` names an entry in addresses and forms. It stays the same when a program changes the text.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import models

from apps.core.folding import fold


class Slot(models.TextChoices):
    """What one reads up on before a conversation."""

    PATH = "path", "Their path"
    ORGANIZATION = "organization", "The organization"
    OUTLOOK = "outlook", "Job outlook"
    TRAINING = "training", "Training or license"
    PAY = "pay", "Pay"
    STILL_TO_KNOW = "still_to_know", "What I still want to know"
    BRING_UP = "bring_up", "Other things to bring up"


class Theme(models.TextChoices):
    """What a question of the bank is about, in the order of a conversation."""

    PATH = "path", "Their path"
    DAILY_WORK = "daily_work", "Daily work"
    SKILLS = "skills", "Skills"
    ENTERING = "entering", "Getting into the field"
    TRENDS = "trends", "Trends"
    LIFE = "life", "Life beside work"
    ADVICE = "advice", "Advice"
    NEXT_STEPS = "next_steps", "My next steps"
    ORGANIZATION = "organization", "This organization"
    REFERRALS = "referrals", "More people"


class Suits(models.TextChoices):
    """Whom a question suits best."""

    NEW = "new", "someone new to the work"
    SENIOR = "senior", "someone with years of experience"
    PROFESSOR = "professor", "a professor"
    FAMILY = "family", "family and friends"


class Channel(models.TextChoices):
    EMAIL = "email", "Email"
    TEXT = "text", "Text"
    LINKEDIN = "linkedin", "LinkedIn note"


class MessageKind(models.TextChoices):
    CONVERSATION = "conversation", "Ask for a conversation"
    WHO_DO_YOU_KNOW = "who_do_you_know", "Who do you know?"
    OFFICE_HOURS = "office_hours", "Office hours"
    FOLLOW_UP = "follow_up", "Follow-up, first"
    LAST_FOLLOW_UP = "last_follow_up", "Follow-up, second"


@dataclass(frozen=True)
class Entry:
    key: str


@dataclass(frozen=True)
class PrimerPart(Entry):
    """A paragraph of the primer. Without a title it goes on from the one above."""

    title: str
    text: str


@dataclass(frozen=True)
class Rung(Entry):
    """A rung of the warm-to-cold ladder. Its key is the value of the source."""

    question: str
    lede: str
    example: str  # as a student would write the name: "Mom’s cousin Marcos"


@dataclass(frozen=True)
class Place(Entry):
    """Where to look for people, at these rungs, or for facts, at these slots of the research sheet."""

    label: str
    text: str
    url: str
    icon: str
    rungs: tuple[str, ...]
    slots: tuple[str, ...]


class Neighbor(NamedTuple):
    """A field one step sideways, and why it is worth a look."""

    name: str
    why: str


@dataclass(frozen=True)
class Field(Entry):
    """A field of interest, which the campus's own list may have under the same name."""

    name: str
    titles: tuple[str, ...]
    neighbor_lines: tuple[str, ...]  # "Education: you teach patients every day."
    majors: tuple[str, ...]  # beginnings of words in the names of majors

    @property
    def neighbors(self) -> tuple[Neighbor, ...]:
        lines = (line.partition(":") for line in self.neighbor_lines)
        return tuple(Neighbor(name.strip(), why.strip()) for name, _, why in lines)

    def is_called(self, name: str) -> bool:
        return fold(self.name) == fold(" ".join(name.split()))

    def fits_major(self, major: str) -> tuple[int, int] | None:
        """How well it fits: where in `major` the last word that it knows begins, and how much of it. The last word of a
        major weighs most: environmental engineering is engineering. None where nothing fits.
        """
        words = f" {' '.join(fold(major).replace('/', ' ').split())}"
        fits = ((words.rfind(f" {fold(one)}"), len(one)) for one in self.majors)
        return max((fit for fit in fits if fit[0] >= 0), default=None)


@dataclass(frozen=True)
class BankQuestion(Entry):
    """A question of the bank. It suits these people best, and all where it names none. The six of the starter set are
    in the order in which they are asked; the one whose theme is REFERRALS comes last.
    """

    text: str
    theme: str
    suits: tuple[str, ...]
    starter: bool

    @property
    def suits_whom(self) -> str:
        """In words: "a professor or family and friends"."""
        return " or ".join(Suits(one).label for one in self.suits)


@dataclass(frozen=True)
class Template(Entry):
    """A message to start from. It suits these sources best, and all where it names none."""

    name: str
    kind: str
    channel: str
    sources: tuple[str, ...]
    subject: str  # of an email; otherwise empty
    body: str

    def suits(self, source: str) -> bool:
        return not self.sources or source in self.sources


@dataclass(frozen=True)
class NudgeText(Entry):
    """A nudge to start from. It suits students with this reason, one of the advisers' list, or all where it is empty.
    An empty subject is the adviser's to write.
    """

    name: str
    reason: str
    subject: str
    body: str
