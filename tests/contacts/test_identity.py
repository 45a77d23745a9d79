"""Whom a name means: invented people, told beside those who are known, and what is decided for each."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.contacts.identity import alike, decided
from apps.contacts.models import Contact
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_held
from tests.interviews.moments import wall

SAME, ASK, DIFFERENT = "same", "ask", "different"
LINKEDIN = "https://www.linkedin.com/in/"

# What is typed, who is known (each as name, role, organization, email, link), the decision.
Person = tuple[str, ...]
PAIRS: list[tuple[Person, list[Person], str]] = [
    # The same words, however they are written.
    (("Maria Lopez",), [("Maria Lopez",)], SAME),
    (("maria LOPEZ",), [("María López",)], SAME),
    (("Amína Yusuf",), [("Amina Yusuf",)], SAME),
    (("Amina\u00a0 Yusuf",), [("Amina Yusuf",)], SAME),
    (("Thu Nguyen",), [("Thư Nguyễn",)], SAME),
    (("Lukasz Zielinski",), [("Łukasz Zieliński",)], SAME),
    (("O'Neill",), [("O’Neill",)], SAME),
    (("Pat ONeill",), [("Pat O’Neill",)], SAME),
    (("Anne Marie Weiss",), [("Anne-Marie Weiß",)], SAME),
    (("J. R. Smith",), [("J.R. Smith",)], SAME),
    (("佐藤健",), [("佐藤 健",)], SAME),
    (("佐藤健さん",), [("佐藤 健",)], SAME),
    (("олена шевченко",), [("Олена Шевченко",)], SAME),
    (("सुनीता देवी",), [("सुनीता देवी",)], SAME),
    (("محمد علي",), [("مُحَمَّد علي",)], SAME),
    (("احمد حسن",), [("أحمد حسن",)], SAME),
    (("דוד כהן",), [("דָּוִד כֹּהֵן",)], SAME),
    (("🌱",), [("🌱",)], SAME),
    (("Luis Ferreira",), [("Luís Ferreira 🌱, PMP",)], SAME),
    # Titles and credentials.
    (("Dr. Amina Yusuf",), [("Amina Yusuf",)], SAME),
    (("Prof. Dr. Anna Weber",), [("Anna Weber",)], SAME),
    (("Coach Miller",), [("Miller",)], SAME),
    (("Señora López",), [("Lopez",)], SAME),
    (("Amina Yusuf, Ph.D.",), [("Amina Yusuf",)], SAME),
    (("Amina Yusuf PhD",), [("Dr. Amina Yusuf",)], SAME),
    (("Dana Whitfield, MBA (she/her)",), [("Dana Whitfield",)], SAME),
    (("Maria Lopez, M.D., MPH",), [("Maria Lopez",)], SAME),
    (("Yo-Yo Ma",), [("Yo-Yo Ma, PhD",)], SAME),
    (("Lopez, Maria",), [("Maria Lopez",)], SAME),
    (("Yusuf, Dr. Amina, PhD",), [("Amina Yusuf",)], SAME),
    (("de la Cruz, Rosa",), [("Rosa de la Cruz",)], SAME),
    (("Lopez, Ella",), [("Ella Lopez",)], SAME),
    (("Hon. Amina Yusuf",), [("Amina Yusuf",)], SAME),
    (("Amina Yusuf, MD PhD FACS",), [("Amina Yusuf",)], SAME),
    (("Amina Yusuf, OTR/L",), [("Amina Yusuf",)], SAME),
    (("Yusuf, Amina (Dr.)",), [("Amina Yusuf",)], SAME),
    (("Pastor Juan Garcia",), [("Juan Garcia",)], SAME),
    (("Maria Lopez, Jr.",), [("Maria Lopez Jr",)], SAME),
    # What is told and not known, or known and not told, speaks against nobody.
    (("Wei Zhang", "Analyst"), [("Wei Zhang",)], SAME),
    (("Wei Zhang",), [("Wei Zhang", "Analyst", "Bay Analytics")], SAME),
    (("Wei Zhang", "analyst"), [("Wei Zhang", "Analyst.")], SAME),
    (("Maria Lopez",), [("Maria Lopez",), ("Maria Lopez Garcia",)], SAME),
    (("Mina Park", "", "", "FrontDesk@example.com"), [("Mina Park", "", "", "frontdesk@example.com")], SAME),
    (("Priya Rao", "", "", "", "priya.example"), [("Priya Rao", "", "", "", "https://www.priya.example/")], SAME),
    (
        ("Maria Lopez", "", "", "m@example.com"),
        [("Maria Lopez", "", "", "m@example.com"), ("Maria Lopez", "", "", "other@example.com")],
        SAME,
    ),
    # It may be.
    (("Wei Zhang", "Math teacher"), [("Wei Zhang", "Analyst", "Bay Analytics")], ASK),
    (("Wei Zhang", "Analyst", "Quincy Schools"), [("Wei Zhang", "Analyst", "Bay Analytics")], ASK),
    (("Maria Lopez", "", "", "maria@example.org"), [("Maria Lopez", "", "", "mlopez@example.com")], ASK),
    (("Wei Zhang", "", "", "", f"{LINKEDIN}wei-5"), [("Wei Zhang", "", "", "", f"{LINKEDIN}wei-4")], ASK),
    (("Robert Achterberg", "", "Lumen & Company"), [("Robert Achterberg", "", "Lumen & Co.")], ASK),
    (("Maria",), [("Maria Lopez",)], ASK),
    (("Maria Lopez",), [("Maria",)], ASK),
    (("Maria Lopez",), [("Maria Elena Lopez",)], ASK),
    (("Lopez Maria",), [("Maria Lopez",)], ASK),
    (("Yusuf",), [("Amina Yusuf",)], ASK),
    (("Dr. Yusuf",), [("Amina Yusuf",)], ASK),
    (("M. Lopez",), [("Maria Lopez",)], ASK),
    (("Priya N.",), [("Priya Natarajan",)], ASK),
    (("Robert (Bob) Achterberg",), [("Bob Achterberg",)], ASK),
    (("John Smith",), [("John Smith Jr.",)], ASK),
    (("Mrs. Lopez",), [("Mr. Lopez",)], ASK),
    (("Prof. Yusuf",), [("Dr. Yusuf",)], ASK),
    (("Coach",), [("Coach Miller",)], ASK),
    (("佐藤",), [("佐藤健",)], ASK),
    (("佐藤健",), [("佐藤",)], ASK),
    (("Mc Donald",), [("McDonald",)], ASK),
    (("Aunt Maria",), [("Maria",)], ASK),
    (("Maria Lopez",), [("Maria Lopez", "Nurse"), ("María López", "Baker")], ASK),
    (("Mina Park", "", "", "frontdesk@example.com"), [("Tom Reyes", "", "", "frontdesk@example.com")], ASK),
    (
        ("Bob A.", "", "", "", "http://linkedin.com/in/RAchterberg-ex11/?trk=x"),
        [("Robert Achterberg", "", "", "", f"{LINKEDIN}rachterberg-ex11")],
        ASK,
    ),
    (
        ("Luis F.", "", "", "", f"{LINKEDIN}luís-ferreira-ex2"),
        [("Someone", "", "", "", f"{LINKEDIN}lu%C3%ADs-ferreira-ex2/")],
        ASK,
    ),
    (("Zhang Meng",), [("Zhang",)], ASK),
    (("Lopez, Ella",), [("Lopez",)], ASK),
    (("Rahman Md",), [("Rahman",)], ASK),
    (("Pastor Garcia",), [("Garcia",)], ASK),
    (("Xu, He",), [("Xu",)], ASK),
    (("Don Miller",), [("Miller",)], ASK),
    # Someone else.
    (("Zhang Meng",), [("Zhang Wei",)], DIFFERENT),
    (("Lopez, Ella",), [("Maria Lopez",)], DIFFERENT),
    (
        ("Jun", "", "", "", "https://work.example/people#jun"),
        [("Kim", "", "", "", "https://work.example/people#kim")],
        DIFFERENT,
    ),
    (("Ana Lopez",), [("Maria Lopez",)], DIFFERENT),
    (("A. Lopez",), [("Maria Lopez",)], DIFFERENT),
    (("Maria M. Lopez",), [("Maria T. Lopez",)], DIFFERENT),
    (("Maria M.",), [("Maria Lopez",)], DIFFERENT),
    (("John Smith Jr.",), [("John Smith Sr.",)], DIFFERENT),
    (("Aunt Maria",), [("Maria Lopez",)], DIFFERENT),
    (("Aunt Maria",), [("Uncle Maria",)], DIFFERENT),
    (("Dr. Novak",), [("Dr. Yusuf",)], DIFFERENT),
    (("Marianne",), [("Maria",)], DIFFERENT),
    (("M",), [("Maria",)], DIFFERENT),
    (("王小明",), [("王大明",)], DIFFERENT),
    (("Thanh Do",), [("Thanh",)], ASK),
    (("Wei Zhang", "Analyst", "Bay Analytics"), [("Li Zhang", "Analyst", "Bay Analytics")], DIFFERENT),
    (
        ("Jun", "", "", "", "https://work.example/p?id=7"),
        [("Kim", "", "", "", "https://work.example/p?id=8")],
        DIFFERENT,
    ),
    (("Nobody",), [], DIFFERENT),
]
FIELDS = ("full_name", "role", "organization", "email", "profile_link")


def person(told: Person, **fields: object) -> Contact:
    return Contact(**dict(zip(FIELDS, told, strict=False)), **fields)


@pytest.mark.parametrize(("told", "known", "decision"), PAIRS)
def test_what_is_decided(told: Person, known: list[Person], decision: str) -> None:
    found = alike(person(told), [person(one, pk=number) for number, one in enumerate(known, 1)])
    assert (SAME if decided(found) else ASK if found else DIFFERENT) == decision


# What each door takes, how it is asked, and what it does not ask for.
Door = Callable[[Person], dict[str, str]]


def adding(told: Person) -> dict[str, str]:
    return dict(zip(FIELDS, told, strict=False))


def naming(told: Person) -> dict[str, str]:
    fields = dict(zip(FIELDS[:2], told, strict=False))
    rows = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0"}
    return rows | {f"people-0-{name}": value for name, value in fields.items()}


DOORS = {"log": FIELDS[:3], "add": FIELDS, "referral": FIELDS[:2]}
NAMES = [pair for pair in PAIRS if len(pair[0]) == 1]
MORE = [pair for pair in PAIRS if len(pair[0]) > 1]


# A name alone passes each door the same way, so each goes through one of them.
@pytest.mark.parametrize(
    ("door", "pairs"),
    [(door, group) for place, door in enumerate(DOORS) for group in (NAMES[place::6], NAMES[place + 3 :: 6], MORE)],
)
def test_every_door_decides_alike(
    phone: Client, alice: Student, as_of: datetime, door: str, pairs: list[tuple[Person, list[Person], str]]
) -> None:
    interviewee = Contact(student=alice, full_name="Zyx Interviewee")
    interviewee.save()
    held = make_held(alice, contact=interviewee)
    taken = DOORS[door]
    conversation = {"held_at": wall(held.starts_at), "minutes": "30", "format": "video", "learned": ""}
    for told, known, decision in pairs:
        if any(told[len(taken) :]):
            continue  # this door asks for none of that
        Contact.objects.bulk_create(person(one, student=alice) for one in known)
        if door == "log":
            form = adding(told) | conversation
            answer = phone.post("/interviews/log/", form | {"contact_name": form.pop("full_name")})
        elif door == "add":
            answer = phone.post("/contacts/new/", adding(told))
        else:
            answer = phone.post(reverse("network:refer", args=[held.pk]), naming(told))
        made = Contact.objects.exclude(pk=interviewee.pk).count() - len(known)
        expected = {SAME: (302, 0), ASK: (422, 0), DIFFERENT: (302, 1)}[decision]
        assert (answer.status_code, made) == expected, (door, told, known)
        if decision == ASK:
            page = answer.content.decode()
            assert "Someone else" in page
            assert page.count('type="radio" name="contact"') + page.count('name="people-0-contact"') >= 2
        Interview.objects.exclude(pk=held.pk).delete()
        Contact.objects.exclude(pk=interviewee.pk).delete()
