"""The names that the interviewee gave."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.contacts.models import Contact, Source
from apps.interviews.models import Interview
from apps.network.models import Referral
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview


@pytest.fixture
def held(alice: Student) -> Interview:
    contact = make_contact(student=alice, full_name="Rosa Delgado", email="rosa@work.example")
    return make_held(alice, contact=contact, learned="Flood maps are argued over at night.")


def url(name: str, interview: Interview) -> str:
    return reverse(name, args=[interview.pk])


class TestReferrals:
    management = {"people-TOTAL_FORMS": "2", "people-INITIAL_FORMS": "0"}

    def test_two_names(self, phone: Client, alice: Student, held: Interview) -> None:
        assert phone.get(url("network:refer", held)).status_code == 200
        given = {
            **self.management,
            "people-0-full_name": "Jun Park",
            "people-0-role": "Geologist",
            "people-0-name_use": "yes",
            "people-1-full_name": "Ama Boateng",
        }
        for _ in range(2):
            assert phone.post(url("network:refer", held), given).url == url("interviews:detail", held)
        assert list(Referral.objects.values_list("contact__full_name", "contact__name_use")) == [
            ("Jun Park", "yes"),
            ("Ama Boateng", "not_yet"),
        ]
        assert set(Contact.objects.exclude(pk=held.contact_id).values_list("student", "introduced_by")) == {
            (alice.pk, held.contact_id)
        }
        assert "You may use Rosa’s name." in phone.get(url("interviews:detail", held)).content.decode()

    @pytest.mark.parametrize(
        "given",
        [
            {},
            management,
            {"people-TOTAL_FORMS": "x", "people-INITIAL_FORMS": "0"},
            {"people-TOTAL_FORMS": "-1", "people-INITIAL_FORMS": "0"},
            {"people-TOTAL_FORMS": "1000000", "people-INITIAL_FORMS": "0"},
            {**management, "people-0-role": "Geologist"},
            {**management, "people-0-full_name": "\u200b"},
            {**management, "people-0-full_name": "Jun\x00"},
            {**management, "people-0-full_name": "J" * 121},
            {**management, "people-0-full_name": "Jun Park", "people-0-name_use": "maybe"},
        ],
    )
    def test_what_is_not_a_name(self, phone: Client, held: Interview, given: dict) -> None:
        response = phone.post(url("network:refer", held), given)
        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()
        assert (Referral.objects.count(), Contact.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("first", "second", "row", "message"),
    [
        ("rosa delgado", "", 0, "You talked to them already. Add what they do if it is someone else."),
        ("Jun Park", "JUN  park", 1, "You named them above."),
        ("Rósa Delgado", "", 0, "You talked to them already."),
        ("José Park", "Jose Park", 1, "You named them above."),
    ],
)
def test_a_name_that_says_nothing_new(
    phone: Client, held: Interview, first: str, second: str, row: int, message: str
) -> None:
    given = {**TestReferrals.management, "people-0-full_name": first, "people-1-full_name": second}
    answer = phone.post(url("network:refer", held), given)
    assert answer.status_code == 422
    assert message in answer.context["forms"][row].errors["full_name"][0]
    assert message in answer.content.decode()
    assert (Referral.objects.count(), Contact.objects.count()) == (0, 1)


def test_a_last_name_is_asked_for_where_there_is_none(phone: Client, held: Interview) -> None:
    Contact.objects.filter(pk=held.contact_id).update(full_name="Rosa")
    page = phone.post(url("network:refer", held), TestReferrals.management | {"people-0-full_name": "rosa"})
    said = "You talked to them already. Add a last name, or what they do, if it is someone else."
    assert said in page.content.decode()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Jun Park"], "Saved. Jun Park can be your next conversation."),
        (["Jun Park", "Ama Boateng"], "Saved. Jun Park and Ama Boateng can be your next conversations."),
        (
            ["Jun Park", "Kofi Mensah"],
            "Saved. Jun Park can be your next conversation. You talked to Kofi Mensah already.",
        ),
        (["Kofi Mensah"], "Saved. You talked to Kofi Mensah already."),
    ],
)
def test_whom_they_talked_to_is_not_next(
    phone: Client, alice: Student, held: Interview, names: list[str], said: str
) -> None:
    make_held(alice, contact=make_contact(student=alice, full_name="Kofi Mensah"))
    make_interview(student=alice, contact=make_contact(student=alice, full_name="Ama Boateng"))
    given = {f"people-{number}-full_name": name for number, name in enumerate(names)}
    answer = phone.post(url("network:refer", held), TestReferrals.management | given, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [said]


def test_two_of_one_name_are_told_apart_before_they_are_made_one(phone: Client, alice: Student) -> None:
    kept, other = (
        make_contact(student=alice, full_name="Wei Chen", source=source, role="", organization="")
        for source in (Source.FRIENDS, Source.FAMILY)
    )
    same = make_contact(student=alice, full_name="Wei Chen", source=Source.FAMILY, role="", organization="")
    address = reverse("network:merge", args=[kept.pk])
    page = phone.get(address).text
    for told in ("Family, in your people since", "(number 1)", "(number 2)"):
        assert told in page
    assert (
        "<b>Wei Chen, Friends</b> stays. <b>Wei Chen, Family</b> leaves your list."
        in phone.get(address, {"other": other.pk}).text
    )
    page = phone.get(reverse("network:merge", args=[other.pk]), {"other": same.pk}).text
    assert "(number 1)</b> stays." in page
    assert "(number 2)</b> leaves your list." in page
