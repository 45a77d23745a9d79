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

from tools.problems import explain
from tools.services.folder import Folder, Secrets
from tools.services.postgres import Postgres
from tools.services.valkey import Valkey


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
        return [part.name for part in (self.postgres, self.valkey) if part and not part.find()]

    def stop(self) -> None:
        """Shut the embedded parts down cleanly; parts from outside are left alone."""
        with self.folder.locked():
            for part in (self.valkey, self.postgres):
                if part:
                    part.stop()


def start(root: Path, instance: str | None = None, *, variables: Mapping[str, str] = os.environ) -> Services:
    """Start what is not running yet and return when it answers; what runs and is verified as ours is reused.

    Safe against a second caller at the same moment. Raises Problem with one sentence when it cannot be done.
    """
    folder = Folder(root, instance)
    folder.make()
    try:
        with folder.locked():
            kept = folder.read() or Secrets()
            if kept.complete():
                folder.keep(kept)
            services = _services(folder, kept, instance=instance, variables=variables)
            for part in (services.postgres, services.valkey):
                if part:
                    part.start(kept)
            return _services(folder, kept, instance=instance, variables=variables)  # a port may have changed
    except OSError as error:
        raise explain(error, path=folder.path) from error


def running(root: Path, instance: str | None = None, *, variables: Mapping[str, str] = os.environ) -> Services | None:
    """The services of this checkout when every embedded part runs and is verified as ours, otherwise None."""
    folder = Folder(root, instance)
    kept = folder.read()
    if kept is None:
        return None
    services = _services(folder, kept, instance=instance, variables=variables)
    return None if services.dead() else services


def _services(folder: Folder, kept: Secrets, *, instance: str | None, variables: Mapping[str, str]) -> Services:
    durable = instance is None
    own = kept.variables()
    database_url, redis_url = variables.get("DATABASE_URL"), variables.get("REDIS_URL")
    owner_url = (variables.get("DATABASE_OWNER_URL") or database_url) if database_url else own["DATABASE_OWNER_URL"]
    return Services(
        database_url=database_url or own["DATABASE_URL"],
        database_owner_url=owner_url or "",
        redis_url=redis_url or own["REDIS_URL"],
        folder=folder,
        postgres=None if database_url else Postgres(folder, durable=durable),
        valkey=None if redis_url else Valkey(folder, durable=durable),
    )
