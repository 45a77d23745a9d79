"""Where the services of one checkout keep their data, ports and passwords, and the lock around them."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO

from config.settings.services import EMBEDDED_PASSWORD
from tools.problems import Problem, explain, full_disk

LOG_BYTES_KEPT = 5_000_000
# A new database takes some 40 MB and PostgreSQL stops itself when it cannot write its log.
BYTES_NEEDED = 150_000_000
DATABASE = "acquaint"
OWNER = "acquaint_owner"
APPLICATION = "acquaint_app"
# Below the range from which Linux and macOS take ports for outgoing connections.
PORTS = range(20_000, 32_000)


@dataclass
class Secrets:
    """Ports and passwords of one set of services; made once, kept in `secrets.json` with mode 0600."""

    postgres_port: int = 0
    postgres_superuser_password: str = ""
    postgres_owner_password: str = ""
    postgres_app_password: str = ""
    valkey_port: int = 0
    valkey_password: str = ""

    def complete(self) -> bool:
        """Fill in what is still empty; True when there was something."""
        empty = [field for field in fields(self) if not getattr(self, field.name)]
        for field in empty:
            made = free_port() if field.type == "int" else EMBEDDED_PASSWORD + secrets.token_hex(24)
            setattr(self, field.name, made)
        return bool(empty)

    def variables(self) -> dict[str, str]:
        """The variables that Acquaint's settings read, for these services."""
        place = f"127.0.0.1:{self.postgres_port}/{DATABASE}"
        return {
            "DATABASE_URL": f"postgres://{APPLICATION}:{self.postgres_app_password}@{place}",
            "DATABASE_OWNER_URL": f"postgres://{OWNER}:{self.postgres_owner_password}@{place}",
            "REDIS_URL": f"redis://:{self.valkey_password}@127.0.0.1:{self.valkey_port}/0",
        }


class Folder:
    """`.local/` of the checkout at `root`, or `.local/<instance>/` for a set of services of its own."""

    def __init__(self, root: Path, instance: str | None = None) -> None:
        local = Path(root).resolve() / ".local"
        self.path = local / instance if instance else local
        self.postgres = self.path / "postgres"
        self.valkey = self.path / "valkey"
        self.logs = self.path / "logs"
        self.run = self.path / "run"
        self.secrets_file = self.path / "secrets.json"
        self.addresses_file = self.path / "addresses.json"  # config/settings/dev.py reads it

    def make(self) -> None:
        """Make the folders. Raises Problem when the disk is full or `.local/` belongs to someone else."""
        try:
            for folder in (self.path, self.logs, self.run):
                folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.path).free
        except OSError as error:
            raise explain(error, path=self.path) from error
        if free < BYTES_NEEDED:
            raise full_disk(self.path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the services of this folder alone: two commands never start or stop them at once."""
        try:
            file = (self.run / "services.lock").open("a")
        except OSError as error:
            raise explain(error, path=self.run) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def read(self) -> Secrets | None:
        """The kept ports and passwords, or None when there are none that can be read."""
        try:
            return Secrets(**json.loads(self.secrets_file.read_text()))
        except PermissionError as error:
            raise explain(error, path=self.secrets_file) from error
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, kept: Secrets) -> None:
        """Remember `kept`."""
        try:
            write_private(self.secrets_file, json.dumps(asdict(kept), indent=1) + "\n")
        except OSError as error:
            raise explain(error, path=self.secrets_file) from error

    def open_log(self, name: str) -> IO[bytes]:
        """Open a service's log for appending; a long one first moves to `<name>.log.1`."""
        path = self.logs / f"{name}.log"
        try:
            if path.exists() and path.stat().st_size > LOG_BYTES_KEPT:
                path.replace(path.with_suffix(".log.1"))
            return path.open("ab")
        except OSError as error:
            raise explain(error, path=path) from error


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port() -> int:
    """A free port on 127.0.0.1, taken at random so that two checkouts seldom want the same one."""
    for _ in range(200):
        port = secrets.choice(PORTS)
        if is_free(port):
            return port
    raise Problem("No free port was found on 127.0.0.1 between 20000 and 32000: stop a few servers and try again.")


def write_private(path: Path, text: str) -> None:
    """Replace `path` in one step by a file for its owner alone. Root gives it to the folder's owner."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.chown(fresh, owner.st_uid, owner.st_gid)
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
