"""The students of a cohort who are asked for, in the order that is asked for."""

import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.models import Hand
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews.models import Interview
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.cohort.conftest import DAY, names_in, needing_in, page_of, read, rows_in

pytestmark = pytest.mark.django_db


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
    # What is said of the whole cohort stays, and below the filters it says so.
    assert "1 of 9 count." in html
    is_narrowed = len(shown) < 3
    assert html.count("Of all 3 students, not only those shown") == (5 if is_narrowed else 0)
    assert ('<th scope="row">All 3, shown or not</th>' in html) is is_narrowed


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
