"""The digest on Monday: who gets it, when, and what the mail server gets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.advising.digest.reminder import due_at
from apps.advising.models import Hand
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.core import clock
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Heartbeat, Message, Part
from apps.reminders import kinds
from apps.reminders.actions import opt_out, refresh
from apps.reminders.kinds import Expected, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories
from tests.interviews.moments import at
from tests.reminders.decisions import about_of, decision_of, expected_of, near_of
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db
DIGEST = "adviser_digest"
MONDAY = date(2026, 10, 12)


@pytest.fixture
def cohort(bob: User) -> Cohort:
    """Alice's, which Bob looks after; due on the 20th, in New York."""
    Cohort.objects.update(starts_on=date(2026, 10, 1), due_on=date(2026, 10, 20))
    return Cohort.objects.get()


class TestTheDigest:
    @pytest.fixture(autouse=True)
    def running(self, cohort: Cohort) -> None:
        """Alice's cohort runs from October 1 to 20, in New York."""

    def key(self, adviser: User, monday: date = MONDAY) -> str:
        return f"digest:{adviser.pk}:{monday}"

    def decide(self, adviser: User, as_of: datetime) -> Expected | str | None:
        says = decision_of(kinds.get(DIGEST), self.key(adviser), as_of)
        return says.reason if isinstance(says, Skip) else says

    def due(self, as_of: datetime) -> dict[str, datetime]:
        return {key: one.due_at for key, one in expected_of(kinds.get(DIGEST), as_of).items()}

    def test_monday_at_eight_by_the_campuss_clock_and_written_half_an_hour_ahead(self, bob: User) -> None:
        assert self.due(at("12 07:29")) == {}
        assert self.due(at("12 07:30")) == self.due(at("12 07:59")) == {self.key(bob): at("12 08:00")}
        Campus.objects.update(time_zone="Asia/Tokyo", quiet_until="09:30")
        tokyo = ZoneInfo("Asia/Tokyo")
        assert self.due(at("12 07:30", tokyo)) == {self.key(bob): at("12 08:00", tokyo)}

    @pytest.mark.parametrize(
        ("zone", "monday", "due"),
        [
            (
                "America/New_York",
                date(2026, 11, 2),
                datetime(2026, 11, 2, 13, tzinfo=UTC),
            ),  # clocks went back
            ("America/New_York", date(2026, 3, 9), datetime(2026, 3, 9, 12, tzinfo=UTC)),  # and forward
            ("Africa/Cairo", date(2026, 4, 27), datetime(2026, 4, 27, 5, tzinfo=UTC)),
            ("Asia/Kathmandu", date(2026, 10, 12), datetime(2026, 10, 12, 2, 15, tzinfo=UTC)),
        ],
    )
    def test_eight_is_eight_when_the_clocks_change(
        self, campus: Campus, zone: str, monday: date, due: datetime
    ) -> None:
        campus.time_zone = zone
        assert due_at(monday, campus) == due

    def test_each_adviser_coach_and_administrator_with_students(
        self, alice: Student, bob: User, cohort: Cohort
    ) -> None:
        dana, erin, idle = factories.make_adviser(), factories.make_administrator(), factories.make_administrator()
        Membership.objects.update(coach=dana)
        Caseload.objects.create(cohort=cohort, adviser=erin)
        assert sorted(self.due(at("12 07:45"))) == sorted(self.key(one) for one in (bob, dana, erin))
        assert near_of(kinds.get(DIGEST), at("12 07:45"), dana.pk) == {self.key(dana)}
        assert self.decide(idle, at("12 08:00")) == "no students of theirs"

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Caseload.objects.all().delete(),
            lambda: Membership.objects.all().delete(),
            lambda: Student.objects.update(archived_at=at("11 10:00")),
            lambda: Cohort.objects.update(starts_on=MONDAY),
            lambda: Cohort.objects.update(due_on=date(2026, 10, 4)),
        ],
        ids=["removed", "left", "archived", "not begun", "over for more than a week"],
    )
    def test_it_ends_with_its_students(self, bob: User, change: Callable) -> None:
        reconcile(as_of=at("12 07:40"))
        assert Message.objects.get().due_at == at("12 08:00")
        change()
        reconcile(as_of=at("12 07:45"))
        message = Message.objects.get()
        assert (message.state, message.reason) == ("skipped", "no students of theirs")
        assert self.due(at("12 07:45")) == {}

    def test_the_last_one_comes_within_a_week_after_the_end(self, bob: User) -> None:
        Cohort.objects.update(due_on=date(2026, 10, 5))
        assert list(self.due(at("12 07:45"))) == [self.key(bob)]

    def test_a_hand_brings_it_also_after_the_end(self, alice: Student, bob: User) -> None:
        Cohort.objects.update(due_on=date(2026, 10, 1))
        assert self.due(at("12 07:45")) == {}
        Hand.objects.create(student=alice)
        assert list(self.due(at("12 07:45"))) == [self.key(bob)]

    def test_who_begins_at_noon_waits_for_the_next_monday(self, bob: User, cohort: Cohort) -> None:
        Heartbeat.objects.create(part=Part.RECONCILE, seen_at=at("12 11:59"))
        dana = factories.make_adviser()
        Caseload.objects.create(cohort=cohort, adviser=dana)
        assert self.due(at("12 12:00")) == {}
        Heartbeat.objects.update(seen_at=at("19 07:40"))
        assert self.key(dana, date(2026, 10, 19)) in self.due(at("19 07:40"))

    def test_workers_that_stood_still_send_it_late_that_day_and_never_after(self, bob: User) -> None:
        Heartbeat.objects.create(part=Part.RECONCILE, seen_at=at("09 12:00"))
        assert self.due(at("12 23:59")) == {self.key(bob): at("12 08:00")}
        reconcile(as_of=at("13 00:00"))
        message = Message.objects.get()
        assert (message.state, message.reason, message.due_at) == ("skipped", "too late", at("12 08:00"))

    def test_a_written_one_is_skipped_when_its_day_is_over(self, bob: User) -> None:
        reconcile(as_of=at("12 07:40"))
        reconcile(as_of=at("13 00:00"))
        assert Message.objects.get().reason == "too late"

    def test_a_closed_account_gets_none_and_a_reopened_one_that_days(self, bob: User) -> None:
        reconcile(as_of=at("12 07:40"))
        User.objects.filter(pk=bob.pk).update(is_active=False)
        reconcile(as_of=at("12 07:45"))
        assert Message.objects.get().reason == "account closed"
        assert self.due(at("12 07:45")) == {}
        User.objects.filter(pk=bob.pk).update(is_active=True)
        refresh(user=User.objects.get(pk=bob.pk), as_of=at("12 10:00"))
        assert (Message.objects.get().state, Message.objects.get().due_at) == ("due", at("12 08:00"))

    def test_the_number_of_questions_does_not_grow(self, bob: User, cohort: Cohort) -> None:
        def queries(count: int) -> int:
            Caseload.objects.bulk_create(
                Caseload(cohort=cohort, adviser=factories.make_adviser()) for _ in range(count)
            )
            keys = near_of(kinds.get(DIGEST), at("12 07:45"))
            campus = Campus.objects.current()
            with CaptureQueriesContext(connection) as asked:
                found = kinds.get(DIGEST).cause_type.load(keys, campus=campus, as_of=at("12 07:45"))
            assert len(found) == len(keys)
            return len(asked)

        assert queries(1) == queries(5) == 2

    @pytest.mark.parametrize(
        "key",
        ["bounce:1:1", "digest:1", "digest:1:2026-10-13", "digest:1:20261012", "digest:x:2026-10-12", "digest:1:x"],
    )
    def test_another_cause_costs_no_question(self, key: str) -> None:
        campus = Campus.objects.current()
        with CaptureQueriesContext(connection) as asked:
            assert kinds.get(DIGEST).cause_type.load([key], campus=campus, as_of=at("12 09:00")) == {}
        assert len(asked) == 0

    def test_their_list_leads_to_who_needs_them_until_the_day_is_over(self, bob: User) -> None:
        for as_of, is_open in (("12 07:30", True), ("12 23:59", True), ("13 00:00", False)):
            about = about_of(kinds.get(DIGEST), self.key(bob), at(as_of))
            assert (about.title, about.url, about.is_open) == ("Oct 12", "/", is_open)


