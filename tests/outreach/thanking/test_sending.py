"""A thank-you note sent through Acquaint: once, in the student's name, and thanked in the same moment. The mail is
judged at the sink.
"""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.campus.models import Campus
from apps.core import clock
from apps.interviews.log.actions import withdraw_log
from apps.interviews.models import Interview, ThankYouNote
from apps.interviews.notes.models import Note
from apps.outbox.delivery import deliver_due
from apps.outbox.models import HardBounce, Message
from apps.outreach.models import NoMoreMail, Outreach
from apps.outreach.silence import follow_ups
from apps.students.models import Student
from tests.factories import make_cohort, make_contact, make_held
from tests.smtp_sink import SmtpSink

BODY = "Dear Rosa,\n\nYou argue over maps at night.\n\nAlice"


@pytest.fixture(autouse=True)
def allowed(db: None) -> None:
    Campus.objects.update(sends_outreach=True, name="Fairhaven State")


@pytest.fixture
def held(alice: Student) -> Interview:
    contact = make_contact(student=alice, full_name="Rosa Delgado", email="rosa@rivers.example")
    return make_held(alice, contact=contact, learned="Flood maps are argued over at night.")


def page_of(interview: Interview) -> str:
    return reverse("interviews:thank_you", args=[interview.pk])


def send(client: Client, interview: Interview, body: str = BODY, **values: str):
    return client.post(page_of(interview), {"body": body, "send": "1", **values})


def mails() -> int:
    return Message.objects.filter(audience="contact").count()


def test_it_goes_to_them_in_the_students_name_and_they_are_thanked(
    phone: Client, alice: Student, held: Interview, sink: SmtpSink
) -> None:
    make_cohort(name="First in the Family", students=[alice])
    assert send(phone, held).url == reverse("interviews:detail", args=[held.pk])
    deliver_due(worker="test")
    (mail,) = sink.to("rosa@rivers.example")
    assert mail.message["Reply-To"] == "Alice Okafor <alice@campus.example>"
    assert mail.message["From"].startswith("Alice Okafor via Fairhaven State <")
    assert mail.message["Subject"] == "Thank you"
    text = mail.body("plain")
    assert text.startswith("Dear Rosa,")
    assert "You argue over maps at night." in text
    assert "First in the Family" not in text
    assert mail.message["List-Unsubscribe"].strip("<>") in text
    held.refresh_from_db()
    assert (held.thanked_how, held.is_thanked, held.thank_you_note.body) == ("acquaint", True, BODY)
    page = phone.get(reverse("interviews:detail", args=[held.pk])).text
    assert "From Acquaint, " in page
    assert "Sent from Acquaint" in page


def test_a_double_press_sends_one(phone: Client, held: Interview) -> None:
    assert [send(phone, held, version="").status_code for _ in range(2)] == [302, 302]
    assert (mails(), Outreach.objects.count()) == (1, 1)


def test_other_words_after_it_was_sent_are_not_taken_for_a_double_press(phone: Client, held: Interview) -> None:
    send(phone, held)
    version = phone.get(page_of(held)).context["form"]["version"].value()
    answer = send(phone, held, f"{BODY} and more", version=version)
    assert (answer.status_code, mails()) == (422, 1)
    assert "You thanked Rosa already, so nothing more was sent." in answer.text


def test_the_address_that_was_missing_is_kept_with_the_person(phone: Client, alice: Student) -> None:
    held = make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))
    assert "Add Rosa’s email address." in send(phone, held).text
    assert send(phone, held, recipient="rosa@rivers.example\r\nBcc: all@rivers.example").status_code == 422
    assert mails() == 0
    assert send(phone, held, recipient="rosa@rivers.example").status_code == 302
    held.contact.refresh_from_db()
    assert (held.contact.email, Message.objects.get(audience="contact").address) == ("rosa@rivers.example",) * 2


