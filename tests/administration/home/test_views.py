"""The administrators' home: what needs them, and nothing where nothing does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.invitations.actions import invite
from apps.administration.models import Import
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.models import HardBounce, Standstill
from tests import factories

pytestmark = pytest.mark.django_db
HOME = "/program/"


def titles(page) -> list[str]:
    return [need.title for need in page.context["needs"]]


def why(page, title: str) -> str:
    return next(need.why for need in page.context["needs"] if need.title == title)


def test_nothing_needs_whoever_has_nothing_to_do(office: Client, cohort: Cohort, as_of) -> None:
    page = office.get(HOME)
    assert titles(page) == []
    assert "Nothing else needs you" in page.text
    assert "Mail goes out" not in page.text
    Campus.objects.update(set_up_at=as_of)
    page = office.get(HOME)
    assert "Nothing needs you" in page.text
    assert "Mail goes out" in page.text


def test_each_thing_says_how_many_of_how_many(office: Client, cohort: Cohort, alice, as_of) -> None:
    for address in (alice.user.email, cohort.advisers.get().email):
        HardBounce.objects.create(address=address, answer="550")
    HardBounce.objects.create(address="somebody-a-student-wrote-to@elsewhere.example", answer="550")
    Standstill.objects.create(noticed_at=as_of, why="No delivery came to its end")
    factories.make_cohort()
    lone = factories.make_student()
    invite(user=lone.user, invited_by=None, as_of=as_of - timedelta(days=8))
    Import.objects.create(kind="students", state="done", counts={"new": 237, "refused": 2, "asked": 1, "missing": 9})
    Import.objects.create(kind="volunteers", state="failed")
    Campus.objects.update(backed_up_at=as_of - timedelta(days=5))
    page = office.get(HOME)
    assert titles(page) == [
        "Mail stands still",
        "Mail to students comes back",
        "Mail comes back",
        "The import of volunteers failed",
        "Rows of the import of students are left over",
        "A cohort has no adviser",
        "Students in no cohort",
        "Invitations not accepted",
        "The last backup is old",
    ]
    assert why(page, "Mail to students comes back").startswith("1 of 2 students gets no mail")
    assert why(page, "Mail comes back").startswith("1 of 2 addresses of staff and volunteers takes no mail")
    assert why(page, "Rows of the import of students are left over").startswith("3 of 240 rows")
    assert why(page, "A cohort has no adviser").startswith("1 of 2 cohorts has no adviser")
    assert why(page, "Students in no cohort").startswith("1 of 2 students is in no cohort")
    assert why(page, "Invitations not accepted").startswith("1 of 1 person you invited")
    assert "5 days ago" in why(page, "The last backup is old")
    for name in (alice.user.full_name, alice.user.email, lone.user.email):
        assert name not in page.text, "it names nobody"


def test_students_whose_mail_comes_back_are_a_press_away(office: Client, cohort: Cohort, alice) -> None:
    HardBounce.objects.create(address=alice.user.email, answer="550")
    (need,) = office.get(HOME).context["needs"]
    assert [one.pk for one in office.get(need.url).context["page"]] == [alice.pk]


def test_a_later_import_takes_the_place_of_what_one_left_over(office: Client, cohort: Cohort) -> None:
    Import.objects.create(kind="students", state="done", counts={"refused": 2}, created_at=clock.now() - timedelta(1))
    Import.objects.create(kind="students", state="done", counts={"unchanged": 2})
    Import.objects.create(kind="volunteers", state="done", counts={"asked": 2}, created_at=clock.now() - timedelta(30))
    assert titles(office.get(HOME)) == []


def test_what_runs_and_what_waits_is_said(office: Client, cohort: Cohort) -> None:
    Import.objects.create(kind="students", state="running")
    waits = {"kind": "volunteers", "state": "checked", "created_at": clock.now() - timedelta(hours=2)}
    Import.objects.create(**waits, file_name="alumni.csv", counts={"new": 1})
    Import.objects.create(**waits, file_name="again.csv", counts={"unchanged": 8, "refused": 1, "skipped": 1})
    Import.objects.create(kind="volunteers", state="done")  # a later one that left nothing over hides nobody
    page = office.get(HOME)
    assert sorted(titles(page)) == [
        "The import of students is running",
        "The import of volunteers waits for you",
    ]
    assert why(page, "The import of volunteers waits for you").startswith("The file “alumni.csv” from ")


def test_archived_cohorts_and_students_need_nobody(office: Client, cohort: Cohort, as_of) -> None:
    factories.make_cohort(archived_at=as_of)
    factories.make_student(archived_at=as_of)
    assert titles(office.get(HOME)) == []


def test_it_asks_the_same_of_the_database_however_much_there_is(
    office: Client, cohort: Cohort, alice, django_assert_num_queries
) -> None:
    office.get(HOME)
    for _ in range(2):
        with django_assert_num_queries(8):
            office.get(HOME)
        for _ in range(3):
            factories.make_cohort()
            HardBounce.objects.create(address=factories.make_student().user.email, answer="550")
            Import.objects.create(kind="students", state="done", counts={"refused": 2})


def test_the_first_page_of_an_administrator_is_home(office: Client) -> None:
    assert office.get("/").url == HOME
    assert office.get("/?reason=hand").url == "/needs-you/?reason=hand"


def test_who_looks_after_cohorts_has_both_in_the_navigation(office: Client, ada: User, cohort: Cohort, alice) -> None:
    page = office.get(HOME)
    assert 'href="/needs-you/"' not in page.text
    factories.make_cohort(advisers=[ada], students=[alice])
    page = office.get(HOME)
    assert 'href="/needs-you/"' in page.text
    assert f'href="{reverse("advising:nudges")}"' in page.text
    page = office.get("/needs-you/")
    assert page.status_code == 200
    assert 'href="/needs-you/" aria-current="page"' in page.text
    assert 'href="/">' not in page.text.replace('class="brand" href="/">', "")


def test_an_adviser_keeps_the_list_at_home(bob: User, client_of) -> None:
    assert client_of(bob).get("/needs-you/?reason=hand").url == "/?reason=hand"
    assert client_of(bob).get("/").status_code == 200


def test_what_needs_them_stands_above_the_steps_once_there_is_a_cohort(office: Client, as_of) -> None:
    Standstill.objects.create(noticed_at=as_of, why="No delivery came to its end")
    page = office.get(HOME).text
    assert page.count('id="setup"') == 1
    assert page.index('id="setup"') < page.index('id="needs"')
    factories.make_cohort()
    page = office.get(HOME).text
    assert page.count('id="setup"') == 1
    assert page.index('id="setup"') > page.index('id="needs"')
