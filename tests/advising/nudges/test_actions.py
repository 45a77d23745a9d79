"""Sending and stopping. The mails are judged at the sink."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Hand, Nudge, Nudged
from apps.advising.nudges.actions import NotSent, NotTheirs, send, stop
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort
from apps.core import clock
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import HardBounce, Message
from apps.outbox.querysets import NO_BODY
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db


def nudge(adviser: User, *students: Student, as_of: datetime | None = None, **values: Any) -> Nudge:
    values = {
        "token": uuid4(),
        "subject": "Ten minutes, {first name}?",
        "body": "Hi {first name},\n\nI see that {where you are}. See https://campus.example/hours\n\n{my name}",
        **values,
    }
    return send(
        adviser=adviser,
        students=[student.pk for student in students],
        campus=Campus.objects.current(),
        as_of=as_of or clock.now(),
        **values,
    ).nudge


def asleep(student: Student) -> datetime:
    """From now on this student has quiet hours, for two hours; returns when they end."""
    local = clock.now().astimezone(Campus.objects.current().zone).replace(second=0, microsecond=0)
    ends = local + timedelta(hours=2)
    student.quiet_from, student.quiet_until = (local - timedelta(hours=2)).time(), ends.time()
    student.save()
    return ends


class TestTheMail:
    def test_it_goes_in_the_advisers_name_and_answers_come_to_the_adviser(
        self, bob: User, darius: Student, oksana: Student, sink: SmtpSink
    ) -> None:
        nudge(bob, darius, oksana)
        assert deliver_due(worker="test").sent == 2
        (mail,) = sink.to("darius@campus.example")
        assert mail.message["From"].startswith('"Bob Lindgren, Career Center" <')
        assert mail.message["Reply-To"] == "Bob Lindgren <bob@campus.example>"
        assert mail.message["Subject"] == "Ten minutes, Darius?"
        assert mail.message["Auto-Submitted"] == "no"
        assert mail.message["To"] == "darius@campus.example"
        for kind in ("plain", "html"):
            text = mail.body(kind)
            assert "Hi Darius," in text
            assert "I see that you are getting started." in text
            assert "If you reply, your answer goes to Bob Lindgren." in text
            assert "Oksana" not in text + str(mail.message["Subject"])
            assert "Alice's cohort" not in text
        assert 'href="https://campus.example/hours"' in mail.body("html")
        assert {row.state for row in Message.objects.all()} == {"sent"}
        assert {name: getattr(Message.objects.first(), name) for name in NO_BODY} == NO_BODY

    def test_no_header_is_broken_by_a_name(self, bob: User, darius: Student, sink: SmtpSink) -> None:
        User.objects.filter(pk=bob.pk).update(full_name="Bob\r\nBcc: x@evil.example")
        User.objects.filter(pk=darius.user_id).update(preferred_name="D\r\nX-Evil: 1")
        bob.refresh_from_db()
        nudge(bob, Student.objects.get(pk=darius.pk))
        deliver_due(worker="test")
        (mail,) = sink.taken
        assert mail.message["Bcc"] is None
        assert mail.message["X-Evil"] is None
        assert mail.to == "darius@campus.example"

    def test_words_are_no_markup(self, bob: User, darius: Student, sink: SmtpSink) -> None:
        nudge(bob, darius, subject="<b>&", body="<script>alert(1)</script> & {first name}")
        deliver_due(worker="test")
        (mail,) = sink.taken
        assert mail.message["Subject"] == "<b>&"
        assert "<script>alert(1)</script> & Darius" in mail.body("plain")
        assert "<script>" not in mail.body("html")


class TestWhenItLeaves:
    def test_it_waits_for_the_end_of_the_students_own_quiet_hours(
        self, bob: User, darius: Student, oksana: Student, sink: SmtpSink
    ) -> None:
        ends = asleep(oksana)
        nudge(bob, darius, oksana)
        assert Nudged.objects.get(student=oksana).leaves_at == ends
        assert deliver_due(worker="test") == Counts(claimed=1, sent=1)
        assert not sink.to("oksana@campus.example")
        assert Message.objects.get(address="oksana@campus.example").due_at == ends

    def test_hours_are_those_of_their_zone(self, bob: User, darius: Student) -> None:
        darius.time_zone, darius.quiet_from, darius.quiet_until = "Asia/Tokyo", time(21), time(8)
        darius.save()
        midnight = datetime.combine(clock.now().date(), time(0), tzinfo=ZoneInfo("Asia/Tokyo")) + timedelta(days=2)
        nudge(bob, darius, as_of=midnight)
        assert Nudged.objects.get().leaves_at == midnight + timedelta(hours=8)

    def test_one_that_is_late_does_not_come_at_night(self, bob: User, darius: Student, sink: SmtpSink) -> None:
        nudge(bob, darius)
        ends = asleep(darius)
        assert deliver_due(worker="test") == Counts(claimed=1, moved=1)
        assert Message.objects.get().goes_at == Nudged.objects.get().leaves_at == ends
        assert not sink.taken


class TestWhatMayStillGo:
    def taken_back(self, reason: str) -> None:
        message, nudged = Message.objects.get(), Nudged.objects.get()
        assert (message.state, message.reason, message.text) == ("skipped", reason, "")
        assert nudged.stopped_at
        assert Hand.objects.up().count() == 1, "nobody answered it after all"

    @pytest.fixture(autouse=True)
    def waiting(self, bob: User, darius: Student) -> Nudge:
        Hand.objects.create(student=darius)
        return nudge(bob, darius)

    def test_not_to_one_archived_since(self, darius: Student, sink: SmtpSink) -> None:
        Student.objects.filter(pk=darius.pk).update(archived_at=clock.now())
        assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        self.taken_back("archived")

    def test_not_from_one_who_is_no_longer_their_adviser(self, cohort: Cohort, bob: User, sink: SmtpSink) -> None:
        Caseload.objects.filter(cohort=cohort, adviser=bob).delete()
        assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        self.taken_back("no longer their adviser")

    def test_not_to_an_address_that_is_somebody_elses_by_now(self, darius: Student, sink: SmtpSink) -> None:
        User.objects.filter(pk=darius.user_id).update(email="new@campus.example")
        assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        self.taken_back("another address")


class TestWhatNeverArrives:
    @pytest.fixture(autouse=True)
    def waiting(self, bob: User, darius: Student) -> Nudge:
        Hand.objects.create(student=darius)
        return nudge(bob, darius)

    def ends(self) -> None:
        for _ in range(2):
            reconcile(as_of=clock.now())
        assert Nudged.objects.get().stopped_at
        assert Hand.objects.up().count() == 1, "nobody answered it after all"

    def test_where_mail_bounces(self, sink: SmtpSink) -> None:
        HardBounce.objects.create(address="darius@campus.example", answer="550")
        assert deliver_due(worker="test") == Counts(claimed=1, skipped=1)
        self.ends()

    @pytest.mark.parametrize("answer", ["550 5.1.1 nobody here", "554 5.7.1 no"])
    def test_what_the_mail_server_refuses(self, sink: SmtpSink, answer: str) -> None:
        sink.on("RCPT", answer, times=1)
        assert deliver_due(worker="test") == Counts(claimed=1, failed=1)
        self.ends()

    def test_what_left_stays_a_nudge(self, sink: SmtpSink) -> None:
        deliver_due(worker="test")
        reconcile(as_of=clock.now())
        assert Nudged.objects.get().stopped_at is None
        assert not Hand.objects.up()


class TestStop:
    def test_only_what_has_not_left(self, bob: User, darius: Student, oksana: Student, sink: SmtpSink) -> None:
        asleep(oksana)
        hands = [Hand.objects.create(student=student) for student in (darius, oksana)]
        sent = nudge(bob, darius, oksana)
        assert not Hand.objects.up()
        deliver_due(worker="test")
        assert [stop(nudge=sent, actor=bob, as_of=clock.now()) for _ in range(2)] == [1, 0]
        assert list(Hand.objects.up()) == [hands[1]]
        assert Nudged.objects.get(student=oksana).stopped_at
        assert Nudged.objects.get(student=darius).stopped_at is None
        message = Message.objects.get(address="oksana@campus.example")
        assert (message.state, message.reason, message.text) == ("skipped", "stopped", "")
        assert Entry.objects.filter(page="advising:nudged", student_ids=[oksana.pk]).count() == 1

    def test_a_hand_raised_since_stays_the_one_that_is_up(self, bob: User, darius: Student) -> None:
        Hand.objects.create(student=darius)
        sent = nudge(bob, darius)
        since = Hand.objects.create(student=darius)
        stop(nudge=sent, actor=bob, as_of=clock.now())
        assert list(Hand.objects.up()) == [since]

    def test_one_in_the_mail_servers_hands_is_not_stopped(self, bob: User, darius: Student) -> None:
        sent = nudge(bob, darius)
        lease = timedelta(minutes=2)
        token, (message,) = Message.objects.claim(limit=1, lease=lease)
        Message.objects.hand_off(
            pks=[message.pk], token=token, lease=lease, message_id="<1@x>", address=message.address
        )
        assert stop(nudge=sent, actor=bob, as_of=clock.now()) == 0
        assert Nudged.objects.get().stopped_at is None


def test_an_act_on_records_is_written_down(bob: User, darius: Student, oksana: Student) -> None:
    nudge(bob, darius, oksana)
    row = Entry.objects.get()
    assert (row.action, row.student_ids) == ("changed", sorted([darius.pk, oksana.pk]))


def test_nobody_elses_student(bob: User, darius: Student, charlie: Student) -> None:
    factories.make_cohort(advisers=[factories.make_adviser()], students=[charlie])
    with pytest.raises(NotTheirs):
        nudge(bob, darius, charlie)
    assert not Message.objects.exists()


def test_one_who_was_removed_is_not_nudged_under_the_lock(bob: User, cohort: Cohort, darius: Student) -> None:
    Caseload.objects.filter(cohort=cohort, adviser=bob).delete()
    with pytest.raises(NotSent):
        nudge(bob, darius)


def test_a_student_of_two_cohorts_of_two_advisers(bob: User, cohort: Cohort, darius: Student) -> None:
    dana = factories.make_adviser(full_name="Dana Ruiz")
    factories.make_cohort(advisers=[dana], students=[darius])
    nudge(bob, darius)
    assert Nudged.objects.get().cohort == cohort
    with pytest.raises(NotSent):
        nudge(dana, darius)
    nudge(dana, darius, also=[darius.pk], passed=[Nudged.objects.get().pk])
    assert Nudged.objects.count() == 2


def test_a_coach_nudges_their_own_student(cohort: Cohort, darius: Student, oksana: Student) -> None:
    frank = factories.make_adviser(full_name="Frank Adeyemi")
    cohort.memberships.filter(student=darius).update(coach=frank)
    nudge(frank, darius)
    with pytest.raises(NotTheirs):
        nudge(frank, oksana)


def test_another_token_of_the_same_form_is_another_nudge_and_left_out(bob: User, darius: Student) -> None:
    nudge(bob, darius)
    with pytest.raises(NotSent):
        nudge(bob, darius)
    assert Message.objects.count() == 1


def test_what_somebody_else_sent_under_this_token_is_not_shown(
    bob: User, cohort: Cohort, darius: Student, client_of: Any
) -> None:
    token = uuid4()
    nudge(bob, darius, token=token)
    dana = factories.make_adviser()
    Caseload.objects.create(cohort=cohort, adviser=dana)
    with pytest.raises(NotSent):
        nudge(dana, darius, token=token)
    assert isinstance(client_of(dana), Client)
