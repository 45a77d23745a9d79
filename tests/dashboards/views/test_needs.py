"""Needs you: the first page of whoever looks after students."""

import gzip
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.advising.digest.contents import digest_of
from apps.advising.models import Hand, Talk
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

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def listed(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<tr id="student-\d+"[^>]*>.*?<a href="[^"]*">([^<]*)</a>', page)]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main")])).split())


def join(cohort: Cohort, name: str, email: str = "") -> Student:
    """A student who has just joined: nothing is late yet."""
    student = factories.make_student(full_name=name, email=email)
    cohort.memberships.create(student=student)
    return student


def crowd_in(cohort: Cohort, number: int, **membership: object) -> None:
    """So many students who ask for help."""
    students = factories.make_crowd(cohort, number, **membership)
    Hand.objects.bulk_create(Hand(student=student, step="ask") for student in students)


def test_who_needs_the_adviser_stands_once_with_the_reason_and_who_does_not_is_not_there(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, as_of: datetime
) -> None:
    factories.make_cohort(name="A second one", advisers=[bob], students=[alice])
    factories.make_held(join(cohort, "Tomasz Zielinski"), ended_ago=2 * DAY + timedelta(minutes=1))
    join(cohort, "Fine Fatou")
    Hand.objects.create(student=alice, step="prepare", raised_at=as_of)
    page = bobs.get("/").text
    assert listed(page) == ["Alice Okafor", "Tomasz Zielinski"]
    said = text_of(page)
    assert "2 of your 3 students need you" in said
    assert "One asked for help." in said
    assert "Asked for your help Since" in said
    assert "at Prepare" in said
    assert "Thank-you 24 hours late" in said
    assert page.count("why--clock") == 1  # amber is for clocks
    assert "All 2 Asked for help 1 Thank-you late 1" in said


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ana Ybarra", "Ben O’Ek", "Zoë Łukasik"]),
        ("?reason=hand", ["Ana Ybarra"]),
        ("?reason=late_thanks", ["Ben O’Ek", "Zoë Łukasik"]),
        ("?reason=bounces", ["Ben O’Ek"]),  # beside the first reason
        ("?reason=still", []),
        ("?q=lukasik+zoe", ["Zoë Łukasik"]),
        ("?q=o%27ek", ["Ben O’Ek"]),
        ("?q=oek+ben", ["Ben O’Ek"]),
        ("?q=%E2%80%99", []),  # a mark alone
        ("?q=k&reason=late_thanks", ["Ben O’Ek", "Zoë Łukasik"]),
        ("?q=nobody", []),
        ("?q=%00%E2%80%8B" + "x" * 5000, []),
    ],
)
def test_the_list_is_narrowed_by_reason_and_name(
    bobs: Client, cohort: Cohort, query: str, names: list[str], as_of: datetime
) -> None:
    ana, ben, zoe = (join(cohort, name) for name in ("Ana Ybarra", "Ben O’Ek", "Zoë Łukasik"))
    Hand.objects.create(student=ana)
    factories.make_held(ben, ended_ago=3 * DAY)
    factories.make_held(zoe, ended_ago=2 * DAY)
    HardBounce.objects.create(address=ben.user.email, answer="550")
    page = bobs.get(f"/{query}").text
    assert listed(page) == names
    assert ("No one here fits that today." in page) is not names
    assert "3 of your 4 students need you" in page


def test_the_list_is_narrowed_to_one_cohort_and_its_number_is_the_one_beside_it(
    bobs: Client, bob: User, cohort: Cohort, alice: Student
) -> None:
    other = factories.make_cohort(name="Transfer Bridge", advisers=[bob])
    for student in (alice, join(other, "Ben Ek")):
        Hand.objects.create(student=student)
    assert f'<a href="/?cohort={other.pk}"><b>1</b> needs you</a>' in bobs.get("/").text
    page = bobs.get(f"/?cohort={other.pk}").text
    assert listed(page) == ["Ben Ek"]
    assert "Your student in Transfer Bridge needs you" in page
    assert f'href="?reason=hand&amp;cohort={other.pk}"' in page


@pytest.mark.parametrize(
    "query",
    ["reason=HAND", "reason=x", "reason='", "cohort=0", "cohort=x", f"cohort={2**63}", "page=0", "page=-1", "step=ask"],
)
def test_what_the_list_does_not_know_is_not_found(bobs: Client, query: str) -> None:
    assert bobs.get(f"/?{query}").status_code == 404


def test_another_adviser_s_cohort_narrows_nothing(bobs: Client) -> None:
    other = factories.make_cohort(advisers=[factories.make_adviser()])
    assert bobs.get(f"/?cohort={other.pk}").status_code == 404


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


def test_days_of_the_last_move_nudge_and_talk(
    bobs: Client, bob: User, cohort: Cohort, alice: Student, campus: Campus, as_of: datetime
) -> None:
    today = as_of.astimezone(campus.zone).date()
    Hand.objects.create(student=alice)
    assert "None None None We talked" in text_of(bobs.get("/").text)
    factories.make_nudged(alice, cohort=cohort, adviser=factories.make_adviser(), leaves_at=as_of + DAY)
    Talk.objects.create(student=alice, adviser=bob, day=today - DAY)
    factories.make_interview(student=alice)
    assert "Today Tomorrow Yesterday We talked" in text_of(bobs.get("/").text)


