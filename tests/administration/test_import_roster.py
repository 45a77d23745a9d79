"""`manage.py import_roster`, as a line of cron calls it."""

import io
import json
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.administration.models import Import, ImportedRow
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership, MembershipEvent  # type: ignore[attr-defined]
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_adviser, make_cohort, make_student

pytestmark = pytest.mark.django_db
ROSTERS = Path(__file__).resolve().parents[1] / "data" / "rosters"
WEEK_1, WEEK_3, WEEK_6 = (str(ROSTERS / f"roster-week{week}.csv") for week in (1, 3, 6))


@pytest.fixture
def fall(db: None) -> Cohort:
    Campus.objects.update(email_domains=["example.edu"])
    make_cohort(name="Fall B")
    return make_cohort(name="Fall A")


def import_roster(file: str, *options: str) -> tuple[list[dict[str, str]], str]:
    """The JSON of each row, and what stood on the other channel."""
    out, err = StringIO(), StringIO()
    call_command("import_roster", file, "--format", "json", *options, stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_one_line_of_json_for_each_row(fall: Cohort) -> None:
    rows, said = import_roster(WEEK_1)
    assert rows[0] == {"row": 2, "outcome": "new", "reason": "Joins Fall A."}
    assert [row["row"] for row in rows] == [2, 3, 4, 5, 6]
    assert "5 of 5 rows went in: 5 new, 0 changed." in said
    assert Student.objects.count() == 5
    again, _ = import_roster(WEEK_1)
    assert {row["outcome"] for row in again} == {"unchanged"}


def test_three_weeks_say_what_became_of_each_row_without_new_addresses(fall: Cohort) -> None:
    make_adviser(email="adviser1@example.edu")
    import_roster(WEEK_1)
    third, said = import_roster(WEEK_3)
    assert [row["outcome"] for row in third] == ["changed", "changed", "changed", "unchanged", "changed", "skipped"]
    assert third[0]["reason"] == "Changed: name, last name, email. Same student number, so every conversation stays."
    assert third[1]["reason"] == "Changed: preferred name. Moves from Fall A to Fall B."
    assert third[2]["reason"].startswith("Is archived. Marked as withdrawn (“Withdrawn”).")
    assert third[4]["reason"] == "Joins Fall B."
    assert "1 in these cohorts are not in the file." in said
    sixth, _ = import_roster(WEEK_6)
    assert [row["outcome"] for row in sixth] == [
        "unchanged", "unchanged", "unchanged", "changed", "new", "refused", "refused",
    ]  # fmt: skip
    assert sixth[3]["reason"] == "Comes back from the archive."
    assert "40000005" in sixth[5]["reason"]
    assert "40000008" in sixth[5]["reason"]
    assert "example.edu" not in json.dumps([*third, *sixth[:5]])


def test_a_dry_run_leaves_no_trace(fall: Cohort) -> None:
    before = [model.objects.count() for model in (User, Student, Membership, Import, ImportedRow, Message, Entry)]
    rows, said = import_roster(WEEK_1, "--dry-run")
    assert {row["outcome"] for row in rows} == {"new"}
    assert "5 of 5 rows can go in" in said
    assert "This was a dry run. Nothing was saved." in said
    after = [model.objects.count() for model in (User, Student, Membership, Import, ImportedRow, Message, Entry)]
    assert after == before


def test_what_goes_in_stands_among_the_imports_without_the_file(fall: Cohort) -> None:
    import_roster(WEEK_1)
    row = Import.objects.get()
    assert (row.kind, row.state, row.file_name) == ("students", "done", "roster-week1.csv")
    assert row.content is None
    assert row.counts["new"] == 5
    entry = Entry.objects.get()
    assert (entry.actor, entry.page, entry.reason) == (None, "administration:import", f"import {row.pk}: 5 new")
    assert entry.student_ids == sorted(Student.objects.values_list("pk", flat=True))
    named = MembershipEvent.objects.values_list("pgh_context__metadata", flat=True)
    assert list(named) == [{"import": row.pk}] * 5


def test_for_people_the_lines_are_sentences(fall: Cohort) -> None:
    out = StringIO()
    call_command("import_roster", WEEK_1, stdout=out, stderr=StringIO())
    assert out.getvalue().splitlines()[0] == "Row 2: new. Joins Fall A."


def test_the_cohort_of_the_rows_that_name_none(fall: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"Student ID,Name,Email\n1001,Chidi Okafor,c@example.edu\n1002,Ana Diaz,d@example.edu\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    rows, _ = import_roster("-", "--cohort", str(fall.pk))
    assert [row["reason"] for row in rows] == ["Joins Fall A.", "Joins Fall A."]
    assert Membership.objects.filter(cohort=fall).count() == 2


def test_without_a_cohort_people_are_added_without_a_membership(fall: Cohort) -> None:
    rows, said = import_roster(str(ROSTERS / "roster-renamed-csv.xlsx"))
    assert [row["outcome"] for row in rows] == ["new"]
    assert not Membership.objects.exists()
    assert "No column names a cohort" in said


def test_rows_that_somebody_must_be_asked_about_stay_out(fall: Cohort) -> None:
    rows, said = import_roster(str(ROSTERS / "roster-excel-damage.csv"))
    assert rows[0]["outcome"] == "asked"
    assert rows[0]["reason"].startswith("Seven digits where others have eight")
    assert "Which cohort is “2-Jan”?" in rows[0]["reason"]
    assert "0 of 7 rows went in" in said


def test_what_nobody_asked_for_is_not_said(
    fall: Cohort, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "roster.csv"
    head = "Student ID,Name,Email,Cohort,Hold,Advisor Notes\n"
    rows = ["1001,Chidi Okafor,c@example.edu,Fall A,", "1002,Ana Diaz,wrong,Fall A,", "1003,Sam Eng,s@example.edu,No,"]
    file.write_text(head + "".join(f"{row}CANARY,CANARY\n" for row in rows))
    lines, said = import_roster(str(file))
    assert [line["outcome"] for line in lines] == ["new", "refused", "asked"]
    assert "CANARY" not in json.dumps(lines) + said + caplog.text + "".join(capfd.readouterr())
    assert not any(name in json.dumps(lines) for name in ("Chidi", "Ana", "Sam"))


def test_nobody_s_name_or_address_is_said(fall: Cohort, tmp_path: Path) -> None:
    make_student(full_name="Former Owner", email="now@example.edu")
    User.objects.filter(email="now@example.edu").update(email="later@example.edu")
    make_student(full_name="Known Person", email="known@example.edu", student_number="1001")
    rows = [
        "1001,Wholly Different,other@example.edu,Fall A",  # asked whether it is the same person
        "1002,Ana Diaz,ana@example.edu; ana@home.example,Fall A",
        "1003,Sam Eng,one@example.edu,Fall A",
        "1004,Tom Reyes,one@example.edu,Fall A",  # two people on one address
        "1005,Iris Adler,iris@a.example; iris@b.example,Fall A",  # asked which address
        "1006,Noah Brandt,now@example.edu,Fall A",  # had another owner
        "1007,Lia Costa,known@example.edu,Fall A",  # belongs to another
        "1008,Sasha Teo,sasha@example.edu,Nowhere",
        "1009,Chidi (Shivvy) Okafor,chidi@example.edu,Fall A",
        "1010,Remy Dubois,noaddress,Fall A",
    ]
    file = tmp_path / "roster.csv"
    file.write_text("Student ID,Name,Email,Cohort\n" + "\n".join(rows))
    for options in (["--dry-run"], []):
        lines, said = import_roster(str(file), *options)
        assert [line["outcome"] for line in lines] == [
            "asked", "new", "refused", "refused", "asked", "new", "refused", "asked", "new", "refused",
        ]  # fmt: skip
        assert lines[0]["reason"] == "Is this the same person as the one who has this number?"
        assert lines[2]["reason"].startswith("Rows 4 and 5 have one address, [address], for two student numbers:")
        assert lines[4]["reason"] == "Which of these addresses is right?"
        assert lines[6]["reason"].startswith("The address [address] belongs to the student with the number 1001")
        assert lines[7]["reason"] == "Which cohort is “Nowhere”?"
        printed = json.dumps(lines) + said
        assert "@" not in printed
        assert not any(word in printed for row in rows for word in row.split(",")[1].split())
        assert not any(word in printed for word in ("Former", "Owner", "Known", "Person"))


def test_a_file_of_volunteers_is_asked_about(fall: Cohort, tmp_path: Path) -> None:
    file = tmp_path / "alumni.csv"
    file.write_text("Name,Email,Employer,Job title\nAna Diaz,ana@alumni.example,Harbor Health,Nurse\n")
    lines, said = import_roster(str(file))
    assert lines == [{"row": 2, "outcome": "asked", "reason": "Is this a file of volunteers?"}]
    assert "0 of 1 rows went in" in said


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><html>", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_a_file_that_can_not_be_read_fails_with_a_sentence(content: bytes, tmp_path: Path, fall: Cohort) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"\.$"):
        import_roster(str(file))
    assert not Import.objects.filter(state="running").exists()


def test_a_file_that_is_not_there_fails_with_a_sentence(fall: Cohort, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The file can’t be opened"):
        import_roster(str(tmp_path / "no.csv"))


@pytest.mark.parametrize("pk", ["0", "-1", str(2**63), "archived"])
def test_a_cohort_that_is_not_there_fails_with_a_sentence(pk: str, fall: Cohort, as_of: datetime) -> None:
    archived = make_cohort(name="Old", archived_at=as_of)
    with pytest.raises(CommandError, match="There is no cohort with this ID"):
        import_roster(WEEK_1, "--cohort", str(archived.pk) if pk == "archived" else pk)


def test_it_waits_for_no_other_import(fall: Cohort) -> None:
    Import.objects.create(kind="students", state="running", file_name="other.csv")
    with pytest.raises(CommandError, match="Another import"):
        import_roster(WEEK_1)
    assert not Student.objects.exists()
