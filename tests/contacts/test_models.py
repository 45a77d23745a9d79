"""What the database refuses about contacts, past every form; and the ladder of sources."""

import pytest
from django.db import IntegrityError

from apps.contacts.models import Contact, Source, Warmth
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests.factories import make_contact


def test_an_unknown_source(alice: Student) -> None:
    with pytest.raises(IntegrityError, match="contact_source_known"):
        Contact.objects.bulk_create([Contact(student=alice, full_name="Rosa", source="enemies")])


def test_nobody_introduces_themselves(alice: Student) -> None:
    contact = make_contact(student=alice)
    with pytest.raises(IntegrityError, match="contact_not_introduced_by_self"):
        Contact.objects.filter(pk=contact.pk).update(introduced_by=contact.pk)


def test_a_volunteer_is_one_contact_of_a_student(alice: Student, charlie: Student) -> None:
    volunteer = Volunteer.objects.create(full_name="Vera Ortiz", email="vera@work.example")
    make_contact(student=alice, volunteer=volunteer)
    make_contact(student=charlie, volunteer=volunteer)
    with pytest.raises(IntegrityError, match="contact_volunteer_once_a_student"):
        make_contact(student=alice, volunteer=volunteer)


def test_names_are_cleaned_also_past_the_form(alice: Student) -> None:
    Contact.objects.bulk_create([Contact(student=alice, full_name="  Rosa\u202e\r\nDelgado ", role="\u200bJudge")])
    assert Contact.objects.values_list("full_name", "role").get() == ("Rosa Delgado", "Judge")


def test_the_ladder_goes_from_warm_to_cold() -> None:
    warmths = [source.warmth for source in Source]
    assert warmths == sorted(warmths, key=list(Warmth).index)
    assert [warmths.count(warmth) for warmth in Warmth] == [11, 6, 3]


def test_how_a_contact_is_spoken_of(alice: Student) -> None:
    contact = make_contact(student=alice, full_name="Rosa María Delgado", role="Judge", organization="")
    assert (contact.greeting, contact.description) == ("Rosa", "Judge")


def test_a_contact_is_greeted_as_the_student_says() -> None:
    name = "Nguyễn Văn An"
    assert Contact(full_name=name).greeting == name
    assert Contact(full_name=name, call_them="Thầy An").greeting == "Thầy An"


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"name_use": "maybe"}, "contact_name_use_known"), ({"keep_in_touch_months": 2}, "contact_cadence_known")],
)
def test_an_unknown_word(alice: Student, fields: dict[str, object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name):
        Contact.objects.bulk_create([Contact(student=alice, full_name="Rosa", **fields)])
