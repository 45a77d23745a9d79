"""What a cohort's table, its days, the overview and a student's own progress say."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, RequiredStep
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.interviews import progress
from apps.interviews.models import Exclusion, Exit, Interview
from apps.outbox.models import HardBounce
from apps.students.models import Student
from tests import factories
from tests.interviews.test_counting import DUE, LATER, STARTS, held_at, local, reflect, row_of, thank


def test_each_open_interview_stands_at_one_step(alice: Student, cohort: Cohort, campus: Campus) -> None:
    as_of = clock.now()
    factories.make_interview(student=alice)
    factories.make_interview(student=alice, asked_at=as_of - timedelta(days=7, minutes=1))
    factories.make_interview(student=alice, asked_at=as_of - timedelta(days=6, hours=23))
    factories.make_interview(
        student=alice,
        asked_at=as_of - timedelta(days=30),
        exit=Exit.NO_REPLY,
        exited_at=as_of - timedelta(days=2),
    )
    for hours in (2, -2):  # to come, and begun
        start = as_of + timedelta(hours=hours)
        factories.make_interview(
            student=alice,
            scheduled_at=as_of - timedelta(days=3),
            starts_at=start,
            ends_at=start + timedelta(minutes=30),
            minutes=30,
        )
    factories.make_held(alice, ended_ago=timedelta(hours=23))
    late = factories.make_held(alice, ended_ago=timedelta(hours=25))
    thanked = factories.make_held(alice, ended_ago=timedelta(hours=50), thanked_at=as_of)
    done = factories.make_held(alice, ended_ago=timedelta(hours=60), thanked_at=as_of, reflected_at=as_of)
    row = row_of(cohort, campus, as_of)
    assert (row.ask, row.prepare, row.meet, row.thank, row.reflect) == (3, 1, 1, 2, 1)
    assert (row.held, row.reflected, row.counted, row.toward_goal) == (4, 1, 4, 3)
    assert (row.late_thank_yous, row.late_thank_yous_since) == (1, late.ends_at)
    assert (row.unanswered, row.unanswered_since) == (1, as_of - timedelta(days=7, minutes=1))
    assert row.tried == 9
    assert row.last_step_at == max(done.logged_at, thanked.logged_at, as_of)


def test_a_request_that_was_replied_to_is_not_unanswered(alice: Student, cohort: Cohort, campus: Campus) -> None:
    as_of = clock.now()
    replied_at = as_of - timedelta(days=5)
    factories.make_interview(student=alice, asked_at=as_of - timedelta(days=9), replied_at=replied_at)
    row = row_of(cohort, campus, as_of)
    assert (row.ask, row.tried, row.unanswered, row.unanswered_since) == (1, 1, 0, None)
    assert row.last_step_at == replied_at


def test_whose_address_takes_no_mail_is_known_with_the_rest(alice: Student, cohort: Cohort, campus: Campus) -> None:
    since = clock.now() - timedelta(days=3)
    HardBounce.objects.create(address="gone@campus.example", answer="550")
    assert row_of(cohort, campus, clock.now()).unreached_since is None
    HardBounce.objects.create(address=alice.user.email, answer="550", created_at=since)
    assert row_of(cohort, campus, clock.now()).unreached_since == since


def test_the_hours_to_say_thank_you_are_the_campuss(alice: Student, cohort: Cohort, campus: Campus) -> None:
    factories.make_held(alice, ended_ago=timedelta(hours=40))
    assert row_of(cohort, campus, clock.now()).late_thank_yous == 1
    campus.thank_you_hours = 48
    assert row_of(cohort, campus, clock.now()).late_thank_yous == 0


@pytest.mark.parametrize(
    ("ended_ago", "late"),
    [
        (timedelta(hours=24), 0),
        (timedelta(hours=24, minutes=1), 1),
        (timedelta(days=8), 1),
        (timedelta(days=8, minutes=1), 0),  # late for more than a week: nobody is reminded of it any more
    ],
)
def test_thanks_are_late_for_a_week(
    alice: Student, cohort: Cohort, campus: Campus, ended_ago: timedelta, late: int
) -> None:
    held = factories.make_held(alice, ended_ago=timedelta())
    row = row_of(cohort, campus, held.ends_at + ended_ago)
    assert (row.newly_late, row.newly_late_since) == (late, held.ends_at if late else None)
    assert row.late_thank_yous == (ended_ago > timedelta(hours=24))


def test_what_is_late_for_a_week_at_most_is_counted_apart(alice: Student, cohort: Cohort, campus: Campus) -> None:
    ends = [factories.make_held(alice, ended_ago=timedelta(days=days)).ends_at for days in (9, 5, 2)]
    row = row_of(cohort, campus, clock.now())
    assert (row.late_thank_yous, row.late_thank_yous_since) == (3, ends[0])
    assert (row.newly_late, row.newly_late_since) == (2, ends[1])


def test_reflecting_waits_since_the_first_thanks_that_nobody_reflected_on(
    alice: Student, cohort: Cohort, campus: Campus
) -> None:
    now = clock.now()
    assert row_of(cohort, campus, now).to_reflect_since is None
    factories.make_held(
        alice, ended_ago=timedelta(days=9), thanked_at=now - timedelta(days=9), reflected_at=now - timedelta(days=8)
    )
    for days in (6, 8):
        factories.make_held(alice, ended_ago=timedelta(days=9), thanked_at=now - timedelta(days=days))
    assert row_of(cohort, campus, now).to_reflect_since == now - timedelta(days=8)


def test_people_are_counted_once_however_many_conversations_there_are(
    alice: Student, cohort: Cohort, campus: Campus
) -> None:
    maria = factories.make_contact(student=alice)
    for _ in range(3):
        factories.make_held(alice, contact=maria, ended_ago=timedelta(days=3))
    factories.make_contact(student=alice)
    factories.make_contact(student=alice, archived_at=clock.now())
    factories.make_interview(student=alice, contact=maria)
    row = row_of(cohort, campus, clock.now())
    assert (row.names, row.held, row.tried, row.dated) == (2, 3, 3, 3)


LAST_YEAR, WITHIN, AFTER = (local(day, 12) for day in (STARTS - timedelta(365), STARTS, DUE + timedelta(1)))


@pytest.mark.parametrize(
    ("asked_at", "scheduled_at", "starts_at", "is_logged", "numbers"),
    [
        (LAST_YEAR, LAST_YEAR, LAST_YEAR, True, (0, 0, 0)),
        (LAST_YEAR, LAST_YEAR, LAST_YEAR, False, (0, 0, 0)),
        (LAST_YEAR, None, None, False, (0, 0, 0)),
        (LAST_YEAR, LAST_YEAR, WITHIN, True, (1, 1, 1)),
        (LAST_YEAR, WITHIN, AFTER, False, (1, 1, 0)),
        (WITHIN, None, None, False, (1, 0, 0)),
        (WITHIN, AFTER, AFTER, True, (1, 0, 0)),
        (WITHIN, WITHIN, AFTER, True, (1, 1, 0)),
        (None, WITHIN, AFTER, False, (1, 1, 0)),
        (None, None, WITHIN, True, (1, 1, 1)),
        (AFTER, None, None, False, (0, 0, 0)),
        (None, None, AFTER, True, (0, 0, 0)),
        (None, None, None, False, (0, 0, 0)),
    ],
)
def test_who_asked_and_who_had_a_date_is_told_of_the_cohorts_dates(
    alice: Student,
    campus: Campus,
    asked_at: datetime | None,
    scheduled_at: datetime | None,
    starts_at: datetime | None,
    is_logged: bool,
    numbers: tuple[int, int, int],
) -> None:
    cohort = factories.make_cohort(students=[alice], starts_on=STARTS, due_on=DUE)
    moments = {"asked_at": asked_at, "scheduled_at": scheduled_at, "logged_at": starts_at if is_logged else None}
    factories.make_interview(student=alice, format="messages", starts_at=starts_at, ends_at=starts_at, **moments)
    row = row_of(cohort, campus)
    assert (row.tried, row.dated, row.held) == numbers
    assert row.names == 1, "the people whom a student knows have no year"


@pytest.mark.parametrize(
    ("moment", "is_within"),
    [
        (local(STARTS, 0, 0), True),
        (local(STARTS, 0, 0) - timedelta(minutes=1), False),
        (local(DUE, 23, 59), True),  # 03:59 of the next day in UTC
        (local(DUE, 23, 59) + timedelta(minutes=1), False),
    ],
)
def test_the_days_of_asking_and_agreeing_are_the_campuss_own(
    alice: Student, charlie: Student, campus: Campus, moment: datetime, is_within: bool
) -> None:
    cohort = factories.make_cohort(students=[alice, charlie], starts_on=STARTS, due_on=DUE)
    factories.make_interview(student=alice, asked_at=moment)
    factories.make_interview(student=charlie, scheduled_at=moment, starts_at=LATER, ends_at=LATER, format="messages")
    rows = progress.table(cohorts=[cohort.pk], as_of=LATER, campus=campus)
    assert [(row.tried, row.dated) for row in rows] == [(is_within, 0), (is_within, is_within)]


def test_a_name_that_someone_gave_waits_when_two_weeks_have_gone(
    alice: Student, cohort: Cohort, campus: Campus
) -> None:
    named = factories.make_contact(student=alice, source=Source.REFERRAL)
    factories.make_contact(student=alice)  # nobody named them
    at = named.created_at + timedelta(days=14)
    assert row_of(cohort, campus, at).unasked == 0
    row = row_of(cohort, campus, at + timedelta(minutes=1))
    assert (row.unasked, row.unasked_since) == (1, named.created_at)
    interview = factories.make_interview(student=alice, contact=named)
    assert row_of(cohort, campus, at + timedelta(minutes=1)).unasked == 1, "an idea asks nobody"
    Interview.objects.filter(pk=interview.pk).update(asked_at=clock.now())
    row = row_of(cohort, campus, at + timedelta(minutes=1))
    assert (row.unasked, row.unasked_since) == (0, None)


def test_a_name_moves_a_student_and_never_back(alice: Student, cohort: Cohort, campus: Campus) -> None:
    held = factories.make_held(alice, ended_ago=timedelta(days=3))
    Interview.objects.filter(pk=held.pk).update(logged_at=clock.now() - timedelta(days=2))
    Contact.objects.filter(student=alice).update(created_at=clock.now() - timedelta(days=5))
    held.refresh_from_db()
    row = row_of(cohort, campus, clock.now())
    assert row.last_moved == row.last_step_at == held.logged_at
    added = factories.make_contact(student=alice)
    row = row_of(cohort, campus, clock.now())
    assert (row.last_moved, row.last_step_at) == (added.created_at, held.logged_at)


def test_one_table_over_several_cohorts_has_a_row_for_each_cohort_of_a_student(
    alice: Student, charlie: Student, campus: Campus
) -> None:
    both = [factories.make_cohort(students=[alice], goal=2), factories.make_cohort(students=[charlie, alice], goal=4)]
    factories.make_held(alice, ended_ago=timedelta(days=3))
    rows = progress.table(cohorts=[each.pk for each in both], as_of=clock.now(), campus=campus)
    assert [(row.student_id, row.cohort_id, row.goal, row.counted, row.names) for row in rows] == [
        (alice.pk, both[0].pk, 2, 1, 1),
        (alice.pk, both[1].pk, 4, 1, 1),
        (charlie.pk, both[1].pk, 4, 0, 0),
    ]


def test_a_coachs_table_has_the_students_whom_they_coach_in_that_cohort(
    alice: Student, charlie: Student, campus: Campus
) -> None:
    coach = factories.make_adviser()
    here, elsewhere = (factories.make_cohort(students=[alice, charlie]) for _ in range(2))
    here.memberships.filter(student=alice).update(coach=coach)
    elsewhere.memberships.filter(student=charlie).update(coach=coach)
    as_of = clock.now()
    rows = progress.table(cohorts=[here.pk, elsewhere.pk], coach=coach.pk, as_of=as_of, campus=campus)
    assert [(row.student_id, row.cohort_id) for row in rows] == [(alice.pk, here.pk), (charlie.pk, elsewhere.pk)]
    stranger = factories.make_adviser()
    assert progress.table(cohorts=[here.pk], coach=stranger.pk, as_of=as_of, campus=campus) == []


def test_a_student_without_an_interview_has_a_row_of_noughts(cohort: Cohort, campus: Campus) -> None:
    row = row_of(cohort, campus)
    assert (row.counted, row.held, row.ask, row.tried, row.last_step_at) == (0, 0, 0, 0, None)


def test_the_days_add_up_to_what_counts_toward_the_goal(alice: Student, charlie: Student, campus: Campus) -> None:
    cohort = factories.make_cohort(students=[alice, charlie], starts_on=STARTS, due_on=DUE, goal=2)
    maria = factories.make_contact(student=alice)
    for day in (0, 1, 1, 5):
        held_at(alice, local(STARTS + timedelta(days=day), 9))
    held_at(charlie, local(DUE, 23, 30))
    held_at(alice, local(STARTS, 20), contact=maria)
    rows = progress.table(cohorts=[cohort.pk], as_of=LATER, campus=campus)
    days = progress.counted_by_day(rows)
    assert days == {STARTS: 2, DUE: 1}
    assert sum(days.values()) == sum(row.toward_goal for row in rows)
    assert [row.counted for row in rows] == [5, 1]


def test_the_overview_has_every_cohort_in_its_order(alice: Student, charlie: Student, campus: Campus) -> None:
    busy = factories.make_cohort(students=[alice, charlie], goal=1)
    empty = factories.make_cohort()
    factories.make_held(alice, ended_ago=timedelta(days=3))
    factories.make_held(alice, ended_ago=timedelta(hours=3))
    found = progress.overview(cohorts=[empty, busy], as_of=clock.now(), campus=campus)
    assert [(each.cohort, each.students, each.toward_goal, each.goal_total) for each in found] == [
        (empty, 0, 0, 0),
        (busy, 2, 1, 2),
    ]


def test_who_is_archived_is_listed_and_part_of_no_sum(alice: Student, charlie: Student, campus: Campus) -> None:
    as_of = clock.now()
    cohort = factories.make_cohort(students=[alice, charlie], goal=2)
    for student in (alice, charlie):
        factories.make_held(student, ended_ago=timedelta(days=3))
    Student.objects.filter(pk=charlie.pk).update(archived_at=as_of)
    (whole,) = progress.overview(cohorts=[cohort], as_of=as_of, campus=campus)
    assert (whole.students, whole.goal_total, whole.toward_goal) == (1, 2, 1)
    rows = progress.table(cohorts=[cohort.pk], as_of=as_of, campus=campus)
    assert [(row.name, row.is_archived, row.counted) for row in rows] == [
        (alice.user.display_name, False, 1),
        (charlie.user.display_name, True, 1),
    ]


def test_one_conversation_counts_once_in_each_cohort_of_the_student(alice: Student, campus: Campus) -> None:
    cohorts = [factories.make_cohort(students=[alice]).pk for _ in range(2)]
    factories.make_held(alice, ended_ago=timedelta(days=3))
    rows = progress.table(cohorts=cohorts, as_of=clock.now(), campus=campus)
    assert [(row.cohort_id, row.held, row.counted, row.late_thank_yous) for row in rows] == [
        (cohorts[0], 1, 1, 1),
        (cohorts[1], 1, 1, 1),
    ]


def test_the_table_reads_interviews_once_whatever_the_planner_believes(cohort: Cohort, campus: Campus) -> None:
    """Statistics that were taken while rows waited for their commit say that tables are empty. Once, a list of cohorts
    then read every conversation again for each student, and ran into the time limit. The second reading is of people
    whom nobody asked.
    """
    with CaptureQueriesContext(connection) as ran:
        progress.table(cohorts=[cohort.pk], as_of=LATER, campus=campus)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {ran.captured_queries[-1]['sql']}")
        ((plan,),) = cursor.fetchone()
    read = Counter(node.get("Relation Name") for node in _nodes(plan["Plan"]))
    assert (read["cohorts_membership"], read["interviews_interview"]) == (1, 2)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def test_the_number_of_queries_does_not_grow(make_student: object, campus: Campus) -> None:
    counts = []
    for size in (1, 3):
        cohort = factories.make_cohort(students=[factories.make_student() for _ in range(size)])
        for student in Student.objects.filter(memberships__cohort=cohort):
            factories.make_held(student)
            factories.make_held(student)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(progress.table(cohorts=[cohort.pk], as_of=LATER, campus=campus)) == size
            progress.overview(cohorts=[cohort], as_of=LATER, campus=campus)
        counts.append(len(queries))
    assert counts == [2, 2]


@pytest.mark.proof
class Agreement(TestCase):
    """Whatever the interviews, the four questions about them give one answer, and it is the rule's."""

    @settings(deadline=None)  # a database answers, and a busy one takes its time
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),  # with whom
                st.integers(-3, 30),  # days after the start
                st.sampled_from(["held", "thanked", "reflected"]),
                st.booleans(),  # excluded
            ),
            max_size=6,
        ),
        st.sampled_from(RequiredStep.values),
        st.booleans(),
        st.integers(1, 3),
    )
    def test_table_days_overview_and_standings_agree(
        self,
        conversations: list[tuple[int, int, str, bool]],
        required: str,
        different: bool,
        goal: int,
    ) -> None:
        campus = Campus.objects.current()
        student = factories.make_student()
        cohort = factories.make_cohort(
            students=[student],
            starts_on=STARTS,
            due_on=DUE,
            required_step=required,
            different_people=different,
            goal=goal,
        )
        people = [factories.make_contact(student=student) for _ in range(3)]
        adviser = factories.make_adviser()
        steps = ["held", "thanked", "reflected"]
        expected = []
        for minute, (whom, day, step, excluded) in enumerate(conversations):
            interview = held_at(student, local(STARTS + timedelta(days=day), 12, minute), contact=people[whom])
            if step != "held":
                thank(interview)
            if step == "reflected":
                reflect(interview)
            if excluded:
                Exclusion.objects.create(interview=interview, cohort=cohort, adviser=adviser, reason="No")
            inside = 0 <= day <= (DUE - STARTS).days
            if inside and steps.index(step) >= steps.index(required) and not excluded:
                expected.append(whom if different else interview.pk)
        counted = len(set(expected))
        arguments = {"as_of": LATER, "campus": campus}
        (row,) = progress.table(cohorts=[cohort.pk], **arguments)
        (line,) = progress.overview(cohorts=[cohort], **arguments)
        (mine,) = progress.progress_of(student=student, cohorts=[cohort], **arguments)
        days = progress.counted_by_day([row])
        assert (row.counted, mine.counted) == (counted, counted)
        assert row.toward_goal == line.toward_goal == sum(days.values()) == min(counted, goal)
        assert len(mine.statuses) == len(conversations)
