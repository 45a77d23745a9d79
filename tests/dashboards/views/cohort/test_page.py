"""One cohort's page: whom it shows, and what it says of the whole."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.models import Hand
from apps.audit.models import Action, Entry
from apps.cohorts.models import Caseload, Cohort
from apps.core import clock
from apps.outbox.models import HardBounce
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.cohort.conftest import DAY, names_in, page_of, read, rows_in

pytestmark = pytest.mark.django_db


def _numbers(html: str) -> list[str]:
    return re.findall(r"\d+", re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main")]))


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
    drawings = re.findall(r'<svg class="chart[^>]* aria-labelledby="(\S+) (\S+)">(.*?)</svg>', html, re.DOTALL)
    assert len(drawings) == 6
    for title, desc, drawn in drawings:  # read out one behind the other
        assert re.search(rf'<title id="{title}">[^<]+\.</title>\s*<desc id="{desc}">[^<]+\.</desc>', drawn)
    assert html.count("The same numbers in a table") == 3
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert '0 of 3</td><td class="r">2</td>' in html


def test_who_has_none_and_whose_thanks_are_late_is_listed(bobs: Client, cohort: Cohort, alice: Student) -> None:
    quiet = factories.make_student(full_name="Tomasz Zielinski")
    cohort.memberships.create(student=quiet)
    cohort.memberships.update(joined_at=clock.now() - 50 * DAY)
    factories.make_held(alice, ended_ago=3 * DAY)
    html = read(bobs, page_of(cohort))
    assert "1 of 2 has none that counts yet" in html
    assert "1 student owes a late thank-you<" in html
    assert "Two students need you" in html
    assert '<b>Nothing has moved for 6 weeks</b><span class="sub">Here since ' in html
    assert '<b>Thank-you 2 days late</b><span class="sub">They met on ' in html


def test_how_far_those_came_who_have_none_is_told_of_the_cohorts_dates(
    bobs: Client, cohort: Cohort, alice: Student
) -> None:
    now = clock.now()
    asking, agreed = factories.make_student(full_name="Boris Ek"), factories.make_student(full_name="Carla Moss")
    for student in (asking, agreed):
        cohort.memberships.create(student=student)
    factories.make_unlogged(alice, ended_ago=365 * DAY, asked_at=now - 400 * DAY)
    factories.make_interview(student=asking, asked_at=now - DAY)
    factories.make_unlogged(agreed)
    html = read(bobs, page_of(cohort))
    assert re.findall(r'<li class="tall"><a [^>]*>(.*?)</a>(?: <span class="muted">(.*?)</span>)?</li>', html) == [
        ("Alice Okafor", ""),
        ("Boris Ek", "has asked"),
        ("Carla Moss", "has agreed on a date"),
    ]


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
    assert "Two students need their adviser</h2>" in html
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
