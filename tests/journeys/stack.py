"""The whole of Acquaint for a journey: web, real workers woken by a real beat, a real SMTP sink, its own database.

Everything is a process on loopback, on the demonstration campus, as `make run` would start it, with static
files collected and compressed as production serves them.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from django.conf import settings

from tests import databases, leash
from tests.leash import ROOT
from tests.smtp_sink import SmtpSink, Taken

_READY_SECONDS = 60
_ROUND_ENDED = re.compile(r"deliver_due_messages\[[^]]*\] succeeded")


class Stack:
    """Running parts; `url` is where the web process answers, `sink` takes the mail. A context manager."""

    def __init__(self, folder: Path, *, campus: str = "", is_small: bool = False) -> None:
        """`campus` is a database to copy; without one there is nobody. A small stack is up in a moment: web and the
        worker of sign-in mail alone, which no beat wakes, and static files as they lie.
        """
        self.folder, self._is_small = folder, is_small
        self._campus = campus
        self.sink = SmtpSink()
        # Ours from here on, and handed over: a port that is only found free may be taken before the server starts.
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._run = f"{os.environ['ACQUAINT_TEST_RUN']}-{folder.name}"
        self._database = ""
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.sink.start()
        self._make_database()
        self._start_all()
        self._wait_until_healthy()
        return self

    def __exit__(self, *error: object) -> None:
        for process in self._processes:
            assert process.stdin
            process.stdin.close()
            process.wait()
        self._listening.close()
        self.sink.stop()
        self._remove_database()

    def _make_database(self) -> None:
        self._database = databases.create(self.folder.name, template=self._campus)

    def _remove_database(self) -> None:
        databases.drop(self._database)

    def _start_all(self) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "config.celery"]
        of_codes = ["--queues", "codes", "--pool", "threads", "--concurrency", "4", "--hostname", "codes@%h"]
        self._start("codes", [*celery, "worker", *of_codes, "--loglevel", "INFO"])
        if not self._is_small:
            self._start(
                "worker", [*celery, "worker", "--queues", "celery,jobs", "--concurrency", "1", "--loglevel", "INFO"]
            )
            self._start("beat", [*celery, "beat", "--schedule", str(self.folder / "beat")])
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
        bound = f"fd://{self._listening.fileno()}"
        self._start("web", [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", bound, "--threads", "4"])

    def manage(self, *words: str) -> str:
        """What `manage.py` prints on the console of this installation."""
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self._environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def start_worker(self, part: str, *, queue: str) -> subprocess.Popen[bytes]:
        """One more, of this queue alone. Its process group is its own, to be killed at one blow."""
        celery = [sys.executable, "-m", "celery", "-A", "config.celery", "worker"]
        return self._start(part, [*celery, "--queues", queue, "--concurrency", "1", "--hostname", f"{part}@%h"])

    def database(self) -> AbstractContextManager[None]:
        """Inside the block Django uses the stack's database, for what its demonstration campus has none of."""
        return databases.pointed_at(self._database)

    def log(self, part: str) -> str:
        """What this part has printed so far."""
        return (self.folder / f"{part}.log").read_text()

    def next_mail(self, address: str, *, after: int, seconds: float = 20) -> Taken:
        """The mail to this address that follows the first so many, as soon as it is there."""
        deadline = time.monotonic() + seconds
        while len(mails := self.sink.to(address)) <= after:
            assert time.monotonic() < deadline, f"No mail in {seconds} s:\n{self.log('codes')}{self.log('worker')}"
            time.sleep(0.05)
        return mails[after]

    def wait_for_rounds(self, number: int, *, seconds: float) -> None:
        """Until the worker has begun and ended so many more rounds of delivery."""
        # The first that ends may have begun before.
        wanted = self._rounds() + number + 1
        deadline = time.monotonic() + seconds
        while self._rounds() < wanted:
            assert time.monotonic() < deadline, f"No {number} rounds in {seconds} s:\n{self.log('worker')}"
            time.sleep(0.2)

    def _rounds(self) -> int:
        """Rounds of delivery that the worker has ended."""
        return len(_ROUND_ENDED.findall(self.log("worker")))

    @property
    def _environment(self) -> dict[str, str]:
        database = settings.DATABASES["default"]
        owner = settings.DATABASE_OWNER
        place = f"{database['HOST']}:{database['PORT']}/{self._database}"
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{place}",
            "DATABASE_OWNER_URL": f"postgres://{owner['USER']}:{owner['PASSWORD']}@{place}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "SITE_URL": self.url,
            "ACQUAINT_TEST_RUN": self._run,
            # A round of delivery each second: a journey sees several in the time that one takes in production.
            "ACQUAINT_TEST_REMINDERS": json.dumps({"REMINDER_DELIVER_SECONDS": 1, "CODES_DELIVER_SECONDS": 1}),
            "ACQUAINT_TEST_STATIC": "" if self._is_small else str(self.folder / "static"),
        }

    def _start(self, part: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{part}.log").open("wb") as log:
            fds = [self._listening.fileno()]
            self._processes.append(leash.start(command, output=log, environment=self._environment, pass_fds=fds))
        return self._processes[-1]

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz/", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError(f"The stack is not healthy after {_READY_SECONDS} s:\n{self.log('web')}")
