"""The pages of an import, from the file to what came of it."""

import csv
import io
from collections.abc import Callable

import pghistory
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.invitations.actions import invite_members
from apps.administration.models import Import, ImportedRow
from apps.audit.models import Entry
from apps.outbox.models import Message
from apps.students.models import Student
from tests import factories
from tests.administration.imports.conftest import HEAD
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db

LIST = "/program/imports/"


def _upload(office: Client, content: bytes, *, name: str = "fall.csv", kind: str = "students", **fields: str):
    return office.post(f"{LIST}?kind={kind}", {"file": SimpleUploadedFile(name, content), **fields})


def _at(row: Import, rest: str = "") -> str:
    return f"{LIST}{row.pk}/{rest}"


def test_a_file_is_taken_and_its_page_says_where_it_stands(office: Client, engine: None, ada: User) -> None:
    answer = _upload(office, (HEAD + "Teo,teo@campus.example,").encode())
    row = Import.objects.get()

    assert answer["Location"] == _at(row)
    assert (row.file_name, row.started_by, bytes(row.content)) == (
        "fall.csv",
        ada,
        b"Who,Address,Word\nTeo,teo@campus.example,",
    )
    page = office.get(_at(row)).text
    assert "It waits for a worker." in page
    assert "You can leave this page." in page

    work.work_on(row.pk)
    page = office.get(_at(row)).text
    assert "The one row can go in" in page
    assert "Nothing is saved yet, and nobody gets mail." in page
    assert (Student.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"<!doctype html><html><body>Sign in</body></html>", "This file is a web page"),
        (b"%PDF-1.7 ", "This file is a PDF."),
        (b"PK\x03\x04 cut off", "This workbook is damaged"),
        (b"a,b\n" + b"x" * (10 * 1024 * 1024), "This file has more than 10 MB."),
    ],
)
def test_what_is_no_file_of_rows_is_said_beside_the_field(office: Client, content: bytes, sentence: str) -> None:
    page = _upload(office, content)
    assert page.status_code == 422
    assert sentence in str(page.context["form"].errors["file"])
    assert Import.objects.count() == 0


def test_no_file_and_a_cohort_of_nobody_are_said(office: Client) -> None:
    page = office.post(LIST, {"cohort": str(2**63)})
    assert page.status_code == 422
    assert dict(page.context["form"].errors) == {
        "file": ["Choose a file."],
        "cohort": ["Choose a cohort from the list. This one has ended or is gone."],
    }
    assert office.get(f"{LIST}?kind=nonsense&page=1").status_code == 200
    assert [office.get(f"{LIST}?page={page}").status_code for page in ("-1", "0", "x", 2**63)] == [404] * 4


def test_a_name_of_a_file_with_marks_is_one_line(office: Client, ada: User) -> None:
    _upload(office, b"a,b\n1,2", name="fall\u202e\u200b roster.csv")
    assert Import.objects.get().file_name == "fall roster.csv"
    row = actions.start(kind="students", file_name="a\x00b\r\nBcc: c.csv", content=b"x", cohort=None, by=ada)
    assert row.file_name == "a b Bcc: c.csv"