class TestItIsRefused:
    """With what was typed in the form again, and nothing saved."""

    @pytest.fixture(autouse=True)
    def nothing_goes(self, held: Interview):
        yield
        assert (mails(), Interview.objects.get(pk=held.pk).is_thanked) == (0, False)
        assert not ThankYouNote.objects.filter(interview=held).exists()

    def refused(self, phone: Client, held: Interview, body: str = BODY) -> str:
        answer = send(phone, held, body)
        assert answer.status_code == 422
        assert "It isn’t sent yet. What you typed is still here." in answer.text
        assert answer.context["form"]["body"].value() == body
        return answer.text

    def test_where_the_program_does_not_allow_it(self, phone: Client, held: Interview) -> None:
        Campus.objects.update(sends_outreach=False)
        assert 'name="send"' not in phone.get(page_of(held)).text
        assert "Your program doesn’t send messages from Acquaint." in self.refused(phone, held)

    def test_where_they_want_no_more_mail(self, phone: Client, held: Interview) -> None:
        NoMoreMail.objects.create(address="rosa@rivers.example")
        assert "asked for no more mail from Acquaint, and that’s all right." in self.refused(phone, held)

    def test_where_mail_came_back(self, phone: Client, held: Interview) -> None:
        HardBounce.objects.create(address="rosa@rivers.example", answer="smtp 550")
        assert "Mail to this address came back." in self.refused(phone, held)

    def test_after_ten_a_day_of_either_kind(
        self, phone: Client, alice: Student, held: Interview, as_of: datetime
    ) -> None:
        sent = {"student": alice, "channel": "email", "sent_how": "acquaint", "sent_at": clock.now()}
        other = make_held(alice)
        kinds = ["thanks", "conversation"] * 5
        Outreach.objects.bulk_create(Outreach(interview=other, kind=kind, **sent) for kind in kinds)
        assert "You’ve sent 10 messages from Acquaint in 24 hours" in self.refused(phone, held)

    def test_while_a_line_waits_for_words(self, phone: Client, held: Interview) -> None:
        Note.objects.create(interview=held, key="valuable", body="Maps are arguments.")
        body = phone.get(page_of(held)).context["form"]["body"].value().strip()
        page = self.refused(phone, held, body)
        assert "Two lines still wait for your words: “What stayed with me most is this:" in page

    def test_without_a_word(self, phone: Client, held: Interview) -> None:
        assert "Write a line first." in self.refused(phone, held, "")


def test_a_log_that_was_taken_back_meanwhile(phone: Client, held: Interview) -> None:
    withdraw_log(interview=held, as_of=clock.now())
    assert send(phone, held).url == reverse("interviews:confirm", args=[held.pk])
    assert mails() == 0


def test_an_older_page_sends_nothing(phone: Client, held: Interview) -> None:
    phone.post(page_of(held), {"body": "From the other device", "saved": "1"})
    answer = send(phone, held, version="")
    assert (answer.status_code, mails()) == (409, 0)
    assert "From the other device" in answer.text


def test_undone_it_stays_sent_and_goes_no_second_time(phone: Client, held: Interview) -> None:
    send(phone, held)
    undone = phone.post(reverse("interviews:withdraw_thanks", args=[held.pk]), follow=True)
    assert "Undone. What Acquaint sent stays sent." in undone.text
    assert "and it stays sent. If that was your thank-you, press “I thanked Rosa”." in undone.text
    assert 'name="send"' not in undone.text
    assert not Interview.objects.get().is_thanked
    answer = send(phone, held)
    assert (answer.status_code, mails()) == (422, 1)
    assert "Acquaint sent Rosa your note on" in answer.text


def test_what_came_back_is_told_and_may_be_sent_to_another_address(phone: Client, held: Interview) -> None:
    send(phone, held)
    HardBounce.objects.create(address="rosa@rivers.example", answer="smtp 550")
    deliver_due(worker="test")
    page = phone.get(reverse("interviews:detail", args=[held.pk])).text
    assert "It did not arrive" in page
    for shown in (page, phone.get(page_of(held)).text):
        assert "Your note didn’t reach Rosa." in shown
        assert shown.count(f'action="{reverse("interviews:withdraw_thanks", args=[held.pk])}"') == 1
        assert f'href="{reverse("contacts:edit", args=[held.contact.pk])}">Change the address</a>' in shown
    undone = phone.post(reverse("interviews:withdraw_thanks", args=[held.pk]), follow=True).text
    assert "stays sent" not in undone
    held.contact.email = "rosa@home.example"
    held.contact.save()
    assert send(phone, held).status_code == 302
    assert set(Message.objects.filter(audience="contact").values_list("address", flat=True)) == {
        "rosa@rivers.example",
        "rosa@home.example",
    }
    for address in (page_of(held), reverse("interviews:detail", args=[held.pk])):
        assert "Your note didn’t reach Rosa." not in phone.get(address).text


def test_who_was_thanked_another_way_gets_no_mail(phone: Client, held: Interview) -> None:
    phone.post(page_of(held), {"body": BODY, "sent": "1", "how": "card"})
    assert 'name="send"' not in phone.get(page_of(held)).text
    answer = send(phone, held)
    assert (answer.status_code, mails()) == (422, 0)
    assert "You thanked Rosa already, so nothing more was sent." in answer.text


def test_thanks_are_no_follow_up_to_a_request(phone: Client, held: Interview) -> None:
    send(phone, held)
    asked = Interview(asked_at=clock.now() - timedelta(days=3))
    assert follow_ups(asked, Outreach.objects.with_delivery()) == []
