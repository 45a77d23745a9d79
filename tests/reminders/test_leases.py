import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.reminders import leases
from apps.reminders.leases import Pace
from apps.reminders.models import Reminder, State

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=2)


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(due, alice):
    row = due("a", alice)
    first, pks = leases.claim(limit=10, lease=LEASE)
    assert pks == [row.pk]
    assert leases.claim(limit=10, lease=LEASE)[1] == []

    Reminder.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    second, pks = leases.claim(limit=10, lease=LEASE)
    assert pks == [row.pk]
    assert first != second


class TestFencing:
    """A worker whose token is not on the row any more changes nothing."""

    @pytest.fixture
    def stale(self, due, alice):
        row = due("a", alice)
        token, _ = leases.claim(limit=1, lease=timedelta(seconds=-1))
        leases.claim(limit=1, lease=LEASE)
        row.refresh_from_db()
        return row, token

    def unchanged(self, row: Reminder) -> bool:
        fields = [field.attname for field in Reminder._meta.fields]
        return list(Reminder.objects.filter(pk=row.pk).values_list(*fields)) == [
            tuple(getattr(row, name) for name in fields)
        ]

    def test_hold(self, stale):
        row, token = stale
        with transaction.atomic():
            assert leases.hold(pks=[row.pk], token=token) == []

    def test_hand_off(self, stale):
        row, token = stale
        with pytest.raises(leases.ClaimLost):
            leases.hand_off(row=row, token=token, lease=LEASE)
        assert self.unchanged(row)

    def test_mark_sent(self, stale):
        row, token = stale
        assert not leases.mark_sent(pk=row.pk, token=token)
        assert self.unchanged(row)

    def test_mark_failed(self, stale):
        row, token = stale
        assert not leases.mark_failed(pk=row.pk, token=token, reason="smtp 550", as_of=timezone.now())
        assert self.unchanged(row)

    def test_put_back(self, stale):
        row, token = stale
        assert leases.put_back(pks=[row.pk], token=token, wait=LEASE) == 0
        assert self.unchanged(row)


def test_a_lease_that_is_over_hands_nothing_off_even_when_nobody_else_came(due, alice):
    row = due("a", alice)
    token, _ = leases.claim(limit=1, lease=timedelta(seconds=-1))

    with pytest.raises(leases.ClaimLost):
        leases.hand_off(row=row, token=token, lease=LEASE)
    row.refresh_from_db()
    assert (row.handed_off_at, row.message_id) == (None, "")


def test_a_hand_off_happens_once_for_one_claim(due, alice):
    row = due("a", alice)
    token, _ = leases.claim(limit=1, lease=LEASE)
    leases.hand_off(row=row, token=token, lease=LEASE)

    with pytest.raises(leases.ClaimLost):
        leases.hand_off(row=row, token=token, lease=LEASE)


def test_the_message_id_is_the_same_each_time_and_differs_between_rows(due, alice, settings):
    settings.SITE_URL = "https://acquaint.campus.example"
    first, second = due("a", alice), due("b", alice)
    again = Reminder.objects.get(pk=first.pk)

    assert leases.message_id(first) == leases.message_id(again) != leases.message_id(second)
    assert leases.message_id(first).endswith("@acquaint.campus.example>")
    settings.SITE_URL = "https://moved.campus.example"
    token, _ = leases.claim(limit=2, lease=LEASE)
    leases.hand_off(row=first, token=token, lease=LEASE)
    first.refresh_from_db()
    settings.SITE_URL = "https://moved-again.campus.example"
    assert leases.message_id(first) == first.message_id


def test_waits_double_up_to_the_longest_and_spread():
    pace = Pace(retry_first=timedelta(minutes=1), retry_longest=timedelta(hours=1))
    for attempts, minutes in ((1, 1), (2, 2), (5, 16), (7, 60), (1000, 60)):
        waits = [pace.wait(attempts) / timedelta(minutes=minutes) for _ in range(200)]
        assert min(waits) >= 0.5
        assert max(waits) <= 1.5
        assert max(waits) - min(waits) > 0.5


@pytest.mark.proof
def test_the_claim_reads_only_the_head_of_its_index(causes, alice):
    """However long the backlog, and whatever in it waits for a retry, for its time, or in other hands."""
    now = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(
            kind="note",
            cause_key=f"{number}",
            user=alice,
            due_at=now - timedelta(hours=1) + timedelta(hours=2 * (number % 4 == 3)),
            not_before=now + timedelta(hours=1) if number % 4 == 1 else None,
            **(
                {"token": "00000000-0000-4000-8000-000000000000", "leased_until": now + LEASE}
                if number % 4 == 2
                else {}
            ),
        )
        for number in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reminders_reminder")
        sql, params = Reminder.objects.ready().values_list("pk", flat=True)[:50].query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF) {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "reminder_ready" in plan
    assert "Sort" not in plan
    assert "Rows Removed" not in plan


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_is_changing_is_passed_over_and_not_waited_for(due, alice, bob):
    held, free = due("a", alice), due("b", bob)
    locked, release = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            Reminder.objects.select_for_update().get(pk=held.pk)
            locked.set()
            release.wait(10)
        connection.close()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        assert locked.wait(10)
        assert leases.claim(limit=10, lease=LEASE)[1] == [free.pk]
    finally:
        release.set()
        thread.join(10)


@pytest.mark.django_db(transaction=True)
def test_an_answer_survives_a_database_that_went_away_for_a_moment(due, alice):
    row = due("a", alice)
    token, _ = leases.claim(limit=1, lease=LEASE)
    leases.hand_off(row=row, token=token, lease=LEASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    thread = threading.Thread(target=cut)
    thread.start()
    thread.join(10)

    assert leases.mark_sent(pk=row.pk, token=token)
    row.refresh_from_db()
    assert row.state == State.SENT
