"""Waking a worker, and that a broker that is down or silent costs a request next to nothing."""

import socket
import threading
import time

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from apps.reminders import actions, wake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(wake, "_resting_until", 0.0)


@pytest.fixture
def broker(monkeypatch):
    """Points the app at another broker."""

    def use(url: str) -> None:
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)

    return use


def act(causes, alice, past) -> float:
    """Seconds that an action takes which makes something due at once."""
    causes.want(f"{time.monotonic()}", due_at=past, user=alice)
    key = list(causes.answers)[-1][1]
    started = time.monotonic()
    actions.refresh_cause(cause_key=key, as_of=timezone.now())
    return time.monotonic() - started


def test_a_broker_that_is_down_fails_nothing_and_is_not_asked_again_at_once(causes, alice, past, broker):
    broker("redis://127.0.0.1:1/0")

    assert act(causes, alice, past) < 1.5
    assert wake._resting_until > time.monotonic()
    assert act(causes, alice, past) < 0.3


def test_a_broker_that_never_answers_costs_two_seconds_at_most(causes, alice, past, broker):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        accepted = []
        thread = threading.Thread(target=lambda: accepted.append(silent.accept()), daemon=True)
        thread.start()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        assert act(causes, alice, past) < 3
        assert wake._resting_until > time.monotonic()


def test_nobody_is_woken_for_what_was_undone_or_is_not_due(causes, alice, past, future, broker):
    broker("redis://127.0.0.1:1/0")
    causes.want("later", due_at=future, user=alice)
    actions.refresh_cause(cause_key="later", as_of=timezone.now())
    causes.want("undone", due_at=past, user=alice)
    with transaction.atomic():
        actions.refresh_cause(cause_key="undone", as_of=timezone.now())
        transaction.set_rollback(True)

    assert wake._resting_until == 0.0
