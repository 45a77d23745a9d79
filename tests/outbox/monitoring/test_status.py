"""The numbers that monitoring reads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Heartbeat, Message, Part, State
from apps.outbox.monitoring.status import status as status_at

pytestmark = pytest.mark.django_db


class TestStatus:
    def test_counts_what_monitoring_wants(self, sink, due, alice, bob, past):
        sink.on("RCPT", "451 4.3.0 later", to="bob@example.org")
        due("sent", alice)
        due("retried", bob)
        deliver_due(worker="test")
        row = due("uncertain", kind="invite", address="new@example.org")
        Message.objects.filter(pk=row.pk).update(
            state=State.UNCERTAIN, handed_off_at=clock.now(), ended_at=clock.now(), message_id="<x@y>"
        )
        Message.objects.filter(key="note:retried").update(created_at=past)
        Heartbeat.objects.beat(Part.WORKER)

        status = status_at(as_of=clock.now())

        assert (status.due_now, status.retrying, status.in_hand_off) == (1, 1, 0)
        assert 300 <= status.late_seconds < 400
        assert (status.sent_last_day, status.uncertain_last_day, status.failed_last_day) == (1, 1, 0)
        assert 0 <= status.slowest_seconds < 60, "late is from when it was written"
        numbers = status.as_numbers()
        assert 0 <= numbers["worker_seen_seconds_ago"] < 60
        assert numbers["beat_seen_seconds_ago"] == -1
        assert all(isinstance(value, int) for value in numbers.values())

    def test_what_was_written_after_its_time_is_late_from_then(self, due, alice):
        due("written now, due five minutes ago", alice)
        assert status_at(as_of=clock.now()).late_seconds < 60

    def test_what_was_left_for_another_day_is_neither_due_nor_late_before(self, sink, due, alice):
        row, now = due("a", alice), clock.now()
        yesterday = now - timedelta(days=1)
        Message.objects.filter(pk=row.pk).update(due_at=yesterday, created_at=yesterday)

        Message.objects.update(postponed_to=now + timedelta(hours=1))
        status = status_at(as_of=now)
        assert (status.due_now, status.late_seconds, status.coming) == (0, 0, 1)

        Message.objects.update(postponed_to=now - timedelta(minutes=2))
        status = status_at(as_of=now)
        assert (status.due_now, status.late_seconds, status.coming) == (1, 120, 0)

        assert deliver_due(worker="test").sent == 1
        assert 120 <= status_at(as_of=clock.now()).slowest_seconds < 180

    def test_costs_the_same_however_many_there_are(self, due, alice):
        def queries() -> int:
            as_of = clock.now()
            with CaptureQueriesContext(connection) as captured:
                status_at(as_of=as_of)
            return len(captured)

        for part in Part:
            Heartbeat.objects.beat(part)
        due("a", alice)
        one = queries()
        for number in range(20):
            due(f"{number}", alice)
        assert queries() == one == 8

    def test_the_last_day_is_read_by_its_index(self, due, alice):
        due("a", alice)
        with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
            status_at(as_of=clock.now())
            cursor.execute("SET LOCAL enable_seqscan = off")
            counting = next(one["sql"] for one in captured if "COUNT(" in one["sql"] and "resent" in one["sql"])
            cursor.execute(f"EXPLAIN {counting}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "message_ended" in plan
