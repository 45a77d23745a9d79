"""The one list of kinds. Apps above register theirs in `AppConfig.ready`; reminders know nothing else of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import capfirst

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail
from apps.core.text import row_id
from apps.outbox.models import Audience, Lane

T = TypeVar("T")
C = TypeVar("C")
# Far enough for every program, and near enough that any zone can show it: the year 9999 is a slip of the finger.
LATEST_DUE = datetime(2200, 1, 1, tzinfo=UTC)
HEADER = "X-Reminder"  # the keys of what a mail says
# The group that turns the morning note off, whatever is in it.
MORNING_NOTE = "morning_note"
CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A reminder that should exist: for a user, or for a bare address, never both. `due_at` is aware and before 2200; a
    past one is due at once.
    """

    due_at: datetime
    user_id: int | None = None
    address: str = ""

    def __post_init__(self) -> None:
        if bool(self.user_id) == bool(self.address):
            raise ValueError("A reminder goes to a user or to an address, one of the two.")
        if self.due_at.tzinfo is None:
            raise ValueError("due_at carries its time zone.")
        if self.due_at >= LATEST_DUE:
            raise ValueError("due_at is too far away to be meant.")


@dataclass(frozen=True)
class Skip:
    """No reminder, and why, in words fit for the delivery log ("thanked", "after the mark"): no personal data.

    `record`: write a skipped row even where none exists, because the reason is worth showing. That needs a recipient:
    `user_id` or `address`, and the `due_at` that it would have had.
    """

    reason: str
    record: bool = False
    due_at: datetime | None = None
    user_id: int | None = None
    address: str = ""

    def __post_init__(self) -> None:
        if not self.reason or len(self.reason) > 60:
            raise ValueError("A skip says why in 1 to 60 characters.")
        if self.record and (self.due_at is None or bool(self.user_id) == bool(self.address)):
            raise ValueError("A skip on record names its recipient and the time it would have been due.")


Decision = Expected | Skip


@dataclass(frozen=True, kw_only=True)
class About:
    """A reminder as its recipient finds it in the app: who it is about, and the one link that does the thing.

    `heading` takes the place of the kind's name and the title where those would say more than is known. `is_open`: the
    thing is still to do. `url` is a path; empty where there is nothing to open.
    """

    title: str = ""
    heading: str = ""
    action: str = ""
    url: str = ""
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """A reminder as one thing of several in the morning note: plain text, and one link. `url` is a whole address."""

    title: str
    words: str
    action: str
    url: str


class CauseType(Generic[C]):
    """What reminders are about, such as one round of an interview: loaded once for all kinds that are about it.

    `horizon` is how far ahead rows are written. `one_reminder_each`: of its kinds only one is about each cause, so that
    a cause whose reminder is over is not asked about again.
    """

    name: str
    horizon: timedelta = timedelta(days=2)
    one_reminder_each: bool = False

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, C]:
        """The causes with these keys, with all that their kinds read, in a number of queries that does not grow with
        them. One that is gone is left out.
        """
        raise NotImplementedError

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterable[str]:
        """The keys of all causes that may have a reminder due up to `as_of + horizon`, for everybody; for one user also
        of those whose rows may not have been written, however far off. Too many is fine, too few is not.
        """
        raise NotImplementedError

    @property
    def kinds(self) -> "list[Kind[C]]":
        """Those about it, in the order of registration, which is that of the cause's life."""
        return [kind for kind in _kinds.values() if kind.cause_type is self]


# Cause keys such as `invitation:7` and `interview:7:1`: a name, and what tells one cause of that name from another.


def parts_of(cause_key: str, name: str, count: int) -> list[str]:
    """The `count` parts after `name`; empty where it is another cause."""
    first, *parts = cause_key.split(":")
    return parts if first == name and len(parts) == count else []


def id_in(part: str) -> int:
    """The row's id, or another number from 1, that this part is as it was written; 0 where it is none."""
    return 0 if part.startswith("0") else row_id(part) or 0


def ids_in(cause_key: str, name: str, count: int) -> list[int]:
    """The `count` ids after `name`; empty where it is another cause."""
    ids = [id_in(part) for part in parts_of(cause_key, name, count)]
    return ids if all(ids) else []


