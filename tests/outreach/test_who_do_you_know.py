"""“Who do you know?”: a small favor from someone known, and what becomes of the answer."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.contacts.models import Contact, NameUse, Source
from apps.core import clock
from apps.interviews.models import Interview
from apps.network import merging
from apps.outreach.models import Outreach
from apps.students.models import Student
from tests.factories import make_contact


@pytest.fixture
def aunt(alice: Student) -> Contact:
    return make_contact(student=alice, full_name="Maria Ortiz", call_them="Aunt Maria", source="family", email="")


@pytest.fixture
def sent(alice: Student, aunt: Contact) -> Outreach:
    went = {"sent_how": "copy", "sent_at": clock.now(), "body": "Who do you know?"}
    return Outreach.objects.create(student=alice, contact=aunt, kind="who_do_you_know", channel="text", **went)


def url(contact: Contact, page: str = "") -> str:
    return reverse(f"outreach:who_do_you_know{page}", args=[contact.pk])


def say(phone: Client, aunt: Contact, **values: str) -> str:
    return phone.post(url(aunt, "_answer"), {"name_use": "not_yet", **values}, follow=True).content.decode()


def test_it_is_written_and_sent_without_a_conversation(phone: Client, aunt: Contact) -> None:
    page = phone.get(url(aunt)).content.decode()
    assert "Ask Aunt Maria: who do you know?" in page
    assert "the kind of work" in page
    values = {
        "channel": "text",
        "body": "Hi Aunt Maria, do you know a nurse?",
        "copy": "1",
        "version": "",
        "after": "0",
    }
    phone.post(url(aunt), values)
    message = Outreach.objects.get()
    page = phone.post(url(aunt, "_sending"), {"message": message.pk, "answer": "yes"}, follow=True).content.decode()
    assert "When Aunt Maria answers, say here what came of it." in page
    assert "Aunt Maria answered who they know" in page
    assert not Interview.objects.exists()


def test_a_name_becomes_someone_introduced_by_them(phone: Client, aunt: Contact, sent: Outreach) -> None:
    page = say(phone, aunt, answer="name", full_name="Dana Reyes", role="Nurse", name_use="yes")
    dana = Contact.objects.get(full_name="Dana Reyes")
    assert (dana.introduced_by, dana.source, dana.name_use) == (aunt, Source.REFERRAL, NameUse.YES)
    assert "Thank Aunt Maria for the name" in page
    detail = reverse("contacts:detail", args=[aunt.pk])
    assert "Aunt Maria gave you a name." in phone.get(detail).content.decode()
    page = phone.post(url(aunt, "_thanks"), {"message": sent.pk}, follow=True).content.decode()
    assert "Undo the thanks" in page
    assert "gave you a name" not in phone.get(detail).content.decode()
    page = phone.post(url(aunt, "_withdraw_thanks"), {"message": sent.pk}, follow=True).content.decode()
    assert "Thank Aunt Maria for the name" in page


def test_sent_twice_it_is_one_person(phone: Client, aunt: Contact, sent: Outreach) -> None:
    for _ in range(2):
        say(phone, aunt, answer="name", full_name="Dana Reyes", role="Nurse")
    assert Contact.objects.filter(full_name="Dana Reyes").count() == 1


def test_it_asks_who_is_meant(phone: Client, alice: Student, aunt: Contact, sent: Outreach) -> None:
    known = make_contact(student=alice, full_name="Dana Reyes", role="Pilot")
    values = {"answer": "name", "full_name": "Dana Reyes", "role": "Nurse"}
    assert "Which one?" in say(phone, aunt, **values)
    say(phone, aunt, **values, contact=f"not-{known.pk}")
    assert Contact.objects.filter(full_name="Dana Reyes").count() == 2


@pytest.mark.parametrize(("answer", "said"), [("nobody", "Asking was the hard part"), ("later", "will think about it")])
def test_nobody_and_later(phone: Client, aunt: Contact, sent: Outreach, answer: str, said: str) -> None:
    assert said in say(phone, aunt, answer=answer)
    sent.refresh_from_db()
    assert (sent.answer, sent.owes_thanks) == (answer, False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Choose what they said."),
        ({"answer": "name"}, "Add the name."),
        ({"answer": "nobody", "full_name": "Dana"}, "You typed a name."),
        ({"answer": "name", "full_name": "Maria Ortiz"}, "They named themselves?"),
    ],
)
def test_bad_input(phone: Client, aunt: Contact, sent: Outreach, values: dict[str, str], said: str) -> None:
    answer = phone.post(url(aunt, "_answer"), values)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Contact.objects.count() == 1


def test_not_before_it_was_sent(phone: Client, aunt: Contact) -> None:
    assert phone.get(url(aunt, "_answer")).url == url(aunt)


class TestOfOnePerson:
    def test_a_merge_carries_the_messages(self, alice: Student, aunt: Contact, sent: Outreach) -> None:
        other = make_contact(student=alice, full_name="Maria Ortiz")
        draft = Outreach.objects.create(student=alice, contact=aunt, kind="who_do_you_know", channel="text")
        Outreach.objects.create(student=alice, contact=other, kind="who_do_you_know", channel="text", body="Mine")
        merging.merge(kept=other, other=aunt, as_of=clock.now())
        assert set(Outreach.objects.values_list("contact", flat=True)) == {other.pk}
        assert Outreach.objects.count() == 3
        assert draft.pk

    def test_a_name_that_is_removed_takes_no_message_along(self, phone: Client, aunt: Contact, sent: Outreach) -> None:
        phone.post(reverse("contacts:remove", args=[aunt.pk]))
        assert Outreach.objects.get().contact == aunt
