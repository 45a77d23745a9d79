"""What becomes of each row of files that other systems write and people keep by hand."""

from datetime import datetime

import pytest

from apps.administration.roster import carrying_out
from apps.cohorts.models import Cohort
from apps.outbox.models import Message
from apps.privacy.deletion.actions import ask
from apps.privacy.models import Deletion
from apps.students.models import Student
from tests.administration.roster.conftest import Import, outcomes, reason
from tests.administration.roster.people import HEAD, IRIS, cohorts_of, row, student
from tests.administration.roster.test_systems import read

pytestmark = pytest.mark.django_db

N, S, R, A = "new", "skipped", "refused", "asked"
IN = "@example.edu"
SHAPES: dict[str, tuple[str, dict[int, str]]] = {
    "Banner's table and column names": (
        f"""SPRIDEN_ID,SPRIDEN_LAST_NAME,SPRIDEN_FIRST_NAME,SPRIDEN_MI,GOREMAL_EMAIL_ADDRESS,SFRSTCR_RSTS_CODE
A00123456,Okafor,Chidi,,C{IN},RE
A00123457,Silva,Rosa,,r{IN},DW""",
        {2: N, 3: S},
    ),
    "Colleague": (
        f"""Person ID,Last Name,First Name,Student Email,Section Name,STC Status,Class Level
0123456,Okafor,Chidi,c{IN},Fall A,E,JR
0123457,Teo,Max,m{IN},Fall A,D,SO
0123458,Costa,Lia,l{IN},Fall A,X,SO""",
        {2: N, 3: S, 4: S},
    ),
    "Slate": (
        f"""Person Slate ID,Person Reference ID,Person First,Person Last,Person Email,Person Status
a1b2c3d4,881234567,Chidi,Okafor,c{IN},Enrolled
a1b2c3d5,881234568,Rosa,Silva,r{IN},Withdrawn""",
        {2: N, 3: S},
    ),
    "Qualtrics": (
        f"""RecipientLastName,RecipientFirstName,RecipientEmail,Q1
Recipient Last Name,Recipient First Name,Recipient Email,Student ID
"{{""ImportId"":""lastName""}}","{{""ImportId"":""firstName""}}","{{""ImportId"":""email""}}","{{""ImportId"":""Q1""}}"
Okafor,Chidi,c{IN},20481234""",
        {3: S, 4: N},
    ),
    "headings between the rows": (
        f"""Name,Student ID,Email
Section: Fall A (1 student),,
"Okafor, Chidi",20481234,c{IN}
Fall A Count,1,
Waitlist,,
"Costa, Lia",20481237,l{IN}
Dropped:,,
"Eng, Sam",20481238,s{IN}
Adviser: Ann,,
"Teo, Max",20481239,m{IN}
Rosa Silva,,""",
        {2: S, 3: N, 4: S, 5: S, 6: S, 7: S, 8: S, 9: S, 10: N, 11: R},
    ),
    "sums, a rule and a key below": (
        f"""Student ID,Cohort,Name,Email
---------,------,----,-----
20481234,Fall A,Chidi Okafor,c{IN}
,Fall A Count,1,
,,,Subtotal
N = 1,,,
W = Withdrawn,,,""",
        {2: S, 3: N, 4: S, 5: S, 6: S, 7: S},
    ),
    "names that are words of reports": (
        f"""Name,Email
"Page, Larry",a{IN}
"Count, Basie",b{IN}
"Total, Mary",d{IN}
Section Eight,e{IN}
Grace Class,f{IN}""",
        {2: N, 3: N, 4: N, 5: N, 6: N},
    ),
    "a sign for taking part": (
        f"Student ID,Name,Email,Active\n20481234,Chidi Okafor,c{IN},Yes\n20481235,Rosa Silva,r{IN},No",
        {2: N, 3: A},
    ),
    "the status of something else, and the state of an address": (
        f"""Student ID,Name,Email,Financial Aid Status,Veteran Status,State
20481234,Chidi Okafor,c{IN},Withdrawn,N,OK
20481235,Rosa Silva,r{IN},Dropped,Y,ME""",
        {2: N, 3: N},
    ),
    "a waiting list and then a place": (
        f"ID,Name,Email,Status\n20481234,Chidi Okafor,c{IN},WL\n20481234,Chidi Okafor,c{IN},E",
        {2: S, 3: N},
    ),
    "one row without its zero": (
        f"ID,Name,Email\n01234567,Chidi Okafor,c{IN}\n1234567,Chidi Okafor,c{IN}\n01234568,Rosa Silva,r{IN}",
        {2: N, 3: A, 4: N},
    ),
    "a row that has only its status": (
        f"ID,Name,Email,Status\n,,,Dropped\n20481234,Chidi Okafor,c{IN},",
        {2: R, 3: N},
    ),
    "who is no student": (
        f"Name,Login ID,SIS ID,Role\nChidi Okafor,c{IN},20481234,Student\nAnn Lee,a{IN},,Teacher",
        {2: N, 3: A},
    ),
    "a table of a database": (
        f"STU ID,LNAME,FNAME,Preferred Name,Email,Cohort,Status\n20481234,O&#39;Brien,Ann,\\N,c{IN},\\N,nan",
        {2: N},
    ),
    "a form": (f"1. Student ID,2. Name,3. Email address\n20481234,Chidi Okafor,c{IN}", {2: N}),
    "a name with its order in the heading": (f'ID,"Name (Last, First MI)",Email\n20481234,"Okafor, C",c{IN}', {2: N}),
    "texts as formulas": (f'ID,Name,Email\n="20481234",="Chidi Okafor",="c{IN}"', {2: N}),
    "lines as single cells": (f'"ID,Name,Email"\n"20481234,""Okafor, Chidi"",c{IN}"', {2: N}),
    "spaces before quotation marks": (f'ID, Name, Email\n20481234, "Okafor, Chidi", c{IN}', {2: N}),
    "a wrong word about its separator": (f"sep=,\nID;Name;Email\n20481234;Chidi Okafor;c{IN}", {2: N}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_row_of(shape: str, fall: dict[str, Cohort], dry_run: Import) -> None:
    text, expected = SHAPES[shape]
    checked = dry_run(text + "\n")
    assert outcomes(checked) == expected
    assert all(row.reasons or row.question for row in checked.rows)


def test_a_heading_between_the_rows_names_their_cohort(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run(SHAPES["headings between the rows"][0] + "\n")
    assert {row.row: row.cohort for row in checked.rows if row.outcome == N} == {3: "Fall A", 10: ""}
    assert reason(checked, 8).startswith("The heading above the row says so.")
    assert not any("No column names a cohort" in one for one in checked.said)


def test_so_does_one_above_the_columns(fall: dict[str, Cohort], dry_run: Import) -> None:
    head = "Name,Email\n"
    checked = dry_run(f"Roster,\nFall A,\n{head}Chidi Okafor,c{IN}\n\nFall B,\n{head}Rosa Silva,r{IN}\n")
    assert {row.row: row.cohort for row in checked.rows if row.outcome == N} == {4: "Fall A", 8: "Fall B"}


@pytest.mark.parametrize(
    ("headings", "cells", "number"),
    [
        ("ID,Student Identifier", "1,20481234", "20481234"),
        ("ID,Title", "1,Ms", ""),
        ("id,employeeId", "3f2b1c00-1111-2222-3333-444455556666,20481234", "20481234"),
        ("Universal ID,Course ID", "U0012345,10234", "U0012345"),
        ("OrgDefinedId,Username", "#20481234,#co", "20481234"),
        ("ID_NUM,CRN", "20481234,10234", "20481234"),
        ("ID No.,Room", "20481234,10234", "20481234"),
        ("Univ ID,Room", "20481234,10234", "20481234"),
    ],
)
def test_which_column_has_the_numbers(headings: str, cells: str, number: str, dry_run: Import) -> None:
    checked = dry_run(f"{headings},Name,Email\n{cells},Chidi Okafor,c{IN}\n")
    assert read(checked, "number") == [number]


@pytest.mark.parametrize("heading", ["Campus mail", "Correo / Mail", "Mail"])
def test_a_column_of_addresses_is_read_under_a_looser_heading(heading: str, dry_run: Import) -> None:
    checked = dry_run(f"Student ID,Name,{heading},Mail code\n20481234,Chidi Okafor,c{IN},MS 0412\n")
    assert read(checked, "email") == [f"c{IN}"]


def test_days_of_birth_are_no_days_of_graduation(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run(f"20481234,Chidi Okafor,c{IN},03/14/2006\n20481235,Ana Ruiz,a{IN},11/02/2005\n")
    assert "2006" not in str(checked.rows)
    assert [one.read_as for one in checked.columns][3] == ""


def test_of_two_columns_the_one_that_names_cohorts_is_read(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run(f"ID,Name,Email,Cohort Code,Cohort Description\n20481234,Chidi Okafor,c{IN},FA,Fall A\n")
    assert read(checked, "cohort") == ["Fall A"]


def test_letters_that_were_read_wrongly_replace_no_name(fall: dict[str, Cohort], go_in: Import) -> None:
    assert outcomes(go_in(HEAD + row("40000001", "Núñez, José", "j@example.edu"))) == {2: "new"}
    for name in ("NÃºÃ±ez, JosÃ©", "NÚÑEZ, JOSÉ", "núñez, josé"):
        assert outcomes(go_in(HEAD + row("40000001", name, "j@example.edu"))) == {2: "unchanged"}, name


def test_numbers_that_all_lost_their_zero_are_asked_about(fall: dict[str, Cohort], go_in: Import) -> None:
    two = [("04000001", "Adler, Iris", "iris@example.edu"), ("04000002", "Brandt, Noah", "noah@example.edu")]
    go_in(HEAD + "".join(row(*one) for one in two))
    lost = HEAD + "".join(row(number[1:], *more) for number, *more in two)
    assert outcomes(go_in(lost)) == {2: "asked", 3: "asked"}
    assert outcomes(go_in(lost, answers={"short:7": "yes"})) == {2: "unchanged", 3: "unchanged"}


def test_who_is_below_a_heading_dropped_leaves_and_is_not_missing(fall: dict[str, Cohort], go_in: Import) -> None:
    go_in(HEAD + IRIS + row("40000002", "Brandt, Noah", "noah@example.edu"))
    names = '"Adler, Iris",40000001,iris@example.edu\nDropped,,\n"Brandt, Noah",40000002,noah@example.edu\n'
    checked = go_in(f"Name,Student ID,Email\nFall A,,\n{names}")
    assert outcomes(checked) == {2: "skipped", 3: "unchanged", 4: "skipped", 5: "changed"}
    assert student("40000002").archived_at
    assert checked.missing == []


def test_the_role_of_a_student_brings_nobody_back(fall: dict[str, Cohort], go_in: Import, as_of: datetime) -> None:
    go_in(HEAD + IRIS)
    Student.objects.update(archived_at=as_of)
    file = "Name,Login ID,SIS ID,Role\n{0},iris@example.edu,40000001,{1}\n"
    assert outcomes(go_in(file.format("Iris Adler", "Student"))) == {2: "unchanged"}
    assert student("40000001").archived_at


def test_two_who_would_swap_addresses_stay_as_they_are(fall: dict[str, Cohort], go_in: Import) -> None:
    """As where one column was sorted without the others."""
    go_in(HEAD + IRIS + row("40000002", "Brandt, Noah", "noah@example.edu"))
    swapped = row("40000001", "Adler, Iris", "noah@example.edu") + row("40000002", "Brandt, Noah", "iris@example.edu")
    checked = go_in(HEAD + swapped)
    assert outcomes(checked) == {2: "refused", 3: "refused"}
    assert reason(checked, 2).endswith("Row 3 gives that student another address, which is not free either.")


def test_an_address_that_is_recycled_and_given_back(
    fall: dict[str, Cohort], go_in: Import, as_of: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying_out, "_BATCH", 1)
    iris, ivan = ("40000001", "Adler, Iris"), ("40000009", "Adler, Ivan")
    weeks = [
        ([(*iris, "iris")], {2: "new"}),
        ([(*iris, "ia")], {2: "changed"}),
        ([(*iris, "ia"), (*ivan, "iris")], {2: "unchanged", 3: "new"}),
        ([(*iris, "iris"), (*ivan, "ivan")], {2: "changed", 3: "changed"}),
    ]
    for week, (people, expected) in enumerate(weeks):
        if week == 3:  # in one file an address is given away and is somebody else's
            ask(student=student("40000001"), as_of=as_of)
            ask(student=student("40000009"), as_of=as_of)
        file = HEAD + "".join(row(number, name, f"{email}@example.edu") for number, name, email in people)
        assert outcomes(go_in(file)) == expected
        assert set(outcomes(go_in(file)).values()) == {"unchanged"}
    assert student("40000001").user.email == "iris@example.edu"
    assert cohorts_of("40000009") == ["Fall A"]
    asked = {f"deletion_asked:{one.pk}": one.student.user.email for one in Deletion.objects.all()}
    assert dict(Message.objects.filter(key__in=asked).values_list("key", "address")) == asked
