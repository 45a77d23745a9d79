"""The rows of a check, each kept by itself, and what may be ticked in them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from apps.administration.imports.checked import (
    Checked,
    Outcome,
    Result,
    change_choice,
    missing_choice,
    row_choice,
)
from apps.administration.models import Import, ImportedRow

# Of a row. Its plan is the engine's own, and made anew before anything goes in.
_SAID = ("who", "reasons", "changes", "cohort", "question", "choosable")


def seen_in(checked: Checked) -> str:
    """The same for two checks that show the same rows, whatever is ticked in them."""
    shown = hashlib.sha256()
    for row in checked.rows:
        changes = [(change.key, change.before, change.after) for change in row.changes]
        one = (row.row, row.who, row.outcome, row.reasons, changes, row.cohort, student_of(row))
        shown.update(json.dumps(one).encode())
    shown.update(json.dumps([(one.student_id, one.cohort_id) for one in checked.missing]).encode())
    return shown.hexdigest()


def student_of(row: Outcome) -> int | None:
    """The key of the student whom the row is about, where there is one; after it was carried out, of a new one too."""
    return row.plan.get("student_id")


def rows_of(row: Import, checked: Checked) -> Iterator[ImportedRow]:
    waiting = checked.waiting
    for one in checked.rows:
        said = {name: value for name, value in asdict(replace(one, plan={})).items() if name in _SAID}
        if one.outcome == Result.ASKED:
            said["reasons"] += waiting.get(one.row, [])
        kept = ImportedRow(of=row, place=one.row, outcome=one.outcome, student_id=student_of(one), said=said)
        kept.is_chosen = is_chosen(kept, row.choices)
        yield kept
    for place, missing in enumerate(checked.missing, start=1):
        said = {"who": missing.name, "cohort": missing.cohort, "cohort_id": missing.cohort_id}
        outcome, student = ImportedRow.MISSING, missing.student_id
        kept = ImportedRow(of=row, place=place, outcome=outcome, student_id=student, said=said)
        kept.is_chosen = is_chosen(kept, row.choices)
        yield kept


def ticks(row: ImportedRow, choices: Mapping[str, bool]) -> list[tuple[str, str, bool]]:
    """What may be ticked in a row: its key, what it says, and whether it is. A change that is not made unless it is
    chosen, such as that of an address, has a tick of its own.
    """
    if row.outcome == ImportedRow.MISSING:
        key = missing_choice(student_id=row.student_id or 0, cohort_id=row.said["cohort_id"])
        return [(key, f"Take out of {row.said['cohort']}", choices.get(key, False))]
    if row.outcome != Result.CHANGED or not row.said["choosable"]:
        return []
    found = []
    apart = [change for change in row.said["changes"] if _is_apart(row, change, choices)]
    if len(apart) < len(row.said["changes"]):
        key = row_choice(row.place)
        found.append((key, "Take this change", choices.get(key, True)))
    for change in apart:
        key = change_choice(row.place, change["key"])
        says = (
            "Bring back from the archive" if change["key"] == "archived" else f"Take the new {change['label'].lower()}"
        )
        found.append((key, says, choices.get(key, change["chosen"])))
    return found


def is_chosen(row: ImportedRow, choices: Mapping[str, bool]) -> bool:
    """Whether something of a changed or missing one goes in. Without the row's own tick, nothing of it does."""
    if row.outcome == Result.CHANGED and not row.said["choosable"]:
        return True
    there = {key: is_ticked for key, _, is_ticked in ticks(row, choices)}
    return there.get(row_choice(row.place), any(there.values()))


def changes_addresses(row: Import) -> bool:
    """Whether an account has another address once what is chosen now has gone in."""
    if row.kind != Import.Kind.STUDENTS:  # a volunteer has no account
        return False
    rows = row.rows.filter(outcome=Result.CHANGED, is_chosen=True, said__changes__contains=[{"key": "email"}])
    return any(
        row.choices.get(change_choice(one.place, "email"), change["chosen"])
        for one in rows
        for change in one.said["changes"]
        if change["key"] == "email"
    )


def _is_apart(row: ImportedRow, change: Mapping[str, Any], choices: Mapping[str, bool]) -> bool:
    return not change["chosen"] or change_choice(row.place, change["key"]) in choices
