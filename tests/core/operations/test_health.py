"""`/healthz/`: what load balancers, monitoring and administrators are told."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from apps.outbox.models import Heartbeat, Part
from apps.outbox.monitoring import watch
from tests.factories import make_administrator, make_adviser, make_student


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


class TestHealth:
    def test_well(self, db: None, client: Client) -> None:
        response = client.get("/healthz/")
        assert (response.status_code, response.json()) == (200, {"ok": True})
        assert "no-store" in response["Cache-Control"]
        assert client.head("/healthz/").status_code == 200
        assert client.post("/healthz/").status_code == 405

    def test_the_broker_is_down(self, db: None, client: Client, settings: LazySettings, closed_port: int) -> None:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{closed_port}/0"
        response = client.get("/healthz/")
        assert (response.status_code, response.json()) == (503, {"ok": False})

    def test_the_database_is_down(self, client: Client, database_away: None) -> None:
        response = client.get("/healthz/")
        assert (response.status_code, response.json()) == (503, {"ok": False})

    def test_the_database_is_down_and_somebody_is_signed_in(self, client: Client, request) -> None:
        request.getfixturevalue("transactional_db")
        client.force_login(make_student().user)
        request.getfixturevalue("database_away")
        assert client.get("/healthz/").status_code == 503


@pytest.mark.django_db
class TestFull:
    @pytest.fixture(autouse=True)
    def long_up(self, monkeypatch) -> None:
        """This process has been up for an hour."""
        monkeypatch.setattr(watch, "_started", time.monotonic() - 3600)

    def seen(self, minutes: int) -> None:
        for part in Part:
            Heartbeat.objects.beat(part)
        Heartbeat.objects.exclude(part=Part.CODES).update(seen_at=clock.now() - timedelta(minutes=minutes))

    def test_reminders_move(self, client: Client) -> None:
        self.seen(1)
        response = client.get("/healthz/?full")
        assert (response.status_code, response.json()) == (200, {"ok": True})

    def test_reminders_stand_still_for_ten_minutes(self, client: Client) -> None:
        self.seen(10)
        response = client.get("/healthz/?full")
        assert (response.status_code, response.json()) == (503, {"ok": False})
        assert client.get("/healthz/").status_code == 200, "the web process itself is well"

    def test_nobody_has_looked_for_sign_in_mail_for_a_minute(
        self, client: Client, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also where this process has just started: a code is of use for minutes."""
        monkeypatch.setattr(watch, "_started", time.monotonic())
        self.seen(0)
        Heartbeat.objects.filter(part=Part.CODES).update(seen_at=clock.now() - timedelta(minutes=1))
        response = client.get("/healthz/?full")
        assert (response.status_code, response.json()) == (503, {"ok": False})
        told = client_of(make_administrator()).get("/healthz/?full").json()
        assert (told["codes"], told["reminders"]["ok"]) == ({"ok": False}, True)
        assert told["reminders"]["codes_seen_seconds_ago"] >= 60

    def test_the_database_is_down(self, client: Client, request) -> None:
        request.getfixturevalue("database_away")
        response = client.get("/healthz/?full")
        assert (response.status_code, response.json()) == (503, {"ok": False})

    @pytest.mark.parametrize("make", [make_student, make_adviser])
    def test_nobody_else_is_told_numbers(self, client_of: Callable[[User], Client], make: Callable) -> None:
        self.seen(1)
        made = make()
        response = client_of(getattr(made, "user", made)).get("/healthz/?full")
        assert response.json() == {"ok": True}

    def test_an_administrator_is(self, client_of: Callable[[User], Client]) -> None:
        self.seen(1)
        told = client_of(make_administrator()).get("/healthz/?full").json()
        assert (told["database"], told["broker"], told["reminders"]["ok"]) == (True, True, True)
        assert told["reminders"]["beat_seen_seconds_ago"] >= 60
        assert told["reminders"]["standing_still"] == ""

    def test_not_before_the_second_factor(self, client_of: Callable[[User], Client], settings: LazySettings) -> None:
        self.seen(1)
        settings.STAFF_SECOND_FACTOR_REQUIRED = True
        assert client_of(make_administrator()).get("/healthz/?full").json() == {"ok": True}
