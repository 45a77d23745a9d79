"""How did it go?"""

from datetime import datetime

from apps.core.mail import OutgoingMail
from apps.interviews.by_link import links
from apps.interviews.causes import Cause
from apps.interviews.emails import about_interview


def how_did_it_go(cause: Cause, *, as_of: datetime) -> OutgoingMail:
    """Asks for the log and the thank-you in one mail, with a link for "it happened" and one for "it did not"; where
    the answers come in writing, with one to wait longer for them, too. The first two need no sign-in until one is used.
    """
    interview = cause.interview
    return about_interview(
        "interviews/emails/how_did_it_go",
        cause,
        group="how_did_it_go",
        as_of=as_of,
        mark=cause.times.mark,
        elapsed_percent=cause.times.share_gone(as_of),
        happened_url=links.address(interview, by_link="log_by_link", signed_in="confirm"),
        not_happened_url=links.address(interview, by_link="close_by_link", signed_in="close"),
        needs_sign_in=links.is_used(interview),
        move_url=cause.link("schedule"),
    )
