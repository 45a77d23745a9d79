"""Waking a worker, and that a broker that is down or silent costs a request next to nothing."""

import socket
import threading
import time

import pytest
from celery import current_app
from django.db import transaction

from apps.outbox import workers
from apps.outbox.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(workers, "_resting_until", 0.0)


@pytest.fixture
def broker(monkeypatch):
    """Points the app at another broker."""

    def use(url: str) -> None:
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)

    return use


@pytest.fixture
def patience(monkeypatch) -> list[float | None]:
    """How long each attempt to reach a broker, and each wait for its answer, may take: seconds told to the socket."""
    told: list[float | None] = []
    tell = socket.socket.settimeout

    def settimeout(one: socket.socket, seconds: float | None) -> None:
        told.append(seconds)
        tell(one, seconds)

    monkeypatch.setattr(socket.socket, "settimeout", settimeout)
    return told


def act(causes, alice, past, key: str) -> None:
    """An action that makes something due at once. What it writes is there, whatever the broker does."""
    causes.want(key, due_at=past, user=alice)
    causes.refresh(key)
    assert Message.objects.get(key=f"note:{key}").state == "due"


def test_a_broker_that_is_down_fails_nothing_and_is_not_asked_again_at_once(
    causes, alice, past, broker, closed_port, patience
):
    broker(f"redis://127.0.0.1:{closed_port}/0")

    act(causes, alice, past, "first")
    assert patience == [1]  # one attempt, and none after it
    act(causes, alice, past, "while it rests")
    assert patience == [1]
    assert 0 < workers._resting_until - time.monotonic() <= 30

    workers._resting_until = 0.0
    act(causes, alice, past, "after its rest")
    assert patience == [1, 1]


def test_a_broker_that_never_answers_costs_two_seconds_at_most(causes, alice, past, broker, patience):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # Who would wait forever is sent away in the end, to fail here and not to hang.
        sends_away = threading.Timer(20, silent.close)
        sends_away.start()
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        act(causes, alice, past, "first")

        assert sends_away.is_alive()
        sends_away.cancel()
    assert patience == [1, 1]  # to be let in, and to be answered
    assert workers._resting_until > time.monotonic()


def test_nobody_is_woken_for_what_was_undone_or_is_not_due(causes, alice, past, future, broker):
    broker("redis://127.0.0.1:1/0")
    causes.want("later", due_at=future, user=alice)
    causes.refresh("later")
    causes.want("undone", due_at=past, user=alice)
    with transaction.atomic():
        causes.refresh("undone")
        transaction.set_rollback(True)

    assert workers._resting_until == 0.0
