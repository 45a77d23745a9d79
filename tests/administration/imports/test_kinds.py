"""Files that are not what they were brought as."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, kinds, work
from apps.administration.models import Import
from apps.core.tables.reading import read
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests import factories

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[2] / "data"
ROOT = DATA.parents[1]
MAIL = b"""Return-Path: <dana@campus.example>
Received: from mx (mx [198.51.100.7])
\tby mail; Mon, 30 Nov 2026 09:00:00 -0500
From: Dana <dana@campus.example>
Subject: The roster
Message-ID: <1@campus.example>

Hi Ada, here it is.
"""
LETTER = b"""Hi Ada,

here is the list, as promised, for the fall. Chidi, Ana and Sam are in Fall A, and Teo comes later.
Rosa left the program last week.

Best, Dana
"""
ALUMNI = "First name,Last name,Email,Employer,Job title,State\nAna,Diaz,ana@alumni.example,Harbor Health,Nurse,MA\n"
STUDENTS = "Student ID,Name,Email\n20481234,Chidi Okafor,chidi@campus.example\n"


@pytest.fixture
def dry_run(ada: User) -> Callable[..., Import]:
    def make(text: str, *, kind: str, **fields: object) -> Import:
        row = actions.start(kind=kind, file_name="fall.csv", content=text.encode(), by=ada, cohort=None, **fields)
        return _worked_on(row)

    return make


def _worked_on(row: Import) -> Import:
    work.work_on(row.pk)
    row.refresh_from_db()
    return row


def _answer(row: Import, kind: str, by: User) -> Import:
    actions.check_again(pk=row.pk, seen=row.seen, by=by, answers={kinds.KIND: kind}, as_of=row.created_at)
    return _worked_on(row)


@pytest.mark.parametrize("kind", ["students", "volunteers"])
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "fall.vcf",
            b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nEND:VCARD\r\n",
            "a list of contact cards (vCard) and no",
        ),
        ("fall.ics", (DATA / "ics" / "good-1-request.ics").read_bytes(), "a calendar (iCalendar) and no table"),
        ("fall.eml", MAIL, "This file is an email. Save the list that came with it, and choose that file."),
        ("letter.txt", LETTER, "This file is a text and no table. Choose a CSV or XLSX file"),
        ("README.md", (ROOT / "README.md").read_bytes(), "This file is a text and no table."),
    ],
)
def test_what_is_no_table_is_said_beside_the_field(
    kind: str, name: str, content: bytes, sentence: str, office: Client
) -> None:
    page = office.post(f"/program/imports/?kind={kind}", {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["file"][0]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Email\nana@campus.example\nsam@campus.example\n",
        "20481234\n20481235\n",
        "Summary\nFall 2026\nPage 1\n\nID,Name,Email\n1,Ana,ana@campus.example\n",
        "Matrícula,Nombre\nA-1,Ana\nA-2,Sam\n",
        "Name,Email,What would you like to tell the program about yourself and your plans?\nAna,a@campus.example,"
        "A long story of many words that somebody typed into a form\n",
    ],
)
def test_odd_tables_are_tables(text: str) -> None:
    kinds.refuse_what_is_no_table(read(text.encode()), "students")


def test_a_large_text_fails_with_the_sentence_and_the_form_for_another_file(office: Client, ada: User) -> None:
    cohort = factories.make_cohort(name="Scholars")
    row = actions.start(kind="students", file_name="book.txt", content=LETTER * 99, cohort=cohort, by=ada)
    assert _worked_on(row).state == Import.State.FAILED
    page = office.get(f"/program/imports/{row.pk}/")
    assert "This file is a text and no table." in page.text
    assert "Check this file again" not in page.text
    assert row.content is None
    assert page.context["form"].initial["cohort"] == cohort.pk
    assert f'<option value="{cohort.pk}" selected>' in page.text
    assert 'action="/program/imports/?kind=students"' in page.text


def test_volunteers_among_students_are_one_question_and_are_checked_as_volunteers(
    office: Client, ada: User, dry_run: Callable[..., Import]
) -> None:
    row = dry_run(ALUMNI, kind="students")
    assert row.counts["asked"] == 1
    [question] = office.get(f"/program/imports/{row.pk}/").context["dry"].questions
    assert question["title"] == "Is this a file of volunteers?"
    assert "“Employer” and “Job title”" in question["text"]

    row = _answer(row, "volunteers", ada)
    assert (row.kind, row.counts["new"], row.checked["questions"]) == ("volunteers", 1, [])
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    assert _worked_on(row).state == Import.State.DONE
    assert Volunteer.objects.get().email == "ana@alumni.example"


def test_a_roster_among_volunteers_is_one_question_and_is_checked_as_students(
    ada: User, dry_run: Callable[..., Import]
) -> None:
    row = dry_run(STUDENTS, kind="volunteers")
    assert (row.counts["asked"], row.counts["new"]) == (1, 0)
    row = _answer(row, "students", ada)
    assert (row.kind, row.counts["new"]) == ("students", 1)


def test_whoever_says_that_it_is_right_is_asked_no_more(ada: User, dry_run: Callable[..., Import]) -> None:
    row = _answer(dry_run(ALUMNI, kind="students"), "students", ada)
    assert row.kind == "students"
    assert [question["title"] for question in row.checked["questions"]] == ["Is this a file of volunteers?"]
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    assert _worked_on(row).state == Import.State.DONE
    assert Student.objects.get().user.email == "ana@alumni.example"


@pytest.mark.parametrize("file", [*(DATA / "rosters").iterdir(), DATA / "volunteers" / "volunteers.csv"], ids=str)
def test_the_samples_are_of_their_own_kind(file: Path, ada: User) -> None:
    kind = "volunteers" if file.parent.name == "volunteers" else "students"
    row = actions.start(kind=kind, file_name=file.name, content=file.read_bytes(), cohort=None, by=ada)
    row = _worked_on(row)
    assert row.state == Import.State.CHECKED
    assert kinds.KIND not in [question["key"] for question in row.checked["questions"]]
