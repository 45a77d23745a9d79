"""The two database roles: the owner, which migrates and empties, and the application's, which reads and writes rows.
And a lock for what one process at a time should do.

Privileges are granted after every migration, from the models, so that a new table is usable, or append-only, at once.
Where a privilege is too coarse, a trigger refuses, and it refuses the application's role only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from pghistory.models import Context, Event

from apps.core.models import AppendOnly

# Who and where of a history's rows (pghistory's contexts): keys are added while the request goes on, and no more. None
# of pgtrigger's, because whoever is connected may tell those to stand aside (`SET pgtrigger.ignore`). An empty value,
# such as `user` before a sign-in, is no word yet.
_ONLY_GAINS_KEYS = """
CREATE OR REPLACE FUNCTION only_gains_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.created_at := now();
    ELSIF OLD.created_at < now() - interval '1 hour' OR EXISTS (
        SELECT FROM jsonb_each(OLD.metadata) AS said
        WHERE said.value <> 'null' AND NEW.metadata -> said.key IS DISTINCT FROM said.value
    ) THEN
        RAISE insufficient_privilege
            USING MESSAGE = 'permission denied: ' || TG_TABLE_NAME || ' only gains keys, within an hour';
    END IF;
    NEW.updated_at := now();
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER only_gains_keys BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
    WHEN (current_user = %s) EXECUTE FUNCTION only_gains_keys()
"""
# Not a missing privilege: before Django deletes a person it deletes their rows here, also where there are none.
_KEEPS_ROWS = """
CREATE OR REPLACE FUNCTION keeps_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: ' || TG_TABLE_NAME || ' keeps its rows';
END $$;
CREATE OR REPLACE TRIGGER keeps_rows BEFORE DELETE ON {table} FOR EACH ROW
    WHEN (current_user = %s) EXECUTE FUNCTION keeps_rows()
"""
# What only the owner may do, and the application may have done in one way: each function checks for itself when.
_WITH_OWNERS_RIGHTS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
"""

# Not NAME: tests work in a database of their own, and settings refuse an owner's URL that names another one.
_LOGIN = ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS")


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the owner of the database inside the block, over a connection of its own.

    Raises ImproperlyConfigured where the owner is not configured, as in the web and worker processes of production.
    """
    owner = settings.DATABASE_OWNER
    if owner is None:
        raise ImproperlyConfigured("Set DATABASE_OWNER_URL: this command works as the owner of the database.")
    connection.close()
    applications = connection.settings_dict
    # A copy: Django's own dictionary is settings.DATABASES itself, which keeps naming the application's role.
    connection.settings_dict = {**applications, **{key: owner[key] for key in _LOGIN}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = applications


def application_role() -> str:
    """The name of the role that web and workers use."""
    return settings.DATABASES["default"]["USER"]


def append_only_tables() -> list[str]:
    """Tables whose rows the application may add and never change or remove: audit, and every history.

    A history names its rows without a foreign key in the database, so nothing that is deleted has to reach it.
    """
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, (AppendOnly, Event)))


def grant_after_migrate(**kwargs: Any) -> None:
    """Give the application's role its rows, and no more, on the tables that exist now."""
    role = application_role()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [role])
        if cursor.fetchone()[0]:
            return  # one role for both, as a developer's own DATABASE_URL may have it
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")
        context = connection.ops.quote_name(Context._meta.db_table)
        existing = set(connection.introspection.table_names(cursor))
        for table in append_only_tables():
            if table in existing:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {name}")
        if Context._meta.db_table in existing:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {context} FROM {name}")
            # pghistory adds a row with ON CONFLICT DO UPDATE, which Postgres allows only to who may update these two.
            cursor.execute(f"GRANT UPDATE (metadata, updated_at) ON {context} TO {name}")
            cursor.execute(_ONLY_GAINS_KEYS.format(table=context), [role])
        if LogEntry._meta.db_table in existing:
            log = connection.ops.quote_name(LogEntry._meta.db_table)
            cursor.execute(f"REVOKE UPDATE, TRUNCATE ON {log} FROM {name}")
            cursor.execute(_KEEPS_ROWS.format(table=log), [role])
            # What kind of thing a row of the log is about stands there.
            kinds = connection.ops.quote_name(ContentType._meta.db_table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {kinds} FROM {name}")
        cursor.execute(_WITH_OWNERS_RIGHTS)
        for (function,) in cursor.fetchall():
            cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {name}")


@contextmanager
def only_one(number: int) -> Iterator[bool]:
    """Whether nobody else is inside with this number, in any process on this database; it never waits.

    No transaction is open for it, and the lock goes with the connection of whoever dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        taken = cursor.fetchone()[0]
    try:
        yield taken
    finally:
        if taken:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
