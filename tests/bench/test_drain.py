"""1,000 reminders due at once, against a mail server that takes 50 ms a message: our workers beside a bare SMTP loop.

Both sides have the same number of connections, the same mails, and a Postgres whose commits are durable.
"""

import os
import pickle
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.core import clock
from apps.outbox import writers
from apps.outbox.models import Lane, Message
from apps.reminders.reconcile import reconcile
from tests import factories
from tests.bench import databases
from tests.durable import services
from tests.smtp_sink import SmtpSink

DUE = 1000
CONNECTIONS = 2
ROUNDS = 5
SERVER_SECONDS = 0.05
AT_LEAST = 0.7
_ROOT = Path(__file__).resolve().parents[2]
_BY_CHANCE = re.compile(rb"^(Date|Message-ID): [^\r]*|={5,}\d+==", re.MULTILINE)


@pytest.fixture(scope="module")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseDatabaseWrapper]:
    """A Postgres of its own with fsync on, as production has it, and the campus of the drain in it."""
    folder = tmp_path_factory.mktemp("durable")
    with services(folder) as variables, databases.opened_at(variables["DATABASE_URL"]) as opened:
        yield opened


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


def test_a_thousand_due_at_once(durable: BaseDatabaseWrapper, sink: SmtpSink, tmp_path: Path) -> None:
    with databases.used(durable):
        _have_due()
        mails = _rendered()
        assert len(mails) == DUE
        shares = [tmp_path / f"{number}.mails" for number in range(CONNECTIONS)]
        for number, share in enumerate(shares):
            share.write_bytes(pickle.dumps(mails[number::CONNECTIONS]))
        ratios = []
        for number in range(ROUNDS):
            sides = [("ours", [["ours"]] * CONNECTIONS), ("bare", [["bare", str(share)] for share in shares])]
            seconds, told = {}, {}
            for side, workers in sides if number % 2 else reversed(sides):
                _due_again()
                seconds[side] = _drained(durable, sink, workers)
                _check_that_all_are_marked()
                told[side] = _told(sink)
            assert told["ours"] == told["bare"]
            ratios.append(seconds["bare"] / seconds["ours"])
            print(
                f"\n  round {number + 1}: ours {DUE / seconds['ours']:.1f} a second, "
                f"bare {DUE / seconds['bare']:.1f} a second: {ratios[-1]:.2f}"
            )
    ratio = statistics.median(ratios)
    print(
        f"\ndraining {DUE:,} with {CONNECTIONS} connections: {ratio:.2f} of the rate of a bare SMTP loop "
        f"(rounds {min(ratios):.2f} to {max(ratios):.2f}); at least {AT_LEAST}"
    )
    assert ratio >= AT_LEAST


def _have_due() -> None:
    """One student with one conversation each, whose last call is due by now, and whose quiet hours are far."""
    now = clock.now()
    quiet = [(now + timedelta(hours=hours)).time() for hours in (11, 12)]
    for _ in range(DUE):
        student = factories.make_student(time_zone="UTC", quiet_from=quiet[0], quiet_until=quiet[1])
        # What the mail says of the time that is left stays the same for a quarter of an hour from here.
        factories.make_held(
            student, ended_ago=timedelta(hours=21, minutes=30), learned="Flood maps are argued over at night."
        )
    reconcile(as_of=now)
    assert Message.objects.ready(lane=Lane.NOW).count() == DUE


def _rendered() -> list[tuple[int, str, str, bytes]]:
    """The very mails that our workers write, finished."""
    as_of, found = clock.now(), []
    for row in Message.objects.ready(lane=Lane.NOW):
        mail = writers.draft([row], as_of=as_of).mail
        message = replace(mail, message_id=f"<{row.pk}@campus.example>").message()
        found.append((row.pk, "no-reply@campus.example", mail.to, message.message().as_bytes(linesep="\r\n")))
    return found


def _due_again() -> None:
    """As before the first drain, with nothing left behind by it. What was superseded from the start stays so."""
    Message.objects.exclude(state="skipped").update(
        state="due", sent_at=None, ended_at=None, handed_off_at=None, attempts=0, message_id="", reason=""
    )


def _drained(durable: BaseDatabaseWrapper, sink: SmtpSink, workers: list[list[str]]) -> float:
    """Seconds from the word to go until the last of these workers is done; everything was taken once."""
    sink.clear()
    sink.on("DOT", SERVER_SECONDS)
    login = durable.settings_dict
    place = f"{login['HOST']}:{login['PORT']}/{login['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{login['USER']}:{login['PASSWORD']}@{place}",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.drain", *worker],
            cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )
        for worker in workers
    ]  # fmt: skip
    try:
        for one in running:
            _read_until(one, "ready")
        started = time.perf_counter()
        for one in running:
            one.stdin.write("go\n")
            one.stdin.flush()
        for one in running:
            _read_until(one, "done")
        seconds = time.perf_counter() - started
    finally:
        for one in running:
            one.terminate()
            one.communicate(timeout=30)
    assert len(sink.taken) == DUE
    assert len({taken.to for taken in sink.taken}) == DUE
    return seconds


def _check_that_all_are_marked() -> None:
    """By a session that has written none of it: every one is sent, and says when."""
    sent = Message.objects.filter(state="sent", sent_at__isnull=False, handed_off_at__isnull=False)
    assert sent.exclude(message_id="").count() == DUE


def _told(sink: SmtpSink) -> dict[str, tuple[str, str, bytes]]:
    """What the mail server took, by recipient: all but the Message-ID, the time of writing, and the mark that chance
    sets between two parts.
    """
    return {taken.to: (taken.sender, taken.to, _BY_CHANCE.sub(b"", taken.raw)) for taken in sink.taken}


def _read_until(one: subprocess.Popen, word: str) -> None:
    for line in one.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"A worker ended before it was {word}.")
