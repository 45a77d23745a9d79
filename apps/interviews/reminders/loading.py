"""The interviews behind cause keys, with all that a decision and its mail read, and the moments that follow."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from apps.campus.models import Campus
from apps.interviews import deadlines
from apps.interviews.deadlines import QuietHours
from apps.interviews.models import Interview, State
from apps.reminders.cause_keys import id_in, parts_of
from apps.reminders.kinds import Expected, Says, Skip
from apps.reminders.models import Reminder
from apps.students.models import Student

# What every decision reads, loaded in one query.
_LIFE = ("student__user", "contact")
GONE = {
    State.DECLINED: "declined",
    State.NO_REPLY: "no reply",
    State.CANCELLED: "cancelled",
    State.NO_SHOW: "no-show",
}


@dataclass(frozen=True)
class Cause:
    """One interview with the campus it is in: what is decided upon, and what the mail is written from."""

    interview: Interview
    campus: Campus

    @property
    def quiet(self) -> QuietHours:
        return quiet_hours(self.interview.student, self.campus)

    @property
    def times(self) -> "Times":
        return Times.of(self.interview, self.campus)


Decide = Callable[[Cause, datetime], Says]


def quiet_hours(student: Student, campus: Campus) -> QuietHours:
    """Those of this student, in their zone."""
    return QuietHours(student.zone(campus), *student.quiet_hours(campus))


@dataclass(frozen=True)
class Times:
    """The moments that follow from one interview's end, in its student's zone and quiet hours, as UTC."""

    end: datetime
    campus: Campus
    quiet: QuietHours

    @classmethod
    def of(cls, interview: Interview, campus: Campus) -> "Times":
        assert interview.ends_at is not None  # noqa: S101 - asked only of interviews with an end
        return cls(interview.ends_at, campus, quiet_hours(interview.student, campus))

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


def by_round(decide: Decide) -> Callable[[Collection[str], datetime], Mapping[str, Says]]:
    """`for_causes` of a kind whose cause is the present round of an interview that has a date: `interview:7:1`."""

    def for_causes(cause_keys: Collection[str], as_of: datetime) -> dict[str, Says]:
        dated = Q(ends_at__isnull=False)
        return _decided(cause_keys, "interview", lambda one: one.cause_key, dated, decide, as_of)

    return for_causes


def by_request(decide: Decide) -> Callable[[Collection[str], datetime], Mapping[str, Says]]:
    """`for_causes` of a kind whose cause is one request for an interview: `request:7:20261013T160000`."""

    def for_causes(cause_keys: Collection[str], as_of: datetime) -> dict[str, Says]:
        asked = Q(asked_at__isnull=False)
        return _decided(cause_keys, "request", lambda one: one.request_key, asked, decide, as_of)

    return for_causes


def _decided(
    cause_keys: Collection[str],
    name: str,
    key_of: Callable[[Interview], str],
    condition: Q,
    decide: Decide,
    as_of: datetime,
) -> dict[str, Says]:
    pks = {pk for key in cause_keys if (pk := _id_in(key, name))}
    if not pks:
        return {}
    campus = Campus.objects.current()
    found = Interview.objects.filter(condition, pk__in=pks).select_related(*_LIFE)
    wanted = set(cause_keys)
    return {
        key_of(interview): decide(Cause(interview, campus), as_of) for interview in found if key_of(interview) in wanted
    }


def _id_in(key: str, name: str) -> int:
    """The id in `name:7:...`; 0 where it is none."""
    parts = parts_of(key, name, 2)
    return id_in(parts[0]) if parts else 0


def interview_id(reminder: Reminder) -> int:
    """Of the interview that this reminder is about; 0 where its key names none."""
    return _id_in(reminder.cause_key, reminder.cause_key.partition(":")[0])


def interviews_of(reminders: Collection[Reminder]) -> dict[int, Interview]:
    """What these reminders are about, by id, whatever became of it since. One query."""
    return Interview.objects.select_related(*_LIFE).in_bulk({interview_id(row) for row in reminders})


def expected(cause_key: str, cause: Cause, due_at: datetime) -> Expected:
    """A reminder to the interview's student."""
    user_id = cause.interview.student.user_id
    return Expected(cause_key=cause_key, user_id=user_id, due_at=due_at, loaded=cause)


def not_in_quiet(due_at: datetime, quiet: QuietHours, as_of: datetime) -> datetime:
    """A reminder that is overdue (the workers stood still) waits for the end of quiet hours too."""
    return quiet.after(as_of) if due_at < as_of and quiet.hold(as_of) else due_at


def left_by_exit(interview: Interview) -> Skip | None:
    """Why nothing goes about an interview whose student or whose date is gone."""
    if interview.student.archived_at:
        return Skip("archived")
    if interview.exit:
        return Skip(GONE[interview.state])
    return None
