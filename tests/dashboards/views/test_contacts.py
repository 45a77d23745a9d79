"""A student's people: the list with its filters, and the page of one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.contacts.models import Contact
from apps.network.models import Referral
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview, make_named

LIST, NEW = "/contacts/", "/contacts/new/"


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

    def test_it_says_how_it_stands_with_each(self, phone: Client, alice: Student, as_of: datetime) -> None:
        stands = {
            "Ana": {},
            "Ben": {"asked_at": as_of},
            "Dee": {"asked_at": as_of, "exit": "declined", "exited_at": as_of},
        }
        for name, fields in stands.items():
            make_interview(student=alice, contact=make_contact(student=alice, full_name=name), **fields)
        page = phone.get(LIST).text
        assert [name for name in stands if f"Ask {name}<" in page] == ["Ana"]
        for word in ("Asked", "Declined"):
            assert page.count(f">{word}</span>") == 1, word

    def test_queries_are_the_same_for_one_and_for_three(self, phone: Client, alice: Student) -> None:
        counts = []
        for made in (1, 2):
            for _ in range(made):
                make_contact(student=alice, introduced_by=make_contact(student=alice))
                make_interview(student=alice)
            with CaptureQueriesContext(connection) as queries:
                phone.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 7

    def test_staff_have_none(self, client_of: Callable[[User], Client], bob: User) -> None:
        assert client_of(bob).get(LIST).status_code == 404
        assert client_of(bob).get(NEW).status_code == 404

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"rung": "known"}, ["Aunt Ngozi"]),
            ({"rung": "family"}, ["Aunt Ngozi"]),
            ({"rung": "friends"}, []),
            ({"rung": "new"}, ["Wei"]),
            ({"rung": "enemies", "talked": "maybe", "show": "\x00"}, ["Aunt Ngozi", "Jun Park", "Wei"]),
            ({"talked": "yes"}, ["Jun Park"]),
            ({"talked": "no"}, ["Aunt Ngozi", "Wei"]),
            ({"talked": "no", "rung": "new", "q": "wei"}, ["Wei"]),
            ({"show": "archived"}, ["Rosa Delgado"]),
            ({"show": "keep-in-touch"}, ["Jun Park"]),
            ({"show": "mentors"}, ["Aunt Ngozi"]),
            ({"show": "just-met"}, ["Wei"]),
        ],
    )
    def test_filters(
        self, phone: Client, alice: Student, as_of: datetime, asked: dict[str, str], found: list[str]
    ) -> None:
        make_contact(student=alice, full_name="Aunt Ngozi", source="family", may_mentor=True)
        jun = make_contact(student=alice, full_name="Jun Park", source="alumni", keep_in_touch_months=3)
        make_held(alice, contact=jun)
        make_contact(student=alice, full_name="Wei", source="chance", just_met_at=as_of)
        make_contact(student=alice, full_name="Rosa Delgado", archived_at=as_of)
        page = phone.get(LIST, asked)
        assert [one.full_name for one in page.context["page"]] == found
        part = phone.get(LIST, asked, headers={"HX-Request": "true"}).text
        assert "<h1>" not in part
        assert all(name in part for name in found)


def person(contact: Contact) -> str:
    return reverse("contacts:detail", args=[contact.pk])


class TestOnePerson:
    def test_what_happened(self, phone: Client, alice: Student, as_of: datetime) -> None:
        ama = make_contact(student=alice, full_name="Ama Boateng")
        rosa = make_contact(
            student=alice, full_name="Rosa Delgado", introduced_by=ama, name_use="no", notes="Likes maps."
        )
        talk = make_held(alice, contact=rosa)
        led = make_contact(student=alice, full_name="Jun Park", introduced_by=rosa, name_use="will_introduce")
        known = make_contact(student=alice, full_name="Kofi Mensah", archived_at=as_of)
        Referral.objects.create(interview=talk, contact=known)
        page = unescape(phone.get(person(rosa)).text)
        assert "Introduced by" in page
        assert "Don’t mention Ama." in page
        assert "Rosa will introduce you." in page
        assert "Likes maps." in page
        for url in (person(ama), person(led), person(known), reverse("interviews:detail", args=[talk.pk])):
            assert f'href="{url}"' in page

    def test_the_one_thing_to_do(self, phone: Client, alice: Student, as_of: datetime) -> None:
        def said(contact: Contact) -> str:
            return " ".join(
                unescape(phone.get(person(contact)).text).split('id="next">', 1)[1].split("<", 1)[0].split()
            )

        rosa = make_contact(student=alice, full_name="Rosa Delgado")
        assert said(rosa) == "Ask Rosa for twenty minutes"
        request = make_interview(student=alice, contact=rosa, asked_at=as_of - timedelta(days=1))
        assert said(rosa) == "You asked Rosa"
        Contact.objects.filter(pk=rosa.pk).update(archived_at=as_of)
        assert said(rosa) == "Rosa is archived"
        Contact.objects.filter(pk=rosa.pk).update(archived_at=None)
        request.delete()
        talk = make_held(alice, contact=rosa)
        assert said(rosa) == "Thank Rosa Delgado"
        thanked = {"thanked_at": as_of, "thanked_how": "mail", "reflected_at": as_of}
        type(talk).objects.filter(pk=talk.pk).update(**thanked)
        assert said(rosa) == "You talked with Rosa"
        assert said(make_contact(student=alice, full_name="Wei", just_met_at=as_of)) == "You just met Wei"

    def test_who_is_archived_keeps_their_messages(self, phone: Client, alice: Student, as_of: datetime) -> None:
        message = make_named(make_contact(student=alice, archived_at=as_of))
        type(message).objects.update(body="Who do you know at the water authority?")
        page = phone.get(person(message.contact)).text
        assert "Who do you know at the water authority?" in page
        assert "More ways to ask" not in page

    def test_queries_do_not_grow(self, phone: Client, alice: Student) -> None:
        rosa, counts = make_contact(student=alice, introduced_by=make_contact(student=alice)), []
        for made in (1, 2):
            for _ in range(made):
                talk = make_held(alice, contact=rosa, ended_ago=timedelta(days=alice.interviews.count() + 1))
                named = make_contact(student=alice, introduced_by=rosa)
                Referral.objects.create(interview=talk, contact=named)
            with CaptureQueriesContext(connection) as queries:
                assert phone.get(person(rosa)).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9

    def test_a_script_as_a_link_or_a_note_is_only_text(self, phone: Client, alice: Student) -> None:
        rosa = make_contact(student=alice, notes="<script>alert(1)</script>", email="a@work.example")
        page = phone.get(person(rosa)).text
        assert "<script>alert" not in page
        assert 'href="mailto:a@work.example"' in page