class Kind(Generic[C]):
    """One kind of reminder: when, to which person, and what it says, each from a cause that was loaded."""

    slug: ClassVar[str]
    label: ClassVar[str]  # of one group they share the words before their first comma, which then name the group
    audience: ClassVar[Audience]
    cause_type: CauseType[C]
    cause: ClassVar[str]  # `cause` and `when` are the words of the documentation's table
    when: ClassVar[str]
    # The group that one click turns off; several kinds may share it. Empty: it cannot be turned off.
    opt_out: ClassVar[str] = ""
    # NOW where it is of no use after a while, or somebody waits for it: it goes before all that can wait.
    lane: ClassVar[Lane] = Lane.LATER
    # Its place among the items of the morning note, the most helpful first; None: it has an hour and a mail of its own.
    note_rank: ClassVar[int | None] = None

    def decide(self, cause: C, as_of: datetime) -> Decision | None:
        """What should exist; None where this kind has nothing to do with this cause. Asked again just before each
        hand-off.
        """
        raise NotImplementedError

    def compose(self, cause: C, as_of: datetime) -> OutgoingMail:
        """Its mail, where it has one of its own."""
        raise NotImplementedError

    def item(self, cause: C, as_of: datetime) -> Item:
        """What the morning note says of it, where it is part of that."""
        raise NotImplementedError

    def about(self, cause: C, as_of: datetime) -> About:
        """For the recipient's own list, and nobody else's."""
        return About()

    @property
    def groups(self) -> tuple[str, ...]:
        """Each of these turns it off."""
        return tuple(filter(None, (self.opt_out, "" if self.note_rank is None else MORNING_NOTE)))

    @property
    def resend_when_unanswered(self) -> bool:
        """After a hand-off that nobody answered: mail to students and staff goes again under the same Message-ID, mail
        to volunteers and invitations does not and shows as uncertain.
        """
        return self.audience in (Audience.STUDENT, Audience.STAFF)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """`items` in lists of up to `size`."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


@dataclass(frozen=True)
class Group:
    """Kinds that are turned off together, by one click."""

    slug: str
    kinds: tuple[Kind[Any], ...]

    @property
    def label(self) -> str:
        """The kind's own where it is alone; of several that share their first words, these: "Thank-you reminders"."""
        if self.slug == MORNING_NOTE:
            return "Morning note"
        labels = [kind.label for kind in self.kinds]
        shared = {label.partition(",")[0] for label in labels}
        if len(labels) > 1 and len(shared) == 1:
            return capfirst(f"{shared.pop()} reminders")
        return capfirst(" · ".join(labels))


_kinds: dict[str, Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Add one kind. Raises ImproperlyConfigured when its slug is taken or does not fit the column."""
    if kind.slug in _kinds:
        raise ImproperlyConfigured(f"Two reminder kinds are called {kind.slug!r}.")
    if not kind.slug or max(len(kind.slug), len(kind.opt_out)) > 40:
        raise ImproperlyConfigured(
            f"The reminder kind {kind.slug!r} needs a slug and a group of at most 40 characters."
        )
    _kinds[kind.slug] = kind


def unregister(slug: str) -> None:
    """Take one kind out again, as a test does with its own. Raises KeyError for one that is not there."""
    del _kinds[slug]


def get(slug: str) -> Kind[Any] | None:
    """The kind, or None: a row can outlive the code of its kind."""
    return _kinds.get(slug)


def all_kinds() -> tuple[Kind[Any], ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def cause_types() -> list[CauseType[Any]]:
    """What all kinds are about, each once."""
    return list(dict.fromkeys(kind.cause_type for kind in _kinds.values()))


def group(slug: str) -> Group:
    """The opt-out group; without kinds when the code of its last one is gone."""
    return Group(slug, tuple(kind for kind in _kinds.values() if slug in kind.groups))


def groups_for(audience: Audience) -> list[Group]:
    """The groups that somebody of this audience can turn off."""
    of_audience = (kind for kind in _kinds.values() if kind.audience == audience)
    return [group(slug) for slug in dict.fromkeys(slug for kind in of_audience for slug in kind.groups)]
