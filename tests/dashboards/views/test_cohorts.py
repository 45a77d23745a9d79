"""The adviser's cohorts."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.models import Hand
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.outbox.models import HardBounce
from apps.reminders.models import OptOut
from apps.reminders.pages.silence import NEWS_FOR
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.cohort.conftest import page_of, read

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
    assert "1 of 1 has none that counts<" in html
    factories.make_interview(student=student, asked_at=clock.now() - 9 * DAY)
    factories.make_cohort(**people, name="Long over", starts_on=today - 90 * DAY, due_on=today - 60 * DAY)
    factories.make_cohort(**people, name="Now")
    overview = read(client, reverse("dashboards:cohorts"))
    assert "starts " in overview
    assert "ended " in overview
    assert overview.count("with none that counts yet<") == 1
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
    assert "1 student owes a late thank-you" in html


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


def test_an_administrator_finds_every_cohort_under_its_term_the_latest_first(
    client_of: Callable[[User], Client], cohort: Cohort, last_term: Term
) -> None:
    factories.make_cohort(name="Of last term", term=last_term, students=[factories.make_student()])
    html = read(client_of(factories.make_administrator()), reverse("dashboards:cohorts"))
    found = re.findall(r'<h2 class="term">([^<]*) <span|<h3 class="h2-s"><a[^>]*>([^<]*)', unescape(html))
    said = [term or name for term, name in found]
    assert said == [cohort.term.name, cohort.name, "Last", "Of last term"]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main")])).split())


def trouble_in(cohort: Cohort, alice: Student) -> None:
    """Alice asks for help, mail to another bounces, and one has what an even pace has."""
    Hand.objects.create(student=alice)
    bounced, fine = factories.make_crowd(cohort, 2)
    HardBounce.objects.create(address=bounced.user.email, answer="550")
    factories.make_held(fine, thanked_at=clock.now(), reflected_at=clock.now())


def test_each_cohort_says_who_is_behind_who_needs_the_adviser_and_what_bounces(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    trouble_in(cohort, alice)
    html = read(bobs, reverse("dashboards:cohorts"))
    beside = text_of(bobs.get("/").text).partition("Your cohorts ")[2]
    for said in (text_of(html), beside):
        assert "2 of 3 students behind 2 need you 1 address bounces" in said
    for query in ("?sort=counted#steps", "#att", "?reason=bounces#who"):
        assert f'<a href="{page_of(cohort)}{query}">' in html
        assert bobs.get(page_of(cohort, query.partition("#")[0])).status_code == 200


def test_an_administrator_reads_the_same_but_for_calls_for_help(
    client_of: Callable[[User], Client], cohort: Cohort, alice: Student
) -> None:
    trouble_in(cohort, alice)
    alice.memberships.update(joined_at=clock.now())
    client = client_of(factories.make_administrator())
    said = text_of(read(client, reverse("dashboards:cohorts")))
    assert "2 of 3 students behind 1 needs their adviser 1 address bounces" in said
    assert "In a cohort that you don’t look after, it isn’t counted here." in said


def test_an_administrator_s_links_lead_back_to_the_page_of_the_list(
    client_of: Callable[[User], Client], cohort: Cohort, alice: Student
) -> None:
    trouble_in(cohort, alice)
    Cohort.objects.bulk_create(
        Cohort(name=f"Another {n}", term=cohort.term, starts_on=cohort.starts_on, due_on=cohort.due_on - DAY)
        for n in range(25)
    )
    client = client_of(factories.make_administrator())
    second = read(client, reverse("dashboards:cohorts") + "?page=2")
    assert second.count("<article") == 1
    (url,) = re.findall(r'<a href="([^"]*)"><b>1</b> address bounces', second)
    assert f'href="/cohorts/?page=2#cohort-{cohort.pk}"' in read(client, unescape(url))


def test_an_administrator_s_page_costs_the_same_for_any_number_of_cohorts(
    client_of: Callable[[User], Client], cohort: Cohort
) -> None:
    client, counts = client_of(factories.make_administrator()), set()
    for more in (0, 2):
        for _ in range(more):
            factories.make_cohort(students=[factories.make_student()])
        with CaptureQueriesContext(connection) as queries:
            read(client, reverse("dashboards:cohorts"))
        counts.add(len(queries))
    assert len(counts) == 1
    assert max(counts) <= 12


def test_nudges_are_in_the_navigation_of_whoever_has_somebody_to_nudge(
    client_of: Callable[[User], Client], bobs: Client, cohort: Cohort
) -> None:
    administrator = factories.make_administrator()
    client = client_of(administrator)
    page, nudges = reverse("dashboards:cohorts"), reverse("advising:nudges")
    assert f'href="{nudges}"' in read(bobs, page)
    assert f'href="{nudges}"' not in read(client, page)
    assert "You look after no cohort, so there is nobody for you to nudge." in read(client, nudges)
    factories.make_cohort(advisers=[administrator])
    assert f'href="{nudges}"' in read(client, page)
    assert "Choose students" in read(client, nudges)


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


class TestAnOutsideCoach:
    """Looks after no cohort, and accompanies one student of this one."""

    @pytest.fixture
    def frank(self, cohort: Cohort, alice: Student) -> User:
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        return frank

    @pytest.fixture
    def franks(self, client_of: Callable[[User], Client], frank: User) -> Client:
        return client_of(frank)

    def others(self, cohort: Cohort, number: int) -> list[Student]:
        students = [factories.make_student(full_name=f"Other Person {n}") for n in range(number)]
        for student in students:
            cohort.memberships.create(student=student)
            factories.make_held(student, ended_ago=3 * DAY)
        return students

    def test_finds_the_cohort_with_a_line_of_their_own_students(
        self, franks: Client, cohort: Cohort, alice: Student
    ) -> None:
        factories.make_cohort(name="Somebody else's cohort", students=[alice])
        self.others(cohort, 4)
        html = read(franks, reverse("dashboards:cohorts"))
        assert page_of(cohort) in html
        assert "Somebody else" not in html
        assert "Your 1 student, due" in html
        assert "<b>0 of 3</b>" in html
        assert "None held yet" in html
        assert "The whole cohort: not shown, because fewer than five others are in it." in html
        assert "late thank-you" not in html

    def test_sees_the_whole_where_five_others_stand_behind_it(self, franks: Client, cohort: Cohort) -> None:
        self.others(cohort, 5)
        for url in (reverse("dashboards:cohorts"), page_of(cohort)):
            assert "The whole cohort, 6 students: 5 of 18 count." in read(franks, url)

    @pytest.mark.parametrize("others", [1, 4, 5])
    def test_reads_nobody_else_on_the_cohorts_page(
        self, franks: Client, cohort: Cohort, alice: Student, others: int
    ) -> None:
        self.others(cohort, others)
        html = read(franks, page_of(cohort))
        assert "Alice Okafor" in html
        assert html.count("data-student=") == 1
        assert "Other Person" not in html
        assert ("6 students" in html) is (others == 5)

    def test_the_audit_row_names_whom_they_saw(self, franks: Client, cohort: Cohort, alice: Student) -> None:
        self.others(cohort, 5)
        read(franks, page_of(cohort))
        assert Entry.objects.latest("pk").student_ids == [alice.pk]

    def test_the_number_of_queries_is_the_same_for_any_number_of_cohorts(self, franks: Client, frank: User) -> None:
        def queries() -> int:
            read(franks, reverse("dashboards:cohorts"))
            with CaptureQueriesContext(connection) as asked:
                read(franks, reverse("dashboards:cohorts"))
            return len(asked)

        one = queries()
        for _ in range(3):
            coached = factories.make_cohort(students=[factories.make_student() for _ in range(7)])
            coached.memberships.filter(pk=coached.memberships.latest("pk").pk).update(coach=frank)
        assert queries() == one <= 12
