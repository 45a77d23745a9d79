"""The one list of kinds. Apps above register theirs in `AppConfig.ready`; the engine knows nothing else of
them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import capfirst

from apps.core.mail import OutgoingMail

if TYPE_CHECKING:
    from apps.reminders.models import Reminder

T = TypeVar("T")
# Far enough for every programme, and near enough that any zone can show it: the year 9999 is a slip of the finger.
LATEST_DUE = datetime(2200, 1, 1, tzinfo=UTC)
CHUNK = 1000


class Audience(StrEnum):
    """Who a kind is for. It decides what happens when a mail server takes a message and never answers."""

    STUDENT = "student"
    VOLUNTEER = "volunteer"
    STAFF = "staff"
    INVITATION = "invitation"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One reminder that should exist: for a user, or for a bare address, never both. `due_at` is aware and before
    2200; a past one is due at once.

    `loaded` is what the decision was read from, handed on to `compose`: the mail says what was decided upon.
    """

    cause_key: str
    due_at: datetime
    user_id: int | None = None
    address: str = ""
    loaded: Any = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if bool(self.user_id) == bool(self.address):
            raise ValueError("A reminder goes to a user or to an address, one of the two.")
        if self.due_at.tzinfo is None:
            raise ValueError("due_at carries its time zone.")
        if self.due_at >= LATEST_DUE:
            raise ValueError("due_at is too far away to be meant.")


@dataclass(frozen=True)
class Skip:
    """No reminder, and why, in words fit for the delivery log ("thanked", "after the mark"): no personal
    data.

    `record`: write a skipped row even where none exists, because the reason is worth showing. That needs a
    recipient: `user_id` or `address`, and the `due_at` that it would have had.
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


Says = Expected | Skip


@dataclass(frozen=True, kw_only=True)
class About:
    """A reminder as its recipient finds it in the app: whom it is about, and the one link that does the thing.

    `is_open`: the thing is still to do. `url` is a path; empty where there is nothing to open.
    """

    title: str = ""
    action: str = ""
    url: str = ""
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of reminder: cause, when, who, text, opt-out, and the query of what should exist.

    `causes(as_of, user_id)` yields the keys of all causes that may have a reminder due up to `as_of + horizon`, for
    everybody or (refresh) for one user. It may yield too many; it must not leave one out.
    `for_causes(cause_keys, as_of)` decides them, in a number of queries that does not grow with them: Expected, Skip,
    or no entry for a key that the kind has nothing to do with, or whose cause is gone. It is asked again just before
    each hand-off. `compose(reminder, loaded, as_of)` writes the mail, from what the decision loaded; the engine adds
    the Message-ID. `opt_out` names the group that one click turns off (several kinds may share it); None cannot be
    turned off. Labels of one group share the words before their first comma, which then name the group.
    `about(reminders, as_of)` says for the recipient's own list, and nobody else's, what each is about, by its id; one
    that is left out shows its label alone. `cause` and `when` are the words of the documentation's table.
    """

    slug: str
    label: str
    audience: Audience
    cause: str
    when: str
    causes: Callable[[datetime, int | None], Iterable[str]]
    for_causes: Callable[[Collection[str], datetime], Mapping[str, Says]]
    compose: Callable[["Reminder", Any, datetime], OutgoingMail]
    opt_out: str | None = None
    about: Callable[[Collection["Reminder"], datetime], Mapping[int, About]] | None = None
    horizon: timedelta = timedelta(days=2)

    @property
    def resend_when_uncertain(self) -> bool:
        """After a hand-off that nobody answered: mail to students (and staff) goes again under the same
        Message-ID, mail to volunteers and invitations does not and shows as uncertain.
        """
        return self.audience in (Audience.STUDENT, Audience.STAFF)

    def decide(self, cause_keys: Collection[str], as_of: datetime) -> Mapping[str, Says]:
        """`for_causes`, held to its contract. Raises ValueError for an answer about another cause."""
        answers = self.for_causes(cause_keys, as_of)
        for key, says in answers.items():
            if key not in cause_keys or (isinstance(says, Expected) and says.cause_key != key):
                raise ValueError(f"Kind {self.slug} answered for another cause than it was asked about.")
        return answers

    def for_cause(self, cause_key: str, as_of: datetime) -> Says | None:
        """What `for_causes` says about this one; None without a cause."""
        return self.decide([cause_key], as_of).get(cause_key)

    def expected(self, as_of: datetime, user_id: int | None) -> Iterator[Expected]:
        """What should exist now: of `causes`, those that are expected."""
        for keys in chunks(self.causes(as_of, user_id)):
            yield from (says for says in self.decide(keys, as_of).values() if isinstance(says, Expected))


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """`items` in lists of up to `size`."""
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


@dataclass(frozen=True)
class Group:
    """Kinds that are turned off together, by one click."""

    slug: str
    kinds: tuple[Kind, ...]

    @property
    def label(self) -> str:
        """The kind's own where it is alone; of several that share their first words, these: "Thank-you reminders"."""
        labels = [kind.label for kind in self.kinds]
        shared = {label.partition(",")[0] for label in labels}
        if len(labels) > 1 and len(shared) == 1:
            return capfirst(f"{shared.pop()} reminders")
        return capfirst(" · ".join(labels))


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add one kind. Raises ImproperlyConfigured when its slug is taken or does not fit the column."""
    if kind.slug in _kinds:
        raise ImproperlyConfigured(f"Two reminder kinds are called {kind.slug!r}.")
    if not kind.slug or max(len(kind.slug), len(kind.opt_out or "")) > 40:
        raise ImproperlyConfigured(
            f"The reminder kind {kind.slug!r} needs a slug and a group of at most 40 characters."
        )
    _kinds[kind.slug] = kind
    return kind


def unregister(slug: str) -> None:
    """Take one kind out again, as a test does with its own. Raises KeyError for one that is not there."""
    del _kinds[slug]


def get(slug: str) -> Kind | None:
    """The kind, or None: a row can outlive the code of its kind."""
    return _kinds.get(slug)


def all_kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def group(slug: str) -> Group:
    """The opt-out group; without kinds when the code of its last one is gone."""
    return Group(slug, tuple(kind for kind in _kinds.values() if kind.opt_out == slug))


def groups_for(audience: Audience) -> list[Group]:
    """The groups that somebody of this audience can turn off."""
    slugs = dict.fromkeys(kind.opt_out for kind in _kinds.values() if kind.audience == audience and kind.opt_out)
    return [group(slug) for slug in slugs if slug]
