"""The cohort's goal: 14, 7 and 2 days before the due date by default, to those short of it.

The cause is one membership, one due date and one number of days: `goal:31:2026-12-15:14`. A due date that moves is a
new cause, and whoever was told of the former one within three days before is not told again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property

from django.urls import reverse

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership, RequiredStep
from apps.core.templatetags.dates import campus_day
from apps.interviews import deadlines, progress
from apps.outbox.models import Audience, Heartbeat, Part, State
from apps.reminders import morning_note
from apps.reminders.actions import refresh_causes
from apps.reminders.kinds import About, CauseType, Decision, Expected, Item, Kind, Skip, id_in, parts_of
from apps.reminders.models import Reminder
from apps.reminders.querysets import ARCHIVED
from apps.reminders.quiet_hours import QuietHours
from apps.students.models import Student

# Workers that stood still: later than this it has no use any more. A day, which has 25 hours once a year, and then time
# to go: one that is overdue at night waits for the morning.
USEFUL_FOR = timedelta(hours=27)
NOT_TWICE_WITHIN = timedelta(days=3)
ON_RECORD_FOR = timedelta(days=30)
# 08:00 of a day comes first at UTC+14, at 18:00 UTC of the day before; last at UTC-12, at 20:00 UTC, and quiet hours
# put it off by less than a day.
_FIRST_ON_EARTH = timedelta(hours=6)
_LAST_ON_EARTH = timedelta(hours=20 + 24)
# What makes a held conversation count, as in "once you have ...".
_FINISHED = {
    RequiredStep.HELD: "",
    RequiredStep.THANKED: "thanked",
    RequiredStep.REFLECTED: "thanked and reflected",
}
# What the time of a membership's reminder follows from.
_WHEN = ("pk", "cohort__due_on", "student__time_zone", "student__quiet_from", "student__quiet_until")


@dataclass(frozen=True)
class Goal:
    """One student in one cohort, the interviews that count there, and further ones that will once their step is
    reached.
    """

    membership: Membership
    counted: int
    under_way: int
    campus: Campus

    @property
    def quiet(self) -> QuietHours:
        return self.membership.student.quiet_hours(self.campus)

    @property
    def to_ask(self) -> int:
        """How many conversations the goal still wants beyond those under way."""
        return max(0, self.membership.cohort.goal - self.counted - self.under_way)


@dataclass(frozen=True)
class GoalKey:
    membership: int
    due_on: date
    days_before: int

    def __str__(self) -> str:
        return f"goal:{self.membership}:{self.due_on}:{self.days_before}"

    @classmethod
    def read(cls, text: str) -> "GoalKey | None":
        if not (parts := parts_of(text, "goal", 3)):
            return None
        membership, days_before = id_in(parts[0]), id_in(parts[2])
        with suppress(ValueError):
            due_on = date.fromisoformat(parts[1])
            return cls(membership, due_on, days_before) if membership and days_before else None
        return None


class Told:
    """When reminders of these memberships' goals last went, or may have gone. Read when it is first asked for."""

    def __init__(self, memberships: Collection[int]) -> None:
        self._memberships = memberships

    def for_another_date(self, key: GoalKey) -> datetime | None:
        """The numbers of days before the same date are the program's own, however close."""
        others = (at for due_on, at in self._by_date.get(key.membership, {}).items() if due_on != key.due_on)
        return max(others, default=None)

    @cached_property
    def _by_date(self) -> dict[int, dict[date, datetime]]:
        users = Membership.objects.filter(pk__in=self._memberships).values("student__user")
        sent = Reminder.objects.filter(
            user__in=users, kind=CohortGoal.slug, message__state__in=[State.SENT, State.UNCERTAIN]
        )
        told: dict[int, dict[date, datetime]] = {}
        for cause_key, handed_off_at in sent.values_list("cause_key", "message__handed_off_at"):
            if (key := GoalKey.read(cause_key)) and handed_off_at:
                by_date = told.setdefault(key.membership, {})
                by_date[key.due_on] = max(handed_off_at, by_date.get(key.due_on, handed_off_at))
        return told


@dataclass(frozen=True)
class DueGoal:
    """A goal so many days before a due date, and what was told of it for other ones."""

    key: GoalKey
    goal: Goal
    told: Told


class Goals(CauseType[DueGoal]):
    name = "goal"
    horizon = timedelta(minutes=30)  # whole campuses are due on one day: they are not counted each minute for long

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, DueGoal]:
        read = {text: key for text in keys if (key := GoalKey.read(text))}
        if not read:
            return {}
        pks = {key.membership for key in read.values()}
        memberships = Membership.objects.filter(pk__in=pks).select_related("cohort", "student__user")
        goals, told = _goals(memberships, campus, as_of), Told(pks)
        return {
            text: DueGoal(key, goals[key.membership], told) for text, key in read.items() if key.membership in goals
        }

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        """Members whose own 08:00, in their zone and after their quiet hours, comes within the horizon or was within
        the time that it is useful for, or since rows were last compared. Only they are counted: a day on which a whole
        campus is due would cost three days else.
        """
        since = _since(as_of, user_id)

        @cache
        def due_at(due_on: date, days_before: int, time_zone: str, quiet_from: time, quiet_until: time) -> datetime:
            student = Student(time_zone=time_zone, quiet_from=quiet_from, quiet_until=quiet_until)
            return deadlines.goal(due_on=due_on, days_before=days_before, quiet=student.quiet_hours(campus))

        first = (since.astimezone(UTC) - _LAST_ON_EARTH).date()
        last = (as_of.astimezone(UTC) + self.horizon + _FIRST_ON_EARTH).date()
        for days in campus.goal_days_before:
            near = (first + timedelta(days=days), last + timedelta(days=days))
            found = Membership.objects.filter(
                cohort__due_on__range=near, cohort__archived_at=None, student__archived_at=None
            )
            found = found.filter(student__user_id=user_id) if user_id else found
            # By cohort: a chunk then counts few cohorts, each as a whole.
            for pk, due_on, *zone_and_night in found.order_by("cohort", "pk").values_list(*_WHEN).iterator():
                if since <= due_at(due_on, days, *zone_and_night) <= as_of + self.horizon:
                    yield str(GoalKey(pk, due_on, days))


