"""Invitations: what should exist, whether every way of asking agrees, and what the mail server gets."""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.administration.invitations import actions
from apps.administration.invitations.reminders import invitations
from apps.administration.models import Invitation
from apps.administration.people.actions import save_person
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core import clock
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Audience, Message
from apps.reminders import kinds
from apps.reminders.actions import refresh
from apps.reminders.decisions import decide as decide_all
from apps.reminders.kinds import Expected, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories
from tests.interviews.moments import at
from tests.reminders.decisions import about_of, decision_of, expected_of, near_of
from tests.smtp_sink import DROP, SmtpSink

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BOTH = ("account_invitation", "cohort_invitation")


def decide(invitation: Invitation, as_of: datetime) -> Expected | str | None:
    """What its kind says: expected, or why not."""
    kind = kinds.get("cohort_invitation" if invitation.cohort_id else "account_invitation")
    says = decision_of(kind, invitation.cause_key, as_of)
    return says.reason if isinstance(says, Skip) else says


def invite(user: User, cohort: Cohort | None = None, *, now: datetime) -> Invitation:
    return actions.invite(user=user, cohort=cohort, invited_by=None, as_of=now)


class TestAnAccount:
    def test_it_goes_at_once_also_in_quiet_hours(self, alice: Student) -> None:
        night = at("13 23:30")
        says = decide(invite(alice.user, now=night), night)
        assert (says.due_at, says.user_id) == (night, alice.user_id)

    def test_whoever_signed_in_needs_none_and_the_log_says_so(self, alice: Student) -> None:
        User.objects.filter(pk=alice.user_id).update(last_login=at("12 09:00"))
        invitation = invite(alice.user, now=at("13 09:00"))
        assert decide(invitation, at("13 09:00")) == "signed in already"
        row = Message.objects.get()
        assert (row.state, row.reason, row.reminder.user) == ("skipped", "signed in already", alice.user)

    def test_after_fourteen_days_it_has_no_use_any_more(self, alice: Student) -> None:
        invitation = invite(alice.user, now=at("01 09:00"))
        assert isinstance(decide(invitation, at("15 08:59")), Expected)
        assert decide(invitation, at("15 09:00")) == "too late"
        reconcile(as_of=at("15 09:00"))
        assert Message.objects.get().reason == "too late"


class TestACohort:
    @pytest.fixture
    def cohort(self, alice: Student) -> Cohort:
        """Due on the 20th, in New York."""
        return factories.make_cohort(students=[alice], starts_on=date(2026, 10, 1), due_on=date(2026, 10, 20))

    def test_who_takes_part_hears_of_it_whether_they_signed_in_or_not(self, alice: Student, cohort: Cohort) -> None:
        invitation = invite(alice.user, cohort, now=at("13 23:30"))
        User.objects.filter(pk=alice.user_id).update(last_login=at("12 09:00"))
        assert decide(invitation, at("13 23:30")).due_at == at("13 23:30")

    def test_who_left_does_not(self, alice: Student, cohort: Cohort) -> None:
        invitation = invite(alice.user, cohort, now=at("13 09:00"))
        Membership.objects.all().delete()
        assert decide(invitation, at("13 09:05")) == "left the cohort"

    def test_nor_does_somebody_without_a_student_record(self, bob: User, cohort: Cohort) -> None:
        assert decide(invite(bob, cohort, now=at("13 09:00")), at("13 09:00")) == "left the cohort"

    def test_nor_does_whose_program_is_over(self, alice: Student, cohort: Cohort) -> None:
        invitation = invite(alice.user, cohort, now=at("13 09:00"))
        Student.objects.update(archived_at=at("13 09:01"))
        assert decide(invitation, at("13 09:05")) == "archived"

    def test_the_due_date_ends_on_campus(self, alice: Student, cohort: Cohort) -> None:
        invitation = invite(alice.user, cohort, now=at("19 09:00"))
        assert isinstance(decide(invitation, at("20 23:59")), Expected)  # the 21st in Greenwich
        assert decide(invitation, at("21 00:00")) == "cohort over"

    def test_into_a_cohort_that_is_over_nothing_goes_until_its_date_moves(self, alice: Student, cohort: Cohort) -> None:
        invite(alice.user, cohort, now=at("21 09:00"))
        assert Message.objects.get().reason == "cohort over"
        Cohort.objects.update(due_on=date(2026, 10, 30))
        reconcile(as_of=at("21 09:10"))
        assert Message.objects.get().state == "due"

    def test_after_fourteen_days_it_has_no_use_any_more(self, alice: Student, cohort: Cohort) -> None:
        invitation = invite(alice.user, cohort, now=at("02 09:00"))
        assert decide(invitation, at("16 09:00")) == "too late"

    def test_it_is_listed_with_its_name(self, alice: Student, cohort: Cohort) -> None:
        invite(alice.user, cohort, now=at("13 09:00"))
        key = Message.objects.get().reminder.cause_key
        about = about_of(kinds.get("cohort_invitation"), key, at("13 09:00"))
        assert (about.title, about.url, about.is_open) == (cohort.name, "/", False)


