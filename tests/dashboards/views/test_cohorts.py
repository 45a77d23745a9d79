"""The adviser's cohorts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.reminders.models import OptOut
from apps.reminders.pages.silence import NEWS_FOR
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.test_cohort import page_of, read

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def test_pages_are_for_reading(bobs: Client, cohort: Cohort) -> None:
    assert bobs.post(page_of(cohort)).status_code == 405
    assert bobs.post(reverse("dashboards:cohorts")).status_code == 405


def test_a_cohort_to_come_and_one_that_is_over_say_so(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    today = clock.now().astimezone(Campus.objects.current().zone).date()
    student = factories.make_student()
    people = {"advisers": [adviser], "students": [student]}
    coming = factories.make_cohort(**people, starts_on=today + 3 * DAY, due_on=today + 30 * DAY)
    over = factories.make_cohort(**people, starts_on=today - 30 * DAY, due_on=today - DAY)
    client = client_of(adviser)
    html = read(client, page_of(coming))
    assert "0 of 3 count. It has not started." in html
    assert "The cohort has not started." in html
    html = read(client, page_of(over))
    assert "0 of 3 counted by the due date." in html
    assert "1 of 1 has none<" in html
    factories.make_interview(student=student, asked_at=clock.now() - 9 * DAY)
    factories.make_cohort(**people, name="Long over", starts_on=today - 90 * DAY, due_on=today - 60 * DAY)
    factories.make_cohort(**people, name="Now")
    overview = read(client, reverse("dashboards:cohorts"))
    assert "starts " in overview
    assert "ended " in overview
    assert overview.count("with none yet<") == 1
    assert overview.count("waited over") == 1
    names = re.findall(r'<h2 class="h2-s"><a[^>]*>([^<]*)', overview)
    assert names == [coming.name, "Now", over.name, "Long over"]


def test_the_overview_lists_own_cohorts_only(bobs: Client, cohort: Cohort, alice: Student) -> None:
    factories.make_cohort(name="Somebody else's cohort", advisers=[factories.make_adviser()])
    assert "None held yet" in read(bobs, reverse("dashboards:cohorts"))
    factories.make_held(alice, ended_ago=3 * DAY)
    html = read(bobs, reverse("dashboards:cohorts"))
    assert page_of(cohort) in html
    assert "Somebody else" not in html
    assert "<b>1 of 3</b>" in html
    assert "1 held, 0 of them fully reflected" in html
    assert "1 thank-you overdue" in html


def test_what_was_turned_off_is_said_while_it_is_news(bobs: Client, cohort: Cohort) -> None:
    bob = User.objects.get(caseloads__cohort=cohort)
    off = OptOut.objects.create(user=bob, group="address_bounced")
    assert "Turn on again" in read(bobs, reverse("dashboards:cohorts"))
    OptOut.objects.filter(pk=off.pk).update(created_at=clock.now() - NEWS_FOR)
    assert "Turn on again" not in read(bobs, reverse("dashboards:cohorts"))


def test_a_long_wait_is_the_campuss_own_number(bobs: Client, cohort: Cohort, alice: Student) -> None:
    Campus.objects.update(follow_up_after_days=5)
    factories.make_held(alice, ended_ago=timedelta(hours=2))
    assert "no request has waited over 5 days" in read(bobs, page_of(cohort))
    factories.make_interview(student=alice, asked_at=clock.now() - 6 * DAY)
    assert "1 of 1 has waited over 5 days for a reply" in read(bobs, reverse("dashboards:cohorts"))


def test_a_student_has_no_overview(client_of: Callable[[User], Client], alice: Student) -> None:
    assert client_of(alice.user).get(reverse("dashboards:cohorts")).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "x"])
def test_a_page_that_cannot_be_is_not_found(bobs: Client, cohort: Cohort, page: str) -> None:
    assert bobs.get(reverse("dashboards:cohorts") + f"?page={page}").status_code == 404


def test_an_adviser_without_cohorts_is_told_what_will_be_here(client_of: Callable[[User], Client]) -> None:
    html = read(client_of(factories.make_adviser()), reverse("dashboards:cohorts"))
    assert "No cohort yet." in html


def test_the_number_of_queries_is_the_same_for_any_number_of_cohorts(
    client_of: Callable[[User], Client],
) -> None:
    adviser = factories.make_adviser()
    client = client_of(adviser)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.make_cohort(advisers=[adviser], students=[factories.make_student()])
        with CaptureQueriesContext(connection) as queries:
            read(client, reverse("dashboards:cohorts"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
