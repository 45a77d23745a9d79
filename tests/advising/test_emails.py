"""What an adviser reads when mail to a student does not arrive, and on Mondays; and where the links lead."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from apps.accounts.models import User
from apps.advising.bounces.emails import address_bounced
from apps.advising.digest.contents import digest_of
from apps.advising.digest.emails import adviser_digest
from apps.advising.models import Hand
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core.mail import OutgoingMail
from apps.outbox.models import HardBounce
from apps.reflection.models import Reflection
from apps.reminders.models import OptOut
from apps.students.models import Student
from tests import factories
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
    return address_bounced(
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


def digest(adviser: User, campus: Campus, as_of: str = "12 08:00") -> OutgoingMail:
    found = digest_of(user=adviser, monday=date(2026, 10, 12), campus=campus, as_of=at(as_of))
    return adviser_digest(adviser=adviser, digest=found, campus=campus, as_of=at(as_of))


class TestTheDigest:
    @pytest.fixture
    def week(self, alice: Student, cohort: Cohort) -> None:
        """Alice asked for help, met two people, thanked the first late, and shared her reflection."""
        Membership.objects.update(joined_at=at("01 00:00"))
        Hand.objects.create(student=alice, raised_at=at("11 12:00"))
        for ended in ("06 10:00", "11 10:00"):
            interview = factories.make_interview(student=alice)
            interview.plan(starts_at=at(ended) - timedelta(minutes=30), minutes=30, format="video")
            interview.logged_at, interview.learned = at(ended), "Nobody else reads this"
            interview.save()
        reflected = {"thanked_at": at("07 11:00"), "thanked_how": "mail", "reflected_at": at("08 10:00")}
        alice.interviews.filter(starts_at__lt=at("07 00:00")).update(**reflected)
        Reflection.objects.create(interview=alice.interviews.earliest("starts_at"), shared_at=at("08 10:00"))

    def test_who_needs_them_who_moved_and_how_the_cohort_stands(self, bob: User, campus: Campus, week: None) -> None:
        mail = digest(bob, campus)
        assert (mail.to, mail.subject) == ("bob@campus.example", "1 of your 1 student needs you")
        for part in (mail.text, flat(mail.html)):
            assert "Alice Okafor" in part
            assert "1 of 1 student moved. Your students held 2 conversations. 0 of 1 was thanked for" in part
            assert "within 24 hours. 1 more still has time." in part
            assert "1 reflection to read" in part
            assert "2 of 3 count. Even pace would be 0. Due Dec 15." in part
        assert "Asked for help: 1 student\n" in mail.text

    def test_no_word_of_a_students(self, bob: User, campus: Campus, week: None) -> None:
        mail = digest(bob, campus)
        for part in (mail.subject, mail.text, mail.html):
            assert not re.search("reads this|Hydrologist|Cedar Basin|Contact", part)

    def test_every_link_opens_for_that_adviser(
        self, bob: User, campus: Campus, week: None, client_of: Callable[[User], Client]
    ) -> None:
        found = paths(digest(bob, campus))
        assert f"/cohorts/{Cohort.objects.get().pk}/students/{Student.objects.get().pk}/" == found[0]
        assert {"/?reason=hand", "/", "/reflections/", f"/cohorts/{Cohort.objects.get().pk}/"} < set(found)
        opened = [path for path in found if path != "/reflections/"]
        assert {client_of(bob).get(path, follow=True).status_code for path in opened} == {200}

    def test_nobody_stuck_is_good_news(self, alice: Student, bob: User, cohort: Cohort, campus: Campus) -> None:
        Membership.objects.update(joined_at=at("10 00:00"))
        mail = digest(bob, campus)
        assert mail.subject == "No one is stuck today"
        assert "0 of 1 student moved. Your students have held no conversation." in mail.text
        assert "See your students" in mail.html

    def test_one_press_turns_it_off(self, bob: User, campus: Campus, week: None) -> None:
        url = digest(bob, campus).headers["List-Unsubscribe"].strip("<>")
        Client().post(url.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"})
        assert list(OptOut.objects.values_list("user", "group")) == [(bob.pk, "adviser_digest")]

    def test_many_hands_are_named_to_ten(self, bob: User, cohort: Cohort, campus: Campus) -> None:
        for _ in range(12):
            student = factories.make_student()
            Membership.objects.create(cohort=cohort, student=student)
            Hand.objects.create(student=student)
        mail = digest(bob, campus)
        assert "And 2 more." in mail.text
        assert "and 2 more asked for your help" in flat(mail.html)

    def test_names_are_only_names(self, alice: Student, bob: User, campus: Campus, week: None) -> None:
        alice.user.full_name = "<script>alert(1)</script>"
        alice.user.save()
        Cohort.objects.update(name="A & B <b>")
        mail = digest(bob, campus)
        assert "<script>" not in mail.html
        assert "A &amp; B &lt;b&gt;" in mail.html
        assert "<script>alert(1)</script>" in mail.text
        mail.message().message().as_bytes()  # can be sent
