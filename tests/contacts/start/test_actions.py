"""What Start keeps: where it goes on, what a student tells of themselves, and names that are one person or two."""

from datetime import datetime

import pytest

from apps.campus.models import FieldOfInterest
from apps.contacts.identity import Choice, Unsure
from apps.contacts.models import Contact, Source
from apps.contacts.start import actions
from apps.contacts.start.actions import Named, add_names
from apps.students.models import Student
from tests.factories import make_contact, make_student

pytestmark = pytest.mark.django_db


@pytest.fixture
def student() -> Student:
    return make_student(full_name="Maria Guadalupe Hernández", start_ended_at=None)


def test_it_ends_once_and_is_taken_up_where_it_was_left(student: Student, as_of: datetime) -> None:
    actions.go_on_at(student=student, step=Source.FRIENDS)
    assert actions.end(student=student, as_of=as_of)
    assert not actions.end(student=student, as_of=as_of)
    student.refresh_from_db()
    assert (student.start_step, student.start_ended_at) == ("friends", as_of)
    actions.take_up_again(student=student)
    student.refresh_from_db()
    assert (student.start_step, student.start_ended_at) == ("friends", None)


def test_what_a_student_tells_of_themselves(student: Student, as_of: datetime) -> None:
    health = FieldOfInterest.objects.get_or_create(name="Health care")[0]
    told = {"major": "Biology", "year": "Sophomore", "interests": [health], "time_zone": "America/Denver"}
    actions.tell_about_yourself(student=student, name="Lupita Hernández", as_of=as_of, **told)
    student = Student.objects.get(pk=student.pk)
    assert (student.major, student.year, student.time_zone) == ("Biology", "Sophomore", "America/Denver")
    assert list(student.interests.all()) == [health]
    assert (student.user.display_name, student.user.full_name) == ("Lupita Hernández", "Maria Guadalupe Hernández")
    actions.tell_about_yourself(student=student, name="Maria Guadalupe Hernández", as_of=as_of, **told)
    student.user.refresh_from_db()
    assert student.user.preferred_name == ""


def test_what_a_student_tells_stands_in_no_history(student: Student, as_of: datetime) -> None:
    actions.tell_about_yourself(
        student=student, name="Lupita", major="Marine law", year="Junior", interests=[], time_zone="", as_of=as_of
    )
    events = student._meta.get_field("time_zone_quiet_from_quiet_until_archived_at_events").related_model
    kept = [str(event) for event in events.objects.filter(pgh_obj=student).values()]
    assert kept
    assert not any("Marine law" in text or "Junior" in text for text in kept)


def test_a_rung_sent_twice_is_one(student: Student) -> None:
    for _ in range(2):
        add_names(
            student=student, source=Source.FAMILY, people=[Named("Rosa", key="row0"), Named("Marcos", key="row1")]
        )
    assert list(student.contacts.values_list("full_name", "source", "notes")) == [
        ("Marcos", "family", ""),
        ("Rosa", "family", ""),
    ]


def test_one_name_from_two_rungs_is_asked_about(student: Student) -> None:
    known = make_contact(student=student, full_name="Marcos", source=Source.FAMILY, role="", organization="")
    with pytest.raises(Unsure):
        add_names(student=student, source=Source.FRIENDS, people=[Named("Marcos")])
    other = Named("Marcos", Choice(refused=frozenset({str(known.pk)})))
    for _ in range(2):
        (new,) = add_names(student=student, source=Source.FRIENDS, people=[other])
    assert new != known
    assert student.contacts.count() == 2
    (same,) = add_names(student=student, source=Source.FRIENDS, people=[Named("Marcos", Choice(person=str(known.pk)))])
    assert (same, same.source, same.notes) == (known, "family", "Also: Friends")


def test_a_name_whose_rung_is_not_known_is_that_person_and_gets_it(student: Student) -> None:
    known = make_contact(student=student, full_name="Marcos", source="", role="Surveyor")
    add_names(student=student, source=Source.FAMILY, people=[Named("marcos")])
    assert Contact.objects.get(student=student).source == Source.FAMILY
    assert Contact.objects.get(student=student) == known


def test_two_of_one_name_in_one_rung_may_be_two_people(student: Student) -> None:
    people = [Named("Jo", key="row0"), Named("Jo", Choice(refused=frozenset({"row0"})), "row1")]
    first, second = add_names(student=student, source=Source.FRIENDS, people=people)
    assert first != second
    with pytest.raises(Unsure):  # which of the two is meant now
        add_names(student=student, source=Source.FRIENDS, people=people)
    assert student.contacts.count() == 2
