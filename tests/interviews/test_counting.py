"""Which interviews count toward a cohort's goal."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, RequiredStep
from apps.interviews import progress
from apps.interviews.models import Exclusion, Interview, ThankYouNote
from apps.interviews.progress import Reason, Row
from apps.reflection.models import Reflection
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests import factories

NEW_YORK = ZoneInfo("America/New_York")
STARTS, DUE = date(2026, 3, 2), date(2026, 3, 27)  # daylight saving begins between the two, on 8 March
LATER = datetime(2026, 5, 1, 12, tzinfo=UTC)


def held_at(student: Student, starts_at: datetime, **fields: object) -> Interview:
    """A conversation of half an hour, logged two days after its end."""
    interview = Interview(
        student=student,
        contact=fields.pop("contact", None) or factories.make_contact(student=student),
        logged_at=starts_at + timedelta(days=2),
        **fields,
    )
    interview.plan(starts_at=starts_at, minutes=30, format="video")
    interview.save()
    return interview


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=NEW_YORK)


def thank(interview: Interview) -> None:
    Interview.objects.filter(pk=interview.pk).update(thanked_at=interview.logged_at, thanked_how="mail")


def reflect(interview: Interview, *, finished: bool = True) -> None:
    Reflection.objects.create(interview=interview)
    if finished:
        reflected_at = interview.logged_at + timedelta(days=1)
        Interview.objects.filter(pk=interview.pk).update(reflected_at=reflected_at)


@pytest.fixture
def march(alice: Student) -> Cohort:
    return factories.make_cohort(students=[alice], starts_on=STARTS, due_on=DUE)


def row_of(cohort: Cohort, campus: Campus, as_of: datetime = LATER) -> Row:
    (row,) = progress.table(cohorts=[cohort.pk], as_of=as_of, campus=campus)
    return row


def reasons(student: Student, cohort: Cohort, campus: Campus) -> list[Reason]:
    (found,) = progress.progress_of(student=student, cohorts=[cohort], as_of=LATER, campus=campus)
    return [status.reason for status in found.statuses]


@pytest.mark.parametrize(
    ("starts_at", "counts"),
    [
        (local(STARTS, 0, 0), True),
        (local(STARTS, 0, 0) - timedelta(minutes=1), False),
        (local(DUE, 23, 59), True),  # 03:59 of the next day in UTC
        (local(DUE, 23, 59) + timedelta(minutes=1), False),
        (
            datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
            False,
        ),  # the first day in UTC, still the day before on campus
        (datetime(2026, 3, 28, 3, 0, tzinfo=UTC), True),  # past the due date in UTC, not on campus
    ],
)
def test_the_dates_are_inclusive_and_the_campuss_own(
    alice: Student, march: Cohort, campus: Campus, starts_at: datetime, counts: bool
) -> None:
    held_at(alice, starts_at)
    assert row_of(march, campus).counted == counts
    assert row_of(march, campus).held == counts
    assert reasons(alice, march, campus) == [Reason.COUNTS if counts else Reason.OUTSIDE_DATES]


def test_the_dates_follow_the_zone_of_the_campus(alice: Student, march: Cohort, campus: Campus) -> None:
    held_at(alice, local(DUE, 23, 59))
    campus.time_zone = "Europe/Berlin"
    assert row_of(march, campus).counted == 0


@pytest.mark.parametrize(
    ("required", "reached"),
    [
        (RequiredStep.HELD, {"held", "drafted", "thanked", "half reflected", "reflected only", "reflected"}),
        (RequiredStep.THANKED, {"thanked", "half reflected", "reflected"}),
        (RequiredStep.REFLECTED, {"reflected"}),
    ],
)
def test_an_interview_counts_once_it_has_reached_the_required_step(
    alice: Student, march: Cohort, campus: Campus, required: RequiredStep, reached: set[str]
) -> None:
    march.required_step = required
    march.save()
    day = local(STARTS, 12)
    found = {
        name: held_at(alice, day + timedelta(days=n))
        for n, name in enumerate(["held", "drafted", "thanked", "half reflected", "reflected only", "reflected"])
    }
    ThankYouNote.objects.create(interview=found["drafted"], body="Dear Maria")
    for name in ("thanked", "half reflected", "reflected"):
        thank(found[name])
    reflect(found["half reflected"], finished=False)
    reflect(found["reflected only"])
    reflect(found["reflected"])
    (mine,) = progress.progress_of(student=alice, cohorts=[march], as_of=LATER, campus=campus)
    counting = {name for name, interview in found.items() if mine.status_of(interview.pk).counts}
    row = row_of(march, campus)
    assert counting == reached
    assert (row.counted, mine.counted) == (len(reached), len(reached))
    assert (row.held, row.reflected, row.under_way) == (6, 1, 6 - len(reached))


def test_it_counts_since_the_step_that_was_missing(alice: Student, march: Cohort, campus: Campus) -> None:
    interview = held_at(alice, local(STARTS, 12))
    thank(interview)
    reflect(interview)
    since = {}
    for step in RequiredStep:
        march.required_step = step
        march.save()
        (mine,) = progress.progress_of(student=alice, cohorts=[march], as_of=LATER, campus=campus)
        since[step] = mine.statuses[0].since
    assert since[RequiredStep.HELD] == interview.logged_at
    assert since[RequiredStep.THANKED] == interview.logged_at
    assert since[RequiredStep.REFLECTED] == interview.logged_at + timedelta(days=1)


def test_only_the_first_conversation_with_a_person_counts(alice: Student, march: Cohort, campus: Campus) -> None:
    maria = factories.make_contact(student=alice)
    held_at(alice, local(STARTS, 12), contact=maria)
    held_at(alice, local(STARTS, 15), contact=maria)
    held_at(alice, local(STARTS, 18))
    assert reasons(alice, march, campus) == [Reason.COUNTS, Reason.SAME_PERSON, Reason.COUNTS]
    assert (row_of(march, campus).counted, row_of(march, campus).held) == (2, 3)


def test_every_conversation_counts_where_the_cohort_says_so(alice: Student, march: Cohort, campus: Campus) -> None:
    march.different_people = False
    march.save()
    maria = factories.make_contact(student=alice)
    held_at(alice, local(STARTS, 12), contact=maria)
    held_at(alice, local(STARTS, 15), contact=maria)
    assert reasons(alice, march, campus) == [Reason.COUNTS, Reason.COUNTS]
    assert row_of(march, campus).counted == 2


def test_a_later_conversation_counts_when_the_first_falls_short(alice: Student, march: Cohort, campus: Campus) -> None:
    march.required_step = RequiredStep.THANKED
    march.save()
    maria = factories.make_contact(student=alice)
    held_at(alice, local(STARTS, 12), contact=maria)
    thank(held_at(alice, local(STARTS, 15), contact=maria))
    assert reasons(alice, march, campus) == [Reason.SAME_PERSON, Reason.COUNTS]
    assert (row_of(march, campus).counted, row_of(march, campus).under_way) == (1, 0)


@pytest.mark.parametrize("different_people", [True, False])
def test_student_and_adviser_are_told_the_same_of_who_is_under_way(
    alice: Student, march: Cohort, campus: Campus, different_people: bool
) -> None:
    march.required_step, march.different_people = RequiredStep.THANKED, different_people
    march.save()
    maria, jun = (factories.make_contact(student=alice) for _ in range(2))
    thank(held_at(alice, local(STARTS, 9), contact=maria))
    for hour, contact in ((12, maria), (15, jun), (18, jun)):
        held_at(alice, local(STARTS, hour), contact=contact)
    under_way = 1 if different_people else 3
    waiting = Reason.SAME_PERSON if different_people else Reason.STEP_NOT_REACHED
    last = [Reason.STEP_NOT_REACHED] * 2
    assert reasons(alice, march, campus) == [Reason.COUNTS, waiting, *last]
    (mine,) = progress.progress_of(student=alice, cohorts=[march], as_of=LATER, campus=campus)
    assert (mine.under_way, row_of(march, campus).under_way) == (under_way, under_way)


def test_a_volunteer_is_one_contact_of_a_student(alice: Student) -> None:
    volunteer = Volunteer.objects.create(full_name="Ines Duarte", email="ines@alumni.example")
    factories.make_contact(student=alice, volunteer=volunteer)
    with pytest.raises(IntegrityError):  # what lets `counting` take the contact for the person
        factories.make_contact(student=alice, volunteer=volunteer)


def test_an_excluded_interview_counts_in_the_other_cohort_only(alice: Student, march: Cohort, campus: Campus) -> None:
    other = factories.make_cohort(students=[alice], starts_on=STARTS, due_on=DUE)
    interview = held_at(alice, local(STARTS, 12))
    adviser = factories.make_adviser()
    Exclusion.objects.create(
        interview=interview, cohort=march, adviser=adviser, reason="A job interview, as you wrote."
    )
    here, there = progress.progress_of(student=alice, cohorts=[march, other], as_of=LATER, campus=campus)
    assert (here.counted, here.statuses[0].reason) == (0, Reason.EXCLUDED)
    assert here.statuses[0].exclusion == "A job interview, as you wrote."
    assert (there.counted, there.statuses[0].exclusion) == (1, "")
    assert (row_of(march, campus).counted, row_of(other, campus).counted) == (0, 1)
    assert row_of(march, campus).under_way == 0


def test_an_interview_not_logged_counts_nowhere(alice: Student, march: Cohort, campus: Campus) -> None:
    factories.make_interview(
        student=alice,
        scheduled_at=local(STARTS, 9),
        starts_at=local(STARTS, 12),
        ends_at=local(STARTS, 13),
        minutes=60,
    )
    assert reasons(alice, march, campus) == [Reason.NOT_HELD]
    assert row_of(march, campus).counted == 0


def test_other_students_and_cohorts_are_not_mixed_in(
    alice: Student, charlie: Student, march: Cohort, campus: Campus
) -> None:
    held_at(alice, local(STARTS, 12))
    held_at(charlie, local(STARTS, 12))
    other = factories.make_cohort(students=[charlie], starts_on=STARTS, due_on=DUE)
    assert row_of(march, campus).email == "alice@campus.example"
    assert (row_of(march, campus).counted, row_of(other, campus).counted) == (1, 1)
