"""Comparing in turn: doing it twice at once, or five times, costs nothing. And what beat wakes."""

import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from apps.core.operations.database import only_one
from apps.outbox.models import Heartbeat, Message, Part
from apps.outbox.tasks import deliver_codes, deliver_due_messages
from apps.reminders import tasks
from apps.reminders.models import Reminder
from apps.reminders.tasks import reconcile_reminders

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_two_reconcile_at_once_only_when_one_of_them_stands_still(causes, alice, future):
    causes.want("a", due_at=future, user=alice)
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with only_one(tasks._RECONCILING) as alone:
            assert alone
            inside.set()
            leave.wait(10)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert inside.wait(10)
        Heartbeat.objects.beat(Part.RECONCILE)
        for minutes, is_there in ((4, False), (6, True)):
            Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))
            tasks.reconcile_in_turn(every=60)
            assert Reminder.objects.exists() is is_there
    finally:
        leave.set()
        thread.join(10)


def test_reconciled_a_moment_ago_it_is_not_done_again(causes, alice, future):
    tasks.reconcile_in_turn(every=60)
    causes.want("a", due_at=future, user=alice)
    tasks.reconcile_in_turn(every=60)
    assert not Reminder.objects.exists()

    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=31))
    tasks.reconcile_in_turn(every=60)
    assert Reminder.objects.count() == 1


def test_causes_that_cannot_be_reconciled_are_no_pass(causes):
    def broken():
        raise RuntimeError("a query went wrong")

    causes.near_instead = broken
    tasks.reconcile_in_turn(every=60)

    assert not Heartbeat.objects.was_seen(Part.RECONCILE, within=timedelta(seconds=60))


def test_in_a_long_backlog_rows_are_compared_between_batches_and_one_that_fails_is_not_tried_after_each(
    causes, settings, monkeypatch
):
    settings.REMINDER_RECONCILE_SECONDS = 180
    monkeypatch.setattr(tasks, "_last_try", 0.0)
    tried: list[float] = []
    monkeypatch.setattr(tasks, "reconcile_in_turn", lambda *, every: tried.append(every))
    for seconds in (1000, 1050, 1089, 1091):
        monkeypatch.setattr(tasks.time, "monotonic", lambda seconds=seconds: float(seconds))
        tasks.reconcile_between_batches()

    assert tried == [360, 360]


def test_one_wake_up_drains_all_that_is_due(sink, causes, alice, past):
    for number in range(60):  # more than one batch
        causes.want(f"{number}", due_at=past, user=alice)

    reconcile_reminders()
    deliver_due_messages()
    deliver_due_messages()

    assert len(sink.counts) == 60
    assert set(sink.counts.values()) == {1}
    assert Message.objects.filter(state="sent").count() == 60


def test_beat_wakes_each_and_no_wake_up_expires(causes):
    """`expires` is judged by the worker's own clock: one that runs two hours ahead would throw all of them away."""
    schedule = current_app.conf.beat_schedule
    ticks = {entry["task"]: entry for entry in schedule.values()}

    for name in (deliver_due_messages.name, deliver_codes.name, reconcile_reminders.name):
        assert 0 < ticks[name]["schedule"] <= 60
    for entry in ticks.values():
        assert "expires" not in entry.get("options", {})


def test_a_wake_up_with_nothing_to_do_does_nothing(sink, db):
    reconcile_reminders()
    deliver_due_messages()
    assert sink.taken == []
