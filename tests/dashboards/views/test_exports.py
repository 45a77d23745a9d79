"""A cohort as a file: what an adviser finds in it, and what nobody does."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.advising.models import Hand, Talk
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews.models import Exclusion, Interview
from apps.students.models import Student
from tests import factories
from tests.core.test_spreadsheets import HOSTILE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECRETS = ["Ximena", "ximena.qh@hidden.example", "+1 555 010 7788", "She nearly quit", "people.example"]


def csv_url(cohort: Cohort, query: str = "") -> str:
    return reverse("dashboards:export_csv", args=[cohort.pk]) + query


def xlsx_url(cohort: Cohort) -> str:
    return reverse("dashboards:export_xlsx", args=[cohort.pk])


def rows_of(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def sheets_of(client: Client, cohort: Cohort) -> dict[str, list[dict]]:
    response = client.get(xlsx_url(cohort))
    assert response.status_code == 200
    found = {}
    for sheet in load_workbook(BytesIO(response.content)).worksheets:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def local(moment: datetime, campus: Campus) -> str:
    return moment.astimezone(campus.zone).date().isoformat()


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


@pytest.fixture
def private(alice: Student) -> Interview:
    """A conversation with somebody whose name is not shared, and all that a student may write about it."""
    contact = factories.make_contact(
        student=alice, full_name="Ximena Quispe", email=SECRETS[1], phone=SECRETS[2], role="Archivist",
        organization="Harrow County", profile_link="https://people.example/x", notes="She nearly quit",
    )  # fmt: skip
    return factories.make_held(alice, contact=contact, ended_ago=3 * DAY, learned="She nearly quit")


def test_a_student_is_a_row_with_what_the_page_says_of_them(
    bobs: Client, bob: User, cohort: Cohort, campus: Campus, alice: Student, private: Interview
) -> None:
    now = clock.now()
    Student.objects.filter(pk=alice.pk).update(student_number="00481237")
    factories.make_interview(student=alice, asked_at=now - 2 * DAY)
    nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=now - DAY)
    Talk.objects.create(student=alice, adviser=bob, day=now.date() - 9 * DAY)
    (row,) = rows_of(bobs, csv_url(cohort))
    assert row == {
        "Student": "Alice Okafor", "Email": "alice@campus.example", "Student number": "'00481237",
        "Cohort": "Alice's cohort", "Count": "1", "Goal": "3", "Under way": "0", "Held": "1", "Fully reflected": "0",
        "Ask": "1", "Prepare": "0", "Meet": "0", "Thank": "1", "Reflect": "0", "Names": "2",
        "Last moved": local(now, campus), "Late thank-yous": "1", "Reason": "Thank-you late",
        "Reason since": local(private.ends_at + DAY, campus), "Last nudge": local(nudged.leaves_at, campus),
        "Last talk": (now.date() - 9 * DAY).isoformat(), "Archived": "No",
    }  # fmt: skip


def test_an_interview_is_a_row_with_its_dates_and_why_it_does_not_count(
    bobs: Client, bob: User, cohort: Cohort, campus: Campus, alice: Student, private: Interview
) -> None:
    shared = factories.make_contact(student=alice, full_name="Omar Haddad", name_shared=True, source="linkedin")
    asked = factories.make_interview(student=alice, contact=shared, asked_at=clock.now() - 2 * DAY)
    Exclusion.objects.create(interview=private, cohort=cohort, adviser=bob, reason="Not for this")
    held, open_ = rows_of(bobs, csv_url(cohort, "?rows=interviews"))
    assert held == {
        "Student": "Alice Okafor", "Email": "alice@campus.example", "Student number": "", "Contact": "",
        "What they do": "Archivist", "Organization": "Harrow County", "Source": "Professors", "Warmth": "Known",
        "How": "Video", "State": "Held", "Asked": "", "Date agreed": "", "Planned for": "",
        "Held": local(private.starts_at, campus), "Thanked": "", "Reflected": "", "Counts": "No",
        "Why not": "Left out by an adviser",
    }  # fmt: skip
    assert (open_["Contact"], open_["Warmth"], open_["Asked"]) == ("Omar Haddad", "New", local(asked.asked_at, campus))
    assert (open_["Counts"], open_["Why not"]) == ("No", "Not held yet")


def test_the_workbook_has_both_with_numbers_and_days_as_such(
    bobs: Client, cohort: Cohort, alice: Student, private: Interview
) -> None:
    found = sheets_of(bobs, cohort)
    assert list(found) == ["Students", "Interviews"]
    assert (found["Students"][0]["Count"], found["Interviews"][0]["Counts"]) == (1, "Yes")
    assert isinstance(found["Students"][0]["Last moved"], datetime)


def test_no_file_holds_what_a_student_did_not_share(
    client_of: Callable[[User], Client], bobs: Client, cohort: Cohort, alice: Student, private: Interview
) -> None:
    coach = factories.make_adviser()
    Membership.objects.update(coach=coach)
    for client in (bobs, client_of(coach), client_of(factories.make_administrator())):
        for url in (csv_url(cohort), csv_url(cohort, "?rows=interviews")):
            text = client.get(url).content.decode()
            assert not [secret for secret in SECRETS if secret in text]
        text = str(sheets_of(client, cohort))
        assert not [secret for secret in SECRETS if secret in text]


def test_a_shared_name_and_a_raised_hand_are_for_advisers_and_the_coach(
    client_of: Callable[[User], Client], bobs: Client, cohort: Cohort, alice: Student, private: Interview
) -> None:
    Contact.objects.update(name_shared=True)
    Hand.objects.create(student=alice)
    coach, ada = factories.make_adviser(), factories.make_administrator()
    Membership.objects.update(coach=coach)
    for client in (bobs, client_of(coach)):
        found = sheets_of(client, cohort)
        assert (found["Interviews"][0]["Contact"], found["Students"][0]["Reason"]) == (
            "Ximena Quispe",
            "Asked for help",
        )
    found = sheets_of(client_of(ada), cohort)
    assert (found["Interviews"][0]["Contact"], found["Interviews"][0]["Organization"]) == (None, "Harrow County")
    assert found["Students"][0]["Reason"] == "Thank-you late"
    # Who looks after the cohort reads it, whatever their role.
    cohort.caseloads.create(adviser=ada)
    assert sheets_of(client_of(ada), cohort)["Students"][0]["Reason"] == "Asked for help"


def test_an_outside_coach_has_their_own_students_and_nobody_else(
    client_of: Callable[[User], Client], cohort: Cohort, alice: Student, private: Interview
) -> None:
    other = factories.make_student(full_name="Tomasz Zielinski")
    factories.make_held(other)
    cohort.memberships.create(student=other)
    coach = factories.make_adviser()
    cohort.memberships.filter(student=alice).update(coach=coach)
    client = client_of(coach)
    assert [row["Student"] for row in rows_of(client, csv_url(cohort))] == ["Alice Okafor"]
    assert [row["Student"] for row in rows_of(client, csv_url(cohort, "?rows=interviews"))] == ["Alice Okafor"]
    assert "Tomasz" not in str(sheets_of(client, cohort))
    assert Entry.objects.latest("pk").student_ids == [alice.pk]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_names_come_back_as_they_are_on_the_page(client_of: Callable[[User], Client], form: str) -> None:
    adviser = factories.make_adviser()
    cohort = factories.make_cohort(advisers=[adviser], name="1-2")
    named = []
    for number, value in enumerate(HOSTILE):
        student = factories.make_student(full_name=value, student_number=f"@0{number}")
        cohort.memberships.create(student=student)
        contact = factories.make_contact(student=student, full_name=value, name_shared=True, organization=value)
        contact.refresh_from_db()  # as it is stored, and shown
        factories.make_held(student, contact=contact)
        named.append((student.student_number, student.user.display_name, contact.full_name, contact.organization))
    client = client_of(adviser)
    if form == "csv":
        rows = rows_of(client, csv_url(cohort, "?rows=interviews"))
        rows = [{head: text.removeprefix("'") for head, text in row.items()} for row in rows]
        assert {row["Cohort"] for row in rows_of(client, csv_url(cohort))} == {"'1-2"}
    else:
        found = sheets_of(client, cohort)
        rows = found["Interviews"]
        assert {row["Cohort"] for row in found["Students"]} == {"1-2"}
    heads = ("Student number", "Student", "Contact", "Organization")
    assert sorted(tuple(row[head] for head in heads) for row in rows) == sorted(named)


def test_an_export_is_one_row_of_the_audit_log_and_head_is_none(
    bobs: Client, bob: User, cohort: Cohort, alice: Student
) -> None:
    for url in (csv_url(cohort, "?rows=interviews"), xlsx_url(cohort)):
        assert bobs.head(url).status_code == 200
    assert not Entry.objects.exists()
    bobs.get(csv_url(cohort, "?rows=interviews"))
    (entry,) = Entry.objects.all()
    assert (entry.actor, entry.action, entry.page) == (bob, Action.EXPORTED, "dashboards:export_csv")
    assert (entry.student_ids, entry.filter) == ([alice.pk], {"cohort": cohort.pk, "rows": "interviews"})
    bobs.get(xlsx_url(cohort))
    assert Entry.objects.latest("pk").page == "dashboards:export_xlsx"


def test_the_file_is_named_after_the_cohort_and_the_day_on_campus(
    client_of: Callable[[User], Client], campus: Campus
) -> None:
    adviser = factories.make_adviser()
    cohort = factories.make_cohort(advisers=[adviser], name="Fall/A: “Été”")
    response = client_of(adviser).get(csv_url(cohort))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    today = local(clock.now(), campus)
    name = f"Fall%20A%20%C3%89t%C3%A9%20students%20{today}.csv"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


@pytest.mark.parametrize("query", ["?rows=", "?rows=notes", "?rows=%00", "?reason=none", "?sort=email", "?who=me"])
def test_rows_that_are_not_there(bobs: Client, cohort: Cohort, query: str) -> None:
    assert bobs.get(csv_url(cohort, query)).status_code == 404
    assert not Entry.objects.exists()


def test_a_file_holds_whom_the_page_shows_in_its_order(
    client_of: Callable[[User], Client], private: Interview, bobs: Client, cohort: Cohort, alice: Student
) -> None:
    quiet = factories.make_student(full_name="Tomasz Zielinski")
    cohort.memberships.create(student=quiet)
    names = {
        "": ["Alice Okafor", "Tomasz Zielinski"],
        "?sort=counted": ["Tomasz Zielinski", "Alice Okafor"],
        "?reason=late_thanks": ["Alice Okafor"],
        "?q=tom&sort=need&page=1&from=x": ["Tomasz Zielinski"],
        "?count=3": [],
    }
    for query, whom in names.items():
        assert [row["Student"] for row in rows_of(bobs, csv_url(cohort, query))] == whom
        entry = Entry.objects.latest("pk")
        assert len(entry.student_ids) == len(whom)
    assert entry.filter == {"cohort": cohort.pk, "count": "3", "rows": "students"}
    only = rows_of(bobs, csv_url(cohort, "?q=tom&rows=interviews"))
    assert only == []
    # A name that was typed is in no log.
    assert Entry.objects.latest("pk").filter == {"cohort": cohort.pk, "q": True, "rows": "interviews"}


def test_a_cohort_without_students_is_a_file_with_heads_alone(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    cohort = factories.make_cohort(advisers=[adviser])
    client = client_of(adviser)
    assert rows_of(client, csv_url(cohort)) == []
    assert sheets_of(client, cohort) == {"Students": [], "Interviews": []}


def test_an_archived_student_stands_in_the_file_and_says_so(bobs: Client, cohort: Cohort, alice: Student) -> None:
    Student.objects.update(archived_at=clock.now())
    (row,) = rows_of(bobs, csv_url(cohort))
    assert (row["Archived"], row["Reason"]) == ("Yes", "")


def test_the_number_of_queries_is_the_same_for_any_number_of_students(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    client = client_of(adviser)
    counts = []
    for size in (1, 3):
        students = [factories.make_student() for _ in range(size)]
        for student in students:
            factories.make_held(student, ended_ago=3 * DAY)
            factories.make_held(student, ended_ago=2 * DAY)
        cohort = factories.make_cohort(advisers=[adviser], students=students)
        client.get(xlsx_url(cohort))
        with CaptureQueriesContext(connection) as queries:
            assert len(sheets_of(client, cohort)["Interviews"]) == 2 * size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def print_url(cohort: Cohort, query: str = "") -> str:
    return reverse("dashboards:print", args=[cohort.pk]) + query


def test_the_page_to_print_says_whose_it_is_and_what_its_columns_mean(
    bobs: Client, cohort: Cohort, alice: Student, private: Interview
) -> None:
    html = bobs.get(print_url(cohort)).content.decode()
    assert "Made by Bob Lindgren on " in html
    assert "<dd>0 <small>of 1</small></dd>" in html  # reached the goal
    assert '<th scope="row">Alice Okafor</th><td data-label="Count">1</td><td data-label="Goal">3</td>' in html
    assert "<dt>Under way</dt><dd>More people who will count" in html
    assert not [secret for secret in SECRETS if secret in html]
    (entry,) = Entry.objects.all()
    assert (entry.action, entry.page, entry.student_ids) == (Action.VIEWED, "dashboards:print", [alice.pk])


def test_the_page_to_print_holds_whom_the_filters_keep_and_leads_back(bobs: Client, cohort: Cohort) -> None:
    cohort.memberships.create(student=factories.make_student(full_name="Tomasz Zielinski"))
    html = bobs.get(print_url(cohort, "?q=tom")).content.decode()
    assert "Tomasz" in html
    assert Entry.objects.get().filter == {"cohort": cohort.pk, "q": True}
    assert "Alice Okafor" not in html
    assert f'href="{reverse("dashboards:cohort", args=[cohort.pk])}?q=tom"' in html
    # The links of the cohort's page take whom it shows, also after htmx brought in others.
    for headers in ({}, {"HX-Request": "true"}):
        page = bobs.get(reverse("dashboards:cohort", args=[cohort.pk]) + "?q=tom", headers=headers).content.decode()
        for url in (print_url(cohort), csv_url(cohort), xlsx_url(cohort)):
            assert f'href="{url}?q=tom"' in page
        assert f'href="{csv_url(cohort)}?rows=interviews&amp;q=tom"' in page
