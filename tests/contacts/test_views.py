"""My people: the list, a new name, one person, a name removed."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.contacts.models import Contact
from apps.core import wording
from apps.students.models import Student
from tests.core.not_saved.test_refusing import form_token
from tests.factories import make_contact, make_interview

LIST, NEW = "/contacts/", "/contacts/new/"


def edit(contact: Contact) -> str:
    return reverse("contacts:edit", args=[contact.pk])


def refused(response, field: str, message: str) -> None:
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert [str(error) for error in response.context["form"].errors[field]] == [message]
    assert message in page.split(f'id="div_id_{field}"', 1)[1].split('id="div_id_', 1)[0]


class TestTheList:
    def test_ones_own_people_by_name(self, phone: Client, alice: Student, charlie: Student) -> None:
        for name in ("Rosa Delgado", "Ama Boateng"):
            make_contact(student=alice, full_name=name)
        make_contact(student=charlie, full_name="Petra Novak")
        response = phone.get(LIST)
        assert [contact.full_name for contact in response.context["page"]] == ["Ama Boateng", "Rosa Delgado"]
        assert "Petra" not in response.content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("rosa", 1),
            ("HYDRO", 1),
            ("delgado, dr. rosa", 1),
            ("Rósa cedar", 1),
            ("rosa boateng", 0),
            ("cedar", 1),
            ("%", 0),
            ("_", 0),
            ("'", 0),
            ("%00", 2),
            ("\u200b", 2),
            ("x" * 5000, 0),
        ],
    )
    def test_finding(self, phone: Client, alice: Student, query: str, found: int) -> None:
        make_contact(student=alice, full_name="Rosa Delgado")
        make_contact(student=alice, full_name="Ama Boateng", role="Judge", organization="City")
        response = phone.get(f"{LIST}?q={query}")
        assert response.status_code == 200
        assert response.context["page"].paginator.count == found

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("佐藤健さん", "佐藤 健"),
            ("JR Smith", "J.R. Smith"),
            ("McDonald", "Mc Donald"),
            ("AnneMarie", "Anne-Marie Weiss"),
            ("عبدالله", "عبد الله"),
            ("tomas", "Tomás Rivera"),
        ],
    )
    def test_found_as_every_form_finds_them(self, phone: Client, alice: Student, query: str, name: str) -> None:
        make_contact(student=alice, full_name=name)
        assert phone.get(LIST, {"q": query}).context["page"].paginator.count == 1

    @pytest.mark.parametrize("page", ["-1", "abc", "9" * 5000, "%00"])
    def test_a_page_that_is_not_one(self, phone: Client, alice: Student, page: str) -> None:
        make_contact(student=alice)
        assert phone.get(f"{LIST}?page={page}&order=nonsense").status_code == 404

    def test_two_buttons_of_one_first_name_say_whom(self, phone: Client, alice: Student) -> None:
        for name, role in (("Maria Lopez", "Nurse"), ("Maria Cruz", "")):
            make_contact(student=alice, full_name=name, role=role, organization="")
        page = phone.get("/contacts/").content.decode()
        for whom in ("Maria Lopez, Nurse", "Maria Cruz"):
            assert f'Ask Maria<span class="visually-hidden">: {whom}</span>' in page

    def test_queries_are_the_same_for_one_and_for_three(self, phone: Client, alice: Student) -> None:
        counts = []
        for made in (1, 2):
            for _ in range(made):
                make_contact(student=alice, introduced_by=make_contact(student=alice))
            with CaptureQueriesContext(connection) as queries:
                phone.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 6

    def test_staff_have_none(self, client_of: Callable[[User], Client], bob: User) -> None:
        assert client_of(bob).get(LIST).status_code == 404
        assert client_of(bob).get(NEW).status_code == 404


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
            "email": "rosa@work.example",
            "phone": "555 0100",
            "profile_link": "work.example/rosa",
            "name_shared": "on",
        }
        assert phone.post(NEW, given).status_code == 302
        kept = Contact.objects.values(*given).get(full_name="Rosa Delgado")
        assert kept == given | {
            "introduced_by": friend.pk,
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
        assert phone.post(edit(contact), {"full_name": "Rosa Delgado", "name_shared": "on"}).url == LIST
        contact.refresh_from_db()
        assert (contact.full_name, contact.name_shared, contact.role) == ("Rosa Delgado", True, "")

    def test_the_list_is_found_again_as_it_was(self, phone: Client, alice: Student) -> None:
        contact = make_contact(student=alice, full_name="Rosa")
        listed = phone.get(LIST, {"q": "rosa"}).text
        assert f'href="{edit(contact)}?from=q%3Drosa"' in listed
        here = f"{edit(contact)}?from=q%3Drosa"
        assert f'href="{LIST}?q=rosa#contact-{contact.pk}"' in phone.post(here, {"full_name": ""}).text
        assert phone.post(here, {"full_name": "Rosa Delgado"}).url == f"{LIST}?q=rosa"
        make_contact(student=alice, full_name="Rosa Ek")
        assert phone.post(here, {"full_name": "Rosa Ek"}).url == here

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

    def test_not_while_a_conversation_belongs_to_them(self, phone: Client, alice: Student) -> None:
        interview = make_interview(student=alice)
        page = phone.post(reverse("contacts:remove", args=[interview.contact_id]), follow=True).content.decode()
        assert "so they stay in your people." in page
        assert Contact.objects.count() == 1

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
