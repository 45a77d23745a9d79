"""Loading is authorising: the one way from a signed-in person to their own record as a student."""

from django.http import Http404

from apps.accounts.models import User
from apps.students.models import Student


def student_of(user: User) -> Student | None:
    """The record of whoever is a student, archived or not: an archived student may still read and export, and gets
    no mail. With whether mail reaches them. None for staff, whatever rows they have from an earlier time.
    """
    if not user.is_student:
        return None
    return Student.objects.with_mail().select_related("user").filter(user=user).first()


def own_student(user: User) -> Student:
    """The same, for pages that only students have. Else Http404."""
    student = student_of(user)
    if student is None:
        raise Http404
    return student
