"""After the conversation: how did it go, thank-you first, thank-you last call.

Each is decided from the interview's rows alone, by the rule of `deadlines`. The cause is one round of one
interview: a date agreed anew for which they must go again is a new cause.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from apps.campus.models import Campus
from apps.interviews import emails
from apps.interviews.models import Interview
from apps.interviews.reminders.about import about_interviews
from apps.interviews.reminders.loading import (
    Cause,
    by_round,
    expected,
    left_by_exit,
    not_in_quiet,
)
from apps.reminders.kinds import Audience, Kind, Says, Skip
from apps.reminders.models import Reminder

THANK_YOU = "thank_you"
HOW_DID_IT_GO = "how_did_it_go"


def how_did_it_go(cause: Cause, as_of: datetime) -> Says:
    """Asks for the log and the thank-you in one mail, of an interview that nobody logged."""
    if cause.interview.is_held:
        return Skip("logged")
    due_at = not_in_quiet(cause.times.how_did_it_go, cause.quiet, as_of)
    return _ended(cause, as_of) or expected(cause.interview.cause_key, cause, due_at)


def first_thank_you(cause: Cause, as_of: datetime) -> Says:
    """For an interview that is logged and not thanked. Late, it is superseded by the last call."""
    interview, times = cause.interview, cause.times
    if not interview.is_held:
        return Skip("not logged")
    due_at = times.first_thank_you
    if ended := _ended(cause, as_of):
        return ended
    late = interview.logged_at is not None and interview.logged_at >= due_at
    due_at = not_in_quiet(due_at, cause.quiet, as_of)
    # Overdue until the last call (the workers stood still, the thanks were withdrawn): one mail, not two.
    if late or max(due_at, as_of) >= times.last_call:
        return Skip("superseded", record=True, user_id=interview.student.user_id, due_at=due_at)
    return expected(interview.cause_key, cause, due_at)


def last_call(cause: Cause, as_of: datetime) -> Says:
    """For an interview not thanked, logged or not. Past its time it goes at once, quiet or not, until the mark."""
    return _ended(cause, as_of) or expected(cause.interview.cause_key, cause, cause.times.last_call)


def _ended(cause: Cause, as_of: datetime) -> Skip | None:
    """Why nothing about this interview goes any more, if so."""
    interview, times = cause.interview, cause.times
    if left := left_by_exit(interview):
        return left
    if interview.is_thanked:
        return Skip("thanked")
    if as_of >= times.mark:
        return Skip(
            "after the mark",
            record=interview.is_held,
            user_id=interview.student.user_id if interview.is_held else None,
            due_at=times.last_call if interview.is_held else None,
        )
    return None


def _causes(as_of: datetime, user_id: int | None) -> Iterator[str]:
    """Interviews whose mark is not past and whose end is near: nothing else can have a reminder within the horizon."""
    campus = Campus.objects.current()
    open_window = Q(
        ends_at__gt=as_of - timedelta(hours=campus.thank_you_hours),
        ends_at__lte=as_of + Kind.horizon,
    ) & Q(exit="", student__archived_at=None)
    found = Interview.objects.filter(open_window, thanked_at=None)
    found = found.filter(student__user_id=user_id) if user_id else found
    return (one.cause_key for one in found.only("pk", "round"))


def _composed(write: Callable[..., emails.OutgoingMail], **words: object) -> Callable[..., emails.OutgoingMail]:
    def compose(reminder: Reminder, cause: Cause, as_of: datetime) -> emails.OutgoingMail:
        return write(interview=cause.interview, campus=cause.campus, mark=cause.times.mark, as_of=as_of, **words)

    return compose


KINDS = [
    Kind(
        slug=HOW_DID_IT_GO,
        label="How did it go?",
        audience=Audience.STUDENT,
        cause="an interview whose date has passed and that nobody logged, cancelled or called a no-show",
        when="30 minutes after its end; asks for the log and the thank-you in one mail",
        causes=_causes,
        for_causes=by_round(how_did_it_go),
        compose=_composed(emails.how_did_it_go),
        opt_out=HOW_DID_IT_GO,
        about=about_interviews,
    ),
    Kind(
        slug="thank_you_first",
        label="Thank-you, first",
        audience=Audience.STUDENT,
        cause="an interview that is logged and not thanked",
        when="2 hours after its end; logged later than that, the last call takes its place",
        causes=_causes,
        for_causes=by_round(first_thank_you),
        compose=_composed(emails.thank_you, last=False),
        opt_out=THANK_YOU,
        about=about_interviews,
    ),
    Kind(
        slug="thank_you_last_call",
        label="Thank-you, last call",
        audience=Audience.STUDENT,
        cause="an interview not thanked, logged or not",
        when="20 hours after its end; if that is quiet, the next morning up to hour 23, else the evening before; "
        "logged later, at once; never after hour 24",
        causes=_causes,
        for_causes=by_round(last_call),
        compose=_composed(emails.thank_you, last=True),
        opt_out=THANK_YOU,
        about=about_interviews,
    ),
]
