"""What the digest says on a Monday: of whom, since when, and out of how many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.advising.digest.contents import Digest, digest_of
from apps.advising.models import Hand, ReflectionRead
from apps.advising.reasons import Reason
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.contacts.models import Contact
from apps.interviews.lately import Lately
from apps.interviews.models import Interview
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories
from tests.interviews.moments import at

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 10, 12)


@pytest.fixture
def cohort(cohort: Cohort) -> Cohort:
    """Alice's, which Bob looks after: all of October."""
    cohort.starts_on, cohort.due_on = date(2026, 9, 1), date(2026, 10, 31)
    cohort.save()
    Membership.objects.update(joined_at=at("01 00:00"))
    return cohort


def said(user: User, as_of: str = "12 08:00") -> Digest:
    return digest_of(user=user, monday=MONDAY, campus=Campus.objects.current(), as_of=at(as_of))


def held(student: Student, ended: str, thanked: str = "") -> Interview:
    interview = factories.make_interview(student=student)
    interview.plan(starts_at=at(ended) - timedelta(minutes=30), minutes=30, format="video")
    interview.logged_at = at(ended)
    if thanked:
        interview.thanked_at, interview.thanked_how = at(thanked), "mail"
    interview.save()
    return interview


def join(cohort: Cohort, *students: Student, coach: User | None = None) -> None:
    for student in students:
        Membership.objects.create(cohort=cohort, student=student, coach=coach)
    Membership.objects.update(joined_at=at("01 00:00"))


class TestWhoNeedsThem:
    def test_counts_by_reason_and_the_names_of_hands_first(self, alice: Student, bob: User, cohort: Cohort) -> None:
        dana, erin = factories.make_student(full_name="Dana Cole"), factories.make_student(full_name="Erin Diaz")
        join(cohort, dana, erin)
        Hand.objects.create(student=erin, raised_at=at("11 12:00"))
        Hand.objects.create(student=dana, raised_at=at("10 12:00"))
        factories.make_interview(student=alice, asked_at=at("01 12:00"))
        digest = said(bob)
        assert digest.headline == "3 of your 3 students need you"
        assert digest.reasons == [(Reason.HAND, 2), (Reason.NO_REPLY, 1)]
        assert [name for name, _ in digest.hands] == ["Dana Cole", "Erin Diaz"]

    def test_two_of_one_name_have_their_addresses(self, alice: Student, bob: User, cohort: Cohort) -> None:
        other = factories.make_student(full_name=alice.user.full_name)
        join(cohort, other)
        Hand.objects.create(student=other, raised_at=at("10 12:00"))
        assert [name for name, _ in said(bob).hands] == [f"Alice Okafor ({other.user.email})"]

    def test_nobody_stuck_is_said(self, alice: Student, bob: User, cohort: Cohort) -> None:
        held(alice, "11 10:00", thanked="11 11:00")
        digest = said(bob)
        assert (digest.headline, digest.reasons, digest.students) == ("No one is stuck today", [], 1)

    def test_who_is_archived_is_no_part_of_it(self, alice: Student, bob: User, cohort: Cohort) -> None:
        archived = factories.make_student(archived_at=at("02 10:00"))
        join(cohort, archived)
        held(archived, "11 10:00")
        digest = said(bob)
        assert (digest.students, digest.running, digest.moved, digest.lately.held) == (1, 1, 0, 0)

    def test_a_coach_reads_of_their_own_students_alone(self, alice: Student, bob: User, cohort: Cohort) -> None:
        dana = factories.make_adviser()
        other = factories.make_student()
        join(cohort, other, coach=dana)
        Hand.objects.create(student=alice)
        held(alice, "11 10:00")
        held(other, "11 10:00")
        digest = said(dana)
        assert (digest.students, digest.hands, digest.lately.held) == (1, [], 1)
        [line] = digest.lines
        assert (line.students, line.pace.goal, line.cohort.is_seen_whole) == (1, 3, False)


