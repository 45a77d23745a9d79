"""The primer, and the figures of this campus: people of the last term alone, and only where five stand behind them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from apps.campus.models import Campus
from apps.cohorts.models import Term
from apps.dashboards.views.primer import figures
from apps.guidance.program import Figures
from apps.interviews.models import Exit
from apps.students.models import Student
from tests.factories import make_contact, make_interview

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_term(as_of: datetime, campus: Campus) -> Term:
    today = as_of.astimezone(campus.zone).date()
    Term.objects.create(name="Before", starts_on=today - timedelta(days=300), ends_on=today - timedelta(days=151))
    Term.objects.create(name="This one", starts_on=today - timedelta(days=10), ends_on=today)
    return Term.objects.create(name="Last", starts_on=today - timedelta(days=150), ends_on=today - timedelta(days=11))


def _ask(student: Student, at: datetime, **fields: object) -> None:
    make_interview(student=student, asked_at=at, **fields)


def test_people_who_were_asked_last_term(
    alice: Student, charlie: Student, last_term: Term, as_of: datetime, campus: Campus
) -> None:
    asked = as_of - timedelta(days=30)
    rosa = make_contact(student=alice)
    _ask(alice, asked)
    _ask(alice, asked, contact=rosa, scheduled_at=asked)
    _ask(alice, asked, contact=rosa, scheduled_at=asked, exit=Exit.NO_SHOW_CONTACT, exited_at=asked)
    _ask(charlie, asked, scheduled_at=asked, exit=Exit.DECLINED, exited_at=asked)
    _ask(charlie, asked, contact=make_contact(student=charlie, introduced_by=make_contact(student=charlie)))
    _ask(alice, as_of - timedelta(days=2))
    _ask(alice, as_of - timedelta(days=200))
    make_interview(student=alice)
    assert figures(campus, as_of=as_of) == Figures(asked=4, said_yes=1, introduced_asked=1, introduced_said_yes=0)


def test_without_a_term_that_is_over_nothing_is_said(as_of: datetime, campus: Campus) -> None:
    assert figures(campus, as_of=as_of) == Figures()


def test_they_are_counted_once_a_day(
    alice: Student, last_term: Term, as_of: datetime, campus: Campus, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        figures(campus, as_of=as_of)
    with django_assert_num_queries(1):
        figures(campus, as_of=as_of)


@pytest.mark.parametrize("address", ["/primer/", "/start/"])
def test_the_page_says_them_where_five_stand_behind(
    address: str, phone: Client, alice: Student, last_term: Term, as_of: datetime
) -> None:
    for _ in range(4):
        _ask(alice, as_of - timedelta(days=30))
    _ask(alice, as_of - timedelta(days=30), scheduled_at=as_of - timedelta(days=29))
    page = phone.get(address).text
    assert "Richard N. Bolles" in page
    assert "Of 5 people that students at" in page
    assert "asked last term, 1 said yes." in page


@pytest.mark.parametrize("address", ["/primer/", "/start/"])
def test_the_page_says_nothing_of_four(
    address: str, phone: Client, alice: Student, last_term: Term, as_of: datetime
) -> None:
    for _ in range(4):
        _ask(alice, as_of - timedelta(days=30))
    page = phone.get(address).text
    assert "Richard N. Bolles" in page
    assert "asked last term" not in page


def test_only_the_first_page_of_start_has_its_ways_out(phone: Client) -> None:
    start, primer = phone.get("/start/").text, phone.get("/primer/").text
    for said in (">Later<", ">I already talked to someone<", "Go on to four short questions", "Skip to the names"):
        assert said in start
        assert said not in primer
    assert 'class="tabbar"' in primer
    assert 'class="tabbar"' not in start
