"""Needs you: the list of who needs their adviser, narrowed as it is asked, and what leads from it."""

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Hand, Talk
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.outbox.models import HardBounce
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.needs.conftest import DAY, crowd_in, join, listed, text_of

pytestmark = pytest.mark.django_db


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
    ["reason=HAND", "reason=x", "reason='", "step=ask", "cohort=0", "cohort=x", f"cohort={2**63}", "page=0", "page=-1"],
)
def test_what_the_list_does_not_know_is_not_found(bobs: Client, query: str) -> None:
    assert bobs.get(f"/?{query}").status_code == 404


def test_another_adviser_s_cohort_narrows_nothing(bobs: Client) -> None:
    other = factories.make_cohort(advisers=[factories.make_adviser()])
    assert bobs.get(f"/?cohort={other.pk}").status_code == 404


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


def test_a_long_list_is_told_in_pages_of_a_hundred(bobs: Client, cohort: Cohort, as_of: datetime) -> None:
    crowd_in(cohort, 101)
    first, second = bobs.get("/").text, bobs.get("/?page=2").text
    assert (len(listed(first)), len(listed(second))) == (100, 1)
    assert "101 of your 102 students need you" in first
    assert "page=2" in first


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
