"""“Who do you know?”: a small favor from someone known, and what becomes of the answer."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from apps.contacts.models import Contact, NameUse, Source
from apps.core import clock
from apps.interviews.models import Interview
from apps.network import merging
from apps.outreach.models import Outreach
from apps.students.models import Student
from tests.core.not_saved.test_refusing import form_token
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


def test_a_draft_hides_neither_the_answer_nor_the_thanks(
    phone: Client, alice: Student, aunt: Contact, sent: Outreach
) -> None:
    draft = Outreach.objects.create(student=alice, contact=aunt, kind="who_do_you_know", channel="text", body="More?")
    detail = reverse("contacts:detail", args=[aunt.pk])
    assert "Aunt Maria answered who they know" in phone.get(detail).text
    say(phone, aunt, answer="name", full_name="Dana Reyes")
    Outreach.objects.filter(pk=draft.pk).update(sent_how="copy", sent_at=clock.now())  # asked again, before the thanks
    page = phone.get(url(aunt, "_answer")).text
    assert "Thank Aunt Maria for the name" in page
    assert f'name="message" value="{sent.pk}"' in page
    page = phone.post(url(aunt, "_thanks"), {"message": sent.pk}, follow=True).text
    assert "Undo the thanks" in page
    assert "answered who they know" in phone.get(detail).text


def test_an_answer_belongs_to_the_message_that_it_was_given_to(
    phone: Client, alice: Student, aunt: Contact, sent: Outreach
) -> None:
    went = {"sent_how": "copy", "sent_at": clock.now()}
    again = Outreach.objects.create(student=alice, contact=aunt, kind="who_do_you_know", channel="text", **went)
    say(phone, aunt, answer="nobody", message=str(sent.pk))
    assert [one.answer for one in Outreach.objects.order_by("pk")] == ["nobody", ""]
    page = phone.get(reverse("contacts:detail", args=[aunt.pk])).text
    assert f"{url(aunt, '_answer')}?message={sent.pk}" in page
    assert "You saved: “Nobody came to mind”" in phone.get(f"{url(aunt, '_answer')}?message={sent.pk}").text
    assert "You saved" not in phone.get(f"{url(aunt, '_answer')}?message={again.pk}").text
    for wrong in ("0", "x", "\x00", str(2**63)):
        assert f'name="message" value="{again.pk}"' in phone.get(url(aunt, "_answer"), {"message": wrong}).text


def test_an_answer_is_undone_and_whom_they_named_stays(phone: Client, aunt: Contact, sent: Outreach) -> None:
    say(phone, aunt, answer="name", full_name="Dana Reyes")
    phone.post(url(aunt, "_thanks"), {"message": sent.pk})
    assert "Undo the answer" in phone.get(url(aunt, "_answer")).text
    for _ in range(2):
        page = phone.post(url(aunt, "_withdraw_answer"), {"message": sent.pk}, follow=True).text
        assert "Undone. Your people stay as they are." in page
    assert "Undo the answer" not in page
    sent.refresh_from_db()
    assert (sent.answer, sent.answered_at, sent.thanked_at) == ("", None, None)
    assert Contact.objects.get(full_name="Dana Reyes").introduced_by == aunt
    phone.post(url(aunt, "_withdraw_sending"), {"message": sent.pk})
    sent.refresh_from_db()
    assert not sent.is_sent


def test_nobody_is_thanked_for_no_name(phone: Client, aunt: Contact, sent: Outreach) -> None:
    page = phone.post(url(aunt, "_thanks"), {"message": sent.pk}, follow=True).text
    assert "They haven’t given you a name yet." in page
    assert "They’ll be glad" not in page


def test_the_messages_to_somebody_archived_are_still_there(phone: Client, aunt: Contact, sent: Outreach) -> None:
    phone.post(reverse("contacts:archive", args=[aunt.pk]))
    page = phone.get(reverse("contacts:detail", args=[aunt.pk])).text
    assert "Everything you wrote is still here." in page
    assert "Who do you know?</p>" in page
    assert "More ways to ask" not in page


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
    page = say(phone, aunt, answer="name", full_name="Dana Reyes", form_token=form_token(phone))
    assert "Say first that you sent your message." in page
    assert "<dd>Dana Reyes</dd>" in page


class TestOfOnePerson:
    def test_a_merge_carries_the_messages(self, alice: Student, aunt: Contact, sent: Outreach) -> None:
        other = make_contact(student=alice, full_name="Maria Ortiz")
        to_them = {"student": alice, "kind": "who_do_you_know", "channel": "email"}
        older = Outreach.objects.create(**to_them, contact=aunt, subject="A name?", body="Hers", set_aside="Earlier")
        newer = Outreach.objects.create(**to_them, contact=other, body="Mine", set_aside="Before")
        merging.merge(kept=other, other=aunt, as_of=clock.now())
        assert set(Outreach.objects.values_list("contact", "sent_at")) == {(other.pk, None), (other.pk, sent.sent_at)}
        newer.refresh_from_db()
        assert (newer.body, newer.set_aside) == ("Mine", "Before\n\nA name?\n\nHers\n\nEarlier")
        assert not Outreach.objects.filter(pk=older.pk).exists()

    def test_there_is_one_draft(self, alice: Student, aunt: Contact) -> None:
        to_her = {"student": alice, "contact": aunt, "kind": "who_do_you_know", "channel": "text"}
        Outreach.objects.create(**to_her)
        with pytest.raises(IntegrityError, match="outreach_one_draft_a_contact"):
            Outreach.objects.create(**to_her)

    def test_words_for_who_was_merged_meanwhile_go_to_who_they_are(
        self, phone: Client, alice: Student, aunt: Contact, sent: Outreach
    ) -> None:
        other = make_contact(student=alice, full_name="Mary Ortiz")
        token, addresses = {"form_token": form_token(phone)}, (url(aunt, "_answer"), url(aunt))
        merging.merge(kept=other, other=aunt, as_of=clock.now())
        said = {"answer": "name", "full_name": "Dana Reyes", "name_use": "yes", "message": sent.pk}
        page = phone.post(addresses[0], token | said, follow=True)
        assert page.redirect_chain == [(f"{url(other, '_answer')}?message={sent.pk}", 302)]
        assert "This is Mary Ortiz now: you made two of your people one." in page.text
        assert 'value="Dana Reyes"' in page.text
        phone.post(url(other, "_answer"), token | said)
        assert Contact.objects.get(full_name="Dana Reyes").introduced_by == other
        written = {"channel": "text", "body": "Hi, who do you know?", "after": "1", "version": "", "save": "1"}
        page = phone.post(addresses[1], token | written | {"message": sent.pk}, follow=True)
        assert page.redirect_chain[0][0].startswith(url(other))
        assert "Hi, who do you know?</textarea>" in page.text
        # What is kept while one types is not: the next press leads on.
        assert phone.post(addresses[1], {**token, **written, "autosave": "1"}).status_code == 404

    def test_words_for_who_is_gone_go_to_a_page_that_has_room(
        self, phone: Client, charlie: Student, aunt: Contact
    ) -> None:
        token, addresses = {"form_token": form_token(phone)}, (url(aunt, "_answer"), url(aunt))
        aunt.delete()
        assert phone.get(addresses[0]).status_code == 404
        said = {"answer": "name", "full_name": "Dana Reyes", "role": "Nurse"}
        page = phone.post(addresses[0], token | said, follow=True).text
        assert "This person is no longer in your people. Your words are still here." in page
        assert 'value="Dana Reyes"' in page
        assert "What you typed" not in page
        written = {"channel": "text", "body": "Hi, who do you know?", "after": "0", "version": "", "copy": "1"}
        page = phone.post(addresses[1], token | written, follow=True).text
        assert "<dd>Hi, who do you know?</dd>" in page
        assert "After" not in page
        assert phone.post(url(make_contact(student=charlie)), written).status_code == 404

    def test_a_name_that_is_removed_takes_no_message_along(self, phone: Client, aunt: Contact, sent: Outreach) -> None:
        phone.post(reverse("contacts:remove", args=[aunt.pk]))
        assert Outreach.objects.get().contact == aunt
