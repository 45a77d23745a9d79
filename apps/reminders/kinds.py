"""The one list of kinds. Apps above register theirs in `AppConfig.ready`; the engine knows nothing else of
them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import capfirst

from apps.core.mail import OutgoingMail

if TYPE_CHECKING:
    from apps.reminders.models import Reminder


class Audience(StrEnum):
    """Who a kind is for. It decides what happens when a mail server takes a message and never answers."""

    STUDENT = "student"
    VOLUNTEER = "volunteer"
    STAFF = "staff"
    INVITATION = "invitation"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One reminder that should exist: for a user, or for a bare address, never both. `due_at` is aware; a
    past one is due at once.
    """

    cause_key: str
    due_at: datetime
    user_id: int | None = None
    address: str = ""

    def __post_init__(self) -> None:
        if bool(self.user_id) == bool(self.address):
            raise ValueError("A reminder goes to a user or to an address, one of the two.")
        if self.due_at.tzinfo is None:
            raise ValueError("due_at carries its time zone.")


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


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of reminder: cause, when, who, text, opt-out, and the query of what should exist.

    `expected(as_of, user_id)` yields what should exist now, for everybody or (refresh) for one user. It
    yields at least everything that is due up to `as_of + horizon`, and may leave out what is later.
    `for_cause(cause_key, as_of)` decides one cause: Expected, Skip, or None when the kind has nothing to do
    with it (or the cause is gone). The two must agree; `for_cause` is asked again just before each hand-off.
    `compose(reminder, as_of)` writes the mail; the engine adds the Message-ID. `opt_out` names the group that
    one click turns off (several kinds may share it); None cannot be turned off. Labels of one group
    share the words before their first comma, which then name the group. `titles(cause_keys)` says whom or what
    each cause is about, for the recipient's own list and nobody else's; a key without a title may be left out.
    """

    slug: str
    label: str
    audience: Audience
    expected: Callable[[datetime, int | None], Iterable[Expected]]
    for_cause: Callable[[str, datetime], Expected | Skip | None]
    compose: Callable[["Reminder", datetime], OutgoingMail]
    opt_out: str | None = None
    titles: Callable[[Collection[str]], Mapping[str, str]] | None = None
    horizon: timedelta = timedelta(days=2)

    @property
    def resend_when_uncertain(self) -> bool:
        """After a hand-off that nobody answered: mail to students (and staff) goes again under the same
        Message-ID, mail to volunteers and invitations does not and shows as uncertain.
        """
        return self.audience in (Audience.STUDENT, Audience.STAFF)

    def decide(self, cause_key: str, as_of: datetime) -> Expected | Skip | None:
        """`for_cause`, held to its contract. Raises ValueError for an answer about another cause."""
        answer = self.for_cause(cause_key, as_of)
        if isinstance(answer, Expected) and answer.cause_key != cause_key:
            raise ValueError(f"Kind {self.slug} answered for another cause than it was asked about.")
        return answer

    def standing(self, reminder: "Reminder", as_of: datetime) -> Expected | Skip:
        """Whether this row is still wanted, and when. Without a cause it is skipped as "cause gone"."""
        return self.decide(reminder.cause_key, as_of) or Skip(reason="cause gone")


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
