"""What an adviser reads when mail to a student does not arrive, and where its links lead."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from apps.accounts.models import User
from apps.advising import emails
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.mail import OutgoingMail
from apps.outbox.models import HardBounce
from apps.reminders.models import OptOut
from apps.students.models import Student
from tests.interviews.moments import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def campus(campus: Campus) -> Campus:
    campus.name, campus.center_name, campus.postal_address = "Cedar State", "The Career Center", "1 Main St"
    campus.save()
    return campus


@pytest.fixture
def cohort(cohort: Cohort) -> Cohort:
    cohort.starts_on, cohort.due_on = date(2026, 10, 1), date(2026, 12, 15)
    cohort.save()
    return cohort


def links(mail: OutgoingMail) -> list[str]:
    """The addresses in the HTML, which are also those of the text."""
    found = re.findall(r'href="([^"]*)"', mail.html)
    assert set(found) == set(re.findall(r"https?://\S+", mail.text))
    return found


def paths(mail: OutgoingMail) -> list[str]:
    assert all(link.startswith(settings.SITE_URL + "/") for link in links(mail))
    return [link.removeprefix(settings.SITE_URL) for link in links(mail)]


def flat(text: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)))


def bounced(adviser: User, student: Student, cohort: Cohort, campus: Campus, since: str = "12 09:00") -> OutgoingMail:
    bounce = HardBounce(address=student.user.email, answer="550", created_at=at(since))
    return emails.address_bounced(
        adviser=adviser, student=student, cohort=cohort, bounce=bounce, campus=campus, as_of=at("14 09:00")
    )


class TestAnAddressThatBounces:
    def test_who_since_when_what_stopped_and_what_helps(
        self, alice: Student, bob: User, cohort: Cohort, campus: Campus
    ) -> None:
        mail = bounced(bob, alice, cohort, campus)
        assert (mail.to, mail.subject) == (
            "bob@campus.example",
            "Mail to Alice Okafor (alice@campus.example) stopped arriving on Monday, October 12",
        )
        for part in (mail.text, flat(mail.html)):
            assert (
                "Since Monday, October 12, the mail server has refused what we send to Alice Okafor (Alice's cohort) at"
                in part
            )
            assert "so reminders to them have stopped." in part
            assert "Ask Alice to check their address with the career center" in part
            assert "alice@campus.example. It says that their address takes no mail" in part

    def test_two_students_of_one_name_are_told_apart(
        self, alice: Student, charlie: Student, bob: User, cohort: Cohort, campus: Campus
    ) -> None:
        charlie.user.display_name = alice.user.display_name
        of_alice, of_charlie = (bounced(bob, student, cohort, campus) for student in (alice, charlie))
        assert of_alice.subject != of_charlie.subject
        for part in (of_charlie.subject, of_charlie.text, of_charlie.html):
            assert charlie.user.email in part
            assert alice.user.email not in part

    def test_the_day_is_the_campuss(self, alice: Student, bob: User, cohort: Cohort, campus: Campus) -> None:
        assert "Since Monday, October 12" in bounced(bob, alice, cohort, campus, since="12 23:30").text

    def test_the_link_opens_the_students_page_for_that_adviser(
        self, alice: Student, bob: User, cohort: Cohort, campus: Campus, client_of: Callable[[User], Client]
    ) -> None:
        page = paths(bounced(bob, alice, cohort, campus))[0]
        assert resolve(page).view_name == "dashboards:student"
        assert "Alice Okafor" in client_of(bob).get(page).text

    def test_one_press_turns_it_off(self, alice: Student, bob: User, cohort: Cohort, campus: Campus) -> None:
        mail = bounced(bob, alice, cohort, campus)
        url = mail.headers["List-Unsubscribe"].strip("<>")
        assert url in links(mail)
        Client().post(url.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"})
        assert list(OptOut.objects.values_list("user", "group")) == [(bob.pk, "address_bounced")]

    def test_no_address_is_in_a_link(self, alice: Student, bob: User, cohort: Cohort, campus: Campus) -> None:
        found = links(bounced(bob, alice, cohort, campus))
        assert [link for link in found if "@" in link or "%40" in link or "mailto" in link] == []

    @pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Ann\u202e\r\nBcc: eve@campus.example"])
    def test_names_are_only_names(self, alice: Student, bob: User, cohort: Cohort, campus: Campus, name: str) -> None:
        alice.user.full_name = alice.user.display_name = cohort.name = campus.name = campus.center_name = name
        mail = bounced(bob, alice, cohort, campus)
        assert "<script>" not in mail.html
        assert not set("\r\n\u202e") & set(mail.subject)
        mail.message().message().as_bytes()  # can be sent
