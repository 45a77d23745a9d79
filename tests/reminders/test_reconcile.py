from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import clock
from apps.outbox.models import Audience, Message, State
from apps.reminders import kinds
from apps.reminders.models import OptOut, Reminder
from apps.reminders.reconcile import reconcile
from tests.reminders.kinds_of_the_tests import Causes

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, str, str]]:
    return list(Reminder.objects.order_by("cause_key").values_list("cause_key", "message__state", "message__reason"))


def test_adds_what_is_missing(causes, alice, future):
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).changes.added == 1
    assert reconcile(as_of=clock.now()).changes.added == 0
    assert rows() == [("a", "due", "")]


def test_moves_what_is_due_at_another_time(causes, due, alice, future):
    row = due("a", alice)
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).changes.moved == 1
    row.message.refresh_from_db()
    assert row.message.due_at == future


@pytest.mark.parametrize(("reason", "shown"), [("thanked", "thanked"), (None, "cause gone")])
def test_ends_what_should_not_exist(causes, due, alice, reason, shown):
    due("a", alice)
    causes.skip("a", reason) if reason else causes.forget("a")

    assert reconcile(as_of=clock.now()).changes.ended == 1
    assert rows() == [("a", "skipped", shown)]


def test_brings_back_what_is_wanted_again(causes, due, alice, past):
    row = due("a", alice)
    Message.objects.filter(pk=row.message_id).update(state=State.SKIPPED, reason="cancelled", ended_at=timezone.now())

    assert reconcile(as_of=clock.now()).changes.revived == 1
    assert rows() == [("a", "due", "")]


def test_a_query_that_is_too_wide_does_not_turn_a_row_on_and_off(causes, due, alice, past):
    """What is near still has it, and the kind says it is over: the one that was asked about it decides."""
    row = due("a", alice)
    Message.objects.filter(pk=row.message_id).update(
        state=State.SKIPPED, reason="after the mark", ended_at=timezone.now()
    )
    causes.skip("a", "after the mark")
    causes.near_instead = lambda: ["a"]

    for _ in range(2):
        reconcile(as_of=clock.now())
        assert rows() == [("a", "skipped", "after the mark")]


@pytest.mark.parametrize("ended", [State.SENT, State.FAILED, State.UNCERTAIN])
def test_leaves_what_has_ended(causes, due, alice, future, ended):
    row = due("a", alice)
    now = timezone.now()
    Message.objects.filter(pk=row.message_id).update(
        state=ended,
        reason="smtp 550",
        ended_at=now,
        handed_off_at=now,
        message_id="<x@example.org>",
        sent_at=now if ended == State.SENT else None,
    )
    causes.want("a", due_at=future, user=alice)
    reconcile(as_of=clock.now())

    row.message.refresh_from_db()
    assert row.message.state == ended


def test_what_is_over_for_all_its_kinds_is_not_asked_about_each_minute(causes, due, alice):
    for slug in ("invite", "digest"):
        kinds.unregister(slug)
    try:
        row = due("a", alice)
        now = timezone.now()
        Message.objects.filter(pk=row.message_id).update(state=State.FAILED, reason="smtp 550", ended_at=now)
        causes.asked.clear()
        reconcile(as_of=clock.now())

        assert causes.asked == []
    finally:
        kinds.register(causes.kind("invite", Audience.INVITATION))
        kinds.register(causes.kind("digest", Audience.STAFF))


def test_respects_an_opt_out_that_came_without_its_action(causes, due, alice, bob, past):
    due("a", alice)
    causes.want("b", due_at=past, user=bob)
    OptOut.objects.create(user=alice, group="notes")
    OptOut.objects.create(user=bob, group="notes")
    reconcile(as_of=clock.now())

    assert rows() == [("a", "skipped", "opted out"), ("b", "skipped", "opted out")]


def test_what_is_due_beyond_the_horizon_is_left_alone(causes, due, alice):
    row = due("a", alice)
    Message.objects.filter(pk=row.message_id).update(due_at=timezone.now() + timedelta(days=30))
    causes.forget("a")
    causes.asked.clear()
    reconcile(as_of=clock.now())

    assert causes.asked == []
    assert rows() == [("a", "due", "")]


def test_a_type_of_cause_that_fails_does_not_stop_the_others(causes, alice, future):
    def broken():
        raise RuntimeError("a query went wrong")

    others = Causes(near_instead=broken)
    others.name = "broken"
    kinds.unregister("digest")
    kinds.register(others.kind("digest", Audience.STAFF))
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).broken == ["broken"]
    assert rows() == [("a", "due", "")]


def test_a_cause_that_cannot_be_decided_stops_no_other(causes, due, alice, bob, future):
    due("broken", alice)
    for number in range(5):
        causes.want(f"fine-{number}", due_at=future, user=bob)
    causes.undecidable.add("broken")

    result = reconcile(as_of=clock.now())

    assert (result.changes.added, result.unasked, result.broken) == (5, 1, [])
    assert ("broken", "due", "") in rows()


def test_a_row_whose_cause_nobody_names_has_its_turn_however_many_there_are(causes, due, alice, monkeypatch):
    for key in "abcdefgh":
        due(key, alice)
    causes.decisions.clear()
    monkeypatch.setattr("apps.reminders.reconcile.MOST_UNEXPECTED", 2)

    passes = 0
    while Message.objects.due().exists():
        assert reconcile(as_of=clock.now()).changes.ended == 2
        passes += 1
    assert passes == 4


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
    assert Message.objects.filter(due_at=future + timedelta(hours=1)).count() == 250


class ABrokenProvider:
    def ask(self, **_: object) -> None:
        raise ZeroDivisionError


def test_a_provider_that_breaks_us_stops_no_kind(causes, due, alice, future):
    row = due("a", alice).message
    past = timezone.now() - timedelta(minutes=1)
    Message.objects.filter(pk=row.pk).update(
        token=uuid4(), leased_until=past, handed_off_at=past, message_id="x", attempts=1
    )
    causes.want("b", due_at=future, user=alice)

    result = reconcile(as_of=clock.now(), provider_log=ABrokenProvider())
    assert (result.broken, result.changes.added) == (["unanswered hand-offs"], 1)
    row.refresh_from_db()
    assert (row.state, row.resent_uncertain) == (State.DUE, 0)
