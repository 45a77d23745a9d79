"""Changes of several devices, in any order and more than once, become one note."""

from datetime import datetime, timedelta

import pytest

from apps.interviews.life.actions import close
from apps.interviews.models import Exit, Interview
from apps.interviews.notes.models import LONGEST, Note
from apps.interviews.notes.writing import MOST_NOTES, NotWritten, write_note
from apps.students.models import Student
from tests.factories import make_interview

PHONE, LAPTOP = "phone-000001", "laptop-00001"


@pytest.fixture
def interview(alice: Student) -> Interview:
    return make_interview(student=alice)


@pytest.fixture
def write(interview: Interview, as_of: datetime):
    def write(base: str, body: str, device: str = "", n: int = 0, **more) -> Note:
        told = {"key": "q1", "heading": "How did you get here?", "as_of": as_of, **more}
        return write_note(interview=interview, base=base, body=body, device=device, n=n, **told)

    return write


def test_a_change_that_comes_again_is_in_once(write) -> None:
    write("", "Maps.", PHONE, 1)
    write("Maps.", "Maps. Floods.", PHONE, 2)
    write("", "Maps.", PHONE, 1)
    assert write("Maps.", "Maps. Floods.", PHONE, 2).body == Note.objects.get().body == "Maps. Floods."


def test_two_devices_keep_both_texts_in_any_order(write) -> None:
    write("", "Ask Ana.", LAPTOP, 7)
    write("", "Maps.", PHONE, 1)
    write("Ask Ana.", "Ask Ana Ruiz.", LAPTOP, 8)
    assert write("Maps.", "Maps. Floods.", PHONE, 2).body == "Ask Ana Ruiz.\nMaps. Floods."


def test_a_form_sent_twice_changes_nothing(write) -> None:
    write("", "Ask Ana.", LAPTOP, 1)
    first = write("", "Maps.")
    assert write("", "Maps.").body == first.body == "Ask Ana.\nMaps."


def test_a_mark_stays_until_it_is_taken_off(write) -> None:
    assert write("", "Maps.", PHONE, 1, follow_up=True).follow_up
    assert write("Maps.", "Maps!", PHONE, 2).follow_up
    assert not write("Maps!", "Maps!", PHONE, 3, follow_up=False).follow_up


def test_an_empty_new_note_is_no_row(write) -> None:
    write("", " \n ", PHONE, 1)
    assert not Note.objects.exists()
    write("", "", PHONE, 2, follow_up=True)
    assert Note.objects.get().body == ""


def test_what_was_emptied_stays_empty(write) -> None:
    write("", "Maps.", PHONE, 1)
    assert write("Maps.", "", PHONE, 2).body == ""


def test_the_heading_is_the_last_that_stood_above_it(write) -> None:
    write("", "Maps.", PHONE, 1)
    write("Maps.", "Maps!", PHONE, 2, heading="")
    assert Note.objects.get().heading == "How did you get here?"
    write("Maps!", "Maps?", PHONE, 3, heading="What\nnow? " + "x" * 400)
    assert Note.objects.get().heading.startswith("What now? xx")


def test_what_is_too_long_is_refused_and_changes_nothing(write) -> None:
    write("", "Maps.", PHONE, 1)
    with pytest.raises(NotWritten, match="longer than 10,000 letters"):
        write("Maps.", "x" * (LONGEST + 1), PHONE, 2)
    with pytest.raises(NotWritten, match="what another device wrote"):
        write("", "y" * LONGEST, LAPTOP, 1)
    assert Note.objects.get().body == "Maps."
    assert write("Maps.", "Shorter.", PHONE, 2).body == "Shorter."


def test_what_the_database_does_not_take_is_left_out(write) -> None:
    assert write("", "a\x00b\r\nc \ud83d", PHONE, 1).body == "ab\nc ?"


def test_a_note_goes_into_a_conversation_that_was_called_off(write, interview: Interview, as_of: datetime) -> None:
    close(interview=interview, exit=Exit.CANCELLED, as_of=as_of)
    assert write("", "They wrote that they can’t.", PHONE, 1).pk


def test_there_is_an_end_to_the_notes_of_one_conversation(write, interview: Interview) -> None:
    Note.objects.bulk_create(Note(interview=interview, key=f"q{n}", body="x") for n in range(1, MOST_NOTES + 1))
    with pytest.raises(NotWritten, match="60 notes"):
        write("", "One more.", PHONE, 1, key="anything")
    assert write("x", "x y", PHONE, 1).body == "x y"


def test_the_fifty_devices_that_wrote_last_are_remembered(write, as_of: datetime) -> None:
    body = ""
    for n in range(52):
        note = write(body, f"{body} w{n}", f"device-{n:02}", 1, as_of=as_of + timedelta(seconds=n))
        body = note.body
    assert sorted(note.written) == [f"device-{n:02}" for n in range(2, 52)]
