from collections.abc import Callable

import pytest

from apps.accounts.models import User  # type: ignore[attr-defined]
from apps.administration.deletions.actions import carry_out
from apps.core import clock
from apps.privacy.models import Deletion, Way
from apps.students.models import Student


@pytest.fixture
def office(make_administrator: Callable[..., User]) -> User:
    return make_administrator()


@pytest.fixture
def request_of(office: User) -> Callable[..., None]:
    """Carry out what a student asked for."""

    def carry(student: Student, way: Way = Way.GONE) -> Deletion:
        request = Deletion.objects.create(student=student, asked_at=clock.now())
        carry_out(deletion=request, way=way, by=office, as_of=clock.now())
        return Deletion.objects.get(pk=request.pk)

    return carry
