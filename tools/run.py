"""What `make run` runs: services, migrations, the demonstration campus, then web, workers and beat.

`python -m tools.run` stays in front until Ctrl-C or SIGTERM, then stops everything it started. A child
that dies is started again; one that cannot stay up ends the run with the end of its log. After a kill -9 the
next run finds what was left behind, knows it for its own, ends it and comes up.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from tools import embedded, migrations
from tools.problems import Problem, exit_with_sentence
from tools.services.folder import Folder, write_private
from tools.supervision import Child, Mark, only_run

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_PORT = 8000
READY_SECONDS = 60.0
STOP_SECONDS = 10.0
# What runs on this machine is reached without the proxy that HTTP_PROXY names.
_without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PEOPLE = "student@demo.example, adviser@demo.example, coach@demo.example or admin@demo.example"


class Stopped(Exception):
    """Someone asked for the end: by a signal, or the `make` that started us is gone."""


def port_from(variables: Mapping[str, str]) -> int:
    """The port that PORT names, 8000 by default. Raises Problem for anything but a port."""
    given = variables.get("PORT") or str(DEFAULT_PORT)
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise Problem(f"PORT is {given!r}, which is no port: use a number from 1 to 65535, as in `PORT=8123 make run`.")
    return int(given)


def listen(port: int) -> socket.socket:
    """A socket that listens on 127.0.0.1:`port`, for the web server to take over. Raises Problem when it cannot."""
    other = 8123 if port != 8123 else 8124
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        why = "is for root alone" if error.errno == errno.EACCES else "is taken by another program"
        raise Problem(f"Port {port} {why}: take another one with `PORT={other} make run`.") from error


class Run:
    """One `make run`, from the first service to the last process."""

    def __init__(self, root: Path, *, port: int, until_parent_ends: bool) -> None:
        self.root = root
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.python = root / ".venv" / "bin" / "python"
        self.folder = Folder(root)
        self.mark = Mark(self.folder, root=root)
        self.parent = os.getppid() if until_parent_ends else None
        self.is_asked_to_stop = False
        self.listening = -1  # the descriptor of the socket that `go` holds
        self.services: embedded.Services | None = None
        self.children: list[Child] = []

    def go(self) -> int:
        """Bring everything up, keep it up, take it down. Returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        self.folder.make()
        with only_run(self.folder, address=self.address) as say_stopping:
            self.mark.end_leftovers()
            # Held until the end, so that no other program takes the port while the web server starts, or starts again.
            with listen(self.port) as listening:
                self.listening = listening.fileno()
                try:
                    self._bring_up()
                    self._keep_up()
                except Stopped:
                    print("Stopping ...", flush=True)
                finally:
                    say_stopping()
                    self._take_down()
        return 0

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        # Not an Event: its lock is the one that the interrupted wait may hold.
        self.is_asked_to_stop = True

    def _check_stop(self) -> None:
        if self.is_asked_to_stop or (self.parent is not None and os.getppid() != self.parent):
            raise Stopped

    def _bring_up(self) -> None:
        is_ours = not os.environ.get("DATABASE_URL")
        if is_ours and migrations.set_aside_another(self.root):
            why = "because other migrations made the former one, which lies in .local.old"
            print(f"The campus is made anew, {why}.", flush=True)
        self._start_services()
        self._prepare_database()
        if is_ours:
            migrations.remember(self.root)
        for name in ("web", "codes", "worker"):
            self._start(name)
        self._wait_until_ready()
        self._start("beat")  # last: it loads all of Django, and nobody waits for its first minute
        mail = "" if os.environ.get("EMAIL_URL") else f"Mail it sends is shown at {self.address}/dev/mail/\n"
        print(
            f"\nAcquaint is up at {self.address}/\n"
            f"Sign in as {PEOPLE} with the password acquaint-demo.\n{mail}Ctrl-C stops it.\n",
            flush=True,
        )

    def _start_services(self) -> None:
        self.services = embedded.start(self.root)
        write_private(self.folder.addresses_file, json.dumps(self.services.variables()))

    def _start(self, name: str) -> None:
        command, environment = self._commands()[name], self._environment()
        child = Child(
            name,
            command,
            folder=self.folder,
            root=self.root,
            environment=environment,
            mark=self.mark,
            pass_fds=[self.listening] if name == "web" else [],
        )
        self.children.append(child)
        child.start()

    def _keep_up(self) -> None:
        while True:
            self._check_stop()
            self._mend_services()
            for child in self.children:
                child.mend()
            time.sleep(0.5)

    def _take_down(self) -> None:
        self.mark.end_all(seconds=STOP_SECONDS)
        # Emptied and not removed: it also tells manage.py that this checkout is a developer's.
        write_private(self.folder.addresses_file, "{}")
        if self.services:
            self.services.stop()

    def _commands(self) -> dict[str, list[str | Path]]:
        celery: list[str | Path] = [self.python, "-m", "celery", "--quiet", "--app", "config.celery"]
        return {
            "web": [
                self.python, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{self.listening}", "--reload",
                "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "5",
                "--no-control-socket", "--forwarder-headers", "", "--log-level", "error",
            ],
            # One hand more than production has in this worker, for the jobs that take minutes.
            "worker": [
                *celery, "worker", "--queues", "celery,jobs", "--pool", "prefork", "--concurrency", "3",
                "--without-mingle", "--without-gossip", "--loglevel", "INFO",
            ],
            # Beside the other one on this machine, so under a name of its own.
            "codes": [
                *celery, "worker", "--queues", "codes", "--pool", "threads", "--concurrency", "4",
                "--hostname", "codes@%h", "--without-mingle", "--without-gossip", "--loglevel", "INFO",
            ],
            "beat": [
                *celery, "beat", "--schedule", self.folder.run / "beat", "--pidfile=",
                "--loglevel", "WARNING",
            ],
        }  # fmt: skip

    def _environment(self) -> dict[str, str]:
        services = self.services.variables() if self.services else {}
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SITE_URL": self.address,
            "PYTHONWARNINGS": "ignore:::celery.platforms",  # scolds root
            **os.environ,
            **services,
            "PYTHONUNBUFFERED": "1",
        }

    def _prepare_database(self) -> None:
        """Migrate and seed; a signal in the meantime ends it, too."""
        self._check_stop()
        process = subprocess.Popen(
            [self.python, "-m", "tools.preparation"],
            cwd=self.root,
            env={**self._environment(), **self.mark.variables("preparation")},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        while process.poll() is None:
            self._check_stop()
            time.sleep(0.05)
        if process.returncode:
            raise Problem("The database could not be made ready; the reason is above.")

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            self._check_stop()
            for child in self.children:
                child.mend()
            try:
                with _without_proxy.open(f"{self.address}/healthz/", timeout=5):
                    return
            except OSError:  # not listening yet, or 503 while a service comes up
                time.sleep(0.1)
        raise Problem(f"{self.address}/healthz/ did not answer 200 in {READY_SECONDS:.0f} s: see {self.folder.logs}.")

    def _mend_services(self) -> None:
        if not self.services or not (dead := self.services.dead()):
            return
        print(f"{' and '.join(dead)} stopped; it is started again.", flush=True)
        before = self.services.variables()
        self._start_services()
        if self.services.variables() != before:
            for child in self.children:
                child.restart_with(self._environment())


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.run", description="Run Acquaint for development.")
    parser.add_argument(
        "--until-parent-ends",
        action="store_true",
        help="stop when the process that started us is gone",
    )
    given = parser.parse_args()
    return Run(ROOT, port=port_from(os.environ), until_parent_ends=given.until_parent_ends).go()


if __name__ == "__main__":
    exit_with_sentence(_main)
