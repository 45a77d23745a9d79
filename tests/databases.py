"""Test databases: migrated once as the owner into a template, then copied in a moment for each test process."""

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from apps.campus.apps import ensure_row

ROOT = Path(__file__).resolve().parents[1]
_LOCK = 4_1_2_7  # any number, the same in every process
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # made by `migrate`, changed by no test


def _fingerprint() -> str:
    """Changes when a migration, a generated column, a grant or the code that runs after a migration changes."""
    parts = hashlib.sha256()
    for file in sorted(
        [
            *ROOT.glob("apps/*/migrations/*.py"),
            ROOT / "apps/core/operations/database.py",
            ROOT / "apps/core/folding.py",
            ROOT / "apps/campus/apps.py",
        ]
    ):
        parts.update(file.read_bytes())
    return parts.hexdigest()[:16]


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    """The owner's connection outside any test database, one process at a time."""
    with _connected_as(settings.DATABASE_OWNER) as maintenance:
        maintenance.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield maintenance


def _connected_as(role: Mapping[str, Any], name: str = "") -> psycopg.Connection:
    return psycopg.connect(
        host=role["HOST"],
        port=role["PORT"],
        user=role["USER"],
        password=role["PASSWORD"],
        dbname=name or settings.DATABASE_OWNER["NAME"],
        autocommit=True,
    )


def _names(maintenance: psycopg.Connection, pattern: str) -> list[str]:
    return [name for (name,) in maintenance.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


def create(worker: str, *, template: str = "") -> str:
    """Copy `template`, a database of this run that nobody is connected to, or the migrated one into a database of this
    run, for one worker or one stack. Returns its name.
    """
    migrated = f"acquaint_template_{_fingerprint()}"
    name = f"test_acquaint_{os.environ['ACQUAINT_TEST_RUN']}_{worker}"
    with _maintenance() as maintenance:
        for old in _names(maintenance, "test_acquaint_%"):
            if not _alive(old):
                drop_database(maintenance, old)
        if migrated not in _names(maintenance, "acquaint_template_%"):
            _migrate_into(maintenance, migrated)
        maintenance.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template or migrated))
        )
    return name


def empty() -> None:
    """After a test without a transaction around it: one TRUNCATE, where Django's flush would make permissions, content
    types and grants anew. The campus's one row is put back.
    """
    tables = set(connection.introspection.table_names()) - _KEPT
    connection.close()
    with _connected_as(settings.DATABASE_OWNER, name=connection.settings_dict["NAME"]) as owner:
        owner.execute("SET lock_timeout = '10s'")
        owner.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))))
    ensure_row()
    connection.close()


def drop(name: str) -> None:
    connection.close()
    _end_sessions(name)
    with _maintenance() as maintenance:
        drop_database(maintenance, name)


def _end_sessions(name: str) -> None:
    """Those of the application's role, which the owner may not end. Where Playwright's loop has run in a thread, Django
    has a second connection for it, which nobody closes.
    """
    application = settings.DATABASES["default"]
    with _connected_as(application) as theirs:
        theirs.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = user", [name]
        )


def drop_database(maintenance: psycopg.Connection, name: str) -> None:
    """FORCE ends whoever is connected, but may not end autovacuum, which is nobody's; the plain form waits for that."""
    drop_it = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    until = time.monotonic() + 60
    while True:
        try:
            maintenance.execute(drop_it + sql.SQL(" WITH (FORCE)"))
            return
        except psycopg.errors.InsufficientPrivilege:
            with suppress(psycopg.errors.ObjectInUse):
                maintenance.execute(drop_it)
                return
        if time.monotonic() > until:
            raise TimeoutError(f"Somebody who is not ours is connected to {name}.")


def _alive(name: str) -> bool:
    """Whether the test run that made this database still runs."""
    pid = name.split("_")[2]
    return pid.isdigit() and Path(f"/proc/{pid}").exists() if Path("/proc/self").exists() else True


def _migrate_into(maintenance: psycopg.Connection, template: str) -> None:
    for old in _names(maintenance, "acquaint_template_%"):
        maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
    unfinished = f"{template}_unfinished"
    maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(unfinished)))
    maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    point_at(unfinished)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    maintenance.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(template))
    )


def point_at(name: str) -> None:
    """Make Django in this process use that database."""
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django in this process uses that database inside the block, and the one before after it."""
    before = connection.settings_dict["NAME"]
    point_at(name)
    try:
        yield
    finally:
        point_at(before)
