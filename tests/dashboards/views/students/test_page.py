"""One student as an adviser sees them: steps, thanks, why they need their adviser."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.models import Hand, Talk
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.interviews.models import Interview
from apps.outbox.models import HardBounce
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.students.conftest import DAY, SECRETS, exclusion_url, url_of

pytestmark = pytest.mark.django_db


def test_an_adviser_sees_steps_dates_source_role_and_whether_thanks_were_in_time(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    html = bobs.get(url_of(cohort, alice)).content.decode()
    for words in ("Archivist, Harrow County", "Alumni network of the campus", "within 24 hours", "Counts"):
        assert words in html
    assert "1 of 3 count" in html
    assert "not shared" in html


def test_late_thanks_are_told_by_the_campuss_hours(bobs: Client, cohort: Cohort, alice: Student) -> None:
    factories.make_held(alice, ended_ago=4 * DAY, thanked_at=clock.now() - 4 * DAY + timedelta(hours=25))
    factories.make_held(alice, ended_ago=3 * DAY)
    html = bobs.get(url_of(cohort, alice)).content.decode()
    assert "after more than 24 hours" in html
    assert "Thank-you late" in html
    assert "not sent; 24 hours were over on" in html
    alice.archived_at = clock.now()
    alice.save()
    html = bobs.get(url_of(cohort, alice)).content.decode()
    assert "not sent; 24 hours were over on" in html  # the clock does not stop, but nobody is asked any more
    assert "Thank-you late" not in html
    assert "not sent yet" not in html


def test_todays_own_talk_is_taken_back_from_the_page(bobs: Client, bob: User, cohort: Cohort, alice: Student) -> None:
    url, today = url_of(cohort, alice), clock.now().astimezone(Campus.objects.current().zone).date()
    hand = Hand.objects.create(student=alice)
    earlier = Talk.objects.create(student=alice, adviser=bob, day=today - DAY)
    Talk.objects.create(student=alice, adviser=factories.make_adviser(), day=today)
    assert "talks/withdrawal" not in bobs.get(url).text, "a colleague’s"
    bobs.post("/students/chosen/", {"talked": alice.pk})
    bobs.get(url)  # the message with its undo is gone
    (address,) = re.findall(r'action="(/talks/withdrawal/[^"]*)"', bobs.get(url).text)
    assert bobs.post(unescape(address))["Location"] == url
    assert Hand.objects.up().get() == hand
    assert Talk.objects.filter(adviser=bob).get() == earlier


def test_no_nudge_is_offered_where_one_would_leave_them_out_in_any_case(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    url, name = url_of(cohort, alice), alice.user.greeting
    assert f"Nudge {name}" in bobs.get(url).text
    for _ in range(cohort.goal):
        factories.make_held(alice, ended_ago=4 * DAY, thanked_at=clock.now(), reflected_at=clock.now())
    page = bobs.get(url).text
    assert f"{name} has reached the goal, so a nudge leaves them out." in page
    assert f"Nudge {name}" not in page
    Hand.objects.create(student=alice)
    assert f"Nudge {name}" in bobs.get(url).text, "who asks for help is answered"
    HardBounce.objects.create(address=alice.user.email)
    assert f"No nudge goes to {name}: mail does not arrive." in bobs.get(url).text
    alice.archived_at = clock.now()
    alice.save()
    assert f"No nudge goes to {name}: the account is archived or closed." in bobs.get(url).text


def test_the_number_of_queries_is_the_same_for_any_number_of_interviews(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    Reflection.objects.update(shared_at=clock.now())
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            bobs.get(url_of(cohort, alice))
        counts.append(len(queries))
        for hours in (5, 50, 80):
            now = clock.now()
            more = factories.make_held(alice, ended_ago=timedelta(hours=hours), thanked_at=now, reflected_at=now)
            Reflection.objects.create(interview=more, shared_at=clock.now())
    assert counts[0] == counts[1] <= 12


def test_conversations_with_people_unknown_are_told_apart(bobs: Client, cohort: Cohort, alice: Student) -> None:
    nobody = {"role": "", "organization": ""}
    held = [
        factories.make_held(alice, contact=factories.make_contact(student=alice, **nobody), ended_ago=days * DAY)
        for days in (2, 4)
    ]
    zone = Campus.objects.current().zone
    page = bobs.get(url_of(cohort, alice)).content.decode()
    for interview in held:
        local = interview.starts_at.astimezone(zone)
        title = f"Someone, video, {local:%b} {local.day}"
        assert page.count(title) == 4, title  # the heading, what opens the form, its button, and the timeline
    assert "Role not given" not in page
    logged = held[0].logged_at.astimezone(zone)
    assert f"logged {logged:%b} {logged.day}" in page


def test_the_adviser_sees_that_mail_does_not_arrive_and_since_when(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    assert "does not arrive" not in bobs.get(url_of(cohort, alice)).text
    HardBounce.objects.create(address="gone@campus.example", answer="550")
    assert "does not arrive" not in bobs.get(url_of(cohort, alice)).text

    year = clock.now().year
    since = datetime(year, 1, 2, 3, tzinfo=UTC)  # the first, on campus
    HardBounce.objects.create(address=alice.user.email, answer="550", created_at=since)
    with CaptureQueriesContext(connection) as queries:
        page = " ".join(bobs.get(url_of(cohort, alice)).text.split())
    words = re.sub(r"<[^>]+>", "", page)
    assert f"Since {since - DAY:%A}, January 1, mail to Alice does not arrive." in words
    assert "Ask Alice to check it with the career center." in words
    assert [query for query in queries if query["sql"].startswith('SELECT "outbox_hardbounce"')] == []


def test_the_way_into_a_student_and_back_keeps_order_and_place(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    overview = f"{reverse('dashboards:cohorts')}?page=1"
    to_cohort = re.search(rf'href="({url_of(cohort, alice).rsplit("students", 1)[0]}[^"#]*)"', bobs.get(overview).text)
    assert to_cohort
    ordered = bobs.get(f"{to_cohort[1]}&sort=counted").text
    row = re.search(r'id="student-(\d+)"><th scope="row"><a href="([^"]+)"', ordered)
    assert row
    assert row[1] == str(alice.pk)
    page = bobs.get(row[2]).text
    form = re.search(r'action="([^"]+exclusion[^"]*)"', page)
    assert form
    assert bobs.post(form[1], {"reason": ""}).status_code == 422
    page = bobs.post(form[1], {"reason": "It was a class visit."}, follow=True).text
    back = re.search(r'<nav class="crumbs"[^>]*><a href="([^"]+)"', page)
    assert back
    assert unescape(back[1]).endswith(f"?sort=counted&from=page%3D1#student-{alice.pk}")
    assert 'aria-current="true">Fewest counted</a>' in bobs.get(unescape(back[1])).text
    overview_again = re.search(r'<nav class="crumbs"[^>]*><a href="([^"]+)"', bobs.get(unescape(back[1])).text)
    assert overview_again
    assert overview_again[1] == f"{overview}#cohort-{cohort.pk}"
    unsorted = re.search(
        r'<nav class="crumbs"[^>]*><a href="([^"]+)"', bobs.get(f"{url_of(cohort, alice)}?from=sort%3Dz").text
    )
    assert unsorted
    assert unsorted[1].endswith(f"/{cohort.pk}/#student-{alice.pk}")


class TestNow:
    def test_why_they_need_the_adviser_and_what_was_done_last(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student
    ) -> None:
        frank = factories.make_adviser(full_name="Frank Adeyemi")
        alice.memberships.update(coach=frank)
        now = clock.now()
        Hand.objects.create(student=alice, step="thank")
        Talk.objects.create(student=alice, adviser=frank, day=now.date() - 3 * DAY)
        factories.make_nudged(alice, cohort=cohort, adviser=bob, leaves_at=now - 2 * DAY)
        page = " ".join(bobs.get(url_of(cohort, alice)).text.split())
        assert "<b>Asked for your help</b>" in page
        assert "at Thank" in page
        assert re.search(r"Last talk:</span> \w+ \d+(, \d+)?, Frank Adeyemi", page)
        assert re.search(r"Last nudge:</span> \w+ \d+(, \d+)?, you", page)
        assert "Coach:</span> Frank Adeyemi" in page
        assert f'name="talked" value="{alice.pk}"' in page
        assert f'name="nudge" value="{alice.pk}"' in page

    def test_who_is_not_stuck(self, bobs: Client, cohort: Cohort, alice: Student) -> None:
        for _ in range(3):
            factories.make_held(alice, thanked_at=clock.now(), reflected_at=clock.now())
        assert "Alice isn’t stuck." in bobs.get(url_of(cohort, alice)).text

    def test_an_administrator_who_looks_after_no_cohort_may_not_act(
        self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student
    ) -> None:
        Hand.objects.create(student=alice)
        office = client_of(factories.make_administrator())
        page = office.get(url_of(cohort, alice)).text
        for words in ("We talked", "Asked for", "next-talk", "/notes/"):
            assert words not in page
        assert office.get(f"{url_of(cohort, alice)}next-talk/").status_code == 404

    def test_the_hand_is_not_shown_where_the_cohort_is_long_over(
        self, bobs: Client, bob: User, cohort: Cohort, alice: Student
    ) -> None:
        """Nor is its adviser named to the student."""
        Hand.objects.create(student=alice)
        today = clock.now().date()
        term = Term.objects.create(name="Before", starts_on=today - 90 * DAY, ends_on=today - 40 * DAY)
        Cohort.objects.filter(pk=cohort.pk).update(term=term, starts_on=today - 90 * DAY, due_on=today - 40 * DAY)
        assert "Asked for" not in bobs.get(url_of(cohort, alice)).text

    def test_a_coach_who_does_not_look_after_the_cohort_leaves_nothing_out_of_the_count(
        self, client_of: Callable[[User], Client], cohort: Cohort, alice: Student, told: Interview
    ) -> None:
        frank = factories.make_adviser()
        alice.memberships.update(coach=frank)
        Reflection.objects.update(shared_at=clock.now())
        page = client_of(frank).get(url_of(cohort, alice)).text
        assert "Leave it out" not in page
        assert SECRETS["kept"] in page
        assert "We talked" in page
        answer = client_of(frank).post(exclusion_url(cohort, alice, told), {"reason": "No"})
        assert answer.status_code == 403


def test_the_words_of_a_comment_and_a_note_are_kept_on_the_device(
    bobs: Client, cohort: Cohort, alice: Student, told: Interview
) -> None:
    """Whoever no longer looks after the cohort when they press gets a bare 404."""
    Reflection.objects.update(shared_at=clock.now())
    page = bobs.get(url_of(cohort, alice)).text
    assert f'data-draft="comment-{told.reflection.pk}" data-draft-ends' in page
    assert f'data-draft="adviser-note-{cohort.pk}-{alice.pk}" data-draft-ends' in page
