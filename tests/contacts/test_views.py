"""My people: a new name, someone just met, one person changed, archived, removed."""

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.contacts.models import Contact
from apps.core import wording
from apps.students.models import Student
from tests.core.not_saved.test_refusing import form_token
from tests.factories import make_contact, make_interview, make_named

LIST, NEW = "/contacts/", "/contacts/new/"


def edit(contact: Contact) -> str:
    return reverse("contacts:edit", args=[contact.pk])


def person(contact: Contact) -> str:
    return reverse("contacts:detail", args=[contact.pk])


def refused(response, field: str, message: str) -> None:
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert [str(error) for error in response.context["form"].errors[field]] == [message]
    assert message in page.split(f'id="div_id_{field}"', 1)[1].split('id="div_id_', 1)[0]


class TestANewName:
    def test_only_the_name_is_needed(self, phone: Client, alice: Student) -> None:
        assert phone.get(NEW).status_code == 200
        assert phone.post(NEW, {"full_name": "Rosa Delgado"}).url == LIST
        contact = Contact.objects.get()
        assert (contact.student, contact.name_shared, contact.source) == (alice, False, "")

    def test_everything(self, phone: Client, alice: Student) -> None:
        friend = make_contact(student=alice, full_name="Ama Boateng")
        given = {
            "full_name": "Rosa Delgado",
            "role": "Hydrologist",
            "organization": "Cedar Basin",
            "source": "professors",
            "introduced_by": str(friend.pk),
            "name_use": "will_introduce",
            "keep_in_touch_months": "3",
            "may_mentor": "on",
            "email": "rosa@work.example",
            "phone": "555 0100",
            "profile_link": "work.example/rosa",
            "name_shared": "on",
        }
        assert phone.post(NEW, given).status_code == 302
        kept = Contact.objects.values(*given).get(full_name="Rosa Delgado")
        assert kept == given | {
            "introduced_by": friend.pk,
            "keep_in_touch_months": 3,
            "may_mentor": True,
            "profile_link": "https://work.example/rosa",
            "name_shared": True,
        }

    def test_how_they_are_greeted_goes_behind_dear(self, phone: Client) -> None:
        phone.post(NEW, {"full_name": "Zhang Wei", "call_them": "Dear Wei,"})
        assert Contact.objects.get().greeting == "Wei"

    def test_sent_twice_it_is_one(self, phone: Client) -> None:
        for name in ("Rosa Delgado", "Rosa  Delgado"):
            phone.post(NEW, {"full_name": name, "role": "Hydrologist"})
        assert Contact.objects.count() == 1

    def test_what_was_not_asked_is_not_taken(self, phone: Client, alice: Student, charlie: Student) -> None:
        phone.post(NEW, {"full_name": "Rosa", "student": charlie.pk, "volunteer": "1", "is_staff": "1", "pk": "9"})
        assert Contact.objects.get().student == alice

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("full_name", "", "Add a name. A first name is fine."),
            ("full_name", "\u200b\u200d", "Add a name. A first name is fine."),
            ("full_name", "Rosa\x00", wording.NUL),
            ("email", "rosa", "Check the email: it should look like name@example.org."),
            (
                "email",
                "rosa@work.example\r\nBcc: x@y.example",
                "Check the email: it should look like name@example.org.",
            ),
            ("profile_link", "javascript:alert(1)", "Paste the whole link; it starts with https://"),
            ("profile_link", "JaVaScRiPt://x.example/%0aalert(1)", "Paste the whole link; it starts with https://"),
            ("profile_link", "data:text/html,x", "Paste the whole link; it starts with https://"),
            ("introduced_by", "abc", "Choose one of your own people."),
            ("introduced_by", str(2**63), "Choose one of your own people."),
            ("name_use", "maybe", "Choose one of these."),
            ("keep_in_touch_months", "2", "Choose one of these."),
        ],
    )
    def test_bad_input(self, phone: Client, field: str, value: str, message: str) -> None:
        response = phone.post(NEW, {"full_name": "Rosa Delgado", "role": "Hydrologist", field: value})
        refused(response, field, message)
        page = response.content.decode()
        assert 'value="Hydrologist"' in page
        assert 'href="javascript' not in page.lower()
        assert Contact.objects.count() == 0

    def test_a_link_of_another_scheme(self, phone: Client) -> None:
        for link in ("ftp://work.example/rosa", "ssh://work.example"):
            response = phone.post(NEW, {"full_name": "Rosa", "profile_link": link})
            assert response.status_code == 422
            assert response.context["form"].errors["profile_link"]

    def test_introduced_by_somebody_elses_person(self, phone: Client, charlie: Student) -> None:
        theirs = make_contact(student=charlie, full_name="Petra Novak")
        response = phone.post(NEW, {"full_name": "Rosa", "introduced_by": theirs.pk})
        refused(response, "introduced_by", "Choose one of your own people.")
        assert "Petra" not in response.content.decode()

    def test_long_and_unknown(self, phone: Client) -> None:
        given = {"full_name": "R" * 121, "role": "r" * 121, "phone": "5" * 41, "source": "enemies"}
        response = phone.post(NEW, given)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == set(given)

    def test_an_empty_post(self, phone: Client) -> None:
        assert phone.post(NEW, {}).status_code == 422


