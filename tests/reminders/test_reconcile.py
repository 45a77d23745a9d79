from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import clock
from apps.reminders import kinds, leases
from apps.reminders.delivery import deliver_due
from apps.reminders.kinds import Audience, Kind
from apps.reminders.models import OptOut, Reminder, State
from apps.reminders.reconcile import reconcile

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, str, str]]:
    return list(Reminder.objects.order_by("cause_key").values_list("cause_key", "state", "reason"))


def test_adds_what_is_missing(causes, alice, future):
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).changes.added == 1
    assert reconcile(as_of=clock.now()).changes.added == 0
    assert rows() == [("a", "due", "")]


def test_moves_what_is_due_at_another_time(causes, due, alice, future):
    row = due("a", alice)
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).changes.moved == 1
    row.refresh_from_db()
    assert row.due_at == future


@pytest.mark.parametrize(("reason", "shown"), [("thanked", "thanked"), (None, "cause gone")])
def test_ends_what_should_not_exist(causes, due, alice, reason, shown):
    due("a", alice)
    causes.skip("a", reason) if reason else causes.forget("a")

    assert reconcile(as_of=clock.now()).changes.ended == 1
    assert rows() == [("a", "skipped", shown)]


def test_brings_back_what_is_wanted_again(causes, due, alice, past):
    row = due("a", alice)
    Reminder.objects.filter(pk=row.pk).update(state=State.SKIPPED, reason="cancelled", ended_at=timezone.now())

    assert reconcile(as_of=clock.now()).changes.revived == 1
    assert rows() == [("a", "due", "")]


def test_a_query_that_is_too_wide_does_not_turn_a_row_on_and_off(causes, due, alice, past):
    """`expected` still yields it, `for_cause` says it is over: the one that was asked about it decides."""
    row = due("a", alice)
    Reminder.objects.filter(pk=row.pk).update(state=State.SKIPPED, reason="after the mark", ended_at=timezone.now())
    kind = kinds.get("note")
    too_wide = list(kind.expected(timezone.now(), None))
    causes.skip("a", "after the mark")
    kinds.unregister("note")
    fields = {**vars(kind), "expected": lambda as_of, user_id: too_wide}
    kinds.register(Kind(**fields))

    for _ in range(2):
        reconcile(as_of=clock.now())
        assert rows() == [("a", "skipped", "after the mark")]


@pytest.mark.parametrize("ended", [State.SENT, State.FAILED, State.UNCERTAIN])
def test_leaves_what_has_ended(causes, due, alice, future, ended):
    row = due("a", alice)
    now = timezone.now()
    Reminder.objects.filter(pk=row.pk).update(
        state=ended,
        reason="smtp 550",
        ended_at=now,
        handed_off_at=now,
        message_id="<x@example.org>",
        sent_at=now if ended == State.SENT else None,
    )
    causes.want("a", due_at=future, user=alice)
    reconcile(as_of=clock.now())

    row.refresh_from_db()
    assert row.state == ended


def test_heeds_an_opt_out_that_came_without_its_action(causes, due, alice, bob, past):
    due("a", alice)
    causes.want("b", due_at=past, user=bob)
    OptOut.objects.create(user=alice, group="notes")
    OptOut.objects.create(user=bob, group="notes")
    reconcile(as_of=clock.now())

    assert rows() == [("a", "skipped", "opted out"), ("b", "skipped", "opted out")]


def test_what_is_due_beyond_the_horizon_is_left_alone(causes, due, alice):
    row = due("a", alice)
    Reminder.objects.filter(pk=row.pk).update(due_at=timezone.now() + timedelta(days=30))
    causes.forget("a")
    causes.asked.clear()
    reconcile(as_of=clock.now())

    assert causes.asked == []
    assert rows() == [("a", "due", "")]


def test_a_kind_that_fails_does_not_stop_the_others(causes, alice, future):
    def broken(as_of, user_id):
        raise RuntimeError("a query went wrong")
        yield

    kinds.unregister("digest")
    kinds.unregister("note")
    first = causes.kind("digest", Audience.STAFF)
    kinds.register(Kind(**{**vars(first), "expected": broken}))
    kinds.register(causes.kind("note", Audience.STUDENT, "notes"))
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).broken == ["digest"]
    assert rows() == [("a", "due", "")]


def test_the_number_of_queries_does_not_grow_with_the_rows(causes, alice, bob, future):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reconcile(as_of=clock.now())
        return len(captured)

    causes.want("a", due_at=future, user=alice)
    first = queries()
    for number in range(250):
        causes.want(f"more-{number}", due_at=future, user=bob)
    adding = queries()
    unchanged = queries()
    for number in range(250):
        causes.want(f"more-{number}", due_at=future + timedelta(hours=1), user=bob)
    moving = queries()

    assert adding == first
    assert unchanged <= first
    assert moving <= first + 2
    assert Reminder.objects.filter(due_at=future + timedelta(hours=1)).count() == 250


class Provider:
    """A provider's log, as a test wants it: what it took, what it did not; of the rest it cannot say."""

    def __init__(self, **known: bool) -> None:
        self.known = known

    def accepted(self, message_id: str) -> bool | None:
        return self.known.get(message_id)


class TestUnansweredHandOffs:
    @pytest.fixture
    def unanswered(self, due):
        def make(key: str, message_id: str, **recipient) -> Reminder:
            row = due(key, **recipient)
            past = timezone.now() - timedelta(minutes=1)
            Reminder.objects.filter(pk=row.pk).update(
                token=uuid4(), leased_until=past, handed_off_at=past, message_id=message_id, attempts=1
            )
            return row

        return make

    def test_the_providers_log_is_believed(self, sink, unanswered, alice):
        took = unanswered("a", "took", user=alice)
        refused = unanswered("b", "refused", user=alice)
        silent = unanswered("c", "silent", user=alice)

        result = reconcile(as_of=clock.now(), provider_log=Provider(took=True, refused=False))

        assert (result.known_sent, result.known_unsent, result.resent, result.uncertain) == (1, 1, 1, 0)
        took.refresh_from_db()
        assert (took.state, took.resent_uncertain) == (State.SENT, 0)
        assert deliver_due(worker="test").sent == 2
        assert sink.counts == {"refused": 1, "silent": 1}
        for row, resent in ((refused, 0), (silent, 1)):
            row.refresh_from_db()
            assert row.resent_uncertain == resent

    def test_the_providers_log_spares_an_invitation_from_uncertainty(self, sink, unanswered):
        unanswered("a", "refused", kind="invite", address="new@example.org")

        reconcile(as_of=clock.now(), provider_log=Provider(refused=False))
        assert deliver_due(worker="test").sent == 1

    def test_a_late_answer_still_counts_before_anybody_else_took_it(self, unanswered, alice):
        row = unanswered("a", "x", user=alice)
        row.refresh_from_db()
        token = row.token
        reconcile(as_of=clock.now())

        assert leases.mark_sent(pk=row.pk, token=token)
        row.refresh_from_db()
        assert row.state == State.SENT

    def test_a_late_answer_is_refused_after_another_worker_took_it(self, sink, unanswered, alice):
        row = unanswered("a", "x", user=alice)
        row.refresh_from_db()
        token = row.token
        reconcile(as_of=clock.now())
        leases.claim(limit=1, lease=timedelta(minutes=2))

        assert not leases.mark_sent(pk=row.pk, token=token)
        row.refresh_from_db()
        assert row.state == State.DUE
