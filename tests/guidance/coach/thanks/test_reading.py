"""A thank-you note as a whole."""

from apps.guidance.coach.favor_acts import Favor
from apps.guidance.coach.thanks.reading import read

NOTES = "offered to look at my resume\nstart with the storm crew"


def test_what_was_offered_may_be_taken_up() -> None:
    note = "Thank you. As you kindly offered to look at my resume, I attach it. Could you read it by May?"
    assert read(note, notes=NOTES).favors == frozenset()
    assert read(note, notes=NOTES).is_specific
    assert read(note.replace("As you kindly offered to look at", "Here is"), notes="storms").favors == {Favor.REVIEW}


def test_what_is_asked_for_is_neither_specific_nor_a_step() -> None:
    found = read("Thank you. Could you hire me for the storm crew? I can start on Monday.", notes=NOTES)
    assert found.asks_for_work
    assert not found.is_specific
    assert not found.has_next_step
