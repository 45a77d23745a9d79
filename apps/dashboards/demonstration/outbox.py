"""The reminders that went before the campus was made: on record as sent, so that no flood of mail opens it."""

from collections.abc import Callable
from datetime import datetime

from apps.interviews import deadlines
from apps.interviews.reminders.loading import Cause
from apps.reminders import kinds
from apps.reminders.models import Reminder, State


def record_what_went(*, as_of: datetime) -> None:
    """What asks to prepare or to follow up, and whose time is past at `as_of`, went at its time."""
    for slug, time_of in _WOULD_HAVE_GONE.items():
        kind = kinds.get(slug)
        assert kind is not None  # noqa: S101 - registered when Django started
        # Not the time it is expected at now: at night that is the morning to come.
        times = ((says, time_of(says.loaded)) for says in kind.expected(as_of, None))
        Reminder.objects.bulk_create(
            (
                Reminder(
                    kind=slug,
                    cause_key=says.cause_key,
                    created_at=went_at,
                    user_id=says.user_id,
                    due_at=went_at,
                    state=State.SENT,
                    attempts=1,
                    message_id=f"<{slug}.{says.cause_key.replace(':', '.')}@demo.example>",
                    handed_off_at=went_at,
                    sent_at=went_at,
                    ended_at=went_at,
                )
                for says, went_at in times
                if went_at <= as_of
            ),
            batch_size=1000,
            ignore_conflicts=True,
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
