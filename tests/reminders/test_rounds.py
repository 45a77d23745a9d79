"""Comparing in turn: doing it twice at once, or five times, costs nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.core.locks import only_one
from apps.outbox import heartbeats
from apps.outbox.models import Heartbeat, Part
from apps.reminders import rounds
from apps.reminders.models import Reminder

pytestmark = pytest.mark.django_db


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


def test_causes_that_cannot_be_reconciled_are_no_pass(causes):
    def broken():
        raise RuntimeError("a query went wrong")

    causes.near_instead = broken
    rounds.reconcile_in_turn(every=60)

    assert not heartbeats.was_seen(Part.RECONCILE, within=timedelta(seconds=60))


def test_in_a_long_backlog_rows_are_compared_between_batches_and_one_that_fails_is_not_tried_after_each(
    causes, settings, monkeypatch
):
    settings.REMINDER_RECONCILE_SECONDS = 180
    monkeypatch.setattr(rounds, "_last_try", 0.0)
    tried: list[float] = []
    monkeypatch.setattr(rounds, "reconcile_in_turn", lambda *, every: tried.append(every))
    for seconds in (1000, 1050, 1089, 1091):
        monkeypatch.setattr(rounds.time, "monotonic", lambda seconds=seconds: float(seconds))
        rounds.reconcile_between_batches()

    assert tried == [360, 360]
