"""The first reminder to thank, and the last call."""

from datetime import datetime, timedelta

from apps.core.mail import OutgoingMail
from apps.interviews.by_link import links
from apps.interviews.causes import Cause
from apps.interviews.emails import about_interview
from apps.interviews.thank_you.noted import most_valuable


def thank_you(cause: Cause, *, last: bool, as_of: datetime) -> OutgoingMail:
    """Opens with what the student wrote down. The last call for a conversation that nobody logged asks whether it
    happened, and needs no sign-in for the answer until its link was used.
    """
    interview, mark = cause.interview, cause.times.mark
    return about_interview(
        "interviews/emails/thank_you_last_call" if last else "interviews/emails/thank_you_first",
        cause,
        group="thank_you",
        as_of=as_of,
        mark=mark,
        wrote=most_valuable(interview) if interview.is_held else None,
        time_left=_in_words(mark - as_of),
        elapsed_percent=cause.times.share_gone(as_of),
        page_url=cause.link("detail"),
        thank_url=cause.link("thank_you"),
        happened_url=links.address(interview, by_link="log_by_link", signed_in="confirm"),
        not_happened_url=links.address(interview, by_link="close_by_link", signed_in="close"),
        needs_sign_in=links.is_used(interview),
        move_url=cause.link("schedule"),
    )


def _in_words(left: timedelta) -> str:
    """What is left, in whole hours and never more than there is, but for the minutes that a mail may be under way."""
    hours = (left + timedelta(minutes=5)) // timedelta(hours=1)
    if hours < 1:
        return "Less than an hour"
    return "1 hour" if hours == 1 else f"{hours} hours"
