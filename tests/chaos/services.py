"""PostgreSQL and Valkey of the harness alone: what it does to them reaches no other test."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg
import redis
from django.conf import settings
from psycopg import sql

from tests import databases
from tests.chaos.nursery import INSTANCE
from tools import embedded
from tools.services.cluster import binaries
from tools.services.folder import APPLICATION, DATABASE, OWNER, Secrets

SERIES = "series"


@dataclass
class Database:
    """One series' own database: its address for the application's role, and for the owner who may look at all."""

    name: str
    url: str
    owner_url: str
    _connection: psycopg.Connection | None = field(default=None, init=False, repr=False)

    def rows(self, query: str, *parameters: object, seconds: float = 20.0) -> list[tuple]:
        """What the owner reads, over one connection. Tried again for some seconds while the server is away."""
        until = time.monotonic() + seconds
        while True:
            try:
                if self._connection is None:
                    self._connection = psycopg.connect(self.owner_url, autocommit=True, connect_timeout=3)
                return self._connection.execute(query, parameters).fetchall()
            except psycopg.OperationalError:
                self.close()
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def close(self) -> None:
        """The connection; the next look makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Services:
    """A context manager. Of what it makes in `folder`, only logs stay behind."""

    def __init__(self, folder: Path) -> None:
        self.root = folder

    def __enter__(self) -> Self:
        self._services = embedded.start(self.root, INSTANCE, variables={})
        return self

    def __exit__(self, *error: object) -> None:
        self._services.stop()
        for data in (self._services.folder.postgres, self._services.folder.valkey):
            shutil.rmtree(data)

    def copy_schema(self) -> None:
        """Once, for `make_database` to copy: what the other tests have migrated already, in a second and not in ten."""
        owner, application = settings.DATABASE_OWNER, settings.DATABASES["default"]["USER"]
        source = databases.create(f"chaos{os.getpid()}")
        try:
            place = f"{owner['HOST']}:{owner['PORT']}/{source}"
            schema = _run("pg_dump", f"postgres://{owner['USER']}:{owner['PASSWORD']}@{place}")
        finally:
            databases.drop(source)
        # In a database that was given from outside the two roles may have other names.
        for theirs, ours in ((owner["USER"], OWNER), (application, APPLICATION)):
            schema = schema.replace(f" {theirs};".encode(), f" {ours};".encode())
        options = ("--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1")
        _run("psql", self._services.database_owner_url, *options, said=schema)

    @property
    def postgres_port(self) -> int:
        return urlsplit(self._services.database_url).port or 0

    def variables(self) -> dict[str, str]:
        return {**self._services.variables(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}

    def database(self) -> Database:
        """The one that the series use, one after the other."""
        url, owner_url = self._services.database_url, self._services.database_owner_url
        return Database(SERIES, url.removesuffix(DATABASE) + SERIES, owner_url.removesuffix(DATABASE) + SERIES)

    def make_database(self) -> Database:
        """The same, migrated and empty."""
        name, template = sql.Identifier(SERIES), sql.Identifier(DATABASE)
        owner_url = self._services.database_owner_url.removesuffix(DATABASE) + "postgres"
        with psycopg.connect(owner_url, autocommit=True) as connection:
            databases.drop_database(connection, SERIES)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        return self.database()

    def restart_postgres(self) -> datetime:
        """`pg_ctl restart -m immediate`: every session is cut, nothing is flushed, and the log is read again.

        Returns when the old server was gone: what it had committed came before, what the new one commits comes after.
        """
        server = self._services.postgres.find()
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=20)
        gone_at = datetime.now(UTC)
        kept = self._kept()
        port = kept.postgres_port
        self._services.postgres.start(kept)
        assert kept.postgres_port == port, "another program took the database's port"
        return gone_at

    def flush_valkey(self) -> None:
        with redis.Redis.from_url(self._services.redis_url) as client:
            client.flushall()

    def stop_valkey(self) -> None:
        self._services.valkey.stop()

    def start_valkey(self) -> None:
        kept = self._kept()
        self._services.valkey.start(kept)
        assert kept.valkey_port == urlsplit(self._services.redis_url).port, "another program took the broker's port"

    def _kept(self) -> Secrets:
        kept = self._services.folder.read()
        assert kept is not None
        return kept


def _run(program: str, url: str, *options: str, said: bytes = b"") -> bytes:
    """One of PostgreSQL's own programs on that database. The password is not for a command line, which all can read."""
    place = urlsplit(url)
    login = {
        "PGHOST": place.hostname,
        "PGPORT": f"{place.port}",
        "PGUSER": place.username,
        "PGPASSWORD": place.password,
    }
    environment = {**os.environ, **login, "PGDATABASE": place.path.lstrip("/")}
    command = [binaries() / program, *options]
    return subprocess.run(command, input=said, env=environment, stdout=subprocess.PIPE, timeout=60, check=True).stdout
