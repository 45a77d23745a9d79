"""The list of those who need their adviser."""

from datetime import datetime, timedelta

import pytest

from apps.accounts.models import User
from apps.advising.caseload import caseload
from apps.advising.models import Hand
from apps.advising.reasons import Reason
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.dashboards import needs
from apps.dashboards.cohort_lines import CohortLine, lines
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mine(reader: User, campus: Campus, as_of: datetime) -> list[CohortLine]:
    return lines(caseload(user=reader, campus=campus, as_of=as_of), campus=campus, as_of=as_of)


def test_a_student_in_two_cohorts_stands_once_with_the_first_of_the_reasons(
    bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    today = as_of.astimezone(campus.zone).date()
    # Thanks are late in the one whose dates the conversation is in, and in the other nothing has moved.
    factories.make_held(alice, ended_ago=3 * DAY)
    over = factories.make_cohort(advisers=[bob], students=[alice], starts_on=today - 30 * DAY, due_on=today - 4 * DAY)
    by_cohort = {each.cohort: [need.reason for need in each.needs] for each in mine(bob, campus, as_of)}
    assert by_cohort == {cohort: [Reason.LATE_THANKS], over: []}
    Hand.objects.create(student=alice)
    found = mine(bob, campus, as_of)
    assert [len(each.needs) for each in found] == [1, 1]
    assert [need.reason for need in needs.all_of(found)] == [Reason.HAND]


@pytest.mark.parametrize(("counted", "goal", "said"), [(1, 3, "1 of 3"), (4, 3, "4"), (2, 12, "2 of 12")])
def test_a_short_goal_is_drawn_and_a_long_one_is_told_by_its_number(counted: int, goal: int, said: str) -> None:
    shown = needs._count(counted, goal)
    assert shown.count("<circle") == (goal if goal <= 5 else 0)
    assert f'<span class="num">{said}</span>' in shown
