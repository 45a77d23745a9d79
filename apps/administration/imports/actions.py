"""What people press on the page of an import, and what a command does in its place."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.administration.imports import work
from apps.administration.imports.checked import Checked
from apps.administration.imports.kinds import KIND
from apps.administration.imports.progress import Report
from apps.administration.imports.rows import changes_addresses, is_chosen, ticks
from apps.administration.models import Import, ImportedRow
from apps.administration.roster.addresses import ALL_ADDRESSES
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.core.locking import in_lock_order
from apps.core.text import one_line
from apps.outbox.workers import wake_after_commit

_STALE = "The file was checked again in another tab. Look at what is here now, and press once more."
_NOT_NOW = "That is not possible any more. This page says where it stands now."
_ANOTHER = "Another import of {kind} is going in at this moment. Wait until it has ended, and press again."


class NotPossible(Exception):  # noqa: N818 - it is said as a sentence
    """Nothing was changed. The message is for the person."""


@transaction.atomic
def start(*, kind: str, file_name: str, content: bytes, cohort: Cohort | None, by: User) -> Import:
    """A dry run of this file, which a worker makes at once."""
    name = one_line(file_name)[-200:]
    row = Import.objects.create(kind=kind, file_name=name, content=content, cohort=cohort, started_by=by)
    wake_after_commit(work.TASK, row.pk)
    return row


@transaction.atomic
def choose(*, pk: int, seen: str, shown: Collection[int], ticked: Collection[str]) -> Import:
    """Of these rows, by their keys, what is `ticked` goes in and nothing else does. Raises NotPossible."""
    row = _checked(pk, seen)
    _choose(row, shown, ticked)
    return row


@transaction.atomic
def check_again(
    *,
    pk: int,
    seen: str,
    by: User,
    sheet: str = "",
    columns: Mapping[int, str] | None = None,
    answers: Mapping[str, str] | None = None,
    takes_addresses: bool = False,
    shown: Collection[int] = (),
    ticked: Collection[str] = (),
    as_of: datetime,
) -> None:
    """Make the dry run anew with these answers, and with what these columns are to be read as, by their numbers.
    `takes_addresses`: every address that changed is taken
    where nothing else is ticked later. Raises NotPossible.
    """
    row = in_lock_order(Import.objects.without_file()).get(pk=pk)
    if row.state == Import.State.CHECKED:
        row = _checked(pk, seen)
        _choose(row, shown, ticked)
        if sheet in row.checked["sheets"] and sheet != row.sheet:
            row.sheet, row.columns, row.answers, row.choices = sheet, {}, {}, {}
        else:
            _read_as(row, columns or {})
            _answer(row, answers or {})
            if row.answers.get(KIND, row.kind) != row.kind:
                row.kind, row.cohort = row.answers[KIND], None
                row.sheet, row.columns, row.answers, row.choices = "", {}, {}, {}
            if takes_addresses:
                row.choices = {key: on for key, on in row.choices.items() if not key.endswith(":email")}
                row.choices[ALL_ADDRESSES] = True
    elif row.state not in (Import.State.FAILED, Import.State.CANCELLED) or not row.is_file_kept:
        raise NotPossible(_NOT_NOW)
    row.state, row.started_by, row.problem = Import.State.CHECKING, by, ""
    row.began_at = row.stop_asked_at = row.ended_at = None
    row.save(
        update_fields=[
            "kind", "cohort", "sheet", "columns", "answers", "choices", "state", "started_by", "problem", "began_at",
            "stop_asked_at", "ended_at",
        ]
    )  # fmt: skip
    wake_after_commit(work.TASK, row.pk)


def run(
    *,
    pk: int,
    seen: str,
    by: User,
    shown: Collection[int] = (),
    ticked: Collection[str] = (),
    before_addresses: Callable[[], None] | None = None,
) -> None:
    """The rows of this dry run go in, by a worker. Raises NotPossible, also where another import of the kind runs.

    Where the address of an account changes, `before_addresses` is called first; if it raises, nothing was changed.
    """
    kind = Import.objects.values_list("kind", flat=True).get(pk=pk)
    _mend_running(kind)
    try:
        with transaction.atomic():
            row = _checked(pk, seen)
            _choose(row, shown, ticked)
            if before_addresses and changes_addresses(row):
                before_addresses()
            row.state, row.started_by, row.problem = Import.State.RUNNING, by, ""
            row.began_at = row.stop_asked_at = row.ended_at = None
            row.save(update_fields=["state", "started_by", "problem", "began_at", "stop_asked_at", "ended_at"])
            wake_after_commit(work.TASK, row.pk)
    except IntegrityError as error:
        raise NotPossible(_ANOTHER.format(kind=kind)) from error


@transaction.atomic
def stop(*, pk: int, as_of: datetime) -> Import:
    """What waits ends at once; the rows that are going in are stopped by their worker, and none goes in. A dry run is
    given up, and its file is gone. Raises NotPossible where it has ended already.
    """
    row = in_lock_order(Import.objects.without_file()).get(pk=pk)
    if row.state == Import.State.DONE or not (row.is_at_work or row.is_file_kept):
        raise NotPossible(_NOT_NOW)
    if row.state == Import.State.RUNNING:
        row.stop_asked_at = as_of
        if row.began_at is None:
            row.state, row.problem, row.ended_at = Import.State.CANCELLED, work.STOPPED, as_of
    else:
        row.state, row.problem, row.ended_at = Import.State.CANCELLED, work.GIVEN_UP, as_of
        work.empty(row)
    row.save(update_fields=["state", "problem", "stop_asked_at", "ended_at"])
    return row


class Run:
    """What `running` gives: `report` for the engine; `end` with what the engine counted ends the import."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.report = Report(row.pk, "carry out")
        self.has_ended = False

    def end(self, checked: Checked, counts: dict[str, int]) -> None:
        work.done(self.row, checked, counts)
        self.has_ended = True


