"""How long somebody who was asked has been silent, and how often the student may still write."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Exists, OuterRef
from django.db.models.expressions import RawSQL

from apps.interviews import deadlines
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from apps.outreach.querysets import CAME_BACK

FOLLOW_UPS = 2  # then it is fine to ask someone else

# As `OutreachQuerySet.gone`: Django takes longer to write it down than PostgreSQL to answer, and home asks each time.
_FOLLOW_UPS = """
ARRAY(SELECT o.sent_at FROM outreach_outreach o
       WHERE o.interview_id = interviews_interview.id AND o.sent_at > interviews_interview.asked_at
         AND o.kind <> 'thanks'
         AND NOT EXISTS (SELECT FROM outbox_message m WHERE m.key = 'outreach:' || o.id AND m.state = ANY(%s))
       ORDER BY o.sent_at)"""


def follow_ups(interview: Interview | None, messages: Iterable[Outreach]) -> list[datetime]:
    """When those of these messages, `with_delivery`, went to them that followed the request itself; the first first."""
    asked_at = interview.asked_at if interview else None
    return sorted(
        one.sent_at
        for one in messages
        if asked_at and one.sent_at and one.sent_at > asked_at and one.is_gone and not one.is_thanks
    )


def follow_ups_of_each() -> RawSQL:
    """The same for a query of interviews."""
    shape = ArrayField(DateTimeField())
    return RawSQL(_FOLLOW_UPS, [list(CAME_BACK)], output_field=shape)  # noqa: S611  # nosec B611 - a constant


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