def test_the_dry_run_says_of_each_row_what_and_why(office: Client, checked: Callable[..., Import]) -> None:
    factories.make_student(full_name="Iris Marsh", email="iris@campus.example")
    factories.make_student(full_name="Sam Adeyemi", email="sam@campus.example")
    row = checked(
        "Teo,teo@campus.example,",
        "Iris Fontaine,iris@campus.example,",
        "Sam Adeyemi,sam@campus.example,",
        "Chidi,chidi@campus.example,ask",
        "<b>Ola</b>,ola@campus.example,bad",
        "Total,9,total",
    )
    page = office.get(_at(row))

    assert page.context["dry"].numbers.headline == "2 of 6 rows can go in"
    assert [(label, number) for label, number, *_ in page.context["dry"].tabs] == [
        ("All rows", 6), ("New", 1), ("Changed", 1), ("Unchanged", 1), ("Asked", 1), ("Refused", 1), ("Skipped", 1),
    ]  # fmt: skip
    for sentence in (
        "<b>1 new and 1 changed.</b>",
        "1 asked, 1 refused and 1 skipped stay out. 1 is unchanged.",
        "Add the good ones",
        "One question",
        '<del class="from">Iris Marsh</del> <ins class="to">Iris Fontaine</ins>',
        "&lt;b&gt;Ola",
        "3 columns are read",
        "As on August 24",
        "Not shown. What is in these columns is never stored or logged.",
        "No number column: this file can only find people known by address.",
    ):
        assert sentence in page.text, sentence
    only = office.get(_at(row, "?show=changed"))
    assert [line.row.place for line in only.context["dry"].lines] == [3]
    assert len(office.get(_at(row, "?show=nonsense")).context["dry"].lines) == 6
    assert [office.get(_at(row, f"?page={page}")).status_code for page in ("-1", "x", 2**63)] == [404] * 3


def test_where_no_row_stays_out_one_button_adds_all(office: Client, checked: Callable[..., Import]) -> None:
    row = checked("Teo,teo@campus.example,", "Lena,lena@campus.example,")
    page = office.get(_at(row)).text
    assert "All 2 rows can go in" in page
    assert "Add all 2" in page
    assert "good ones" not in page


def test_where_nothing_is_new_there_is_nothing_to_press(office: Client, checked: Callable[..., Import]) -> None:
    factories.make_student(full_name="Teo", email="teo@campus.example")
    page = office.get(_at(checked("Teo,teo@campus.example,"))).text
    assert "Nothing to add or change" in page
    assert "run/" not in page


