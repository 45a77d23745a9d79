"""Titles for a major, and one step to the side."""

import pytest

from apps.campus.models import FieldOfInterest
from apps.contacts.start.titles import suggestions
from apps.students.models import Student

pytestmark = pytest.mark.django_db


def test_a_major_gives_its_field_and_one_beside_it_saying_why(alice: Student) -> None:
    alice.major = "Environmental science"
    mine, beside = suggestions(alice)
    assert (mine.field, mine.why) == ("Environment and agriculture", "For your major: Environmental science")
    assert "Park ranger" in mine.titles
    assert (beside.field, beside.why) == (
        "Government and public service",
        "Most rules about land and water are made there.",
    )


def test_a_field_that_the_student_chose_is_no_step_to_the_side(alice: Student) -> None:
    alice.major = "Environmental science"
    alice.interests.add(FieldOfInterest.objects.get_or_create(name="Government and public service")[0])
    _, beside = suggestions(alice)
    assert beside.field == "Biology and research"


@pytest.mark.parametrize("major", ["", "Undecided", "\u00a0"])
def test_without_a_major_that_it_knows_a_field_of_interest_does(major: str, alice: Student) -> None:
    alice.major = major
    assert suggestions(alice) == []
    alice.interests.add(FieldOfInterest.objects.create(name="Basket weaving"))
    assert suggestions(alice) == []
    alice.interests.add(FieldOfInterest.objects.get_or_create(name="health  care")[0])
    assert [each.field for each in suggestions(alice)][0] == "Health care"
