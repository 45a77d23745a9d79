"""How long somebody who was asked has been silent, and how often the student may still write."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from apps.interviews import deadlines
from apps.interviews.models import Interview
from apps.outreach.models import Outreach

FOLLOW_UPS = 2  # then it is fine to ask someone else


def follow_ups(interview: Interview | None, messages: Iterable[Outreach]) -> list[datetime]:
    """When those of these messages, `with_delivery`, went to them that followed the request itself; the first first."""
    asked_at = interview.asked_at if interview else None
    return sorted(
        one.sent_at for one in messages if asked_at and one.sent_at and one.sent_at > asked_at and one.is_gone
    )


def follow_ups_of_each() -> ArraySubquery:
    """The same for a query of interviews."""
    messages = Outreach.objects.filter(interview=OuterRef("pk"), sent_at__gt=OuterRef("asked_at"))
    return ArraySubquery(messages.gone().order_by("sent_at").values("sent_at"))


def waits_for_word() -> Exists:
    """For a query of interviews: whether a message was opened or copied, and the student has not said if it went."""
    return Exists(Outreach.objects.filter(interview=OuterRef("pk"), sent_at=None).exclude(sent_how=""))


def silence(interview: Interview, wrote_again: Collection[datetime], *, days: int, as_of: datetime) -> str:
    """How long since the student wrote last, with their follow-ups: new, long (one more is fine), enough, also after
    two of them; empty where nobody was asked, and once an answer came.
    """
    asked_at = interview.asked_at
    if asked_at is None or interview.replied_at:
        return ""
    if len(wrote_again) >= FOLLOW_UPS or as_of - asked_at >= deadlines.enough(days=days):
        return "enough"
    waited = as_of - max(wrote_again, default=asked_at)
    return "new" if waited < deadlines.silence(days=days) else "long"
