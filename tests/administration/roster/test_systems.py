"""Rosters as other systems write them, and what people and spreadsheets do to them on the way."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from apps.administration.imports.checked import Checked
from apps.administration.models import RememberedColumn
from apps.administration.roster.engine import check
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.core.tables.book import Unreadable, folded
from tests.administration.roster.conftest import Import, outcomes, reason

pytestmark = pytest.mark.django_db


def read(checked: Checked, name: str) -> list[str]:
    """What was read of the rows that can go in."""
    return [getattr(row.plan["line"], name) for row in checked.rows if row.outcome == "new"]


SYSTEMS = {
    "Canvas": """Student,ID,SIS User ID,SIS Login ID,Section,Essay (123)
    Points Possible,,,,,10
"Okafor, Chidi",5512,20481234,cokafor@example.edu,Fall A,9
"Student, Test",5514,,9a8b7c6d5e4f,Fall A,""",
    "Blackboard": '''"Last Name","First Name","Username","Student ID","Student Email","Last Access"
"Okafor","Chidi","cokafor","20481234","cokafor@example.edu","2026-09-01 10:00:00"''',
    "Moodle": """First name,Surname,ID number,Institution,Department,Email address
Chidi,Okafor,20481234,X,Y,cokafor@example.edu""",
    "Banner": """Summary Class List
CRN: 12345   Fall 2026

Record Number,Student Name,ID,Reg Status,Level,Credits,Email
1,"Okafor, Chidi",20481234,**Web Registered**,Undergraduate,3.000,cokafor@example.edu
2,"Silva, Rosa",20481235,Drop/Delete,Undergraduate,3.000,rsilva@example.edu
Total: 2,,,,,,""",
    "Workday": """Student,Student ID,Academic Level,Primary Program of Study,Email - Primary Work,Status,Advisor
Chidi Okafor (20481234),20481234,Undergraduate,Biology (BS),cokafor@example.edu,Registered,Dr. Who""",
    "Slate": """Ref,First,Middle,Last,Preferred,Suffix,Student ID,Email,Personal Email,Cell Phone
881,Chidi,,Okafor,,,20481234,cokafor@example.edu,c@mail.example,555-1212""",
    "Google Forms": """Timestamp,Email Address,First and last name,What is your student ID number?,Anything else?
8/24/2026 9:31:05,cokafor@example.edu,Chidi Okafor,20481234,my secret
8/24/2026 9:35:05,cokafor@example.edu,Chidi Okafor,20481234,twice""",
    "Navigate": """Student Name,Student ID,Student E-Mail,Classification,Majors,Cumulative GPA,Assigned Advisors
"Okafor, Chidi",20481234,cokafor@example.edu,Junior,Biology,3.1,Bob""",
    "a header twice, and notes": """Student ID,Name,Email
20481234,"Okafor, Chidi",cokafor@example.edu
Student ID,Name,Email
*** End of Report ***,,
Page 1 of 1,,
,Note: the waitlist is separate,""",
    "two header rows": """Student,Student,Student,Contact
ID,Last Name,First Name,Campus Email
20481234,Okafor,Chidi,cokafor@example.edu""",
    "a second header below": """ID,Last Name,First Name,Email
Student ID,Surname,Given Name,Campus Email
20481234,Okafor,Chidi,cokafor@example.edu""",
    "empty columns and a float": """Student ID,Name,Email,,,,
