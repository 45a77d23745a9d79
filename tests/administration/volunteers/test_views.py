"""Volunteers, as administrators look after them in the product's own look."""

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.administration.volunteers.importing import check
from apps.audit.models import Entry
from apps.campus.models import Campus, FieldOfInterest, Format
from apps.cohorts.models import Term
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews.models import Exit
from apps.students.models import Student
from apps.volunteers.actions import AddressTaken, add
from apps.volunteers.models import Volunteer
from tests.administration.pages import queries, said
from tests.factories import make_contact, make_held, make_interview, make_student

pytestmark = pytest.mark.django_db

LIST = "/program/volunteers/"


def volunteer(name: str = "Ana Reyes", **fields: object) -> Volunteer:
    address = name.split()[0].lower()
    return Volunteer.objects.create(**{"full_name": name, "email": f"{address}@alumni.example", **fields})


def typed(**changed: object) -> dict[str, object]:
    return {"full_name": "Ana Reyes", "email": "ana@alumni.example", "formats": ["video"], "capacity": "2", **changed}


@pytest.fixture
def term(as_of: datetime, campus: Campus) -> Term:
    today = as_of.astimezone(campus.zone).date()
    return Term.objects.create(name="This term", starts_on=today - timedelta(60), ends_on=today + timedelta(20))


@pytest.fixture
def sam() -> Student:
    return make_student(full_name="Sam Eng")


def names(page) -> list[str]:
    return [one.full_name for one in page.context["page"]]


def test_load_counts_conversations_of_the_term_and_no_student(
    office: Client, term: Term, sam: Student, as_of: datetime
) -> None:
    ana, bo = volunteer(role="Nurse"), volunteer("Bo Lind", capacity=1)
    known = make_contact(student=sam, full_name="A. Reyes", volunteer=ana)
    make_held(student=sam, contact=known, minutes=30, ended_ago=timedelta(days=2))
    make_held(student=sam, contact=known, minutes=45, ended_ago=timedelta(days=200))
    other = make_contact(student=make_student(), volunteer=ana)
    make_interview(student=other.student, contact=other, asked_at=as_of - timedelta(days=1))
    soon = as_of + timedelta(days=1)
    agreed = {"scheduled_at": as_of, "starts_at": soon, "ends_at": soon + timedelta(minutes=30), "minutes": 30}
    make_interview(student=other.student, contact=other, **agreed)
    cancelled = as_of - timedelta(days=1)
    make_interview(
        student=other.student,
        contact=other,
        asked_at=as_of - timedelta(days=3),
        exit=Exit.CANCELLED,
        exited_at=cancelled,
    )
    page = office.get(LIST)
    row = next(one for one in page.context["page"] if one == ana)
    assert (row.asked, row.scheduled, row.held, row.hours) == (2, 1, 1, 0.5)
    assert "Sam Eng" not in page.text
    assert "2 of 2 volunteers can be asked" in page.text
    assert not Entry.objects.exists()
    assert names(office.get(f"{LIST}?order=most")) == ["Ana Reyes", "Bo Lind"]
    assert names(office.get(f"{LIST}?order=least")) == ["Bo Lind", "Ana Reyes"]
    assert names(office.get(f"{LIST}?kind=unasked")) == ["Bo Lind"]
    assert names(office.get(f"{LIST}?kind=often")) == ["Ana Reyes"]
    earlier = Term.objects.create(name="Earlier", starts_on=date(2020, 1, 1), ends_on=date(2020, 5, 1))
    assert [one.held for one in office.get(f"{LIST}?term={earlier.pk}").context["page"]] == [0, 0]
    assert bo.pk


def test_volunteers_are_found_by_words_field_and_kind(office: Client, as_of: datetime) -> None:
    law = FieldOfInterest.objects.create(name="Law of the sea")
    ana = volunteer("Ána Reyes", email="ana@alumni.example", organization="Harbor Health", topics="first job")
    ana.fields.add(law)
    volunteer("Bo Lind", paused_until=date(2999, 1, 1))
    volunteer("Cy Dow", withdrawn_at=as_of)
    volunteer("Di Orr", capacity=0)
    for query in ("ana", "reyes ana", "harbor", "FIRST", "ana@alumni", f"&field={law.pk}"):
        assert names(office.get(f"{LIST}?q={query}")) == ["Ána Reyes"], query
    assert names(office.get(f"{LIST}?kind=paused")) == ["Bo Lind", "Di Orr"]
    assert names(office.get(f"{LIST}?kind=withdrawn")) == ["Cy Dow"]
    assert names(office.get(f"{LIST}?q=nobody")) == []
    for odd in ("kind=x&order=y&field=z", "term=999", f"field={2**63}", "q=%00", "q=" + "a+" * 300, "page=9"):
        assert office.get(f"{LIST}?{odd}").status_code == 200, odd
    assert office.get(f"{LIST}?page=-1").status_code == 404


