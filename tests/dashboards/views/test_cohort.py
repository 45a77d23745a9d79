"""One cohort's page: whom it shows, what it says of the whole, and what it costs."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.advising.models import Hand
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.interviews.models import Interview
from apps.outbox.models import HardBounce
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


def _numbers(html: str) -> list[str]:
    return re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main")]))


def names_in(html: str) -> list[str]:
    return [email.split("@")[0] for email, _ in rows_in(html)]


def needing_in(html: str) -> list[str]:
    section = html[html.index('aria-labelledby="att"') :]
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a></th><td data-label="Stuck', section)


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


@pytest.fixture
def mixed(cohort: Cohort, alice: Student) -> Cohort:
    """Alice waits for a reply, Boris has moved nothing for weeks, Carla has held one today."""
    now = clock.now()
    boris, carla = (
        factories.make_student(full_name=name, email=f"{name.split()[0].lower()}@campus.example")
        for name in ("Boris Ek", "Carla Moss")
    )
    for student in (boris, carla):
        cohort.memberships.create(student=student)
    cohort.memberships.update(joined_at=now - 50 * DAY)
    factories.make_interview(student=alice, asked_at=now - 9 * DAY)
    factories.make_held(carla, ended_ago=timedelta(hours=2))
    return cohort


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
    assert "<dt>students owe a late thank-you</dt><dd>1 <small>of 1</small></dd>" in html
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
    assert "1 student owes a late thank-you<" in html
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
    assert "late" not in row
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
    cohort.required_step = "reflected"  # they have none that counts, and owe a late thank-you
    cohort.save()
    html = read(bobs, page_of(cohort))
    assert html.count(">Jo (zihan@campus.example)</a>") == html.count(">Jo (josefa@campus.example)</a>") == 4
    assert ">Jo</a>" not in html
    assert ">Alice Okafor</a>" in html


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


def test_names_are_text_and_not_markup(bobs: Client, cohort: Cohort) -> None:
    cohort.memberships.create(student=factories.make_student(full_name="<script>alert(1)</script>"))
    html = read(bobs, page_of(cohort))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


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


@pytest.mark.parametrize(
    ("query", "shown", "needing"),
    [
        ("", ["alice", "boris", "carla"], ["Alice Okafor", "Boris Ek"]),
        ("?reason=no_reply", ["alice"], ["Alice Okafor"]),
        ("?reason=still", ["boris"], ["Boris Ek"]),
        ("?step=thank", ["carla"], []),
        ("?count=0&sort=last", ["boris", "alice"], ["Alice Okafor", "Boris Ek"]),
        ("?q=EK+bor", ["boris"], ["Boris Ek"]),
        ("?reason=&step=&count=&q=", ["alice", "boris", "carla"], ["Alice Okafor", "Boris Ek"]),
    ],
)
def test_the_table_and_the_list_have_whom_the_address_asks_for(
    bobs: Client, mixed: Cohort, query: str, shown: list[str], needing: list[str]
) -> None:
    html = read(bobs, page_of(mixed, query))
    assert names_in(html) == shown
    assert needing_in(html) == needing
    some = f"{len(needing)} of the 2 students who need you"
    assert ("Two students need you" if len(needing) == 2 else some) in html
    # What is said of the whole cohort stays.
    assert "1 of 9 count." in html


def test_nobody_fits_and_the_page_says_so_and_leads_back_to_all(bobs: Client, mixed: Cohort) -> None:
    html = read(bobs, page_of(mixed, "?q=nobody"))
    assert "0 of 3 students, 0 of them need you." in html
    assert "No student of this cohort fits that." in html
    assert html.count(f'<a href="{page_of(mixed)}">Show all students</a>') == 2


@pytest.mark.parametrize(
    "query",
    ["reason=tired", "step=dinner", "count=4", "sort=password", "password=x", "page=0", "page=-1", "page=x"],
)
def test_what_the_page_cannot_do_is_not_found_and_not_logged(bobs: Client, mixed: Cohort, query: str) -> None:
    assert bobs.get(page_of(mixed, f"?{query}")).status_code == 404
    assert Entry.objects.count() == 0


def test_a_look_is_logged_with_what_was_asked_for(bobs: Client, mixed: Cohort) -> None:
    read(bobs, page_of(mixed, "?reason=no_reply&q=ali&count=0"))
    entry = Entry.objects.get()
    assert entry.filter == {"cohort": mixed.pk, "sort": "name", "reason": "no_reply", "q": True, "count": "0"}
    assert len(entry.student_ids) == 3  # the numbers are of all


def test_the_address_survives_the_way_to_a_student_and_back(bobs: Client, mixed: Cohort, alice: Student) -> None:
    query = "?sort=last&q=a&reason=no_reply&step=ask&count=0"
    html = read(bobs, page_of(mixed, query))
    (link,) = re.findall(rf'<tr data-student="alice.*?href="([^"]*/students/{alice.pk}/[^"]*)"', html, re.DOTALL)
    there = read(bobs, link.replace("&amp;", "&"))
    back = f'href="{page_of(mixed, query)}#student-{alice.pk}"'.replace("&", "&amp;")
    assert back in there


def fragment(client: Client, url: str) -> HttpResponse:
    return client.get(url, headers={"HX-Request": "true"})


def test_htmx_gets_what_changes_and_the_number_that_is_read_out(bobs: Client, mixed: Cohort) -> None:
    response = fragment(bobs, page_of(mixed, "?reason=no_reply&sort=last"))
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="narrow"' not in html, "the field that is typed in stays as it is"
    assert names_in(html) == ["alice"]
    assert '<div hx-swap-oob="innerHTML:#how-many">1 of 3 students, 1 of them needs you.</div>' in html
    # What the form sends with the next letter.
    assert '<input type="hidden" name="reason" value="no_reply" form="narrow">' in html
    assert '<input type="hidden" name="sort" value="last" form="narrow">' in html
    assert "HX-Request" in response["Vary"]
    whole = read(bobs, page_of(mixed, "?reason=no_reply&sort=last"))
    assert "hx-swap-oob" not in whole
    assert 'id="how-many" role="status">1 of 3 students, 1 of them needs you.</p>' in whole


def test_in_a_fragment_days_are_the_campuss(bobs: Client, mixed: Cohort) -> None:
    url = page_of(mixed)
    part = fragment(bobs, url).content.decode()
    table = re.compile(r"<tbody>\s*<tr data-student.*?</tbody>", re.DOTALL)
    assert table.findall(part) == table.findall(read(bobs, url)) != []


def test_each_link_of_the_sieve_can_be_found_again_by_the_focus(bobs: Client, mixed: Cohort) -> None:
    pages = [fragment(bobs, page_of(mixed, query)).content.decode() for query in ("", "?reason=still&sort=last")]
    before, after = (set(re.findall(r'<a id="([^"]+)"', html)) for html in pages)
    assert before == after
    assert {"reason-all", "reason-no_reply", "reason-still", "sort-name", "sort-last"} <= before


def test_where_the_cohort_is_stuck_is_said_drawn_and_in_a_table(bobs: Client, mixed: Cohort) -> None:
    html = read(bobs, page_of(mixed))
    assert "1 of 3 students has added no name yet." in html
    drawn = "Added a name: 2 of 3; Asked: 2 of 3; Scheduled: 1 of 3; Held: 1 of 3; Thanked: 0 of 3; Reflected: 0 of 3."
    assert html.count(drawn) == 2  # for a wide page and for a phone
    assert '<tr><th scope="row">Held</th><td class="r">1 of 3</td></tr>' in html
    assert "0 of 3 students have reached the goal of 3." in html
    assert "None: 2 of 3; One: 1 of 3; Two: 0 of 3; Three and more, the goal: 0 of 3." in html


def test_who_answers_is_told_with_what_it_is_divided_by(bobs: Client, mixed: Cohort, alice: Student) -> None:
    mixed_contact = Contact.objects.get(student=alice)
    mixed_contact.source = Source.LINKEDIN
    mixed_contact.save()
    html = read(bobs, page_of(mixed))
    lines = re.findall(
        r'<th scope="row">(\w[\w ]*)(?:<span.*?</span>)?</th><td data-label="Held">(.*?)</td>'
        r'<td data-label="Answered">(.*?)</td>',
        html,
    )
    nobody = '<span class="muted">Nobody was asked</span>'
    assert lines == [
        ("Known", "1 of 1", nobody),
        ("New", "0 of 1", "0 of 1"),
        ("Introduced by someone", "0 of 1", nobody),
        ("Not introduced", "1 of 1", "0 of 1"),
    ]
    assert mixed_contact.full_name not in html


def test_a_hand_and_the_boxes_are_for_those_with_whom_the_student_shares(
    bobs: Client, client_of: Callable[[User], Client], mixed: Cohort, alice: Student
) -> None:
    Hand.objects.create(student=alice, step="ask")
    html = read(bobs, page_of(mixed))
    assert "Asked for your help" in html
    assert html.count('type="checkbox" name="s"') == 2
    assert f'action="/students/chosen/?next=%2Fcohorts%2F{mixed.pk}%2F"' in html
    html = read(client_of(factories.make_administrator()), page_of(mixed))
    assert "Asked for" not in html
    assert "No reply to one request" in html
    assert "checkbox" not in html
    assert "/students/chosen/" not in html


def test_a_coach_sees_their_own_students_and_no_numbers_of_the_cohort(
    client_of: Callable[[User], Client], mixed: Cohort, alice: Student
) -> None:
    coach = factories.make_adviser()
    mixed.memberships.filter(student=alice).update(coach=coach)
    Hand.objects.create(student=alice)
    html = read(client_of(coach), page_of(mixed))
    assert names_in(html) == ["alice"]
    assert "Asked for your help" in html
    assert 'id="funnel"' not in html
    assert 'id="sources"' not in html
    assert "Boris" not in html


def crowd(cohort: Cohort, number: int, *, called: str = "crowd-") -> list[Student]:
    """So many students who have done nothing yet, in three statements."""
    users = User.objects.bulk_create(
        User(email=f"{called}{n}@campus.example", full_name=f"{called} {n:04}", role=Role.STUDENT)
        for n in range(number)
    )
    students = Student.objects.bulk_create(Student(user=user, start_ended_at=clock.now()) for user in users)
    Membership.objects.bulk_create(Membership(cohort=cohort, student=student) for student in students)
    Membership.objects.update(joined_at=clock.now() - 50 * DAY)
    return students


def busy_crowd(cohort: Cohort, number: int) -> None:
    """Each waits for a reply and owes a thank-you."""
    now = clock.now()
    students = crowd(cohort, number, called=f"busy-{number}-")
    contacts = Contact.objects.bulk_create(
        Contact(student=student, full_name=f"Contact {n}", source=Source.ALUMNI)
        for student in students
        for n in range(2)
    )
    ended = {"starts_at": now - 3 * DAY, "ends_at": now - 3 * DAY + timedelta(minutes=30), "minutes": 30}
    held = {**ended, "scheduled_at": now - 5 * DAY, "logged_at": now, "format": "video"}
    Interview.objects.bulk_create(
        Interview(student=contact.student, contact=contact, **(held if n % 2 else {"asked_at": now - 9 * DAY}))
        for n, contact in enumerate(contacts)
    )


def test_a_thousand_students_come_a_hundred_at_a_time(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    large = factories.make_cohort(advisers=[adviser])
    crowd(large, 1000)
    client = client_of(adviser)
    html = read(client, page_of(large))
    assert len(rows_in(html)) == 100
    assert "1 to 100 of 1000" in html
    assert "1000 of 1000 have none yet" in html
    assert 'href="?count=0#steps">And 988 more</a>' in html
    assert "These are the first 100 of 1000." in html
    assert len(needing_in(html)) == 100
    assert "All 1000" in html
    last = read(client, page_of(large, "?page=10&q=crowd"))
    assert [email for email, _ in rows_in(last)][-1] == "crowd-999@campus.example"
    assert 'href="?page=9&amp;q=crowd"' in last
    assert len(rows_in(read(client, page_of(large, "?page=11")))) == 100, "the last page that is there"


def test_the_queries_are_as_many_for_5_students_as_for_250(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    client = client_of(adviser)
    counts = []
    for number in (5, 25, 250):
        cohort = factories.make_cohort(advisers=[adviser])
        busy_crowd(cohort, number)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows_in(read(client, page_of(cohort)))) == min(number, 100)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_a_page_of_25_students_is_small(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    cohort = factories.make_cohort(advisers=[adviser])
    busy_crowd(cohort, 25)
    html = client_of(adviser).get(page_of(cohort)).content
    assert len(rows_in(html.decode())) == 25
    assert len(gzip.compress(html, 6)) <= 30_000


def test_nobody_left_short_of_the_goal(bobs: Client, cohort: Cohort, alice: Student) -> None:
    for hours in (30, 60, 90, 120):
        now = clock.now()
        factories.make_held(alice, ended_ago=timedelta(hours=hours), thanked_at=now, reflected_at=now)
    html = read(bobs, page_of(cohort))
    assert "1 of 1 students has reached the goal of 3." in html
    assert "Everybody has reflected on a conversation." in html
    assert "No one is stuck today" in html


def test_a_cohort_that_is_over_speaks_of_the_past(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    today = clock.now().astimezone(Campus.objects.current().zone).date()
    over = factories.make_cohort(
        advisers=[adviser],
        students=[factories.make_student()],
        starts_on=today - 30 * DAY,
        due_on=today - DAY,
    )
    html = read(client_of(adviser), page_of(over))
    assert "Where the cohort was stuck" in html
    assert "1 of 1 students added no name." in html
    assert "The cohort is over. Nobody asked for help, and no thank-you became late in the last week." in html


def test_an_empty_cohort_has_nothing_to_find(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    html = read(client_of(adviser), reverse("dashboards:cohort", args=[factories.make_cohort(advisers=[adviser]).pk]))
    assert 'id="narrow"' not in html
    assert 'id="funnel"' not in html
    assert read(client_of(adviser), page_of(Cohort.objects.get(), "?reason=hand"))


def test_all_under_one_reason_are_nudged_by_one_link(
    client_of: Callable[[User], Client], bobs: Client, cohort: Cohort, alice: Student
) -> None:
    Hand.objects.create(student=alice)
    back = page_of(cohort, "?reason=hand")
    link = (
        f'<a href="/nudges/new/?reason=hand&amp;cohort={cohort.pk}&amp;next={quote_plus(back)}">Nudge this student</a>'
    )
    assert link in read(bobs, back)
    for query in ("", "?reason=hand&q=al", "?reason=hand&count=0", "?reason=still"):
        assert "Nudge this student" not in read(bobs, page_of(cohort, query))
    factories.make_held(alice, ended_ago=3 * DAY)
    Hand.objects.all().delete()
    late = page_of(cohort, "?reason=late_thanks")
    assert "Nudge this student" in read(bobs, late)
    assert "Nudge this student" not in read(client_of(factories.make_administrator()), late)
