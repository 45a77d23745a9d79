"""Who a row is about: by number first, then by address, and whose an address is now."""

from datetime import datetime

import pytest

from apps.accounts.models import User
from apps.administration.imports.checked import change_choice, row_choice
from apps.administration.roster.engine import carry_out
from apps.cohorts.models import Cohort, Membership
from tests.administration.roster.conftest import Import, outcomes, reason
from tests.administration.roster.people import HEAD, IRIS, cohorts_of, row, student
from tests.factories import make_student

pytestmark = pytest.mark.django_db


def test_a_new_address_waits_for_its_tick(fall: dict[str, Cohort], dry_run: Import, as_of: datetime) -> None:
    make_student(full_name="Iris Adler", email="iris@example.edu", student_number="40000001")
    again = HEAD + row("40000001", "Adler-Moss, Iris", "new@example.edu")
    checked = dry_run(again)
    [changed] = checked.rows
    assert {change.key: change.chosen for change in changed.changes} == {
        "full_name": True, "last_name": True, "email": False, "cohort": True,
    }  # fmt: skip
    carry_out(checked, as_of=as_of)
    assert student("40000001").user.email == "iris@example.edu"
    assert student("40000001").user.full_name == "Iris Adler-Moss"

    choices = {change_choice(2, "email"): True}
    carry_out(dry_run(again, choices=choices), choices=choices, as_of=as_of)
    assert student("40000001").user.email == "new@example.edu"


def test_a_row_that_is_not_chosen_changes_nothing(fall: dict[str, Cohort], dry_run: Import, as_of: datetime) -> None:
    make_student(full_name="Iris Adler", email="iris@example.edu", student_number="40000001")
    choices = {row_choice(2): False}
    checked = dry_run(HEAD + row("40000001", "Moss, Iris", "iris@example.edu"), choices=choices)
    assert (checked.rows[0].outcome, checked.rows[0].chosen) == ("changed", False)
    assert carry_out(checked, choices=choices, as_of=as_of)["unchanged"] == 1
    assert student("40000001").user.full_name == "Iris Adler"
    assert cohorts_of("40000001") == []


def test_an_address_that_is_left_in_the_same_file_goes_to_its_next_owner(
    fall: dict[str, Cohort], go_in: Import, dry_run: Import
) -> None:
    go_in(HEAD + IRIS)
    both = HEAD + row("40000007", "Adler, Ivan", "iris@example.edu") + row("40000001", "Adler, Iris", "im@example.edu")
    on_page = dry_run(both)
    assert outcomes(on_page) == {2: "refused", 3: "changed"}
    assert "Row 3 gives that student another address" in reason(on_page, 2)
    assert outcomes(go_in(both)) == {2: "new", 3: "changed"}
    assert student("40000001").user.email == "im@example.edu"
    assert student("40000007").user.email == "iris@example.edu"
    assert outcomes(go_in(both)) == {2: "unchanged", 3: "unchanged"}


def test_addresses_move_along_a_chain_and_not_in_a_circle(fall: dict[str, Cohort], go_in: Import) -> None:
    people = [("40000001", "Adler, Iris"), ("40000002", "Brandt, Noah"), ("40000003", "Costa, Lia")]
    go_in(HEAD + "".join(row(number, name, f"{at}@example.edu") for at, (number, name) in enumerate(people)))
    chain = "".join(row(number, name, f"{at + 1}@example.edu") for at, (number, name) in enumerate(people))
    assert set(outcomes(go_in(HEAD + chain)).values()) == {"changed"}
    assert [student(number).user.email[0] for number, _ in people] == ["1", "2", "3"]
    circle = "".join(row(number, name, f"{(at + 1) % 3 + 1}@example.edu") for at, (number, name) in enumerate(people))
    assert set(outcomes(go_in(HEAD + circle)).values()) == {"refused"}


def test_a_number_and_an_address_of_another_name_are_asked_about(fall: dict[str, Cohort], go_in: Import) -> None:
    """A slip in the number would hand Iris's record to Tom."""
    go_in(HEAD + IRIS)
    tom = HEAD + row("40000001", "Reyes, Tom", "tom@example.edu")
    checked = go_in(tom)
    assert outcomes(checked) == {2: "asked"}
    assert reason(checked, 2) == "Is Tom Reyes the same person as Iris Adler?"
    assert outcomes(go_in(tom, answers={"same:2": "yes"})) == {2: "changed"}
    assert student("40000001").user.email == "tom@example.edu"


