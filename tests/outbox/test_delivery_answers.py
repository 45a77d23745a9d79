"""What the mail server answers, or does not, and what becomes of the reminder."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core import clock
from apps.outbox import unanswered
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import HardBounce, Message, State
from apps.outbox.retry import RetryPolicy
from tests.smtp_sink import DROP

pytestmark = pytest.mark.django_db


IMPATIENT = RetryPolicy(answer=timedelta(seconds=0.2))


def run(**kwargs) -> Counts:
    return deliver_due(worker="test", **kwargs)


def make_ready_again(row: Message) -> None:
    """Let the backoff pass."""
    Message.objects.filter(pk=row.pk).update(not_before=None)


def let_lease_end(row: Message) -> None:
    Message.objects.filter(pk=row.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


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
        burnt = code != 421  # a server that closes has said nothing about this message
        assert (row.state, row.reason, row.attempts) == (State.SENT, "", 1 + burnt)

    @pytest.mark.parametrize(
        ("stage", "reply", "becomes", "bounces"),
        [
            ("RCPT", "550 5.1.1 no mailbox by that name", (State.FAILED, 1), True),
            ("RCPT", "550 5.1.10 recipient not found", (State.FAILED, 1), True),
            ("RCPT", "550 5.2.1 mailbox switched off", (State.FAILED, 1), True),
            ("RCPT", "552 5.2.2 mailbox over its quota", (State.DUE, 1), False),
            ("DOT", "552 5.2.2 mailbox over its quota", (State.DUE, 1), False),
            ("RCPT", "452 4.2.2 mailbox over its quota", (State.DUE, 1), False),
            ("RCPT", "550 5.2.1 mailbox full", (State.DUE, 1), False),
            ("RCPT", "552 5.7.1 no", (State.DUE, 1), False),
            ("RCPT", "552 5.3.4 message too big", (State.FAILED, 1), False),
            ("DOT", "552 message too big", (State.FAILED, 1), False),
            ("DOT", "552 no", (State.FAILED, 1), False),
            ("RCPT", "450 4.7.1 greylisted, come back in 300 s", (State.DUE, 1), False),
            ("RCPT", "550 5.7.1 blocked by policy", (State.FAILED, 1), False),
            ("RCPT", "550 5.7.26 sender not authenticated", (State.FAILED, 1), False),
            ("RCPT", "550 5.4.1 recipient address rejected: access denied", (State.FAILED, 1), False),
            ("RCPT", "554 account unavailable", (State.FAILED, 1), False),
            ("MAIL", "553 5.1.8 sender rejected", (State.DUE, 1), False),
            ("DOT", "554 5.6.0 message refused as junk", (State.FAILED, 1), False),
            ("CONNECT", "421 4.3.2 closing for maintenance", (State.DUE, 0), False),
            ("MAIL", "421 4.3.2 closing for maintenance", (State.DUE, 0), False),
            ("RCPT", "421 4.3.2 closing for maintenance", (State.DUE, 0), False),
            ("DATA", "421 4.3.2 closing for maintenance", (State.DUE, 0), False),
            ("DOT", "421 4.3.2 closing for maintenance", (State.DUE, 0), False),
        ],
    )
    def test_each_answer_is_believed_of_what_it_is_about(self, sink, due, alice, stage, reply, becomes, bounces):
        row = due("a", alice)
        sink.on(stage, reply)
        run()
        row.refresh_from_db()
        assert (row.state, row.attempts) == becomes
        assert HardBounce.objects.exists() is bounces

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
        row.refresh_from_db()
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

    @pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
    def test_a_server_that_closes_ends_the_batch(self, sink, due, alice, stage):
        rows = [due(name, alice) for name in "abc"]
        sink.on(stage, "421 4.3.2 closing")

        counts = run()
        assert (counts, counts.server_down) == (Counts(claimed=3, retried=3), True)
        assert sink.seen.count("CONNECT") == 1
        for row in rows:
            row.refresh_from_db()
            assert (row.state, row.attempts, row.token, row.reason) == (State.DUE, 0, None, "smtp 421")
            assert row.not_before - clock.now() > timedelta(seconds=20)

    def test_the_batch_after_begins_with_the_others_though_the_server_closes_for_one(self, sink, due, alice, bob):
        first = due("a", alice)
        others = [due(name, bob) for name in "bc"]
        sink.on("RCPT", "421 4.7.0 too much", to="alice@example.org")
        run()
        waits = {row.pk: row.not_before for row in Message.objects.all()}
        assert all(waits[first.pk] >= waits[row.pk] - timedelta(seconds=0.2) for row in others)

    def test_a_reminder_is_not_tried_for_ever(self, sink, due, alice):
        row = due("a", alice)
        sink.on("RCPT", "451 4.3.0 try again later")
        for _ in range(3):
            run(policy=RetryPolicy(tries=3))
            make_ready_again(row)

        assert run(policy=RetryPolicy(tries=3)) == Counts(claimed=1, failed=1)
        row.refresh_from_db()
        assert (row.state, row.reason, row.attempts) == (State.FAILED, "smtp 451", 3)


class TestNoAnswer:
    """The final dot left and nothing came back: hung up, or silent beyond the timeout."""

    @pytest.mark.parametrize("trouble", [DROP, 3])
    def test_a_student_gets_it_again_under_the_same_id(self, sink, due, alice, trouble):
        row = due("a", alice)
        sink.on("DOT", trouble, times=1)

        assert run(policy=IMPATIENT) == Counts(claimed=1, unanswered=1)
        assert run() == Counts(), "nobody takes it while the lease lasts"
        unanswered.settle(as_of=clock.now(), provider_log=None)
        row.refresh_from_db()
        assert row.handed_off_at is not None, "nor is it put back before"

        let_lease_end(row)
        assert unanswered.settle(as_of=clock.now(), provider_log=None).resent == 1
        assert run() == Counts(), "nor at once"
        make_ready_again(row)
        assert run() == Counts(claimed=1, sent=1)
        row.refresh_from_db()
        assert set(sink.messages) == {row.message_id}
        assert (row.state, row.resent_uncertain) == (State.SENT, 1)

    @pytest.mark.proof
    def test_a_server_that_takes_its_time_to_judge_a_message_is_waited_for(self, sink, due, alice, bob, settings):
        """Longer than for any other answer: who gives up on it sends the same mail again, and again."""
        settings.EMAIL_TIMEOUT = 1
        first, second = due("a", alice), due("b", bob)
        sink.on("DOT", 2, to=alice.email)
        sink.on("RCPT", 2, to=bob.email, times=1)

        # Of the mail after it, no other answer is waited for longer than usual.
        assert run(policy=RetryPolicy(answer=timedelta(seconds=10))) == Counts(claimed=2, sent=1, retried=1)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (State.SENT, State.DUE)
        assert sink.counts == {first.message_id: 1}

    def test_of_a_server_that_never_answers_a_student_gets_four_copies_ever_later_and_no_more(self, sink, due, alice):
        row = due("a", alice)
        sink.on("DOT", DROP)
        waits = []
        for _ in range(6):
            run()
            let_lease_end(row)
            unanswered.settle(as_of=clock.now(), provider_log=None)
            row.refresh_from_db()
            if row.not_before:
                waits.append(round((row.not_before - clock.now()) / timedelta(minutes=1)))
            make_ready_again(row)

        assert waits == [1, 2, 4]
        assert sink.counts == {row.message_id: 4}
        assert (row.state, row.reason, row.resent_uncertain) == (State.UNCERTAIN, "no answer", 3)

    def test_an_invitation_does_not_go_again_and_shows(self, sink, due):
        row = due("a", kind="invite", address="new@example.org")
        sink.on("DOT", DROP, times=1)

        assert run() == Counts(claimed=1, unanswered=1)
        let_lease_end(row)
        assert unanswered.settle(as_of=clock.now(), provider_log=None).uncertain == 1
        assert run() == Counts()
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.UNCERTAIN, "no answer")
        assert sink.counts == {row.message_id: 1}

    def test_a_cause_that_ends_meanwhile_leaves_it_uncertain_and_not_skipped(self, sink, due, causes, alice):
        row = due("a", alice)
        sink.on("DOT", DROP, times=1)
        run()
        causes.skip("a", "thanked")
        causes.refresh("a")
        let_lease_end(row)
        unanswered.settle(as_of=clock.now(), provider_log=None)
        causes.refresh("a")

        assert run() == Counts()
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.UNCERTAIN, "thanked")
        assert sink.counts == {row.message_id: 1}

    def test_a_server_that_hangs_up_inside_the_body_leaves_nothing_behind(self, sink, due, alice):
        row = due("a", alice)
        sink.on("BODY", DROP, times=1)

        outcome = run()

        # Whether the dot left before the hang-up was noticed is up to the network; sent it is in neither
        # case.
        assert outcome in (Counts(claimed=1, retried=1), Counts(claimed=1, unanswered=1))
        assert sink.taken == []
        row.refresh_from_db()
        assert row.state == State.DUE
