"""Who enters the administration, and what a wrong address gets there."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.sites import all_sites
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Events

from apps.accounts.models import User
from apps.administration.base import BaseAdmin
from apps.administration.site import site
from apps.audit.models import Action, Entry
from apps.campus.models import Campus, CampusEvent  # type: ignore[attr-defined]
from apps.cohorts.models import Cohort, Membership
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests import factories

pytestmark = pytest.mark.django_db


def lists(models: Iterable[type[Model]] = ()) -> list[str]:
    """The address of every list, or of those of `models`."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in models or site._registry
    ]


def test_an_administrator_opens_every_page_of_the_index(office: Client, cohort: Cohort) -> None:
    assert office.get("/admin/").status_code == 200
    for address in lists():
        assert office.get(address, follow=True).status_code == 200, address


def test_a_student_is_found_by_name_from_every_page(office: Client, cohort: Cohort) -> None:
    for address in ("/admin/", *lists(), reverse("admin:cohorts_cohort_change", args=[cohort.pk])):
        page = office.get(address, follow=True).text
        (form,) = re.findall(r'<form class="find"\s+action="/students/".*?</form>', page, re.DOTALL)
        assert 'for="find">Find a student by name</label>' in form
        assert 'name="q"' in form
    assert 'class="find"' not in office.get("/admin/cohorts/cohort/add/?_popup=1").text, "a window has no header"


def test_a_step_that_nobody_does_here_is_refused_in_words_for_an_administrator(office: Client, ada: User) -> None:
    page = office.get(f"/admin/accounts/user/{ada.pk}/delete/")
    assert page.status_code == 403
    assert "people are switched off" in page.text
    assert "career center" not in page.text
    assert office.post("/admin/campus/campusevent/add/").status_code == 403


def test_students_and_advisers_find_nothing_there(
    client_of: Callable[[User], Client], alice: Student, bob: User
) -> None:
    for person in (alice.user, bob):
        browser = client_of(person)
        for address in ("/admin/", "/admin/login/", "/admin/autocomplete/", *lists()):
            assert browser.get(address).status_code == 404, address
            assert browser.post(address).status_code == 404, address


