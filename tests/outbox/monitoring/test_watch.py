"""Standing still is noticed, told once by a real mail, and over when reminders move again."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from apps.accounts.models import Role, User
from apps.core import clock
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Heartbeat, Message, Part, Standstill
from apps.outbox.monitoring import watch
from apps.reminders.reconcile import reconcile
from tests.smtp_sink import DROP

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
        Heartbeat.objects.beat(part)
        Heartbeat.objects.filter(part=part).update(seen_at=clock.now() - timedelta(minutes=minutes))


def test_moving(long_up, sink, administrator):
    seen(9.9, Part.WORKER, Part.CODES, Part.RECONCILE)
    watch.watch()
    assert not Standstill.objects.exists()
    assert sink.taken == []


@pytest.mark.parametrize(
    ("still", "why"),
    [
        (Part.WORKER, "No delivery came to its end since"),
        (Part.CODES, "No delivery of sign-in mail came to its end since"),
        (Part.RECONCILE, "What should exist"),
    ],
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
        assert "/admin/outbox/message/" in mail.body(kind)
    standstill = Standstill.objects.get()
    assert (standstill.told_at is not None, standstill.ended_at) == (True, None)


def test_never_seen_at_work_is_standing_still_too(long_up, sink, administrator):
    watch.watch()
    assert "never yet" in sink.taken[0].body("plain")


def test_without_beat_and_with_the_loop_reminders_move(long_up, sink, administrator):
    seen(1, Part.WORKER, Part.CODES, Part.RECONCILE)
    watch.watch()
    assert sink.taken == []


def test_a_process_that_has_just_started_says_nothing_yet(sink, administrator, monkeypatch):
    monkeypatch.setattr(watch, "_started", time.monotonic())  # these tests may have run for longer
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


@pytest.fixture
def overdue(due):
    """One reminder for each of these people, tried once and overdue by eleven minutes; the workers work."""

    def make(*people: User) -> None:
        for number, person in enumerate(people):
            due(f"{number}", person)
        deliver_due(worker="test")
        long_ago = clock.now() - timedelta(minutes=11)
        Message.objects.update(created_at=long_ago, due_at=long_ago)
        Message.objects.exclude(ended_at=None).update(ended_at=long_ago)
        seen(1, *Part)

    return make


class TestWithoutAMailServer:
    @pytest.fixture
    def away(self, sink, settings):
        def make() -> None:
            settings.EMAIL_PORT = 1

        return make

    def test_one_person_s_is_enough(self, long_up, sink, away, overdue, alice, administrator):
        away()
        overdue(alice)
        assert watch.why_standing_still(as_of=clock.now()).startswith("No mail server was reached")

    def test_it_is_told_when_the_server_is_back(self, long_up, sink, away, overdue, alice, administrator, settings):
        port = settings.EMAIL_PORT
        away()
        overdue(alice)
        watch.watch()
        assert (Standstill.objects.get().told_at, sink.taken) == (None, [])

        settings.EMAIL_PORT = port
        Message.objects.update(not_before=None)
        assert deliver_due(worker="test").sent == 1
        for _ in range(2):
            watch.watch()

        [mail] = sink.to("ada@example.org")
        assert mail.message["Subject"] == "Reminders stood still at Your campus"
        for kind in ("plain", "html"):
            assert "They move again" in mail.body(kind)
        standstill = Standstill.objects.get()
        assert None not in (standstill.told_at, standstill.ended_at)

    def test_what_was_due_a_moment_ago_is_no_standstill(self, long_up, away, due, alice, administrator):
        away()
        due("a", alice)
        deliver_due(worker="test")
        seen(1, *Part)
        assert watch.why_standing_still(as_of=clock.now()) == ""

    def test_what_was_left_for_another_day_is_not_overdue(self, long_up, away, overdue, alice, administrator):
        away()
        overdue(alice)
        Message.objects.update(postponed_to=clock.now() - timedelta(minutes=1))
        assert watch.why_standing_still(as_of=clock.now()) == ""


class TestAServerThatOnlyRefuses:
    """The workers work, the server answers, and nothing goes out."""

    WHY = "Nothing went out"

    @pytest.fixture
    def several(self, alice, bob) -> list[User]:
        return [alice, bob, User.objects.create_user("carol@example.org", "Carol Reyes", Role.STUDENT)]

    @pytest.mark.parametrize("answer", ["451 4.3.0 later", "421 4.3.2 closing", "550 5.7.1 relaying denied"])
    def test_for_several_it_is_standing_still(self, long_up, sink, overdue, several, administrator, answer):
        sink.on("RCPT", answer)
        overdue(*several)
        assert watch.why_standing_still(as_of=clock.now()).startswith(self.WHY)

    @pytest.mark.parametrize("answer", ["451 4.3.0 later", "421 4.3.2 closing", "550 5.7.1 relaying denied"])
    def test_for_two_it_may_be_their_mailboxes(self, long_up, sink, overdue, several, administrator, answer):
        sink.on("RCPT", answer)
        overdue(*several[:2])
        assert watch.why_standing_still(as_of=clock.now()) == ""

    def test_a_server_that_never_answers_stands_still_also_when_all_is_uncertain(
        self, long_up, sink, overdue, several, administrator
    ):
        sink.on("DOT", DROP)
        overdue(*several)
        for _ in range(4):
            Message.objects.update(due_at=clock.now() - timedelta(minutes=11))
            assert watch.why_standing_still(as_of=clock.now()).startswith(self.WHY)
            past = clock.now() - timedelta(seconds=1)
            Message.objects.exclude(handed_off_at=None).update(leased_until=past)
            reconcile(as_of=clock.now())
            Message.objects.update(not_before=None)
            deliver_due(worker="test")
        assert set(Message.objects.values_list("state", flat=True)) == {"uncertain"}
        assert watch.why_standing_still(as_of=clock.now()).startswith(self.WHY)

    def test_addresses_that_bounce_are_about_themselves(self, long_up, sink, overdue, several, administrator):
        sink.on("RCPT", "550 5.1.1 no such user")
        overdue(*several)
        assert watch.why_standing_still(as_of=clock.now()) == ""

    def test_while_others_get_theirs_it_moves(self, long_up, sink, due, overdue, several, administrator):
        for person in several:
            sink.on("RCPT", "451 4.3.0 later", to=person.email)
        overdue(*several)
        due("now", administrator)
        assert deliver_due(worker="test").sent == 1
        watch.watch()
        assert not Standstill.objects.exists()

    def test_what_can_be_written_for_nobody(self, long_up, sink, overdue, several, causes, administrator):
        for number, _ in enumerate(several):
            causes.unwritable[f"{number}"] = LookupError()
        overdue(*several)
        assert watch.why_standing_still(as_of=clock.now()).startswith(self.WHY)


def test_moving_and_standing_still_by_turns_is_told_once_an_hour(long_up, sink, administrator):
    for _ in range(3):
        seen(20, *Part)
        watch.watch()
        seen(1, *Part)
        watch.watch()
    assert Standstill.objects.filter(ended_at__isnull=False).count() == 3
    assert len(sink.taken) == 1

    Standstill.objects.filter(told_at__isnull=False).update(told_at=clock.now() - timedelta(minutes=61))
    watch.watch()
    assert len(sink.taken) == 2, "of those that nobody was told of yet"
    assert not Standstill.objects.filter(told_at=None).exists()


@pytest.mark.parametrize(
    ("ended", "told"),
    [(None, True), (timedelta(hours=23), True), (timedelta(hours=25), False)],
    ids=["goes on", "just over", "long over"],
)
def test_what_could_not_be_told_for_days_is_told_while_it_is_news(long_up, sink, administrator, ended, told):
    now = clock.now()
    noticed = now - timedelta(days=3)
    Standstill.objects.create(noticed_at=noticed, why="No mail server", ended_at=now - ended if ended else None)
    seen(1 if ended else 20, *Part)
    watch.watch()
    assert len(sink.taken) == told


def test_a_server_that_takes_it_and_never_answers_is_not_told_each_minute(long_up, sink, administrator):
    sink.on("DOT", DROP)
    seen(20, *Part)
    for _ in range(3):
        watch.watch()
    assert len(sink.taken) <= 1
    assert Standstill.objects.get().told_at is not None


class TestHealth:
    def test_a_process_that_has_just_started_cannot_judge(self, administrator, monkeypatch):
        monkeypatch.setattr(watch, "_started", time.monotonic())
        seen(20, *Part)
        assert watch.health_check()[0]

    def test_but_it_knows_of_a_standstill_that_goes_on(self, administrator):
        seen(20, *Part)
        Standstill.objects.create(noticed_at=clock.now(), why="No delivery came to its end")
        assert not watch.health_check()[0]
        seen(1, *Part)
        assert watch.health_check()[0]


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
