"""More than one worker, and what overtakes a worker between its claim and DATA."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Message, State

pytestmark = pytest.mark.django_db


def run(**kwargs) -> Counts:
    return deliver_due(worker="test", **kwargs)


def let_lease_end(row: Message) -> None:
    Message.objects.filter(pk=row.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


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

        # While the first worker is between its claim and DATA, its lease ends and a second worker does the
        # work.
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
            causes.refresh("a")

        causes.compose_hook = thanked

        assert run() == Counts(claimed=1, lost=1)
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SKIPPED, "thanked")
        assert sink.taken == []
        assert "DATA" not in sink.seen