def _since(as_of: datetime, user_id: int | None) -> datetime:
    """From when on due times are looked at. Nobody wrote the rows of a time in which everything was switched off."""
    compared_at = Heartbeat.objects.last_seen().get(Part.RECONCILE) if user_id is None else None
    return max(min(as_of - USEFUL_FOR, compared_at or as_of), as_of - ON_RECORD_FOR)


def _goals(found: Iterable[Membership], campus: Campus, as_of: datetime) -> dict[int, Goal]:
    memberships = list(found)
    counted = progress.counted(cohorts={one.cohort_id for one in memberships}, as_of=as_of, campus=campus)
    nothing = progress.Counted(0, 0)
    return {
        one.pk: Goal(one, *counted.get((one.cohort_id, one.student_id), nothing), campus=campus) for one in memberships
    }


goals = Goals()


def refresh_goals(cohort: Cohort, *, as_of: datetime) -> None:
    """In the transaction that changes what counts in this cohort, or when it is due, or that archives it or brings it
    back: what is due of its goal follows. What is missing, the comparison of the next minute adds.
    """
    memberships = set(cohort.memberships.values_list("pk", flat=True))
    own = Reminder.objects.filter(kind=CohortGoal.slug, user__student__memberships__cohort=cohort)
    keys = set(own.untouched().values_list("cause_key", flat=True).order_by())
    theirs = [text for text in keys if (key := GoalKey.read(text)) and key.membership in memberships]
    if theirs:
        refresh_causes(goals, sorted(theirs), as_of=as_of)


class CohortGoal(Kind[DueGoal]):
    slug = "cohort_goal"
    label = "Cohort goal"
    audience = Audience.STUDENT
    cause_type = goals
    cause = "a student short of a cohort's goal whose due date comes near"
    when = "08:00 local, 14, 7 and 2 days before the due date"
    opt_out = "cohort_goal"
    note_rank = 2

    def decide(self, cause: DueGoal, as_of: datetime) -> Decision | None:
        key, goal, membership = cause.key, cause.goal, cause.goal.membership
        if key.due_on != membership.cohort.due_on or key.days_before not in goal.campus.goal_days_before:
            return None
        if membership.student.archived_at:
            return Skip(ARCHIVED)
        if membership.cohort.archived_at:
            return Skip("cohort archived")
        if goal.counted >= membership.cohort.goal:
            return Skip("goal reached")
        due_at = deadlines.goal(due_on=key.due_on, days_before=key.days_before, quiet=goal.quiet)
        if due_at <= membership.joined_at:
            return Skip("joined later")
        if due_at.astimezone(goal.quiet.zone).date() < membership.cohort.starts_on:
            return Skip("not begun")
        told_at = cause.told.for_another_date(key)
        if told_at and told_at > due_at - NOT_TWICE_WITHIN:
            return Skip("told already")
        user_id = membership.student.user_id
        if as_of > due_at + USEFUL_FOR:
            # On record, because its row may not have been written when its time came.
            return Skip("too late", record=True, due_at=due_at, user_id=user_id)
        return Expected(user_id=user_id, due_at=goal.quiet.not_at_night(due_at, as_of))

    def item(self, cause: DueGoal, as_of: datetime) -> Item:
        """How far, how long still, what counts once its step is reached, and of what is left beyond those that someone
        they know counts too. The days left are those of the student's zone.
        """
        goal, cohort = cause.goal, cause.goal.membership.cohort
        context = {
            "cohort": cohort,
            "due": campus_day(cohort.due_on, campus=goal.campus.zone, reader=goal.quiet.zone, as_of=as_of),
            "counted": goal.counted,
            "under_way": goal.under_way,
            "to_ask": goal.to_ask,
            "needed": cohort.goal - goal.counted,
            "finished": _FINISHED[RequiredStep(cohort.required_step)],
            "days_left": (cohort.due_on - as_of.astimezone(goal.quiet.zone).date()).days,
        }
        return morning_note.item("interviews/emails/cohort_goal.note.txt", context, self.about(cause, as_of))

    def about(self, cause: DueGoal, as_of: datetime) -> About:
        """Open until the due date is past, or moved, or the goal is reached."""
        goal, cohort = cause.goal, cause.goal.membership.cohort
        today = as_of.astimezone(goal.campus.zone).date()
        is_archived = cohort.archived_at or goal.membership.student.archived_at
        is_short = goal.counted < cohort.goal and not is_archived
        return About(
            title=cohort.name,
            action="See who to ask next" if goal.to_ask else "See what is left to do",
            url=reverse("contacts:list" if goal.to_ask else "interviews:list"),
            is_open=is_short and cohort.due_on == cause.key.due_on and cohort.due_on >= today,
        )
