"""The application's role works on rows and never on tables, and audit rows are only added."""

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.audit.actions import record_view
from apps.audit.models import Entry


def _refused(statement: str) -> bool:
    with (
        pytest.raises(ProgrammingError, match="permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return True


def test_tests_run_as_the_application_s_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'audit_entry'")
        user, owner = cursor.fetchone()
    assert (user, owner) == ("acquaint_app", "acquaint_owner")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET page = 'other'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DROP TABLE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "CREATE TABLE stray (id int)",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_cannot_change_the_audit_log_or_a_table(statement: str, bob) -> None:
    record_view(actor=bob, page="cohort", student_ids=[1])
    assert _refused(statement)
    assert Entry.objects.get().page == "cohort"


def test_the_application_reads_and_adds_audit_rows(bob) -> None:
    record_view(actor=bob, page="cohort", student_ids=[2, 1], filter={"sort": "name"})
    entry = Entry.objects.get()
    assert (entry.actor, entry.student_ids, entry.filter) == (bob, [1, 2], {"sort": "name"})
