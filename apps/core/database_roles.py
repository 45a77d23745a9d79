"""The two database roles: the owner, which migrates and empties, and the application's, which reads and writes rows.

Privileges are granted after every migration, from the models themselves, so that a new table is usable at once and a
new append-only table is closed at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from apps.core.models import AppendOnly

_LOGIN = ("HOST", "PORT", "USER", "PASSWORD")


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
    """Tables whose rows the application may add and never change or remove."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


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
        existing = set(connection.introspection.table_names(cursor))
        for table in append_only_tables():
            if table in existing:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {name}")
