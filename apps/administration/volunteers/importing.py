"""A list of volunteers from a file: what each row would do, and doing it. Whoever has an address is one volunteer, so
the same file again changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.administration.imports.checked import (
    Checked,
    Outcome,
    Result,
    change_choice,
    row_choice,
)
from apps.administration.volunteers.columns import LABELS, Reads, columns_of, known_headings
from apps.administration.volunteers.judging import Judge
from apps.campus.models import Campus, FieldOfInterest
from apps.cohorts.models import Cohort
from apps.core.locking import in_lock_order
from apps.core.tables.book import Book, Sheet, Unreadable, header_of
from apps.core.tables.reading import read
from apps.volunteers.models import Volunteer

Report = Callable[[int, int], object]

_EVERY = 100  # rows, a report
_CHANGED_MEANWHILE = "Somebody changed this volunteer meanwhile. Check the file again."


def check(
    *,
    content: bytes,
    file_name: str,
    cohort: Cohort | None = None,
    sheet: str = "",
    columns: Mapping[Any, str] | None = None,
    answers: Mapping[str, str] | None = None,
    choices: Mapping[str, bool] | None = None,
    by: User | None = None,
    as_of: datetime,
    report: Report = lambda done, of: None,
) -> Checked:
    """What each row would do; nothing is written. Volunteers are in no cohort. Raises `Unreadable`."""
    book = read(content, file_name)
    known = known_headings()
    chosen = _chosen_sheet(book, sheet, known)
    number = header_of(chosen, known)
    header = next((row for row in chosen.rows if row.number == number), None)
    checked = Checked(
        sheet=chosen.name,
        sheets=[one.name for one in book.sheets],
        header_row=number,
        said=[*_about_sheets(book, chosen), *chosen.said],
        fields=list(LABELS.items()),
        columns=columns_of(chosen, header, {int(key): value for key, value in (columns or {}).items()}),
    )
    places = {column.read_as: column.number - 1 for column in checked.columns if column.read_as}
    checked.said += _about_columns(places, is_headed=header is not None)
    rows = [row for row in chosen.rows if header is None or row.number > header.number]
    campus = Campus.objects.current()
    judge = Judge(places, rows, campus=campus, answers=answers or {}, choices=choices or {}, as_of=as_of)
    for done, row in enumerate(rows):
        if done % _EVERY == 0:
            report(done, len(rows))
        checked.rows.append(judge.judge(row))
    report(len(rows), len(rows))
    checked.questions = judge.questions()
    return checked


def carry_out(
    checked: Checked,
    *,
    choices: Mapping[str, bool] | None = None,
    by: User | None = None,
    as_of: datetime,
    report: Report = lambda done, of: None,
) -> dict[str, int]:
    """Do it, inside the caller's transaction, and return the rows by what became of them. `report` may raise, to stop.

    Raises IntegrityError where somebody else added one of the new volunteers meanwhile.
    """
    choices = choices or {}
    known = {
        one.pk: one
        for one in in_lock_order(
            Volunteer.objects.filter(pk__in=[row.plan.get("volunteer_id") for row in checked.rows])
        )
    }
    offered = {one.name: one for one in FieldOfInterest.objects.all()}
    changed: list[tuple[Volunteer, Outcome, list[str]]] = []
    for done, row in enumerate(checked.rows):
        if done % _EVERY == 0:
            report(done, len(checked.rows))
        if row.outcome == Result.CHANGED and not choices.get(row_choice(row.row), row.chosen):
            row.outcome, row.reasons = Result.SKIPPED, ["Nobody chose this change."]
        elif row.outcome == Result.CHANGED:
            volunteer = known.get(row.plan["volunteer_id"])
            if volunteer is None or any(getattr(volunteer, name) != was for name, was in row.plan["before"].items()):
                row.outcome, row.reasons, row.changes = Result.REFUSED, [_CHANGED_MEANWHILE], []
            else:
                keys = [one.key for one in row.changes if choices.get(change_choice(row.row, one.key), one.chosen)]
                changed.append((volunteer, row, keys))
    _change(changed, offered)
    _add([row for row in checked.rows if row.outcome == Result.NEW], offered)
    report(len(checked.rows), len(checked.rows))
    return checked.counts


def _add(rows: list[Outcome], offered: dict[str, FieldOfInterest]) -> None:
    made = Volunteer.objects.bulk_create([Volunteer(**row.plan["values"]) for row in rows], batch_size=500)
    _work_in([(volunteer, row.plan["fields"]) for volunteer, row in zip(made, rows, strict=True)], offered)


def _change(changed: list[tuple[Volunteer, Outcome, list[str]]], offered: dict[str, FieldOfInterest]) -> None:
    """Of each the changes of these keys. The rows are locked, so the columns that stay may be written as they are."""
    columns = sorted({key for _, _, keys in changed for key in keys} - {Reads.FIELDS})
    touched = []
    for volunteer, row, keys in changed:
        for name in set(keys) & set(columns):
            setattr(volunteer, name, row.plan["values"][name])
        if set(keys) & set(columns):
            touched.append(volunteer)
    if touched:
        Volunteer.objects.bulk_update(touched, columns, batch_size=500)
    _work_in([(volunteer, row.plan["fields"]) for volunteer, row, keys in changed if Reads.FIELDS in keys], offered)


def _work_in(named: list[tuple[Volunteer, list[str]]], offered: dict[str, FieldOfInterest]) -> None:
    works_in = Volunteer.fields.through
    works_in.objects.bulk_create(
        [
            works_in(volunteer=volunteer, fieldofinterest=one)
            for volunteer, names in named
            for one in _fields_named(names, offered)
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )


def _fields_named(names: Iterable[str], offered: dict[str, FieldOfInterest]) -> list[FieldOfInterest]:
    found = []
    for name in names:
        if name not in offered:
            offered[name], _ = FieldOfInterest.objects.get_or_create(name=name)
        found.append(offered[name])
    return found


# The file


def _chosen_sheet(book: Book, name: str, known: set[str]) -> Sheet:
    """The one that was chosen; otherwise the first visible one with headings, or the first."""
    visible = [sheet for sheet in book.sheets if not sheet.hidden]
    if chosen := next((sheet for sheet in book.sheets if sheet.name == name), None):
        return chosen
    if not visible:
        raise Unreadable("All sheets of this workbook are hidden. Show the one with the volunteers, and save it.")
    return next((sheet for sheet in visible if header_of(sheet, known)), visible[0])


def _about_sheets(book: Book, chosen: Sheet) -> list[str]:
    others = [f"“{one.name}”{' (hidden)' if one.hidden else ''}" for one in book.sheets if one is not chosen]
    return [f"The sheet “{chosen.name}” is read, and not {', '.join(others)}."] if others else []


def _about_columns(places: Mapping[str, int], *, is_headed: bool) -> list[str]:
    said = []
    if not is_headed:
        said.append("No row of headings was found. Say below what each column is read as.")
    if Reads.EMAIL not in places:
        said.append("No column with an email address was found, and without one nobody can be added.")
    if Reads.WILLING not in places:
        said.append("No column says who is willing to be asked. So everybody in the file counts as willing.")
    return said