def test_an_address_alone_is_asked_about_where_the_name_is_anothers(fall: dict[str, Cohort], go_in: Import) -> None:
    go_in(HEAD + IRIS)
    assert outcomes(go_in(HEAD + row("", "Reyes, Tom", "iris@example.edu"))) == {2: "asked"}
    assert outcomes(go_in(HEAD + row("", "Adler, Iris", "IRIS@example.edu"))) == {2: "unchanged"}


@pytest.mark.parametrize(("stored", "read"), [("", "40000009"), ("40000001", ""), ("", "")])
def test_an_address_that_went_to_another_of_one_family_name_opens_nothing(
    fall: dict[str, Cohort], go_in: Import, as_of: datetime, stored: str, read: str
) -> None:
    maria = make_student(full_name="Maria Garcia", email="m.garcia@example.edu", student_number=stored)
    User.objects.filter(pk=maria.user_id).update(last_login=as_of)
    file = HEAD + row(read, "Garcia, Miguel", "m.garcia@example.edu")
    checked = go_in(file)
    assert outcomes(checked) == {2: "asked"}
    assert reason(checked, 2) == "Is Miguel Garcia the same person as Maria Garcia?"
    maria.refresh_from_db()
    assert (maria.user.full_name, maria.student_number) == ("Maria Garcia", stored)
    assert not maria.memberships.exists()
    assert outcomes(go_in(file, answers={"same:2": "yes"})) == {2: "changed"}


def test_an_address_of_one_with_another_number_is_refused_with_both(fall: dict[str, Cohort], go_in: Import) -> None:
    make_student(full_name="Maria Garcia", email="m.garcia@example.edu", student_number="40000001")
    for name in ("Garcia, Miguel", "Garcia, Maria"):
        checked = go_in(HEAD + row("40000009", name, "m.garcia@example.edu"))
        assert outcomes(checked) == {2: "refused"}
        assert "40000001" in reason(checked, 2)
        assert "40000009" in reason(checked, 2)


def test_two_given_names_at_one_address_are_two_people_in_one_file_too(fall: dict[str, Cohort], go_in: Import) -> None:
    make_student(full_name="Maria Garcia", email="m.garcia@example.edu")
    both = row("", "Garcia, Maria", "m.garcia@example.edu") + row("40000009", "Garcia, Miguel", "m.garcia@example.edu")
    checked = go_in(HEAD + both)
    assert outcomes(checked) == {2: "refused", 3: "refused"}
    assert reason(checked, 2) == "Rows 2 and 3 have one address, m.garcia@example.edu, for two people."


def test_an_address_that_moves_after_the_check_joins_nobody_else(
    fall: dict[str, Cohort], dry_run: Import, as_of: datetime
) -> None:
    """The row says an address and no name, and would do the same for either of them."""
    iris = make_student(full_name="Iris Adler", email="iris@example.edu")
    noah = make_student(full_name="Noah Brandt", email="noah@example.edu")
    checked = dry_run("Email,Cohort\niris@example.edu,Fall A\n")
    assert outcomes(checked) == {2: "changed"}
    User.objects.filter(pk=iris.user_id).update(email="moss@example.edu")
    User.objects.filter(pk=noah.user_id).update(email="iris@example.edu")
    assert carry_out(checked, as_of=as_of)["refused"] == 1
    assert not Membership.objects.exists()


def test_a_row_that_would_be_asked_about_only_now_stays_out(
    fall: dict[str, Cohort], dry_run: Import, as_of: datetime
) -> None:
    iris = make_student(full_name="Iris Adler", email="iris@example.edu")
    checked = dry_run(HEAD + row("", "Adler, Iris", "iris@example.edu"))
    User.objects.filter(pk=iris.user_id).update(full_name="Noah Brandt", last_name="Brandt")
    assert carry_out(checked, as_of=as_of)["refused"] == 1
    assert checked.rows[0].reasons == [
        "This changed after the file was checked, so nothing was done. Check the file again."
    ]


def test_a_number_is_added_to_who_had_none(fall: dict[str, Cohort], go_in: Import) -> None:
    known = make_student(full_name="Iris Adler", email="iris@example.edu")
    assert outcomes(go_in(HEAD + IRIS)) == {2: "changed"}
    known.refresh_from_db()
    assert known.student_number == "40000001"
