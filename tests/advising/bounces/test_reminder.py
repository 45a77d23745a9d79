"""An address that bounces: who hears of it, until when, and what the mail server gets."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.administration.invitations.actions import invite
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.core import clock
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import HardBounce, Message
from apps.reminders import kinds
from apps.reminders.actions import opt_out, try_address_again
from apps.reminders.kinds import About, Expected, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories
from tests.interviews.moments import at
from tests.reminders.decisions import about_of, cause_of, decision_of, expected_of, near_of
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db
KIND = "address_bounced"


@pytest.fixture
def bounce(alice: Student) -> HardBounce:
    """Alice's address took no mail on the 12th."""
    return HardBounce.objects.create(address=alice.user.email, answer="550", created_at=at("12 09:00"))


@pytest.fixture
def cohort(bob: User) -> Cohort:
    """Alice's, which Bob looks after; due on the 20th, in New York."""
    Cohort.objects.update(starts_on=date(2026, 10, 1), due_on=date(2026, 10, 20))
    return Cohort.objects.get()


def told(as_of: datetime) -> dict[str, Expected]:
    return expected_of(kinds.get(KIND), as_of)


def decide(bounce: HardBounce, adviser: User, as_of: datetime) -> Expected | str | None:
    says = decision_of(kinds.get(KIND), f"bounce:{bounce.pk}:{adviser.pk}", as_of)
    return says.reason if isinstance(says, Skip) else says


class TestWhoHears:
    def test_the_adviser_of_the_student_at_once(self, bob: User, cohort: Cohort, bounce: HardBounce) -> None:
        [(key, expected)] = told(at("13 09:00")).items()
        assert (key, expected.user_id) == (f"bounce:{bounce.pk}:{bob.pk}", bob.pk)
        assert expected.due_at == bounce.created_at

    def test_once_though_they_share_two_cohorts_and_of_the_one_due_first(
        self, alice: Student, bob: User, cohort: Cohort, bounce: HardBounce
    ) -> None:
        factories.make_cohort(advisers=[bob], students=[alice], starts_on=cohort.starts_on, due_on=date(2026, 10, 30))
        sooner = factories.make_cohort(
            advisers=[bob], students=[alice], starts_on=cohort.starts_on, due_on=date(2026, 10, 19)
        )
        [key] = told(at("13 09:00"))
        assert cause_of(kinds.get(KIND), key, at("13 09:00")).membership.cohort == sooner

    def test_each_adviser_and_no_adviser_of_others(
        self, alice: Student, charlie: Student, bob: User, cohort: Cohort, bounce: HardBounce
    ) -> None:
        dana, erin = factories.make_adviser(), factories.make_adviser()
        Caseload.objects.create(cohort=cohort, adviser=dana)
        factories.make_cohort(advisers=[erin], students=[charlie], starts_on=cohort.starts_on, due_on=cohort.due_on)
        assert {expected.user_id for expected in told(at("13 09:00")).values()} == {bob.pk, dana.pk}
        assert decide(bounce, erin, at("13 09:00")) == "not their student any more"
        assert sorted(near_of(kinds.get(KIND), at("13 09:00"), dana.pk)) == [f"bounce:{bounce.pk}:{dana.pk}"]

    def test_the_coach_as_the_advisers_do_and_once_where_they_are_both(
        self, alice: Student, bob: User, cohort: Cohort, bounce: HardBounce
    ) -> None:
        dana = factories.make_adviser()
        Membership.objects.update(coach=dana)
        assert {expected.user_id for expected in told(at("13 09:00")).values()} == {bob.pk, dana.pk}
        assert cause_of(kinds.get(KIND), f"bounce:{bounce.pk}:{dana.pk}", at("13 09:00")).membership.student == alice
        Membership.objects.update(coach=bob)
        assert [expected.user_id for expected in told(at("13 09:00")).values()] == [bob.pk]
        assert decide(bounce, dana, at("13 09:00")) == "not their student any more"

    def test_who_coached_them_and_is_no_adviser_now_hears_nothing(
        self, alice: Student, bob: User, cohort: Cohort, bounce: HardBounce
    ) -> None:
        dana = factories.make_administrator()
        Membership.objects.update(coach=dana)
        assert [expected.user_id for expected in told(at("13 09:00")).values()] == [bob.pk]

    def test_who_becomes_an_adviser_later_hears_of_it_then(self, bob: User, cohort: Cohort, bounce: HardBounce) -> None:
        reconcile(as_of=at("13 09:00"))
        dana = factories.make_adviser()
        Caseload.objects.create(cohort=cohort, adviser=dana)
        reconcile(as_of=at("15 09:00"))
        assert list(
            Message.objects.filter(reminder__kind=KIND).order_by("pk").values_list("reminder__user", flat=True)
        ) == [
            bob.pk,
            dana.pk,
        ]

    def test_a_student_without_an_adviser_bounces_unheard(self, charlie: Student, bob: User) -> None:
        HardBounce.objects.create(address=charlie.user.email, answer="550")
        factories.make_cohort(students=[charlie])
        assert told(clock.now()) == {}

    def test_an_advisers_own_address_is_no_students(self, bob: User, cohort: Cohort) -> None:
        HardBounce.objects.create(address=bob.email, answer="550")
        assert told(at("13 09:00")) == {}

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (lambda bounce, alice, bob: bounce.delete(), None),
            (lambda bounce, alice, bob: User.objects.filter(pk=alice.user_id).update(email="new@campus.example"), ...),
            (lambda bounce, alice, bob: User.objects.filter(pk=alice.user_id).update(is_active=False), ...),
            (lambda bounce, alice, bob: Caseload.objects.all().delete(), ...),
            (lambda bounce, alice, bob: Membership.objects.all().delete(), ...),
            (lambda bounce, alice, bob: Student.objects.update(archived_at=at("12 10:00")), ...),
            (lambda bounce, alice, bob: Cohort.objects.update(due_on=date(2026, 10, 12)), ...),
        ],
        ids=["tried again", "new address", "switched off", "another adviser", "left", "archived", "over"],
    )
    def test_it_ends(
        self, alice: Student, bob: User, cohort: Cohort, bounce: HardBounce, change: Callable, reason: str | None
    ) -> None:
        reconcile(as_of=at("12 09:01"))
        pk = bounce.pk
        change(bounce, alice, bob)
        bounce.pk = pk
        assert decide(bounce, bob, at("13 09:00")) == (reason and "not their student any more")
        reconcile(as_of=at("13 09:00"))
        assert Message.objects.get(reminder__kind=KIND).state == "skipped"
        assert sorted(near_of(kinds.get(KIND), at("13 09:00"), None)) == []

    def test_the_due_date_ends_on_campus(self, bob: User, cohort: Cohort, bounce: HardBounce) -> None:
        assert len(told(at("20 23:59"))) == 1
        assert told(at("21 00:00")) == {}

    def test_the_number_of_questions_does_not_grow(self, bob: User, cohort: Cohort) -> None:
        def queries(count: int) -> int:
            for _ in range(count):
                student = factories.make_student()
                Membership.objects.create(cohort=cohort, student=student)
                HardBounce.objects.create(address=student.user.email, answer="550")
            keys = sorted(near_of(kinds.get(KIND), at("13 09:00"), None))
            campus = Campus.objects.current()
            with CaptureQueriesContext(connection) as asked:
                found = kinds.get(KIND).cause_type.load(keys, campus=campus, as_of=at("13 09:00"))
            assert len(found) == len(keys)
            return len(asked)

        assert queries(1) == queries(5) == 3

    @pytest.mark.parametrize("key", ["interview:1:1", "invitation:1", "bounce:1", "bounce:1:x", "bounce:1:2:3"])
    def test_another_cause_costs_no_question(self, key: str) -> None:
        campus = Campus.objects.current()
        with CaptureQueriesContext(connection) as asked:
            assert kinds.get(KIND).cause_type.load([key], campus=campus, as_of=at("13 09:00")) == {}
        assert len(asked) == 0

    def test_their_list_leads_to_the_students_page(
        self, alice: Student, bob: User, cohort: Cohort, bounce: HardBounce
    ) -> None:
        reconcile(as_of=at("12 09:01"))
        key = Message.objects.get(reminder__kind=KIND).reminder.cause_key
        about = about_of(kinds.get(KIND), key, at("12 09:01"))
        assert (about.title, about.url, about.is_open) == (
            "Alice Okafor",
            f"/cohorts/{cohort.pk}/students/{alice.pk}/",
            True,
        )
        Caseload.objects.all().delete()  # no longer theirs: no name
        assert about_of(kinds.get(KIND), key, at("12 09:01")) == About()


