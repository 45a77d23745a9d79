"""The numbers of a cohort beside those of a coach's own students: nobody else is read off them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core import clock
from apps.dashboards.outside_coach import may_see_whole, seen
from tests import factories


@pytest.mark.parametrize(
    ("students", "own", "shown"),
    [
        (4, 1, False),  # fewer than five stand behind them
        (4, 4, False),
        (5, 5, True),  # all are theirs
        (5, 1, False),  # the rest are four
        (6, 1, True),  # the rest are five
        (9, 5, False),
        (10, 5, True),
        (25, 21, False),
        (25, 20, True),
        (5, 0, True),
        (0, 0, False),
    ],
)
def test_the_whole_is_shown_where_neither_it_nor_the_rest_is_a_few(students: int, own: int, shown: bool) -> None:
    assert may_see_whole(students=students, own=own) is shown


@given(st.integers(0, 60), st.integers(0, 60))
def test_no_subtraction_leaves_one_to_four(own: int, others: int) -> None:
    if may_see_whole(students=own + others, own=own):
        assert own + others >= 5
        assert others not in range(1, 5)


@pytest.mark.django_db
class TestSeen:
    def line(self, cohort: Cohort, user) -> object:
        found = Cohort.objects.visible_to(user).with_reach(user).filter(pk=cohort.pk)
        (one,) = seen(found, user=user, campus=Campus.objects.current(), as_of=clock.now())
        return one

    def test_own_students_and_the_whole_where_it_may_be(self) -> None:
        coach = factories.make_adviser()
        own, *others = (factories.make_student() for _ in range(6))
        cohort = factories.make_cohort(students=[own, *others])
        Membership.objects.filter(student=own).update(coach=coach)
        for student in (own, *others[:2]):
            factories.make_held(student)
        found = self.line(cohort, coach)
        assert (found.is_whole, found.line.students, found.line.toward_goal) == (False, 1, 1)
        assert (found.whole.students, found.whole.toward_goal) == (6, 3)

    def test_who_is_archived_stands_behind_no_number(self) -> None:
        coach = factories.make_adviser()
        own, *others = (factories.make_student() for _ in range(6))
        cohort = factories.make_cohort(students=[own, *others])
        Membership.objects.filter(student=own).update(coach=coach)
        others[0].archived_at = clock.now()
        others[0].save()
        assert self.line(cohort, coach).whole is None

    def test_who_looks_after_the_cohort_sees_all_of_it(self) -> None:
        bob = factories.make_adviser()
        student = factories.make_student()
        cohort = factories.make_cohort(advisers=[bob], students=[student])
        Membership.objects.update(coach=bob)
        found = self.line(cohort, bob)
        assert (found.is_whole, found.whole, found.line.students) == (True, None, 1)
