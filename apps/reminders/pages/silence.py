"""What keeps mail from a person, as the app tells them: what they turned off and when, a dead address, an archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef

from apps.accounts.models import User
from apps.outbox.models import Audience, HardBounce
from apps.reminders import kinds
from apps.reminders.kinds import Group
from apps.reminders.models import OptOut

NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Off:
    """A group that is off, and since when. `is_news`: someone else may have pressed, so that it is said aloud."""

    group: Group
    since: datetime
    is_news: bool


@dataclass(frozen=True)
class Silence:
    """`off_since`: when each group was turned off, by slug. `takes_no_mail`: a mail server said so of their address.
    `archived_at`: of a student, who gets no reminders since then.
    """

    off_since: Mapping[str, datetime]
    takes_no_mail: bool
    archived_at: datetime | None = None

    def off(self, audience: Audience, *, as_of: datetime) -> list[Off]:
        """What is off of that which goes to this audience, in the order of the switches."""
        return [
            Off(group, since, is_news=as_of - since < NEWS_FOR)
            for group in kinds.groups_for(audience)
            if (since := self.off_since.get(group.slug))
        ]


def audience_of(user: User) -> Audience:
    """Whose groups this person can turn off."""
    return Audience.STUDENT if user.is_student else Audience.STAFF


def silence_of(user: User) -> Silence:
    """One query."""
    bounces = HardBounce.objects.filter(address=OuterRef("email"))
    off = OptOut.objects.filter(user=OuterRef("pk")).order_by("pk")
    found = User.objects.annotate(
        groups=ArraySubquery(off.values("group")),
        since=ArraySubquery(off.values("created_at")),
        bounces=Exists(bounces),
        archived_at=F("student__archived_at"),
    )
    row = found.values_list("groups", "since", "bounces", "archived_at").get(pk=user.pk)
    groups, since, takes_no_mail, archived_at = row
    # Staff may have been a student once.
    return Silence(dict(zip(groups, since, strict=True)), takes_no_mail, archived_at if user.is_student else None)
