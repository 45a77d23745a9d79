"""Before the conversation: the follow-ups to a request nobody answered, and the preparation."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail
from apps.interviews import deadlines, emails
from apps.interviews.models import Interview
from apps.interviews.reminders.about import about_interviews
from apps.interviews.reminders.loading import (
    Cause,
    by_request,
    by_round,
    expected,
    left_by_exit,
    not_in_quiet,
)
from apps.reminders.kinds import Audience, Kind, Says, Skip
from apps.reminders.models import Reminder

FOLLOW_UP = "follow_up"
_A_NIGHT = timedelta(days=1)  # quiet hours put a follow-up off by less than this
PREPARATION = "preparation"


def preparation(cause: Cause, as_of: datetime) -> Says:
    """For a date that is still to come, unless the preparation is done. Agreed at short notice, it goes at once."""
    interview, campus = cause.interview, cause.campus
    if left := left_by_exit(interview):
        return left
    if interview.is_held:
        return Skip("logged")
    if interview.is_prepared:
        return Skip("prepared")
    assert interview.starts_at is not None  # noqa: S101 - it has an end
    due_at = deadlines.preparation(
        start=interview.starts_at, before_hours=campus.preparation_before_hours, quiet=cause.quiet
    )
    due_at = not_in_quiet(due_at, cause.quiet, as_of)
    if as_of >= interview.starts_at:
        return Skip("started")
    if due_at >= interview.starts_at:
        return Skip("no hour left")
    return expected(interview.cause_key, cause, due_at)


def follow_up(cause: Cause, as_of: datetime, *, number: int) -> Says:
    """For a request with no reply: the first, the second, and then none. Once the second's time has come the first is
    superseded; once it is fine to ask someone else, neither goes.
    """
    interview, days = cause.interview, cause.campus.follow_up_after_days
    if left := left_by_exit(interview):
        return left
    if interview.is_held:
        return Skip("logged")
    if interview.starts_at:
        return Skip("date agreed")
    if interview.replied_at:
        return Skip("replied")
    assert interview.asked_at is not None  # noqa: S101 - the cause is its request
    asked_at = interview.asked_at
    if as_of >= asked_at + deadlines.enough(days=days):
        return Skip("too late")
    due_at = deadlines.follow_up(asked_at=asked_at, number=number, days=days, quiet=cause.quiet)
    due_at = not_in_quiet(due_at, cause.quiet, as_of)
    second = deadlines.follow_up(asked_at=asked_at, number=2, days=days, quiet=cause.quiet)
    if number == 1 and max(due_at, as_of) >= second:
        return Skip("superseded")
    return expected(interview.request_key, cause, due_at)


def _dated(as_of: datetime, user_id: int | None) -> Iterator[str]:
    """Interviews that start so soon that their reminder may be due within the horizon."""
    before = timedelta(hours=Campus.objects.current().preparation_before_hours)
    found = Interview.objects.open().filter(
        starts_at__gt=as_of, starts_at__lte=as_of + before + Kind.horizon, student__archived_at=None
    )
    found = found.filter(student__user_id=user_id) if user_id else found
    return (one.cause_key for one in found.only("pk", "round"))


def _asked(as_of: datetime, user_id: int | None, *, number: int) -> Iterator[str]:
    """Requests still waiting for a reply, from a horizon before this follow-up until the next thing takes its place."""
    silence = deadlines.silence(days=Campus.objects.current().follow_up_after_days)
    found = Interview.objects.open().filter(
        starts_at=None,
        replied_at=None,
        asked_at__lte=as_of + Kind.horizon - number * silence,
        asked_at__gt=as_of - (number + 1) * silence - _A_NIGHT,
        student__archived_at=None,
    )
    found = found.filter(student__user_id=user_id) if user_id else found
    return (one.request_key for one in found.only("pk", "asked_at"))


def _prepare_mail(reminder: Reminder, cause: Cause, as_of: datetime) -> OutgoingMail:
    return emails.preparation(interview=cause.interview, campus=cause.campus, as_of=as_of)


def _follow_up_mail(reminder: Reminder, cause: Cause, as_of: datetime, *, number: int) -> OutgoingMail:
    return emails.follow_up(interview=cause.interview, campus=cause.campus, second=number == 2, as_of=as_of)


KINDS = [
    Kind(
        slug=PREPARATION,
        label="Preparation",
        audience=Audience.STUDENT,
        cause="an interview with a date, not prepared yet",
        when="24 hours before the start; agreed later than that, at once",
        causes=_dated,
        for_causes=by_round(preparation),
        compose=_prepare_mail,
        opt_out=PREPARATION,
        about=about_interviews,
    ),
    Kind(
        slug="follow_up_first",
        label="Follow-up, first",
        audience=Audience.STUDENT,
        cause="a request with no reply",
        when="7 days after the request",
        causes=partial(_asked, number=1),
        for_causes=by_request(partial(follow_up, number=1)),
        compose=partial(_follow_up_mail, number=1),
        opt_out=FOLLOW_UP,
        about=about_interviews,
    ),
    Kind(
        slug="follow_up_second",
        label="Follow-up, second",
        audience=Audience.STUDENT,
        cause="a request with no reply, still",
        when="14 days after the request; then never",
        causes=partial(_asked, number=2),
        for_causes=by_request(partial(follow_up, number=2)),
        compose=partial(_follow_up_mail, number=2),
        opt_out=FOLLOW_UP,
        about=about_interviews,
    ),
]
