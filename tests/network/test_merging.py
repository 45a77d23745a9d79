"""Two contacts who are one person are made one, by hand."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.contacts.actions import NotPossible
from apps.contacts.models import Contact
from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.interviews.progress import progress_of
from apps.network.merging import lowered, merge
from apps.network.models import Referral
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests.factories import make_cohort, make_contact, make_held, make_interview


def page(contact: Contact) -> str:
    return reverse("network:merge", args=[contact.pk])


@pytest.fixture
def kept(alice: Student) -> Contact:
    return make_contact(student=alice, full_name="Robert Achterberg", role="Researcher", organization="", notes="Kind.")


@pytest.fixture
def other(alice: Student) -> Contact:
    return make_contact(
        student=alice, full_name="Bob Achterberg", role="Designer", email="bob@work.example", notes="Met at the fair."
    )


def test_an_idea_for_which_nothing_was_done_gives_way(
    alice: Student, as_of: datetime, kept: Contact, other: Contact
) -> None:
    mine, _ = (make_interview(student=alice, contact=each) for each in (kept, other))
    merge(kept=kept, other=other, as_of=as_of)
    assert Interview.objects.get() == mine
    asked = make_contact(student=alice)
    request = make_interview(student=alice, contact=asked, asked_at=as_of)
    merge(kept=kept, other=asked, as_of=as_of)
    assert Interview.objects.get() == request
    written = make_contact(student=alice)
    Note.objects.create(
        interview=make_interview(student=alice, contact=written), key="q1", heading="Why?", body="Maps."
    )
    merge(kept=kept, other=written, as_of=as_of)
    assert Interview.objects.count() == 2, "nothing that was written is lost"


def test_everything_is_kept(alice: Student, as_of: datetime, kept: Contact, other: Contact) -> None:
    talk, plan = make_held(alice, contact=other, learned="Ask twice."), make_interview(student=alice, contact=kept)
    friend = make_contact(student=alice, introduced_by=other)
    merge(kept=kept, other=other, as_of=as_of)
    kept.refresh_from_db()
    assert (kept.role, kept.organization, kept.email) == ("Researcher", "Cedar Basin", "bob@work.example")
    assert kept.notes == "Kind.\nAlso known as Bob Achterberg\nMet at the fair.\nAlso: Designer"
    for row in (talk, plan, friend):
        row.refresh_from_db()
    assert (talk.contact, plan.contact, friend.introduced_by) == (kept, kept, kept)
    assert not Contact.objects.filter(pk=other.pk).exists()


def test_nobody_is_introduced_or_referred_by_themselves(
    alice: Student, as_of: datetime, kept: Contact, other: Contact
) -> None:
    Contact.objects.filter(pk=kept.pk).update(introduced_by=other)
    named = make_held(alice, contact=make_contact(student=alice))
    for contact in (kept, other):
        Referral.objects.create(interview=named, contact=contact)
    Referral.objects.create(interview=make_held(alice, contact=other), contact=kept)
    merge(kept=kept, other=other, as_of=as_of)
    kept.refresh_from_db()
    assert kept.introduced_by is None
    assert list(Referral.objects.values_list("interview", "contact")) == [(named.pk, kept.pk)]


@pytest.mark.parametrize("kept_name", ["Ama", "Jun"])
def test_a_merge_makes_no_circle(alice: Student, as_of: datetime, kept_name: str) -> None:
    """Ama led to Rosa, and Rosa to Jun; Jun is Ama."""
    ama = make_contact(student=alice, full_name="Ama")
    rosa = make_contact(student=alice, full_name="Rosa", introduced_by=ama)
    jun = make_contact(student=alice, full_name="Jun", introduced_by=rosa, name_use="yes")
    kept, other = (ama, jun) if kept_name == "Ama" else (jun, ama)
    merge(kept=kept, other=other, as_of=as_of)
    people = dict(Contact.objects.values_list("pk", "introduced_by"))
    assert people == {kept.pk: None, rosa.pk: kept.pk}


def test_marks_are_kept_the_stricter_word_stands_and_whoever_is_not_archived_stays(
    as_of: datetime, alice: Student, kept: Contact, other: Contact
) -> None:
    by = make_contact(student=alice)
    Contact.objects.filter(pk=kept.pk).update(introduced_by=by, name_use="yes", archived_at=as_of, just_met_at=as_of)
    Contact.objects.filter(pk=other.pk).update(introduced_by=by, name_use="no", keep_in_touch_months=6, may_mentor=True)
    one = merge(kept=kept, other=other, as_of=as_of)
    assert (one.name_use, one.keep_in_touch_months, one.may_mentor) == ("no", 6, True)
    assert (one.archived_at, one.just_met_at) == (None, None)


@pytest.mark.parametrize(
    ("first", "second", "shared"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_a_name_stays_shared_where_both_were(
    as_of: datetime, kept: Contact, other: Contact, first: int, second: int, shared: bool
) -> None:
    Contact.objects.filter(pk=kept.pk).update(name_shared=bool(first))
    Contact.objects.filter(pk=other.pk).update(name_shared=bool(second))
    assert merge(kept=kept, other=other, as_of=as_of).name_shared is shared


def test_a_link_to_a_volunteer_is_kept_and_two_are_two_people(
    as_of: datetime, alice: Student, kept: Contact, other: Contact
) -> None:
    first, second = (Volunteer.objects.create(full_name=f"V {n}", email=f"v{n}@work.example") for n in range(2))
    Contact.objects.filter(pk=other.pk).update(volunteer=first)
    assert merge(kept=kept, other=other, as_of=as_of).volunteer == first
    with pytest.raises(NotPossible):
        merge(kept=kept, other=make_contact(student=alice, volunteer=second), as_of=as_of)


def test_two_at_one_start_are_named_and_nothing_happens(
    phone: Client, alice: Student, kept: Contact, other: Contact
) -> None:
    talk = make_held(alice, contact=kept)
    second = make_held(alice, contact=other)
    type(talk).objects.filter(pk=second.pk).update(starts_at=talk.starts_at, ends_at=talk.ends_at)
    for answer in (phone.get(page(kept), {"other": other.pk}), phone.post(page(kept), {"other": other.pk})):
        assert answer.status_code == 422
        assert "Robert Achterberg and one with Bob Achterberg that begin" in answer.content.decode()
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("different_people", [True, False])
def test_a_count_that_goes_down_is_said_first(
    phone: Client,
    alice: Student,
    as_of: datetime,
    campus: Campus,
    kept: Contact,
    other: Contact,
    different_people: bool,
) -> None:
    cohort = make_cohort(students=[alice], name="Fall", different_people=different_people)
    make_held(alice, contact=kept)
    make_held(alice, contact=other, minutes=20)
    said = "Your count in Fall goes from 2 to 1." in phone.get(page(kept), {"other": other.pk}).content.decode()
    told = [one.after for one in lowered(kept=kept, other=other, as_of=as_of, campus=campus)]
    merge(kept=kept, other=other, as_of=as_of)
    counted = progress_of(student=alice, cohorts=[cohort], as_of=as_of, campus=campus)[0].counted
    assert (said, told, counted) == ((True, [1], 1) if different_people else (False, [], 2))


def test_by_hand_and_pressed_twice(phone: Client, kept: Contact, other: Contact) -> None:
    assert "Bob Achterberg" not in phone.get(page(kept)).content.decode()  # not alike
    assert "Bob Achterberg" in phone.get(page(kept), {"q": "bob"}).content.decode()
    assert "Nothing has happened yet." in phone.get(page(kept), {"other": other.pk}).content.decode()
    assert Contact.objects.count() == 2
    for _ in range(2):
        assert phone.post(page(kept), {"other": other.pk}).url == reverse("contacts:detail", args=[kept.pk])
    assert Contact.objects.get().email == "bob@work.example"


def test_two_of_one_name_are_told_apart(phone: Client, alice: Student, kept: Contact) -> None:
    twin = make_contact(student=alice, full_name=kept.full_name, role="Baker", organization="")
    make_interview(student=alice, contact=twin)
    answer = phone.get(page(kept), {"other": twin.pk}).content.decode()
    one, other = "Robert Achterberg (Researcher)", "Robert Achterberg (Baker)"
    assert f"Are {one} and {other} one person?" in answer
    assert f"1 conversation with {other} will belong to {one}" in answer


@pytest.mark.parametrize("given", ["", "abc", str(2**63), "-1", "self"])
def test_nobody_chosen(phone: Client, kept: Contact, given: str) -> None:
    assert phone.post(page(kept), {"other": kept.pk if given == "self" else given}).status_code == 422
    assert Contact.objects.count() == 1


def test_both_are_ones_own(
    phone: Client, client_of: Callable[[User], Client], charlie: Student, bob: User, kept: Contact
) -> None:
    theirs = make_contact(student=charlie)
    assert phone.get(page(kept), {"other": theirs.pk}).status_code == 404
    assert phone.post(page(kept), {"other": theirs.pk}).status_code == 404
    for person in (charlie.user, bob):
        assert client_of(person).post(page(kept), {"other": theirs.pk}).status_code == 404
    assert Contact.objects.count() == 2


def test_whatever_belongs_to_a_contact_was_thought_of() -> None:
    """A new foreign key moves with the others. Ask whether its rows may meet before you add it here."""
    assert {(one.related_model.__name__, one.field.name) for one in Contact._meta.related_objects} == {
        ("Contact", "introduced_by"),
        ("Interview", "contact"),
        ("Outreach", "contact"),
        ("Referral", "contact"),
    }
