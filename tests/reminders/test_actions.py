from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from apps.reminders import actions, kinds, leases
from apps.reminders.delivery import deliver_due
from apps.reminders.models import OptOut, Reminder, State
from tests.smtp_sink import DROP

pytestmark = pytest.mark.django_db


def refresh_cause(key: str) -> None:
    actions.refresh_cause(cause_key=key, as_of=timezone.now())


def rows() -> list[tuple[str, str, str, str]]:
    found = Reminder.objects.order_by("kind", "cause_key")
    return list(found.values_list("kind", "cause_key", "state", "reason"))


class TestRefreshedTogether:
    def test_causes_wait_for_the_end_and_are_as_they_are_then(self, causes, alice, past, future):
        with actions.refreshed_together(as_of=timezone.now()):
            causes.want("a", due_at=past, user=alice)
            refresh_cause("a")
            causes.want("a", due_at=future, user=alice)
            causes.want("b", due_at=future, user=alice)
            refresh_cause("b")
            assert rows() == []

        assert rows() == [("note", "a", "due", ""), ("note", "b", "due", "")]
        assert {row.due_at for row in Reminder.objects.all()} == {future}

    def test_where_the_block_raises_nothing_is_refreshed_and_later_acts_are_not_held_up(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        with suppress(ValueError), actions.refreshed_together(as_of=timezone.now()):
            refresh_cause("a")
            raise ValueError
        assert rows() == []

        refresh_cause("a")
        assert rows() == [("note", "a", "due", "")]


class TestRefreshCause:
    def test_adds_what_should_exist_for_every_kind(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        causes.want("a", kind="invite", due_at=future, address="new@example.org")
        refresh_cause("a")
        refresh_cause("a")

        assert rows() == [("invite", "a", "due", ""), ("note", "a", "due", "")]
        assert Reminder.objects.get(kind="note").user == alice
        assert Reminder.objects.get(kind="invite").address == "new@example.org"

    def test_moves_and_takes_it_from_a_worker_who_holds_it(self, causes, due, alice, future):
        row = due("a", alice)
        token, pks = leases.claim(limit=5, lease=timedelta(minutes=2))
        assert pks == [row.pk]
        causes.want("a", due_at=future, user=alice)
        refresh_cause("a")

        row.refresh_from_db()
        assert (row.due_at, row.token, row.leased_until) == (future, None, None)
        with pytest.raises(leases.ClaimLost):
            leases.hand_off(row=row, token=token, lease=timedelta(minutes=2))

    def test_follows_a_new_recipient(self, causes, alice, bob, future):
        causes.want("a", due_at=future, user=alice)
        refresh_cause("a")
        causes.want("a", due_at=future, user=bob)
        refresh_cause("a")

        assert Reminder.objects.get().user == bob

    @pytest.mark.parametrize("reason", ["thanked", "after the mark"])
    def test_ends_with_the_reason(self, causes, alice, future, reason):
        causes.want("a", due_at=future, user=alice)
        refresh_cause("a")
        causes.skip("a", reason)
        refresh_cause("a")

        assert rows() == [("note", "a", "skipped", reason)]
        assert Reminder.objects.get().ended_at is not None

    def test_ends_what_no_kind_knows_any_more(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        refresh_cause("a")
        causes.forget("a")
        refresh_cause("a")

        assert rows() == [("note", "a", "skipped", "cause gone")]

    def test_brings_a_skipped_one_back_when_it_is_wanted_again(self, causes, sink, due, alice, past):
        due("a", alice)
        causes.skip("a", "cancelled")
        refresh_cause("a")
        causes.want("a", due_at=past, user=alice)
        refresh_cause("a")

        assert rows() == [("note", "a", "due", "")]
        assert deliver_due(worker="test").sent == 1

    def test_never_brings_back_what_was_sent(self, causes, sink, due, alice, future):
        due("a", alice)
        deliver_due(worker="test")
        causes.want("a", due_at=future, user=alice)
        refresh_cause("a")

        assert rows() == [("note", "a", "sent", "")]

    def test_records_a_skip_worth_showing_and_no_other(self, causes, alice, past):
        causes.skip("a", "superseded", record=True, user_id=alice.pk, due_at=past)
        causes.skip("b", "no need")
        refresh_cause("a")
        refresh_cause("b")

        assert rows() == [("note", "a", "skipped", "superseded")]
        assert Reminder.objects.get().user == alice

    def test_leaves_what_is_in_the_mail_servers_hands(self, causes, sink, due, alice, future):
        row = due("a", alice)
        sink.on("DOT", DROP, times=1)
        deliver_due(worker="test")
        causes.want("a", due_at=future, user=alice)
        refresh_cause("a")

        before = row.due_at
        row.refresh_from_db()
        assert (row.state, row.due_at) == (State.DUE, before)
        assert row.handed_off_at is not None

    def test_heeds_an_opt_out(self, causes, alice, bob, future):
        OptOut.objects.create(user=alice, group="notes")
        for key, user in (("a", alice), ("b", bob)):
            causes.want(key, due_at=future, user=user)
            refresh_cause(key)

        assert rows() == [("note", "a", "skipped", "opted out"), ("note", "b", "due", "")]

    def test_is_undone_with_its_callers_transaction(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        with transaction.atomic():
            refresh_cause("a")
            transaction.set_rollback(True)

        assert rows() == []

    def test_costs_the_same_few_queries_for_any_number_of_kinds(self, causes, alice, future, django_assert_num_queries):
        causes.want("a", due_at=future, user=alice)
        causes.want("a", kind="digest", due_at=future, user=alice)
        # Savepoint and its release, opt-outs, closed accounts, rows, insert.
        with django_assert_num_queries(6):
            refresh_cause("a")


class TestRefresh:
    def test_adds_moves_and_ends_for_one_person_only(self, causes, alice, bob, future):
        for key, user in (("moved", alice), ("gone", alice), ("his", bob)):
            causes.want(key, due_at=future, user=user)
            refresh_cause(key)
        later = future + timedelta(hours=1)
        causes.want("moved", due_at=later, user=alice)
        causes.want("new", due_at=later, user=alice)
        causes.forget("gone")
        causes.want("his", due_at=later, user=bob)

        actions.refresh(user=alice, as_of=timezone.now())

        found = Reminder.objects.order_by("cause_key").values_list("cause_key", "state", "due_at")
        assert list(found) == [
            ("gone", "skipped", future),
            ("his", "due", future),
            ("moved", "due", later),
            ("new", "due", later),
        ]


class TestOptOut:
    def test_skips_what_is_due_of_the_group_and_nothing_else(self, causes, alice, bob, future):
        causes.want("a", due_at=future, user=alice)
        causes.want("a", kind="digest", due_at=future, user=alice)
        causes.want("b", due_at=future, user=bob)
        for key in "ab":
            refresh_cause(key)

        actions.opt_out(user=alice, group="notes", as_of=timezone.now())
        actions.opt_out(user=alice, group="notes", as_of=timezone.now())

        assert OptOut.objects.count() == 1
        assert rows() == [
            ("digest", "a", "due", ""),
            ("note", "a", "skipped", "opted out"),
            ("note", "b", "due", ""),
        ]

    def test_and_back_again(self, causes, alice, future):
        causes.want("wanted", due_at=future, user=alice)
        causes.want("over", due_at=future, user=alice)
        for key in ("wanted", "over"):
            refresh_cause(key)
        actions.opt_out(user=alice, group="notes", as_of=timezone.now())
        causes.skip("over", "thanked")

        actions.opt_in(user=alice, group="notes", as_of=timezone.now())

        assert not OptOut.objects.exists()
        assert rows() == [("note", "over", "skipped", "opted out"), ("note", "wanted", "due", "")]

    def test_and_back_again_beyond_the_horizon(self, causes, alice, future):
        """What is due next month is not in a kind's query yet; it was silenced all the same."""
        next_month = future + timedelta(days=30)
        for key in ("wanted", "moved", "over"):
            causes.want(key, due_at=next_month, user=alice)
            refresh_cause(key)
        kind = kinds.get("note")
        kinds.unregister("note")
        kinds.register(replace(kind, causes=lambda as_of, user_id: []))
        actions.opt_out(user=alice, group="notes", as_of=timezone.now())
        causes.want("moved", due_at=next_month + timedelta(days=1), user=alice)
        refresh_cause("moved")
        causes.skip("over", "thanked")

        actions.opt_in(user=alice, group="notes", as_of=timezone.now())

        assert rows() == [
            ("note", "moved", "due", ""),
            ("note", "over", "skipped", "opted out"),
            ("note", "wanted", "due", ""),
        ]
        assert Reminder.objects.get(cause_key="moved").due_at == next_month + timedelta(days=1)


class TestSendAgain:
    def test_a_failed_one_goes_under_a_message_id_of_its_own_still(self, sink, due, alice):
        row = due("a", alice)
        sink.on("DOT", "550 5.7.1 no", times=1)
        deliver_due(worker="test")
        row.refresh_from_db()
        first_id = row.message_id
        assert first_id

        assert actions.send_again(reminder=row, as_of=timezone.now())
        assert deliver_due(worker="test").sent == 1
        assert sink.counts == {first_id: 1}

    def test_an_uncertain_one_is_counted(self, sink, due):
        row = due("a", kind="invite", address="new@example.org")
        Reminder.objects.filter(pk=row.pk).update(
            state=State.UNCERTAIN,
            handed_off_at=timezone.now(),
            ended_at=timezone.now(),
            message_id="<x@example.org>",
        )

        assert actions.send_again(reminder=row, as_of=timezone.now())
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

        assert not actions.send_again(reminder=row, as_of=timezone.now())
        row.refresh_from_db()
        assert row.state == state
