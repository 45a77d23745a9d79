"""What stands beside the note: what the student wrote down, the hints, and who can read it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.interviews.models import Interview, ThankYouNote
from apps.interviews.notes.models import Note
from apps.students.models import Student
from tests.factories import make_held

HUGE = "All I heard. " * 1000


def page_of(interview: Interview) -> str:
    return reverse("interviews:thank_you", args=[interview.pk])


class TestNotesBesideIt:
    @pytest.fixture(autouse=True)
    def notes(self, held: Interview, charlie: Student) -> None:
        Note.objects.create(interview=held, key="q12", heading="A typical <day>?", body="Meetings, mostly.\nAnd maps.")
        Note.objects.create(interview=held, key="valuable", body="Maps are arguments.", follow_up=True)
        Note.objects.create(interview=make_held(charlie), key="q13", body="Of somebody else.")

    def use(self, phone: Client, held: Interview, key: str, **typed: str):
        return phone.post(page_of(held), {"body": "Dear Rosa,", **typed, "use": key})

    def test_each_stands_there_with_what_is_used(self, phone: Client, held: Interview) -> None:
        page = phone.get(page_of(held))
        shown = [(one.key, is_used, is_long) for one, _, is_used, is_long in page.context["notes"]]
        # The letter opens with it, and it will not go until the student words it for the other.
        assert shown == [("valuable", False, False), ("learned", False, False), ("q12", False, False)]
        assert "A typical &lt;day&gt;?" in page.text
        assert page.text.count("Follow up</span>") == 1

    def test_a_note_that_is_used_shows_everything_again_and_keeps_nothing(self, phone: Client, held: Interview) -> None:
        page = self.use(phone, held, "q12", how="card", when="2026-01-05T12:00")
        assert page.status_code == 200
        assert "Dear Rosa,\n\nMeetings, mostly.\nAnd maps.</textarea>" in page.text
        assert page.context["form"]["how"].value() == "card"
        assert 'value="2026-01-05T12:00"' in page.text
        assert {one.key: is_used for one, _, is_used, _ in page.context["notes"]}["q12"]
        assert not ThankYouNote.objects.exists()
        assert not Interview.objects.get(pk=held.pk).is_thanked

    def test_the_one_that_waits_in_the_letter_goes_once_it_is_used(self, phone: Client, held: Interview) -> None:
        draft = phone.get(page_of(held)).context["form"]["body"].value()
        page = self.use(phone, held, "valuable", body=draft)
        body = page.context["form"]["body"].value()
        assert "What stayed with me most is this: Maps are arguments.\n\nMy next step is" in body
        assert {one.key for one, _, is_used, _ in page.context["notes"] if is_used} == {"valuable"}

    def test_it_is_added_once(self, phone: Client, held: Interview) -> None:
        page = self.use(phone, held, "q12", body="Dear Rosa, meetings, mostly.  And\r\nmaps.")
        assert page.context["form"]["body"].value() == "Dear Rosa, meetings, mostly.  And\nmaps."

    @pytest.mark.parametrize("key", ["q13", "", "\x00", "9" * 5000])
    def test_a_note_that_is_not_there(self, phone: Client, held: Interview, key: str) -> None:
        page = self.use(phone, held, key)
        assert (page.status_code, page.context["form"]["body"].value()) == (200, "Dear Rosa,")

    def test_a_version_that_was_seen_is_kept_so_that_an_older_page_is_still_told(
        self, phone: Client, held: Interview
    ) -> None:
        phone.post(page_of(held), {"body": "From the other device", "saved": "1"})
        page = self.use(phone, held, "q12", version="")
        values = {"body": page.context["form"]["body"].value(), "version": page.context["form"]["version"].value()}
        assert phone.post(page_of(held), values | {"saved": "1"}).status_code == 409

    def test_a_long_one_is_whole_and_folded(self, phone: Client, held: Interview) -> None:
        long = "All that she said. " * 100
        Note.objects.create(interview=held, key="anything", body=long)
        page = phone.get(page_of(held))
        assert page.text.count("<details><summary>") == 1
        assert long.strip() in page.text

    def test_queries_are_the_same_for_one_and_for_three(self, phone: Client, held: Interview) -> None:
        counts = []
        for made in (0, 2):
            for number in range(made):
                Note.objects.create(interview=held, key=f"more{number}", body="More.")
            with CaptureQueriesContext(connection) as queries:
                phone.get(page_of(held))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 8


class TestHints:
    """They are about what would go: a line that waits for the student's words says nothing to anybody."""

    GOOD = "Dear Rosa,\n\nYou told me how flood maps are argued over at night. I will read your report this week."

    def titles(self, page) -> tuple[list[str], list[str]]:
        return [one.title for one in page.context["hints"]], [one.title for one in page.context["strengths"]]

    def test_of_the_draft_to_start_from(self, phone: Client, held: Interview) -> None:
        page = phone.get(page_of(held))
        assert self.titles(page) == (["Say what Rosa said", "Say what you’ll do next"], [])

    def test_of_what_was_written(self, phone: Client, held: Interview) -> None:
        page = phone.post(page_of(held), {"body": self.GOOD, "saved": "1"}, follow=True)
        assert self.titles(page) == ([], ["It is about something Rosa said", "It names your next step"])

    def test_of_one_that_is_too_long_to_be_kept_there_are_none(self, phone: Client, held: Interview) -> None:
        for values in ({"saved": "1"}, {"use": "learned"}):
            page = phone.post(page_of(held), {"body": f"{HUGE}{self.GOOD}", **values})
            assert self.titles(page) == ([], [])
            assert "Shorten your note first." in page.text

    def test_of_an_empty_one_there_is_nothing_to_say_yet(self, phone: Client, held: Interview) -> None:
        page = phone.post(page_of(held), {"body": " ", "saved": "1"})
        assert "Write a line or two, and hints come here." in page.text

    def test_while_it_is_typed(self, phone: Client, held: Interview) -> None:
        typed = {"body": self.GOOD, "autosave": "1"}
        answer = phone.post(page_of(held), typed, headers={"HX-Request": "true"})
        assert 'id="hintlist" hx-swap-oob="true"' in answer.text
        assert "It names your next step" in answer.text


def test_who_can_read_it_is_said_with_the_name(phone: Client, held: Interview) -> None:
    said = (
        "Only you can read this, and Rosa once it’s sent. Your adviser sees that you thanked Rosa, but never the words."
    )
    assert said in phone.get(page_of(held)).text
