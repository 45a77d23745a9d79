"""Where workers, beats and loops are born: forked from one process that has loaded Acquaint already, because loading
takes longer than all else that a short run does.

`python -m tests.chaos.nursery FOLDER` reads one order a line (JSON: `arguments`, `log`) and answers each with a process
id. Each is `celery -A config.celery` or `manage.py` but for what the options ask: a clock that is hours off, each
wake-up published several times, or a naive deliverer in the place of ours. When the test process is gone, so are all
of them, and the services in FOLDER too.
"""

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import psutil
import time_machine

from tools.services.folder import Folder
from tools.services.postgres import Postgres
from tools.services.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
INSTANCE = "test"


class Nursery:
    """The test process's side. A context manager; all parts get `environment`, and send their mail to `mail_port`."""

    def __init__(self, environment: Mapping[str, str], *, mail_port: int, folder: Path) -> None:
        self.environment = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}"}
        self.mail_port, self.folder, self.log = mail_port, folder, folder / "nursery.log"

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.nursery", str(self.folder)],
                cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                start_new_session=True,
            )  # fmt: skip
        return self

    def __exit__(self, *error: object) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def bear(self, arguments: Sequence[str], *, log: Path) -> psutil.Process:
        """A new process, leader of a group of its own, whose output is appended to `log`."""
        print(json.dumps({"arguments": list(arguments), "log": str(log)}), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, f"the nursery has died: {self.log.read_text()}"
        return psutil.Process(int(answer))


def _main() -> None:
    # Nobody waits for the dead here, so that their ids are free at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    parent = os.getppid()
    _load()
    born = []
    while line := sys.stdin.readline():
        pid = os.fork()
        if not pid:
            _become(**json.loads(line))
        with suppress(psutil.NoSuchProcess):
            born.append(psutil.Process(pid))
        print(pid, flush=True)
    for process in born:
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if process.is_running():
                os.killpg(process.pid, signal.SIGKILL)
    if os.getppid() != parent:
        folder = Folder(Path(sys.argv[1]), INSTANCE)
        for service in (Valkey, Postgres):
            service(folder, durable=False).stop()


# What Celery's commands load when they are asked for, as seen by `python -X importtime`.
_LATER = (
    "celery.bin.celery", "celery.apps.worker", "celery.apps.beat", "celery.worker.worker", "celery.worker.consumer",
    "celery.worker.components", "celery.worker.autoscale", "celery.concurrency.prefork", "celery.app.log",
    "celery.app.events", "celery.app.amqp", "celery.app.control", "celery.fixups.django", "celery.loaders.app",
    "kombu.transport.redis", "django.core.mail.backends.smtp", "apps.reminders.management.commands.deliver_reminders",
)  # fmt: skip


def _load() -> Any:
    """All that a worker loads before it begins to work; nothing connects to anything yet."""
    import django

    from config.celery import app

    django.setup()
    app.loader.import_default_modules()
    for name in _LATER:
        importlib.import_module(name)
    return app


def _become(*, arguments: list[str], log: str) -> None:
    """Never returns."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
            os.dup2(os.open(path, flags, 0o600), number)
        os.dup2(1, 2)
        code = _work(arguments) or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _work(arguments: list[str]) -> int | None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours-off", type=float, default=0.0)
    parser.add_argument("--each-wake-up", type=int, default=1, metavar="TIMES")
    parser.add_argument("--mail-log-url", default="")
    parser.add_argument("--deliverer", default="")
    options, command = parser.parse_known_args(arguments)
    if options.hours_off:
        time_machine.travel(datetime.now(UTC) + timedelta(hours=options.hours_off), tick=True).start()
    if options.mail_log_url:
        from django.conf import settings

        settings.MAIL_LOG_URL = options.mail_log_url
    if options.deliverer:
        from tests.chaos import naive

        naive.take_the_place_of_ours(options.deliverer)
    if command[0] == "manage.py":
        from django.core.management import execute_from_command_line

        return execute_from_command_line(command)
    app = _load()
    if options.each_wake_up > 1:
        _repeat_wake_ups(app, options.each_wake_up)
    return app.start(["--quiet", *command])


def _repeat_wake_ups(app: Any, times: int) -> None:
    """Every message reaches the broker so many times, under the same id: as from a broker that redelivers."""
    send = app.amqp.send_task_message

    def send_often(*arguments: Any, **options: Any) -> Any:
        for _ in range(times - 1):
            send(*arguments, **options)
        return send(*arguments, **options)

    app.amqp.send_task_message = send_often


if __name__ == "__main__":
    _main()
