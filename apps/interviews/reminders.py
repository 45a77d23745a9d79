"""The kinds of reminder about an interview: how did it go, thank-you first, thank-you last call.

Each is decided from the interview's rows alone, by the rule of `deadlines`. The cause is one round of one
interview: a date agreed anew after the last one has passed is a new cause.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from apps.campus.models import Campus
from apps.interviews import deadlines, emails
from apps.interviews.deadlines import QuietHours
from apps.interviews.models import Interview, State
from apps.reminders import actions as outbox
from apps.reminders.kinds import Audience, Expected, Kind, Skip, register
from apps.reminders.models import Reminder

THANK_YOU = "thank_you"
HOW_DID_IT_GO = "how_did_it_go"


def refresh_reminders(interview: Interview, *, as_of: datetime) -> None:
    """Make this interview's reminders what they should be, inside the caller's transaction."""
    for round in range(1, interview.round + 1):
        outbox.refresh_cause(cause_key=f"interview:{interview.pk}:{round}", as_of=as_of)


@dataclass(frozen=True)
class Times:
    """The moments that follow from one interview's end, in its student's zone and quiet hours, as UTC."""

    end: datetime
    campus: Campus
    quiet: QuietHours

    @classmethod
    def of(cls, interview: Interview, campus: Campus) -> "Times":
        assert interview.ends_at is not None  # noqa: S101 - the queries below load only interviews with an end
        starts, ends = interview.student.quiet_hours(campus)
        return cls(
            interview.ends_at,
            campus,
            QuietHours(interview.student.zone(campus), starts, ends),
        )

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


_GONE = {
    State.DECLINED: "declined",
    State.NO_REPLY: "no reply",
    State.CANCELLED: "cancelled",
    State.NO_SHOW: "no-show",
}


def _ended(interview: Interview, times: Times, as_of: datetime) -> Skip | None:
    """Why nothing about this interview goes any more, if so."""
    if interview.student.archived_at:
        return Skip("archived")
    if interview.exit:
        return Skip(_GONE[interview.state])
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


def how_did_it_go(interview: Interview, campus: Campus, as_of: datetime) -> Expected | Skip:
    """Asks for the log and the thank-you in one mail, of an interview that nobody logged."""
    times = Times.of(interview, campus)
    if interview.is_held:
        return Skip("logged")
    due_at = times.how_did_it_go
    return _ended(interview, times, as_of) or _expected(interview, _not_in_quiet(due_at, times, as_of))


def first_thank_you(interview: Interview, campus: Campus, as_of: datetime) -> Expected | Skip:
    """For an interview that is logged and not thanked. Late, it is superseded by the last call."""
    times = Times.of(interview, campus)
    if not interview.is_held:
        return Skip("not logged")
    due_at = times.first_thank_you
    if ended := _ended(interview, times, as_of):
        return ended
    late = interview.logged_at is not None and interview.logged_at >= due_at
    due_at = _not_in_quiet(due_at, times, as_of)
    # Overdue until the last call (the workers stood still, the thanks were withdrawn): one mail, not two.
    if late or max(due_at, as_of) >= times.last_call:
        return Skip("superseded", record=True, user_id=interview.student.user_id, due_at=due_at)
    return _expected(interview, due_at)


def last_call(interview: Interview, campus: Campus, as_of: datetime) -> Expected | Skip:
    """For an interview not thanked, logged or not. Past its time it goes at once, quiet or not, until the mark."""
    times = Times.of(interview, campus)
    return _ended(interview, times, as_of) or _expected(interview, times.last_call)


def _expected(interview: Interview, due_at: datetime) -> Expected:
    return Expected(cause_key=interview.cause_key, user_id=interview.student.user_id, due_at=due_at)


def _not_in_quiet(due_at: datetime, times: Times, as_of: datetime) -> datetime:
    """A reminder that is overdue (the workers stood still) waits for the end of quiet hours too."""
    return times.quiet.after(as_of) if due_at < as_of and times.quiet.hold(as_of) else due_at


# What every decision reads, loaded in one query.
_LIFE = ("student__user", "contact", "thank_you_note", "reflection")


def load(cause_key: str) -> Interview | None:
    """The interview behind a cause key, if that round of it is the present one and has an end."""
    name, _, rest = cause_key.partition(":")
    pk, _, round = rest.partition(":")
    if name != "interview" or not (pk.isdigit() and round.isdigit()):
        return None
    found = Interview.objects.select_related(*_LIFE).filter(pk=pk, round=round, ends_at__isnull=False)
    return found.first()


def _for_cause(decide):  # noqa: ANN001, ANN202 - a closure over one of the three decisions above
    def for_cause(cause_key: str, as_of: datetime) -> Expected | Skip | None:
        interview = load(cause_key)
        return decide(interview, Campus.objects.current(), as_of) if interview else None

    return for_cause


def _expected_now(decide):  # noqa: ANN001, ANN202
    def expected(as_of: datetime, user_id: int | None) -> Iterator[Expected]:
        campus = Campus.objects.current()
        for interview in _candidates(campus, as_of, user_id):
            answer = decide(interview, campus, as_of)
            if isinstance(answer, Expected):
                yield answer

    return expected


def _candidates(campus: Campus, as_of: datetime, user_id: int | None) -> Iterable[Interview]:
    """Interviews whose mark is not past and whose end is near: nothing else can have a reminder within the horizon."""
    open_window = Q(
        ends_at__gt=as_of - timedelta(hours=campus.thank_you_hours),
        ends_at__lte=as_of + Kind.horizon,
    ) & Q(exit="", student__archived_at=None)
    found = Interview.objects.filter(open_window, thank_you_note__sent_at=None).select_related(*_LIFE)
    return found.filter(student__user_id=user_id) if user_id else found


def _names(cause_keys: Collection[str]) -> dict[str, str]:
    """By cause key, the name of the person whom the interview was with. For its student's eyes only."""
    pks = {key: int(key.split(":")[1]) for key in cause_keys}
    names = dict(Interview.objects.filter(pk__in=pks.values()).values_list("pk", "contact__full_name"))
    return {key: names[pk] for key, pk in pks.items() if pk in names}