class TestEveryWayOfAsking:
    def test_what_is_expected_is_among_the_causes(self) -> None:
        """Of everybody and of each, in a campus of chance."""
        dice, now = random.Random(7), at("20 12:00")
        cohorts = [
            factories.make_cohort(starts_on=date(2026, 9, 1), due_on=date(2026, 10, day)) for day in (19, 20, 30)
        ]
        for _ in range(40):
            student = factories.make_student()
            Student.objects.filter(pk=student.pk).update(archived_at=dice.choice([None, None, now]))
            User.objects.filter(pk=student.user_id).update(last_login=dice.choice([None, now]))
            cohort = dice.choice([None, *cohorts])
            if cohort and dice.random() < 0.7:
                Membership.objects.create(cohort=cohort, student=student)
            age = dice.choice([0, 5, 13.9, 14, 20]) * DAY
            Invitation.objects.create(user=student.user, cohort=cohort, created_at=now - age)
        wanted = 0
        near, listed = near_of(kinds.get(BOTH[0]), now), set()
        for slug in BOTH:
            kind = kinds.get(slug)
            for one in Invitation.objects.select_related("user"):
                if isinstance(decision_of(kind, one.cause_key, now), Expected):
                    wanted += 1
                    assert one.cause_key in near
                    assert one.cause_key in near_of(kind, now, one.user_id)
            listed.update(expected_of(kind, now))
        assert near == listed, "what cannot be open is not asked"
        assert 5 < wanted < 35

    def test_the_two_kinds_never_answer_for_each_other(self, alice: Student, cohort: Cohort) -> None:
        now = clock.now()
        for where, slug in ((None, "cohort_invitation"), (cohort, "account_invitation")):
            assert decision_of(kinds.get(slug), invite(alice.user, where, now=now).cause_key, now) is None

    @pytest.mark.parametrize(
        "key",
        ["interview:1:1", "invitation:x", "invitation:", "invitation:1:2", "invitation:²", "invitation:" + "9" * 30],
    )
    def test_another_cause_costs_no_question(self, key: str) -> None:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert [decision_of(kinds.get(slug), key, clock.now()) for slug in BOTH] == [None] * 2
        ours = [query["sql"] for query in asked if "clock_timestamp" not in query["sql"]]
        assert [sql for sql in ours if "campus_campus" not in sql] == []

    def test_a_key_with_noughts_before_it_is_no_cause(self, alice: Student) -> None:
        invitation = invite(alice.user, now=clock.now())
        assert decision_of(kinds.get("account_invitation"), f"invitation:0{invitation.pk}", clock.now()) is None

    def test_the_number_of_questions_does_not_grow(self, cohort: Cohort) -> None:
        now = clock.now()

        def queries(count: int) -> int:
            for _ in range(count):
                student = factories.make_student()
                Membership.objects.create(cohort=cohort, student=student)
                Invitation.objects.create(user=student.user, created_at=now)
                Invitation.objects.create(user=student.user, cohort=cohort, created_at=now)
            keys = [one.cause_key for one in Invitation.objects.all()]
            campus = Campus.objects.current()
            with CaptureQueriesContext(connection) as asked:
                decide_all(invitations, keys, invitations.load(keys, campus=campus, as_of=now), as_of=now)
            return len(asked)

        assert queries(1) == queries(5) == 1

    def test_nobody_is_invited_who_was_not_asked(self, alice: Student, cohort: Cohort) -> None:
        """People and memberships made in bulk, as the demonstration and imports make them."""
        new = User(email="new@campus.example", full_name="New Person", role=Role.STUDENT)
        save_person(user=new, as_of=clock.now())
        Membership.objects.bulk_create([Membership(cohort=cohort, student=new.student)])
        now = clock.now()
        reconcile(as_of=now)
        refresh(user=new, as_of=now)
        assert not Message.objects.filter(reminder__kind__in=BOTH).exists()

    def test_they_are_nobodys_to_turn_off(self) -> None:
        ours = [kinds.get(slug) for slug in BOTH]
        assert [(kind.opt_out, kind.audience) for kind in ours] == [("", Audience.INVITATION)] * 2
        offered = {kind.slug for audience in Audience for group in kinds.groups_for(audience) for kind in group.kinds}
        assert not offered & set(BOTH)
        assert [kind.slug for kind in invitations.kinds] == list(BOTH)


