"""The composer, "already thanked", and taking it back; and that what comes after is nobody else's."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from apps.interviews.models import Interview, State, ThankYouNote
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview

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
        phone.post(url("interviews:thank_you", held), {"body": " ", "sent": "mail"})
        held = Interview.objects.get()
        assert (held.thank_you_note.body, held.thanked_how) == ("Dear Rosa", "other")

    def test_an_older_page_marks_nothing_as_sent(self, phone: Client, held: Interview) -> None:
        page = phone.get(url("interviews:thank_you", held))
        typed = {"body": "Dear Rosa", "sent": "mail", "version": page.context["form"]["version"].value()}
        phone.post(url("interviews:thank_you", held), {"body": "From the other device", "saved": "1"})
        assert phone.post(url("interviews:thank_you", held), typed).status_code == 409
        assert not Interview.objects.get().is_thanked
        typed["body"] = "From the other device"
        assert [phone.post(url("interviews:thank_you", held), typed).status_code for _ in range(2)] == [302, 302]

    def test_thanked_another_way_from_the_composer(self, phone: Client, held: Interview) -> None:
        for _ in range(2):
            phone.post(url("interviews:thank_you", held), {"body": "Dear Rosa", "sent": "other"})
        held = Interview.objects.get()
        assert (held.thank_you_note.body, held.thanked_how) == ("Dear Rosa", "other")

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
        assert ThankYouNote.objects.get().body == body
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
        assert "If a line still has our words in brackets, it stays out of the mail" in page.text
        page = phone.post(url("interviews:thank_you", held), {"body": body, "mail": "1"}, follow=True)
        assert "Two lines still wait for your words, so they are not in the mail:" in page.text
        mailed = unquote(page.context["ready"]["link"])
        assert mailed.endswith(
            "body=Dear Rosa,\r\n\r\nThank you for talking with me.\r\n\r\nWarm regards,\r\nAlice Okafor"
        )
        answer = phone.post(url("interviews:thank_you", held), {"body": body, "sent": "mail"})
        assert answer.url == url("interviews:detail", held)
        held = Interview.objects.get()
        assert (held.state, held.thank_you_note.body) == (State.THANKED, body.strip())

    def test_put_into_words_it_is_no_longer_marked(self, phone: Client, held: Interview) -> None:
        body = "Dear Rosa,\n\nWhat stayed with me most is this: you argue over maps at night."
        page = phone.post(url("interviews:thank_you", held), {"body": body, "mail": "1"}, follow=True)
        assert page.context["ready"]["left_out"] == []
        assert "Your note is saved and ready to send." in page.text
