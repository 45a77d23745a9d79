"""What changes a student's own preferences."""

from datetime import datetime, time

from django.db import transaction

from apps.reminders.actions import refresh
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
    row = Student.objects.select_for_update(of=("self",)).select_related("user").get(pk=student.pk)
    row.time_zone, row.quiet_from, row.quiet_until = time_zone, quiet_from, quiet_until
    row.clean_fields()
    row.validate_constraints()
    row.save(update_fields=["time_zone", "quiet_from", "quiet_until"])
    refresh(user=row.user, as_of=as_of)
