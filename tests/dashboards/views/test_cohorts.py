"""The adviser's cohorts, and one of them."""

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
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Term
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews.models import Interview
from apps.outbox.models import HardBounce
from apps.reminders.models import OptOut
from apps.reminders.pages.silence import NEWS_FOR
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def page_of(cohort: Cohort, query: str = "") -> str:
    return reverse("dashboards:cohort", args=[cohort.pk]) + query


def rows_in(html: str) -> list[tuple[str, int]]:
    found = re.findall(r'<tr data-student="([^"]*)" data-counted="(\d+)"', html)
    return [(email, int(counted)) for email, counted in found]


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def test_each_row_says_who_and_how_many_count(bobs: Client, cohort: Cohort, alice: Student) -> None:
    for hours in (30, 60, 90, 120):
        factories.make_held(alice, ended_ago=timedelta(hours=hours))
    assert rows_in(read(bobs, page_of(cohort))) == [("alice@campus.example", 4)]


def test_the_headline_and_the_figures_say_what_they_are_divided_by(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    factories.make_held(alice, ended_ago=3 * DAY)
    factories.make_held(alice, ended_ago=timedelta(hours=2))
    html = read(bobs, page_of(cohort))
    assert "2 of 3 count. Even pace would be 2." in html
    assert "<dd>1 <small>of 1</small></dd>" in html  # have at least one
    assert "<dd>1 <small>of 2</small></dd>" in html  # open thank-yous that are overdue
    assert "<dd>0 <small>of 2</small></dd>" in html  # held and fully reflected


def test_the_chart_has_words_and_its_numbers_stand_in_a_table(bobs: Client, cohort: Cohort) -> None:
    html = read(bobs, page_of(cohort))
    assert html.count('role="img" aria-labelledby="pace-') == 2
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert "The same numbers in a table" in html
    assert '0 of 3</td><td class="r">2</td>' in html


def test_who_has_none_and_whose_thanks_are_late_is_listed(bobs: Client, cohort: Cohort, alice: Student) -> None:
    quiet = factories.make_student(full_name="Tomasz Zielinski")
    cohort.memberships.create(student=quiet)
    cohort.memberships.update(joined_at=clock.now() - 50 * DAY)
    factories.make_held(alice, ended_ago=3 * DAY)
    html = read(bobs, page_of(cohort))
    assert "1 of 2 has none yet" in html
    assert "1 overdue thank-you<" in html
    assert "Two students need you" in html
    assert '<b>Nothing has moved for 6 weeks</b><span class="sub">Here since ' in html
    assert '<b>Thank-you 2 days late</b><span class="sub">They met on ' in html


def test_an_archived_student_keeps_a_marked_row_and_is_in_no_number(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    factories.make_held(alice, ended_ago=timedelta(hours=2))
    before = read(bobs, page_of(cohort))
    gone = factories.make_student(full_name="Tomasz Zielinski", email="tomasz@campus.example", archived_at=clock.now())
    cohort.memberships.create(student=gone)
    factories.make_held(gone, ended_ago=3 * DAY)
    html = read(bobs, page_of(cohort))
    assert rows_in(html) == [("alice@campus.example", 1), ("tomasz@campus.example", 1)]
    (row,) = re.findall(r"<tr data-student=.tomasz.*?</tr>", html, re.DOTALL)
    assert "Archived</span>" in row
    assert "overdue" not in row
    assert "One archived student stands in this table." in html
    html = html.replace(row, "").replace(re.search(r'<p class="small muted">One archived.*?</p>', html)[0], "")
    # Headline, figures, chart, its table, who needs help, sums: as they were.
    assert _numbers(html) == _numbers(before)
    assert "1 student and 1 archived," in read(bobs, reverse("dashboards:cohorts"))
    cohort.memberships.exclude(student=gone).delete()
    overview = read(bobs, reverse("dashboards:cohorts"))
    assert "0 students and 1 archived," in overview
    assert "every student is archived" in overview
    assert "Every student of this cohort is archived" in read(bobs, page_of(cohort))


def test_two_of_one_name_are_told_apart_in_the_table_in_every_list_and_on_their_pages(
    bobs: Client, cohort: Cohort
) -> None:
    for email in ("zihan@campus.example", "josefa@campus.example"):
        student = factories.make_student(full_name="Jo", email=email)
        cohort.memberships.create(student=student)
        factories.make_held(student, ended_ago=3 * DAY)
        assert email in read(bobs, reverse("dashboards:student", args=[cohort.pk, student.pk]))
    cohort.required_step = "reflected"  # they have none that counts, and their thanks are overdue
    cohort.save()
    html = read(bobs, page_of(cohort))
    assert html.count(">Jo (zihan@campus.example)</a>") == html.count(">Jo (josefa@campus.example)</a>") == 4
    assert ">Jo</a>" not in html
    assert ">Alice Okafor</a>" in html


def _numbers(html: str) -> list[str]:
    return re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main")]))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["alice", "boris", "carla"]),
        ("?sort=name", ["alice", "boris", "carla"]),
        ("?sort=counted", ["boris", "carla", "alice"]),
        ("?sort=last", ["boris", "alice", "carla"]),
    ],
)
def test_the_table_is_ordered_as_asked_and_by_name_unasked(
    client_of: Callable[[User], Client], sort: str, expected: list[str]
) -> None:
    people = [
        factories.make_student(full_name=name, email=f"{name.split()[0].lower()}@campus.example")
        for name in ("Carla Moss", "alice Small", "Boris Ek")
    ]
    adviser = factories.make_adviser()
    mixed = factories.make_cohort(advisers=[adviser], students=people)
    carla, alice, _ = people
    factories.make_held(carla, ended_ago=2 * DAY)
    factories.make_held(alice, ended_ago=3 * DAY)
    factories.make_held(alice, ended_ago=4 * DAY)
    Interview.objects.filter(student=alice).update(logged_at=clock.now() - DAY)
    Contact.objects.update(created_at=clock.now() - 5 * DAY)
    found = rows_in(read(client_of(adviser), page_of(mixed, sort)))
    assert [email.split("@")[0] for email, _ in found] == expected


