"""Two presses at the same moment, each over a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.advising.models import Nudge, Nudged
from apps.advising.nudges.actions import NotSent, send
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort
from apps.core import clock
from apps.outbox.models import Message
from apps.students.models import Student

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gave, or the refusal it raised."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        connection.ensure_connection()
        together.wait(10)
        try:
            return act()
        except NotSent as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def press(adviser: User, students: list[Student], token: UUID) -> Callable[[], object]:
    def act() -> object:
        return send(
            adviser=adviser,
            token=token,
            subject="Ten minutes",
            body="Hi {first name}",
            students=[student.pk for student in students],
            campus=Campus.objects.current(),
            as_of=clock.now(),
        )

    return act


def test_two_advisers_nudge_one_student_once(
    bob: User, cohort: Cohort, darius: Student, oksana: Student, make_adviser: Callable[..., User]
) -> None:
    dana = make_adviser()
    Caseload.objects.create(cohort=cohort, adviser=dana)
    at_once(press(bob, [darius, oksana], uuid4()), press(dana, [oksana, darius], uuid4()))
    assert sorted(Nudged.objects.values_list("student", flat=True)) == sorted([darius.pk, oksana.pk])
    assert Nudge.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_double_click_is_one_nudge(bob: User, darius: Student) -> None:
    token = uuid4()
    first, second = at_once(press(bob, [darius], token), press(bob, [darius], token))
    assert first.nudge == second.nudge
    assert (Nudge.objects.count(), Message.objects.count()) == (1, 1)


def test_one_page_sent_from_two_tabs_to_others_is_one_nudge_and_the_other_is_told(
    bob: User, darius: Student, oksana: Student
) -> None:
    token = uuid4()
    found = at_once(press(bob, [darius], token), press(bob, [oksana], token))
    assert sorted(type(each).__name__ for each in found) == ["Sent", "SentBefore"]
    assert Message.objects.count() == 1
