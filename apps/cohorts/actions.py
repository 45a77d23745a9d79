"""What changes a person together with their student record, and who is invited."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.accounts.models import User
from apps.cohorts.models import Cohort, Invitation
from apps.reminders.actions import refresh, refresh_cause
from apps.students.models import Student

# Within this time a second invitation to the same thing is a second press of the button.
DOUBLE_CLICK = timedelta(minutes=10)


@transaction.atomic
def save_person(*, user: User) -> None:
    """Save a new or changed person. A student gets their record with it; a former address signs in no more.

    `user` is clean already; raises IntegrityError for an address that somebody took meanwhile.
    """
    user.save()
    if user.is_student:
        Student.objects.get_or_create(user=user)
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()


@transaction.atomic
def remove_second_factor(*, user: User) -> bool:
    """For a lost phone: every second factor and recovery code goes. False when there was none.

    Their sessions end with it, or whoever found the phone would go on, and set up a factor of their own.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        for session in UserSession.objects.filter(user=user):
            session.end()
    return bool(removed)


@transaction.atomic
def save_student(*, student: Student, as_of: datetime) -> None:
    """Save what an administrator changed, and move the student's reminders to their zone and quiet hours."""
    student.save()
    refresh(user=student.user, as_of=as_of)


@transaction.atomic
def archive(*, students: Iterable[Student], as_of: datetime) -> list[Student]:
    """The programme is over for them; nothing is lost, and no reminder goes any more. Returns those who were not
    archived before.
    """
    return _set_archived(students, as_of, as_of=as_of)


@transaction.atomic
def bring_back(*, students: Iterable[Student], as_of: datetime) -> list[Student]:
    """Undo `archive`: what is still wanted of their reminders is due again. Returns those who were archived."""
    return _set_archived(students, None, as_of=as_of)


def _set_archived(students: Iterable[Student], at: datetime | None, *, as_of: datetime) -> list[Student]:
    rows = Student.objects.select_for_update(of=("self",)).select_related("user")
    changed = list(rows.filter(pk__in=[student.pk for student in students], archived_at__isnull=at is not None))
    for student in changed:
        student.archived_at = at
        student.save(update_fields=["archived_at"])
        refresh(user=student.user, as_of=as_of)
    return changed


@transaction.atomic
def invite(*, user: User, cohort: Cohort | None = None, invited_by: User | None, as_of: datetime) -> Invitation:
    """Invite this person to their account, or to a cohort they are in; the mail goes at once.

    Asked again within ten minutes it is the same invitation, which is returned. Later it is a new one, with a mail of
    its own.
    """
    # Two requests at once are one after the other: the second finds what the first wrote.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    recent = Invitation.objects.filter(user=user, cohort=cohort, created_at__gt=as_of - DOUBLE_CLICK)
    if there := recent.first():
        return there
    invitation = Invitation.objects.create(user=user, cohort=cohort, invited_by=invited_by, created_at=as_of)
    refresh_cause(cause_key=invitation.cause_key, as_of=as_of)
    return invitation


@transaction.atomic
def invite_again(*, people: Iterable[User], invited_by: User | None, as_of: datetime) -> list[User]:
    """Invite those who may sign in and never did once more to their account. Returns whom a new mail goes to."""
    waiting = User.objects.filter(pk__in=[person.pk for person in people], is_active=True, last_login=None)
    return [
        person
        for person in waiting.order_by("pk")
        if invite(user=person, invited_by=invited_by, as_of=as_of).created_at == as_of
    ]
