"""What changes a person together with their student record."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.accounts.models import User
from apps.reminders.actions import refresh
from apps.students.models import Student


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
    """The programme is over for them; nothing is lost. Returns those who were not archived before."""
    return _set_archived(students, as_of)


@transaction.atomic
def bring_back(*, students: Iterable[Student]) -> list[Student]:
    """Undo `archive`. Returns those who were archived."""
    return _set_archived(students, None)


def _set_archived(students: Iterable[Student], at: datetime | None) -> list[Student]:
    rows = Student.objects.select_for_update(of=("self",)).select_related("user")
    changed = list(rows.filter(pk__in=[student.pk for student in students], archived_at__isnull=at is not None))
    for student in changed:
        student.archived_at = at
        student.save(update_fields=["archived_at"])
    return changed
