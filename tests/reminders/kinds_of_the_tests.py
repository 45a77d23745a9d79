"""Kinds whose causes are kept in a dictionary instead of a table of an app above."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail
from apps.outbox.models import Audience
from apps.reminders import actions
from apps.reminders.kinds import About, CauseType, Decision, Expected, Kind, Skip


@dataclass
class Causes(CauseType[str]):
    """What should exist, by kind and cause key, which is the cause itself; and which causes fail, where."""

    name = "test"
    decisions: dict[tuple[str, str], Decision] = field(default_factory=dict)
    unwritable: dict[str, BaseException] = field(default_factory=dict)
    undecidable: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    # Runs while a worker writes the mail: after its claim, before its hand-off.
    compose_hook: Callable[[], None] | None = None
    # What a test has in its place.
    near_instead: Callable[[], Collection[str]] | None = None

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, str]:
        if broken := self.undecidable.intersection(keys):
            raise LookupError(broken)
        return {key: key for key in keys}

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        if self.near_instead:
            return iter(self.near_instead())
        wanted = {
            key: None
            for (_, key), decision in self.decisions.items()
            if isinstance(decision, Expected) and user_id in (None, decision.user_id)
        }
        return iter(wanted)

    def want(self, key: str, *, kind: str = "note", due_at: datetime, user: User | None = None, address: str = ""):
        self.decisions[kind, key] = Expected(due_at=due_at, user_id=user.pk if user else None, address=address)

    def skip(self, key: str, reason: str, *, kind: str = "note", **record: object) -> None:
        self.decisions[kind, key] = Skip(reason, **record)

    def forget(self, key: str, *, kind: str = "note") -> None:
        self.decisions.pop((kind, key), None)

    def refresh(self, *keys: str) -> None:
        """What an action does that changed these causes."""
        actions.refresh_causes(self, keys, as_of=timezone.now())

    def kind(self, slug: str, audience: Audience, opt_out: str = "", **attributes: object) -> Kind:
        made = type("KindOfTheTests", (_Kind,), {"slug": slug, "label": f"The {slug}", **attributes})()
        made.audience, made.opt_out, made.cause_type = audience, opt_out, self
        return made


class _Kind(Kind[str]):
    cause = "a cause of the tests"
    when = "when a test says"
    cause_type: Causes
    about_instead: Callable[[str, datetime], About] | None = None

    def decide(self, cause: str, as_of: datetime) -> Decision | None:
        self.cause_type.asked.append((self.slug, cause))
        return self.cause_type.decisions.get((self.slug, cause))

    def compose(self, cause: str, as_of: datetime) -> OutgoingMail:
        if self.cause_type.compose_hook:
            self.cause_type.compose_hook()
        if cause in self.cause_type.unwritable:
            raise self.cause_type.unwritable[cause]
        expected = self.cause_type.decisions[self.slug, cause]
        to = expected.address or User.objects.get(pk=expected.user_id).email
        return OutgoingMail(to=to, subject=f"{self.slug} {cause}", text="A time has come.\n.\nEnd\n")

    def about(self, cause: str, as_of: datetime) -> About:
        return self.about_instead(cause, as_of) if self.about_instead else About()