class TestDelivery:
    @pytest.fixture
    def cohort(self, bob: User) -> Cohort:
        return Cohort.objects.get(advisers=bob)

    def test_from_the_refusal_to_the_advisers_mail(
        self, sink: SmtpSink, alice: Student, bob: User, cohort: Cohort
    ) -> None:
        sink.on("RCPT", "550 5.1.1 no such user", to=alice.user.email)
        invite(user=alice.user, invited_by=None, as_of=clock.now())
        assert deliver_due(worker="test") == Counts(claimed=1, failed=1)

        reconcile(as_of=clock.now())
        assert deliver_due(worker="test") == Counts(claimed=1, sent=1)
        [mail] = sink.taken
        assert mail.to == bob.email
        assert mail.message["Subject"].startswith("Mail to Alice Okafor (alice@campus.example) stopped arriving on ")
        assert f"/cohorts/{cohort.pk}/students/{alice.pk}/" in mail.body("plain")

        # What comes later stops at our door, and the adviser is not told twice.
        invite(user=alice.user, cohort=cohort, invited_by=None, as_of=clock.now())
        reconcile(as_of=clock.now())
        assert deliver_due(worker="test") == Counts()
        assert sink.seen.count("RCPT") == 2
        assert Message.objects.get(reminder__kind="cohort_invitation").reason == "address bounced"

        sink.clear()
        try_address_again(bounce=HardBounce.objects.get(), as_of=clock.now())
        assert deliver_due(worker="test") == Counts(claimed=1, sent=1)
        assert [one.message["To"] for one in sink.taken] == [alice.user.email]

    @pytest.mark.parametrize(
        "answer", ["452 4.2.2 mailbox full", "552 5.2.2 mailbox full", "550 5.7.1 we like you not"]
    )
    def test_a_refusal_that_is_not_about_the_address_tells_nobody(
        self, sink: SmtpSink, alice: Student, cohort: Cohort, answer: str
    ) -> None:
        sink.on("RCPT", answer, to=alice.user.email)
        invite(user=alice.user, invited_by=None, as_of=clock.now())
        deliver_due(worker="test")
        assert not HardBounce.objects.exists()
        reconcile(as_of=clock.now())
        assert not Message.objects.filter(reminder__kind=KIND).exists()

    def test_whoever_turned_it_off_is_not_told(self, sink: SmtpSink, alice: Student, bob: User, cohort: Cohort) -> None:
        opt_out(user=bob, group="address_bounced", as_of=clock.now())
        HardBounce.objects.create(address=alice.user.email, answer="550")
        reconcile(as_of=clock.now() + timedelta(seconds=1))
        assert deliver_due(worker="test") == Counts()
        assert Message.objects.get(reminder__kind=KIND).reason == "opted out"
