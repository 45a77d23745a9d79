"""Sent through Acquaint: once, in the student's name, to whom it may go. The mail is judged at the sink."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from apps.campus.models import Campus
from apps.core import clock
from apps.interviews.life.actions import schedule
from apps.interviews.models import Interview
from apps.outbox.delivery import deliver_due
from apps.outbox.models import HardBounce, Message
from apps.outreach.actions import ask
from apps.outreach.models import NoMoreMail, Outreach
from apps.outreach.no_more_mail import no_more_mail_url
from apps.students.models import Student
from tests.factories import make_cohort, make_interview
from tests.outreach.composing.test_views import WORDS, form, url
from tests.smtp_sink import SmtpSink


@pytest.fixture(autouse=True)
def allowed(db: None) -> None:
    Campus.objects.update(sends_outreach=True, name="Fairhaven State")


def send(client: Client, interview: Interview, **values: str):
    return client.post(url(interview), form(client, interview, send="1", **values))


class TestTheMail:
    @pytest.fixture
    def mail(self, phone: Client, idea: Interview, alice: Student, sink: SmtpSink):
        make_cohort(name="First in the Family", students=[alice])
        assert send(phone, idea).status_code == 302
        deliver_due(worker="test")
        (mail,) = sink.to("rosa@rivers.example")
        return mail

    def test_it_goes_to_them_in_the_students_name(self, mail, idea: Interview) -> None:
        assert mail.message["To"] == "rosa@rivers.example"
        assert mail.message["Reply-To"] == "Alice Okafor <alice@campus.example>"
        assert mail.message["From"].startswith("Alice Okafor via Fairhaven State <")
        assert mail.message["Subject"] == "Floods"
        assert mail.message["Auto-Submitted"] == "no"
        text = mail.body("plain")
        assert "I read your report on floods." in text
        assert "Fairhaven State" in text
        assert "First in the Family" not in text
        assert text.count("http") == 1

    def test_it_is_the_request(self, mail, idea: Interview) -> None:
        idea.refresh_from_db()
        message = Outreach.objects.get()
        assert (message.sent_how, message.sent_at) == ("acquaint", idea.asked_at)

    def test_the_person_stops_it_by_its_link(self, mail, client: Client, phone: Client, idea: Interview) -> None:
        link = mail.message["List-Unsubscribe"].strip("<>")
        assert link in mail.body("plain")
        path = link.partition("/no-more-mail/")[2]
        page = reverse("outreach:no_more_mail", args=[path.strip("/")])
        assert "rosa@rivers.example" in client.get(page).content.decode()
        assert client.head(page).status_code == 200
        assert not NoMoreMail.objects.exists()
        assert client.post(page).status_code == 422
        assert not NoMoreMail.objects.exists()
        for _ in range(2):
            assert client.post(page, {"stop": "yes"}).status_code == 303
        assert NoMoreMail.objects.get().address == "rosa@rivers.example"
        assert "We won’t write to you again" in client.get(page).content.decode()
        answer = send(phone, idea, recipient="Rosa@rivers.example", subject="Again")
        assert answer.status_code == 422
        assert "asked for no more mail from Acquaint, and that’s all right." in answer.content.decode()


def page_of(address: str) -> str:
    path = no_more_mail_url(address).partition("/no-more-mail/")[2].strip("/")
    return reverse("outreach:no_more_mail", args=[path])


class TestNoMoreMail:
    def test_a_mail_program_asks_for_it_by_one_click(self, client: Client) -> None:
        page = page_of("Kenji@rivers.example")
        assert client.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert NoMoreMail.objects.get().address == "kenji@rivers.example"
        at = page.index("/no-more-mail/") + len("/no-more-mail/") + 4
        assert client.get(f"{page[:at]}{'x' if page[at] != 'x' else 'y'}{page[at + 1 :]}").status_code == 404

    def test_the_same_link_takes_it_back(self, client: Client) -> None:
        page = page_of("rosa@rivers.example")
        client.post(page, {"stop": "yes"})
        assert "Undo: let students write to me again" in client.get(page).text
        assert client.post(page).status_code == 422  # the button alone, as a scanner presses it
        assert NoMoreMail.objects.exists()
        for _ in range(2):
            assert client.post(page, {"undo": "yes"}).status_code == 303
        assert not NoMoreMail.objects.exists()
        assert "Stop this mail" in client.get(page).text

    def test_what_waits_to_go_does_not_go(self, phone: Client, client: Client, idea: Interview, sink: SmtpSink) -> None:
        send(phone, idea, recipient="Rosa@rivers.example")
        client.post(page_of("rosa@rivers.example"), {"stop": "yes"})
        deliver_due(worker="test")
        assert not sink.to("Rosa@rivers.example")
        mail = Message.objects.get(audience="contact")
        assert (mail.state, mail.reason, mail.text) == ("skipped", "no more mail", "")
        page = phone.get(reverse("interviews:detail", args=[idea.pk])).text
        assert "This address asked for no more mail from Acquaint" in page
        assert "Check how it’s spelled" not in page


def test_a_double_press_sends_one(phone: Client, idea: Interview) -> None:
    values = form(phone, idea, send="1")
    for _ in range(2):
        assert phone.post(url(idea), values).status_code == 302
    assert (Message.objects.filter(audience="contact").count(), Outreach.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"body": "Dear [name], would you have 20 minutes?"}, "1 blank is still to be filled in: [name]"),
        ({"recipient": ""}, "Add Rosa’s email address."),
        ({"subject": ""}, "Add a subject."),
        ({"channel": "text"}, "Acquaint sends email only."),
        ({"recipient": "gone@rivers.example"}, "Mail to this address came back."),
    ],
)
def test_what_is_not_sent_stays_in_the_form(phone: Client, idea: Interview, values: dict[str, str], said: str) -> None:
    HardBounce.objects.create(address="gone@rivers.example", answer="550")
    answer = send(phone, idea, **values)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert values.get("body", WORDS).splitlines()[0] in answer.content.decode()
    assert not Message.objects.filter(audience="contact").exists()
    idea.refresh_from_db()
    assert idea.asked_at is None


def test_an_address_that_came_back_is_tried_again_after_a_month(
    phone: Client, idea: Interview, as_of: datetime, sink: SmtpSink
) -> None:
    bounce = HardBounce.objects.create(address="rosa@rivers.example", answer="smtp 550")
    HardBounce.objects.update(created_at=as_of - timedelta(days=29))
    assert "Mail to this address came back." in send(phone, idea, recipient="Rosa@rivers.example").text
    HardBounce.objects.update(created_at=as_of - timedelta(days=31))
    assert send(phone, idea, recipient="Rosa@rivers.example").status_code == 302
    assert not HardBounce.objects.filter(pk=bounce.pk).exists()
    deliver_due(worker="test")
    assert len(sink.to("Rosa@rivers.example")) == 1


class TestFollowUps:
    """Two, each after the campus's days of silence. Own mail is the student's own business."""

    @pytest.fixture
    def wrote(self, alice: Student, idea: Interview, as_of: datetime) -> Callable[..., Outreach]:
        def wrote(days: int, how: str = "acquaint") -> Outreach:
            sent_at, kind = as_of - timedelta(days=days), {"kind": "conversation", "channel": "email"}
            message = Outreach.objects.create(student=alice, interview=idea, sent_how=how, sent_at=sent_at, **kind)
            ask(interview=idea, as_of=sent_at)
            return message

        return wrote

    def test_a_third_is_not_sent(self, phone: Client, idea: Interview, wrote: Callable[..., Outreach]) -> None:
        for days in (30, 20, 10):
            wrote(days)
        assert "Send from Acquaint" not in phone.get(url(idea)).text
        answer = send(phone, idea)
        assert (answer.status_code, Message.objects.filter(audience="contact").exists()) == (422, False)
        assert "You wrote to Rosa twice more, and that’s enough. It’s fine to ask someone else." in answer.text
        assert phone.post(url(idea), form(phone, idea, mail="1")).status_code == 302

    def test_the_next_one_waits_its_days(self, phone: Client, idea: Interview, wrote: Callable[..., Outreach]) -> None:
        Campus.objects.update(follow_up_after_days=5)
        wrote(9)
        last = wrote(4, "copy")
        assert "Acquaint sends another note after 5 days of silence." in send(phone, idea).text
        Outreach.objects.filter(pk=last.pk).update(sent_at=last.sent_at - timedelta(days=1))
        assert send(phone, idea).status_code == 302

    def test_what_came_back_is_no_note(
        self, phone: Client, idea: Interview, wrote: Callable[..., Outreach], as_of: datetime
    ) -> None:
        message = wrote(1)
        ended = {"state": "failed", "reason": "smtp 550", "ended_at": as_of, "resend_when_unanswered": False}
        Message.objects.create(key=message.message_key, audience="contact", due_at=as_of, **ended)
        assert send(phone, idea, recipient="r.delgado@rivers.example").status_code == 302

    def test_who_answered_gets_none(self, phone: Client, idea: Interview, wrote: Callable[..., Outreach]) -> None:
        wrote(9)
        Interview.objects.update(replied_at=clock.now())
        assert "Rosa answered. Write back from your own mail" in send(phone, idea).text

    def test_who_agreed_on_a_date_gets_none_from_a_page_left_open(
        self, phone: Client, idea: Interview, wrote: Callable[..., Outreach], as_of: datetime
    ) -> None:
        wrote(9)
        left_open = form(phone, idea, send="1")
        schedule(interview=idea, starts_at=as_of + timedelta(days=3), minutes=30, format="video", as_of=as_of)
        assert "You set a date with Rosa meanwhile." in phone.post(url(idea), left_open).text
        answer = phone.post(url(idea), left_open | {"standing": "dated"})
        assert (answer.status_code, Message.objects.filter(audience="contact").exists()) == (422, False)
        assert "There is nothing to ask Rosa now." in answer.text
        assert "I read your report on floods." in answer.text

    def test_who_do_you_know_is_asked_again_after_the_same_time(
        self, phone: Client, alice: Student, idea: Interview
    ) -> None:
        page = reverse("outreach:who_do_you_know", args=[idea.contact_id])
        text = {"channel": "email", "recipient": "rosa@rivers.example", "subject": "A name?", "send": "1"}
        assert phone.post(page, text | {"body": "Who do you know at the river board?"}).status_code == 302
        assert "Acquaint sends another note after 7 days" in phone.post(page, text | {"body": "Who else?"}).text
        Outreach.objects.update(answer="nobody", answered_at=clock.now())
        assert phone.post(page, text | {"body": "Who else?"}).status_code == 302


def test_it_goes_only_where_the_program_allows_it(phone: Client, idea: Interview) -> None:
    Campus.objects.update(sends_outreach=False)
    assert "Send from Acquaint" not in phone.get(url(idea)).content.decode()
    assert "Your program doesn’t send messages from Acquaint." in send(phone, idea).content.decode()


def test_ten_a_day(phone: Client, alice: Student, idea: Interview, as_of: datetime) -> None:
    sent = {"student": alice, "kind": "conversation", "channel": "email", "sent_how": "acquaint"}
    for hours in range(10):
        about = make_interview(student=alice)
        Outreach.objects.create(interview=about, sent_at=as_of - timedelta(hours=2 * hours + 1), **sent)
    assert "10 messages from Acquaint in 24 hours" in send(phone, idea).content.decode()
    Outreach.objects.filter(sent_at__lt=as_of - timedelta(hours=18)).update(sent_at=as_of - timedelta(hours=25))
    assert send(phone, idea).status_code == 302


def test_an_archived_student_sends_nothing(phone: Client, alice: Student, idea: Interview) -> None:
    Student.objects.update(archived_at=clock.now())
    assert "Acquaint sends no more mail for you" in send(phone, idea).content.decode()


def test_no_history_keeps_the_words() -> None:
    tracked = {model.pgh_tracked_model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
    assert not {Outreach, NoMoreMail} & tracked