class Meanwhile(logging.Handler):
    """Does something between a worker's claim and all that comes after it, when the worker logs that it has claimed."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act = act

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, dict) and record.msg.get("event") == "batch_claimed":
            self.act()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        logger = logging.getLogger("apps.outbox.delivery")
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)


class TestDelivery:
    def test_each_goes_once_to_its_person(self, sink: SmtpSink, alice: Student, cohort: Cohort) -> None:
        now = clock.now()
        invite(alice.user, now=now)
        invite(alice.user, cohort, now=now)

        assert deliver_due(worker="test") == Counts(claimed=2, sent=2)
        assert deliver_due(worker="test") == Counts()
        assert sorted(sink.counts.values()) == [1, 1]
        assert {one.to for one in sink.taken} == {"alice@campus.example"}
        for one in sink.taken:
            assert "List-Unsubscribe" not in one.message
            assert one.message["From"] == Campus.objects.current().sender

    @pytest.mark.parametrize("what", ["the invitation", "the cohort", "the person"])
    def test_gone_between_claim_and_send_nothing_goes(
        self, sink: SmtpSink, alice: Student, cohort: Cohort, what: str
    ) -> None:
        invitation = invite(alice.user, cohort, now=clock.now())
        gone = {"the invitation": invitation, "the cohort": cohort, "the person": alice.user}[what]

        with Meanwhile(gone.delete).at_work():
            counts = deliver_due(worker="test")

        assert sink.taken == []
        if what == "the person":  # their row went with them
            assert counts == Counts(claimed=1, lost=1)
            assert not Message.objects.exists()
        else:
            assert counts == Counts(claimed=1, skipped=1)
            assert Message.objects.get().reason == "cause gone"

    def test_invited_again_while_no_mail_went_they_get_one_mail_and_not_two(
        self, sink: SmtpSink, alice: Student, cohort: Cohort
    ) -> None:
        earlier, now = clock.now() - timedelta(hours=1), clock.now()
        first, again = (invite(alice.user, now=moment) for moment in (earlier, now))
        assert first != again
        assert decide(first, now) == "superseded"
        assert isinstance(decide(again, now), Expected)
        first, again = (invite(alice.user, cohort, now=moment) for moment in (earlier, now))
        assert first == again

        assert deliver_due(worker="test") == Counts(claimed=2, sent=2)
        assert len(sink.taken) == 2

    def test_signed_in_between_claim_and_send_nothing_goes(self, sink: SmtpSink, alice: Student) -> None:
        invite(alice.user, now=clock.now())
        person = User.objects.filter(pk=alice.user_id)
        with Meanwhile(lambda: person.update(last_login=timezone.now())).at_work():
            assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        assert sink.taken == []

    @pytest.mark.parametrize(
        "address",
        [
            "alice@campus.example\r\nbcc: eve@campus.example",
            "alice@campus.example\nrcpt to:<eve@campus.example>",
            "alice",
            "alice@",
            "@campus.example",
            "alice@campus.example, eve@campus.example",
        ],
    )
    def test_an_address_that_is_none_never_meets_the_server(
        self, sink: SmtpSink, alice: Student, charlie: Student, address: str
    ) -> None:
        now = clock.now()
        invite(alice.user, now=now)
        invite(charlie.user, now=now)
        User.objects.filter(pk=alice.user_id).update(email=address)  # past every form

        assert deliver_due(worker="test") == Counts(claimed=2, sent=1, failed=1)
        assert [one.to for one in sink.taken] == [charlie.user.email], "the others go on"
        assert sink.seen.count("RCPT") == 1
        assert Message.objects.get(reminder__user=alice.user).reason == "bad address"

    def test_without_an_answer_it_does_not_go_again_and_shows(self, sink: SmtpSink, alice: Student) -> None:
        invite(alice.user, now=clock.now())
        sink.on("DOT", DROP, times=1)
        assert deliver_due(worker="test") == Counts(claimed=1, unanswered=1)
        Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

        assert reconcile(as_of=clock.now()).settled.uncertain == 1
        assert deliver_due(worker="test") == Counts()
        assert len(sink.taken) == 1
        assert Message.objects.get().state == "uncertain"

    def test_whoever_may_not_sign_in_is_not_invited_until_they_may(self, sink: SmtpSink, alice: Student) -> None:
        person = User.objects.filter(pk=alice.user_id)
        person.update(is_active=False)
        invite(alice.user, now=clock.now())
        assert Message.objects.get().reason == "account closed"
        person.update(is_active=True)
        reconcile(as_of=clock.now())
        assert deliver_due(worker="test").sent == 1
