import pytest
from celery import current_app

from apps.outbox.models import Message
from apps.outbox.tasks import deliver_due_messages
from apps.reminders.tasks import reconcile_reminders

pytestmark = pytest.mark.django_db


def test_one_wake_up_drains_all_that_is_due(sink, causes, alice, past):
    for number in range(120):
        causes.want(f"{number}", due_at=past, user=alice)

    reconcile_reminders()
    deliver_due_messages()
    deliver_due_messages()

    assert len(sink.counts) == 120
    assert set(sink.counts.values()) == {1}
    assert Message.objects.filter(state="sent").count() == 120


def test_beat_wakes_both_and_no_wake_up_expires(causes):
    """`expires` is judged by the worker's own clock: one that runs two hours ahead would throw all of them away."""
    schedule = current_app.conf.beat_schedule
    ticks = {entry["task"]: entry for entry in schedule.values()}

    assert set(ticks) >= {deliver_due_messages.name, reconcile_reminders.name}
    for entry in ticks.values():
        assert 0 < entry["schedule"] <= 60
        assert "expires" not in entry.get("options", {})


def test_a_wake_up_with_nothing_to_do_does_nothing(sink, db):
    reconcile_reminders()
    deliver_due_messages()
    assert sink.taken == []
