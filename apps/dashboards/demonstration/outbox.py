"""The reminders that went before the campus was made: on record as sent, so that no flood of mail opens it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from apps.campus.models import Campus
from apps.interviews import deadlines
from apps.interviews.reminders.causes import Cause
from apps.outbox.models import Message, State
from apps.reminders import kinds
from apps.reminders.comparison import WRITER
from apps.reminders.decisions import Decided, decide
from apps.reminders.kinds import CauseType, Expected, chunks
from apps.reminders.models import Reminder


def record_what_went(*, as_of: datetime) -> None:
    """What asks to prepare or to follow up, and whose time is past at `as_of`, went at its time."""
    campus = Campus.objects.current()
    for cause_type in kinds.cause_types():
        if any(kind.slug in _WOULD_HAVE_GONE for kind in cause_type.kinds):
            for keys in chunks(cause_type.near(campus=campus, as_of=as_of, user_id=None)):
                _record(list(_that_went(cause_type, keys, campus, as_of)))


def _that_went(
    cause_type: CauseType[Cause], keys: list[str], campus: Campus, as_of: datetime
) -> Iterator[tuple[Decided, Expected, datetime]]:
    loaded = cause_type.load(keys, campus=campus, as_of=as_of)
    for one in decide(cause_type, keys, loaded, as_of=as_of):
        time_of = _WOULD_HAVE_GONE.get(one.kind.slug)
        if time_of and isinstance(one.decision, Expected):
            # Not the time it is expected at now: at night that is the morning to come.
            went_at = time_of(loaded[one.cause_key])
            if went_at <= as_of:
                yield one, one.decision, went_at


def _record(went: list[tuple[Decided, Expected, datetime]]) -> None:
    on_record = set(Message.objects.filter(key__in=[one.key for one, *_ in went]).values_list("key", flat=True))
    went = [each for each in went if each[0].key not in on_record]
    messages = Message.objects.bulk_create(
        Message(
            key=one.key,
            writer=WRITER,
            audience=one.kind.audience,
            resend_when_unanswered=one.kind.resend_when_unanswered,
            goes_first=one.kind.goes_first,
            created_at=went_at,
            due_at=went_at,
            state=State.SENT,
            attempts=1,
            message_id=f"<{one.key.replace(':', '.')}@demo.example>",
            handed_off_at=went_at,
            sent_at=went_at,
            ended_at=went_at,
        )
        for one, _, went_at in went
    )
    Reminder.objects.bulk_create(
        Reminder(message=message, kind=one.kind.slug, cause_key=one.cause_key, user_id=expected.user_id)
        for message, (one, expected, _) in zip(messages, went, strict=True)
    )


def _preparation(cause: Cause) -> datetime:
    assert cause.interview.starts_at is not None  # noqa: S101 - it is expected
    hours = cause.campus.preparation_before_hours
    return deadlines.preparation(start=cause.interview.starts_at, before_hours=hours, quiet=cause.quiet)


def _follow_up(number: int) -> Callable[[Cause], datetime]:
    def time_of(cause: Cause) -> datetime:
        assert cause.interview.asked_at is not None  # noqa: S101 - it is expected
        days = cause.campus.follow_up_after_days
        return deadlines.follow_up(asked_at=cause.interview.asked_at, number=number, days=days, quiet=cause.quiet)

    return time_of


_WOULD_HAVE_GONE: dict[str, Callable[[Cause], datetime]] = {
    "preparation": _preparation,
    "follow_up_first": _follow_up(1),
    "follow_up_second": _follow_up(2),
}
