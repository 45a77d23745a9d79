"""Who is in which cohort, and who coaches them there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import Role, User, anonymized
from apps.administration.invitations.actions import invite_all, waiting_to_go
from apps.administration.invitations.reminders import invitations
from apps.administration.models import Invitation
from apps.cohorts.models import Cohort, Membership
from apps.core.locking import in_lock_order
from apps.reminders.actions import refresh_causes
from apps.students.models import Student


@dataclass(frozen=True)
class Added:
    """Who joined, to how many of them a welcome goes, and how many were there already."""

    students: list[Student]
    told: int
    already: int


@transaction.atomic
def add_students(*, cohort: Cohort, students: Iterable[Student], invited_by: User, as_of: datetime) -> Added:
    """Those of these students who are not in this cohort join it, and are welcomed by email.

    Raises IntegrityError, when the transaction commits, where the cohort was deleted meanwhile.
    """
    list(in_lock_order(Cohort.objects.filter(pk=cohort.pk)))
    named = Student.objects.select_related("user").filter(pk__in=[student.pk for student in students])
    chosen = list(in_lock_order(named))
    there = Membership.objects.filter(cohort=cohort.pk).values("student")
    new = [student for student in chosen if student.pk not in {row["student"] for row in there}]
    Membership.objects.bulk_create(Membership(cohort=cohort, student=student) for student in new)
    people = [student.user for student in new]
    welcomes = invite_all(people=people, cohort=cohort, invited_by=invited_by, as_of=as_of)
    return Added(new, told=waiting_to_go(welcomes), already=len(chosen) - len(new))


@transaction.atomic
def remove_memberships(*, memberships: Iterable[Membership], as_of: datetime) -> list[Membership]:
    """They leave; a welcome that still waits does not go. What they wrote stays theirs. Returns those that were there,
    with their students. Of whoever was anonymized the counts stay.
    """
    there = Membership.objects.exclude(anonymized("student__user"))
    chosen = there.filter(pk__in=[one.pk for one in memberships])
    list(in_lock_order(Cohort.objects.filter(pk__in=chosen.values("cohort"))))
    list(in_lock_order(Student.objects.filter(pk__in=chosen.values("student"))))
    gone = list(in_lock_order(chosen.select_related("student__user", "cohort")))
    chosen.delete()
    welcomes = Invitation.objects.filter(
        cohort__in=[one.cohort_id for one in gone], user__in=[one.student.user_id for one in gone]
    )
    refresh_causes(invitations, sorted(one.cause_key for one in welcomes), as_of=as_of)
    return gone


class MayNotCoach(Exception):
    """The account that was chosen is no adviser's, or may not sign in."""


def eligible_advisers() -> QuerySet[User]:
    """Who may look after a cohort; by name. An administrator may, but coaches nobody."""
    rows = User.objects.filter(role__in=[Role.ADVISER, Role.ADMINISTRATOR], is_active=True)
    return rows.order_by("folded_name", "display_name", "pk")


def eligible_coaches() -> QuerySet[User]:
    """Whom a student may have as their coach; by name."""
    return User.objects.filter(role=Role.ADVISER, is_active=True).order_by("folded_name", "display_name", "pk")


@transaction.atomic
def give_coach(*, memberships: QuerySet[Membership], coach: User | None) -> list[Membership]:
    """From now on this person accompanies these students in these cohorts, or nobody does. The former coach's access
    is over with their next request. Returns those that changed, with their students.

    Raises MayNotCoach where the account was closed, or got another role, meanwhile.
    """
    chosen = Membership.objects.filter(pk__in=list(memberships.values_list("pk", flat=True)))
    list(in_lock_order(Student.objects.filter(pk__in=chosen.values("student"))))
    if coach and not in_lock_order(eligible_coaches().filter(pk=coach.pk)):
        raise MayNotCoach
    changed = list(in_lock_order(chosen.exclude(coach=coach).select_related("student__user", "cohort")))
    Membership.objects.filter(pk__in=[one.pk for one in changed]).update(coach=coach)
    return changed
