"""Who gets a digest on a Monday, and when."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import Role, User
from apps.advising.caseload import needs_address
from apps.advising.digest import emails
from apps.advising.digest.contents import WEEK, digest_of
from apps.advising.models import Hand
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.core.mail import OutgoingMail
from apps.core.templatetags.dates import short_day
from apps.outbox.models import Audience, Heartbeat, Part
from apps.reminders.kinds import About, CauseType, Decision, Expected, Kind, Skip, id_in, parts_of
from apps.reminders.quiet_hours import MORNING, QuietHours

ON_RECORD_FOR = timedelta(weeks=4)


@dataclass(frozen=True)
class Week:
    """One person's digest of one Monday. `has_students`: some of theirs take part in a cohort that runs then or ended
    within the week before, or ask for help.
    """

    adviser: User
    monday: date
    has_students: bool
    campus: Campus

    @property
    def due_at(self) -> datetime:
        return due_at(self.monday, self.campus)


def due_at(monday: date, campus: Campus) -> datetime:
    """08:00 of that day on the campus's clock, whatever anybody's quiet hours; as UTC."""
    return QuietHours(campus.zone, campus.quiet_from, campus.quiet_until).at(monday, MORNING)


class Mondays(CauseType[Week]):
    name = "digest"
    horizon = timedelta(minutes=30)  # nobody asks each minute for days who looks after whom

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, Week]:
        read = {key: found for key in keys if (found := _read(key))}
        if not read:
            return {}
        people = User.objects.in_bulk({person for person, _ in read.values()})
        today = as_of.astimezone(campus.zone).date()
        # Of a Monday that is over nobody asks any more.
        to_come = {monday for _, monday in read.values() if monday >= today}
        having = {monday: set(_with_students(monday).values_list("pk", flat=True)) for monday in to_come}
        return {
            key: Week(people[person], monday, person in having.get(monday, ()), campus)
            for key, (person, monday) in read.items()
            if person in people
        }

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        """Everybody's of each Monday that comes within the horizon, or came since rows were last compared: whoever
        begins to advise at noon on a Monday has none of that day.
        """
        compared_at = Heartbeat.objects.last_seen().get(Part.RECONCILE) if user_id is None else None
        since = max(min(as_of, compared_at or as_of), as_of - ON_RECORD_FOR)
        for monday in _mondays(since, as_of + self.horizon, campus):
            found = _with_students(monday).filter(is_active=True)
            found = found.filter(pk=user_id) if user_id else found
            yield from (f"digest:{person}:{monday}" for person in found.values_list("pk", flat=True))


def _read(key: str) -> tuple[int, date] | None:
    """Whose, and of which Monday; None where it is another cause."""
    if parts := parts_of(key, Mondays.name, 2):
        with suppress(ValueError):
            person, monday = id_in(parts[0]), date.fromisoformat(parts[1])
            return (person, monday) if person and monday.weekday() == 0 and str(monday) == parts[1] else None
    return None


def _mondays(since: datetime, until: datetime, campus: Campus) -> Iterator[date]:
    """Those whose digest is due from `since` to `until`."""
    first = since.astimezone(campus.zone).date()
    monday = first - timedelta(days=first.weekday())
    while (due := due_at(monday, campus)) <= until:
        if due >= since:
            yield monday
        monday += WEEK


def _with_students(monday: date) -> QuerySet[User]:
    """Those of whom `Week` says so."""
    asks = Q(Exists(Hand.objects.up().filter(student=OuterRef("student"))))
    runs = Q(cohort__starts_on__lt=monday, cohort__due_on__gte=monday - WEEK)
    current = Membership.objects.filter(
        asks | runs, student__archived_at=None, cohort__in=Cohort.objects.not_long_over(today=monday)
    ).order_by()
    advising = Caseload.objects.filter(cohort__in=current.values("cohort")).order_by().values("adviser")
    coaching = current.exclude(coach=None).values("coach")
    return User.objects.filter(
        Q(pk__in=advising, role__in=[Role.ADVISER, Role.ADMINISTRATOR]) | Q(pk__in=coaching, role=Role.ADVISER)
    )


class AdviserDigest(Kind[Week]):
    slug = "adviser_digest"
    label = "Monday’s digest"
    audience = Audience.STAFF
    cause_type = Mondays()
    cause = "students of an adviser's, in a cohort that runs or ended within the week before, or who ask for help"
    when = "Monday 08:00 by the campus's clock; no later than that Monday"
    opt_out = emails.DIGEST_GROUP

    def decide(self, cause: Week, as_of: datetime) -> Decision:
        if as_of.astimezone(cause.campus.zone).date() > cause.monday:
            # On record, because its row may not have been written when its time came.
            return Skip("too late", record=True, due_at=cause.due_at, user_id=cause.adviser.pk)
        if not cause.has_students:
            return Skip("no students of theirs")
        return Expected(user_id=cause.adviser.pk, due_at=cause.due_at)

    def compose(self, cause: Week, as_of: datetime) -> OutgoingMail:
        found = digest_of(user=cause.adviser, monday=cause.monday, campus=cause.campus, as_of=as_of)
        return emails.adviser_digest(adviser=cause.adviser, digest=found, campus=cause.campus, as_of=as_of)

    def about(self, cause: Week, as_of: datetime) -> About:
        """Open until its Monday is over."""
        today = as_of.astimezone(cause.campus.zone).date()
        return About(
            title=short_day(cause.monday, today),
            action="See who needs you",
            url=needs_address(cause.adviser),
            is_open=today <= cause.monday,
        )
