"""The names so far: the list, and the map that says the same."""

from itertools import pairwise

import pytest

from apps.contacts.models import Source
from apps.contacts.start.people import SHOWN, drawn, names_of, rungs_of
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
    with django_assert_num_queries(1):
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


@pytest.mark.parametrize("role", ["Lab technician", ""])
def test_the_map_has_room_for_six_and_for_two_lines_of_a_name(role: str, alice: Student) -> None:
    for number in range(8):
        make_contact(student=alice, full_name=f"{number} Maria Fernanda de la Cruz", role=role)
    drawing = drawn(names_of(alice, program.fields()))
    assert [[line.text for line in dot.lines] for dot in drawing.dots] == [
        [f"{number} Maria Fernanda de", "la Cruz"] for number in range(7, 1, -1)
    ]
    places = [y for dot in drawing.dots for y in (dot.y, *(maybe.y for maybe in dot.maybes))]
    assert 0 < min(places) < max(places) < drawing.height
    assert len(set(places)) == (18 if role else 6)
    lines = [line.y for dot in drawing.dots for line in dot.lines]
    assert lines == sorted(lines), "no name is written over another"
    assert min(after - before for before, after in pairwise(lines)) >= 15
    assert 15 <= lines[0] < lines[-1] <= drawing.height - 5


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Mom’s cousin Marcos", ["Mom’s cousin Marcos"]),
        ("A" * 50, ["A" * 19, "A" * 18 + "…"]),
        ("María Fernanda de la Cruz Hernández Gutiérrez", ["María Fernanda de", "la Cruz Hernández…"]),
    ],
)
def test_a_name_is_cut_only_behind_two_lines(name: str, lines: list[str], alice: Student) -> None:
    make_contact(student=alice, full_name=name)
    (dot,) = drawn(names_of(alice, program.fields())).dots
    assert [line.text for line in dot.lines] == lines


def test_the_map_tells_two_of_one_name_apart(alice: Student) -> None:
    for source in (Source.FAMILY, Source.FRIENDS):
        make_contact(student=alice, full_name="Wei Chen", source=source, role="", organization="")
    drawing = drawn(names_of(alice, program.fields()))
    assert [dot.name for dot in drawing.dots] == ["Wei Chen (Friends)", "Wei Chen (Family)"]


def test_the_rungs_with_names(alice: Student) -> None:
    for source in (Source.FAMILY, Source.FAMILY, Source.LINKEDIN, ""):
        make_contact(student=alice, source=source)
    assert rungs_of(alice) == {"family", "linkedin", ""}
