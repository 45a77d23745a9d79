"""What invitations say, and where their links lead."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.administration.invitations import emails
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.mail import OutgoingMail
from apps.students.models import Student
from tests.accounts.conftest import sign_in_by_code
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


def invited(user: User, cohort: Cohort | None = None) -> Invitation:
    return Invitation.objects.create(user=user, cohort=cohort)


def to_account(user: User, campus: Campus) -> OutgoingMail:
    return emails.account_invitation(invitation=invited(user), campus=campus)


def to_cohort(user: User, cohort: Cohort, campus: Campus, now: datetime) -> OutgoingMail:
    return emails.cohort_invitation(invitation=invited(user, cohort), campus=campus, as_of=now)


def links(mail: OutgoingMail) -> list[str]:
    """The addresses in the HTML, which are also those of the text."""
    found = re.findall(r'href="([^"]*)"', mail.html)
    assert set(found) == set(re.findall(r"https?://\S+", mail.text))
    return found


def paths(mail: OutgoingMail) -> list[str]:
    assert all(link.startswith(settings.SITE_URL + "/") for link in links(mail))
    return [link.removeprefix(settings.SITE_URL) for link in links(mail)]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


class TestAnAccount:
    def test_a_student_reads_what_it_is_and_how_to_sign_in(self, alice: Student, campus: Campus) -> None:
        mail = to_account(alice.user, campus)
        assert (mail.to, mail.from_email) == ("alice@campus.example", campus.sender)
        assert mail.subject == "The Career Center: your account in Acquaint is ready"
        for part in (mail.text, flat(mail.html)):
            assert "Hi Alice," in part
            assert "The Career Center at Cedar State made you an account in Acquaint" in part
            assert "You need no password. This link signs you in" in part or "The link below signs you in" in part
            assert "only for your address, alice@campus.example." in part
            assert "1 Main St" in part
            assert "second factor" not in part
        link, later = paths(mail)
        assert re.fullmatch(r"/invitations/[^/]{40,}/", link)
        assert later == "/accounts/login/"

    @pytest.mark.parametrize(
        ("role", "said"), [("adviser", "as an adviser. You see"), ("administrator", "as an administrator. You look")]
    )
    def test_staff_read_what_they_do_here(
        self, make_user: Callable[..., User], campus: Campus, role: str, said: str
    ) -> None:
        mail = to_account(make_user(role=role), campus)
        assert said in mail.text
        assert said in flat(mail.html)

    @pytest.mark.parametrize("required", [True, False])
    def test_where_staff_need_a_second_factor_they_hear_of_it(
        self, alice: Student, bob: User, campus: Campus, settings, required: bool
    ) -> None:
        settings.STAFF_SECOND_FACTOR_REQUIRED = required
        for part in (to_account(bob, campus).text, to_account(bob, campus).html):
            assert ("you also set up a second factor" in part) == required
        assert "second factor" not in to_account(alice.user, campus).text

    def test_what_it_promises_is_so(self, alice: Student, campus: Campus, mailoutbox: list[EmailMessage]) -> None:
        """The page has that button, the code comes, and it signs in."""
        mail = to_account(alice.user, campus)
        visitor = Client(REMOTE_ADDR="10.9.8.7")
        button = re.search(r"“([^”]+)”", mail.html)[1]
        assert button in visitor.get(paths(mail)[1]).text
        sign_in_by_code(visitor, alice.user, mailoutbox)
        assert visitor.get("/").status_code == 200


class TestACohort:
    def test_name_goal_due_date_and_the_first_step(self, alice: Student, cohort: Cohort, campus: Campus) -> None:
        mail = to_cohort(alice.user, cohort, campus, at("13 09:00"))
        assert mail.subject == "Welcome to Alice's cohort: three conversations by Tuesday, December 15"
        for part in (mail.text, flat(mail.html).replace("&#x27;", "'")):
            assert "You are in Alice's cohort. Its goal is three conversations by Tuesday, December 15, 2026:" in part
            assert "twenty or thirty minutes each" in part
            assert "Five names are plenty to start with." in part
        assert paths(mail)[0].startswith("/invitations/")

    def test_one_conversation_is_one(self, alice: Student, cohort: Cohort, campus: Campus) -> None:
        cohort.goal = 1
        mail = to_cohort(alice.user, cohort, campus, at("13 09:00"))
        assert "one conversation by" in mail.subject
        assert "one conversation by Tuesday, December 15, 2026: twenty or thirty minutes with someone" in mail.text

    def test_one_that_begins_later_says_when_by_the_campuss_day(
        self, alice: Student, cohort: Cohort, campus: Campus
    ) -> None:
        cohort.starts_on = date(2026, 10, 14)
        before, on_the_day = (
            to_cohort(alice.user, cohort, campus, datetime(2026, 10, 14, hour, 30, tzinfo=UTC)) for hour in (3, 4)
        )
        assert ", beginning on Wednesday, October 14:" in before.text
        assert "beginning" not in on_the_day.text

    def test_how_to_sign_in_is_for_who_never_did(self, alice: Student, cohort: Cohort, campus: Campus) -> None:
        assert "You need no password." in to_cohort(alice.user, cohort, campus, at("13 09:00")).html
        alice.user.last_login = at("12 09:00")
        assert "You need no password." not in to_cohort(alice.user, cohort, campus, at("13 09:00")).text


def test_invitations_have_nothing_to_turn_off(alice: Student, cohort: Cohort, campus: Campus) -> None:
    for mail in (to_account(alice.user, campus), to_cohort(alice.user, cohort, campus, at("13 09:00"))):
        message = mail.message()
        assert "List-Unsubscribe" not in message.extra_headers
        assert "urn off" not in mail.text + mail.html


def test_no_address_is_in_a_link(alice: Student, bob: User, cohort: Cohort, campus: Campus) -> None:
    for mail in (
        to_account(alice.user, campus),
        to_cohort(alice.user, cohort, campus, at("13 09:00")),
    ):
        assert [link for link in links(mail) if "@" in link or "%40" in link or "mailto" in link] == []


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Ann\u202e\r\nBcc: eve@campus.example"])
def test_names_are_only_names(alice: Student, bob: User, cohort: Cohort, campus: Campus, name: str) -> None:
    alice.user.full_name = alice.user.display_name = cohort.name = campus.name = campus.center_name = name
    for mail in (
        to_account(alice.user, campus),
        to_cohort(alice.user, cohort, campus, at("13 09:00")),
    ):
        assert "<script>" not in mail.html
        assert not set("\r\n\u202e") & set(mail.subject)
        mail.message().message().as_bytes()  # can be sent
