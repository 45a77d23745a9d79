"""Every step of a message, and that a worker whose fencing token is gone changes nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from apps.core import clock
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Lane, Message, State
from apps.outbox.querysets import ALL_LANES, ClaimLost

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=2)
OVER = timedelta(seconds=-1)


def claim(limit: int = 10, lease: timedelta = LEASE, **options: object):
    token, found = Message.objects.claim(limit=limit, lease=lease, **options)
    return token, [row.pk for row in found]


def hand_off(*rows: Message, token, message_id: str = "<1@campus.example>", lease: timedelta = LEASE) -> None:
    Message.objects.hand_off(
        pks=[row.pk for row in rows], token=token, lease=lease, message_id=message_id, address=rows[0].address
    )


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(due, alice):
    row = due("a", alice)
    first, pks = claim()
    assert pks == [row.pk]
    assert claim()[1] == []

    Message.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    second, pks = claim()
    assert pks == [row.pk]
    assert first != second


class TestFencing:
    """A worker whose token is not on the row any more changes nothing."""

    @pytest.fixture
    def stale(self, due, alice):
        row = due("a", alice)
        token, _ = claim(lease=OVER)
        claim()
        row.refresh_from_db()
        return row, token

    def unchanged(self, row: Message) -> bool:
        fields = [field.attname for field in Message._meta.fields]
        return list(Message.objects.filter(pk=row.pk).values_list(*fields)) == [
            tuple(getattr(row, name) for name in fields)
        ]

    def test_begin_attempt(self, stale):
        row, token = stale
        with pytest.raises(ClaimLost):
            Message.objects.begin_attempt(row, token=token, lease=LEASE)
        assert self.unchanged(row)

    def test_hand_off(self, stale):
        row, token = stale
        with pytest.raises(ClaimLost):
            hand_off(row, token=token)
        assert self.unchanged(row)

    @pytest.mark.parametrize(
        "step",
        [
            lambda pk, token: Message.objects.mark_sent(pks=[pk], token=token),
            lambda pk, token: Message.objects.put_back(pks=[pk], token=token, wait=LEASE),
            lambda pk, token: Message.objects.release(pks=[pk], token=token),
            lambda pk, token: Message.objects.fail({pk: "smtp 550"}, token=token, as_of=clock.now()),
            lambda pk, token: Message.objects.end({pk: "thanked"}, token=token, as_of=clock.now()),
            lambda pk, token: Message.objects.move({pk: clock.now()}, token=token),
            lambda pk, token: Message.objects.postpone({pk: clock.now()}, token=token),
        ],
        ids=["mark_sent", "put_back", "release", "fail", "end", "move", "postpone"],
    )
    def test_every_other_step(self, stale, step):
        row, token = stale
        assert step(row.pk, token) == 0
        assert self.unchanged(row)


def test_a_lease_that_is_over_hands_nothing_off_even_when_nobody_else_came(due, alice):
    row = due("a", alice)
    token, _ = claim(lease=OVER)

    with pytest.raises(ClaimLost):
        hand_off(row, token=token)
    row.refresh_from_db()
    assert (row.handed_off_at, row.message_id) == (None, "")


def test_a_hand_off_happens_once_for_one_claim(due, alice):
    row = due("a", alice)
    token, _ = claim()
    hand_off(row, token=token)

    with pytest.raises(ClaimLost):
        hand_off(row, token=token)


def test_a_mail_of_several_is_handed_off_as_a_whole_or_not_at_all(due, alice):
    first, second = due("a", alice), due("b", alice)
    token, _ = claim()
    Message.objects.end({second.pk: "thanked"}, as_of=clock.now())

    with pytest.raises(ClaimLost):
        hand_off(first, second, token=token)
    first.refresh_from_db()
    assert (first.state, first.handed_off_at, first.message_id) == (State.DUE, None, "")


class TestUnderWhichMessageId:
    """What may have arrived goes again under the same one; what is moved and surely did not gets another."""

    @pytest.fixture
    def refused(self, due, alice):
        row = due("a", alice)
        token, _ = claim()
        hand_off(row, token=token)
        Message.objects.put_back(pks=[row.pk], token=token, wait=timedelta())
        return row

    def message_id(self, row: Message) -> str:
        row.refresh_from_db()
        return row.message_id

    def test_tried_again_it_keeps_it(self, refused):
        assert self.message_id(refused) == "<1@campus.example>"

    def test_moved_it_gets_another(self, refused):
        Message.objects.move({refused.pk: clock.now()})
        assert self.message_id(refused) == ""

    def test_moved_in_doubt_it_keeps_it(self, refused):
        Message.objects.filter(pk=refused.pk).update(resent_uncertain=1)
        Message.objects.move({refused.pk: clock.now()})
        assert self.message_id(refused) == "<1@campus.example>"


@pytest.mark.proof
def test_the_claim_reads_only_the_head_of_its_index(alice):
    """However long the backlog, and whatever in it waits for a retry, for its time, or in other hands."""
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            key=f"note:{number}",
            writer="reminders",
            audience="student",
            resend_when_unanswered=True,
            lane=tuple(Lane)[number // 4 % 3],
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
        cursor.execute("ANALYZE outbox_message")
        for lane in Lane:
            ready = Message.objects.ready(lane=lane).values_list("pk", flat=True)[:50]
            sql, params = ready.query.sql_with_params()
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF) {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "message_ready" in plan
            assert "Sort" not in plan
            assert "Rows Removed" not in plan


def test_what_is_wanted_now_is_claimed_before_all_that_waited_longer(due, alice):
    rows = [due(f"{number}", alice) for number in range(3)]
    Message.objects.filter(pk=rows[2].pk).update(lane=Lane.NOW, due_at=timezone.now() - timedelta(seconds=1))

    assert claim(limit=2)[1] == [rows[2].pk, rows[0].pk]


def test_codes_are_claimed_alone_and_before_all_else(due, alice):
    rows = [due(f"{number}", alice) for number in range(4)]
    Message.objects.filter(pk__in=[rows[2].pk, rows[3].pk]).update(lane=Lane.CODE)

    assert claim(lanes=[Lane.NOW, Lane.LATER], limit=1)[1] == [rows[0].pk]
    assert claim()[1] == [rows[2].pk, rows[3].pk]
    assert claim()[1] == [rows[1].pk]


def test_the_lanes_are_those_that_are_known():
    assert tuple(Lane.values) == ALL_LANES


@pytest.mark.parametrize(("reason", "attempts"), [("no mail server (OSError)", 0), ("", 4)])
def test_what_is_postponed_keeps_only_attempts_that_ended_in_silence(due, alice, reason, attempts):
    row = due("a", alice)
    token, _ = claim()
    Message.objects.filter(pk=row.pk).update(reason=reason, attempts=5)
    tomorrow = clock.now() + timedelta(days=1)

    assert Message.objects.postpone({row.pk: tomorrow}, token=token) == 1
    row.refresh_from_db()
    assert (row.state, row.reason, row.attempts, row.postponed_to) == (State.DUE, "", attempts, tomorrow)
    assert claim()[1] == []

    Message.objects.move({row.pk: row.due_at})
    assert claim()[1] == [row.pk], "moved, it goes at its new time"


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_is_changing_is_passed_over_and_not_waited_for(due, alice, bob):
    held, free = due("a", alice), due("b", bob)
    locked, release = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=held.pk)
            locked.set()
            release.wait(10)
        connection.close()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        assert locked.wait(10)
        assert claim()[1] == [free.pk]
    finally:
        release.set()
        thread.join(10)


@pytest.mark.django_db(transaction=True)
def test_an_answer_survives_a_database_that_went_away_for_a_moment(due, alice):
    row = due("a", alice)
    token, _ = claim()
    hand_off(row, token=token)
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

    assert Message.objects.mark_sent(pks=[row.pk], token=token) == 1
    row.refresh_from_db()
    assert row.state == State.SENT


def send_again(row: Message) -> int:
    return Message.objects.filter(pk=row.pk).send_again(as_of=timezone.now())


class TestSendAgain:
    def test_a_failed_one_goes_under_a_message_id_of_its_own_still(self, sink, due, alice):
        row = due("a", alice)
        sink.on("DOT", "550 5.7.1 no", times=1)
        deliver_due(worker="test")
        row.refresh_from_db()
        first_id = row.message_id
        assert first_id

        assert send_again(row)
        assert deliver_due(worker="test").sent == 1
        assert sink.counts == {first_id: 1}

    def test_an_uncertain_one_is_counted(self, sink, due):
        row = due("a", kind="invite", address="new@example.org")
        Message.objects.filter(pk=row.pk).update(
            state=State.UNCERTAIN,
            handed_off_at=timezone.now(),
            ended_at=timezone.now(),
            message_id="<x@example.org>",
        )

        assert send_again(row)
        deliver_due(worker="test")
        row.refresh_from_db()
        assert (row.state, row.resent_uncertain) == (State.SENT, 1)
        assert sink.counts == {"<x@example.org>": 1}

    @pytest.mark.parametrize("state", ["due", "sent", "skipped"])
    def test_no_other(self, sink, due, causes, alice, state):
        row = due("a", alice)
        if state == "skipped":
            causes.skip("a", "thanked")
        if state != "due":
            deliver_due(worker="test")

        assert not send_again(row)
        row.refresh_from_db()
        assert row.state == state
