"""What reminders about an interview are about: a round of it, or a request for it, with the moments that follow."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse

from apps.campus.models import Campus
from apps.contacts.models import Contact
from apps.interviews import deadlines
from apps.interviews.models import LENGTHS, Exit, Interview
from apps.reminders import actions
from apps.reminders.kinds import CauseType, Expected, Skip, id_in, parts_of
from apps.reminders.querysets import ARCHIVED
from apps.reminders.quiet_hours import QuietHours

_GONE = {
    Exit.DECLINED: "declined",
    Exit.NO_REPLY: "no reply",
    Exit.CANCELLED: "cancelled",
    Exit.NO_SHOW_CONTACT: "no-show",
    Exit.NO_SHOW_STUDENT: "no-show",
}
_A_LIFE = timedelta(days=365 * 100)
_A_MORNING = timedelta(days=2)  # waiting for the morning, and for quiet hours, puts a follow-up off by less than this


@dataclass(frozen=True)
class Cause:
    """One interview on its campus, as the cause named by `key`: its present round or request, or a former one."""

    key: str
    interview: Interview
    campus: Campus

    @property
    def who(self) -> str:
        return self.interview.contact.who

    @property
    def quiet(self) -> QuietHours:
        return self.interview.student.quiet_hours(self.campus)

    @property
    def times(self) -> "Times":
        return Times.of(self.interview, self.campus)

    @property
    def is_present(self) -> bool:
        """Whether the interview still stands where this cause left it: no later round, no later request."""
        stands = self.key in (self.interview.cause_key, self.interview.request_key)
        return stands and not (self.interview.exit or self.interview.student.archived_at)

    @property
    def is_round(self) -> bool:
        """A round of an interview that has a date."""
        return self.key.startswith("interview:") and self.interview.ends_at is not None

    @property
    def is_request(self) -> bool:
        return self.key.startswith("request:")

    def is_over(self, as_of: datetime) -> bool:
        return self.interview.ends_at is not None and self.interview.ends_at <= as_of

    def left(self) -> Skip | None:
        """Why nothing goes about it, if so: it is a former one, or the student or the conversation is gone."""
        if self.key not in (self.interview.cause_key, self.interview.request_key):
            return Skip("cause gone")
        if self.interview.student.archived_at:
            return Skip(ARCHIVED)
        if self.interview.exit:
            return Skip(_GONE[Exit(self.interview.exit)])
        return None

    def ended(self, as_of: datetime) -> Skip | None:
        """Why nothing is asked after the conversation any more, if so."""
        if left := self.left():
            return left
        if self.interview.is_thanked:
            return Skip("thanked")
        if as_of < self.times.mark:
            return None
        if not self.interview.is_held:
            return Skip("after the mark")
        user_id = self.interview.student.user_id
        return Skip("after the mark", record=True, user_id=user_id, due_at=self.times.last_call)

    def expected(self, due_at: datetime) -> Expected:
        """A reminder to the interview's student."""
        return Expected(user_id=self.interview.student.user_id, due_at=due_at)

    def out_of_quiet(self, due_at: datetime, as_of: datetime) -> datetime:
        """A reminder that is overdue (the workers stood still) waits for the end of quiet hours, too."""
        return self.quiet.after(as_of) if due_at < as_of and self.quiet.hold(as_of) else due_at

    def url(self, page: str) -> str:
        """The path of this page of the interview."""
        return reverse(f"interviews:{page}", args=[self.interview.pk])

    def link(self, page: str) -> str:
        """Its whole address, for mail."""
        return settings.SITE_URL + self.url(page)


