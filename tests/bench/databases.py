"""The databases that the benches read: large campuses, kept between runs, and empty ones for one run.

A kept campus is made anew when a migration or the demonstration changes, and after `_FRESH`, because its dates are
those around the day it was made. Its making is timed, and the time is kept with it.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from tests import databases
from tests.bench.measure import quiet

_ROOT = Path(__file__).resolve().parents[2]
_FRESH = timedelta(days=2)
_MAKERS = (
    "apps/*/migrations/*.py",
    "apps/core/operations/database.py",
    "apps/campus/apps.py",
    "apps/demonstration/**/*.py",
)
_LOCK = 4_1_2_8  # beside that of tests/databases.py: one process makes a campus at a time


@dataclass(frozen=True, kw_only=True)
class LargeCampus:
    """A kept database with that many students, and what `seed_demo` took to make it."""

    name: str
    students: int
    made_at: datetime
    seconds: float


def large_campus(students: int, *, grown_from: LargeCampus | None = None) -> LargeCampus:
    """The kept campus of that size, made now if it is not there: all of it, or what a copy of another lacks, to which
    nobody is connected.
    """
    prefix = f"acquaint_bench_{students}_"
    name = prefix + _fingerprint()
    with _owner("postgres") as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        kept = dict(owner.execute(_KEPT, [prefix]).fetchall())
        found = _described(name, students, kept.get(name))
        if found and datetime.now(UTC) - found.made_at < _FRESH:
            return found
        for old in kept:
            databases.drop_database(owner, old)
        made = _make(name, students, template=grown_from.name if grown_from else "")
        clean(made)
        made_at = grown_from.made_at if grown_from else datetime.now(UTC)
        about = json.dumps({"made_at": made_at.isoformat(), "seconds": _seconds[name]})
        owner.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(made), sql.Literal(about)))
        owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(made), sql.Identifier(name)))
        described = _described(name, students, about)
        assert described is not None
        return described


_KEPT = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)"
_seconds: dict[str, float] = {}


def _make(name: str, students: int, *, template: str) -> str:
    """A migrated database with the campus in it, under a name that is cleaned away should we be killed."""
    made = databases.create(f"bench{students}", template=template)
    print(f"\nMaking the campus of {students:,} students, once; it is kept for later runs.")
    with opened(made) as connection, used(connection), quiet():
        started = time.perf_counter()
        call_command("seed_demo", students=students, outside_development=True)
        _seconds[name] = time.perf_counter() - started
    return made


def _described(name: str, students: int, about: str | None) -> LargeCampus | None:
    if not about:
        return None
    facts = json.loads(about)
    made_at = datetime.fromisoformat(facts["made_at"])
    return LargeCampus(name=name, students=students, made_at=made_at, seconds=facts["seconds"])


@contextmanager
def empty(purpose: str) -> Iterator[BaseDatabaseWrapper]:
    """A migrated database without people, for this run only. Open, and not yet in use."""
    name = databases.create(purpose)
    try:
        with opened(name) as connection:
            yield connection
    finally:
        databases.drop(name)


@contextmanager
def opened(name: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to that database, as the application's role; it stays warm while others are used."""
    connection = connections.create_connection("default")
    connection.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def opened_at(url: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection to a database of another server, as the role that the URL names."""
    connection = connections.create_connection("default")
    parts = urlsplit(url)
    connection.settings_dict = {
        **connection.settings_dict,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": parts.username,
        "PASSWORD": parts.password,
        "NAME": parts.path.lstrip("/"),
    }
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def used(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Everything inside the block speaks to that database."""
    before = connections["default"]
    connections["default"] = connection
    try:
        yield
    finally:
        connections["default"] = before


def clean(name: str) -> None:
    """Vacuum and analyze as the owner, as autovacuum leaves tables that have stood for a while."""
    with _owner(name) as owner:
        owner.execute("VACUUM ANALYZE")


@contextmanager
def _owner(name: str) -> Iterator[psycopg.Connection]:
    login = settings.DATABASE_OWNER
    with psycopg.connect(
        host=login["HOST"],
        port=login["PORT"],
        user=login["USER"],
        password=login["PASSWORD"],
        dbname=login["NAME"] if name == "postgres" else name,
        autocommit=True,
    ) as connection:
        yield connection


def _fingerprint() -> str:
    parts = hashlib.sha256()
    for pattern in _MAKERS:
        for file in sorted(_ROOT.glob(pattern)):
            parts.update(file.read_bytes())
    return parts.hexdigest()[:16]
