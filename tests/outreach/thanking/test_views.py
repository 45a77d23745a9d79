"""The composer, "already thanked", and taking it back; and that what comes after is nobody else's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.interviews.log.actions import withdraw_log
from apps.interviews.models import Interview, State, ThankYouNote
from apps.interviews.notes.models import Note
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import wall

HUGE = "All I heard. " * 1000


@pytest.fixture
def held(alice: Student) -> Interview:
    contact = make_contact(student=alice, full_name="Rosa Delgado", email="rosa@work.example")
    return make_held(alice, contact=contact, learned="Flood maps are argued over at night.")


def url(name: str, interview: Interview) -> str:
    return reverse(name, args=[interview.pk])


class TestThankYou:
    def test_the_note_is_half_written(self, phone: Client, held: Interview) -> None:
        page = phone.get(url("interviews:thank_you", held)).content.decode()
        assert "Dear Rosa," in page
        assert "Flood maps are argued over at night.\n" in page
        assert "Alice Okafor" in page

    def test_saving_keeps_the_draft_and_sends_nothing(self, phone: Client, held: Interview) -> None:
        response = phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa,\nthank you.", "saved": "1"})
        assert response.url == url("interviews:thank_you", held)
        held = Interview.objects.get()
        assert (held.thank_you_note.body, held.state) == ("Dear Rosa,\nthank you.", State.HELD)
        assert "thank you.</textarea>" in phone.get(url("interviews:thank_you", held)).content.decode()

    def test_sent_from_the_composer(self, phone: Client, held: Interview) -> None:
        assert phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "1"}).url == url(
            "interviews:detail", held
        )
        held = Interview.objects.get()
        assert (held.thank_you_note.body, held.thanked_how, held.is_thanked) == ("Dear Rosa", "mail", True)

    @pytest.mark.parametrize(("how", "kept"), [("mail", "mail"), ("other", "other"), ("smoke", "other"), ("", "other")])
    def test_already_thanked(self, phone: Client, held: Interview, how: str, kept: str) -> None:
        first, second = (phone.post(url("interviews:thanked", held), {"how": how}) for _ in range(2))
        assert first.url == second.url == url("interviews:detail", held)
        assert Interview.objects.get().thanked_how == kept

    def test_taken_back(self, phone: Client, held: Interview) -> None:
        phone.post(url("interviews:thanked", held), {})
        assert phone.post(url("interviews:withdraw_thanks", held)).url == url("interviews:thank_you", held)
        assert Interview.objects.get().state == State.HELD

    @pytest.mark.parametrize("button", ["mail", "copy", "saved", "sent"])
    @pytest.mark.parametrize("body", ["Dear\x00Rosa", HUGE])
    def test_a_note_that_cannot_be_kept(self, phone: Client, held: Interview, body: str, button: str) -> None:
        response = phone.post(url("interviews:thank_you", held), {"body": body, button: "1"})
        assert response.status_code == 422
        assert response.context["form"].errors["body"]
        assert body.strip("\x00 ")[:4] in response.content.decode()
        assert "What you typed is still here, but it isn’t saved yet." in response.content.decode()
        assert ThankYouNote.objects.count() == 0

    @pytest.mark.parametrize("button", ["mail", "copy", "saved"])
    def test_an_empty_note_is_not_kept(self, phone: Client, held: Interview, button: str) -> None:
        assert phone.post(url("interviews:thank_you", held), {"body": "  ", button: "1"}).status_code == 422

    def test_an_empty_box_that_was_sent_was_written_elsewhere(self, phone: Client, held: Interview) -> None:
        phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "saved": "1"})
        phone.post(url("interviews:thank_you", held), {"body": " ", "sent": "1", "how": "card"})
        held = Interview.objects.get()
        assert (held.thank_you_note.body, held.thanked_how) == ("Dear Rosa", "card")

    def test_our_draft_that_nobody_touched_is_no_note_of_theirs(self, phone: Client, held: Interview) -> None:
        draft = phone.get(url("interviews:thank_you", held)).context["form"]["body"].value()
        phone.post(url("interviews:thank_you", held), {"body": draft.replace("\n", "\r\n"), "sent": "1", "how": "card"})
        assert Interview.objects.get().is_thanked
        assert not ThankYouNote.objects.exists()

    def test_an_older_page_marks_nothing_as_sent(self, phone: Client, held: Interview) -> None:
        page = phone.get(url("interviews:thank_you", held))
        typed = {"body": "Dear Rosa", "sent": "1", "version": page.context["form"]["version"].value()}
        phone.post(url("interviews:thank_you", held), {"body": "From the other device", "saved": "1"})
        answer = phone.post(url("interviews:thank_you", held), typed | {"how": "card"})
        assert answer.status_code == 409
        assert answer.context["form"].conflict.saved == [("Your thank-you note", "From the other device")]
        assert not Interview.objects.get().is_thanked
        typed["body"] = "From the other device"
        assert [phone.post(url("interviews:thank_you", held), typed).status_code for _ in range(2)] == [302, 302]

    def test_thanked_another_way_from_the_composer(self, phone: Client, held: Interview) -> None:
        for _ in range(2):
            phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "1", "how": "in_person"})
        held = Interview.objects.get()
        assert (held.thank_you_note.body, held.thanked_how) == ("Dear Rosa", "in_person")

    def test_an_empty_post(self, phone: Client, held: Interview) -> None:
        assert phone.post(url("interviews:thank_you", held), {}).status_code == 422

    @pytest.mark.parametrize("button", ["mail", "copy"])
    def test_the_mail_program_opens_with_what_stands_in_the_box(
        self, phone: Client, held: Interview, button: str
    ) -> None:
        phone.post(url("interviews:thank_you", held), {"body": "An older one", "saved": "1"})
        body = 'Dear Rosa,\r\n50% more & "thanks"?'
        page = phone.post(url("interviews:thank_you", held), {"body": body, button: "1"}, follow=True)
        ready = page.context["ready"]
        assert ready["link"].startswith("mailto:rosa@work.example?subject=Thank%20you&body=")
        assert "\n" not in ready["link"]
        assert unquote(ready["link"].split("body=", 1)[1]) == body
        assert (ready["left_out"], ready["too_long"]) == ([], False)
        assert ThankYouNote.objects.get().body == body.replace("\r\n", "\n")
        assert ("readonly autofocus" in page.text) == (button == "copy")

    @pytest.mark.parametrize("body", ["Thank you. " * 160, "感谢您的时间。" * 30])
    def test_a_note_that_is_too_long_for_a_link_is_copied(self, phone: Client, held: Interview, body: str) -> None:
        page = phone.post(url("interviews:thank_you", held), {"body": body, "mail": "1"}, follow=True)
        assert page.context["ready"]["link"] == "mailto:rosa@work.example?subject=Thank%20you"
        assert "some mail apps would cut it. Copy it here" in page.text
        assert f"readonly autofocus>{body.strip()}</textarea>" in page.text

    def test_nothing_is_ready_before_something_is_saved(self, phone: Client, held: Interview) -> None:
        assert phone.get(url("interviews:thank_you", held), {"ready": "mail"}).context["ready"] is None

    def test_before_the_conversation_it_leads_to_the_log(self, phone: Client, alice: Student) -> None:
        idea = make_interview(student=alice)
        for name in ("interviews:thank_you", "reflection:edit", "network:refer"):
            for response in (phone.get(url(name, idea)), phone.post(url(name, idea), {"body": "x"})):
                assert response.url == url("interviews:confirm", idea)
        page = phone.post(url("interviews:thanked", idea), follow=True).content.decode()
        assert "Log the conversation first; then the thank-you is one tap." in page


def test_nobody_opens_anothers(client_of: Callable[..., Client], held: Interview, bob, charlie: Student) -> None:
    for person in (bob, charlie.user):
        client = client_of(person)
        for name in (
            "interviews:thank_you",
            "reflection:edit",
            "network:refer",
            "interviews:thanked",
            "interviews:withdraw_thanks",
        ):
            assert client.post(url(name, held), {"body": "x", "sent": "1", "verdict": "closer"}).status_code == 404
        for name in ("interviews:thank_you", "reflection:edit", "network:refer"):
            assert client.get(url(name, held)).status_code == 404
    assert (ThankYouNote.objects.count(), Reflection.objects.count()) == (0, 0)


def test_after_the_mark_a_note_is_late_and_not_refused(phone: Client, held: Interview, as_of: datetime) -> None:
    Interview.objects.update(logged_at=as_of, starts_at="2026-01-05T12:00Z", ends_at="2026-01-05T12:30Z")
    assert "a late thank-you is still a good one" in phone.get(url("interviews:thank_you", held)).content.decode()
    assert phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "1"}).url == url(
        "interviews:detail", held
    )


class TestWhatStillWaits:
    """A prompt of ours, and a note to oneself that is not yet put into words for the other."""

    def test_the_draft_as_it_is_can_be_sent_and_holds_neither_in_the_mail(self, phone: Client, held: Interview) -> None:
        page = phone.get(url("interviews:thank_you", held))
        body = page.context["form"].initial["body"]
        assert "If a line still has our words in brackets, it can’t go out until" in page.text
        page = phone.post(url("interviews:thank_you", held), {"body": body, "mail": "1"}, follow=True)
        assert "Two lines still wait for your words, so they are not in the mail:" in page.text
        mailed = unquote(page.context["ready"]["link"])
        assert mailed.endswith(
            "body=Dear Rosa,\r\n\r\nThank you for talking with me.\r\n\r\nWarm regards,\r\nAlice Okafor"
        )
        answer = phone.post(url("interviews:thank_you", held), {"body": body, "sent": "1"})
        assert answer.url == url("interviews:detail", held)
        held = Interview.objects.get()
        assert (held.state, held.thank_you_note.body) == (State.THANKED, body.strip())

    def test_put_into_words_it_is_no_longer_marked(self, phone: Client, held: Interview) -> None:
        body = "Dear Rosa,\n\nWhat stayed with me most is this: you argue over maps at night."
        page = phone.post(url("interviews:thank_you", held), {"body": body, "mail": "1"}, follow=True)
        assert page.context["ready"]["left_out"] == []
        assert "Your note is saved and ready to send." in page.text


class TestWhenAndHow:
    """What the student says of thanks that Acquaint did not see."""

    @pytest.fixture
    def ended(self, held: Interview) -> datetime:
        assert held.ends_at
        return held.ends_at

    def test_a_card_of_yesterday(self, phone: Client, held: Interview, ended: datetime) -> None:
        when = ended + timedelta(minutes=30)
        answer = phone.post(url("interviews:thank_you", held), {"sent": "1", "how": "card", "when": wall(when)})
        assert answer.url == url("interviews:detail", held)
        held.refresh_from_db()
        assert (held.thanked_at, held.thanked_how) == (when.replace(second=0, microsecond=0), "card")
        assert "With a card, " in phone.get(url("interviews:detail", held)).text

    def test_said_alone_it_is_by_mail_and_just_now(self, phone: Client, held: Interview) -> None:
        before = clock.now()
        phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "1", "how": "mail", "when": ""})
        held.refresh_from_db()
        assert held.thanked_how == "mail"
        assert before <= held.thanked_at <= clock.now()

    @pytest.mark.parametrize(
        ("how", "when", "said"),
        [
            ("card", timedelta(days=30), "That is still to come."),
            ("card", -timedelta(hours=1), "That is before the conversation ended."),
            ("acquaint", timedelta(minutes=5), "Choose one of these."),
            ("smoke", timedelta(minutes=5), "Choose one of these."),
            ("card", "soon", "Write the date and time like"),
            ("card", "9" * 50_000, "Write the date and time like"),
        ],
    )
    def test_what_cannot_be(
        self, phone: Client, held: Interview, ended: datetime, how: str, when: timedelta | str, said: str
    ) -> None:
        typed = when if isinstance(when, str) else wall(ended + when)
        values = {"body": "Dear Rosa", "sent": "1", "how": how, "when": typed}
        answer = phone.post(url("interviews:thank_you", held), values)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert "Dear Rosa</textarea>" in answer.text
        assert not Interview.objects.get().is_thanked
        assert not ThankYouNote.objects.exists()

    def test_nobody_says_that_acquaint_sent_it(self, phone: Client, held: Interview) -> None:
        phone.post(url("interviews:thanked", held), {"how": "acquaint"})
        assert Interview.objects.get().thanked_how == "other"


class TestNotesBesideIt:
    @pytest.fixture(autouse=True)
    def notes(self, held: Interview, charlie: Student) -> None:
        Note.objects.create(interview=held, key="q12", heading="A typical <day>?", body="Meetings, mostly.\nAnd maps.")
        Note.objects.create(interview=held, key="valuable", body="Maps are arguments.", follow_up=True)
        Note.objects.create(interview=make_held(charlie), key="q13", body="Of somebody else.")

    def use(self, phone: Client, held: Interview, key: str, **typed: str):
        return phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa,", **typed, "use": key})

    def test_each_stands_there_with_what_is_used(self, phone: Client, held: Interview) -> None:
        page = phone.get(url("interviews:thank_you", held))
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
        draft = phone.get(url("interviews:thank_you", held)).context["form"]["body"].value()
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
        phone.post(url("interviews:thank_you", held), {"body": "From the other device", "saved": "1"})
        page = self.use(phone, held, "q12", version="")
        values = {"body": page.context["form"]["body"].value(), "version": page.context["form"]["version"].value()}
        assert phone.post(url("interviews:thank_you", held), values | {"saved": "1"}).status_code == 409

    def test_a_long_one_is_whole_and_folded(self, phone: Client, held: Interview) -> None:
        long = "All that she said. " * 100
        Note.objects.create(interview=held, key="anything", body=long)
        page = phone.get(url("interviews:thank_you", held))
        assert page.text.count("<details><summary>") == 1
        assert long.strip() in page.text

    def test_queries_are_the_same_for_one_and_for_three(self, phone: Client, held: Interview) -> None:
        counts = []
        for made in (0, 2):
            for number in range(made):
                Note.objects.create(interview=held, key=f"more{number}", body="More.")
            with CaptureQueriesContext(connection) as queries:
                phone.get(url("interviews:thank_you", held))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 7


class TestHints:
    """They are about what would go: a line that waits for the student's words says nothing to anybody."""

    GOOD = "Dear Rosa,\n\nYou told me how flood maps are argued over at night. I will read your report this week."

    def titles(self, page) -> tuple[list[str], list[str]]:
        return [one.title for one in page.context["hints"]], [one.title for one in page.context["strengths"]]

    def test_of_the_draft_to_start_from(self, phone: Client, held: Interview) -> None:
        page = phone.get(url("interviews:thank_you", held))
        assert self.titles(page) == (["Say what Rosa said", "Say what you’ll do next"], [])

    def test_of_what_was_written(self, phone: Client, held: Interview) -> None:
        page = phone.post(url("interviews:thank_you", held), {"body": self.GOOD, "saved": "1"}, follow=True)
        assert self.titles(page) == ([], ["It is about something Rosa said", "It names your next step"])

    def test_of_one_that_is_too_long_to_be_kept_there_are_none(self, phone: Client, held: Interview) -> None:
        for values in ({"saved": "1"}, {"use": "learned"}):
            page = phone.post(url("interviews:thank_you", held), {"body": f"{HUGE}{self.GOOD}", **values})
            assert self.titles(page) == ([], [])
            assert "Shorten your note first." in page.text

    def test_while_it_is_typed(self, phone: Client, held: Interview) -> None:
        typed = {"body": self.GOOD, "autosave": "1"}
        answer = phone.post(url("interviews:thank_you", held), typed, headers={"HX-Request": "true"})
        assert 'id="hintlist" hx-swap-oob="true"' in answer.text
        assert "It names your next step" in answer.text


