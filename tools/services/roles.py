"""The three roles of the embedded PostgreSQL and the one database they share.

`acquaint_provision` is a superuser, for this module alone. `acquaint_owner` owns the database, migrates it,
and may create databases for tests. `acquaint_app` may connect and nothing else; what it may do in a table is
granted by the migration that makes the table.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from tools.problems import Problem
from tools.services.cluster import SUPERUSER
from tools.services.folder import APPLICATION, DATABASE, OWNER, Secrets


class WrongPassword(Exception):
    """The server does not take the superuser's password that we kept."""


def answers(kept: Secrets) -> bool:
    """Whether the server takes connections now. Raises WrongPassword when it refuses ours."""
    try:
        _connect(kept, database="postgres").close()
    except psycopg.OperationalError as error:
        if "authentication failed" in str(error):
            raise WrongPassword from error
        return False
    return True


def provision(kept: Secrets) -> None:
    """Make roles and database what they should be; cheap and harmless when they are."""
    try:
        with _connect(kept, database="postgres") as connection:
            _make_role(connection, OWNER, kept.postgres_owner_password, rights="CREATEDB")
            _make_role(connection, APPLICATION, kept.postgres_app_password, rights="NOCREATEDB")
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(_name(DATABASE), _name(OWNER)))
            connection.execute(
                sql.SQL("REVOKE ALL ON DATABASE {0} FROM PUBLIC; GRANT CONNECT ON DATABASE {0} TO {1}").format(
                    _name(DATABASE), _name(APPLICATION)
                )
            )
        with _connect(kept, database=DATABASE) as connection:
            connection.execute(
                sql.SQL(
                    "ALTER SCHEMA public OWNER TO {0}; REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
                    "GRANT USAGE ON SCHEMA public TO {1}"
                ).format(_name(OWNER), _name(APPLICATION))
            )
    except psycopg.Error as error:
        raise Problem(f"The embedded PostgreSQL could not be set up: {str(error).strip().splitlines()[0]}.") from error


def _connect(kept: Secrets, *, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1",
        port=kept.postgres_port,
        user=SUPERUSER,
        password=kept.postgres_superuser_password,
        dbname=database,
        autocommit=True,
        connect_timeout=5,
        # The caller's PG variables are about another server.
        sslmode="disable",
        options="",
        application_name="acquaint provisioning",
        passfile="/dev/null",
    )


def _make_role(connection: psycopg.Connection, role: str, password: str, *, rights: str) -> None:
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount
    connection.execute(
        sql.SQL("{} ROLE {} WITH LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {} PASSWORD {}").format(
            sql.SQL("ALTER" if found else "CREATE"),
            _name(role),
            sql.SQL(rights),
            sql.Literal(password),
        )
    )


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)