def test_the_list_asks_the_same_whatever_its_length(office: Client, term: Term, sam: Student) -> None:
    known = make_contact(student=sam, volunteer=volunteer())
    make_held(student=sam, contact=known)
    office.get(LIST)
    asked = queries(office, LIST)
    for name in ("Bo Lind", "Cy Dow"):
        make_held(student=sam, contact=make_contact(student=sam, full_name=name, volunteer=volunteer(name)))
    assert queries(office, LIST) == asked
    assert asked <= 12


def test_a_volunteer_is_added_once_by_a_double_click(office: Client) -> None:
    offered = office.get(f"{LIST}new/").context["form"]
    assert (offered["capacity"].value(), offered["formats"].value()) == (2, list(Format.values))
    field = FieldOfInterest.objects.create(name="Law of the sea")
    empty = dict.fromkeys(("role", "organization", "city", "topics", "profile_link", "time_zone"), "")
    form = typed(email="ANA@Alumni.Example", fields_of_interest=[field.pk], class_year="2007", **empty)
    first, second = (office.post(f"{LIST}new/", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302), second.context["form"].errors
    ana = Volunteer.objects.get()
    assert (ana.email, ana.formats, list(ana.fields.all())) == ("ana@alumni.example", ["video"], [field])
    assert first.headers["Location"] == second.headers["Location"] == f"{LIST}{ana.pk}/"
    refused = office.post(f"{LIST}new/", typed(full_name="Somebody Else"))
    assert refused.status_code == 422
    assert "Ana Reyes has this email address already." in refused.text
    assert f'<a href="{LIST}{ana.pk}/">Open the record of Ana Reyes</a>' in refused.text
    assert 'value="Somebody Else"' in refused.text
    Volunteer.objects.update(created_at=clock.now() - timedelta(hours=1))
    later = office.post(f"{LIST}new/", form, follow=True)
    assert said(later)[-1] == "Ana Reyes was on the list already. Nothing that you typed was saved."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "\u200b"),
        ("full_name", "x\x00"),
        ("full_name", "x" * 121),
        ("email", "ana\r\nBcc: all@example.edu"),
        ("email", "ana"),
        ("formats", []),
        ("formats", ["telepathy"]),
        ("capacity", "21"),
        ("capacity", "-1"),
        ("capacity", "many"),
        ("class_year", "3007"),
        ("class_year", str(2**63)),
        ("fields_of_interest", [str(2**63)]),
        ("fields_of_interest", ["x"]),
        ("profile_link", "javascript:alert(1)"),
        ("time_zone", "Mars/Olympus"),
        ("topics", "x" * 1001),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(office: Client, field: str, value: object) -> None:
    page = office.post(f"{LIST}new/", typed(**{field: value}))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Volunteer.objects.exists()


def test_a_change_of_two_tabs_is_told_to_the_older(office: Client) -> None:
    law, art = (FieldOfInterest.objects.create(name=name) for name in ("Law of the sea", "Art of tea"))
    ana = volunteer()
    ana.fields.add(law)
    opened = office.get(f"{LIST}{ana.pk}/").context["form"]["version"].value()
    saved = office.post(f"{LIST}{ana.pk}/", typed(version=opened, role="Nurse", fields_of_interest=[art.pk]))
    assert saved.status_code == 302
    older = office.post(f"{LIST}{ana.pk}/", typed(version=opened, role="Doctor", fields_of_interest=[law.pk]))
    assert older.status_code == 409
    assert dict(older.context["form"].conflict.saved) == {"What they do": "Nurse", "Fields": "Art of tea"}
    ana.refresh_from_db()
    assert ana.role == "Nurse"
    assert office.post(f"{LIST}{ana.pk}/", typed(version=ana.version, role="Doctor")).status_code == 302
    volunteer("Bo Lind")
    assert office.post(f"{LIST}{ana.pk}/", typed(email="BO@alumni.example")).status_code == 422


