"""The steps of setting up: each as it stands, with one thing to do, for a handful of queries."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.administration.setup.steps import SettingUp, steps
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.volunteers.models import Volunteer
from tests.administration.pages import queries, said
from tests.factories import make_cohort, make_student

pytestmark = pytest.mark.django_db
PAGE = "/program/setting-up/"


def shown(person: User) -> SettingUp:
    request = RequestFactory().get(PAGE)
    request.user, request.campus, request.now = person, Campus.objects.current(), clock.now()
    return steps(request)


def stands(person: User) -> list[str]:
    return [f"{step.title}: {step.at}, {step.chip}" for step in shown(person).steps]


def test_in_an_empty_database_the_campus_comes_next(office: Client, ada: User) -> None:
    assert stands(ada) == [
        "Administrator: done, Done",
        "Campus: now, Next",
        "Sender and test mail: wait, Later",
        "Term: wait, Later",
        "Cohort: wait, Later",
        "Roster: wait, After the cohort",
        "Volunteers: wait, Can wait",
    ]
    assert "1 of 7 steps is done" in office.get(PAGE).content.decode()


def test_each_step_is_done_when_it_is(office: Client, ada: User, as_of: datetime, make_administrator: Callable) -> None:
    today = as_of.date()
    Campus.objects.update(name="Fairhaven State", accent="#7a1428", logo_digest="0123456789abcdef")
    assert stands(ada)[1:3] == ["Campus: done, Done", "Sender and test mail: now, Next"]
    assert shown(ada).steps[1].text == "Fairhaven State, Eastern time, with your logo and color."

    Campus.objects.update(test_mail_sent_at=as_of, test_mail_checks={"spf": "pass"})
    assert stands(ada)[2:4] == ["Sender and test mail: wait, Did it arrive?", "Term: now, Next"]
    Campus.objects.update(test_mail_arrived_at=as_of)
    assert stands(ada)[2] == "Sender and test mail: done, Done"
    Campus.objects.update(test_mail_checks={"spf": "pass", "dkim": "none"})
    assert stands(ada)[2] == "Sender and test mail: fix, One thing to fix"

    Term.objects.create(name="Past", starts_on=today - timedelta(90), ends_on=today - timedelta(2))
    assert stands(ada)[3] == "Term: now, Next"
    term = Term.objects.create(name="Fall 2026", starts_on=today, ends_on=today + timedelta(90))
    assert stands(ada)[3:5] == ["Term: done, Done", "Cohort: now, Next"]
    assert shown(ada).steps[3].url == f"/program/terms/{term.pk}/"

    make_cohort(term=term)
    assert stands(ada)[4:6] == ["Cohort: done, Done", "Roster: now, Next"]
    student = make_student()
    make_cohort(term=term, students=[student])
    assert shown(ada).steps[5].action == "Send invitations"
    User.objects.filter(pk=student.user_id).update(last_login=as_of)
    assert shown(ada).steps[5].action == "Add more students"
    Volunteer.objects.create(full_name="Dana Wu", email="dana@alumni.example")
    assert stands(ada)[5:] == ["Roster: done, Done", "Volunteers: done, Done"]
    assert shown(ada).done == 6
    assert shown(ada).is_shown
    Campus.objects.update(test_mail_checks={"spf": "pass", "dkim": "pass", "dmarc": "pass"})
    assert not shown(ada).is_shown
    assert "All 7 steps are done" in office.get(PAGE).content.decode()

    Cohort.objects.update(archived_at=as_of)
    assert stands(ada)[4] == "Cohort: now, Next"
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={})
    make_administrator()
    assert shown(ada).steps[0].text == "Ada Winters, with a second factor."


def test_they_can_be_put_away_and_brought_back(office: Client, ada: User) -> None:
    for _ in range(2):
        away = office.post("/program/setting-up/away/")
        assert away["Location"] == "/program/settings/"
    assert "/program/setting-up/away/withdrawal/" in office.get("/program/settings/").content.decode()
    first = Campus.objects.get().set_up_at
    assert first is not None
    assert not shown(ada).is_shown
    assert "Show the steps on Home again" in office.get(PAGE).content.decode()
    back = office.post("/program/setting-up/away/withdrawal/")
    assert any("again" in one for one in said(back))
    assert shown(ada).is_shown


def test_every_way_of_the_settings_leads_somewhere(office: Client) -> None:
    page = office.get("/program/settings/").content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    ways = [part.split('"', 1)[0] for part in page.split(' href="')[1:]]
    assert len(ways) > 14
    for way in ways:
        assert office.get(way, follow=True).status_code in (200, 503), way  # no worker runs here


def test_the_last_backup_is_shown(office: Client, as_of: datetime) -> None:
    assert "We have not heard of a backup" in office.get("/program/settings/").content.decode()
    Campus.objects.update(backed_up_at=as_of)
    assert "that we heard of was today" in office.get("/program/settings/").content.decode()


def test_they_ask_as_little_at_the_end_as_at_the_beginning(office: Client, as_of: datetime) -> None:
    Campus.objects.update(test_mail_sent_at=as_of)
    asked = queries(office, PAGE)
    assert asked <= 8
    for number in range(3):
        make_cohort(name=f"Cohort {number}", students=[make_student()])
    assert queries(office, PAGE) == asked
