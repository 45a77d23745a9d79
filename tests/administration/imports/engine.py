"""An engine as small as can be, with one question, an address that may change, and somebody who is missing: a file has
`Who`, `Address`, and `Word`, where a word stands for what is wrong with the row.
"""

import csv
import io
from typing import Any

from apps.accounts.models import User
from apps.administration.imports.checked import (
    Change,
    Checked,
    Column,
    How,
    Missing,
    Option,
    Outcome,
    Question,
    Result,
    change_choice,
    missing_choice,
    row_choice,
)
from apps.cohorts.models import Membership
from apps.students.models import Student
from tests import factories

FIELDS = [("name", "Name"), ("email", "Email"), ("word", "Word")]
_REFUSED = "Rows 4 and 5 have one address, ola@campus.example, for two students."
_ROWS = 100


def check(
    *, content: bytes, cohort: Any, sheet: str, columns: dict, answers: dict, choices: dict, **rest: Any
) -> Checked:
    heads, *lines = list(csv.reader(io.StringIO(content.decode())))
    known = {one.user.email: one for one in Student.objects.select_related("user")}
    rows = []
    for number, (name, email, word) in enumerate(lines, start=2):
        if number % _ROWS == 0:
            rest["report"](number, len(lines))
        rows.append(_outcome(number, name, email, word, known, answers, choices))
    asked = [one.row for one in rows if one.question or one.plan.get("asked")]
    options = [Option("in", "Yes, take them", "They go in"), Option("out", "No, leave them out")]
    missing = [
        Missing(one.student_id, one.student.user.display_name, cohort.name, cohort.pk)
        for one in Membership.objects.filter(cohort=cohort).select_related("student__user")
        if one.student.user.email not in {email for _, email, _ in lines}
    ]
    for one in missing:
        one.chosen = choices.get(missing_choice(student_id=one.student_id, cohort_id=one.cohort_id), False)
    return Checked(
        sheet=sheet or "One",
        sheets=["One", "Two"],
        header_row=1,
        said=["No number column: this file can only find people known by address."],
        columns=[
            *(
                Column(
                    number,
                    head,
                    columns.get(number, key),
                    How.CHOSEN if number in columns else how,
                    [lines[0][number - 1]],
                    "2026-08-24T15:00:00+00:00" if how == How.REMEMBERED else "",
                )
                for number, (head, (key, _), how) in enumerate(
                    zip(heads, FIELDS, [How.KNOWN, How.REMEMBERED, How.GUESSED], strict=True), start=1
                )
            ),
            Column(4, "Units"),
            Column(5, "Hold"),
        ],
        fields=FIELDS,
        questions=[
            Question("ask", "Are these students?", "Some rows say “ask”.", options, asked, answers.get("ask", ""))
        ]
        if asked
        else [],
        rows=rows,
        missing=missing,
    )


def _outcome(row: int, name: str, email: str, word: str, known: dict, answers: dict, choices: dict) -> Outcome:
    found = known.get(email)
    plan = {"name": name, "email": email, "student_id": found.pk if found else None}
    if word == "bad":
        return Outcome(row, name, Result.REFUSED, [_REFUSED], plan=plan)
    if word == "total":
        return Outcome(row, name, Result.SKIPPED, ["A total, not a student."], plan=plan)
    if word == "ask" and answers.get("ask") != "in":
        return Outcome(row, name, Result.ASKED, ["It says “ask”."], question="ask", plan={**plan, "asked": True})
    if found is None:
        return Outcome(row, name, Result.NEW, ["Joins no cohort."], plan={**plan, "asked": word == "ask"})
    changes = []
    if found.user.full_name != name:
        changes.append(Change("name", "Name", found.user.full_name, name))
    if word.startswith("mail:"):
        key = change_choice(row, "email")
        changes.append(
            Change(
                "email", "Email", email, word.removeprefix("mail:"), choices.get(key, choices.get("addresses", False))
            )
        )
    if not changes:
        return Outcome(row, name, Result.UNCHANGED, ["Same as before."], plan=plan)
    chosen = choices.get(row_choice(row), True)
    return Outcome(row, name, Result.CHANGED, ["Same student."], changes, choosable=True, chosen=chosen, plan=plan)


def carry_out(checked: Checked, *, choices: dict, by: User | None, as_of: Any, report: Any) -> dict[str, int]:
    for number, one in enumerate(checked.rows):
        if number % _ROWS == 0:
            report(number, len(checked.rows))
        if one.outcome == Result.NEW:
            if one.who == "Fails":
                raise ValueError(f"{one.who} {one.plan['email']}")
            one.plan["student_id"] = factories.make_student(full_name=one.who, email=one.plan["email"]).pk
        elif one.outcome == Result.CHANGED and one.chosen and any(change.chosen for change in one.changes):
            values = {{"name": "full_name"}.get(each.key, each.key): each.after for each in one.changes if each.chosen}
            User.objects.filter(student=one.plan["student_id"]).update(**values)
        elif one.outcome == Result.CHANGED:
            one.outcome = Result.UNCHANGED
    leaving = [one for one in checked.missing if one.chosen]
    for one in leaving:
        Membership.objects.filter(student=one.student_id, cohort=one.cohort_id).delete()
    return checked.counts
