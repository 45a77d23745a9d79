"""Starts PostgreSQL and Valkey from their wheels, for development and tests only, never in production.

Data, logs, ports and passwords live under `.local/` of the checkout, for an instance of its own (`test`)
under `.local/<instance>/`. A variable set from outside replaces its part, which is then neither started nor
stopped: DATABASE_URL (with DATABASE_OWNER_URL, by default the same) and REDIS_URL.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.problems import explain
from config.services.folder import Folder, Secrets

if TYPE_CHECKING:
    from config.services.postgres import Postgres
    from config.services.valkey import Valkey

INSTANCES = (None, "test")


@dataclass(frozen=True)
class Services:
    """Running services and where they answer. The URLs hold passwords: never print them."""

    database_url: str
    database_owner_url: str
    redis_url: str
    folder: Folder
    postgres: Postgres | None
    valkey: Valkey | None

    def variables(self) -> dict[str, str]:
        """The variables that Acquaint's settings read."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }

    def dead(self) -> list[str]:
        """The names of the embedded parts that are not running any more."""
        parts = {"PostgreSQL": self.postgres, "Valkey": self.valkey}
        return [name for name, part in parts.items() if part and not part.find()]

    def stop(self) -> None:
        """Shut the embedded parts down cleanly; parts from outside are left alone."""
        with self.folder.locked():
            for part in (self.valkey, self.postgres):
                if part:
                    part.stop()


def start(
    root: Path,
    instance: str | None = None,
    *,
    variables: Mapping[str, str] = os.environ,
) -> Services:
    """Start what is not running yet and return when it answers; what runs and is verified as ours is reused.

    Safe against a second caller at the same moment. Raises Problem with one sentence when it cannot be done.
    """
    folder = Folder(root, instance)
    folder.make()
    try:
        return _start(folder, instance=instance, variables=variables)
    except OSError as error:
        raise explain(error, path=folder.path) from error


def _start(folder: Folder, *, instance: str | None, variables: Mapping[str, str]) -> Services:
    with folder.locked():
        kept = folder.read() or Secrets()
        if kept.complete():
            folder.keep(kept)
        services = _services(folder, kept, instance=instance, variables=variables)
        if services.postgres:
            services.postgres.start(kept)
        if services.valkey:
            services.valkey.start(kept)
        return _services(folder, kept, instance=instance, variables=variables)  # a port may have changed


def running(
    root: Path,
    instance: str | None = None,
    *,
    variables: Mapping[str, str] = os.environ,
) -> Services | None:
    """The services of this checkout when every embedded part runs and is verified as ours, else None."""
    folder = Folder(root, instance)
    kept = folder.read()
    if kept is None:
        return None
    services = _services(folder, kept, instance=instance, variables=variables)
    return None if services.dead() else services


def environment(
    root: Path,
    instance: str | None = None,
    *,
    variables: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL: from outside where set, else as the services keep them.

    Reads one small file and looks at no process, so that settings may call it. Raises ImproperlyConfigured
    with one sentence when a variable is not set and the services were never started here.
    """
    kept = Folder(root, instance).read()
    if kept is None and not (variables.get("DATABASE_URL") and variables.get("REDIS_URL")):
        from django.core.exceptions import ImproperlyConfigured

        command = "make test-fast" if instance == "test" else "make run"
        raise ImproperlyConfigured(
            f"No database was started in this checkout yet: run `{command}` once, or set DATABASE_URL and REDIS_URL."
        )
    return _variables(kept or Secrets(), variables)


def is_embedded(root: Path, url: str) -> bool:
    """Whether `url` leads to an embedded part of the checkout at `root`; production settings refuse it."""
    parts = urlsplit(url)
    for instance in INSTANCES:
        kept = Folder(root, instance).read()
        for own in map(urlsplit, kept.variables().values() if kept else ()):
            same_place = parts.port == own.port and parts.hostname in (
                "127.0.0.1",
                "localhost",
                "::1",
            )
            if same_place or (parts.password and parts.password == own.password):
                return True
    return False


def _variables(kept: Secrets, variables: Mapping[str, str]) -> dict[str, str]:
    found = kept.variables()
    if database_url := variables.get("DATABASE_URL"):
        found["DATABASE_URL"] = database_url
        found["DATABASE_OWNER_URL"] = variables.get("DATABASE_OWNER_URL") or database_url
    if redis_url := variables.get("REDIS_URL"):
        found["REDIS_URL"] = redis_url
    return found


def _services(folder: Folder, kept: Secrets, *, instance: str | None, variables: Mapping[str, str]) -> Services:
    # Here and not above: production reads this module for `is_embedded` and has not installed what these
    # import.
    from config.services.postgres import Postgres
    from config.services.valkey import Valkey

    durable = instance is None
    found = _variables(kept, variables)
    return Services(
        database_url=found["DATABASE_URL"],
        database_owner_url=found["DATABASE_OWNER_URL"],
        redis_url=found["REDIS_URL"],
        folder=folder,
        postgres=None if variables.get("DATABASE_URL") else Postgres(folder, durable=durable),
        valkey=None if variables.get("REDIS_URL") else Valkey(folder, durable=durable),
    )
