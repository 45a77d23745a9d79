"""What a worker does with one import: the check, and the transaction in which its rows go in.

Whoever is at it holds a lock of the database, with the connection and not with a transaction. So the pages of the
import wait for nobody, and a row at work that nobody holds was left by somebody who is gone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from importlib import import_module
from types import ModuleType

import pghistory
import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import JSONObject

from apps.administration.imports.checked import Checked, How, Result
from apps.administration.imports.kinds import ask_about_kind
from apps.administration.imports.progress import Report, Stopped, forget_progress
from apps.administration.imports.rows import rows_of, seen_in, student_of
from apps.administration.models import LONGEST_HEADING, Import, ImportedRow, RememberedColumn
from apps.administration.roster.remembered import remember_cohorts
from apps.audit.actions import record_change
from apps.campus.models import Campus
from apps.core import clock
from apps.core.locking import in_lock_order
from apps.core.operations.database import only_one
from apps.core.operations.logs import place_of
from apps.core.tables.book import Unreadable, folded
from apps.outbox.workers import wake

# Of each kind, the module with `check` and `carry_out`.
ENGINES: dict[str, str] = {
    Import.Kind.STUDENTS: "apps.administration.roster.engine",
    Import.Kind.VOLUNTEERS: "apps.administration.volunteers.importing",
}
TASK = "apps.administration.tasks.work_on_import"
PAGE = "administration:import"

KEPT_FOR = timedelta(hours=24)
STAY_OUT = (Result.ASKED, Result.REFUSED, Result.SKIPPED)

STOPPED = "Stopped. Nothing was changed."
STOPPED_FROM_OUTSIDE = {
    Import.State.CHECKING: "The check was stopped from outside. Nothing was changed.",
    Import.State.RUNNING: "The import was stopped from outside. Nothing was changed.",
}
ANOTHER_RUN = "Something changed since the dry run. Look at it again."
_MEANWHILE = "Something changed while the rows went in, so none did. Check the file again."
_OUR_FAULT = "Something went wrong on our side. Nothing was changed. Try again, or tell whoever runs Acquaint."
_NOBODYS = "Whoever pressed the button is no administrator any more. Nothing was changed."
NOT_TAKEN = "Its change was not taken."
GIVEN_UP = "Nothing was changed, and the file was removed."
_FORGOTTEN = "Nobody decided within 24 hours, so the file was removed. Nothing was changed."
_NEVER_BEGUN = "No worker took it up within 24 hours, so the file was removed. Nothing was changed."

_AT_WORK = 4_140_000_000_000  # plus the key of the import: any numbers that nothing else locks
_log = structlog.get_logger(__name__)


class ChangedMeanwhile(Exception):  # noqa: N818 - nothing is wrong
    """Between the check and the locks."""


@contextmanager
def at_work_on(pk: int) -> Iterator[bool]:
    """Whether nobody else works on it; and as long as this lasts, nobody does."""
    with only_one(_AT_WORK + pk) as alone:
        yield alone


@contextmanager
def going_in(row: Import) -> Iterator[None]:
    """The one transaction of an import, named in the histories of all that it changes, with whoever started it. While
    a large file is read and compared, it asks the database nothing.
    """
    named = {"import": row.pk, **({"user": row.started_by_id} if row.started_by_id else {})}
    with pghistory.context(**named), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
        yield


def work_on(pk: int) -> None:
    """Check it, or let its rows go in, whichever it waits for. Called twice, or late, it does nothing twice."""
    with at_work_on(pk) as alone:
        row = _take(pk) if alone else None
        if row is None:
            return
        if not _may(row):
            end(pk, Import.State.FAILED, problem=_NOBODYS)
            return
        try:
            (_check if row.state == Import.State.CHECKING else _run)(row)
        except Stopped:
            end(pk, Import.State.CANCELLED, problem=STOPPED)
        except Unreadable as error:
            end(pk, Import.State.FAILED, problem=str(error), is_of_no_use=True)
        except (ChangedMeanwhile, IntegrityError) as error:
            _log.warning("import_failed", pk=pk, error=type(error).__name__, at=place_of(error))
            end(pk, Import.State.FAILED, problem=_MEANWHILE)
        except Exception as error:
            # Not its text nor a traceback with values: they may name somebody.
            _log.error("import_failed", pk=pk, error=type(error).__name__, at=place_of(error))
            end(pk, Import.State.FAILED, problem=_OUR_FAULT)


def _take(pk: int) -> Import | None:
    """None where it waits for nobody. One that was begun before was left by somebody who is gone."""
    with transaction.atomic():
        row = in_lock_order(Import.objects.filter(pk=pk)).first()
        if row is None or not row.is_at_work:
            return None
        if row.began_at:
            _ended(row, Import.State.FAILED, problem=STOPPED_FROM_OUTSIDE[Import.State(row.state)])
            return None
        row.began_at = clock.now()
        row.save(update_fields=["began_at"])
    forget_progress(pk)
    return row


def _check(row: Import) -> None:
    checked = _checked(row, Report(row.pk, "check"))
    with transaction.atomic():
        keep(row, checked)


def _run(row: Import) -> None:
    with going_in(row):
        checked = _checked(row, Report(row.pk, "check"))
        if seen_in(checked) != row.seen:
            keep(row, checked, problem=ANOTHER_RUN)
            return
        counts = engine_of(row.kind).carry_out(
            checked, choices=row.choices, by=row.started_by, as_of=clock.now(), report=Report(row.pk, "carry out")
        )
        if (
            counts.get(Result.REFUSED, 0) > row.counts[Result.REFUSED]
        ):  # under its locks the engine saw what the check did not
            raise ChangedMeanwhile
        done(row, checked, counts)
    _log.info("import_done", pk=row.pk, kind=row.kind, **counts)


def engine_of(kind: str) -> ModuleType:
    return import_module(ENGINES[kind])


def _may(row: Import) -> bool:
    return bool(row.started_by and row.started_by.is_active and row.started_by.is_administrator)


def _checked(row: Import, report: Callable[[int, int], None]) -> Checked:
    checked: Checked = engine_of(row.kind).check(
        content=bytes(row.content or b""),
        file_name=row.file_name,
        cohort=row.cohort,
        sheet=row.sheet,
        columns={int(number): read_as for number, read_as in row.columns.items()},
        answers=row.answers,
        choices=row.choices,
        by=row.started_by,
        as_of=clock.now(),
        report=report,
    )
    ask_about_kind(checked, kind=row.kind, answers=row.answers)
    return checked


def keep(row: Import, checked: Checked, *, problem: str = "") -> None:
    """The dry run, to be looked at. Where the row has been ended meanwhile, it stays so. In a transaction."""
    now = _still(row)
    now.rows.all().delete()
    ImportedRow.objects.bulk_create(rows_of(now, checked), batch_size=1000)
    now.checked = asdict(replace(checked, rows=[], missing=[]))  # those have rows of their own
    now.counts = {**checked.counts, ImportedRow.MISSING: len(checked.missing)}
    now.seen, now.sheet, now.problem = seen_in(checked), checked.sheet[:200], problem
    now.state, now.ended_at = Import.State.CHECKED, None
    now.save(update_fields=["checked", "counts", "seen", "sheet", "problem", "state", "ended_at"])


def done(row: Import, checked: Checked, counts: dict[str, int]) -> None:
    """Ends it, in the transaction in which the rows went in. Raises Stopped where somebody asked for it in time."""
    now = _still(row)
    left = {one.student_id for one in checked.missing if one.chosen}
    touched = {student_of(one) for one in checked.rows if one.outcome in (Result.NEW, Result.CHANGED)}
    said = ", ".join(f"{number} {outcome}" for outcome, number in {**counts, "left": len(left)}.items() if number)
    ids = [pk for pk in touched | left if pk is not None]
    record_change(actor=now.started_by, page=PAGE, student_ids=ids, reason=f"import {now.pk}: {said or 'nothing'}")
    stayed = [one.row for one in checked.rows if one.outcome == Result.UNCHANGED]
    not_taken = list(now.rows.filter(outcome=Result.CHANGED, place__in=stayed).values_list("pk", flat=True))
    now.rows.filter(pk__in=not_taken).update(outcome=Result.UNCHANGED)
    now.counts = {**now.counts, **counts, "left": len(left)}
    _remember(now, checked)
    _ended(now, Import.State.DONE)
    now.rows.filter(pk__in=not_taken).update(said={"reasons": [NOT_TAKEN]})


def _remember(row: Import, checked: Checked) -> None:
    """What was chosen and answered, for the next file. A dry run teaches nothing: somebody may only try."""
    at = clock.now()
    today = at.astimezone(Campus.objects.current().zone).date()
    remember_cohorts(checked.questions, cohort=row.cohort, today=today, as_of=at)
    for column in checked.columns:
        if column.how == How.CHOSEN and (heading := folded(column.heading)[:LONGEST_HEADING]):
            RememberedColumn.objects.update_or_create(
                kind=row.kind, heading=heading, defaults={"read_as": column.read_as, "at": at}
            )


def _still(row: Import) -> Import:
    """The row, locked, if it is still at what was begun. Raises Stopped where it is not to go on."""
    now = in_lock_order(Import.objects.defer("content")).get(pk=row.pk)
    if (now.state, now.began_at) != (row.state, row.began_at) or now.stop_asked_at:
        raise Stopped
    return now


@transaction.atomic
def end(pk: int, state: Import.State, *, problem: str, is_of_no_use: bool = False) -> None:
    """The work is over, and nothing went in. One that was ended meanwhile stays as it is. A file `is_of_no_use` that
    can't be read: to check it again would say the same.
    """
    row = in_lock_order(Import.objects.defer("content")).get(pk=pk)
    if row.is_at_work:
        _ended(row, state, problem=problem)
        if is_of_no_use:
            empty(row)


def _ended(row: Import, state: Import.State, *, problem: str = "") -> None:
    row.state, row.problem, row.ended_at = state, problem[:300], clock.now()
    row.save(update_fields=["state", "problem", "ended_at", "counts"])
    if state == Import.State.DONE:
        empty(row)


def empty(row: Import) -> None:
    """The file, and what was found in it, are gone. Of what was done, each row's outcome stays for a day, and why it
    stayed out, so that the file can be put right.
    """
    Import.objects.filter(pk=row.pk).update(
        content=None, sheet="", columns={}, answers={}, choices={}, checked={}, seen=""
    )
    if row.state != Import.State.DONE:
        row.rows.all().delete()
        return
    row.rows.filter(outcome=ImportedRow.MISSING).delete()
    # A reason may name somebody, so whose row it was stays as long: each look at it is written down.
    row.rows.filter(outcome__in=STAY_OUT).update(said=JSONObject(reasons=F("said__reasons")))
    row.rows.exclude(outcome__in=STAY_OUT).update(student=None, said={})


def mend(row: Import) -> None:
    """Where a worker has begun and is gone, it failed, and this row says so. For a row that was just loaded."""
    if not (row.is_at_work and row.began_at):
        return
    with at_work_on(row.pk) as alone:
        if alone:
            end(row.pk, Import.State.FAILED, problem=STOPPED_FROM_OUTSIDE[Import.State(row.state)])
    if alone:
        row.refresh_from_db()  # all of it: it may have been checked, or done, since it was loaded


def look_after_all(as_of: datetime) -> None:
    """What a worker left behind failed, what no worker has heard of is told again, and what is a day old is emptied."""
    for row in Import.objects.filter(state__in=[Import.State.CHECKING, Import.State.RUNNING]).without_file():
        if row.began_at:
            mend(row)
        else:
            wake(TASK, row.pk)
    day_ago = as_of - KEPT_FOR
    is_begun = Q(state=Import.State.RUNNING, began_at__isnull=False)
    old = Q(created_at__lt=day_ago) & ~Q(state=Import.State.DONE) & ~is_begun
    for row in Import.objects.filter(old, Q(content__isnull=False) | Q(rows__isnull=False)).without_file().distinct():
        with transaction.atomic():
            now = in_lock_order(Import.objects.defer("content")).get(pk=row.pk)
            if now.state == Import.State.CHECKED:
                _ended(now, Import.State.CANCELLED, problem=_FORGOTTEN)
            elif now.is_at_work and now.began_at is None:
                _ended(now, Import.State.CANCELLED, problem=_NEVER_BEGUN)
            if not now.is_at_work:
                empty(now)
    ImportedRow.objects.filter(of__state=Import.State.DONE, of__ended_at__lt=day_ago).delete()
