"""Before the conversation: read up and choose questions."""

from datetime import datetime

from django.urls import reverse

from apps.core.mail import OutgoingMail
from apps.interviews import deadlines
from apps.interviews.causes import Cause, interviews
from apps.outbox.models import Audience, Lane
from apps.preparation import emails
from apps.reminders.kinds import About, Decision, Kind, Skip


class Preparation(Kind[Cause]):
    """For a date that is still to come, unless the preparation is done. Agreed at short notice, it goes at once."""

    slug = "preparation"
    label = "Preparation"
    audience = Audience.STUDENT
    cause_type = interviews
    cause = "an interview with a date, not prepared yet"
    when = "24 hours before the start; agreed later than that, at once"
    opt_out = "preparation"
    lane = Lane.NOW

    def decide(self, cause: Cause, as_of: datetime) -> Decision | None:
        interview, campus = cause.interview, cause.campus
        if not cause.is_round:
            return None
        if left := cause.left():
            return left
        if interview.is_held:
            return Skip("logged")
        if interview.is_prepared:
            return Skip("prepared")
        assert interview.starts_at is not None  # noqa: S101 - it has an end
        due_at = deadlines.preparation(
            start=interview.starts_at, before_hours=campus.preparation_before_hours, quiet=cause.quiet
        )
        due_at = cause.out_of_quiet(due_at, as_of)
        if as_of >= interview.starts_at:
            return Skip("started")
        if due_at >= interview.starts_at:
            return Skip("no hour left")
        return cause.expected(due_at)

    def compose(self, cause: Cause, as_of: datetime) -> OutgoingMail:
        return emails.preparation(cause, as_of=as_of)

    def about(self, cause: Cause, as_of: datetime) -> About:
        interview = cause.interview
        is_to_come = interview.starts_at is not None and interview.starts_at > as_of
        return About(
            title=cause.who,
            action=f"Prepare for {interview.contact.greeting}",
            url=reverse("preparation:prepare", args=[interview.pk]),
            is_open=cause.is_present and is_to_come and not (interview.is_held or interview.is_prepared),
        )
