"""The follow-ups to a request that nobody answered."""

from datetime import datetime

from django.urls import reverse

from apps.interviews import deadlines
from apps.interviews.causes import Cause, interviews
from apps.outbox.models import Audience
from apps.reminders import morning_note
from apps.reminders.kinds import About, Decision, Item, Kind, Skip


class FollowUp(Kind[Cause]):
    """The first, the second, and then none. Once the second's time has come the first is superseded; once it is fine to
    ask someone else, neither goes.
    """

    audience = Audience.STUDENT
    cause_type = interviews
    opt_out = "follow_up"
    note_rank = 1
    number: int
    template: str

    def decide(self, cause: Cause, as_of: datetime) -> Decision | None:
        interview, days = cause.interview, cause.campus.follow_up_after_days
        if not cause.is_request:
            return None
        if left := cause.left():
            return left
        if interview.contact.is_archived:
            return Skip("person archived")
        if interview.is_held:
            return Skip("logged")
        if interview.starts_at:
            return Skip("date agreed")
        if interview.replied_at:
            return Skip("replied")
        assert interview.asked_at is not None  # noqa: S101 - the cause is its request
        if as_of >= interview.asked_at + deadlines.enough(days=days):
            return Skip("too late")
        due_at = cause.quiet.not_at_night(self._due_at(cause, self.number), as_of)
        if self.number == 1 and max(due_at, as_of) >= self._due_at(cause, 2):
            return Skip("superseded")
        return cause.expected(due_at)

    def _due_at(self, cause: Cause, number: int) -> datetime:
        assert cause.interview.asked_at is not None  # noqa: S101 - the cause is its request
        return deadlines.follow_up(
            asked_at=cause.interview.asked_at,
            number=number,
            days=cause.campus.follow_up_after_days,
            quiet=cause.quiet,
        )

    def item(self, cause: Cause, as_of: datetime) -> Item:
        asked_at = cause.interview.asked_at
        assert asked_at is not None  # noqa: S101 - the cause is its request
        context = {
            "who": cause.who,
            "has_namesake": cause.interview.contact.has_namesake,
            "asked_at": asked_at,
            "days": (as_of - asked_at).days,
            "as_of": as_of,
        }
        return morning_note.item(self.template, context, self.about(cause, as_of))

    def about(self, cause: Cause, as_of: datetime) -> About:
        interview = cause.interview
        answered = interview.is_held or interview.starts_at or interview.replied_at
        return About(
            title=cause.who,
            action="Write again",
            url=reverse("outreach:ask", args=[interview.pk]),
            is_open=cause.is_present and not (answered or interview.contact.is_archived),
        )


class FirstFollowUp(FollowUp):
    slug = "follow_up_first"
    label = "Follow-up, first"
    cause = "a request with no reply"
    when = "the first morning 7 days after the request"
    number = 1
    template = "outreach/emails/follow_up_first.note.txt"


class SecondFollowUp(FollowUp):
    slug = "follow_up_second"
    label = "Follow-up, second"
    cause = "a request with no reply, still"
    when = "the first morning 14 days after the request; then never"
    number = 2
    template = "outreach/emails/follow_up_second.note.txt"
