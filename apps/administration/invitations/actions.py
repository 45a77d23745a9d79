from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from apps.accounts.models import User
from apps.administration.invitations.reminders import CohortInvitation
from apps.administration.invitations.reminders import invitations as invitation_causes
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core.locking import in_lock_order
from apps.outbox.models import HardBounce, State
from apps.reminders.actions import refresh_causes
from apps.reminders.models import Reminder
from apps.students.models import Student

# Within this time a second invitation to the same thing is a second press of the button.
DOUBLE_CLICK = timedelta(minutes=10)
AT_ONCE = 1_000  # people of one press: a few seconds


def invite(*, user: User, cohort: Cohort | None = None, invited_by: User | None, as_of: datetime) -> Invitation:
    """Invite this person to their account, or to a cohort they are in; the mail goes at once.

    Within ten minutes it returns the same invitation again. Later it makes a new one, with a mail of its own; but
    nobody is welcomed twice to one cohort, however often they left it.
    """
    [invitation] = invite_all(people=[user], cohort=cohort, invited_by=invited_by, as_of=as_of)
    return invitation


@transaction.atomic
def invite_all(
    *,
    people: Iterable[User],
    cohort: Cohort | None = None,
    invited_by: User | None,
    as_of: datetime,
    again: bool = False,
) -> list[Invitation]:
    """The same for many, in a number of queries that does not grow with them. `again`: also those who were welcomed."""
    pks = [person.pk for person in people]
    # Two requests at once are one after the other: the second finds what the first wrote.
    list(in_lock_order(Student.objects.filter(user__in=pks)))
    invited = list(in_lock_order(User.objects.filter(pk__in=pks)))
    earlier: dict[int, dict[str, Invitation]] = {}
    for one in Invitation.objects.filter(user__in=invited, cohort=cohort):
        earlier.setdefault(one.user_id, {})[one.cause_key] = one
    keys = sorted(key for theirs in earlier.values() for key in theirs)
    if keys:
        # They may have left the cohort meanwhile, and it was skipped; or it waited until it was of no use.
        refresh_causes(invitation_causes, keys, as_of=as_of)
    welcomed = _welcomed(keys) if cohort and not again else set()
    there, new = [], []
    for person in invited:
        theirs = earlier.get(person.pk, {})
        stand = [one for key, one in theirs.items() if one.created_at > as_of - DOUBLE_CLICK or key in welcomed]
        if stand:
            there.append(stand[0])
        else:
            new.append(Invitation(user=person, cohort=cohort, invited_by=invited_by, created_at=as_of))
    Invitation.objects.bulk_create(new)
    if new:
        # An earlier one that still waits gives way to it.
        before = [key for one in new for key in earlier.get(one.user_id, {})]
        refresh_causes(invitation_causes, [*before, *(one.cause_key for one in new)], as_of=as_of)
    return [*there, *new]


def _welcomed(keys: Collection[str]) -> set[str]:
    """Those whose mail went, may have arrived, or is on its way."""
    went = Reminder.objects.filter(
        kind=CohortInvitation.slug,
        cause_key__in=keys,
        message__state__in=[State.SENT, State.UNCERTAIN, State.DUE],
    )
    return set(went.values_list("cause_key", flat=True))


def waiting_to_go(invitations: Iterable[Invitation]) -> int:
    """For how many of these a mail is on its way; it is not for one that was skipped, or went before."""
    keys = [one.cause_key for one in invitations]
    return Reminder.objects.filter(cause_key__in=keys, message__state=State.DUE).count()


@transaction.atomic
def invite_again(*, people: Iterable[User], invited_by: User | None, as_of: datetime) -> list[User]:
    """Invite those who may sign in and never did once more to their account. Returns those that a new mail goes to."""
    waiting = User.objects.filter(pk__in=[person.pk for person in people], is_active=True, last_login=None)
    invited = invite_all(people=waiting, invited_by=invited_by, as_of=as_of)
    return [one.user for one in invited if one.created_at == as_of]


@dataclass(frozen=True)
class Again:
    """Who gets a new mail, and how many of the chosen ones get none, by why."""

    invited: list[Invitation]
    left_out: Counter[str]