def test_a_pause_lasts_until_a_day_and_is_taken_back(
    office: Client, term: Term, campus: Campus, as_of: datetime
) -> None:
    ana, today = volunteer(), as_of.astimezone(campus.zone).date()
    page = f"{LIST}{ana.pk}/pause/"
    office.post(page, {"until": "days"})
    ana.refresh_from_db()
    assert ana.paused_until == today + timedelta(days=30)
    assert "already, which is later." in said(office.post(page, {"until": "term"}))[-1]
    assert office.get(f"{page}withdrawal/").status_code == 405
    assert office.post(f"{page}withdrawal/").headers["Location"] == f"{LIST}{ana.pk}/"
    assert office.post(f"{page}withdrawal/", {"back": "list"}).headers["Location"] == f"{LIST}#volunteer-{ana.pk}"
    ana.refresh_from_db()
    assert ana.paused_until is None
    office.post(page, {"until": "date", "day": f"{today:%m/%d/%Y}"})
    ana.refresh_from_db()
    assert ana.paused_until == today
    for wrong in ({}, {"until": "x"}, {"until": "date"}, {"until": "date", "day": "2001-01-01"},
                  {"until": "date", "day": "9999-12-31"}, {"until": "date", "day": "soon"}):  # fmt: skip
        assert office.post(page, wrong).status_code == 422, wrong


def test_without_a_term_to_come_its_end_is_not_offered(office: Client) -> None:
    page = office.get(f"{LIST}{volunteer().pk}/pause/")
    assert [key for key, _ in page.context["form"].fields["until"].choices] == ["days", "date"]


def test_a_withdrawal_is_noted_once_and_taken_back(office: Client, as_of: datetime) -> None:
    ana, bo = volunteer(paused_until=date(2999, 1, 1)), volunteer("Bo Lind")
    page = f"{LIST}{ana.pk}/leaving/"
    answer = office.post(f"{page}?from=%3Fq%3Dana", follow=True)
    assert said(answer) == ["Ana Reyes withdrew, so students can’t ask them any more."]
    assert "They don’t want to be asked any more, so" in answer.text
    (message,) = answer.context["messages"]
    assert message.extra_tags == f"{page}withdrawal/?from=%3Fq%3Dana"
    assert names(office.get(f"{LIST}?kind=withdrawn")) == ["Ana Reyes"]
    ana.refresh_from_db()
    noted = ana.withdrawn_at
    assert noted
    assert said(office.post(page, follow=True)) == []  # a double click
    ana.refresh_from_db()
    assert ana.withdrawn_at == noted
    office.post(message.extra_tags)
    office.post(message.extra_tags)
    ana.refresh_from_db()
    assert (ana.withdrawn_at, ana.paused_until, bo.withdrawn_at) == (None, date(2999, 1, 1), None)


def test_nobody_who_withdrew_is_paused(office: Client, as_of: datetime) -> None:
    ana = volunteer(withdrawn_at=as_of)
    assert "withdrew" in said(office.post(f"{LIST}{ana.pk}/pause/", {"until": "days"}))[0]
    ana.refresh_from_db()
    assert ana.paused_until is None


def test_two_who_are_one_are_suggested_and_merged_in_two_steps(office: Client, sam: Student, as_of: datetime) -> None:
    keep = volunteer("Ana Reyes", role="Nurse", capacity=1)
    other = volunteer("ANA REYÉS", email="ana.r@other.example", role="Doctor", city="Boston", shares_hours=True,
                      paused_until=date(2999, 1, 1))  # fmt: skip
    other.fields.add(law := FieldOfInterest.objects.create(name="Law of the sea"))
    volunteer("Bo Lind", email="bo@a.example")
    volunteer("B. Lind", email="BO@b.example")
    volunteer("Cy Dow")
    pairs = office.get(f"{LIST}merge/").context["pairs"]
    assert [(pair.one.full_name, pair.two.full_name, pair.why) for pair in pairs] == [
        ("Ana Reyes", "ANA REYÉS", "The same name"),
        ("Bo Lind", "B. Lind", "The same address at another domain"),
    ]
    moves = make_contact(student=sam, volunteer=other)
    both = make_student()
    stays = make_contact(student=both, volunteer=keep)
    unlinked = make_contact(student=both, volunteer=other)

    page = office.get(f"{LIST}merge/?keep={keep.pk}&other={other.pk}")
    assert (page.context["made"].moves, page.context["made"].unlinks) == (1, 1)
    assert "City comes from the other row: Boston" in page.text
    assert Volunteer.objects.count() == 5
    assert office.post(f"{LIST}merge/", {"keep": keep.pk, "other": other.pk}).status_code == 302
    kept = Volunteer.objects.get(pk=keep.pk)
    assert (kept.role, kept.city, kept.capacity, kept.email) == ("Nurse", "Boston", 1, "ana@alumni.example")
    assert (kept.paused_until, kept.shares_hours, list(kept.fields.all())) == (date(2999, 1, 1), False, [law])
    assert not Volunteer.objects.filter(pk=other.pk).exists()
    linked = dict(Contact.objects.values_list("pk", "volunteer"))
    assert linked == {moves.pk: keep.pk, stays.pk: keep.pk, unlinked.pk: None}
    assert office.post(f"{LIST}merge/", {"keep": keep.pk, "other": other.pk}).status_code == 404