class TestTheAddress:
    @pytest.fixture
    def held(self, alice: Student) -> Interview:
        return make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))

    @pytest.mark.parametrize("button", ["mail", "copy", "saved", "sent"])
    def test_it_is_asked_for_and_kept_with_the_person(self, phone: Client, held: Interview, button: str) -> None:
        assert 'name="recipient"' in phone.get(url("interviews:thank_you", held)).text
        typed = {"body": "Dear Rosa", "recipient": "rosa@work.example", button: "1"}
        page = phone.post(url("interviews:thank_you", held), typed, follow=True)
        held.contact.refresh_from_db()
        assert held.contact.email == "rosa@work.example"
        assert "mailto:rosa@work.example?" in page.text or button not in ("mail", "copy")
        assert 'name="recipient"' not in phone.get(url("interviews:thank_you", held)).text

    def test_one_that_is_none_is_told_beside_it(self, phone: Client, held: Interview) -> None:
        typed = {"body": "Dear Rosa", "recipient": "rosa at work", "mail": "1"}
        answer = phone.post(url("interviews:thank_you", held), typed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["recipient"])
        assert "Dear Rosa</textarea>" in answer.text


class TestAutosave:
    def save(self, phone: Client, held: Interview, body: str, **values: str):
        typed = {"body": body, "autosave": "1", **values}
        return phone.post(url("interviews:thank_you", held), typed, headers={"HX-Request": "true"})

    def test_the_note_is_kept_as_it_is_typed(self, phone: Client, held: Interview) -> None:
        version = ""
        for body in ("Dear", "Dear Ro", "Dear Rosa"):
            answer = self.save(phone, held, body, version=version, recipient="ro", when="soon")
            assert (answer.status_code, "Saved " in answer.text) == (200, True)
            version = answer.text.partition('name="version" value="')[2].partition('"')[0]
        assert ThankYouNote.objects.get().body == "Dear Rosa"
        assert not Interview.objects.get().is_thanked

    def test_what_cannot_be_kept_is_told(self, phone: Client, held: Interview) -> None:
        for body, said in ((HUGE, "Not saved yet."), ("Dear\x00Rosa", "Not saved yet."), (" ", "Not saved yet.")):
            answer = self.save(phone, held, body)
            assert (answer.status_code, said in answer.text) == (422, True)
        assert not ThankYouNote.objects.exists()

    def test_an_older_page_is_told(self, phone: Client, held: Interview) -> None:
        self.save(phone, held, "From the laptop", version="")
        answer = self.save(phone, held, "From the phone", version="")
        assert (answer.status_code, "Changed in another tab." in answer.text) == (422, True)
        assert ThankYouNote.objects.get().body == "From the laptop"

    def test_no_word_is_lost_when_the_log_was_taken_back_meanwhile(self, phone: Client, held: Interview) -> None:
        withdraw_log(interview=held, as_of=clock.now())
        assert self.save(phone, held, "Dear Rosa").status_code == 200
        assert ThankYouNote.objects.get().body == "Dear Rosa"


def test_who_can_read_it_is_said_with_the_name(phone: Client, held: Interview) -> None:
    said = (
        "Only you can read this, and Rosa once it’s sent. Your adviser sees that you thanked Rosa, but never the words."
    )
    assert said in phone.get(url("interviews:thank_you", held)).text


def test_who_was_archived_is_thanked_all_the_same(phone: Client, held: Interview) -> None:
    held.contact.archived_at = clock.now()
    held.contact.save()
    assert phone.get(url("interviews:thank_you", held)).status_code == 200
    phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "1"})
    assert Interview.objects.get().is_thanked