@transaction.atomic
def send_again(*, invitations: Collection[int], invited_by: User, as_of: datetime) -> Again:
    """A new mail, with a new link, for each of these, by id, that is of use still. Nobody gets two within ten minutes,
    whatever they are invited to: of several of one person the newest counts.
    """
    rows = Invitation.objects.filter(pk__in=invitations).order_by("-created_at", "-pk")
    people = list(rows.values_list("user", flat=True))
    list(in_lock_order(Student.objects.filter(user__in=people)))
    list(in_lock_order(User.objects.filter(pk__in=people)))
    lately = set(
        Invitation.objects.filter(user__in=people, created_at__gt=as_of - DOUBLE_CLICK).values_list("user", flat=True)
    )
    bounces = Exists(HardBounce.objects.filter(address=OuterRef("user__email")))
    is_member = Exists(Membership.objects.filter(cohort=OuterRef("cohort"), student__user=OuterRef("user")))
    today = as_of.astimezone(Campus.objects.current().zone).date()
    left_out: Counter[str] = Counter()
    going: dict[Cohort | None, list[User]] = {}
    for one in rows.select_related("user__student", "cohort").annotate(bounces=bounces, is_member=is_member):
        if why := _why_not_again(one, bounces=one.bounces, is_member=one.is_member, today=today):
            left_out[why] += 1
        elif one.user_id in lately:
            left_out["invited within the last ten minutes"] += 1
        else:
            lately.add(one.user_id)
            going.setdefault(one.cohort, []).append(one.user)
    invited = [
        new
        for cohort, users in going.items()
        for new in invite_all(people=users, cohort=cohort, invited_by=invited_by, as_of=as_of, again=True)
    ]
    return Again(invited, left_out)


def _why_not_again(one: Invitation, *, bounces: bool, is_member: bool, today: date) -> str:
    student = getattr(one.user, "student", None)
    if not one.user.is_active:
        return "may not sign in"
    if one.accepted_at or (one.user.last_login and (not one.cohort or one.user.last_login >= one.created_at)):
        return "signed in already"
    if student and student.archived_at:
        return "archived"
    if one.cohort and not is_member:
        return "no longer in the cohort"
    if one.cohort and not one.cohort.is_joinable(today=today):
        return "the cohort is over"
    return "mail to them bounces" if bounces else ""


@transaction.atomic
def stop_invitations(*, invitations: Collection[int], as_of: datetime) -> list[Invitation]:
    """Their links work no more, and a mail that waits does not go. One that was accepted stays as it is. Returns those
    that were stopped, with their people.
    """
    people = Invitation.objects.filter(pk__in=invitations).values("user")
    list(in_lock_order(Student.objects.filter(user__in=people)))
    list(in_lock_order(User.objects.filter(pk__in=people)))
    rows = Invitation.objects.select_related("user__student")
    open_ones = rows.filter(pk__in=invitations, stopped_at=None).exclude(rows.used())
    stopped = list(in_lock_order(open_ones))
    Invitation.objects.filter(pk__in=[one.pk for one in stopped]).update(stopped_at=as_of)
    refresh_causes(invitation_causes, sorted(one.cause_key for one in stopped), as_of=as_of)
    return stopped


def never_invited(cohort: Cohort) -> QuerySet[User]:
    """Who is in this cohort, and was never invited to it: after an import nobody was."""
    people = _never_invited().filter(cohort=cohort).values("student__user")
    return User.objects.filter(pk__in=people).order_by("folded_name", "display_name", "pk")


def with_never_invited(today: date) -> QuerySet[Cohort]:
    """The cohorts that people can still be invited to and that have such people, and how many: `never`."""
    cohorts = Cohort.objects.filter(due_on__gte=today, archived_at=None, memberships__in=_never_invited())
    return cohorts.annotate(never=Count("memberships")).order_by("name", "pk")


def _never_invited() -> QuerySet[Membership]:
    earlier = Invitation.objects.filter(user=OuterRef("student__user"), cohort=OuterRef("cohort"))
    members = Membership.objects.filter(student__archived_at=None, student__user__is_active=True)
    return members.filter(~Exists(earlier))


@transaction.atomic
def invite_members(*, cohort: Cohort, invited_by: User, as_of: datetime) -> list[Invitation]:
    """All of them, up to `AT_ONCE`; nobody where the cohort is over. Of a usual cohort a second press finds nobody."""
    row = in_lock_order(Cohort.objects).get(pk=cohort.pk)
    if not row.is_joinable(today=as_of.astimezone(Campus.objects.current().zone).date()):
        return []
    return invite_all(people=list(never_invited(row)[:AT_ONCE]), cohort=row, invited_by=invited_by, as_of=as_of)
