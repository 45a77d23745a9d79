from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import Http404, QueryDict

from apps.advising.needing import Need
from apps.advising.reasons import Case, Reason
from apps.dashboards.cohort.sieve import CohortSieve, Listed
from apps.interviews.steps import Step
from tests.advising.test_reasons import RUNNING, row

OCT = datetime(2026, 10, 1, tzinfo=UTC)


def student(name: str, reason: Reason | None = None, *, step: Step | None = None, bounces: bool = False, **facts: Any):
    found = row(name, student_id=sum(map(ord, name)), **facts)
    need = Need(Case(found, RUNNING), reason, "", "", "", OCT, step, bounces=bounces) if reason else None
    return Listed(found, need)


EVERYBODY = [
    student("Zoë Adams", Reason.STILL, step=Step.PREPARE, prepare=1, counted=1, last_moved=OCT),
    student("Ana Ruiz", Reason.NO_REPLY, step=Step.ASK, bounces=True, ask=2),
    student("Bea Ruiz", counted=2, thank=1, last_moved=OCT),
    student("Cem O’Ak", Reason.BOUNCES, counted=5, reflect=1, last_moved=datetime(2026, 10, 5, tzinfo=UTC)),
    student("Đặng Vy", Reason.NO_NAME, step=Step.ASK, counted=3, last_moved=datetime(2026, 9, 5, tzinfo=UTC)),
]


def kept(query: str) -> list[str]:
    sieve = CohortSieve.of(QueryDict(query))
    return [found.row.name.split()[0] for found in sieve.in_order(sieve.keep(EVERYBODY))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "Ana Bea Cem Đặng Zoë"),
        ("reason=no_reply", "Ana"),
        ("reason=bounces", "Ana Cem"),  # also where it is not their first reason
        ("reason=hand", ""),
        ("step=ask", "Ana Đặng"),  # at it, or stuck at it with nothing there
        ("step=thank", "Bea"),
        ("count=0", "Ana"),
        ("count=2", "Bea"),
        ("count=3", "Cem Đặng"),  # three and more
        ("q=ruiz", "Ana Bea"),
        ("q=RUIZ+be", "Bea"),
        ("q=zoe", "Zoë"),
        ("q=dang", "Đặng"),
        ("q=oak+cem", "Cem"),
        ("q=o%27ak", "Cem"),
        ("q=%E2%80%99", ""),  # a mark alone
        ("q=Đặng", "Đặng"),
        ("q=+%00+", "Ana Bea Cem Đặng Zoë"),
        ("q=%25", ""),
        ("reason=bounces&count=3&step=reflect&q=cem", "Cem"),
        ("reason=bounces&count=1", ""),
        ("reason=&step=&count=&q=", "Ana Bea Cem Đặng Zoë"),
        ("sort=need", "Ana Đặng Cem Zoë Bea"),
        ("sort=counted", "Ana Zoë Bea Đặng Cem"),
        ("sort=last", "Ana Đặng Bea Zoë Cem"),
        ("page=2&from=sort%3Dname", "Ana Bea Cem Đặng Zoë"),
    ],
)
def test_each_part_keeps_those_whom_it_names(query: str, expected: str) -> None:
    assert " ".join(kept(query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "reason=tired",
        "reason=HAND",
        "step=stay_in_touch",  # no column of the table
        "step=0",
        "count=4",
        "count=-1",
        "count=٣",
        "sort=",
        "sort=password",
        "password=x",
        "student__user__password=x",
        "reason__in=hand",
    ],
)
def test_what_is_no_filter_no_value_and_no_order_is_not_found(query: str) -> None:
    with pytest.raises(Http404):
        CohortSieve.of(QueryDict(query))


def test_its_address_says_what_differs_and_can_be_read_again() -> None:
    query = "reason=no_reply&step=ask&count=0&q=ana+ruiz&sort=last"
    sieve = CohortSieve.of(QueryDict(query))
    assert sieve.url() == f"?{query}"
    assert sieve.url(reason=None, sort="name") == "?step=ask&count=0&q=ana+ruiz"
    assert sieve.logged() == {**sieve.asked(), "q": True}, "no name that was typed"
    assert CohortSieve().url() == "?"
    assert CohortSieve().logged() == {}
    assert CohortSieve.of(QueryDict(query + "&page=3&from=x")) == sieve


@pytest.mark.parametrize(("query", "is_open"), [("", True), ("sort=last", True), ("count=0", False), ("q=a", False)])
def test_only_an_order_keeps_nobody_out(query: str, is_open: bool) -> None:
    assert CohortSieve.of(QueryDict(query)).is_open == is_open


def test_each_reason_says_how_many_the_rest_of_the_sieve_leaves() -> None:
    tabs = CohortSieve.of(QueryDict("step=ask&reason=no_name")).tabs(EVERYBODY)
    assert [(tab.key, tab.label, tab.number, tab.url, tab.is_current) for tab in tabs] == [
        ("all", "All", 2, "?step=ask", False),
        ("no_reply", "No reply", 1, "?reason=no_reply&step=ask", False),
        ("no_name", "No name, due soon", 1, "?reason=no_name&step=ask", True),
        ("bounces", "Mail bounces", 1, "?reason=bounces&step=ask", False),
    ]


def test_the_reason_that_was_asked_for_stays_where_nobody_has_it() -> None:
    tabs = CohortSieve.of(QueryDict("reason=hand")).tabs(EVERYBODY)
    assert [(tab.key, tab.number) for tab in tabs if tab.is_current] == [("hand", 0)]