def test_the_good_ones_go_in_and_the_page_says_what_came_of_it(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    row = checked("Teo,teo@campus.example,", "Ola,ola@campus.example,bad")
    press(row, "run/")
    assert "Adding 1 student" in office.get(_at(row)).text
    work.work_on(row.pk)
    page = office.get(_at(row)).text

    assert "1 student added" in page
    assert "1 refused stayed out." in page
    assert "Check another file" in page
    assert "Teo" not in page
    assert "1 student added" in office.get(LIST).text
    assert "Nobody answered" not in page


def test_a_row_that_was_asked_says_for_a_day_which_question_kept_it_out(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    row = checked("Teo,teo@campus.example,", "Ola,ola@campus.example,ask")
    press(row, "run/")
    work.work_on(row.pk)
    assert "Nobody answered: It says “ask”. Are these students?" in office.get(_at(row)).text
    assert "Are these students?" in office.get(_at(row, "rows.csv")).content.decode()


def test_who_was_never_invited_is_said_as_long_as_it_is_so(
    office: Client, checked: Callable[..., Import], press: Callable[..., object], ada: User
) -> None:
    other = factories.make_cohort(name="Bridge", students=[factories.make_student()])
    row = checked("Teo,teo@campus.example,")
    press(row, "run/")
    work.work_on(row.pk)
    page = office.get(_at(row)).text
    nobody = "Nobody in a cohort that this file added students to waits for an invitation."
    assert f"{nobody} An import sends no mail" in page
    assert "See the invitations" in page
    with pghistory.context(**{"import": row.pk}):
        teo = Student.objects.get(user__email="teo@campus.example")
        cohort = factories.make_cohort(name="Scholars", students=[teo])
    page = office.get(_at(row)).text
    assert "1 in Scholars was never invited." in page
    assert other.name not in page
    Import.objects.filter(pk=row.pk).update(cohort=cohort)
    page = office.get(_at(row)).text
    assert other.name not in page
    assert f'href="/program/invitations/cohorts/{cohort.pk}/"' in page
    assert f'href="/program/imports/?kind=students&amp;cohort={cohort.pk}"' in page
    invite_members(cohort=cohort, invited_by=ada, as_of=row.created_at)
    assert "Everybody in Scholars was invited." in office.get(_at(row)).text


@pytest.mark.parametrize(
    ("lines", "headline"),
    [
        (["Iris,iris@campus.example,"], "Nothing to add or change"),
        (["Iris,iris@campus.example,", "Ola,ola@campus.example,bad"], "The good rows are in already"),
        (["Ola,ola@campus.example,bad"], "No row can go in yet"),
        (["Iris,iris@campus.example,mail:i@campus.example", "Ola,o@campus.example,bad"], "No change is chosen"),
        ([], "There are no rows in this file"),
    ],
)
def test_the_headline_says_why_nothing_goes_in(
    lines: list[str], headline: str, office: Client, checked: Callable[..., Import]
) -> None:
    factories.make_student(full_name="Iris", email="iris@campus.example")
    page = office.get(_at(checked(*lines)))
    assert page.context["dry"].numbers.headline == headline
    assert page.context["dry"].numbers.none_can_go == (headline == "No row can go in yet")


def test_each_row_leads_to_its_own_question(office: Client, ada: User, press: Callable[..., object]) -> None:
    factories.make_cohort(name="Scholars")
    lines = [f"{20481000 + n},Student {n},s{n}@campus.example,Section {n}" for n in range(12)]
    content = "\n".join(["Student ID,Name,Email,Cohort", *lines]).encode()
    row = actions.start(kind="students", file_name="fall.csv", content=content, cohort=None, by=ada)
    work.work_on(row.pk)
    row.refresh_from_db()

    page = office.get(_at(row, "?show=asked"))
    assert [one["number"] for one in page.context["dry"].questions] == list(range(1, 11))
    assert "Question 1 of 12" in page.text
    urls = [line.question_url for line in page.context["dry"].lines]
    assert urls[0] == "?show=asked&question=1#question-1"
    for number, url in enumerate(urls, start=1):
        assert f'id="question-{number}"' in office.get(_at(row, url.partition("#")[0])).text
    for odd in ("0", "-1", "99", "x", str(2**63)):
        assert office.get(_at(row, f"?question={odd}")).context["dry"].questions

    asked = [one["key"] for one in page.context["dry"].questions]
    press(row, **{f"answer-{key}": "none" for key in asked})
    work.work_on(row.pk)
    row.refresh_from_db()
    assert (row.counts["new"], row.counts["asked"]) == (10, 2)


def test_students_who_are_missing_stay_unless_chosen(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    gone, stays = factories.make_student(full_name="Gone Away"), factories.make_student(full_name="Stays Here")
    cohort = factories.make_cohort(name="Scholars", students=[gone, stays])
    row = checked("Teo,teo@campus.example,", cohort=cohort)
    assert "2 students of these cohorts are not in the file." in office.get(_at(row)).text
    page = office.get(_at(row, "?show=missing"))
    assert "Take out of Scholars" in page.text
    tick = next(line.ticks[0][0] for line in page.context["dry"].lines if line.row.student_id == gone.pk)
    press(row, "run/", also=tick, at="?show=missing")
    work.work_on(row.pk)

    assert list(cohort.students.all()) == [stays]
    assert "1 student added and 1 taken out of a cohort" in office.get(_at(row)).text


def test_change_nothing_removes_the_file_at_once(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    row = checked("Teo,teo@campus.example,")
    page = press(row, "cancellation/")
    assert page["Location"] == f"{LIST}?kind=students"
    row.refresh_from_db()

    assert (row.state, row.content, row.rows.count()) == (Import.State.CANCELLED, None, 0)
    assert "Nothing was changed, and the file was removed." in office.get(_at(row)).text
    assert said(office.post(_at(row, "cancellation/"), follow=True))[-1].startswith("That is not possible any more.")
    assert said(office.post(_at(row), follow=True))[-1].startswith("That is not possible any more.")


def test_whoever_looks_at_the_progress_gets_the_page_when_it_is_over(
    office: Client, checked: Callable[..., Import], ada: User
) -> None:
    row = checked("Teo,teo@campus.example,")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    asked = {"HTTP_HX_REQUEST": "true"}
    part = office.get(_at(row, "?state=running"), **asked)
    assert 'id="progress"' in part.text
    assert "<html" not in part.text
    work.work_on(row.pk)
    assert office.get(_at(row, "?state=running"), **asked)["HX-Refresh"] == "true"


def test_the_rows_that_stay_out_are_a_file(office: Client, checked: Callable[..., Import], ada: User) -> None:
    row = checked("Teo,teo@campus.example,", "=cmd|' /C calc'!A0,ola@campus.example,bad", "Sum,s@campus.example,total")
    answer = office.get(_at(row, "rows.csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert rows[0] == ["Row", "Name", "Result", "Why"]
    assert rows[1][:3] == ["3", "'=cmd|' /C calc'!A0", "refused"]
    assert rows[2] == ["4", "Sum", "skipped", "A total, not a student."]
    assert Entry.objects.filter(action="exported", page="administration:import_rows").count() == 1
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    work.work_on(row.pk)
    assert "cmd" not in office.get(_at(row, "rows.csv")).content.decode()


def test_a_look_is_one_row_of_the_audit_log_with_those_who_are_known(
    office: Client, checked: Callable[..., Import], ada: User
) -> None:
    known = factories.make_student(full_name="Iris", email="iris@campus.example")
    row = checked("Teo,teo@campus.example,", "Iris F,iris@campus.example,")
    office.get(_at(row))
    office.head(_at(row))

    entry = Entry.objects.get(action="viewed")
    assert (entry.actor_id, entry.page, entry.student_ids) == (ada.pk, "administration:import", [known.pk])
    assert entry.filter == {"import": row.pk, "show": "", "page": 1}


def test_a_look_at_what_came_of_it_is_written_down_as_long_as_a_reason_may_name_somebody(
    office: Client, checked: Callable[..., Import], ada: User
) -> None:
    known = factories.make_student(full_name="Iris", email="iris@campus.example")
    row = checked("Teo,teo@campus.example,", "Iris,iris@campus.example,bad")
    actions.run(pk=row.pk, seen=row.seen, by=ada)
    work.work_on(row.pk)
    office.get(_at(row))
    office.get(_at(row, "rows.csv"))
    looks = Entry.objects.exclude(action="changed").order_by("pk").values_list("action", "student_ids")
    assert list(looks) == [("viewed", [known.pk]), ("exported", [known.pk])]
    ImportedRow.objects.all().delete()  # after a day
    office.get(_at(row))
    assert looks.count() == 2


def test_another_number_of_rows_asks_no_more_questions(office: Client, checked: Callable[..., Import]) -> None:
    asked = []
    for number in (5, 25, 250):
        for n in range(0, number, 2):
            Student.objects.filter(user__email=f"s{n}@campus.example").exists() or factories.make_student(
                full_name="Old", email=f"s{n}@campus.example"
            )
        row = checked(*(f"New {n},s{n}@campus.example," for n in range(number)))
        asked.append(queries(office, _at(row)))
    assert asked == [asked[0]] * 3
    assert asked[0] <= 12
    earlier = queries(office, LIST)
    assert earlier <= 12
    checked("Teo,teo@campus.example,")
    assert queries(office, LIST) == earlier


def test_nobody_else_learns_of_an_import(checked: Callable[..., Import], client_of: Callable[[User], Client]) -> None:
    row = checked("Teo,teo@campus.example,")
    for person in (factories.make_adviser(), factories.make_student().user):
        browser = client_of(person)
        for address in ("", "run/", "cancellation/", "rows.csv"):
            assert (browser.get(_at(row, address)).status_code, browser.post(_at(row, address)).status_code) == (
                404,
                404,
            )
    assert ImportedRow.objects.count() == 1