20481234.0,"Okafor, Chidi",cokafor@example.edu,,,,
,,,,,,""",
    "a number that kept its digits": "ID,Name,Email\n2.0481234E7,Chidi Okafor,cokafor@example.edu",
    "a number as a formula of text": 'ID,Name,Email\n"=""20481234""",Chidi Okafor,cokafor@example.edu',
    "semicolons and a number sign": "FULL NAME;STUDENT E-MAIL;ID#\nChidi Okafor;cokafor@example.edu;20481234",
    "line breaks in headings": (
        '"Student\nID","Full\u00a0Name","E-mail\naddress:"\n20481234,Chidi Okafor,cokafor@example.edu'
    ),
    "two columns of one heading": (
        "Email,Student ID,Name,Email\nc@mail.example,20481234,Chidi Okafor,cokafor@example.edu"
    ),
    "a personal address beside": (
        "Personal Email,Student ID,Name,Campus Email\nc@mail.example,20481234,Chidi Okafor,cokafor@example.edu"
    ),
    "a parent's address beside": (
        "Parent Email,Student ID,Name,Email\nm@mail.example,20481234,Chidi Okafor,cokafor@example.edu"
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_student_of(system: str, fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run(SYSTEMS[system])
    assert read(checked, "full_name") == ["Chidi Okafor"]
    assert read(checked, "last_name") == ["Okafor"]
    assert read(checked, "number") == ["20481234"]
    assert read(checked, "email") == ["cokafor@example.edu"]
    assert set(outcomes(checked).values()) <= {"new", "skipped"}
    assert "secret" not in str(checked)


def test_only_a_personal_address_is_read_and_said(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("Student ID,Name,Personal Email\n20481234,Chidi Okafor,c@mail.example\n")
    assert read(checked, "email") == ["c@mail.example"]
    assert "There is only a personal email column, so that one is read." in checked.said
    assert "not a campus address" in reason(checked, 2)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("**Registered**", "new"),
        ("RW", "new"),
        ("", "new"),
        ("Dropped", "skipped"),
        ("WL", "skipped"),
        ("LOA", "asked"),
    ],
)
def test_a_status(status: str, outcome: str, fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run(f"ID,Name,Email,Status\n20481234,Chidi Okafor,c@example.edu,{status}\n")
    assert outcomes(checked) == {2: outcome}


def test_a_status_that_nobody_knows_is_asked_once(fall: dict[str, Cohort], go_in: Import) -> None:
    text = "ID,Name,Email,Status\n20481234,Chidi Okafor,c@example.edu,LOA\n20481235,Ana Diaz,d@example.edu,loa\n"
    [question] = go_in(text).questions
    assert question.rows == [2, 3]
    assert outcomes(go_in(text, answers={"status:loa": "withdrawn"})) == {2: "skipped", 3: "skipped"}
    assert outcomes(go_in(text, answers={"status:loa": "enrolled"})) == {2: "new", 3: "new"}


def test_two_people_on_one_address_are_both_refused(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("Name,Email\nChidi Okafor,c@example.edu\nAna Diaz,C@example.edu\nSam Eng,s@example.edu\n")
    assert outcomes(checked) == {2: "refused", 3: "refused", 4: "new"}
    assert reason(checked, 2) == "Rows 2 and 3 have one address, c@example.edu, for two people."


def test_one_number_with_two_addresses_is_refused(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("ID,Name,Email\n20481234,Chidi Okafor,c@example.edu\n20481234,Chidi Okafor,d@example.edu\n")
    assert outcomes(checked) == {2: "refused", 3: "refused"}


def test_a_social_security_number_is_not_kept(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("ID,Name,Email\n123-45-6789,Chidi Okafor,c@example.edu\n20481234,Ana Diaz,d@example.edu\n")
    assert outcomes(checked) == {2: "refused", 3: "new"}
    assert "123-45-6789" not in str(checked)


def test_sections_that_a_workbook_keeps_as_dates_are_asked(fall: dict[str, Cohort]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Student ID", "Name", "Email", "Section", "Exp. Grad"])
    sheet.append([20481234, "Chidi Okafor", "c@example.edu", date(2026, 1, 2), date(2028, 5, 15)])
    sheet.append([20481235, "Ana Diaz", "d@example.edu", "fall a", "Spring 2028"])
    sheet.append([20481236, "Sam Eng", "=A2&B2", "Fall A", None])
    sheet.column_dimensions["F"].hidden = True
    sheet["F1"], sheet["F2"] = "Status", "CANARY"
    kept = BytesIO()
    book.save(kept)
    checked = check(content=kept.getvalue(), file_name="roster.xlsx", as_of=clock.now())
    assert outcomes(checked) == {2: "asked", 3: "new", 4: "refused"}
    assert "made a date of the section" in checked.questions[0].text
    assert checked.rows[0].plan["line"].graduates_on == "2028-05-15"
    assert "formula" in reason(checked, 4)
    assert "CANARY" not in str(checked)
    assert "Columns that are hidden in the file are not read." in checked.said


def test_what_was_chosen_for_a_heading_is_remembered(fall: dict[str, Cohort], dry_run: Import) -> None:
    text = "Student ID,Name,Email,Unit,Level\n20481234,Chidi Okafor,c@example.edu,Fall A,Junior\n"
    assert dry_run(text).columns[3].how == "not asked for"
    assert dry_run(text, columns={4: "cohort"}).columns[3].how == "chosen"
    RememberedColumn.objects.create(kind="students", heading=folded("Unit"), read_as="cohort", at=clock.now())
    RememberedColumn.objects.create(kind="students", heading=folded("Level"), read_as="", at=clock.now())
    # What students are known by is left out of one file only: without it another's row is taken for theirs.
    RememberedColumn.objects.create(kind="students", heading=folded("Student ID"), read_as="", at=clock.now())
    checked = dry_run(text)
    assert checked.columns[0].read_as == "student_number"
    assert [(column.read_as, column.how) for column in checked.columns[3:]] == [
        ("cohort", "remembered"),
        ("", "remembered"),
    ]
    assert checked.columns[3].since


def test_a_column_that_is_chosen_takes_the_place_of_a_guess(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run(
        "Student ID,Name,Email,Other\n20481234,Chidi Okafor,a@x.example,c@example.edu\n", columns={4: "email"}
    )
    assert [column.read_as for column in checked.columns] == ["student_number", "name_first_last", "", "email"]


def test_a_sheet_may_be_chosen(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("roster-merged-cells.xlsx", sheet="Instructions")
    assert checked.sheet == "Instructions"
    assert {row.outcome for row in checked.rows} <= {"skipped", "refused", "asked"}


@pytest.mark.parametrize(
    "content", [b"", b"<html><body>Sign in</body></html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99]
)
def test_what_is_no_roster_is_refused_in_words(content: bytes, fall: dict[str, Cohort]) -> None:
    with pytest.raises(Unreadable):
        check(content=content, file_name="roster.csv", as_of=clock.now())


def test_a_file_of_something_else_says_what_is_lacking(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("Color,Size\nred,7\n")
    assert set(outcomes(checked).values()) <= {"asked", "refused", "skipped"}
    assert checked.said[0].startswith("No column says who is who")


@pytest.mark.parametrize("text", ["\x00", "\u202e", "x" * 40_000, "=1+1", "'", '"', "\t", "%s", "{}", "\ufffd", "𝔘𝔫𝔦"])
def test_no_cell_is_an_error_of_ours(text: str, fall: dict[str, Cohort], go_in: Import) -> None:
    try:
        checked = go_in(
            "Student ID\tLast Name\tFirst Name\tPreferred Name\tEmail\tCohort\tStatus\tMajor\tYear\tExp. Grad\n"
            + "\t".join([text.replace('"', '""')] * 10)
            + "\n20481234\tOkafor\tChidi\t"
            + "\t".join([text.replace("\t", "")] * 6)
            + f"\n20481235\tOkafor\t{text}\t\tc@example.edu\tFall A\t\t{text}\t{text}\t{text}\n"
        )
    except Unreadable:
        return
    assert set(outcomes(checked).values()) <= {"new", "refused", "skipped", "asked"}


def test_a_sum_below_a_section_is_no_student(dry_run: Import) -> None:
    file = """Name,Student ID,Email
"Okafor, Chidi",20481234,cokafor@example.edu
Fall A Total,1,
Fall B Count,1,
Grand Total,2,"""
    assert outcomes(dry_run(file)) == {2: "new", 3: "skipped", 4: "skipped", 5: "skipped"}


def test_basie_count_is_a_person_in_a_file_without_addresses(dry_run: Import) -> None:
    checked = dry_run('ID,Name\n20481235,"Count,Basie"\n')
    assert outcomes(checked) == {2: "refused"}
    assert "20481235" in reason(checked, 2)


def test_of_two_columns_of_addresses_the_one_with_the_campus_s_own_is_read(dry_run: Import) -> None:
    checked = dry_run('SID,Name,Email,Email 2\n20481234,"Okafor, Chidi",c@home.example,cokafor@example.edu\n')
    assert read(checked, "email") == ["cokafor@example.edu"]
    assert read(checked, "number") == ["20481234"]


def test_a_program_status_is_read(dry_run: Import) -> None:
    file = """EMPLID,NAME,EMAIL_ADDR,PROG_STATUS
01234567,"Okafor,Chidi",cokafor@example.edu,AC
01234568,"Silva,Rosa",rsilva@example.edu,DC
01234569,"Teo,Max",mteo@example.edu,LA"""
    assert outcomes(dry_run(file)) == {2: "new", 3: "skipped", 4: "asked"}


def _workbook(*rows: list[object], hidden: bool = False) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        book.create_sheet("Empty")
        book.active.sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_hidden_sheet_is_never_read_unasked(fall: dict[str, Cohort]) -> None:
    content = _workbook(["Student ID", "Name", "Email"], [20481234, "Chidi Okafor", "c@example.edu"], hidden=True)
    with pytest.raises(Unreadable, match="hidden"):
        check(content=content, file_name="roster.xlsx", as_of=clock.now())


def test_a_formula_without_its_value_for_a_cohort_keeps_the_row_out(fall: dict[str, Cohort]) -> None:
    content = _workbook(
        ["Student ID", "Name", "Email", "Cohort"],
        [20481234, "Chidi Okafor", "c@example.edu", "=B9"],
        [date(2026, 1, 2), "Rosa Silva", "r@example.edu", "Fall A"],
    )
    checked = check(content=content, file_name="roster.xlsx", cohort=fall["Fall B"], as_of=clock.now())
    assert outcomes(checked) == {2: "refused", 3: "refused"}
    assert "formula" in reason(checked, 2)
    assert "date" in reason(checked, 3)


def test_a_header_alone_is_said(dry_run: Import) -> None:
    assert "There are no rows below the headings." in dry_run("Student ID,Name,Email\n").said


@pytest.mark.parametrize("text", ['[{"Student ID": "1"}]\n', "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"])
def test_no_table(dry_run: Import, text: str) -> None:
    with pytest.raises(Unreadable, match="no table"):
        dry_run(text)


def test_a_lone_nul_in_a_short_file_is_left_out(dry_run: Import) -> None:
    checked = dry_run("Student ID,Name,Email\n2048\0001234,Chidi Okafor,c@example.edu\n")
    assert read(checked, "number") == ["20481234"]
