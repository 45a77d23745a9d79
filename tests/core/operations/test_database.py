"""The application's role works on rows and never on tables, and audit rows are only added."""

import json
import threading

import pghistory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import ProgrammingError, connection, models, transaction
from pghistory.models import Context, Event

from apps.accounts.models import User
from apps.audit.actions import record_view
from apps.audit.models import Entry
from apps.core.operations.database import append_only_tables, as_owner, only_one
from apps.students.models import Student


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


HISTORIES = [model for model in apps.get_models() if issubclass(model, Event)]


def test_every_history_is_append_only() -> None:
    assert {"accounts_userevent", "cohorts_membershipevent", "interviews_interviewevent", "audit_entry"} <= set(
        append_only_tables()
    )
    assert len(HISTORIES) >= 10


@pytest.mark.parametrize("history", HISTORIES, ids=lambda model: model._meta.label)
def test_the_application_cannot_rewrite_a_history(history: type[models.Model], db: None) -> None:
    table = history._meta.db_table
    for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        assert _refused(statement)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda model: model._meta.label)
def test_nothing_that_is_deleted_reaches_a_history(history: type[models.Model]) -> None:
    keys = [field for field in history._meta.get_fields() if field.many_to_one]
    assert keys
    for key in keys:
        assert key.remote_field.on_delete is models.DO_NOTHING, key
        assert not key.db_constraint, key


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM pghistory_context",
        "TRUNCATE pghistory_context",
        "UPDATE pghistory_context SET created_at = now()",
        "UPDATE pghistory_context SET id = gen_random_uuid()",
        """UPDATE pghistory_context SET metadata = '{"user": 999, "url": "/x/"}'""",
        """UPDATE pghistory_context SET metadata = metadata - 'user'""",
        """UPDATE pghistory_context SET metadata = 'null'""",
        """INSERT INTO pghistory_context SELECT * FROM pghistory_context
           ON CONFLICT (id) DO UPDATE SET metadata = '{"user": 999}'""",
        """SELECT set_config('pghistory.context_id', (SELECT id::text FROM pghistory_context), true),
           set_config('pghistory.context_metadata', '{"user": 999}', true); SELECT _pgh_attach_context()""",
        "UPDATE django_admin_log SET user_id = 1",
        "DELETE FROM django_admin_log",
        "TRUNCATE django_admin_log",
        "UPDATE django_content_type SET model = model || 's'",
        "DELETE FROM django_content_type",
        "DROP TRIGGER only_gains_keys ON pghistory_context",
        "ALTER TABLE django_admin_log DISABLE TRIGGER keeps_rows",
        "CREATE OR REPLACE FUNCTION keeps_rows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "SET session_replication_role = replica",
    ],
)
def test_who_did_it_stays(statement: str, alice: Student, bob: User) -> None:
    _done_by(bob, alice)
    kept = list(Context.objects.values()), list(LogEntry.objects.values())
    assert _refused(statement)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{only_gains_keys,keeps_rows}'")
    assert _refused(statement)
    assert (list(Context.objects.values()), list(LogEntry.objects.values())) == kept


def _done_by(person: User, student: Student) -> None:
    """One row of a history that says who, and one of the administration's log."""
    with pghistory.context(user=person.pk, url="/x/"):
        student.time_zone = "Asia/Kolkata"
        student.save()
    LogEntry.objects.log_actions(person.pk, [student], CHANGE, "Archived.", single_object=True)
    assert Context.objects.count() == LogEntry.objects.count() == 1


def test_who_did_it_is_said_with_more_keys_while_the_request_goes_on(alice: Student, bob: User) -> None:
    _done_by(bob, alice)
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE pghistory_context SET metadata = metadata || '{"note": null}'""")
        cursor.execute("""UPDATE pghistory_context SET metadata = metadata || '{"note": "signed in"}'""")
        assert _refused("""UPDATE pghistory_context SET metadata = metadata || '{"note": "other"}'""")
        cursor.execute("SELECT metadata FROM pghistory_context")
        assert json.loads(cursor.fetchone()[0]) == {"user": bob.pk, "url": "/x/", "note": "signed in"}


@pytest.mark.django_db(transaction=True)
def test_after_an_hour_nothing_is_added_to_who_did_it(alice: Student, bob: User) -> None:
    with connection.cursor() as cursor:  # a row from the future would stay open
        cursor.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
            " VALUES (gen_random_uuid(), '{}', '2999-01-01', '2999-01-01')"
        )
        add = """UPDATE pghistory_context SET metadata = metadata || '{"more": 1}'"""
        cursor.execute(add)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE pghistory_context SET created_at = created_at - interval '61 minutes'")
        assert cursor.rowcount == 1
    assert _refused(add.replace("more", "late"))


def test_a_student_is_deleted_and_whoever_stands_in_the_log_is_not(alice: Student, bob: User) -> None:
    _done_by(bob, alice)
    alice.user.delete()
    with pytest.raises(ProgrammingError, match="keeps its rows"), transaction.atomic():
        bob.delete()
    assert LogEntry.objects.get().user == bob


def test_histories_are_written_and_outlive_what_they_tell_of(alice: Student) -> None:
    with pghistory.context(user=alice.user_id):
        alice.time_zone = "Asia/Kolkata"
        alice.save()
        with pghistory.context(page="preferences"):  # here the trigger updates the row that says who and where
            alice.time_zone = ""
            alice.save()
    history, people = apps.get_model("students", "StudentEvent"), apps.get_model("accounts", "UserEvent")
    assert Context.objects.get(metadata__user=alice.user_id).metadata["page"] == "preferences"
    pk, user_pk = alice.pk, alice.user_id
    alice.user.delete()
    assert history.objects.filter(pgh_obj_id=pk).count() == 3
    assert people.objects.filter(pgh_obj_id=user_pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_take_longer_than_a_page() -> None:
    def limits() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            return cursor.fetchone()

    assert limits() == ("30s", "10s")
    with as_owner():
        assert connection.settings_dict["USER"] == settings.DATABASE_OWNER["USER"]
        assert limits() == ("0", "10s")
    assert limits() == ("30s", "10s")


@pytest.mark.django_db(transaction=True)
def test_another_connection_is_turned_away_until_the_first_leaves() -> None:
    found: list[bool] = []

    def try_it(number: int) -> None:
        def other() -> None:
            with only_one(number) as alone:
                found.append(alone)
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)

    with only_one(77) as alone:
        assert alone
        try_it(77)
        try_it(78)
    try_it(77)
    assert found == [False, True, True]


def test_what_works_with_the_owners_rights_is_for_the_application_alone(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname::text, proacl::text, has_function_privilege(oid, 'EXECUTE') FROM pg_proc"
            " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert [name for name, *_ in found] == ["erase_history"]
    for _, granted, is_ours in found:
        assert is_ours
        assert "{=X" not in granted  # nor to everybody
        assert ",=X" not in granted