def test_only_two_volunteers_are_merged(office: Client) -> None:
    ana = volunteer()
    for wrong in (f"keep={ana.pk}&other={ana.pk}", f"keep={ana.pk}", "keep=x&other=y", f"keep={2**63}&other={ana.pk}"):
        assert office.get(f"{LIST}merge/?{wrong}").status_code == 404, wrong
        assert (
            office.post(f"{LIST}merge/?{wrong}", dict(part.split("=") for part in wrong.split("&"))).status_code == 404
        )
    assert office.post(f"{LIST}merge/").status_code == 200
    assert Volunteer.objects.count() == 1


def test_somebody_who_withdrew_is_not_asked_again_by_a_merge(office: Client, as_of: datetime) -> None:
    keep, other = volunteer(), volunteer("Ana Reyes", email="a@b.example", withdrawn_at=as_of)
    office.post(f"{LIST}merge/", {"keep": keep.pk, "other": other.pk})
    assert Volunteer.objects.get().withdrawn_at == as_of
    # Nor by the address of the row that went, in a file or typed anew.
    checked = check(content=b"Name,Email\nAna Reyes,A@b.example", file_name="alumni.csv", as_of=as_of)
    assert [row.outcome for row in checked.rows] == ["skipped"]
    with pytest.raises(AddressTaken):
        add(volunteer=Volunteer(full_name="Ana Reyes", email="A@b.example"))


def test_a_merge_keeps_the_fewer_requests(office: Client) -> None:
    keep, other = volunteer(capacity=2), volunteer("Ana Reyes", email="a@b.example", capacity=0)
    assert (
        "Requests each term comes from the other row: 0"
        in office.get(f"{LIST}merge/?keep={keep.pk}&other={other.pk}").text
    )
    office.post(f"{LIST}merge/", {"keep": keep.pk, "other": other.pk})
    assert Volunteer.objects.get().capacity == 0


def test_two_rows_of_one_person_are_told_apart_from_two_people(office: Client, as_of: datetime) -> None:
    keep, other = volunteer(email="ana@a.example"), volunteer("Ana Reyes", email="ana@b.example")
    office.post(f"{LIST}merge/", {"keep": keep.pk, "other": other.pk})
    rows = b"Name,Email\nAna Reyes,ana@b.example\nAna Reyes,ana@a.example"
    checked = check(content=rows, file_name="alumni.csv", as_of=as_of)
    assert [row.outcome for row in checked.rows] == ["unchanged", "refused"]


def test_hours_go_to_the_alumni_office_of_those_who_agreed(
    office: Client, ada: User, term: Term, sam: Student, as_of: datetime
) -> None:
    volunteer("Cy Dow", shares_hours=True)
    ana = volunteer("=Ana", email="ana@alumni.example", shares_hours=True, class_year=2007)
    volunteer("Bo Lind")
    known = make_contact(student=sam, volunteer=ana)
    make_held(student=sam, contact=known, minutes=90, ended_ago=timedelta(days=1))
    answer = office.get(f"{LIST}hours/?format=csv&term={term.pk}")
    assert list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:] == [
        ["'=Ana", "ana@alumni.example", "2007", "1.5"],
        ["Cy Dow", "cy@alumni.example", "", "0"],
    ]
    sheet = load_workbook(BytesIO(office.get(f"{LIST}hours/?format=xlsx").content)).active
    assert [cell.value for cell in sheet[2]] == ["=Ana", "ana@alumni.example", 2007, 1.5]
    office.head(f"{LIST}hours/")
    first, second = Entry.objects.order_by("pk")
    assert (first.actor, first.action, first.student_ids) == (ada, "exported", [])
    assert first.filter == {"term": term.pk, "format": "csv"}
    assert second.filter["format"] == "xlsx"
    assert office.get(f"{LIST}hours/?format=exe").status_code == 404


def test_without_volunteers_the_page_says_what_to_do(office: Client) -> None:
    page = office.get(LIST)
    assert "Add the first one" in page.text
    assert "No volunteer seems to be on the list twice" in office.get(f"{LIST}merge/").text
