"""Thanks within the time that the program gives: a first reminder, and a last call."""

from dataclasses import replace
from datetime import datetime

from apps.campus.models import Format
from apps.core.mail import OutgoingMail
from apps.interviews.causes import Cause, interviews
from apps.interviews.log.reminders import HowDidItGo
from apps.interviews.thank_you import emails
from apps.outbox.models import Audience, Lane
from apps.reminders.decisions import SUPERSEDED
from apps.reminders.kinds import About, Decision, Kind, Skip


class ThankYou(Kind[Cause]):
    audience = Audience.STUDENT
    cause_type = interviews
    opt_out = "thank_you"
    lane = Lane.NOW
    is_last: bool

    def compose(self, cause: Cause, as_of: datetime) -> OutgoingMail:
        return emails.thank_you(cause, last=self.is_last, as_of=as_of)

    def about(self, cause: Cause, as_of: datetime) -> About:
        interview = cause.interview
        if not interview.is_held:
            # Before the conversation it is no news that thanks come after it.
            asks = HowDidItGo().about(cause, as_of)
            heard = "heard from" if interview.format == Format.MESSAGES else "talked with"
            heading = f"If you {heard} {cause.who}, thank them"
            return replace(asks, heading=heading, is_open=asks.is_open and cause.is_over(as_of))
        return About(
            title=cause.who,
            action=f"Thank {interview.contact.greeting}",
            url=cause.url("thank_you"),
            is_open=cause.is_present and not interview.is_thanked,
        )


class FirstThankYou(ThankYou):
    """For an interview that is logged and not thanked. Late, it is superseded by the last call."""

    slug = "thank_you_first"
    label = "Thank-you, first"
    cause = "an interview that is logged and not thanked"
    when = "2 hours after its end; logged later than that, the last call takes its place"
    is_last = False

    def decide(self, cause: Cause, as_of: datetime) -> Decision | None:
        if not cause.is_round:
            return None
        interview, times = cause.interview, cause.times
        if not interview.is_held:
            return Skip("not logged")
        if ended := cause.ended(as_of):
            return ended
        due_at = times.first_thank_you
        late = interview.logged_at is not None and interview.logged_at >= due_at
        due_at = cause.out_of_quiet(due_at, as_of)
        # Overdue until the last call (the workers stood still, the thanks were withdrawn): one mail, not two.
        if late or max(due_at, as_of) >= times.last_call:
            return Skip(SUPERSEDED, record=True, user_id=interview.student.user_id, due_at=due_at)
        return cause.expected(due_at)


class LastCall(ThankYou):
    """For an interview not thanked, logged or not. Past its time it goes at once, quiet or not, until the mark."""

    slug = "thank_you_last_call"
    label = "Thank-you, last call"
    cause = "an interview not thanked, logged or not"
    when = (
        "20 hours after its end; if that is quiet, the next morning up to hour 23, else the evening before; logged "
        "later, at once; never after hour 24"
    )
    is_last = True

    def decide(self, cause: Cause, as_of: datetime) -> Decision | None:
        if not cause.is_round:
            return None
        return cause.ended(as_of) or cause.expected(cause.times.last_call)
