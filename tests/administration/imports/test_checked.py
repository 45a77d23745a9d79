from apps.administration.imports.checked import change_choice, missing_choice, row_choice


def test_choices_are_named_by_row_change_and_student() -> None:
    assert row_choice(5) == "row:5"
    assert change_choice(5, "email") == "row:5:email"
    assert missing_choice(student_id=7, cohort_id=2) == "missing:7:2"
