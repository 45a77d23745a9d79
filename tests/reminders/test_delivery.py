"""Delivery is judged by the sink; the row is only asked what it tells the delivery log."""

import logging
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from apps.core import clock
from apps.reminders import actions
from apps.reminders.delivery import Counts, deliver_due
from apps.reminders.leases import Pace
from apps.reminders.models import OptOut, Reminder, State
from apps.reminders.reconcile import reconcile
from tests.smtp_sink import DROP

pytestmark = pytest.mark.django_db


def run(**kwargs) -> Counts:
    return deliver_due(worker="test", **kwargs)


def make_ready_again(row: Reminder) -> None:
    """Let the backoff pass."""
    Reminder.objects.filter(pk=row.pk).update(not_before=None)


def let_lease_end(row: Reminder) -> None:
    Reminder.objects.filter(pk=row.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def test_due_goes_out_once_and_says_so(sink, due, alice):
    row = due("a", alice)

    assert run() == Counts(claimed=1, sent=1)
    assert run() == Counts()

    [taken] = sink.taken
    row.refresh_from_db()
    assert (taken.to, taken.message_id) == ("alice@example.org", row.message_id)
    assert (row.state, row.reason, row.attempts, row.token) == (State.SENT, "", 1, None)
    assert row.handed_off_at <= row.sent_at


def test_not_yet_due_stays(sink, causes, alice, future):
    causes.want("a", due_at=future, user=alice)
    actions.refresh_cause(cause_key="a", as_of=timezone.now())

    assert run() == Counts()
    assert sink.taken == []


def test_the_longest_waiting_goes_first(sink, due, alice):
    rows = [due(key, alice) for key in ("second", "third", "first")]
    for row, minutes in zip(rows, (30, 20, 40), strict=True):
        due_at = timezone.now() - timedelta(minutes=minutes)
        Reminder.objects.filter(pk=row.pk).update(due_at=due_at)

    run()

    assert [one.message["Subject"] for one in sink.taken] == ["note first", "note second", "note third"]


def test_a_batch_uses_one_conversation(sink, due, alice):
    for key in "abcde":
        due(key, alice)
    before = sink.connections

    assert run().sent == 5
    assert sink.connections - before == 1


def test_the_limit_holds(sink, due, alice):
    for key in "abcde":
        due(key, alice)

    assert run(limit=2) == Counts(claimed=2, sent=2)
    assert len(sink.taken) == 2


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_is_off_changes_nothing(sink, due, causes, alice, future, hours):
    due("past", alice)
    causes.want("future", due_at=timezone.now() + timedelta(hours=1), user=alice)
    actions.refresh_cause(cause_key="future", as_of=timezone.now())

    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert run() == Counts(claimed=1, sent=1)

    assert [one.message["Subject"] for one in sink.taken] == ["note past"]


class TestTheCauseIsAskedAgain:
    def test_gone_is_skipped(self, sink, due, causes, alice):
        row = due("a", alice)
        causes.forget("a")

        assert run() == Counts(claimed=1, skipped=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "cause gone")
        assert sink.taken == []

    def test_a_reason_is_kept(self, sink, due, causes, alice):
        row = due("a", alice)
        causes.skip("a", "thanked")

        assert run() == Counts(claimed=1, skipped=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "thanked")

    def test_later_moves_and_releases_it(self, sink, due, causes, alice, future):
        row = due("a", alice)
        causes.want("a", due_at=future, user=alice)

        assert run() == Counts(claimed=1, moved=1)
        row.refresh_from_db()
        assert (row.state, row.due_at, row.token, row.leased_until) == (State.DUE, future, None, None)
        assert sink.taken == []

    def test_opted_out_is_skipped(self, sink, due, alice):
        row = due("a", alice)
        OptOut.objects.create(user=alice, group="notes")

        assert run() == Counts(claimed=1, skipped=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "opted out")

    def test_a_closed_account_gets_none(self, sink, due, alice):
        row = due("a", alice)
        alice.is_active = False
        alice.save()

        assert run() == Counts(claimed=1, skipped=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "account closed")

    def test_a_kind_that_is_gone_from_the_code(self, sink, due, alice):
        row = due("a", alice)
        Reminder.objects.filter(pk=row.pk).update(kind="retired")

        assert run() == Counts(claimed=1, skipped=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "kind gone")


class TestWhatTheServerSays:
    @pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
    @pytest.mark.parametrize("code", [421, 451])
    def test_not_now_is_tried_again_later_under_the_same_id(self, sink, due, alice, stage, code):
        row = due("a", alice)
        sink.on(stage, f"{code} 4.3.0 try again later", times=1)

        assert run() == Counts(claimed=1, retried=1)
        row.refresh_from_db()
        assert (row.state, row.reason, row.handed_off_at) == (State.DUE, f"smtp {code}", None)
        wait = row.not_before - clock.now()
        assert timedelta(seconds=20) < wait < timedelta(seconds=91)
        assert run() == Counts(), "not before its time"

        make_ready_again(row)
        assert run() == Counts(claimed=1, sent=1)
        row.refresh_from_db()
        assert sink.counts == {row.message_id: 1}
        assert (row.state, row.reason, row.attempts) == (State.SENT, "", 2)

    @pytest.mark.parametrize("stage", ["RCPT", "DATA", "DOT"])
    def test_never_is_failed_with_its_code_and_the_others_go_on(self, sink, due, alice, bob, stage):
        row = due("a", alice)
        due("b", bob)
        sink.on(stage, "550 5.1.1 no such user", to="alice@example.org")

        assert run() == Counts(claimed=2, sent=1, failed=1)
        row.refresh_from_db()
        assert (row.state, row.reason, row.token) == (State.FAILED, "smtp 550", None)
        assert [one.to for one in sink.taken] == ["bob@example.org"]
        assert run() == Counts()

    def test_a_refused_sender_is_our_setting_and_not_the_end_of_a_reminder(self, sink, due, alice):
        row = due("a", alice)
        sink.on("MAIL", "553 5.7.1 sender not allowed", times=1)

        assert run() == Counts(claimed=1, retried=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.DUE, "smtp 553")

    @pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
    def test_hanging_up_before_the_message_is_tried_again(self, sink, due, alice, stage):
        row = due("a", alice)
        sink.on(stage, DROP, times=1)

        assert run() == Counts(claimed=1, retried=1)
        row.refresh_from_db()
        assert (row.state, row.handed_off_at) == (State.DUE, None)
        make_ready_again(row)
        assert run().sent == 1
        assert sink.counts == {row.message_id: 1}

    def test_after_a_hang_up_the_rest_of_the_batch_goes_over_a_new_conversation(self, sink, due, alice, bob):
        due("a", alice)
        due("b", bob)
        sink.on("DATA", DROP, to="alice@example.org", times=1)

        assert run() == Counts(claimed=2, sent=1, retried=1)
        assert [one.to for one in sink.taken] == ["bob@example.org"]

    def test_a_server_that_is_down_costs_no_attempt(self, sink, due, alice, bob, settings):
        rows = [due("a", alice), due("b", bob)]
        settings.EMAIL_PORT = 1  # nothing listens there

        assert run() == Counts(claimed=2, retried=2)
        for row in rows:
            row.refresh_from_db()
            assert (row.state, row.attempts, row.token) == (State.DUE, 0, None)
            assert row.not_before is not None

    def test_a_greeting_of_421_is_a_server_that_is_down(self, sink, due, alice):
        row = due("a", alice)
        sink.on("CONNECT", "421 4.3.2 too busy", times=1)

        assert run() == Counts(claimed=1, retried=1)
        row.refresh_from_db()
        assert row.attempts == 0

    def test_a_reminder_is_not_tried_for_ever(self, sink, due, alice):
        row = due("a", alice)
        sink.on("RCPT", "451 4.3.0 try again later")
        for _ in range(3):
            run(pace=Pace(tries=3))
            make_ready_again(row)

        assert run(pace=Pace(tries=3)) == Counts(claimed=1, failed=1)
        row.refresh_from_db()
        assert (row.state, row.reason, row.attempts) == (State.FAILED, "smtp 451", 3)


class TestNoAnswer:
    """The final dot left and nothing came back: hung up, or silent beyond the timeout."""

    @pytest.mark.parametrize("trouble", [DROP, 3])
    def test_a_student_gets_it_again_under_the_same_id(self, sink, due, alice, trouble):
        row = due("a", alice)
        sink.on("DOT", trouble, times=1)

        assert run() == Counts(claimed=1, unanswered=1)
        assert run() == Counts(), "nobody takes it while the lease lasts"
        reconcile(as_of=clock.now())
        row.refresh_from_db()
        assert row.handed_off_at is not None, "nor is it put back before"

        let_lease_end(row)
        assert reconcile(as_of=clock.now()).resent == 1
        assert run() == Counts(claimed=1, sent=1)
        row.refresh_from_db()
        assert set(sink.messages) == {row.message_id}
        assert (row.state, row.resent_uncertain) == (State.SENT, 1)

    def test_an_invitation_does_not_go_again_and_shows(self, sink, due):
        row = due("a", kind="invite", address="new@example.org")
        sink.on("DOT", DROP, times=1)

        assert run() == Counts(claimed=1, unanswered=1)
        let_lease_end(row)
        assert reconcile(as_of=clock.now()).uncertain == 1
        assert run() == Counts()
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.UNCERTAIN, "no answer")
        assert sink.counts == {row.message_id: 1}

    def test_a_cause_that_ends_meanwhile_leaves_it_uncertain_and_not_skipped(self, sink, due, causes, alice):
        row = due("a", alice)
        sink.on("DOT", DROP, times=1)
        run()
        causes.skip("a", "thanked")
        actions.refresh_cause(cause_key="a", as_of=timezone.now())
        let_lease_end(row)
        reconcile(as_of=clock.now())

        assert run() == Counts()
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.UNCERTAIN, "thanked")
        assert sink.counts == {row.message_id: 1}

    def test_a_server_that_hangs_up_inside_the_body_leaves_nothing_behind(self, sink, due, alice):
        row = due("a", alice)
        sink.on("BODY", DROP, times=1)

        outcome = run()

        # Whether the dot left before the hang-up was noticed is up to the network; sent it is in neither case.
        assert outcome in (Counts(claimed=1, retried=1), Counts(claimed=1, unanswered=1))
        assert sink.taken == []
        row.refresh_from_db()
        assert row.state == State.DUE


