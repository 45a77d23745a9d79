"""The rosters that broke other people's importers, row by row. A word in CANARY is nowhere afterwards."""

from datetime import date

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.cohorts.models import Cohort, Membership
from apps.students.models import Student
from tests.administration.roster.conftest import Import, outcomes, reason
from tests.factories import make_cohort, make_student, make_user

pytestmark = pytest.mark.django_db

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
REFUSED, SKIPPED, ASKED = "refused", "skipped", "asked"


def names() -> dict[str, str]:
    return dict(User.objects.filter(role="student").values_list("email", "display_name"))


def test_peoplesoft_without_addresses_finds_who_is_known_by_number(fall: dict[str, Cohort], dry_run: Import) -> None:
    maria = make_student(full_name="María José Núñez-Reyes", student_number="20481234")
    siobhan = make_student(full_name="Siobhán O'Brien", student_number="20481235")
    for student, last in ((maria, "Núñez-Reyes"), (siobhan, "O'Brien")):
        User.objects.filter(pk=student.user_id).update(last_name=last)

    checked = dry_run("roster-peoplesoft.csv")

    assert checked.said[0].startswith("There is no email column")
    assert outcomes(checked) == {2: ASKED, 3: CHANGED, 4: CHANGED, 5: SKIPPED, 6: ASKED, 7: SKIPPED, 8: SKIPPED}
    assert reason(checked, 2) == "Seven digits where others have eight: was a leading zero lost?"
    assert checked.rows[0].who == "Chidi M Okafor"
    assert [change.key for change in checked.rows[1].changes] == ["major", "year"]
    assert [(change.key, change.after) for change in checked.rows[2].changes][0] == ("preferred_name", "Shiv")
    assert checked.rows[3].who == "Rosa Silva"
    assert reason(checked, 5) == (
        "A mark of withdrawal stands behind the name. Nobody here has this number or address, so nobody is added."
    )
    assert checked.rows[4].who == "Teo"
    assert reason(checked, 6).startswith("Two digits where others have eight")


def test_one_answer_puts_the_zeros_back_in_every_row(fall: dict[str, Cohort], dry_run: Import) -> None:
    known = make_student(full_name="Chidi M Okafor", student_number="01234567")
    checked = dry_run("roster-peoplesoft.csv", answers={"short:7": "yes", "short:2": "out"})
    assert checked.rows[0].plan["student_id"] == known.pk
    assert outcomes(checked)[6] == SKIPPED


def test_a_file_without_a_header_is_asked_about_and_then_goes_in(fall: dict[str, Cohort], go_in: Import) -> None:
    asked = go_in("roster-banner-headerless.csv")
    assert outcomes(asked) == dict.fromkeys([1, 2, 3, 4], ASKED)
    assert [column.read_as for column in asked.columns] == [
        "student_number", "last_name", "first_name", "", "year", "email", "",
    ]  # fmt: skip
    assert not User.objects.filter(role="student").exists()

    done = go_in("roster-banner-headerless.csv", answers={"columns": "yes"})

    assert outcomes(done) == dict.fromkeys([1, 2, 3, 4], NEW)
    assert sorted(Student.objects.values_list("student_number", flat=True)) == [
        "@01234567", "@01234568", "@01234569", "@01234570",
    ]  # fmt: skip
    assert names() == {
        "cokafor@example.edu": "Chidi M Okafor",
        "tnguyen@example.edu": "Thị Mai Nguyễn",
        "astjames@example.edu": "Ana St. James",
        "teo@example.edu": "Teo",
    }
    again = go_in("roster-banner-headerless.csv", answers={"columns": "yes"})
    assert outcomes(again) == dict.fromkeys([1, 2, 3, 4], UNCHANGED)


