"""Inviting to a cohort: by a code, on a slide, and by addresses."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.cohorts.addresses import guessed, read
from apps.administration.cohorts.qr import picture
from apps.administration.models import Invitation
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.core import clock
from apps.outbox.models import Message
from apps.students import actions as students
from tests import factories
from tests.administration.pages import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(cohort: Cohort) -> str:
    return reverse("administration:invite", args=[cohort.pk])


def code(office: Client, cohort: Cohort, **sent: str) -> str:
    office.post(reverse("administration:join_code", args=[cohort.pk]), {"code": "open", **sent})
    return Cohort.objects.get(pk=cohort.pk).join_code


def test_a_code_is_made_once_changed_and_closed(office: Client, cohort: Cohort) -> None:
    first = code(office, cohort)
    assert re.fullmatch(r"[A-HJKMNP-TV-Z2-9]{8}", first)
    assert code(office, cohort) == first, "a second press of a page without a code changes nothing"
    second = code(office, cohort, instead_of=first)
    assert second not in ("", first)
    assert code(office, cohort, instead_of=first) == second, "an older page changes nothing"
    assert code(office, cohort, instead_of=second, code="closed") == ""


def test_before_a_code_changes_the_page_asks_once(office: Client, url: str, cohort: Cohort) -> None:
    code(office, cohort)
    page = office.get(url).text
    closed, _, inside = page.partition("<summary><span>Change the code</span>")
    assert 'value="open"' not in closed
    assert "The code and the slide that you have now stop working at once." in inside
    assert 'value="open">Change the code</button>' in inside


def test_the_slide_shows_the_code_and_a_picture_of_the_link(office: Client, cohort: Cohort) -> None:
    slide = reverse("administration:slide", args=[cohort.pk])
    assert office.get(slide).status_code == 404
    made = code(office, cohort)
    page = office.get(slide)
    assert f"{made[:4]}-{made[4:]}" in page.text
    link = page.context["link"]
    assert link.endswith(f"/join/{made}/")
    assert picture(link).path in page.text
    Cohort.objects.update(archived_at="2026-01-01T00:00Z")
    assert office.get(slide).status_code == 404


def test_a_pasted_list_is_read_as_people_write_it() -> None:
    found = read(
        "Perez, Ana <Ana@campus.example>\n\n kim.lee2@campus.example;bo@campus.example\n"
        "ana@campus.example\nnobody here\nhalf@\n“Zoë Ng” (zoe@cam\u202epus.example)\r\n"
    )
    assert [(one.line, one.full_name, one.email) for one in found.people] == [
        (1, "Ana Perez", "ana@campus.example"),
        (3, "Kim Lee", "kim.lee2@campus.example"),
        (3, "Bo", "bo@campus.example"),
        (7, "“Zoë Ng”", "zoe@campus.example"),
    ]
    assert [said.partition(":")[0] for said in found.refused] == ["Line 5", "Line 6"]
    as_in_a_roster = read("mailto:tom@campus.example\nola＠campus.example\na@campus.example|b@campus.example")
    assert [one.email for one in as_in_a_roster.people] == [
        "tom@campus.example", "ola@campus.example", "a@campus.example", "b@campus.example",
    ]  # fmt: skip
    assert guessed("20481@campus.example") == "20481"
    (behind,) = read("kate2@campus.example, Kate Two").people
    assert (behind.full_name, behind.is_named) == ("Kate Two", True)


def test_who_is_not_at_a_campus_address_is_invited_and_named(office: Client, url: str) -> None:
    Campus.objects.update(email_domains=["campus.example"])
    page = office.post(url, {"addresses": "ana@campus.example\nbo@elsewhere.example"}, follow=True)
    assert said(page)[1] == "Not at a campus address, and invited all the same: bo@elsewhere.example."


def test_new_people_get_an_account_and_a_mail_and_known_ones_join(
    office: Client, url: str, cohort: Cohort, alice, charlie
) -> None:
    typed = f"{alice.user.email}\n{charlie.user.email}\nNew Person <new@campus.example>"
    page = office.post(url, {"addresses": typed}, follow=True)
    [sentence] = said(page)
    assert sentence == "2 students joined, 1 of them with a new account. 2 welcome emails go out. 1 was in already."
    new = User.objects.get(email="new@campus.example")
    assert (new.full_name, new.role, new.has_usable_password()) == ("New Person", "student", False)
    assert set(cohort.memberships.values_list("student__user__email", flat=True)) == {
        alice.user.email,
        charlie.user.email,
        new.email,
    }
    assert Invitation.objects.filter(cohort=cohort).count() == 2
    assert Message.objects.filter(reminder__kind="cohort_invitation", state="due").count() == 2
    page = office.post(url, {"addresses": typed}, follow=True)
    assert said(page) == [sentence], "a double click ends on the words of the first press"
    assert Invitation.objects.filter(cohort=cohort).count() == 2
    Membership.objects.update(joined_at=clock.now() - timedelta(hours=1))
    page = office.post(url, {"addresses": typed}, follow=True)
    assert said(page) == ["No students joined. 3 were in already."]


def test_a_line_that_cannot_be_keeps_all_back_until_the_good_ones_are_chosen(
    office: Client, url: str, cohort: Cohort, bob: User, charlie, as_of
) -> None:
    students.archive(students=[charlie], as_of=as_of)
    typed = f"good@campus.example\n{bob.email}\n{charlie.user.email}\nno address"
    page = office.post(url, {"addresses": typed})
    assert page.status_code == 422
    refused = page.context["form"].errors["addresses"]
    assert [line.partition(":")[0] for line in refused] == ["Line 4", "Line 2", "Line 3"]
    assert typed.splitlines()[0] in page.text
    assert not User.objects.filter(email="good@campus.example").exists()
    assert office.post(url, {"addresses": typed, "good_only": "true"}).status_code == 302
    assert Membership.objects.filter(cohort=cohort, student__user__email="good@campus.example").exists()
    assert not Membership.objects.filter(cohort=cohort, student=charlie).exists()


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("", True),
        ("Maria Garcia", True),
        ("García, MARÍA", True),
        ("M. Garcia", True),
        ("Mari", True),
        ("Maria J. Garcia", True),
        ("Maria-Jose", True),
        ("Miguel", False),
        ("Miguel Garcia", False),
        ("Garcia", False),
    ],
)
def test_an_address_with_the_name_of_somebody_else_is_refused(
    office: Client, url: str, cohort: Cohort, typed: str, fits: bool
) -> None:
    maria = factories.make_student(full_name="Maria Garcia", email="m.garcia@campus.example")
    User.objects.filter(pk=maria.user_id).update(preferred_name="Mari", last_name="Garcia")
    page = office.post(url, {"addresses": f"{typed} <m.garcia@campus.example>"})
    assert Membership.objects.filter(cohort=cohort, student=maria).exists() == fits
    if not fits:
        [refused] = page.context["form"].errors["addresses"]
        assert refused == (
            f"Line 1: m.garcia@campus.example belongs to Mari Garcia, and the line says {typed}. "
            "Correct the address, or paste it without a name."
        )


@pytest.mark.parametrize("typed", ["", "\x00@campus.example", "x" * 200_000, ",;,"])
def test_what_is_no_list_is_refused_beside_the_field(office: Client, url: str, typed: str) -> None:
    page = office.post(url, {"addresses": typed})
    assert page.status_code == 422
    assert page.context["form"].errors["addresses"]


def test_nobody_is_invited_to_a_cohort_that_is_over(office: Client, url: str, cohort: Cohort) -> None:
    Cohort.objects.update(due_on=cohort.due_on - timedelta(weeks=7), starts_on=cohort.starts_on - timedelta(weeks=7))
    assert "Nobody can join any more" in office.get(url).text
    page = office.post(url, {"addresses": "new@campus.example"})
    assert page.status_code == 422
    assert not User.objects.filter(email="new@campus.example").exists()


def test_many_addresses_ask_no_more_than_few(office: Client, url: str, django_assert_max_num_queries) -> None:
    def post(number: int, since: int) -> None:
        office.post(url, {"addresses": "\n".join(f"p{since + n}@campus.example" for n in range(number))})

    post(1, 0)
    with django_assert_max_num_queries(60) as few:
        post(2, 10)
    with django_assert_max_num_queries(len(few)):
        post(20, 100)


def test_the_page_is_read_in_few_queries(office: Client, url: str, cohort: Cohort, django_assert_num_queries) -> None:
    code(office, cohort)
    office.get(url)
    with django_assert_num_queries(6):
        office.get(url)
    factories.make_crowd(cohort, 3)
    with django_assert_num_queries(6):
        office.get(url)


def test_a_field_full_of_one_word_is_read_at_once() -> None:
    assert len(read("a" * 100_000).refused) == 1
    assert len(read("a" * 50_000 + "@" * 50_000).refused) == 1
