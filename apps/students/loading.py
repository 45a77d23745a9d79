"""Loading is authorizing: the one way from a signed-in person to their own record as a student."""

from django.http import Http404

from apps.accounts.models import User
from apps.students.models import Student
from apps.students.requests import StudentRequest


def student_of(user: User) -> Student | None:
    """The record of whoever is a student, archived or not: an archived student may still read and export, and gets
    no mail. With whether mail reaches them. None for staff, whatever rows they have from an earlier time.
    """
    if not user.is_student:
        return None
    student = Student.objects.with_mail().filter(user=user).order_by("pk").first()
    if student:
        student.user = user
    return student


def own_student(request: StudentRequest) -> Student:
    """The signed-in student's record, for pages that only students have. Else Http404."""
    if request.student is None:
        raise Http404
    return request.student
