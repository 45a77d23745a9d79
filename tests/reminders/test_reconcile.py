from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import clock
from apps.reminders import kinds, leases
from apps.reminders.delivery import deliver_due
from apps.reminders.kinds import Audience
from apps.reminders.models import OptOut, Reminder, State
from apps.reminders.provider_log import LogUnavailable, Verdict
from apps.reminders.reconcile import PATIENCE_WITH_PROVIDER, reconcile

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
    """`causes` still yields it, `for_causes` says it is over: the one that was asked about it decides."""
    row = due("a", alice)
    Reminder.objects.filter(pk=row.pk).update(state=State.SKIPPED, reason="after the mark", ended_at=timezone.now())
    kind = kinds.get("note")
    causes.skip("a", "after the mark")
    kinds.unregister("note")
    kinds.register(replace(kind, causes=lambda as_of, user_id: ["a"]))

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
    causes.asked.clear()
    reconcile(as_of=clock.now())

    row.refresh_from_db()
    assert row.state == ended
    assert causes.asked == [], "nor is its cause asked about each minute"


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
    kinds.register(replace(first, causes=broken))
    kinds.register(causes.kind("note", Audience.STUDENT, "notes"))
    causes.want("a", due_at=future, user=alice)

    assert reconcile(as_of=clock.now()).broken == ["digest"]
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
    causes.answers.clear()
    monkeypatch.setattr("apps.reminders.reconcile.MOST_UNEXPECTED", 2)

    passes = 0
    while Reminder.objects.due().exists():
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
    assert Reminder.objects.filter(due_at=future + timedelta(hours=1)).count() == 250


class Provider:
    """A provider's log, as a test wants it: what it took, what it did not; of the rest it cannot say."""

    def __init__(self, **known: Verdict) -> None:
        self.known = known
        self.is_down = False
        self.meanwhile: Callable[[], object] = lambda: None

    def ask(self, *, message_id: str, handed_off_at: datetime, as_of: datetime) -> Verdict:
        self.meanwhile()
        if self.is_down:
            raise LogUnavailable("http 503")
        return self.known.get(message_id, Verdict.CANNOT_SAY)


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

        result = reconcile(as_of=clock.now(), provider_log=Provider(took=Verdict.TOOK, refused=Verdict.DID_NOT))

        assert (result.known_sent, result.known_unsent, result.resent, result.uncertain) == (1, 1, 1, 0)
        took.refresh_from_db()
        assert (took.state, took.resent_uncertain) == (State.SENT, 0)
        Reminder.objects.update(not_before=None)
        assert deliver_due(worker="test").sent == 2
        assert sink.counts == {"refused": 1, "silent": 1}
        for row, resent in ((refused, 0), (silent, 1)):
            row.refresh_from_db()
            assert row.resent_uncertain == resent

    def test_the_providers_log_spares_an_invitation_from_uncertainty(self, sink, unanswered):
        unanswered("a", "refused", kind="invite", address="new@example.org")

        reconcile(as_of=clock.now(), provider_log=Provider(refused=Verdict.DID_NOT))
        assert deliver_due(worker="test").sent == 1

    def test_an_answer_that_comes_behind_is_waited_for(self, sink, unanswered, alice):
        row = unanswered("a", "behind", user=alice)
        provider = Provider(behind=Verdict.NOT_YET)

        result = reconcile(as_of=clock.now(), provider_log=provider)
        assert (result.waiting_for_provider, result.resent) == (1, 0)
        assert deliver_due(worker="test").claimed == 0

        provider.known["behind"] = Verdict.TOOK
        assert reconcile(as_of=clock.now(), provider_log=provider).known_sent == 1
        row.refresh_from_db()
        assert (row.state, row.sent_at) == (State.SENT, row.handed_off_at)
        assert sink.taken == []

    def test_a_lease_that_ends_while_the_provider_is_asked_is_asked_about_next_time(self, sink, unanswered, alice):
        unanswered("a", "asked", user=alice)
        late = unanswered("b", "late", kind="invite", address="new@example.org")
        Reminder.objects.filter(pk=late.pk).update(leased_until=timezone.now() + timedelta(minutes=1))
        provider = Provider(asked=Verdict.TOOK, late=Verdict.TOOK)

        def ends_meanwhile() -> None:
            Reminder.objects.filter(pk=late.pk).update(leased_until=timezone.now() - timedelta(seconds=1))

        provider.meanwhile = ends_meanwhile
        result = reconcile(as_of=clock.now(), provider_log=provider)
        assert (result.known_sent, result.uncertain) == (1, 0)
        assert reconcile(as_of=clock.now(), provider_log=provider).known_sent == 1

    def test_a_provider_that_breaks_us_stops_no_kind(self, unanswered, causes, alice, future):
        row = unanswered("a", "x", user=alice)
        causes.want("b", due_at=future, user=alice)
        provider = Provider()
        provider.meanwhile = lambda: 1 / 0

        result = reconcile(as_of=clock.now(), provider_log=provider)
        assert (result.broken, result.changes.added) == (["unanswered hand-offs"], 1)
        row.refresh_from_db()
        assert (row.state, row.resent_uncertain) == (State.DUE, 0)

    def test_a_provider_that_is_down_is_waited_for_and_not_for_ever(self, sink, unanswered, alice):
        row = unanswered("a", "x", user=alice)
        provider = Provider()
        provider.is_down = True

        assert reconcile(as_of=clock.now(), provider_log=provider).waiting_for_provider == 1
        row.refresh_from_db()
        later = row.handed_off_at + PATIENCE_WITH_PROVIDER + timedelta(seconds=1)
        assert reconcile(as_of=later, provider_log=provider).resent == 1

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
        Reminder.objects.update(not_before=None)
        leases.claim(limit=1, lease=timedelta(minutes=2))

        assert not leases.mark_sent(pk=row.pk, token=token)
        row.refresh_from_db()
        assert row.state == State.DUE
