"""After a conversation that nobody logged: how did it go?"""

from datetime import datetime

from apps.campus.models import Format
from apps.core.mail import OutgoingMail
from apps.interviews.causes import Cause, interviews
from apps.interviews.log import emails
from apps.outbox.models import Audience, Lane
from apps.reminders.kinds import About, Decision, Kind, Skip


class HowDidItGo(Kind[Cause]):
    """Asks for the log and the thank-you in one mail, of an interview that nobody logged."""

    slug = "how_did_it_go"
    label = "How did it go?"
    audience = Audience.STUDENT
    cause_type = interviews
    cause = "an interview whose date has passed and that nobody logged, cancelled or called a no-show"
    when = "30 minutes after its end; asks for the log and the thank-you in one mail"
    opt_out = "how_did_it_go"
    lane = Lane.NOW

    def decide(self, cause: Cause, as_of: datetime) -> Decision | None:
        if not cause.is_round:
            return None
        if cause.interview.is_held:
            return Skip("logged")
        return cause.ended(as_of) or cause.expected(cause.out_of_quiet(cause.times.how_did_it_go, as_of))

    def compose(self, cause: Cause, as_of: datetime) -> OutgoingMail:
        return emails.how_did_it_go(cause, as_of=as_of)

    def about(self, cause: Cause, as_of: datetime) -> About:
        is_over = cause.is_over(as_of)
        interview = cause.interview
        heard = "hear from" if interview.format == Format.MESSAGES else "talk with"
        return About(
            title=cause.who,
            heading="" if interview.is_held else f"Did you {heard} {cause.who}?",
            action="Say how it went" if is_over else "See the date",
            url=cause.url("confirm" if is_over else "detail"),
            is_open=cause.is_present and not interview.is_held,
        )