def test_somebody_switched_off_is_a_stranger(
    make_administrator: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    former = make_administrator()
    browser = client_of(former)
    User.objects.filter(pk=former.pk).update(is_active=False)
    assert browser.get("/admin/").status_code == 302


def test_strangers_are_sent_to_the_one_sign_in_page(client: Client) -> None:
    inside = client.get("/admin/cohorts/cohort/", follow=True)
    assert inside.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    posted = client.post("/admin/login/", {"username": "a@campus.example", "password": "guess"})
    assert posted.headers["Location"].startswith("/accounts/login/")


def test_signing_in_leads_to_no_other_site(client: Client) -> None:
    away = client.get("/admin/login/?next=//elsewhere.example/")
    assert away.headers["Location"] == "/accounts/login/?next=/admin/"


def test_the_password_is_changed_on_the_accounts_own_page(office: Client) -> None:
    assert office.get("/admin/password_change/").headers["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("pk", ["9223372036854775808", "0", "999999999", "abc", "1_2F"])
def test_an_id_that_nobody_has_is_not_found(office: Client, cohort: Cohort, pk: str) -> None:
    ours = [model for model, page in site._registry.items() if isinstance(page, BaseAdmin)]
    for address in lists(ours):
        for page in ("change", "history", "delete"):
            answer = office.get(f"{address}{pk}/{page}/")
            assert answer.status_code in (403, 404), f"{address}{pk}/{page}/"


@pytest.mark.parametrize(
    "query",
    [
        "p=-1",
        "p=abc",
        "p=9223372036854775808",
        "o=zzz",
        "o=99.-99",
        "foo__bar=1",
        "q=%00",
        "q=" + "x" * 5000,
        "e=1",
        "_facets=yes",
        "all=",
    ],
)
def test_an_odd_address_is_no_fault_of_ours(office: Client, cohort: Cohort, query: str) -> None:
    for address in lists():
        answer = office.get(f"{address}?{query}")
        assert answer.status_code in (200, 302, 400), f"{address}?{query}"


@pytest.mark.parametrize(
    "query",
    [
        "cohorts/cohort/?term__id__exact=9223372036854775808",
        "cohorts/cohort/?term__id__exact=abc",
        "cohorts/cohort/?due_on__year=99999",
        "cohorts/cohort/?due_on__day=99",
        "cohorts/cohort/?required_step__exact=%00",
        "students/student/?cohort=9223372036854775808",
        "students/student/?cohort=abc",
        "students/student/?status=zzz",
        "volunteers/volunteer/?fields__id__exact=9223372036854775808",
        "volunteers/volunteer/?format=zzz",
        "volunteers/volunteer/?availability=zzz",
        "volunteers/volunteer/?capacity=zzz",
        "accounts/user/?role__exact=queen",
        "accounts/user/?is_active__exact=7",
        "audit/entry/?q=9223372036854775808",
        "audit/entry/?q=²",
        "audit/entry/?at__year=0",
        "autocomplete/?app_label=cohorts&model_name=membership&field_name=student&term=%00",
        "autocomplete/?app_label=contacts&model_name=contact&field_name=student&term=a",
        "autocomplete/?app_label=nowhere",
    ],
)
def test_unknown_filter_values_show_nothing_or_are_refused(office: Client, cohort: Cohort, query: str) -> None:
    assert office.get(f"/admin/{query}").status_code in (200, 302, 400, 403, 404)


def test_no_row_opens_by_the_numbers_of_its_type_alone(office: Client, ada: User) -> None:
    """Django sends on from these to any row; for pghistory's union of all histories, which has no table, it fails."""
    for model in (User, Events):
        number = ContentType.objects.get_for_model(model).pk
        assert office.get(f"/admin/r/{number}/{ada.pk}/").status_code == 404


def test_no_library_registers_its_pages_anywhere() -> None:
    """Second-factor secrets, addresses being verified and sessions with their IP addresses are for nobody to read."""
    assert [other for other in all_sites if other is not site and other._registry] == []


class TestEveryPageIsInTheCampusZone:
    """At an hour when it is still the day before in New York."""

    AT = datetime(2025, 11, 29, 3, 5, tzinfo=UTC)

    def page(self, office: Client, address: str) -> str:
        page = office.get(address).text
        assert "Nov 29, 2025" not in page, address
        return page

    def test_a_list_which_django_renders_late(self, office: Client, ada: User) -> None:
        User.objects.update(last_login=self.AT)
        assert "Nov 28, 2025, 10:05 pm EST" in self.page(office, "/admin/accounts/user/")

    def test_a_form_and_its_rows(self, office: Client, cohort: Cohort, alice: Student) -> None:
        Membership.objects.update(joined_at=self.AT)
        address = f"/admin/students/student/{alice.pk}/change/"
        assert "Nov 28, 2025, 10:05 pm EST" in self.page(office, address)
        assert "Nov 28, 2025" in self.page(office, "/admin/cohorts/membership/")
        Student.objects.update(archived_at=self.AT)
        Membership.objects.all().delete()
        assert "Nov 28, 2025, 10:05 pm EST" in self.page(office, address)

    def test_a_volunteer_who_withdrew(self, office: Client) -> None:
        gone = Volunteer.objects.create(full_name="Omar", email="omar@alumni.example", withdrawn_at=self.AT)
        page = self.page(office, f"/admin/volunteers/volunteer/{gone.pk}/change/")
        assert "Nov 28, 2025, 10:05 pm EST" in page

    def test_the_audit_log_and_its_days(self, office: Client, alice: Student) -> None:
        Entry.objects.create(actor=alice.user, action=Action.VIEWED, page="cohorts", student_ids=[alice.pk], at=self.AT)
        page = self.page(office, "/admin/audit/entry/?at__year=2025&at__month=11&at__day=28")
        assert "Nov 28, 2025, 10:05 pm EST" in page

    def test_the_delivery_log(self, office: Client, alice: Student) -> None:
        factories.make_reminder(kind="note", cause_key="a", user=alice.user, due_at=self.AT)
        assert "Nov 28, 2025, 10:05 pm EST" in self.page(office, "/admin/outbox/message/")

    def test_djangos_own_history(self, office: Client, ada: User) -> None:
        user = ContentType.objects.get_for_model(User)
        LogEntry.objects.create(
            user=ada, content_type=user, object_id=str(ada.pk), action_flag=CHANGE, action_time=self.AT
        )
        assert "Nov 28, 2025, 10:05 pm EST" in self.page(office, f"/admin/accounts/user/{ada.pk}/history/")

    def test_hours_of_the_day_and_whose_clock_it_is(self, office: Client, alice: Student) -> None:
        Student.objects.update(quiet_from=time(22, 30), quiet_until=time(7))
        Campus.objects.filter(pk=1).update(goal=4)
        campus, student = (
            self.page(office, "/admin/campus/campus/1/change/"),
            self.page(office, f"/admin/students/student/{alice.pk}/change/"),
        )
        assert [f'value="{hour}"' in campus for hour in ("9:00 pm", "8:00 am")] == [True, True]
        assert [f'value="{hour}"' in student for hour in ("10:30 pm", "7:00 am")] == [True, True]
        assert (campus.count("By each person's own clock."), student.count("By the student's own clock.")) == (2, 2)
        assert self.page(office, "/admin/cohorts/cohort/add/").count("By the clock in New York.") == 2
        history = self.page(office, "/admin/campus/campusevent/")
        one = CampusEvent.objects.latest("pk")
        for page in (history, self.page(office, f"/admin/campus/campusevent/{one.pk}/change/")):
            assert "9:00 pm" in page
            assert "9:00 PM" not in page
        typed = office.post(f"/admin/students/student/{alice.pk}/change/", {"quiet_from": "10:30pm"})
        assert 'value="10:30pm"' in typed.text  # as it was typed

    def test_the_zone_ends_with_the_page(self, office: Client) -> None:
        office.get("/admin/")
        assert timezone.get_current_timezone_name() == "UTC"
