import json

from apps.administration.imports.checked import (
    Change,
    Checked,
    Column,
    Missing,
    Option,
    Outcome,
    Question,
    Result,
    change_choice,
    missing_choice,
    row_choice,
)


def test_what_was_checked_goes_to_json_and_back() -> None:
    checked = Checked(
        sheet="Sections",
        sheets=["Sections", "Notes"],
        header_row=4,
        said=["One hidden row."],
        columns=[Column(1, "ID", "student_number", "known", ["20481234"]), Column(2, "Hold")],
        fields=[("student_number", "Student number")],
        questions=[Question("short", "Seven?", "Why.", [Option("yes", "Yes", "01")], [5], "yes")],
        rows=[
            Outcome(
                row=5,
                who="Iris",
                outcome=Result.CHANGED,
                reasons=["Same number."],
                changes=[Change("email", "email", "a@b.example", "c@b.example", chosen=False)],
                choosable=True,
                chosen=True,
                plan={"student": 3},
            )
        ],
        missing=[Missing(7, "Lia", "Fall B", 2)],
    )

    kept = json.loads(json.dumps(checked.to_json()))

    assert Checked.from_json(kept) == checked
    assert kept["counts"] == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0, "skipped": 0, "asked": 0}


def test_choices_are_named_by_row_change_and_student() -> None:
    assert row_choice(5) == "row:5"
    assert change_choice(5, "email") == "row:5:email"
    assert missing_choice(student_id=7, cohort_id=2) == "missing:7:2"