@contextmanager
def database_says(moment: datetime) -> Iterator[None]:
    """Asked for the time, the database answers this. What is due is due by its real clock."""

    def answer(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        if sql == "SELECT clock_timestamp()":
            sql, params = "SELECT %s::timestamptz", [moment]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(answer):
        yield


class TestTheDigestArrives:
    @pytest.fixture
    def eight(self, campus: Campus) -> datetime:
        """08:00 of the last Monday that there was."""
        now = clock.now()
        today = now.astimezone(campus.zone).date()
        monday = today - timedelta(days=today.weekday())
        due = due_at(monday, campus)
        return due if due <= now else due_at(monday - timedelta(weeks=1), campus)

    def test_once_to_each_who_advises_or_coaches_and_did_not_turn_it_off(
        self, sink: SmtpSink, alice: Student, bob: User, eight: datetime
    ) -> None:
        dana, off = factories.make_adviser(full_name="Dana Cole"), factories.make_adviser()
        Membership.objects.update(coach=dana)
        Caseload.objects.create(cohort=Cohort.objects.get(), adviser=off)
        opt_out(user=off, group="adviser_digest", as_of=eight)
        Hand.objects.create(student=alice)
        reconcile(as_of=eight - timedelta(minutes=30))
        for minute in (0, 1):
            with database_says(eight + timedelta(minutes=minute)):
                deliver_due(worker="test")
                reconcile(as_of=clock.now())
        assert sorted(mail.to for mail in sink.taken) == sorted([bob.email, dana.email])
        mail = next(mail for mail in sink.taken if mail.to == bob.email)
        assert mail.message["X-Reminder"].startswith(f"adviser_digest:digest:{bob.pk}:")
        assert mail.message["Subject"] == "1 of your 1 student needs you"
        assert "/?reason=hand" in mail.body("plain")
        assert "Alice Okafor" in mail.body("html")
        assert Message.objects.get(reminder__user=off).reason == "opted out"

    def test_not_the_next_day_though_the_mail_server_was_away(
        self, sink: SmtpSink, alice: Student, bob: User, eight: datetime
    ) -> None:
        reconcile(as_of=eight - timedelta(minutes=30))
        with database_says(eight + timedelta(hours=16)):
            assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        assert sink.taken == []
        assert Message.objects.get().reason == "too late"

    def test_who_was_removed_a_moment_before_gets_nothing(
        self, sink: SmtpSink, alice: Student, bob: User, eight: datetime
    ) -> None:
        reconcile(as_of=eight - timedelta(minutes=30))
        Caseload.objects.all().delete()
        with database_says(eight):
            assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        assert sink.taken == []
