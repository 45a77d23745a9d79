"""The names so far: the list, and the map that says the same."""

import pytest

from apps.contacts.start.people import SHOWN, drawn, names_of
from apps.guidance import program
from apps.students.models import Student
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


def test_the_newest_are_shown_and_all_are_counted(alice: Student, charlie: Student, django_assert_num_queries) -> None:
    make_contact(student=charlie)
    fields = program.fields()
    with django_assert_num_queries(1):
        assert names_of(alice, fields).count == 0
    for number in range(SHOWN + 3):
        make_contact(student=alice, full_name=f"Person {number}")
    with django_assert_num_queries(2):
        names = names_of(alice, fields)
    assert (names.count, names.more, len(names.people)) == (SHOWN + 3, 3, SHOWN)
    assert names.people[0].contact.full_name == f"Person {SHOWN + 2}"


@pytest.mark.parametrize(
    ("role", "field", "may_know"),
    [
        ("", "", ()),
        ("Knows everybody", "", ()),
        ("Parking ranger", "", ()),
        ("senior LAB TECHNICIAN, water", "Biology and research", ("Research assistant", "Field biologist")),
    ],
)
def test_who_may_know_whom_is_read_from_a_job_title_alone(
    role: str, field: str, may_know: tuple[str, ...], alice: Student
) -> None:
    make_contact(student=alice, role=role)
    (person,) = names_of(alice, program.fields()).people
    assert (person.field, person.may_know) == (field, may_know)


def test_the_map_has_room_for_six_and_cuts_long_names(alice: Student) -> None:
    for number in range(8):
        make_contact(student=alice, full_name=f"{number} Maria Fernanda de la Cruz", role="Lab technician")
    names = names_of(alice, program.fields())
    drawing = drawn(names)
    assert [dot.name for dot in drawing.dots] == [f"{number} Maria Fernanda…" for number in range(7, 1, -1)]
    places = [y for dot in drawing.dots for y in (dot.y, *(maybe.y for maybe in dot.maybes))]
    assert 0 < min(places) < max(places) < drawing.height
    assert len(set(places)) >= 12
