"""The question of the forms that take a name, its answers, and what becomes of what was typed."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.contacts.identity import alike_to
from apps.contacts.models import Contact
from apps.contacts.which_one import what_was_kept
from apps.core.templatetags.dates import short_day
from apps.interviews.models import Interview
from apps.network.models import Referral
from apps.students.models import Student
from tests.factories import make_contact, make_held
from tests.interviews.moments import wall

NEW = "/contacts/new/"


@pytest.fixture
def analyst(alice: Student) -> Contact:
    return make_contact(student=alice, full_name="Wei Zhang", role="Analyst", organization="Bay Analytics", source="")


@pytest.fixture
def held(alice: Student) -> Interview:
    return make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


def test_it_asks_and_keeps_every_word(phone: Client, analyst: Contact) -> None:
    answer = phone.post(NEW, {"full_name": "Wei Zhang", "role": "Math teacher", "phone": "555 0100", "notes": "Kind."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Wei Zhang, Analyst, Bay Analytics (you wrote another role)" in page
    assert "optional" not in page.split('id="div_id_contact"', 1)[1].split("</legend>", 1)[0]
    for typed in ('value="Math teacher"', 'value="555 0100"', "Kind."):
        assert typed in page
    assert page.index('id="div_id_full_name"') < page.index('id="div_id_contact"') < page.index('id="div_id_role"')


def test_the_known_one_is_chosen_and_nothing_typed_is_dropped(phone: Client, analyst: Contact) -> None:
    given = {"full_name": "Dr. Wei Zhang", "role": "Math teacher", "email": "wei@work.example", "contact": analyst.pk}
    for _ in range(2):
        page = phone.post(NEW, given, follow=True).content.decode()
        assert "Wei Zhang was in your people already." in page
    analyst.refresh_from_db()
    assert (analyst.role, analyst.email) == ("Analyst", "wei@work.example")
    assert analyst.notes == "Also known as Dr. Wei Zhang\nAlso: Math teacher"
    assert Contact.objects.count() == 1


def test_what_was_added_is_said(phone: Client, analyst: Contact) -> None:
    page = phone.post(NEW, {"full_name": "wei zhang", "email": "wei@work.example"}, follow=True).content.decode()
    assert "Wei Zhang was in your people already. We added the email." in page
    assert "Wei Zhang is in your people" not in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Wei Zhang was in your people already."),
        (
            {"role": "Baker", "email": "wei@work.example", "phone": "555 0100"},
            "Wei Zhang was in your people already. We added what they do, the email and the phone number.",
        ),
        (
            {"notes": "Kind.\nAlso known as Dr. Wei Zhang\nAlso: Baker"},
            "Wei Zhang was in your people already. On their page, we added to “Your notes”: “Also known as Dr. Wei "
            "Zhang” and “Also: Baker”.",
        ),
    ],
)
def test_what_was_kept_is_said_in_whole_sentences(told: dict[str, str], said: str) -> None:
    known = {"full_name": "Wei Zhang", "notes": "Kind."}
    assert what_was_kept(Contact(**known), Contact(**known | told)) == said


def test_someone_else_at_each_door_pressed_twice_is_one(
    phone: Client, as_of: datetime, analyst: Contact, held: Interview
) -> None:
    conversation = {"held_at": wall(held.starts_at), "minutes": "30", "format": "video", "learned": ""}
    rows = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0"}
    teacher, baker, nurse = ({"role": role, "contact": ""} for role in ("Math teacher", "Baker", "Nurse"))
    doors = [
        (NEW, teacher | {"full_name": "Wei Zhang"}, "contact"),
        ("/interviews/log/", baker | conversation | {"contact_name": "Wei Zhang"}, "contact"),
        (
            reverse("network:refer", args=[held.pk]),
            rows | {f"people-0-{name}": value for name, value in (nurse | {"full_name": "Wei Zhang"}).items()},
            "people-0-contact",
        ),
    ]
    for number, (url, given, name) in enumerate(doors, 1):
        known = "_".join(map(str, Contact.objects.filter(full_name="Wei Zhang").values_list("pk", flat=True)))
        page = phone.post(url, given)
        assert page.status_code == 422
        assert f'value="not-{known}"' in page.content.decode()
        for _ in range(2):
            assert phone.post(url, given | {name: f"not-{known}"}).status_code == 302
        assert Contact.objects.filter(full_name="Wei Zhang").count() == 1 + number
    assert (Interview.objects.count(), Referral.objects.count()) == (2, 1)


@pytest.mark.parametrize("door", [NEW, "/contacts/just-met/", "/start/names/friends/"])
def test_a_name_known_when_the_form_was_opened_is_asked_about_and_sent_twice_is_one(door: str, phone: Client) -> None:
    row = "names-0-" if door.startswith("/start/") else ""
    rows = {"names-TOTAL_FORMS": "2", "names-INITIAL_FORMS": "0"} if row else {}

    def opened() -> dict[str, str]:
        newest = re.search(rf'name="{row}newest" value="(\d+)"', phone.get(door).text)
        assert newest
        return rows | {f"{row}full_name": "Wei Chen", f"{row}newest": newest[1]}

    first = opened()
    assert [phone.post(door, first).status_code for _ in range(2)] == [302, 302]
    known = Contact.objects.get()
    later = opened()
    asked = phone.post(door, later)
    assert asked.status_code == 422
    assert f'value="{known.pk}"' in asked.text
    for _ in range(2):
        assert phone.post(door, later | {f"{row}contact": f"not-{known.pk}"}).status_code == 302
    assert Contact.objects.count() == 2
    assert phone.post(door, opened() | {f"{row}contact": str(known.pk)}).status_code == 302
    assert Contact.objects.count() == 2


def test_someone_else_is_taken_at_their_word_and_once(phone: Client, analyst: Contact) -> None:
    twin = make_contact(student=analyst.student, full_name="Wei Zhang", role="", organization="", source="")
    someone_else = {"full_name": "Wei Zhang", "contact": f"not-{analyst.pk}_{twin.pk}"}
    assert [phone.post(NEW, someone_else).status_code for _ in range(2)] == [302, 302]
    assert Contact.objects.count() == 3


def test_a_choice_that_is_gone_is_asked_for_again(phone: Client, analyst: Contact) -> None:
    gone = make_contact(student=analyst.student, full_name="Wei Zhang", role="Baker")
    gone.delete()
    answer = phone.post(NEW, {"full_name": "Wei Zhang", "contact": str(gone.pk)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'value="{analyst.pk}"' in page
    assert f'value="not-{analyst.pk}"' in page
    assert phone.post(NEW, {"full_name": "Wei Zhang", "contact": f"not-{analyst.pk}"}).status_code == 302
    assert Contact.objects.count() == 2


def test_an_answer_does_not_hold_for_another_name(phone: Client, analyst: Contact) -> None:
    maria = make_contact(student=analyst.student, full_name="Maria Lopez")
    for answer in (f"not-{analyst.pk}", str(analyst.pk)):
        assert phone.post(NEW, {"full_name": "Maria", "contact": answer}).status_code == 422
    assert phone.post(NEW, {"full_name": "Maria", "contact": str(maria.pk)}).status_code == 302
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("answer", ["abc", "not-", "not-abc", "not-1_", "1_2", "row0x", str(2**63), "0", "9" * 5000])
def test_an_answer_that_is_none(phone: Client, answer: str) -> None:
    page = phone.post(NEW, {"full_name": "Jun Park", "contact": answer})
    assert page.status_code == 422
    assert "Choose one of your own people." in page.content.decode()


def test_those_of_one_name_are_told_apart(phone: Client, alice: Student) -> None:
    for _ in range(2):
        make_contact(student=alice, full_name="Maria Lopez", role="Nurse", organization="", source="")
    page = phone.post(NEW, {"full_name": "Maria Lopez"}).content.decode()
    assert "(number 1)" in page
    assert "(number 2)" in page


def test_who_introduced_them_is_told_apart_where_two_have_one_name(phone: Client, alice: Student) -> None:
    for fields in ({"role": "Nurse"}, {"email": "m@work.example"}, {"email": "maria@work.example"}):
        make_contact(student=alice, full_name="Maria Lopez", **{"role": "", "organization": "", "source": ""} | fields)
    make_contact(student=alice, full_name="Jun Park")
    select = phone.get(NEW).content.decode().split('name="introduced_by"', 1)[1].split("</select>", 1)[0]
    shown = [" ".join(text.split()) for text in re.findall(r"<option[^>]*>([^<]*)</option>", select)]
    since = f"in your people since {short_day(alice.contacts.latest('pk').created_at)}"
    assert shown == [
        "Nobody, or someone not in my people",
        "Jun Park",
        "Maria Lopez, Nurse",
        f"Maria Lopez, {since}, m@work.example",
        f"Maria Lopez, {since}, maria@work.example",
    ]


def test_a_log_opened_from_a_person_means_that_person(phone: Client, held: Interview, analyst: Contact) -> None:
    twin = make_contact(student=analyst.student, full_name="Wei Zhang", role="Baker", email="wei@work.example")
    page = phone.get(f"/interviews/log/?contact={twin.pk}").content.decode()
    assert f'value="{twin.pk}"' in page
    asked = page.split('id="div_id_contact"', 1)[1].split("</fieldset>", 1)[0]
    assert "checked" in asked
    assert "the same" not in asked


class TestRows:
    def send(self, phone: Client, held: Interview, *rows: dict[str, str]):
        data = {"people-TOTAL_FORMS": str(len(rows)), "people-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            data |= {f"people-{number}-{name}": value for name, value in row.items()}
        return phone.post(reverse("network:refer", args=[held.pk]), data)

    def test_a_row_may_be_the_one_above(self, phone: Client, held: Interview) -> None:
        first, second = {"full_name": "Jun"}, {"full_name": "Jun Park"}
        page = self.send(phone, held, first, second)
        assert page.status_code == 422
        assert "Jun, whom you named above" in page.content.decode()
        assert self.send(phone, held, first, second | {"contact": "row0"}).status_code == 422
        for _ in range(2):
            assert self.send(phone, held, first, second | {"contact": "not-row0"}).status_code == 302
        assert Referral.objects.count() == 2

    def test_one_of_the_interviewees_name_may_be_someone_else(self, phone: Client, held: Interview) -> None:
        named = {"full_name": "Rosa Delgado", "role": "Baker"}
        assert self.send(phone, held, named).status_code == 422
        chosen = self.send(phone, held, named | {"contact": str(held.contact_id)})
        assert "You talked to them already." in chosen.content.decode()
        assert self.send(phone, held, named | {"contact": f"not-{held.contact_id}"}).status_code == 302
        assert self.send(phone, held, {"full_name": "Rosa"}).status_code == 422


def test_a_change_that_makes_two_alike_is_kept_and_offers_to_make_them_one(phone: Client, analyst: Contact) -> None:
    other = make_contact(student=analyst.student, full_name="Wei")
    answer = phone.post(reverse("contacts:edit", args=[other.pk]), {"full_name": "Wei Zhang"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("contacts:detail", args=[other.pk])
    assert "may be the same person" in answer.content.decode()


def test_among_thousands_it_is_one_query_that_fetches_few(
    phone: Client, alice: Student, analyst: Contact, django_assert_num_queries
) -> None:
    Contact.objects.bulk_create(Contact(student=alice, full_name=f"Person Number{n}") for n in range(3000))
    told = Contact(student=alice, full_name="Zhang, Wei", email="x@work.example")
    with django_assert_num_queries(1):
        assert [one.contact for one in alike_to(told)] == [analyst]
    assert Contact.objects.perhaps(name="Zhang, Wei", email="", profile_link="").count() == 1