def test_a_guessed_column_may_be_changed(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("roster-banner-headerless.csv", columns={4: "major"}, answers={"columns": "yes"})
    assert [column.read_as for column in checked.columns][1:5] == ["last_name", "first_name", "major", "year"]
    assert checked.rows[0].plan["line"].major == "BIOL"


def test_what_excel_damaged_is_asked_refused_or_put_right(fall: dict[str, Cohort], dry_run: Import) -> None:
    make_cohort(name="1-2")
    checked = dry_run("roster-excel-damage.csv", answers={"short:7": "yes"})
    assert outcomes(checked) == {2: ASKED, 3: REFUSED, 4: ASKED, 5: ASKED, 6: REFUSED, 7: NEW, 8: NEW}
    assert [question.key for question in checked.questions] == ["short:7", "cohort:2-jan", "cohort:3", "cohort:mar-1"]
    assert "made a date of the section" in checked.questions[1].text
    lines = {row.row: row.plan["line"] for row in checked.rows}
    assert (lines[2].number, lines[2].graduates_on) == ("01234567", "2028-05-31")
    assert "1.23457E+11" in reason(checked, 3)
    assert (lines[4].number, lines[4].graduates_on) == ("20481235", "2029-05-01")
    assert lines[5].number == "00481236"
    assert (lines[5].graduates_on, lines[5].year) == ("", "")
    assert len([one for one in lines[5].said if "error of the spreadsheet" in one]) == 2
    assert "######" in reason(checked, 6)
    assert lines[7].full_name == "TRUE Null"
    assert lines[8].full_name == '=B2&" junior" Mallory'


def test_without_answers_seven_digits_are_asked_once(fall: dict[str, Cohort], dry_run: Import) -> None:
    checked = dry_run("roster-excel-damage.csv")
    assert reason(checked, 2) == "Seven digits where others have eight: was a leading zero lost?"
    assert checked.questions[0].rows == [2]


def test_names_are_kept_as_people_write_them(fall: dict[str, Cohort], go_in: Import) -> None:
    checked = go_in("roster-names.csv")
    assert set(outcomes(checked).values()) == {NEW}
    assert len(checked.rows) == 14
    assert names() == {
        "suharto@example.edu": "Suharto",
        "teo2@example.edu": "Teo",
        "sukarno@example.edu": "Sukarno",
        "ana.delacruz@example.edu": "Annie de la Cruz y Vega",
        "dandre.oneill@example.edu": "D'Andre O’Neill",
        "jeanluc.macdonald@example.edu": "JEAN-LUC MACDONALD",
        "bobby.smith@example.edu": "Bobby Smith Jr.",
        "jose.nunez@example.edu": "Pepé Núñez",
        "chidi.okafor2@example.edu": "chidi Okafor",
        "mallory2@example.edu": "Mallory evil",
        "chosen@example.edu": "Chosen Name",
        "jennifer.null@example.edu": "Jennifer Null",
        "misaki.sato@example.edu": "Misaki 佐藤",
        "ngugi@example.edu": "Ngũgĩ Wa-Thiong'o",
    }
    assert "capitals" in reason(checked, 7)
    assert checked.rows[10].who == "Chosen Name"
    assert User.objects.get(email="jose.nunez@example.edu").full_name == "José Núñez"  # composed
    assert User.objects.get(email="chidi.okafor2@example.edu").full_name == "Chidi M Okafor"
    assert User.objects.get(email="misaki.sato@example.edu").full_name == "佐藤美咲"
    assert set(outcomes(go_in("roster-names.csv")).values()) == {UNCHANGED}


def test_addresses_are_put_right_or_refused(fall: dict[str, Cohort], go_in: Import) -> None:
    checked = go_in("roster-dirty-emails.csv")
    assert outcomes(checked) == {
        2: NEW, 3: NEW, 4: NEW, 5: NEW, 6: NEW, 7: NEW, 8: REFUSED, 9: REFUSED, 10: REFUSED, 11: NEW, 12: NEW, 13: NEW,
        14: REFUSED, 15: REFUSED, 16: REFUSED,
    }  # fmt: skip
    taken = dict(Student.objects.values_list("student_number", "user__email"))
    assert taken == {
        "50000001": "chidi.okafor@example.edu",
        "50000002": "maria.nunez@example.edu",
        "50000003": "rosa.silva@example.edu",
        "50000004": "teo@example.edu",
        "50000005": "seng@example.edu",
        "50000006": "ofox@example.edu",
        "50000010": "tom+career@example.edu",
        "50000011": "d'andre.o'neill@example.edu",
        "50000012": "jun.lim@xn--exmple-cua.edu",
    }
    assert "The campus one, rosa.silva@example.edu, is taken." in reason(checked, 4)
    assert reason(checked, 9) == reason(checked, 10)
    assert "50000008 and 50000009" in reason(checked, 9)
    assert "is not a campus address" in reason(checked, 13)
    assert set(outcomes(go_in("roster-dirty-emails.csv")).values()) == {UNCHANGED, REFUSED}


def test_merged_hidden_and_total_cells(fall: dict[str, Cohort], dry_run: Import, go_in: Import) -> None:
    asked = dry_run("roster-merged-cells.xlsx")
    assert (asked.sheet, asked.header_row) == ("Fall roster", 3)
    assert outcomes(asked) == {4: NEW, 5: NEW, 6: NEW, 7: ASKED, 8: NEW, 9: ASKED, 10: NEW, 12: SKIPPED}
    assert asked.questions[0].rows == [7, 9]
    assert any("Rows 7 and 9 are hidden" in one for one in asked.said)

    checked = dry_run("roster-merged-cells.xlsx", answers={"hidden": "yes"})
    assert {row.row: row.cohort for row in checked.rows if row.outcome == NEW} == {
        **dict.fromkeys([4, 5, 6, 7], "Fall A"), **dict.fromkeys([8, 9, 10], "Fall B"),
    }  # fmt: skip
    lines = {row.row: row.plan["line"] for row in checked.rows}
    assert [lines[row].number for row in (4, 8)] == ["01234567", "00481237"]
    assert lines[4].graduates_on == "2028-05-15"
    assert "on probation" not in str(checked)
    go_in("roster-merged-cells.xlsx", answers={"hidden": "yes"})
    assert Membership.objects.count() == 7
    assert found_in_the_database("on probation") == []


def test_csv_in_the_name_of_a_workbook(fall: dict[str, Cohort], go_in: Import) -> None:
    assert outcomes(go_in("roster-renamed-csv.xlsx")) == {2: NEW}
    assert Student.objects.get().student_number == "01234567"


SAMPLES = ["roster-utf8-bom.csv", "roster-utf16-tabs.txt", "roster.xlsx", "roster-windows-semicolons.csv"]


def test_four_encodings_are_the_same_people(fall: dict[str, Cohort], go_in: Import, dry_run: Import) -> None:
    first = go_in(SAMPLES[0])
    people = set(outcomes(first).values())
    assert people == {NEW, REFUSED}
    before = names()
    number = len(first.rows)
    refused = [row.reasons for row in first.rows if row.outcome == REFUSED]
    assert len(refused) == 4  # no address, none that is one, and one for two numbers
    for sample in SAMPLES[1:]:
        again = go_in(sample)
        assert {row.outcome for row in again.rows} <= {UNCHANGED, REFUSED, SKIPPED}, sample
        assert len([row for row in again.rows if row.outcome != SKIPPED]) == number
    assert names() == before
    assert Student.objects.filter(graduates_on=date(2029, 5, 31)).exists()


CANARY = "CANARY"


def test_what_nobody_asked_for_is_nowhere(
    fall: dict[str, Cohort], go_in: Import, caplog: pytest.LogCaptureFixture
) -> None:
    """In the cells of columns that are not read, in rows that go in, change, are asked, refused and skipped."""
    known = make_student(full_name="Known Person", email="known@example.edu", student_number="20481230")
    head = "Student ID,Name,Email,Cohort,Status,Notes,SSN,Advisor Email,GPA,Hold reason\n"
    tail = f"{CANARY} note,{CANARY}-45-6789,{CANARY.lower()}@example.edu,{CANARY},{CANARY} hold\n"
    rows = [
        '20481230,"Person, Known Anew",known@example.edu,Fall A,Enrolled,',
        '20481231,"New, Nia",nia@example.edu,Fall A,Enrolled,',
        '20481232,"Asked, Ada",ada@example.edu,Nowhere,Enrolled,',
        '20481233,"Refused, Rex",no address,Fall A,Enrolled,',
        '20481234,"Skipped, Sam",sam@example.edu,Fall A,Waiting,',
        ",,,,,",
        "Total,,,,,",
    ]
    checked = go_in(head + "".join(row + tail for row in rows))
    assert list(outcomes(checked).values()) == [CHANGED, NEW, ASKED, REFUSED, SKIPPED, SKIPPED, SKIPPED]
    assert CANARY.lower() not in str(checked).lower()
    assert CANARY.lower() not in caplog.text.lower()
    assert found_in_the_database(CANARY) == []
    assert Membership.objects.filter(student=known).exists()


def found_in_the_database(word: str) -> list[str]:
    """The tables with a column of text or JSON that has it."""
    kinds = ("text", "character varying", "json", "jsonb", "ARRAY", "bytea", "character")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = ANY(%s)",
            [list(kinds)],
        )
        found = []
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE {text} ILIKE %s LIMIT 1', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone():
                found.append(f"{table}.{column}")
        return found


def test_the_search_for_a_canary_finds_one(db: None) -> None:
    make_user(full_name=f"Some {CANARY}")
    assert "accounts_user.full_name" in found_in_the_database(CANARY)
