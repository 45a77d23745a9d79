"""What a worker does with an import, and what is left where it is gone."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User, UserEvent  # type: ignore[attr-defined]
from apps.administration.imports import actions, work
from apps.administration.imports.actions import NotPossible
from apps.administration.imports.checked import Checked, Outcome, Result
from apps.administration.models import Import, ImportedRow
from apps.audit.models import Entry
from apps.core import clock
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db

State = Import.State


def _run(row: Import, by: User) -> Import:
    actions.run(pk=row.pk, seen=row.seen, by=by)
    work.work_on(row.pk)
    row.refresh_from_db()
    return row


@contextmanager
def _held_by_a_worker(row: Import) -> Iterator[None]:
    """Somebody else, over a connection of their own, is at it."""
    hands = ThreadPoolExecutor(1)

    def hold(wanted: bool) -> None:
        with connection.cursor() as cursor:
            name = "pg_advisory_lock" if wanted else "pg_advisory_unlock"
            cursor.execute(f"SELECT {name}(%s)", [work._AT_WORK + row.pk])
        if not wanted:
            connection.close()

    hands.submit(hold, True).result(10)
    yield
    hands.submit(hold, False).result(10)
    hands.shutdown()


def test_a_check_changes_nothing_and_a_run_does_what_it_showed(checked: Callable[..., Import], ada: User) -> None:
    factories.make_student(full_name="Iris Marsh", email="iris@campus.example")
    row = checked("Teo,teo@campus.example,", "Iris Fontaine,iris@campus.example,", "Ola,ola@campus.example,bad")

    assert (row.state, row.counts["new"], row.counts["changed"], row.counts["refused"]) == (State.CHECKED, 1, 1, 1)
    assert Student.objects.count() == 1

    _run(row, ada)

    assert (row.state, row.counts["new"], row.counts["changed"]) == (State.DONE, 1, 1)
    assert sorted(User.objects.filter(role="student").values_list("full_name", flat=True)) == ["Iris Fontaine", "Teo"]
    entry = Entry.objects.get(page="administration:import", action="changed")
    assert entry.student_ids == sorted(Student.objects.values_list("pk", flat=True))
    assert entry.reason == f"import {row.pk}: 1 new, 1 changed, 1 refused"
    histories = UserEvent.objects.filter(pgh_context__metadata={"import": row.pk, "user": ada.pk})
    assert list(histories.values_list("email", "pgh_label")) == [("teo@campus.example", "insert")]


def test_what_is_done_keeps_counts_and_no_file_and_nobodys_name(checked: Callable[..., Import], ada: User) -> None:
    row = _run(checked("Teo,teo@campus.example,", "Ola,ola@campus.example,bad", "Sum,sum@campus.example,total"), ada)

    assert row.content is None
    assert (row.checked, row.choices, row.answers, row.columns) == ({}, {}, {}, {})
    assert [(one.place, one.outcome, one.said, one.student) for one in row.rows.all()] == [
        (2, "new", {}, None),
        (3, "refused", {"reasons": ["Rows 4 and 5 have one address, ola@campus.example, for two students."]}, None),
        (4, "skipped", {"reasons": ["A total, not a student."]}, None),
    ]


def test_pressed_twice_or_woken_twice_it_goes_in_once(checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    with pytest.raises(NotPossible):
        actions.run(pk=row.pk, seen=row.seen, by=ada)
    work.work_on(row.pk)
    work.work_on(row.pk)

    assert Student.objects.count() == 1
    assert Entry.objects.filter(action="changed").count() == 1


def test_where_something_changed_since_the_dry_run_nothing_goes_in(checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,", "Lena,lena@campus.example,")
    factories.make_student(full_name="Theo", email="teo@campus.example")
    _run(row, ada)

    assert (row.state, row.problem) == (State.CHECKED, work.ANOTHER_RUN)
    assert (row.counts["new"], row.counts["changed"]) == (1, 1)
    assert not User.objects.filter(email="lena@campus.example").exists()

    _run(row, ada)
    assert (row.state, row.problem) == (State.DONE, "")
    assert User.objects.get(email="teo@campus.example").full_name == "Teo"


def test_a_fault_in_the_middle_leaves_nothing_behind_and_names_nobody_in_the_logs(
    checked: Callable[..., Import], ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    row = checked("Teo,teo@campus.example,", "Fails,fails@campus.example,")
    with caplog.at_level(logging.INFO):
        _run(row, ada)

    assert (row.state, Student.objects.count()) == (State.FAILED, 0)
    assert row.problem.startswith("Something went wrong on our side. Nothing was changed.")
    assert "ValueError" in caplog.text
    assert "fails@" not in caplog.text
    assert row.content is not None  # to be checked again


def test_a_file_that_cannot_be_read_fails_with_a_sentence(ada: User) -> None:
    row = actions.start(kind="students", file_name="x.xlsx", content=b"PK\x03\x04 no zip", cohort=None, by=ada)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(work.ENGINES, "students", "tests.administration.imports.reading_engine")
        work.work_on(row.pk)
    row.refresh_from_db()

    assert row.state == State.FAILED
    assert row.problem.startswith("This workbook is damaged")


def test_somebody_who_is_no_administrator_any_more_changes_nothing(checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    User.objects.filter(pk=ada.pk).update(role="adviser")
    work.work_on(row.pk)
    row.refresh_from_db()

    assert (row.state, Student.objects.count()) == (State.FAILED, 0)


def test_stop_in_the_middle_changes_nothing_and_the_file_can_be_checked_again(
    checked: Callable[..., Import], ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = checked(*(f"Student {n},s{n}@campus.example," for n in range(3)))
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    monkeypatch.setattr(work, "Report", _stops_at_the_end)
    work.work_on(row.pk)
    row.refresh_from_db()

    assert (row.state, row.problem, Student.objects.count()) == (State.CANCELLED, work.STOPPED, 0)
    monkeypatch.undo()
    monkeypatch.setitem(work.ENGINES, "students", "tests.administration.imports.engine")
    actions.check_again(pk=row.pk, seen="", by=ada, as_of=clock.now())
    work.work_on(row.pk)
    row.refresh_from_db()
    _run(row, ada)
    assert (row.state, Student.objects.count()) == (State.DONE, 3)


def _stops_at_the_end(pk: int, part: str) -> Callable[[int, int], None]:
    """Somebody presses Stop while the rows are ready."""

    def report(done: int, of: int) -> None:
        if part == "carry out":
            actions.stop(pk=pk, as_of=clock.now())

    return report


def test_stopped_before_a_worker_took_it_it_is_over_at_once(checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    actions.stop(pk=row.pk, as_of=clock.now())
    work.work_on(row.pk)
    row.refresh_from_db()

    assert (row.state, Student.objects.count()) == (State.CANCELLED, 0)
    with pytest.raises(NotPossible):
        actions.run(pk=row.pk, seen=row.seen, by=ada)


def test_one_import_of_a_kind_at_a_time(checked: Callable[..., Import], ada: User) -> None:
    first, second = checked("Teo,teo@campus.example,"), checked("Lena,lena@campus.example,")
    actions.run(pk=first.pk, seen=first.seen, by=ada)
    with pytest.raises(NotPossible, match="Another import of students is going in"):
        actions.run(pk=second.pk, seen=second.seen, by=ada)
    with pytest.raises(NotPossible, match="Another import"), actions.running(kind="students", file_name="x.csv"):
        pass
    second.refresh_from_db()
    assert second.state == State.CHECKED


@pytest.mark.django_db(transaction=True)
def test_a_command_and_a_page_exclude_each_other(checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,")

    def press() -> None:
        with pytest.raises(NotPossible, match="Another import"):
            actions.run(pk=row.pk, seen=row.seen, by=ada)
        connection.close()

    with actions.running(kind="students", file_name="nightly.csv") as run, ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(press).result(10)
        run.end(Checked(rows=[Outcome(2, "Teo", Result.NEW)]), {"new": 1})
    by_command = Import.objects.get(file_name="nightly.csv")

    assert (by_command.state, by_command.counts, by_command.started_by) == (State.DONE, {"new": 1, "left": 0}, None)
    assert _run(row, ada).state == State.DONE


def test_a_command_that_fails_leaves_nothing(db: None) -> None:
    def command() -> None:
        with actions.running(kind="students", file_name="nightly.csv"):
            factories.make_student()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        command()
    assert Student.objects.count() == 0
    assert Import.objects.get().state == State.FAILED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [State.RUNNING, State.CHECKING])
def test_what_a_killed_worker_left_failed_and_what_a_living_one_holds_goes_on(
    state: str, checked: Callable[..., Import], office: Client
) -> None:
    row = checked("Teo,teo@campus.example,")
    Import.objects.filter(pk=row.pk).update(state=state, began_at=clock.now())
    with _held_by_a_worker(row):
        work.work_on(row.pk)
        work.look_after_all(clock.now())
        assert "You can leave this page" in office.get(f"/program/imports/{row.pk}/").text
        assert Import.objects.get().state == state

    page = office.get(f"/program/imports/{row.pk}/").text
    said = {"running": "The import was stopped from outside.", "checking": "The check was stopped from outside."}[state]
    assert f"{said} Nothing was changed." in page
    assert "Check this file again" in page
    assert Import.objects.get().state == State.FAILED


def test_a_page_that_was_loaded_while_the_check_ended_shows_what_was_found(checked: Callable[..., Import]) -> None:
    row = checked("Teo,teo@campus.example,")
    Import.objects.filter(pk=row.pk).update(state=State.CHECKING, began_at=clock.now(), checked={}, counts={})
    loaded = Import.objects.without_file().get(pk=row.pk)
    row.save()  # the worker, meanwhile
    work.mend(loaded)
    assert (loaded.state, loaded.counts["new"], loaded.checked) == (State.CHECKED, 1, row.checked)


def test_what_a_killed_worker_left_stands_in_nobodys_way(checked: Callable[..., Import], ada: User) -> None:
    dead, row = checked("Teo,teo@campus.example,"), checked("Lena,lena@campus.example,")
    Import.objects.filter(pk=dead.pk).update(state=State.RUNNING, began_at=clock.now())

    assert _run(row, ada).state == State.DONE
    dead.refresh_from_db()
    assert dead.state == State.FAILED


def test_a_day_later_nothing_of_the_file_is_left(checked: Callable[..., Import], ada: User) -> None:
    waiting, other = checked("Teo,teo@campus.example,"), checked("Lena,lena@campus.example,")
    finished = _run(other, ada)
    work.look_after_all(clock.now() + timedelta(hours=23))
    assert ImportedRow.objects.count() == 2

    work.look_after_all(clock.now() + timedelta(hours=25))

    assert ImportedRow.objects.count() == 0
    waiting.refresh_from_db()
    finished.refresh_from_db()
    assert (waiting.state, waiting.content, waiting.checked) == (State.CANCELLED, None, {})
    assert waiting.problem.startswith("Nobody decided within 24 hours")
    assert (finished.state, finished.counts["new"]) == (State.DONE, 1)


def test_what_no_worker_took_up_within_a_day_does_not_go_in(checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    work.look_after_all(clock.now() + timedelta(hours=25))
    row.refresh_from_db()
    assert (row.state, row.content) == (State.CANCELLED, None)
    assert row.problem.startswith("No worker took it up within 24 hours")
    work.work_on(row.pk)
    assert not Student.objects.exists()


def test_what_waits_is_told_to_a_worker_again(checked: Callable[..., Import], ada: User, monkeypatch) -> None:
    row = checked("Teo,teo@campus.example,")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(work, "wake", lambda *said: told.append(said))
    work.look_after_all(clock.now())
    assert told == [(work.TASK, row.pk)]


def test_fifty_ticks_are_saved_at_once(checked: Callable[..., Import]) -> None:
    def asked(number: int) -> int:
        people = [factories.make_student(full_name="Iris Marsh") for _ in range(number)]
        row = checked(*(f"Iris Fontaine,{one.user.email}," for one in people))
        rows = row.rows.values_list("pk", flat=True)
        with CaptureQueriesContext(connection) as queries:
            actions.choose(pk=row.pk, seen=row.seen, shown=rows, ticked=())
        assert not row.rows.filter(is_chosen=True).exists()
        return len(queries)

    assert asked(3) == asked(1)
