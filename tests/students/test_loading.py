"""Who has a student's pages."""

from datetime import datetime

import pytest
from django.http import Http404

from apps.accounts.models import Role, User
from apps.students.loading import own_student, student_of
from apps.students.models import Student
from apps.students.requests import StudentRequest


def asked_by(user: User) -> StudentRequest:
    request = StudentRequest()
    request.student = student_of(user)
    return request


def test_a_student_has_their_own_also_when_archived(alice: Student, as_of: datetime) -> None:
    assert student_of(alice.user) == own_student(asked_by(alice.user)) == alice
    Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
    assert own_student(asked_by(alice.user)) == alice


@pytest.mark.parametrize("role", [Role.ADVISER, Role.ADMINISTRATOR])
def test_staff_have_none_whatever_rows_they_have(alice: Student, role: Role) -> None:
    User.objects.filter(pk=alice.user_id).update(role=role)
    became = User.objects.get(pk=alice.user_id)
    assert student_of(became) is None
    with pytest.raises(Http404):
        own_student(asked_by(became))


def test_a_student_without_a_record_has_none(make_user) -> None:
    with pytest.raises(Http404):
        own_student(asked_by(make_user(role=Role.STUDENT)))
