"""The kinds of reminder that follow from a student's interviews, in the order of an interview's life."""

from datetime import datetime

from apps.interviews.models import Interview
from apps.interviews.reminders import after, before, goal
from apps.interviews.reminders.loading import Times
from apps.reminders import actions as outbox
from apps.reminders.kinds import register

__all__ = ["KINDS", "Times", "refresh_reminders", "register_kinds"]

KINDS = [*before.KINDS, *after.KINDS, *goal.KINDS]


def refresh_reminders(interview: Interview, *, as_of: datetime, former_request: str = "") -> None:
    """Make this interview's reminders what they should be, inside the caller's transaction.

    `former_request` is the `request_key` that it had before, where the caller changed it.
    """
    keys = {f"interview:{interview.pk}:{round}" for round in range(1, interview.round + 1)}
    for key in sorted(keys | ({interview.request_key, former_request} - {""})):
        outbox.refresh_cause(cause_key=key, as_of=as_of)


def register_kinds() -> None:
    """Called once, when the app is ready."""
    for kind in KINDS:
        register(kind)