def test_whom_somebody_talked_with_or_nudged_today_keeps_the_place_and_is_set_apart(
    bobs: Client, bob: User, cohort: Cohort, campus: Campus, as_of: datetime
) -> None:
    ana, ben, cy, dee = (join(cohort, name) for name in ("Ana Ybarra", "Ben Ek", "Cy Moss", "Dee Ott"))
    for days, student in enumerate((ana, ben, cy, dee)):
        factories.make_held(student, ended_ago=(6 - days) * DAY)
    Talk.objects.create(student=ana, adviser=bob, day=as_of.astimezone(campus.zone).date())
    factories.make_nudged(ben, cohort=cohort, adviser=bob, leaves_at=as_of + timedelta(hours=1))
    HardBounce.objects.create(address=dee.user.email, answer="550")
    page = bobs.get("/").text
    assert listed(page) == ["Ana Ybarra", "Ben Ek", "Cy Moss", "Dee Ott"]
    rows = [text_of(f"<main>{row}</main") for row in re.findall(r'(?s)<tr id="student-\d+".*?</tr>', page)]
    assert ["Done today" in row for row in rows] == [True, True, False, False]
    assert page.count('class="is-quiet"') == 2
    assert "A nudge leaves them out now: a nudge leaves" in rows[1]
    assert "Mail bounces, too, so a nudge leaves them out" in rows[3]
    assert ["Nudge : " in row for row in rows] == [True, True, True, False]  # a nudge may be sent anyway, but not there
    assert re.findall(r'data-no-nudge="([^("]*) \(', page) == ["Ben Ek", "Dee Ott"]


def test_a_student_s_page_leads_back_to_the_list_as_it_was(bobs: Client, alice: Student) -> None:
    Hand.objects.create(student=alice)
    page = bobs.get("/?reason=hand&q=oka").text
    (url,) = re.findall(r'<tr id="student-\d+">.*?<a href="([^"]*)">', page)
    back = f'<a href="/?q=oka&amp;reason=hand#student-{alice.pk}">'
    assert back in bobs.get(unescape(url)).text
    assert "Needs you</a></nav>" in bobs.get(unescape(url)).text


def test_a_press_in_the_list_leads_back_to_it(bobs: Client, alice: Student) -> None:
    Hand.objects.create(student=alice)
    page = bobs.get("/?reason=hand").text
    (address,) = re.findall(r'action="(/students/chosen/[^"]*)"', page)
    answer = bobs.post(unescape(address), {"talked": alice.pk})
    assert answer["Location"] == f"/?reason=hand#student-{alice.pk}"
    assert listed(bobs.get("/").text) == []


def test_two_of_one_name_are_told_apart_and_names_are_text(bobs: Client, cohort: Cohort) -> None:
    for email in ("zihan@campus.example", "josefa@campus.example"):
        Hand.objects.create(student=join(cohort, "Jo", email))
    Hand.objects.create(student=join(cohort, "{name} <b>&"))
    found = listed(bobs.get("/").text)
    assert set(found) == {"Jo (zihan@campus.example)", "Jo (josefa@campus.example)", "{name} <b>&"}


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
    assert client.get("/")["Location"] == "/cohorts/"
    assert "Needs you</a>" not in client.get("/cohorts/").text
    own = factories.make_cohort(name="Own", advisers=[administrator])
    Hand.objects.create(student=join(own, "Ben Ek"))
    assert listed(client.get("/").text) == ["Ben Ek"]
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


def test_a_long_list_is_told_in_pages_of_a_hundred(bobs: Client, cohort: Cohort, as_of: datetime) -> None:
    crowd_in(cohort, 101)
    first, second = bobs.get("/").text, bobs.get("/?page=2").text
    assert (len(listed(first)), len(listed(second))) == (100, 1)
    assert "101 of your 102 students need you" in first
    assert "page=2" in first


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


def nudge_links(page: str) -> list[tuple[str, str]]:
    return [(unescape(url), words) for url, words in re.findall(r'<a href="(/nudges/new/[^"]*)">([^<]*)</a>', page)]


def test_all_under_one_reason_are_nudged_by_one_link(bobs: Client, cohort: Cohort) -> None:
    crowd_in(cohort, 2)
    for query, carried in (("?reason=hand", ""), (f"?reason=hand&cohort={cohort.pk}", f"&cohort={cohort.pk}")):
        ((url, words),) = nudge_links(bobs.get(f"/{query}").text)
        assert (url, words) == (
            f"/nudges/new/?reason=hand{carried}&{urlencode({'next': f'/{query}'})}",
            "Nudge these 2",
        )
        page = bobs.get(url)
        assert len(page.context["page"].chosen.picks) == 2
        assert page.context["back_url"] == f"/{query}"
    for query in ("", "?reason=hand&q=a", "?reason=still", "?reason=bounces"):
        assert nudge_links(bobs.get(f"/{query}").text) == []
