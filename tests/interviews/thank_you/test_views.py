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
        assert "What stayed with me most is this: Flood maps are argued over at night." in page
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

    @pytest.mark.parametrize("body", ["", "   ", "Dear\x00Rosa", HUGE])
    def test_a_note_that_cannot_be_kept(self, phone: Client, held: Interview, body: str) -> None:
        response = phone.post(url("interviews:thank_you", held), {"body": body, "sent": "1"})
        assert response.status_code == 422
        assert response.context["form"].errors["body"]
        assert body.strip("\x00 ")[:4] in response.content.decode()
        assert ThankYouNote.objects.count() == 0

    def test_an_empty_post(self, phone: Client, held: Interview) -> None:
        assert phone.post(url("interviews:thank_you", held), {}).status_code == 422

    def test_the_mail_program_opens_with_the_note(self, phone: Client, held: Interview) -> None:
        phone.post(url("interviews:thank_you", held), {"body": 'Dear Rosa,\r\n50% more & "thanks"?'})
        link = phone.get(url("interviews:thank_you", held)).context["mail_link"]
        assert link.startswith("mailto:rosa@work.example?subject=Thank%20you&body=")
        assert "\n" not in link
        assert unquote(link.split("body=", 1)[1]) == 'Dear Rosa,\r\n50% more & "thanks"?'

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


class TestTheNextStep:
    def test_the_draft_cannot_be_sent_before_it_is_filled_or_gone(self, phone: Client, held: Interview) -> None:
        body = phone.get(url("interviews:thank_you", held)).context["form"].initial["body"]
        assert "My next step is [say what you will do next]." in body
        answer = phone.post(url("interviews:thank_you", held), {"body": body, "sent": "1"})
        assert answer.status_code == 422
        assert "Fill in your next step where the brackets are" in str(answer.context["form"].errors["body"])
        held = Interview.objects.get()
        assert (held.state, held.thank_you_note.body) == (State.HELD, body.strip())
        filled = body.replace("[say what you will do next]", "to read one")
        assert phone.post(url("interviews:thank_you", held), {"body": filled, "sent": "1"}).status_code == 302

    @pytest.mark.parametrize("line", ["My next step is [say what you will do next].", "My next step is "])
    def test_what_waits_for_its_words_is_not_mailed(self, phone: Client, held: Interview, line: str) -> None:
        phone.post(
            url("interviews:thank_you", held), {"body": f"Dear Rosa,\n\nThank you.\n\n{line}\n\nAlice", "saved": "1"}
        )
        link = unquote(phone.get(url("interviews:thank_you", held)).context["mail_link"])
        assert link.endswith("&body=Dear Rosa,\r\n\r\nThank you.\r\n\r\nAlice")