class TestOnePerson:
    def test_changed(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa")
        assert 'value="Rosa"' in phone.get(edit(contact)).content.decode()
        assert phone.post(edit(contact), {"full_name": "Rosa Delgado", "name_shared": "on"}).url == person(contact)
        contact.refresh_from_db()
        assert (contact.full_name, contact.name_shared, contact.role) == ("Rosa Delgado", True, "")

    def test_the_list_is_found_again_as_it_was(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa")
        listed = phone.get(LIST, {"q": "rosa", "talked": "no"}).text
        came_from = "?from=q%3Drosa%26talked%3Dno"
        assert f'href="{person(contact)}{came_from}"' in listed
        assert f'href="{edit(contact)}{came_from}"' in phone.get(person(contact) + came_from).text
        assert phone.post(edit(contact) + came_from, {"full_name": "Rosa Ek"}).url == person(contact) + came_from
        back = f'href="{LIST}?q=rosa&amp;talked=no#contact-{contact.pk}"'
        assert back in phone.get(person(contact) + came_from).text

    def test_who_was_alone_on_the_last_page_is_removed(self, phone: Client, alice: Student) -> None:
        *_, last = [make_contact(student=alice, full_name=f"Rosa {number:02}") for number in range(51)]
        url = f"{reverse('contacts:remove', args=[last.pk])}?from=page%3D2"
        page = phone.post(url, follow=True)
        assert page.redirect_chain == [(f"{LIST}?page=2", 302)]
        assert [len(page.context["page"]), page.status_code] == [50, 200]

    def test_a_bad_form_keeps_the_person_and_what_was_typed(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa Delgado")
        for given in ({"full_name": "", "role": "Judge"}, {}):
            response = phone.post(edit(contact), given)
            refused(response, "full_name", "Add a name. A first name is fine.")
            assert "<h1>Rosa Delgado</h1>" in response.content.decode()
        contact.refresh_from_db()
        assert (contact.full_name, contact.role) == ("Rosa Delgado", "Hydrologist")

    def test_nobody_introduces_themselves(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice)
        response = phone.post(edit(contact), {"full_name": "Rosa", "introduced_by": contact.pk})
        refused(response, "introduced_by", "Choose one of your own people.")

    def test_nobody_is_introduced_in_a_circle(self, phone: Client, alice: Student) -> None:
        ama = make_contact(student=alice, full_name="Ama Boateng")
        rosa = make_contact(student=alice, full_name="Rosa Delgado", introduced_by=ama)
        jun = make_contact(student=alice, full_name="Jun Park", introduced_by=rosa)
        response = phone.post(edit(ama), {"full_name": "Ama Boateng", "role": "Judge", "introduced_by": jun.pk})
        said = "Jun Park came to you through Ama Boateng. Choose someone else, or nobody."
        refused(response, "introduced_by", said)
        assert 'value="Judge"' in response.text
        ama.refresh_from_db()
        assert ama.introduced_by is None

    def test_what_was_typed_about_someone_removed_meanwhile_is_in_the_form_that_adds_them(
        self, phone: Client, alice: Student
    ) -> None:
        rosa = make_contact(student=alice, full_name="Rosa Delgado")
        token, address = form_token(phone), edit(rosa)
        rosa.delete()
        sent = {"form_token": token, "full_name": "Rosa Delgado", "notes": "Likes maps.", "version": rosa.version}
        page = unescape(phone.post(address, sent, follow=True).text)
        assert "This person was removed meanwhile. Your words are still here." in page
        assert 'value="Rosa Delgado"' in page
        assert "Likes maps.</textarea>" in page
        assert phone.post(NEW, {**sent, "form_token": token}).status_code == 302
        assert Contact.objects.get().notes == "Likes maps."

    def test_someone_elses_person_is_nobody_to_write_about(self, phone: Client, charlie: Student) -> None:
        theirs = make_contact(student=charlie)
        assert phone.post(edit(theirs), {"full_name": "Rosa Delgado"}).status_code == 404

    def test_removed(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice)
        url = reverse("contacts:remove", args=[contact.pk])
        assert phone.get(url).status_code == 405
        assert phone.post(url).url == LIST
        assert not Contact.objects.exists()
        assert phone.post(url).status_code == 404

    def remove(self, phone: Client, contact: Contact) -> str:
        return phone.post(reverse("contacts:remove", args=[contact.pk]), follow=True).content.decode()

    def test_not_while_a_conversation_belongs_to_them(self, phone: Client, alice: Student) -> None:
        interview = make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
        page = self.remove(phone, interview.contact)
        assert "You have a conversation with Rosa Delgado, or a message to Rosa Delgado, so the name stays." in page
        assert "You can archive Rosa instead, on this page." in page
        assert "Archive Rosa</button>" in page

    def test_not_while_a_message_or_notes_would_go_with_them(self, phone: Client, alice: Student) -> None:
        rosa = make_contact(student=alice, full_name="Rosa Delgado")
        message = make_named(rosa)
        assert "or a message to Rosa Delgado, so the name stays." in self.remove(phone, rosa)
        message.delete()
        Contact.objects.update(notes="Likes maps.")
        assert "You wrote notes about Rosa Delgado. Empty the notes first" in self.remove(phone, rosa)
        phone.post(reverse("contacts:archive", args=[rosa.pk]))
        assert "You can archive" not in self.remove(phone, rosa)
        Contact.objects.update(notes="")
        self.remove(phone, rosa)
        assert not Contact.objects.exists()

    def test_not_by_the_database_while_a_message_belongs_to_them(self, alice: Student) -> None:
        with pytest.raises(ProtectedError):
            make_named(make_contact(student=alice)).contact.delete()

    def test_nobody_opens_anothers(
        self, client_of: Callable[[User], Client], alice: Student, bob: User, charlie: Student, make_administrator
    ) -> None:
        contact = make_contact(student=alice)
        for person in (bob, charlie.user, make_administrator()):
            client = client_of(person)
            assert client.get(edit(contact)).status_code == 404
            assert client.post(edit(contact), {"full_name": "Mine"}).status_code == 404
            assert client.post(reverse("contacts:remove", args=[contact.pk])).status_code == 404
        assert Contact.objects.get().full_name == contact.full_name

    @pytest.mark.parametrize("pk", [0, 2**63, 10**30])
    def test_an_id_that_no_row_can_have(self, phone: Client, pk: int) -> None:
        assert phone.get(f"/contacts/{pk}/").status_code == 404
        assert phone.post(f"/contacts/{pk}/removal/").status_code == 404


def test_names_follow_one_another(phone: Client, alice: Student) -> None:
    assert "of 5 names" not in phone.get(NEW).content.decode()
    for number, name in enumerate(("Rosa Delgado", "Ama Boateng"), start=1):
        answer = phone.post(NEW, {"full_name": name, "another": "1"})
        assert answer.url == NEW
        page = phone.get(NEW).content.decode()
        assert f"{number} of 5 names." in page
        assert f'data-draft="contact-after-{number}"' in page  # else the saved one's draft would come back
    for _ in range(3):
        make_contact(student=alice)
    assert "5 names so far." in phone.get(NEW).content.decode()


class TestJustMet:
    url = "/contacts/just-met/"

    def test_a_name_and_one_word(self, phone: Client, as_of: datetime) -> None:
        assert phone.get(self.url).status_code == 200
        for _ in range(2):  # a double tap
            phone.post(self.url, {"full_name": "Wei", "word": "bus 14", "source": "chance"})
        contact = Contact.objects.get()
        assert (contact.source, contact.notes) == ("chance", "bus 14")
        assert contact.just_met_at
        assert contact.just_met_at >= as_of

    def test_by_a_talk_and_without_a_word(self, phone: Client) -> None:
        phone.post(self.url, {"full_name": "Dr. Lopez", "source": "guests"})
        assert Contact.objects.values_list("source", "notes").get() == ("guests", "")

    @pytest.mark.parametrize(
        ("given", "field"), [({"word": "bus"}, "full_name"), ({"full_name": "Wei", "source": "family"}, "source")]
    )
    def test_bad_input(self, phone: Client, given: dict[str, str], field: str) -> None:
        response = phone.post(self.url, given)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert Contact.objects.count() == 0

    def test_someone_of_that_name_is_asked_about(self, phone: Client, alice: Student) -> None:
        known = make_contact(student=alice, full_name="Wei Zhang")
        given = {"full_name": "Wei", "word": "bus 14"}
        assert phone.post(self.url, given).status_code == 422
        assert phone.post(self.url, given | {"contact": str(known.pk)}).status_code == 302
        known.refresh_from_db()
        assert (known.notes, known.just_met_at) == ("bus 14\nAlso: Met by chance", None)

    def test_the_rest_is_told_or_there_is_no_more(self, phone: Client, alice: Student, as_of: datetime) -> None:
        for told in (True, False):
            contact = make_contact(student=alice, full_name="Wei", just_met_at=as_of)
            assert "That’s all I know" in phone.get(edit(contact)).text
            if told:
                phone.post(edit(contact), {"full_name": "Wei", "role": "Driver"})
            else:
                phone.post(reverse("contacts:tell_no_more", args=[contact.pk]))
            contact.refresh_from_db()
            assert contact.just_met_at is None


class TestArchive:
    @pytest.fixture
    def rosa(self, alice: Student, phone: Client) -> Contact:
        rosa = make_contact(student=alice, full_name="Rosa Delgado")
        for _ in range(2):
            assert phone.post(reverse("contacts:archive", args=[rosa.pk])).url == person(rosa)
        return rosa

    def test_out_of_lists_and_choices_and_back(self, phone: Client, alice: Student, rosa: Contact) -> None:
        friend = make_contact(student=alice, full_name="Jun Park", introduced_by=rosa)
        other = make_contact(student=alice, full_name="Ama Boateng")
        option = f'<option value="{rosa.pk}"'
        assert list(phone.get(LIST).context["page"]) == [other, friend]
        assert "Rosa Delgado" not in phone.get("/interviews/log/").text
        assert option not in phone.get(edit(other)).text
        assert option in phone.get(edit(friend)).text  # whom she introduced stays introduced by her
        phone.post(reverse("contacts:withdraw_archive", args=[rosa.pk]))
        assert rosa in phone.get(LIST).context["page"]

    @pytest.mark.parametrize("url", [NEW, "/contacts/just-met/"])
    def test_adding_the_name_again_offers_to_bring_them_back(self, phone: Client, rosa: Contact, url: str) -> None:
        given = {"full_name": "Rosa Delgado"}
        asked = phone.post(url, given)
        assert asked.status_code == 422
        assert "archived, and back in your people if you choose them" in asked.text
        answer = phone.post(url, given | {"contact": str(rosa.pk)}, follow=True)
        assert "Rosa Delgado is back in your people." in answer.text
        rosa.refresh_from_db()
        assert not rosa.is_archived
        assert Contact.objects.count() == 1

    def test_someone_else_of_that_name_is_someone_else(self, phone: Client, rosa: Contact) -> None:
        for _ in range(2):
            phone.post(NEW, {"full_name": "Rosa Delgado", "contact": f"not-{rosa.pk}"})
        rosa.refresh_from_db()
        assert (Contact.objects.count(), rosa.is_archived) == (2, True)

    def test_who_is_asked_for_a_conversation_is_back(self, phone: Client, rosa: Contact) -> None:
        phone.post(reverse("interviews:plan", args=[rosa.pk]))
        rosa.refresh_from_db()
        assert not rosa.is_archived
