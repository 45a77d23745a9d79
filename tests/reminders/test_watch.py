"""Standing still is noticed, told once by a real mail, and over when reminders move again."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from apps.accounts.models import Role, User
from apps.core import clock
from apps.reminders import heartbeats, watch
from apps.reminders.delivery import deliver_due
from apps.reminders.models import Heartbeat, Part, Reminder, Standstill

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_user("ada@example.org", "Ada Admin", Role.ADMINISTRATOR)


@pytest.fixture
def long_up(monkeypatch) -> None:
    """This process has been up for an hour."""
    monkeypatch.setattr(watch, "_started", time.monotonic() - 3600)


def seen(minutes: float, *parts: Part) -> None:
    """These parts were last at work so many minutes ago."""
    for part in parts:
        heartbeats.beat(part)
        Heartbeat.objects.filter(part=part).update(seen_at=clock.now() - timedelta(minutes=minutes))


def test_moving(long_up, sink, administrator):
    seen(9.9, Part.WORKER, Part.RECONCILE)
    watch.watch()
    assert not Standstill.objects.exists()
    assert sink.taken == []


@pytest.mark.parametrize(
    ("still", "why"), [(Part.WORKER, "No delivery came to its end since"), (Part.RECONCILE, "What should exist")]
)
def test_ten_minutes_without_one_of_them_is_told_once(long_up, sink, administrator, still, why):
    User.objects.create_user("gone@example.org", "Gone Admin", Role.ADMINISTRATOR)
    User.objects.filter(email="gone@example.org").update(is_active=False)
    User.objects.create_user("adviser@example.org", "An Adviser", Role.ADVISER)
    seen(1, *Part)
    seen(10, still)

    for _ in range(3):
        watch.watch()

    [mail] = sink.taken
    assert mail.to == "ada@example.org"
    assert mail.message["Subject"] == "Reminders stand still at Your campus"
    for kind in ("plain", "html"):
        assert why in mail.body(kind)
        assert "/admin/reminders/reminder/" in mail.body(kind)
    standstill = Standstill.objects.get()
    assert (standstill.told_at is not None, standstill.ended_at) == (True, None)


def test_never_seen_at_work_is_standing_still_too(long_up, sink, administrator):
    watch.watch()
    assert "never yet" in sink.taken[0].body("plain")


def test_without_beat_and_with_the_loop_reminders_move(long_up, sink, administrator):
    seen(1, Part.WORKER, Part.RECONCILE)
    watch.watch()
    assert sink.taken == []


def test_a_process_that_has_just_started_says_nothing_yet(sink, administrator):
    seen(600, *Part)
    assert not watch.is_warm()
    watch.watch()
    assert sink.taken == []


def test_nor_does_it_end_what_others_noticed(sink, administrator, monkeypatch):
    """A worker that starts again and again would else bring a mail each time."""
    seen(20, *Part)
    for age in (3600, 60, 3600, 60, 3600):
        monkeypatch.setattr(watch, "_started", time.monotonic() - age)
        watch.watch()
    assert len(sink.taken) == 1
    assert Standstill.objects.get().ended_at is None


def test_one_dead_mailbox_keeps_no_other_administrator_from_knowing(long_up, sink, administrator):
    User.objects.create_user("aaron@example.org", "Aaron Admin", Role.ADMINISTRATOR)
    User.objects.filter(email="aaron@example.org").update(email="two@lines\r\n.example.org")
    User.objects.create_user("abby@example.org", "Abby Admin", Role.ADMINISTRATOR)
    sink.on("RCPT", "550 5.1.1 no such user", to="abby@example.org")
    seen(20, *Part)
    for _ in range(2):
        watch.watch()
    assert [mail.to for mail in sink.taken] == ["ada@example.org"]


class TestAServerThatOnlyRefuses:
    """The workers work, and nothing goes out."""

    @pytest.fixture
    def refused(self, sink, due):
        def make(*people: User) -> None:
            for number, person in enumerate(people):
                due(f"{number}", person)
                sink.on("RCPT", "451 4.3.0 later", to=person.email)
            deliver_due(worker="test")
            long_ago = clock.now() - timedelta(minutes=11)
            Reminder.objects.update(created_at=long_ago, due_at=long_ago)
            seen(1, *Part)

        return make

    def test_for_several_it_is_standing_still(self, long_up, sink, refused, alice, bob, administrator):
        refused(alice, bob)
        watch.watch()
        assert "the mail server took none" in sink.to("ada@example.org")[0].body("plain")

    def test_for_one_it_may_be_their_mailbox(self, long_up, sink, refused, alice, administrator):
        refused(alice)
        watch.watch()
        assert sink.taken == []

    def test_while_others_get_theirs_it_moves(self, long_up, sink, due, refused, alice, bob, administrator):
        refused(alice, bob)
        due("now", administrator)
        assert deliver_due(worker="test").sent == 1
        watch.watch()
        assert not Standstill.objects.exists()


def test_a_database_that_is_away_is_no_reason_to_fail(transactional_db):
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        watch.watch()
        watch.beat_is_at_work()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
