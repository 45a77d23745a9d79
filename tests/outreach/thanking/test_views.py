"""The composer, "already thanked", and taking it back; and that what comes after is nobody else's."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.interviews.log.actions import withdraw_log
from apps.interviews.models import Interview, State, ThankYouNote
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests.factories import make_interview

HUGE = "All I heard. " * 1000


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


def test_who_was_archived_is_thanked_all_the_same(phone: Client, held: Interview) -> None:
    held.contact.archived_at = clock.now()
    held.contact.save()
    assert phone.get(url("interviews:thank_you", held)).status_code == 200
    phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "1"})
    assert Interview.objects.get().is_thanked
