"""Find a student by name, on every page of the staff."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def found(client: Client, query: str, **more: str) -> list[str]:
    answer = client.get("/students/", {"q": query, **more})
    assert answer.status_code == 200
    return [unescape(name) for name in re.findall(r'<li id="student-\d+">\s*<p><a [^>]*><b>([^<]*)', answer.text)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("okafor", ["Alice Okafor"]),
        ("OKAFOR alice", ["Alice Okafor"]),
        ("nguyen thao", ["Thảo Nguyễn"]),
        ("NGUYỄN", ["Thảo Nguyễn"]),
        ("oneil", ["Seán O’Neil"]),
        ("O'Neil", ["Seán O’Neil"]),
        ("maria clara", ["Maria-Clara Reyes"]),
        ("maria-clara", ["Maria-Clara Reyes"]),
        ("clara-maria", []),
        ("alice nguyen", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("'", []),
        ("- ’ .", []),
        ("o' neil", ["Seán O’Neil"]),
        ("", []),
        ("   ", []),
        ("\x00\u200b\u202e", []),
        ("a" * 10_000, []),
    ],
)
def test_each_word_is_looked_for_in_any_order_without_accents(
    bobs: Client, cohort: Cohort, query: str, names: list[str]
) -> None:
    for name in ("Thảo Nguyễn", "Seán O’Neil", "Maria-Clara Reyes"):
        cohort.memberships.create(student=factories.make_student(full_name=name))
    assert sorted(found(bobs, query)) == names


def test_a_name_on_record_that_nobody_uses_finds_nobody(bobs: Client, alice: Student) -> None:
    User.objects.filter(pk=alice.user_id).update(preferred_name="Allie", last_name="Okafor")
    assert found(bobs, "allie") == ["Allie Okafor"]
    assert found(bobs, "alice") == []


def test_a_student_stands_once_with_the_cohorts_that_the_person_sees(
    client_of: Callable[[User], Client], bobs: Client, bob: User, cohort: Cohort, alice: Student
) -> None:
    later = factories.make_cohort(name="Later", advisers=[bob], students=[alice], due_on=cohort.due_on + timedelta(1))
    hers = factories.make_cohort(name="Somebody else's", advisers=[factories.make_adviser()], students=[alice])
    page = bobs.get("/students/?q=alice").text
    assert found(bobs, "alice") == ["Alice Okafor"]
    assert f'<a href="/cohorts/{later.pk}/students/{alice.pk}/?from=' in page
    assert f'<a href="/cohorts/{cohort.pk}/students/{alice.pk}/?from=' in page
    assert hers.name not in unescape(page)
    everything = unescape(client_of(factories.make_administrator()).get("/students/?q=alice").text)
    assert all(each.name in everything for each in (later, cohort, hers))


def test_only_students_one_may_see_are_found(
    client_of: Callable[[User], Client], bobs: Client, cohort: Cohort, alice: Student, charlie: Student
) -> None:
    factories.make_cohort(advisers=[factories.make_adviser()], students=[charlie])
    coach = factories.make_adviser()
    alice.memberships.update(coach=coach)
    cohort.memberships.create(student=factories.make_student(full_name="Nadia Okafor"))
    assert found(bobs, "a") == ["Alice Okafor", "Nadia Okafor"]
    assert found(client_of(coach), "a") == ["Alice Okafor"]
    assert found(client_of(factories.make_adviser()), "a") == []
    assert len(found(client_of(factories.make_administrator()), "a")) == 3
    assert client_of(alice.user).get("/students/?q=a").status_code == 404


def test_an_archived_student_is_marked(bobs: Client, alice: Student) -> None:
    assert "Archived</span>" not in bobs.get("/students/?q=alice").text
    Student.objects.filter(pk=alice.pk).update(archived_at=clock.now())
    assert "Archived</span>" in bobs.get("/students/?q=alice").text


def test_the_field_stands_on_every_page_of_the_staff_with_what_was_looked_for(
    bobs: Client, client_of: Callable[[User], Client], cohort: Cohort, alice: Student
) -> None:
    for page in ("/", "/cohorts/", f"/cohorts/{cohort.pk}/", "/accounts/settings/", "/reflections/"):
        assert '<form class="find" action="/students/" role="search">' in bobs.get(page).text
    assert 'name="q" value="&lt;b&gt;"' in bobs.get("/students/?q=<b>").text
    assert 'action="/students/"' not in client_of(alice.user).get("/accounts/settings/").text


def test_a_search_that_finds_somebody_is_one_audit_row_and_the_words_are_not_in_it(
    bobs: Client, bob: User, alice: Student
) -> None:
    for query in ("", "nobody of this name"):
        bobs.get("/students/", {"q": query})
    assert not Entry.objects.exists()
    bobs.head("/students/?q=alice")
    bobs.get("/students/?q=alice")
    entry = Entry.objects.get()
    assert (entry.actor, entry.action, entry.page) == (bob, Action.VIEWED, "dashboards:find")
    assert (entry.student_ids, entry.filter) == ([alice.pk], {"q": True, "page": 1})


def test_the_student_s_page_leads_back_to_what_was_found(bobs: Client, alice: Student) -> None:
    (url, *_) = re.findall(r'<a href="(/cohorts/\d+/students/[^"]*)"', bobs.get("/students/?q=oka").text)
    assert f'<a href="/students/?q=oka#student-{alice.pk}">' in bobs.get(unescape(url)).text


def test_many_are_told_in_pages_and_cost_no_more_queries(bobs: Client, cohort: Cohort) -> None:
    counts = []
    for more in (1, 60):
        factories.make_crowd(cohort, more)
        with CaptureQueriesContext(connection) as queries:
            bobs.get("/students/?q=person")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9
    assert len(found(bobs, "person")) == 50
    assert len(found(bobs, "person", page="2")) == 11
    for page in ("0", "x", "-1"):
        assert bobs.get("/students/", {"q": "person", "page": page}).status_code == 404
