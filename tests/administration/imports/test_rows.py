"""What may be ticked in the rows of a dry run, and what a tick does."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.models import Import, ImportedRow
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/program/imports/"


def _at(row: Import, rest: str = "") -> str:
    return f"{LIST}{row.pk}/{rest}"


def test_a_change_that_is_not_ticked_is_not_made(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    for name in ("iris", "noah"):
        factories.make_student(full_name=name, email=f"{name}@campus.example")
    row = checked("Iris F,iris@campus.example,", "Noah P,noah@campus.example,")
    page = press(row, without="row:2", keep="1")
    assert page["Location"] == _at(row)
    assert "<b>1 changed.</b>" in office.get(_at(row)).text
    press(row, "run/")
    work.work_on(row.pk)

    assert set(User.objects.filter(role="student").values_list("full_name", flat=True)) == {"iris", "Noah P"}
    assert "1 changed" in office.get(_at(row)).text


def test_a_changed_address_is_taken_only_where_it_is_ticked(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    for name in ("iris", "noah"):
        factories.make_student(full_name=name, email=f"{name}@campus.example")
    row = checked("Iris F,iris@campus.example,mail:f@campus.example", "noah,noah@campus.example,mail:n@campus.example")
    lines = office.get(_at(row)).context["dry"].lines
    assert [line.ticks for line in lines] == [
        [("row:2", "Take this change", True), ("row:2:email", "Take the new email", False)],
        [("row:3:email", "Take the new email", False)],
    ]
    assert "1 of 2 rows can go in" in office.get(_at(row)).text

    press(row, "run/", also="row:3:email")
    work.work_on(row.pk)
    row.refresh_from_db()
    assert row.problem == ""
    assert set(User.objects.filter(role="student").values_list("full_name", "email")) == {
        ("Iris F", "iris@campus.example"),
        ("noah", "n@campus.example"),
    }


@pytest.mark.parametrize("all_at_once", [False, True])
def test_before_an_address_changes_we_ask_who_it_is_and_no_tick_is_lost(
    checked: Callable[..., Import], ada: User, client_of: Callable[[User], Client], all_at_once: bool
) -> None:
    for name in ("iris", "noah"):
        factories.make_student(full_name=name, email=f"{name}@campus.example")
    row = checked("Iris F,iris@campus.example,", "noah,noah@campus.example,mail:n@campus.example")
    if all_at_once:
        actions.check_again(pk=row.pk, seen=row.seen, by=ada, takes_addresses=True, as_of=row.created_at)
        work.work_on(row.pk)
        row.refresh_from_db()
    sent = {"seen": row.seen, "row": list(row.rows.values_list("pk", flat=True))}
    ticked = ["row:3"] if all_at_once else ["row:3:email"]
    answer = client_of(ada).post(_at(row, "run/"), {**sent, "take": ticked})
    assert "/accounts/" in answer["Location"]
    row.refresh_from_db()
    assert row.state == Import.State.CHECKED
    assert {key for key, is_on in row.choices.items() if is_on} - {"all:email"} >= set(ticked)
    assert not row.choices["row:2"], "what was not ticked stays so"

    back = client_of(ada)
    on = {key for line in back.get(_at(row)).context["dry"].lines for key, _, is_on in line.ticks if is_on}
    assert on == set(ticked)
    assert back.post(_at(row, "run/"), {**sent, "take": ["row:2"]})["Location"] == _at(row)
    row.refresh_from_db()
    assert row.state == Import.State.RUNNING, "without a new address nobody is asked"


def test_every_new_address_is_taken_at_one_press(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    for name in ("iris", "noah"):
        factories.make_student(full_name=name, email=f"{name}@campus.example")
    row = checked("iris,iris@campus.example,mail:f@campus.example", "noah,noah@campus.example,mail:n@campus.example")
    assert "Take every new address" not in office.get(_at(row)).text
    assert "Take every new address" in office.get(_at(row, "?show=changed")).text
    press(row, addresses="1")
    work.work_on(row.pk)
    page = office.get(_at(row, "?show=changed"))
    assert "All 2 rows can go in" in page.text
    assert "Take every new address" not in page.text
    assert [line.ticks for line in page.context["dry"].lines] == [
        [("row:2", "Take this change", True)],
        [("row:3", "Take this change", True)],
    ]


def test_ticks_of_other_pages_and_of_other_imports_stay(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    for n in range(51):
        factories.make_student(full_name=f"old {n}", email=f"s{n}@campus.example")
    lines = [f"new {n},s{n}@campus.example," for n in range(51)]
    row, other = checked(*lines), checked(*lines)
    press(row, without="row:2", keep="1")
    press(row, keep="1", at="?page=2")
    office.post(
        _at(row), {"seen": row.seen, "keep": "1", "row": [other.rows.first().pk, 2**63, "x"], "take": ["row:9"]}
    )
    row.refresh_from_db()

    assert (row.choices["row:2"], row.choices["row:52"]) == (False, True)
    assert row.rows.filter(is_chosen=True).count() == 50
    assert other.rows.filter(is_chosen=True).count() == 51


def test_a_change_that_was_not_taken_is_found_afterwards(
    office: Client, checked: Callable[..., Import], press: Callable[..., object]
) -> None:
    for n in range(3):
        factories.make_student(full_name=f"old {n}", email=f"s{n}@campus.example")
    row = checked("new 0,s0@campus.example,", "new 1,s1@campus.example,", "old 2,s2@campus.example,")
    press(row, "run/", without="row:3")
    work.work_on(row.pk)
    page = office.get(_at(row, "?show=unchanged"))
    assert "1 change was not taken: row 3. 1 is unchanged." in page.text
    assert [(line.row.place, line.row.said) for line in page.context["dry"].lines] == [
        (3, {"reasons": ["Its change was not taken."]}),
        (4, {}),
    ]
    ImportedRow.objects.all().delete()  # after a day
    page = office.get(_at(row))
    assert "1 changed" in page.text
    assert "not taken" not in page.text
