"""The one way from a signed-in person to their own record as a student."""

from django.http import Http404

from apps.accounts.models import User
from apps.outbox.models import HardBounce
from apps.students.models import Student
from apps.students.requests import StudentRequest

# Every page of a student asks this, and Django takes longer to build it than the database to answer it.
_OWN = f"""
SELECT s.*, EXISTS (SELECT FROM {HardBounce._meta.db_table} WHERE address = %s) AS takes_no_mail
  FROM students_student s WHERE s.user_id = %s
"""  # noqa: S608  # nosec B608 - a table's name


def student_of(user: User) -> Student | None:
    """The record of whoever is a student, archived or not: an archived student may still read and export, and gets
    no mail. `takes_no_mail`: a mail server said so of their address. None for staff, whatever rows they have from an
    earlier time.
    """
    if not user.is_student:
        return None
    for student in Student.objects.raw(_OWN, [user.email, user.pk]):
        student.user = user
        return student
    return None


def own_student(request: StudentRequest) -> Student:
    """The signed-in student's record, for pages that only students have. Raises Http404 for staff."""
    if request.student is None:
        raise Http404
    return request.student
