"""The report of a cohort: its numbers from the rows, who reads it, and what it never says."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.core.small_groups import Group
from apps.dashboards.report.figures import figures_of
from apps.network.models import Referral
from apps.outreach.models import Outreach
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def url_of(cohort: Cohort) -> str:
    return reverse("dashboards:report", args=[cohort.pk])


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def figures(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<dd>(.*?)</dd>", html)]


@pytest.fixture
def world(bob: User, campus: Campus) -> Cohort:
    """Twelve students. Six held three conversations each: the first was thanked for in time and reflected on, the
    second thanked for in time, the third not thanked for; and each waits for an answer. Six held one, which they asked
    for a week before, and which led to two names. One more is archived.
    """
    now = clock.now()
    students = [factories.make_student() for _ in range(12)]
    cohort = factories.make_cohort(advisers=[bob], students=students)
    for student in students[:6]:
        soon = now - 9 * DAY + timedelta(hours=2)
        first = factories.make_held(student, ended_ago=9 * DAY, thanked_at=soon, reflected_at=now, format="in_person")
        Reflection.objects.create(interview=first, verdict="closer", nerves_before=4, nerves_after=2)
        factories.make_held(student, ended_ago=8 * DAY, thanked_at=now - 8 * DAY)
        draft = factories.make_held(
            student, ended_ago=7 * DAY, contact=factories.make_contact(student=student, source="linkedin")
        )
        Reflection.objects.create(interview=draft, verdict="ruled_out", nerves_before=1, nerves_after=1)
        factories.make_interview(student=student, asked_at=now - 5 * DAY)
    for student in students[6:]:
        by = factories.make_contact(student=student)
        met = factories.make_contact(student=student, source="alumni", introduced_by=by)
        held = factories.make_held(student, contact=met, ended_ago=3 * DAY, asked_at=now - 10 * DAY)
        for times in (1, 2):  # a follow-up is no second request
            Outreach.objects.create(
                student=student, interview=held, kind="conversation", channel="email", sent_how="copy",
                sent_at=now - 10 * DAY + times * timedelta(hours=1),
            )  # fmt: skip
            Referral.objects.create(interview=held, contact=factories.make_contact(student=student))
    gone = factories.make_student(archived_at=now)
    cohort.memberships.create(student=gone)
    factories.make_held(gone, asked_at=now - 2 * DAY)
    return cohort


def test_each_number_is_of_what_was_held_or_asked(world: Cohort, campus: Campus) -> None:
    found = figures_of(cohort=world.pk, as_of=clock.now(), campus=campus)
    assert found.group("held") == Group(24, 12)
    assert {key: found.group("warmth", key) for key in ("known", "connected", "new")} == {
        "known": Group(12, 6), "connected": Group(6, 6), "new": Group(6, 6),
    }  # fmt: skip
    assert (found.group("format", "in_person"), found.group("format", "video")) == (Group(6, 6), Group(18, 12))
    assert found.pair("in_time") == (Group(12, 6), Group(12, 12))
    assert found.pair("reflected") == (Group(6, 6), Group(18, 12))
    assert (found.pair("led_on"), found.group("names")) == ((Group(6, 6), Group(18, 6)), Group(12, 6))
    assert (found.pair("was_asked"), found.days) == ((Group(6, 6), Group(18, 6)), 7)
    # A reflection that is not finished is the student's alone.
    assert (found.group("verdict", "closer"), found.group("verdict", "ruled_out")) == (Group(6, 6), Group())
    assert (found.group("nerves_before", "4"), found.group("nerves_after", "2")) == (Group(6, 6), Group(6, 6))
    assert found.pair("asked") == (Group(6, 6), Group(6, 6))
    assert found.pair("asked_by_channel", "email") == (Group(6, 6), Group())
    assert found.pair("asked_by_channel", "") == (Group(), Group(6, 6))
    assert found.pair("asked_by_introduction", "true") == (Group(6, 6), Group())
    assert found.pair("asked_by_warmth", "known") == (Group(), Group(6, 6))


def test_the_page_says_what_each_number_was_divided_by(
    client_of: Callable[[User], Client], bob: User, world: Cohort
) -> None:
    html = read(client_of(bob), url_of(world))
    assert "What 12 students have done so far" in html
    assert figures(html) == ["6 of 12", "24", "12 of 24", "6 of 24"]
    # How many students hold them would, beside the table of how many count, give away a row that the table hides.
    assert "<dt>conversations were held</dt>" in html
    assert "<b>6</b> of 24 conversations held led to at least one new name, 12 names in all" in html
    assert "within <b>7 days</b> of asking" in html
    assert "<b>6</b> of 12 requests" in html
    assert "Fewer than 5 archived students are in none of these numbers." in html
    # All six were "closer", so the verdict of each could be told.
    assert re.search(r"Closer to it</th>.*?Not shown", html)
    html = html[: html.index("How to read this")]
    assert not re.search(r"\b[1-4] of (12|24)\b", html)


def test_after_the_due_date_it_is_no_longer_so_far(
    client_of: Callable[[User], Client], bob: User, world: Cohort
) -> None:
    Cohort.objects.update(due_on=clock.now().date() - 2 * DAY)
    html = read(client_of(bob), url_of(world))
    assert "What 12 students did<" in html
    assert "So far" not in html


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_cohort_of_fewer_than_five_has_no_numbers(client_of: Callable[[User], Client], size: int) -> None:
    adviser = factories.make_adviser()
    students = [factories.make_student() for _ in range(size)]
    cohort = factories.make_cohort(advisers=[adviser], students=students)
    for student in students:
        factories.make_held(student)
    html = read(client_of(adviser), url_of(cohort))
    assert ("Fewer than 5, not shown." if size else "Nobody is in this cohort") in html
    assert "<dd>" not in html


def test_it_is_for_those_who_see_the_whole_cohort_and_one_row_of_the_audit_log(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student
) -> None:
    coach = factories.make_adviser()
    cohort.memberships.update(coach=coach)
    assert client_of(coach).get(url_of(cohort)).status_code == 404
    assert client_of(bob).head(url_of(cohort)).status_code == 200
    assert not Entry.objects.exists()
    read(client_of(bob), url_of(cohort))
    (entry,) = Entry.objects.all()
    assert (entry.action, entry.page, entry.filter) == (Action.VIEWED, "dashboards:report", {"cohort": cohort.pk})
    assert entry.student_ids == [alice.pk]


def test_the_number_of_queries_is_small_and_the_same_for_any_number_of_students(
    client_of: Callable[[User], Client], bob: User, world: Cohort
) -> None:
    client = client_of(bob)
    client.get(url_of(world))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            read(client, url_of(world))
        counts.append(len(queries))
        world.memberships.create(student=factories.make_student())
    assert counts[0] == counts[1] <= 8