KINDS = [
    Kind(
        slug=HOW_DID_IT_GO,
        label="How did it go?",
        audience=Audience.STUDENT,
        expected=_expected_now(how_did_it_go),
        for_cause=_for_cause(how_did_it_go),
        compose=lambda reminder, as_of: emails.how_did_it_go(**_for_mail(reminder), as_of=as_of),
        opt_out=HOW_DID_IT_GO,
        titles=_names,
    ),
    Kind(
        slug="thank_you_first",
        label="Thank-you, first",
        audience=Audience.STUDENT,
        expected=_expected_now(first_thank_you),
        for_cause=_for_cause(first_thank_you),
        compose=lambda reminder, as_of: emails.thank_you(**_for_mail(reminder), last=False, as_of=as_of),
        opt_out=THANK_YOU,
        titles=_names,
    ),
    Kind(
        slug="thank_you_last_call",
        label="Thank-you, last call",
        audience=Audience.STUDENT,
        expected=_expected_now(last_call),
        for_cause=_for_cause(last_call),
        compose=lambda reminder, as_of: emails.thank_you(**_for_mail(reminder), last=True, as_of=as_of),
        opt_out=THANK_YOU,
        titles=_names,
    ),
]


def _for_mail(reminder: Reminder) -> dict:
    interview = load(reminder.cause_key)
    if interview is None:
        raise Interview.DoesNotExist(reminder.cause_key)
    campus = Campus.objects.current()
    return {
        "interview": interview,
        "campus": campus,
        "mark": Times.of(interview, campus).mark,
    }


def register_kinds() -> None:
    """Called once, when the app is ready."""
    for kind in KINDS:
        register(kind)