class TestWhoMoved:
    def test_since_last_monday_of_those_whose_cohort_runs(self, alice: Student, bob: User, cohort: Cohort) -> None:
        still, before = factories.make_student(), factories.make_student()
        join(cohort, still)
        over = factories.make_cohort(
            advisers=[bob], students=[before], starts_on=date(2026, 9, 1), due_on=date(2026, 10, 4)
        )
        factories.make_interview(student=alice, asked_at=at("05 00:00"))
        factories.make_interview(student=still, asked_at=at("04 23:59"))
        Contact.objects.update(created_at=at("01 10:00"))
        digest = said(bob)
        assert (digest.students, digest.running, digest.moved) == (3, 2, 1)
        assert over not in [line.cohort for line in digest.lines]

    @pytest.mark.parametrize(
        ("ended", "thanked", "expected"),
        [
            ("04 23:59", "", Lately(held=0, in_time=0, still_in_time=0)),
            ("05 00:00", "05 20:00", Lately(held=1, in_time=1, still_in_time=0)),
            ("06 10:00", "07 10:01", Lately(held=1, in_time=0, still_in_time=0)),
            ("06 10:00", "", Lately(held=1, in_time=0, still_in_time=0)),
            ("11 10:00", "", Lately(held=1, in_time=0, still_in_time=1)),
        ],
        ids=["the Sunday before", "in time", "late", "late and still open", "time still"],
    )
    def test_thanks_of_the_week(
        self, alice: Student, bob: User, cohort: Cohort, ended: str, thanked: str, expected: Lately
    ) -> None:
        held(alice, ended, thanked)
        assert said(bob).lately == expected

    def test_a_conversation_in_two_cohorts_is_one(self, alice: Student, bob: User, cohort: Cohort) -> None:
        twin = factories.make_cohort(advisers=[bob], starts_on=cohort.starts_on, due_on=cohort.due_on)
        join(twin, alice)
        held(alice, "06 10:00")
        digest = said(bob)
        assert (digest.lately.held, digest.running, digest.moved) == (1, 1, 1)
        assert len(digest.lines) == 2

    def test_the_hours_are_the_campuss(self, alice: Student, bob: User, cohort: Cohort) -> None:
        Campus.objects.update(thank_you_hours=72)
        held(alice, "06 10:00", thanked="09 09:59")
        assert said(bob).lately.in_time == 1


class TestWhatThereIsToRead:
    def share(self, student: Student) -> Reflection:
        interview = held(student, "06 10:00", thanked="06 11:00")
        interview.reflected_at = at("07 10:00")
        interview.save()
        return Reflection.objects.create(interview=interview, shared_at=at("07 10:00"))

    def test_shared_and_not_read_as_it_is_shared_now(self, alice: Student, bob: User, cohort: Cohort) -> None:
        reflection = self.share(alice)
        assert said(bob).to_read == 1
        ReflectionRead.objects.create(reflection=reflection, adviser=bob, read_at=at("08 10:00"))
        assert said(bob).to_read == 0
        Reflection.objects.update(shared_at=at("09 10:00"))
        assert said(bob).to_read == 1
        Reflection.objects.update(shared_at=None)
        assert said(bob).to_read == 0

    def test_of_ones_own_students_alone(self, alice: Student, bob: User, charlie: Student, cohort: Cohort) -> None:
        self.share(charlie)
        factories.make_cohort(students=[charlie])
        assert said(bob).to_read == 0


def test_a_line_for_each_cohort_that_runs_with_its_pace(alice: Student, bob: User, cohort: Cohort) -> None:
    held(alice, "06 10:00")
    factories.make_cohort(advisers=[bob], starts_on=cohort.starts_on, due_on=cohort.due_on)  # nobody is in it
    [line] = said(bob).lines
    assert (line.cohort, line.students) == (cohort, 1)
    assert line.pace.finding() == "1 of 3 count. Even pace would be 2."


def test_ten_cohorts_ask_no_more_than_one(alice: Student, bob: User, cohort: Cohort, campus: Campus) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            digest_of(user=bob, monday=MONDAY, campus=campus, as_of=at("12 08:00"))
        return len(asked)

    one = queries()
    for number in range(9):
        made = factories.make_cohort(starts_on=cohort.starts_on, due_on=cohort.due_on)
        if number % 2:
            Caseload.objects.create(cohort=made, adviser=bob)
        join(made, factories.make_student(), coach=bob)
    assert one <= 6
    assert queries() <= 6