@contextmanager
def running(*, kind: str, file_name: str, cohort: Cohort | None = None, by: User | None = None) -> Iterator[Run]:
    """For a command: inside, the one import of this kind, in one transaction. `Run.end` says what went in; without it,
    and where something is raised, nothing does. Raises NotPossible while another one runs.
    """
    _mend_running(kind)
    try:
        with transaction.atomic():
            row = Import.objects.create(
                kind=kind,
                file_name=one_line(file_name)[-200:],
                cohort=cohort,
                started_by=by,
                state=Import.State.RUNNING,
            )
    except IntegrityError as error:
        raise NotPossible(_ANOTHER.format(kind=kind)) from error
    with work.at_work_on(row.pk):
        row.began_at = clock.now()
        row.save(update_fields=["began_at"])
        try:
            with work.going_in(row):
                run = Run(row)
                yield run
                if not run.has_ended:
                    transaction.set_rollback(True)
        finally:
            work.end(row.pk, Import.State.FAILED, problem=work.STOPPED_FROM_OUTSIDE[Import.State.RUNNING])


def _mend_running(kind: str) -> None:
    """One that a killed worker left does not stand in the way."""
    for row in Import.objects.filter(kind=kind, state=Import.State.RUNNING).without_file():
        work.mend(row)


def _checked(pk: int, seen: str) -> Import:
    row = in_lock_order(Import.objects.defer("content")).get(pk=pk)
    if row.state != Import.State.CHECKED:
        raise NotPossible(_NOT_NOW)
    if row.seen != seen:
        raise NotPossible(_STALE)
    return row


def _choose(row: Import, shown: Collection[int], ticked: Collection[str]) -> None:
    turned = []
    for one in row.rows.filter(pk__in=shown):
        for key, _, _ in ticks(one, row.choices):
            row.choices[key] = key in ticked
        if one.is_chosen != is_chosen(one, row.choices):
            one.is_chosen = not one.is_chosen
            turned.append(one)
    ImportedRow.objects.bulk_update(turned, ["is_chosen"])
    row.save(update_fields=["choices"])


def _read_as(row: Import, columns: Mapping[int, str]) -> None:
    fields = {"", *(key for key, _ in row.checked["fields"])}
    for column in row.checked["columns"]:
        read_as = columns.get(column["number"], column["read_as"])
        if read_as == column["read_as"] or read_as not in fields:
            continue
        row.columns[str(column["number"])] = read_as


def _answer(row: Import, answers: Mapping[str, str]) -> None:
    for question in row.checked["questions"]:
        answer = answers.get(question["key"], question["answer"])
        # A cohort that was created for the answer is none of the options yet. The check knows whether it may be one.
        is_offered = answer in [option["value"] for option in question["options"]]
        if answer != question["answer"] and (is_offered or (question.get("cohort") and answer.isdecimal())):
            row.answers[question["key"]] = answer[:40]
