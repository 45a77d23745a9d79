"""The one way from a signed-in person to their own record as a student."""

from typing import Any

from django.http import Http404

from apps.accounts.models import User
from apps.outbox.models import HardBounce
from apps.reminders.models import OptOut
from apps.reminders.pages.silence import Silence
from apps.students.models import Student
from apps.students.requests import StudentRequest

_OFF = f"FROM {OptOut._meta.db_table} WHERE user_id = s.user_id ORDER BY id"
# Every page of a student asks this, and Django takes longer to build it than the database to answer it.
_OWN = f"""
SELECT s.*, EXISTS (SELECT FROM {HardBounce._meta.db_table} WHERE address = %s) AS takes_no_mail,
       ARRAY(SELECT "group" {_OFF}) AS groups_off, ARRAY(SELECT created_at {_OFF}) AS groups_off_since
  FROM students_student s WHERE s.user_id = %s
"""  # noqa: S608  # nosec B608 - names of tables


def student_of(user: User) -> Student | None:
    """The record of whoever is a student, archived or not: an archived student may still read and export, and gets
    no mail. With its `silence`. None for staff, whatever rows they have from an earlier time.
    """
    if not user.is_student:
        return None
    for student in Student.objects.raw(_OWN, [user.email, user.pk]):
        student.user = user
        found: Any = student
        off_since = dict(zip(found.groups_off, found.groups_off_since, strict=True))
        student.silence = Silence(off_since, found.takes_no_mail, student.archived_at)
        return student
    return None


def own_student(request: StudentRequest) -> Student:
    """The signed-in student's record, for pages that only students have. Raises Http404 for staff."""
    if request.student is None:
        raise Http404
    return request.student
