"""Without a broker: one process that does all. And the numbers for monitoring."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection

from apps.campus.models import Campus
from apps.core import clock
from apps.interviews.log.actions import log_conversation
from apps.outbox.models import Heartbeat, Message, Part, State
from tests.factories import make_student

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_once_it_compares_sends_all_and_ends(sink, causes, alice, past):
    for number in range(70):
        causes.want(f"{number}", due_at=past, user=alice)
    call_command("deliver_reminders")

    assert len(sink.counts) == 70
    assert set(sink.counts.values()) == {1}
    assert set(Heartbeat.objects.last_seen()) == {Part.WORKER, Part.CODES, Part.RECONCILE}


@pytest.mark.django_db(transaction=True)
@pytest.mark.proof
def test_in_a_loop_it_sends_what_is_written_meanwhile_and_ends_when_told(sink):
    """A real process, with a broker's address where nobody listens."""
    database = project.DATABASES["default"]
    place = f"{database['HOST']}:{database['PORT']}/{connection.settings_dict['NAME']}"
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "deliver_reminders", "--loop"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{place}",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: Part.RECONCILE in Heartbeat.objects.last_seen())
        now = clock.now()
        quiet = [(now + timedelta(hours=hours)).time() for hours in (11, 12)]
        student = make_student(email="late@campus.example", time_zone="UTC", quiet_from=quiet[0], quiet_until=quiet[1])
        log_conversation(
            student=student,
            contact=None,
            contact_name="Rosa Delgado",
            starts_at=now - timedelta(hours=21),
            minutes=20,
            format="phone",
            learned="Rivers move.",
            campus=Campus.objects.current(),
            as_of=now,
        )
        wait_for(lambda: sink.to("late@campus.example"))
    finally:
        loop.send_signal(signal.SIGTERM)
        _, errors = loop.communicate(timeout=30)
    assert loop.returncode == 0, errors
    assert list(sink.counts.values()) == [1]
    assert Message.objects.get(reminder__kind="thank_you_last_call").state == State.SENT


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.django_db
class TestStatus:
    def said(self, format: str) -> str:
        out = StringIO()
        call_command("reminder_status", format=format, stdout=out)
        return out.getvalue()

    def test_for_people(self, due, alice):
        due("a", alice)
        assert "due now" in self.said("text")
        assert "never yet" in self.said("text")

    def test_for_programs(self, due, alice):
        due("a", alice)
        told = json.loads(self.said("json"))
        assert (told["due_now"], told["standing_still"]) == (1, 1)
        assert "alice" not in self.said("json")

    def test_for_prometheus(self, due, alice):
        due("a", alice)
        lines = self.said("prometheus").splitlines()
        assert "# TYPE acquaint_reminders_due_now gauge" in lines
        assert "acquaint_reminders_due_now 1" in lines
        assert all(line.startswith(("# TYPE acquaint_reminders_", "acquaint_reminders_")) for line in lines)