class TestOneFailsAlone:
    def test_a_text_that_cannot_be_written(self, sink, due, causes, alice, bob, caplog):
        row = due("a", alice)
        due("b", bob)
        causes.unwritable["a"] = KeyError("Alice Nguyen's private words")

        with caplog.at_level(logging.INFO):
            assert run() == Counts(claimed=2, sent=1, retried=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.DUE, "KeyError")
        assert "private words" not in caplog.text
        assert "example.org" not in caplog.text

        for _ in range(2):
            make_ready_again(row)
            run()
        row.refresh_from_db()
        assert (row.state, row.reason, row.attempts) == (State.FAILED, "KeyError", 3)
        assert [one.to for one in sink.taken] == ["bob@example.org"]

    @pytest.mark.parametrize(
        "address", ["no-domain", "two@lines\r\nBcc: all@example.org", "spaced out@example.org"]
    )
    def test_an_address_no_server_should_see_fails_at_once(self, sink, due, causes, bob, address):
        row = due("a", kind="invite", address="x@example.org")
        due("b", bob)
        causes.want("a", kind="invite", due_at=row.due_at, address=address)

        assert run().failed == 1
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.FAILED, "bad address")
        assert [one.to for one in sink.taken] == ["bob@example.org"]


@pytest.mark.django_db(transaction=True)
class TestMoreThanOneWorker:
    def test_each_reminder_goes_once(self, sink, due, alice):
        rows = [due(f"cause-{number}", alice) for number in range(60)]
        start = threading.Barrier(4)
        counts: list[Counts] = []

        def work() -> None:
            start.wait(10)
            for _ in range(20):
                batch = deliver_due(limit=7, worker="thread")
                counts.append(batch)
                if not batch.claimed:
                    break
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

        assert len(sink.counts) == len(rows)
        assert set(sink.counts.values()) == {1}
        assert sum(batch.sent for batch in counts) == sum(batch.claimed for batch in counts) == len(rows)

    def test_a_worker_that_lost_its_lease_does_not_send(self, sink, due, alice, causes):
        row = due("a", alice)

        # While the first worker is between its claim and DATA, its lease ends and a second worker does the work.
        def overtaken() -> None:
            causes.compose_hook = None
            let_lease_end(row)
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(30)

        second_counts: list[Counts] = []

        def second() -> None:
            second_counts.append(deliver_due(worker="second"))
            connection.close()

        causes.compose_hook = overtaken

        assert deliver_due(worker="first") == Counts(claimed=1, lost=1)
        assert second_counts == [Counts(claimed=1, sent=1)]
        row.refresh_from_db()
        assert sink.counts == {row.message_id: 1}
        assert row.state == State.SENT

    def test_a_cause_that_ends_after_the_claim_stops_the_hand_off(self, sink, due, alice, causes):
        row = due("a", alice)

        def thanked() -> None:
            causes.compose_hook = None
            causes.skip("a", "thanked")
            actions.refresh_cause(cause_key="a", as_of=timezone.now())

        causes.compose_hook = thanked

        assert run() == Counts(claimed=1, lost=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "thanked")
        assert sink.taken == []
        assert "DATA" not in sink.seen
