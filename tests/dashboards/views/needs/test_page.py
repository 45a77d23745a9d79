"""Needs you: the first page of whoever looks after students, and what stands around its list."""

import gzip
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.digest.contents import digest_of
from apps.advising.models import Hand
from apps.audit.models import Action, Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.dashboards.views import needs
from apps.guidance.models import ReflectionQuestion
from apps.outbox.models import HardBounce
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.needs.conftest import DAY, crowd_in, join, listed, text_of

pytestmark = pytest.mark.django_db


def test_nobody_is_stuck(bobs: Client, cohort: Cohort, alice: Student) -> None:
    cohort.memberships.update(joined_at=clock.now())
    said = text_of(bobs.get("/").text)
    assert "No one is stuck today" in said
    assert "your students have held no conversation" in said
    factories.make_held(alice, thanked_at=clock.now())
    assert "your students held 1 conversation. 1 of 1 was thanked for within 24 hours." in text_of(bobs.get("/").text)


def test_the_page_and_the_digest_say_the_same_of_what_was_held(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    """Whether or not it falls within the dates of a cohort, counts there, or its student is in two of them."""
    cohort.starts_on = as_of.date() - 9 * DAY
    cohort.due_on = as_of.date() - 4 * DAY
    cohort.save()
    factories.make_cohort(advisers=[bob], students=[alice])
    monday = needs._last_monday(as_of, campus)
    gone, coached = join(cohort, "Gone Gabriel"), factories.make_student()
    factories.make_cohort(students=[factories.make_student()]).memberships.create(student=coached, coach=bob)
    Student.objects.filter(pk=gone.pk).update(archived_at=as_of)
    lasted = as_of - monday
    for student in (alice, coached, gone):
        factories.make_held(student, ended_ago=lasted + timedelta(minutes=1))  # the week before
        factories.make_held(student, ended_ago=lasted - timedelta(minutes=1))
        factories.make_held(student, ended_ago=lasted / 2, thanked_at=as_of - lasted / 2 + timedelta(minutes=1))
        factories.make_held(student, ended_ago=timedelta(minutes=1))
    page = bobs.get("/").context["lately"]
    digest = digest_of(user=bob, monday=monday.date() + 7 * DAY, campus=campus, as_of=as_of)
    assert (page.held, page.in_time) == (6, 2)
    assert page.still_in_time >= 2
    assert digest.lately == page


def test_beside_the_list_each_cohort_says_how_far_it_is(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, campus: Campus
) -> None:
    today = clock.now().astimezone(campus.zone).date()
    factories.make_held(alice, thanked_at=clock.now())
    gone = join(cohort, "Gone")
    Student.objects.filter(pk=gone.pk).update(archived_at=clock.now())
    HardBounce.objects.bulk_create(
        HardBounce(address=each.user.email, answer="550") for each in (gone, join(cohort, "Ben Ek"))
    )
    factories.make_cohort(name="Design", advisers=[bob], starts_on=today + DAY, due_on=today + 9 * DAY)
    said = text_of(bobs.get("/").text).partition("Your cohorts ")[2]
    assert "Alice's cohort 2 students, due" in said
    assert "1 of 6 2 behind an even pace 1 of 2 students behind" in said
    assert "1 address bounces" in said
    assert "Design 0 students, starts" in said


def test_a_coach_finds_only_the_students_they_coach(
    client_of: Callable[[User], Client], cohort: Cohort, alice: Student
) -> None:
    coach = factories.make_adviser()
    alice.memberships.update(coach=coach)
    for student in (alice, join(cohort, "Somebody else")):
        Hand.objects.create(student=student)
    page = client_of(coach).get("/").text
    assert listed(page) == ["Alice Okafor"]
    assert "Somebody else" not in page
    assert "1 student whom you coach" in text_of(page)


def test_an_administrator_has_the_list_only_of_cohorts_they_look_after(
    client_of: Callable[[User], Client], cohort: Cohort, alice: Student
) -> None:
    administrator = factories.make_administrator()
    client = client_of(administrator)
    Hand.objects.create(student=alice)
    assert client.get("/")["Location"] == "/program/"
    assert client.get("/needs-you/")["Location"] == "/cohorts/"
    assert "Needs you</a>" not in client.get("/cohorts/").text
    own = factories.make_cohort(name="Own", advisers=[administrator])
    Hand.objects.create(student=join(own, "Ben Ek"))
    assert listed(client.get("/needs-you/").text) == ["Ben Ek"]
    assert "Needs you</a>" in client.get("/cohorts/").text


def test_an_adviser_without_cohorts_is_told_what_will_be_here(client_of: Callable[[User], Client]) -> None:
    page = client_of(factories.make_adviser()).get("/").text
    assert "No cohort yet" in page
    assert "<aside" not in page


def test_between_terms_an_adviser_is_led_to_their_past_cohorts(bobs: Client, cohort: Cohort) -> None:
    assert "No cohort of yours is running" not in bobs.get("/").text
    long_ago = clock.now().date() - timedelta(weeks=20)
    Cohort.objects.update(starts_on=long_ago, due_on=long_ago + timedelta(weeks=1))
    Term.objects.update(starts_on=long_ago, ends_on=long_ago + timedelta(weeks=2))
    page = bobs.get("/").text
    assert "<h1>No cohort of yours is running</h1>" in page
    assert '<a class="btn btn-primary" href="/cohorts/">Past cohorts</a>' in page
    assert "No cohort yet" not in page
    assert reverse("dashboards:cohort", args=[cohort.pk]) in bobs.get("/cohorts/").text


def test_one_look_is_one_audit_row_of_whom_it_names(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    join(cohort, "Not named")
    shares = join(cohort, "Shares Sam")
    held = factories.make_held(shares, thanked_at=as_of, reflected_at=as_of)
    Reflection.objects.create(interview=held, shared_at=as_of)
    Hand.objects.create(student=alice)
    bobs.get(f"/?reason=hand&cohort={cohort.pk}&q=alice")
    entry = Entry.objects.get(actor=bob)
    assert (entry.action, entry.page) == (Action.VIEWED, "dashboards:home")
    assert entry.student_ids == sorted([alice.pk, shares.pk])
    assert entry.filter == {"reason": "hand", "cohort": cohort.pk, "q": True}
    bobs.head("/")  # shows nothing
    assert Entry.objects.count() == 1


def test_the_newest_words_to_read_stand_below_the_list(
    bobs: Client, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    question = ReflectionQuestion.objects.create(text="How did it feel?")
    for number in range(6):
        held = factories.make_held(alice, thanked_at=as_of, reflected_at=as_of)
        shared = Reflection.objects.create(interview=held, shared_at=as_of - number * DAY, verdict="ruled_out")
        if number:
            ReflectionAnswer.objects.create(reflection=shared, question=question, text=f"Word {number}. " + "x" * 5000)
    page = bobs.get("/").text
    assert "6 reflections to read" in page
    assert re.findall(r"“(Word \d)\.", page) == ["Word 1", "Word 2", "Word 3"]
    assert "<p>Ruled it out</p>" in page
    assert "x" * 200 not in page
    assert f"/cohorts/{cohort.pk}/students/{alice.pk}/?from=" in page
    (address, *_) = re.findall(r'formaction="([^"]*)"', page)
    assert bobs.post(unescape(address))["Location"] == "/#reading"
    assert "5 reflections to read" in bobs.get("/").text


def test_the_number_of_queries_is_the_same_for_any_number_of_students(
    client_of: Callable[[User], Client], bob: User, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    client, counts = client_of(bob), set()
    for more in (4, 20, 225):
        crowd_in(cohort, more)
        held = factories.make_held(alice, ended_ago=2 * DAY, reflected_at=as_of)
        Reflection.objects.create(interview=held, shared_at=as_of)
        with CaptureQueriesContext(connection) as queries:
            size = len(listed(client.get("/").text))
        counts.add(len(queries))
    assert size == 100
    assert len(counts) == 1
    assert max(counts) <= 12


def test_a_coach_s_page_costs_the_same_for_any_number_of_students(
    client_of: Callable[[User], Client], cohort: Cohort, as_of: datetime
) -> None:
    coach, counts = factories.make_adviser(), set()
    for more in (1, 2):
        crowd_in(cohort, more, coach=coach)
        client = client_of(coach)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.add(len(queries))
    assert len(counts) == 1
    assert max(counts) <= 12


def test_the_page_of_25_students_is_light(bobs: Client, cohort: Cohort) -> None:
    crowd_in(cohort, 25)
    page = bobs.get("/").content
    assert len(gzip.compress(page)) < 30_000


@pytest.mark.parametrize(
    ("today", "since"), [(date(2026, 11, 30), date(2026, 11, 23)), (date(2026, 12, 2), date(2026, 11, 30))]
)
def test_the_week_begins_on_the_last_monday(campus: Campus, today: date, since: date) -> None:
    now = datetime(today.year, today.month, today.day, 9, tzinfo=campus.zone)
    monday = needs._last_monday(now, campus)
    assert (monday.date(), monday.hour) == (since, 0)


def test_pages_are_for_reading(bobs: Client) -> None:
    assert bobs.post("/").status_code == 405
    assert reverse("dashboards:home") == "/"