def test_only_own_cohorts_open(
    client_of: Callable[[User], Client], cohort: Cohort, alice: Student, charlie: Student
) -> None:
    other = factories.make_adviser()
    factories.make_cohort(advisers=[other], students=[charlie])
    for stranger in (other, alice.user, charlie.user):
        assert client_of(stranger).get(page_of(cohort)).status_code == 404
    assert client_of(factories.make_administrator()).get(page_of(cohort)).status_code == 200
    assert Client().get(page_of(cohort)).status_code == 302
    assert Entry.objects.filter(actor_id__in=[other.pk, alice.user_id, charlie.user_id]).count() == 0


def test_a_cohort_closes_with_the_caseload(bobs: Client, cohort: Cohort, bob: User) -> None:
    read(bobs, page_of(cohort))
    Caseload.objects.filter(adviser=bob).delete()
    assert bobs.get(page_of(cohort)).status_code == 404


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
def test_an_id_that_cannot_be_is_not_found(bobs: Client, pk: int) -> None:
    assert bobs.get(f"/cohorts/{pk}/").status_code == 404


def test_pages_are_for_reading(bobs: Client, cohort: Cohort) -> None:
    assert bobs.post(page_of(cohort)).status_code == 405
    assert bobs.post(reverse("dashboards:cohorts")).status_code == 405


def test_one_look_is_one_audit_row_with_the_filter_and_the_students(
    bobs: Client, cohort: Cohort, bob: User, alice: Student
) -> None:
    cohort.memberships.create(student=(second := factories.make_student()))
    read(bobs, page_of(cohort, "?sort=counted"))
    entry = Entry.objects.get(actor=bob)
    assert (entry.action, entry.page) == (Action.VIEWED, "dashboards:cohort")
    assert entry.student_ids == sorted([alice.pk, second.pk])
    assert entry.filter == {"cohort": cohort.pk, "sort": "counted"}
    assert bobs.head(page_of(cohort)).status_code == 200  # shows nothing
    assert Entry.objects.count() == 1


