"""The primer says the figures of this campus only where five people stand behind them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.cohorts.models import Term
from apps.students.models import Student
from tests.factories import make_interview

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["dashboards:primer", "dashboards:start", "outreach:ask"])
@pytest.mark.parametrize(("others", "is_said"), [(4, True), (3, False)])
def test_a_page_says_the_figures_where_five_stand_behind(
    page: str, others: int, is_said: bool, phone: Client, alice: Student, last_term: Term, as_of: datetime
) -> None:
    asked = as_of - timedelta(days=30)
    for _ in range(others):
        make_interview(student=alice, asked_at=asked)
    agreed = as_of - timedelta(days=29)
    make_interview(student=alice, asked_at=asked, replied_at=agreed, scheduled_at=agreed)
    idea = make_interview(student=alice)
    said = phone.get(reverse(page, args=[idea.pk] if page == "outreach:ask" else [])).text
    assert "Richard N. Bolles" in said
    assert ("Of 5 people that students at" in said) is is_said
    assert ("asked last term, 1 said yes." in said) is is_said


def test_only_the_first_page_of_start_has_its_ways_out(phone: Client) -> None:
    start, primer = phone.get("/start/").text, phone.get("/primer/").text
    for said in (">Later<", ">I already talked to someone<", "Go on to four short questions", "Skip to the names"):
        assert said in start
        assert said not in primer
    assert 'class="tabbar"' in primer
    assert 'class="tabbar"' not in start