@dataclass(frozen=True)
class Times:
    """The moments that follow from one interview's end, in its student's zone and quiet hours, as UTC."""

    end: datetime
    campus: Campus
    quiet: QuietHours

    @classmethod
    def of(cls, interview: Interview, campus: Campus) -> "Times":
        assert interview.ends_at is not None  # noqa: S101 - asked only of interviews with an end
        return cls(interview.ends_at, campus, interview.student.quiet_hours(campus))

    @property
    def mark(self) -> datetime:
        return deadlines.mark(end=self.end, hours=self.campus.thank_you_hours)

    def share_gone(self, as_of: datetime) -> int:
        """How much of the time to say thank you has gone, in whole percent, 0 to 100."""
        return deadlines.share_gone(end=self.end, hours=self.campus.thank_you_hours, as_of=as_of)

    @property
    def how_did_it_go(self) -> datetime:
        return deadlines.how_did_it_go(
            end=self.end,
            after_minutes=self.campus.how_did_it_go_after_minutes,
            quiet=self.quiet,
        )

    @property
    def first_thank_you(self) -> datetime:
        return deadlines.first_thank_you(
            end=self.end,
            after_hours=self.campus.first_thank_you_after_hours,
            quiet=self.quiet,
        )

    @property
    def last_call(self) -> datetime:
        return deadlines.last_call(end=self.end, hours=self.campus.thank_you_hours, quiet=self.quiet)


_NAMESAKES = Contact.objects.exclude(pk=OuterRef("contact")).filter(
    student=OuterRef("student"), folded_name=OuterRef("contact__folded_name")
)
# Put together once: every mail loads its cause anew just before it leaves.
_WITH_PEOPLE = Interview.objects.select_related("student__user", "contact").annotate(has_namesake=Exists(_NAMESAKES))


class Interviews(CauseType[Cause]):
    """One round of an interview, `interview:7:1`: a date agreed anew for which reminders must go again is a new one. Or
    one request for it, `request:7:20261013T160000`.
    """

    name = "interview"

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, Cause]:
        """Each with its interview, whatever became of that since."""
        pks = {key: pk for key in keys if (pk := interview_id_in(key))}
        if not pks:
            return {}
        loaded = _WITH_PEOPLE.in_bulk(set(pks.values()))
        for interview in loaded.values():
            interview.contact.has_namesake = interview.has_namesake
        return {key: Cause(key, loaded[pk], campus) for key, pk in pks.items() if pk in loaded}

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        of_user = {"student__user": user_id} if user_id else {}
        # One person's are few. What they did while nothing was to go has no rows yet, however far off it is.
        horizon = _A_LIFE if user_id else self.horizon
        # From the end of the time to say thank you, back to the preparation and the longest conversation after it.
        ahead = horizon + timedelta(hours=campus.preparation_before_hours, minutes=LENGTHS[1])
        rounds = Interview.objects.filter(
            exit="",
            thanked_at=None,
            ends_at__gt=as_of - timedelta(hours=campus.thank_you_hours),
            ends_at__lte=as_of + ahead,
            student__archived_at=None,
            **of_user,
        )
        yield from (one.cause_key for one in rounds.only("pk", "round").iterator())
        # From a horizon before the first follow-up until nobody needs to write.
        days = campus.follow_up_after_days
        requests = Interview.objects.open().filter(
            starts_at=None,
            replied_at=None,
            asked_at__lte=as_of + horizon - deadlines.silence(days=days),
            asked_at__gt=as_of - deadlines.enough(days=days) - _A_MORNING,
            student__archived_at=None,
            **of_user,
        )
        yield from (one.request_key for one in requests.only("pk", "asked_at").iterator())


def interview_id_in(key: str) -> int:
    """The interview whose round or request this key names; 0 where it is another cause."""
    parts = parts_of(key, "interview", 2) or parts_of(key, "request", 2)
    return id_in(parts[0]) if parts else 0


interviews = Interviews()


def refresh_reminders(
    interview: Interview, *, as_of: datetime, former_request: str = "", campus: Campus | None = None
) -> None:
    """Make this interview's reminders what they should be, inside the caller's transaction.

    `former_request` is the `request_key` that it had before, where the caller changed it; `campus` the one that the
    caller has read.
    """
    campus = campus or Campus.objects.current()
    keys = [f"interview:{interview.pk}:{number}" for number in range(1, interview.round + 1)]
    keys += dict.fromkeys(filter(None, (former_request, interview.request_key)))
    actions.refresh_loaded(interviews, {key: Cause(key, interview, campus) for key in keys}, as_of=as_of)
