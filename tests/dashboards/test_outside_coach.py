"""The numbers of a cohort beside those of a coach's own students: nobody else is read off them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.campus.models import Campus
from apps.core import clock
from apps.dashboards.outside_coach import may_see_whole, wholes
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
class TestTheWhole:
    def whole(self, *, students: int, own: int, archived: int = 0) -> object:
        everyone = [factories.make_student() for _ in range(students)]
        cohort = factories.make_cohort(students=everyone)
        for student in everyone[:3]:
            factories.make_held(student)
        for student in everyone[len(everyone) - archived :]:
            student.archived_at = clock.now()
            student.save()
        return wholes({cohort: own}, campus=Campus.objects.current(), as_of=clock.now())[cohort.pk]

    def test_its_numbers_where_they_may_be_known(self) -> None:
        found = self.whole(students=6, own=1)
        assert (found.students, found.toward_goal, found.goal_total) == (6, 3, 18)

    def test_nothing_where_too_few_others_are_in_it(self) -> None:
        assert self.whole(students=5, own=1) is None

    def test_who_is_archived_stands_behind_no_number(self) -> None:
        assert self.whole(students=6, own=1, archived=1) is None

    def test_where_nobody_is_coached_nothing_is_asked(self, django_assert_num_queries: Any) -> None:
        as_of = clock.now()
        with django_assert_num_queries(0):
            assert wholes({}, campus=Campus(), as_of=as_of) == {}
