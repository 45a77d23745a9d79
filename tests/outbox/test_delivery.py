"""Delivery is judged by the sink; the row is only asked what it tells the delivery log."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Message, State
from apps.outbox.retry import RetryPolicy
from apps.reminders.models import OptOut

pytestmark = pytest.mark.django_db


def run(**kwargs) -> Counts:
    return deliver_due(worker="test", **kwargs)


def make_ready_again(row: Message) -> None:
    """Let the backoff pass."""
    Message.objects.filter(pk=row.pk).update(not_before=None)


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
    causes.refresh("a")

    assert run() == Counts()
    assert sink.taken == []


def test_the_longest_waiting_goes_first(sink, due, alice):
    rows = [due(key, alice) for key in ("second", "third", "first")]
    for row, minutes in zip(rows, (30, 20, 40), strict=True):
        due_at = timezone.now() - timedelta(minutes=minutes)
        Message.objects.filter(pk=row.pk).update(due_at=due_at)

    run()

    assert [one.message["Subject"] for one in sink.taken] == ["note first", "note second", "note third"]


def test_the_mail_carries_the_id_of_its_cause(sink, due, alice):
    due("a", alice)
    run()
    assert sink.taken[0].message["X-Reminder"] == "note:a"


def test_one_id_from_cause_to_mail_in_the_logs(sink, causes, past, alice, caplog, django_capture_on_commit_callbacks):
    causes.want("a", due_at=past, user=alice)
    with caplog.at_level(logging.INFO):
        with django_capture_on_commit_callbacks(execute=True):
            causes.refresh("a")
        run()
    told = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    assert [one["event"] for one in told if one.get("key") == "note:a"] == ["reminder_written", "message"]


def test_each_cause_is_asked_just_before_its_mail_goes(sink, due, causes, alice, bob):
    """While the first mail takes its time, the second cause may end."""
    due("a", alice)
    second = due("b", bob)

    def meanwhile() -> None:
        causes.compose_hook = None
        causes.forget("b")

    causes.compose_hook = meanwhile
    assert run() == Counts(claimed=2, sent=1, skipped=1)
    second.refresh_from_db()
    assert (second.reason, second.attempts) == ("cause gone", 0)


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
    causes.refresh("future")

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
        Message.objects.filter(pk=row.pk).update(key="retired:a")

        assert run() == Counts(claimed=1, skipped=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "kind gone")


class TestAMailThatKillsItsWorker:
    """SystemExit stands for the kill: no handler of ours sees it, and nothing after it is done."""

    @pytest.fixture
    def poison(self, causes) -> Callable[[str], None]:
        def plant(key: str) -> None:
            causes.unwritable[key] = SystemExit()  # type: ignore[assignment]

        return plant

    def until_it_is_over(self, tries: int) -> None:
        policy = RetryPolicy(tries=tries)
        for _ in range(tries + 3):
            Message.objects.due().update(not_before=None, leased_until=None)
            try:
                run(policy=policy)
            except SystemExit:
                continue

    def test_its_neighbors_are_not_tried_to_death(self, sink, due, poison, alice, bob):
        bad = due("a", alice)
        rows = [due(f"b{number}", bob) for number in range(5)]
        poison("a")

        self.until_it_is_over(3)

        bad.refresh_from_db()
        assert (bad.state, bad.reason, bad.attempts) == (State.FAILED, "too many attempts", 3)
        for row in rows:
            row.refresh_from_db()
            assert (row.state, row.attempts) == (State.SENT, 1)
        assert set(sink.counts.values()) == {1}

    def test_the_mail_before_it_is_in_no_doubt(self, sink, due, poison, alice, bob):
        first, bad = due("a", bob), due("b", alice)
        poison("b")

        with pytest.raises(SystemExit):
            run()
        self.until_it_is_over(3)

        first.refresh_from_db()
        bad.refresh_from_db()
        assert (first.state, first.resent_uncertain, bad.state) == (State.SENT, 0, State.FAILED)
        assert sink.counts == {first.message_id: 1}


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
            run(policy=RetryPolicy(tries_to_write=3))
        row.refresh_from_db()
        assert (row.state, row.reason, row.attempts) == (State.FAILED, "KeyError", 3)
        assert [one.to for one in sink.taken] == ["bob@example.org"]

    def test_a_cause_that_cannot_be_decided(self, sink, due, causes, alice, bob):
        row = due("a", alice)
        due("b", bob)
        causes.undecidable.add("a")

        assert run() == Counts(claimed=2, sent=1, retried=1)
        row.refresh_from_db()
        assert (row.state, row.reason, row.attempts) == (State.DUE, "LookupError", 1)
        assert [one.to for one in sink.taken] == ["bob@example.org"]

        causes.undecidable.clear()
        make_ready_again(row)
        assert run().sent == 1

    @pytest.mark.parametrize("address", ["no-domain", "two@lines\r\nBcc: all@example.org", "spaced out@example.org"])
    def test_an_address_no_server_should_see_fails_at_once(self, sink, due, causes, bob, address):
        row = due("a", kind="invite", address="x@example.org")
        due("b", bob)
        causes.want("a", kind="invite", due_at=row.due_at, address=address)

        assert run().failed == 1
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.FAILED, "bad address")
        assert [one.to for one in sink.taken] == ["bob@example.org"]
