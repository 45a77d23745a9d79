"""Answers, columns and sheets that are chosen on the page of a dry run: it is made anew."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.models import Import, RememberedColumn
from apps.students.models import Student
from tests.administration.pages import said

pytestmark = pytest.mark.django_db

LIST = "/program/imports/"


def _at(row: Import, rest: str = "") -> str:
    return f"{LIST}{row.pk}/{rest}"


def test_an_answer_and_a_column_are_checked_again_and_remembered(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    row = checked("Teo,teo@campus.example,ask")
    press(row, **{"answer-ask": "in", "column-3": "", "column-1": "name", "column-9": "name", "answer-x": "y"})
    row.refresh_from_db()
    assert row.state == Import.State.CHECKING
    work.work_on(row.pk)
    row.refresh_from_db()

    assert (row.answers, row.columns, row.counts["new"]) == ({"ask": "in"}, {"3": ""}, 1)
    assert not RememberedColumn.objects.exists()  # somebody may only try
    page = office.get(_at(row)).text
    assert "<span>Answers <small>1 question</small>" in page
    assert "2 columns are read" in page

    press(row, **{"answer-ask": "nonsense", "column-2": "nonsense"})
    work.work_on(row.pk)
    row.refresh_from_db()
    assert (row.answers, row.columns) == ({"ask": "in"}, {"3": ""})
    press(row, "run/")
    work.work_on(row.pk)
    assert list(RememberedColumn.objects.values_list("kind", "heading", "read_as")) == [("students", "word", "")]


def test_a_question_is_not_checked_again_without_an_answer(
    checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    row = checked("Teo,teo@campus.example,ask")
    page = press(row, check="ask", **{"column-3": ""})
    assert page.status_code == 422
    assert page.text.count("Choose an answer first.") == 1
    assert page.context["dry"].columns[2]["shown"] == ""  # as it was chosen
    row.refresh_from_db()
    assert (row.state, row.columns) == (Import.State.CHECKED, {})
    assert press(row, check="1").status_code == 302


def test_a_column_that_was_changed_on_the_page_reaches_the_real_engine(
    office: Client, ada: User, press: Callable[..., object]
) -> None:
    content = b"Student ID,Name,Email,Lehrgang\n20481234,Teo,teo@campus.example,Biology\n"
    row = actions.start(kind="students", file_name="fall.csv", content=content, cohort=None, by=ada)
    work.work_on(row.pk)
    row.refresh_from_db()
    press(row, **{"column-4": "major"})
    work.work_on(row.pk)
    row.refresh_from_db()
    press(row, "run/")
    work.work_on(row.pk)
    assert Student.objects.get(student_number="20481234").major == "Biology"


def test_another_sheet_begins_anew(checked: Callable[..., Import], press: Callable[..., object]) -> None:
    row = checked("Teo,teo@campus.example,ask")
    press(row, **{"answer-ask": "in"})
    work.work_on(row.pk)
    row.refresh_from_db()
    press(row, sheet="Two")
    work.work_on(row.pk)
    row.refresh_from_db()
    assert (row.sheet, row.answers, row.counts["asked"]) == ("Two", {}, 1)


@pytest.mark.parametrize("address", ["", "run/"])
def test_a_tab_with_an_older_dry_run_changes_nothing(
    address: str, office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    row = checked("Teo,teo@campus.example,ask")
    older = row.seen
    press(row, **{"answer-ask": "in"})
    work.work_on(row.pk)
    page = office.post(_at(row, address), {"seen": older, "answer-ask": "out"}, follow=True)

    assert said(page) == ["The file was checked again in another tab. Look at what is here now, and press once more."]
    row.refresh_from_db()
    assert (row.state, row.answers, Student.objects.count()) == (Import.State.CHECKED, {"ask": "in"}, 0)
    office.post(_at(row, address))  # an empty one claims to have seen nothing
    row.refresh_from_db()
    assert row.state == Import.State.CHECKED
