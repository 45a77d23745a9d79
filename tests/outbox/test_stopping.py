"""A real worker that is told to stop while a slow mail server makes up its mind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection

from apps.core import clock
from apps.core.mail import OutgoingMail
from apps.outbox import workers
from apps.outbox.models import Audience, Message
from apps.outbox.posted import post

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 12.0 if os.environ.get("ACQUAINT_CHAOS") == "full" else 3.0
CELERY = ["-m", "celery", "-A", "config.celery", "worker", "--concurrency=1", "--without-gossip", "--without-mingle"]
LOOP = ["manage.py", "deliver_reminders", "--loop"]


def test_what_is_asked_of_a_parent_is_known_to_what_it_forked():
    workers.prepare_to_stop()
    reads, writes = os.pipe()
    pid = os.fork()
    if not pid:
        while not workers.is_stop_asked():
            time.sleep(0.01)
        os.write(writes, b"stopped")
        os._exit(0)
    workers.ask_to_stop()
    assert os.read(reads, 10) == b"stopped"
    os.waitpid(pid, 0)
    workers.prepare_to_stop()
    assert not workers.is_stop_asked()


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", [CELERY, LOOP], ids=["celery", "loop"])
def test_it_ends_after_the_message_under_way_and_gives_the_rest_back(sink, command):
    """However many are waiting: the mail server takes so many seconds for each that all of them would take minutes."""
    # Posted, for a process of its own knows no kind that only a test registered.
    for number in range(30):
        post(
            key=f"test:{number}",
            mail=OutgoingMail(to=f"person{number}@campus.example", subject="A note", text="A time has come.\n"),
            audience=Audience.STUDENT,
            resend_when_unanswered=True,
            as_of=clock.now(),
        )
    sink.on("DOT", SECONDS)
    database = project.DATABASES["default"]
    place = f"{database['HOST']}:{database['PORT']}/{connection.settings_dict['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{place}",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: Message.objects.exclude(handed_off_at=None).exists())
        told_at = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=60)
    finally:
        if worker.poll() is None:
            worker.kill()
    assert time.monotonic() - told_at < SECONDS * 4 + 10

    sent = Message.objects.filter(state="sent").count()
    assert 1 <= sent == len(sink.taken) <= 3
    rest = Message.objects.due()
    assert rest.count() == 30 - sent
    assert set(rest.values_list("token", "attempts")) == {(None, 0)}


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + 40
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
