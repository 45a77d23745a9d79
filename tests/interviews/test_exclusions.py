from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.interviews.actions import NotPossible
from apps.interviews.exclusions import exclude, take_back_exclusion
from apps.interviews.models import Exclusion
from apps.students.models import Student
from tests import factories


def test_said_again_the_reason_is_the_one_that_the_student_has_read(bob: User, cohort: Cohort, alice: Student) -> None:
    interview = factories.make_held(alice, ended_ago=timedelta(days=3))
    for reason in ("  First ", "Second"):
        assert exclude(interview=interview, cohort=cohort, adviser=bob, reason=reason).reason == "First"
    assert [each.reason for each in Exclusion.objects.all()] == ["First"]


def test_taking_back_what_was_not_left_out_changes_nothing(cohort: Cohort, alice: Student) -> None:
    interview = factories.make_held(alice, ended_ago=timedelta(days=3))
    take_back_exclusion(interview=interview, cohort=cohort)
    assert not Exclusion.objects.exists()


def test_a_cohort_leaves_out_only_its_own_students_interviews(bob: User, cohort: Cohort, charlie: Student) -> None:
    interview = factories.make_held(charlie, ended_ago=timedelta(days=3))
    with pytest.raises(NotPossible):
        exclude(interview=interview, cohort=cohort, adviser=bob, reason="No")


def test_an_interview_not_held_cannot_be_left_out(bob: User, cohort: Cohort, alice: Student) -> None:
    with pytest.raises(NotPossible):
        exclude(interview=factories.make_interview(student=alice), cohort=cohort, adviser=bob, reason="No")
