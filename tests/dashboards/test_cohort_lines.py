"""A cohort in a line of a list: what its numbers are of."""

from datetime import datetime, timedelta

import pytest

from apps.accounts.models import NOWHERE, User
from apps.advising.caseload import caseload
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.dashboards.cohort_lines import CohortLine, lines
from apps.outbox.models import HardBounce
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def line_of(reader: User, campus: Campus, as_of: datetime) -> CohortLine:
    (line,) = lines(caseload(user=reader, campus=campus, as_of=as_of), campus=campus, as_of=as_of)
    return line


def test_numbers_of_a_cohort_leave_out_the_archived_and_take_the_goal_from_each(
    bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    for _ in range(4):  # one more than the goal
        factories.make_held(alice, thanked_at=as_of)
    crowd = factories.make_crowd(cohort, 3)
    Student.objects.filter(pk=crowd[0].pk).update(archived_at=as_of)
    factories.make_held(crowd[1], thanked_at=as_of)
    line = line_of(bob, campus, as_of)
    assert (line.students, line.archived, line.toward_goal, line.pace.goal) == (3, 1, 4, 9)
    assert (line.held, line.with_none) == (5, 1)
    assert line.behind == 1  # half of the time has gone: one of three is what an even pace has in full
    Cohort.objects.update(due_on=as_of.astimezone(campus.zone).date() - DAY)
    assert line_of(bob, campus, as_of).behind == 0


def test_whoever_owes_waits_or_is_done_is_counted_as_a_student_without_the_archived(
    bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    crowd = factories.make_crowd(cohort, 2)
    for student in (alice, crowd[0]):
        for days in (2, 3):
            factories.make_held(student, ended_ago=days * DAY)
            factories.make_interview(student=student, asked_at=as_of - 9 * DAY)
    factories.make_held(alice, ended_ago=3 * DAY, thanked_at=as_of - DAY, reflected_at=as_of)
    factories.make_interview(student=crowd[1], asked_at=as_of - 6 * DAY)
    line = line_of(bob, campus, as_of)
    assert (line.owing, line.waiting, line.held, line.reflected) == (2, 2, 5, 1)
    Student.objects.filter(pk=crowd[0].pk).update(archived_at=as_of)
    line = line_of(bob, campus, as_of)
    assert (line.owing, line.waiting, line.held, line.reflected) == (1, 1, 3, 1)


def test_nobody_acts_for_whoever_was_anonymized_and_their_counts_stay(
    bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    factories.make_held(alice, ended_ago=3 * DAY)
    factories.make_interview(student=alice, asked_at=as_of - 9 * DAY)
    User.objects.filter(pk=alice.user_id).update(email=f"deleted-1@{NOWHERE}", is_active=False)
    line = line_of(bob, campus, as_of)
    assert (line.students, line.held, line.owing, line.waiting, line.needs) == (1, 1, 0, 0, [])


def test_a_cohort_of_nobody_has_a_line_of_noughts(campus: Campus, as_of: datetime) -> None:
    reader = factories.make_adviser()
    factories.make_cohort(advisers=[reader])
    line = line_of(reader, campus, as_of)
    assert (line.students, line.toward_goal, line.pace.goal, line.with_none, line.behind) == (0, 0, 0, 0, 0)
    assert line.needs == []


def test_mail_that_bounces_is_counted_while_the_cohort_runs(
    bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    factories.make_crowd(cohort, 1)
    HardBounce.objects.create(address=alice.user.email, answer="550")
    line = line_of(bob, campus, as_of)
    assert (line.unreached, [need.row.student_id for need in line.needs]) == (1, [alice.pk])
    Cohort.objects.update(due_on=as_of.astimezone(campus.zone).date() - DAY)
    line = line_of(bob, campus, as_of)
    assert (line.unreached, line.needs) == (0, [])
