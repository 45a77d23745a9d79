"""One round of work, and that doing it twice at once, or five times, costs nothing."""

import threading
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from apps.core.locks import only_one
from apps.reminders import heartbeats, kinds, rounds, tasks
from apps.reminders.models import Heartbeat, Part, Reminder

pytestmark = pytest.mark.django_db


def test_everything_due_goes_and_the_workers_were_seen(sink, due, alice):
    for number in range(60):
        due(f"{number}", alice)
    rounds.deliver_until_done(worker="test", seconds=60)

    assert len(sink.counts) == 60
    assert heartbeats.was_seen(Part.WORKER, within=timedelta(seconds=60))


def test_with_its_time_used_it_ends_after_a_batch(sink, due, alice):
    for number in range(60):
        due(f"{number}", alice)
    rounds.deliver_until_done(worker="test", seconds=0)

    assert len(sink.counts) == 50


def test_without_a_mail_server_a_round_is_soon_over(sink, due, alice, settings):
    due("a", alice)
    settings.EMAIL_PORT = 1
    rounds.deliver_until_done(worker="test", seconds=60)

    assert Reminder.objects.get().reason == "no mail server (ConnectionRefusedError)"
    assert heartbeats.was_seen(Part.WORKER, within=timedelta(minutes=1)), "that nothing goes out is for watch to see"


@pytest.fixture
def slow(sink, monkeypatch) -> None:
    """A second for each mail, by the clock that a round goes by."""
    monkeypatch.setattr(rounds, "time", SimpleNamespace(monotonic=lambda: float(len(sink.counts))))


def test_in_a_long_backlog_rows_are_compared_between_two_batches(sink, slow, due, causes, alice, future):
    for number in range(60):
        due(f"{number}", alice)
    causes.want("meanwhile", due_at=future, user=alice)
    rounds.deliver_until_done(worker="test", seconds=tasks._BUDGET_SECONDS)

    assert Reminder.objects.filter(cause_key="meanwhile").exists()


def test_a_comparison_that_fails_is_not_tried_after_every_batch(sink, slow, due, alice, settings, monkeypatch):
    settings.REMINDER_RECONCILE_SECONDS = 180
    tried = []
    monkeypatch.setattr(rounds, "reconcile_in_turn", lambda *, every: tried.append(len(sink.counts)))
    for number in range(160):
        due(f"{number}", alice)
    rounds.deliver_until_done(worker="test", seconds=600)

    assert tried == [100]


@pytest.mark.django_db(transaction=True)
def test_two_reconcile_at_once_only_when_one_of_them_stands_still(causes, alice, future):
    causes.want("a", due_at=future, user=alice)
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with only_one(rounds._RECONCILING) as alone:
            assert alone
            inside.set()
            leave.wait(10)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert inside.wait(10)
        heartbeats.beat(Part.RECONCILE)
        for minutes, is_there in ((4, False), (6, True)):
            Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))
            rounds.reconcile_in_turn(every=60)
            assert Reminder.objects.exists() is is_there
    finally:
        leave.set()
        thread.join(10)


def test_reconciled_a_moment_ago_it_is_not_done_again(causes, alice, future):
    rounds.reconcile_in_turn(every=60)
    causes.want("a", due_at=future, user=alice)
    rounds.reconcile_in_turn(every=60)
    assert not Reminder.objects.exists()

    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=31))
    rounds.reconcile_in_turn(every=60)
    assert Reminder.objects.count() == 1


def test_a_kind_that_cannot_be_reconciled_is_no_pass(causes):
    def broken(as_of, user_id):
        raise RuntimeError("a query went wrong")

    kind = kinds.get("note")
    kinds.unregister("note")
    kinds.register(replace(kind, causes=broken))
    rounds.reconcile_in_turn(every=60)

    assert not heartbeats.was_seen(Part.RECONCILE, within=timedelta(seconds=60))
