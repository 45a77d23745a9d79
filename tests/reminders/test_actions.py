from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from apps.outbox.delivery import deliver_due
from apps.outbox.models import Message, State
from apps.outbox.querysets import ClaimLost
from apps.reminders import actions
from apps.reminders.models import OptOut, Reminder
from tests.smtp_sink import DROP

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=2)


def rows() -> list[tuple[str, str, str, str]]:
    found = Reminder.objects.order_by("kind", "cause_key")
    return list(found.values_list("kind", "cause_key", "message__state", "message__reason"))


class TestRefreshCause:
    def test_adds_what_should_exist_for_every_kind(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        causes.want("a", kind="invite", due_at=future + timedelta(hours=2), address="new@example.org")
        causes.refresh("a")
        causes.refresh("a")

        assert rows() == [("invite", "a", "due", ""), ("note", "a", "due", "")]
        assert Reminder.objects.get(kind="note").user == alice
        assert Reminder.objects.get(kind="invite").address == "new@example.org"

    def test_moves_and_takes_it_from_a_worker_who_holds_it(self, causes, due, alice, future):
        row = due("a", alice)
        token, found = Message.objects.claim(limit=5, lease=LEASE)
        assert found == [row.message]
        causes.want("a", due_at=future, user=alice)
        causes.refresh("a")

        message = Message.objects.get()
        assert (message.due_at, message.token, message.leased_until) == (future, None, None)
        with pytest.raises(ClaimLost):
            Message.objects.hand_off(
                pks=[message.pk], token=token, lease=LEASE, message_id="<1@example.org>", address="a@example.org"
            )

    def test_follows_a_new_recipient(self, causes, alice, bob, future):
        causes.want("a", due_at=future, user=alice)
        causes.refresh("a")
        causes.want("a", due_at=future, user=bob)
        causes.refresh("a")

        assert Reminder.objects.get().user == bob

    @pytest.mark.parametrize("reason", ["thanked", "after the mark"])
    def test_ends_with_the_reason(self, causes, alice, future, reason):
        causes.want("a", due_at=future, user=alice)
        causes.refresh("a")
        causes.skip("a", reason)
        causes.refresh("a")

        assert rows() == [("note", "a", "skipped", reason)]
        assert Message.objects.get().ended_at is not None

    def test_ends_what_no_kind_knows_any_more(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        causes.refresh("a")
        causes.forget("a")
        causes.refresh("a")

        assert rows() == [("note", "a", "skipped", "cause gone")]

    def test_brings_a_skipped_one_back_when_it_is_wanted_again(self, causes, sink, due, alice, past):
        due("a", alice)
        causes.skip("a", "cancelled")
        causes.refresh("a")
        causes.want("a", due_at=past, user=alice)
        causes.refresh("a")

        assert rows() == [("note", "a", "due", "")]
        assert deliver_due(worker="test").sent == 1

    def test_never_brings_back_what_was_sent(self, causes, sink, due, alice, future):
        due("a", alice)
        deliver_due(worker="test")
        causes.want("a", due_at=future, user=alice)
        causes.refresh("a")

        assert rows() == [("note", "a", "sent", "")]

    def test_records_a_skip_worth_showing_and_no_other(self, causes, alice, past):
        causes.skip("a", "superseded", record=True, user_id=alice.pk, due_at=past)
        causes.skip("b", "no need")
        causes.refresh("a")
        causes.refresh("b")

        assert rows() == [("note", "a", "skipped", "superseded")]
        assert Reminder.objects.get().user == alice

    def test_leaves_what_is_in_the_mail_servers_hands(self, causes, sink, due, alice, future):
        row = due("a", alice)
        sink.on("DOT", DROP, times=1)
        deliver_due(worker="test")
        causes.want("a", due_at=future, user=alice)
        causes.refresh("a")

        before = row.message.due_at
        row.message.refresh_from_db()
        assert (row.message.state, row.message.due_at) == (State.DUE, before)
        assert row.message.handed_off_at is not None

    def test_respects_an_opt_out(self, causes, alice, bob, future):
        OptOut.objects.create(user=alice, group="notes")
        for key, user in (("a", alice), ("b", bob)):
            causes.want(key, due_at=future, user=user)
            causes.refresh(key)

        assert rows() == [("note", "a", "skipped", "opted out"), ("note", "b", "due", "")]

    def test_is_undone_with_its_callers_transaction(self, causes, alice, future):
        causes.want("a", due_at=future, user=alice)
        with transaction.atomic():
            causes.refresh("a")
            transaction.set_rollback(True)

        assert rows() == []

    def test_costs_the_same_few_queries_for_any_number_of_kinds(self, causes, alice, future, django_assert_num_queries):
        causes.want("a", due_at=future, user=alice)
        causes.want("a", kind="digest", due_at=future, user=alice)
        # Campus, savepoint and its release, recipients, rows, messages, reminders.
        with django_assert_num_queries(7):
            causes.refresh("a")


class TestRefresh:
    def test_adds_moves_and_ends_for_one_person_only(self, causes, alice, bob, future):
        for key, user in (("moved", alice), ("gone", alice), ("his", bob)):
            causes.want(key, due_at=future, user=user)
            causes.refresh(key)
        later = future + timedelta(hours=1)
        causes.want("moved", due_at=later, user=alice)
        causes.want("new", due_at=later, user=alice)
        causes.forget("gone")
        causes.want("his", due_at=later, user=bob)

        actions.refresh(user=alice, as_of=timezone.now())

        found = Reminder.objects.order_by("cause_key").values_list("cause_key", "message__state", "message__due_at")
        assert list(found) == [
            ("gone", "skipped", future),
            ("his", "due", future),
            ("moved", "due", later),
            ("new", "due", later),
        ]


@pytest.mark.parametrize("reason", ["opted out", "account closed", "archived", "address bounced"])
def test_who_is_back_gets_all_that_was_skipped_for_their_sake(causes, alice, future, reason):
    """However far off it is, and only what is still wanted. What ended for a reason of its own stays ended."""
    next_month = future + timedelta(days=30)
    for key in ("wanted", "over", "ended"):
        causes.want(key, due_at=next_month, user=alice)
        causes.refresh(key)
    causes.near_instead = list
    Message.objects.update(state=State.SKIPPED, reason=reason, ended_at=timezone.now())
    Message.objects.filter(key="note:ended").update(reason="thanked")
    causes.skip("over", "cancelled")

    actions.refresh(user=alice, as_of=timezone.now())

    assert rows() == [
        ("note", "ended", "skipped", "thanked"),
        ("note", "over", "skipped", reason),
        ("note", "wanted", "due", ""),
    ]


class TestOptOut:
    def test_skips_what_is_due_of_the_group_and_nothing_else(self, causes, alice, bob, future):
        causes.want("a", due_at=future, user=alice)
        causes.want("a", kind="digest", due_at=future + timedelta(hours=2), user=alice)
        causes.want("b", due_at=future, user=bob)
        for key in "ab":
            causes.refresh(key)

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
            causes.refresh(key)
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
            causes.refresh(key)
        causes.near_instead = list
        actions.opt_out(user=alice, group="notes", as_of=timezone.now())
        causes.want("moved", due_at=next_month + timedelta(days=1), user=alice)
        causes.refresh("moved")
        causes.skip("over", "thanked")

        actions.opt_in(user=alice, group="notes", as_of=timezone.now())

        assert rows() == [
            ("note", "moved", "due", ""),
            ("note", "over", "skipped", "opted out"),
            ("note", "wanted", "due", ""),
        ]
        assert Message.objects.get(key="note:moved").due_at == next_month + timedelta(days=1)