def test_an_empty_cohort_says_so(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    empty = factories.make_cohort(advisers=[adviser])
    html = read(client_of(adviser), page_of(empty))
    assert "Nobody is in this cohort yet." in html
    assert '<svg class="chart' not in html
    assert "no students yet" in read(client_of(adviser), reverse("dashboards:cohorts"))


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


def test_an_administrator_finds_every_cohort_under_its_term_the_latest_first(
    client_of: Callable[[User], Client], cohort: Cohort, last_term: Term
) -> None:
    factories.make_cohort(name="Of last term", term=last_term, students=[factories.make_student()])
    html = read(client_of(factories.make_administrator()), reverse("dashboards:cohorts"))
    found = re.findall(r'<h2 class="term">([^<]*) <span|<h3 class="h2-s"><a[^>]*>([^<]*)', unescape(html))
    said = [term or name for term, name in found]
    assert said == [cohort.term.name, cohort.name, "Last", "Of last term"]


def test_a_student_has_no_overview(client_of: Callable[[User], Client], alice: Student) -> None:
    assert client_of(alice.user).get(reverse("dashboards:cohorts")).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "x"])
def test_a_page_that_cannot_be_is_not_found(bobs: Client, cohort: Cohort, page: str) -> None:
    assert bobs.get(reverse("dashboards:cohorts") + f"?page={page}").status_code == 404


def test_an_adviser_without_cohorts_is_told_what_will_be_here(client_of: Callable[[User], Client]) -> None:
    html = read(client_of(factories.make_adviser()), reverse("dashboards:cohorts"))
    assert "No cohort yet." in html


def test_names_are_text_and_not_markup(bobs: Client, cohort: Cohort) -> None:
    cohort.memberships.create(student=factories.make_student(full_name="<script>alert(1)</script>"))
    html = read(bobs, page_of(cohort))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_the_number_of_queries_is_the_same_for_any_number_of_students(
    client_of: Callable[[User], Client],
) -> None:
    counts = {}
    adviser = factories.make_adviser()
    client = client_of(adviser)
    for size in (1, 3, 25):
        students = [factories.make_student() for _ in range(size)]
        for student in students:
            factories.make_held(student, ended_ago=3 * DAY)
            factories.make_interview(student=student, asked_at=clock.now() - 9 * DAY)
        crowd = factories.make_cohort(advisers=[adviser], students=students)
        client.get(page_of(crowd))
        with CaptureQueriesContext(connection) as queries:
            read(client, page_of(crowd))
        counts[size] = len(queries)
    assert counts[1] == counts[3] == counts[25] <= 12


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


def test_whom_no_mail_reaches_needs_attention_without_a_further_question(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    factories.make_held(alice, ended_ago=timedelta(hours=1))
    with CaptureQueriesContext(connection) as before:
        assert "No one is stuck today" in read(bobs, page_of(cohort))
    HardBounce.objects.create(address=alice.user.email, answer="550", created_at=clock.now() - 3 * DAY)
    with CaptureQueriesContext(connection) as after:
        page = read(bobs, page_of(cohort))
    assert "One student needs you" in page
    assert '<b>Mail bounces</b><span class="sub">Since ' in page
    assert len(after) == len(before)


@pytest.mark.parametrize("sort", ["", "password", "%00"])
def test_an_order_that_is_not_there(client_of: Callable[[User], Client], sort: str) -> None:
    adviser = factories.make_adviser()
    cohort = factories.make_cohort(advisers=[adviser])
    assert client_of(adviser).get(page_of(cohort, f"?sort={sort}")).status_code == 404


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
        assert "The whole cohort: fewer than 5 students, not shown." in html
        assert "overdue" not in html

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
