"""Changes to a student, by themselves or by an administrator."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from apps.campus.models import FieldOfInterest
from apps.core.locking import in_lock_order
from apps.reminders.actions import refresh, refresh_all
from apps.students.models import Student


@transaction.atomic
def change_preferences(
    *,
    student: Student,
    time_zone: str,
    quiet_from: time | None,
    quiet_until: time | None,
    as_of: datetime,
) -> None:
    """Set the student's zone (IANA; empty: the campus's) and quiet hours (local; both or none); move mail.

    Raises ValidationError for a zone that does not exist, one quiet hour without the other, or two that are
    equal.
    """
    row = in_lock_order(Student.objects.select_related("user")).get(pk=student.pk)
    row.time_zone, row.quiet_from, row.quiet_until = time_zone, quiet_from, quiet_until
    row.clean_fields()
    row.validate_constraints()
    row.save(update_fields=["time_zone", "quiet_from", "quiet_until"])
    refresh(user=row.user, as_of=as_of)


@transaction.atomic
def change_studies(*, student: Student, major: str, year: str, interests: Iterable[FieldOfInterest]) -> None:
    """Raises ValidationError for an overlong line."""
    row = in_lock_order(Student.objects).get(pk=student.pk)
    row.major, row.year = major, year
    row.clean_fields()
    row.save(update_fields=["major", "year"])
    row.interests.set(interests)


@transaction.atomic
def change_settings(
    *,
    student: Student,
    major: str,
    year: str,
    interests: Iterable[FieldOfInterest],
    time_zone: str,
    quiet_from: time | None,
    quiet_until: time | None,
    as_of: datetime,
) -> None:
    """All that the page of settings has. Raises what `change_studies` and `change_preferences` raise."""
    change_studies(student=student, major=major, year=year, interests=interests)
    change_preferences(
        student=student, time_zone=time_zone, quiet_from=quiet_from, quiet_until=quiet_until, as_of=as_of
    )


@transaction.atomic
def save_student(*, student: Student, as_of: datetime) -> None:
    """Save what an administrator changed, and move the student's reminders to their zone and quiet hours."""
    student.save()
    refresh(user=student.user, as_of=as_of)


@transaction.atomic
def archive(*, students: Iterable[Student], as_of: datetime) -> list[Student]:
    """Archive these students and end their reminders. No record is lost. Returns those not archived before."""
    return _set_archived(students, as_of, as_of=as_of)


@transaction.atomic
def bring_back(*, students: Iterable[Student], as_of: datetime) -> list[Student]:
    """Undo `archive`: what is still wanted of their reminders is due again. Returns those who were archived."""
    return _set_archived(students, None, as_of=as_of)


def _set_archived(students: Iterable[Student], at: datetime | None, *, as_of: datetime) -> list[Student]:
    chosen = Student.objects.changeable().select_related("user").filter(pk__in=[student.pk for student in students])
    changed = list(in_lock_order(chosen.filter(archived_at__isnull=at is not None)))
    for student in changed:
        student.archived_at = at
        student.save(update_fields=["archived_at"])
    refresh_all(users=[student.user for student in changed], as_of=as_of)
    return changed
