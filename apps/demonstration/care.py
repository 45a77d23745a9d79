"""Who asked their adviser for help, whom the adviser talked with, and what they have read."""

from datetime import timedelta

from apps.advising.models import Hand
from apps.advising.reflections.reading import mark_read, to_read
from apps.advising.talks import record_talks
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.demonstration.moments import Moments
from apps.demonstration.people import STUDENT, Staff
from apps.interviews.steps import Step
from apps.students.models import Student

_TALKED = (3, 8, 13, 20, 27, 34)  # days ago
_LEFT_TO_READ = 7


def make_care(cohorts: list[Cohort], staff: Staff, moments: Moments) -> None:
    """Of the first three cohorts' adviser. The demonstration student asked for nothing."""
    campus = Campus.objects.current()
    first, _, third = ([*_others_in(cohort)] for cohort in cohorts[:3])
    for number, students in enumerate(zip(first[1::4], third[::4], strict=False)):
        talked_at = moments.at(moments.weekday(-_TALKED[number % len(_TALKED)]), 11)
        record_talks(students=students, adviser=staff.adviser, campus=campus, as_of=talked_at)
    hands = [
        (first[4], Step.PREPARE, moments.days_ago(2)),
        (third[9], Step.ASK, moments.hours_ago(5, at_least=1, at_most=20)),
    ]
    Hand.objects.bulk_create(Hand(student=student, step=step, raised_at=at) for student, step, at in hands)
    for reflection in to_read(user=staff.adviser, today=moments.today)[_LEFT_TO_READ:]:
        assert reflection.shared_at is not None  # it is shared
        read_at = reflection.shared_at + timedelta(hours=20)
        mark_read(reflection=reflection, adviser=staff.adviser, shared_at=reflection.shared_at, as_of=read_at)


def _others_in(cohort: Cohort) -> list[Student]:
    return list(cohort.students.exclude(user__email=STUDENT).order_by("pk"))
