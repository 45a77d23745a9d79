"""What the reminders about an interview say, and where their links lead."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse

from apps.campus.models import Campus
from apps.core.mail import OutgoingMail
from apps.interviews.life.actions import schedule
from apps.interviews.log.actions import confirm_held, log_conversation, withdraw_log
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.reminders import kinds
from apps.reminders.kinds import Expected
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import at
from tests.reminders.decisions import cause_of, decision_of


def logged(student: Student, *, name: str = "Rosa Delgado", learned: str = "Rivers move.") -> Interview:
    return log_conversation(
        student=student,
        contact=None,
        contact_name=name,
        starts_at=at("13 16:00"),
        minutes=30,
        format="video",
        learned=learned,
        campus=Campus.objects.current(),
        as_of=at("13 16:40"),
    )


HELD = {"starts_at": at("13 16:00"), "minutes": 30, "format": "video"}


def scheduled(student: Student, *, by: str = "video") -> Interview:
    return schedule(
        interview=make_interview(student=student, contact=make_contact(student=student, full_name="Rosa Delgado")),
        starts_at=at("13 16:00"),
        minutes=30,
        format=by,
        as_of=at("12 09:00"),
    )


def compose(kind: str, interview: Interview, as_of: str) -> OutgoingMail:
    found = kinds.get(kind)
    assert found is not None
    assert isinstance(decision_of(found, interview.cause_key, at(as_of)), Expected)
    return found.compose(cause_of(found, interview.cause_key, at(as_of)), at(as_of))


def links(mail: OutgoingMail) -> list[str]:
    return re.findall(r"https?://\S+", mail.text)


class TestHowDidItGo:
    def test_it_asks_in_the_students_own_time(self, alice: Student) -> None:
        mail = compose("how_did_it_go", scheduled(alice), "13 17:00")
        assert mail.to == alice.user.email
        assert mail.subject == "How did it go with Rosa Delgado?"
        for part in (mail.text, mail.html):
            assert "You planned to talk with Rosa Delgado on Tuesday at 4:00 pm." in part
            assert "A thank-you by Wednesday, 4:30 pm is" in part
            assert "p.m." not in part

    def test_in_another_zone_it_is_another_hour_and_day(self, alice: Student) -> None:
        Student.objects.filter(pk=alice.pk).update(time_zone="Asia/Kathmandu")
        mail = compose("how_did_it_go", scheduled(alice), "13 17:00")
        assert "on Wednesday at 1:45 am." in mail.text
        assert "by Thursday, 2:15 am is" in mail.html

    def test_one_link_for_each_answer(self, alice: Student) -> None:
        interview = scheduled(alice)
        mail = compose("how_did_it_go", interview, "13 17:00")
        happened, did_not = (
            settings.SITE_URL + reverse(f"interviews:{name}", args=[interview.pk]) for name in ("confirm", "close")
        )
        assert links(mail)[:2] == [happened, did_not]
        assert f'href="{happened}"' in mail.html
        assert f'href="{did_not}"' in mail.html

    def test_answers_in_writing_may_be_still_to_come(self, alice: Student) -> None:
        interview = scheduled(alice, by="messages")
        mail = compose("how_did_it_go", interview, "13 16:30")
        move = settings.SITE_URL + reverse("interviews:schedule", args=[interview.pk])
        for part in (mail.text, mail.html):
            assert "You planned to write with Rosa Delgado on Tuesday" in part
            assert "If the answers have come, write down" in part
            assert move in part
        assert move not in compose("how_did_it_go", scheduled(alice), "13 17:00").text
        last = compose("thank_you_last_call", interview, "14 12:00")
        assert last.subject == "Did you hear from Rosa Delgado? 4 hours left to say thank you"
        assert move in last.text
        confirm_held(
            interview=interview,
            starts_at=at("13 16:00"),
            minutes=None,
            format="messages",
            learned="",
            campus=Campus.objects.current(),
            as_of=at("13 17:00"),
        )
        for part in (first := compose("thank_you_first", interview, "13 18:00")).text, first.html:
            assert "You wrote with Rosa Delgado on Tuesday" in part


class TestThankYou:
    def test_the_first_opens_with_what_was_learned(self, alice: Student) -> None:
        mail = compose("thank_you_first", logged(alice), "13 18:30")
        assert mail.subject == "Thank Rosa Delgado while it is fresh"
        assert '"Rivers move."' in mail.text
        assert "“Rivers move.”" in mail.html
        assert "22 hours left, until 4:30 pm, Wednesday:" in mail.text
        assert "22 hours left: by 4:30 pm, Wednesday" in mail.html

    def test_what_is_still_to_come_holds_for_any_number_of_hours(self, alice: Student) -> None:
        Campus.objects.update(thank_you_hours=48)
        mail = compose("thank_you_first", logged(alice), "13 18:30")
        for part in (mail.text, mail.html):
            assert "at most one more reminder, before Thursday, 4:30 pm, and then no more about Rosa." in part

    def test_the_last_call_says_that_it_is_the_last(self, alice: Student) -> None:
        mail = compose("thank_you_last_call", logged(alice), "14 12:30")
        assert mail.subject == "4 hours left to thank Rosa Delgado"
        assert "This is the last reminder about Rosa." in mail.text
        assert "This is the last reminder about Rosa." in mail.html

    @pytest.mark.parametrize(
        ("now", "left"),
        [
            ("14 12:31", "4 hours"),
            ("14 13:00", "3 hours"),
            ("14 15:00", "1 hour"),
            ("14 15:30", "1 hour"),
            ("14 16:00", "Less than an hour"),
        ],
    )
    def test_it_never_promises_more_time_than_there_is(self, alice: Student, now: str, left: str) -> None:
        assert compose("thank_you_last_call", logged(alice), now).subject == f"{left} left to thank Rosa Delgado"

    def test_the_links_open_the_right_pages(self, alice: Student, client_of: Callable[..., Client]) -> None:
        held = logged(alice)
        mail = compose("thank_you_last_call", held, "14 12:30")
        note, page = links(mail)[:2]
        assert [resolve(link.removeprefix(settings.SITE_URL)).view_name for link in (note, page)] == [
            "interviews:thank_you",
            "interviews:detail",
        ]
        for link in (note, page):
            assert f'href="{link}"' in mail.html
            response = client_of(alice.user).get(link.removeprefix(settings.SITE_URL))
            assert response.status_code == 200
            assert "Rosa Delgado" in response.content.decode()

    def test_not_logged_yet_the_button_leads_to_the_log(self, alice: Student) -> None:
        interview = scheduled(alice)
        mail = compose("thank_you_last_call", interview, "14 12:30")
        happened, did_not = (
            settings.SITE_URL + reverse(f"interviews:{name}", args=[interview.pk]) for name in ("confirm", "close")
        )
        assert links(mail)[:2] == [happened, did_not]
        assert mail.subject == "Did you talk with Rosa Delgado? 4 hours left to say thank you"
        for part in (mail.text, mail.html):
            assert "You planned to talk with Rosa Delgado on Tuesday at 4:00 pm. If it happened, write down" in part
            assert "This is the last reminder about Rosa." in part
            assert "Already thanked" not in part
        for link in (happened, did_not):
            assert f'href="{link}"' in mail.html

    def test_a_log_that_was_taken_back_is_not_told_as_if_it_had_happened(self, alice: Student) -> None:
        interview = confirm_held(
            interview=scheduled(alice),
            **HELD,
            learned="Rivers move.",
            campus=Campus.objects.current(),
            as_of=at("13 16:40"),
        )
        withdraw_log(interview=interview, as_of=at("13 16:50"))
        mail = compose("thank_you_last_call", interview, "14 12:30")
        for part in (mail.text, mail.html):
            assert "You talked with" not in part
            assert "Rivers move." not in part

    def test_a_long_note_is_cut(self, alice: Student) -> None:
        mail = compose("thank_you_first", logged(alice, learned="river " * 1000), "13 18:30")
        assert len(mail.text) < 2_000
        assert "…" in mail.text


def test_preparation_has_one_link_to_the_one_page(alice: Student) -> None:
    interview = scheduled(alice)
    mail = compose("preparation", interview, "12 16:00")
    page = settings.SITE_URL + reverse("interviews:detail", args=[interview.pk])
    assert mail.html.count(f'href="{page}"') == 1
    assert links(mail).count(page) == 1
    for part in (mail.text, mail.html):
        assert "say so there" in part.lower()


class TestHeaders:
    @pytest.mark.parametrize(("kind", "now"), [("thank_you_first", "13 18:30"), ("thank_you_last_call", "14 12:30")])
    def test_one_click_turns_it_off(self, alice: Student, kind: str, now: str) -> None:
        mail = compose(kind, logged(alice), now)
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        opt_out = mail.headers["List-Unsubscribe"].strip("<>")
        assert opt_out in mail.text
        assert (
            Client().post(opt_out.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"}).status_code < 300
        )
        assert alice.user.reminder_opt_outs.get().group == "thank_you"
        assert set(Message.objects.values_list("state", "reason")) == {("skipped", "opted out")}

    def test_the_campus_is_the_sender_where_it_has_an_address(self, alice: Student) -> None:
        held = logged(alice)
        Campus.objects.update(sender_name="Fairhaven Careers")
        mail = compose("thank_you_first", held, "13 18:30")
        assert mail.from_email == "Fairhaven Careers <no-reply@campus.example>"
        Campus.objects.update(sender_name="Career\r\nCenter", sender_email="career@campus.example")
        assert compose("thank_you_first", held, "13 18:30").from_email == "Career Center <career@campus.example>"

    def test_a_name_is_not_a_header(self, alice: Student) -> None:
        held = logged(alice)
        # Past the form and the field, as an old row may be.
        type(held.contact).objects.filter(pk=held.contact_id).update(
            full_name="Rosa\r\nBcc: all@campus.example\u202e \u200bDelgado"
        )
        mail = compose("thank_you_last_call", held, "14 12:30")
        assert mail.subject == "4 hours left to thank Rosa Bcc: all@campus.example Delgado"
        assert [name for name, _ in mail.message().message().items() if name.lower() == "bcc"] == []

    def test_a_name_keeps_its_apostrophe_and_ampersand(self, alice: Student) -> None:
        mail = compose("thank_you_first", logged(alice, name="Siobhán O'Brien & Co"), "13 18:30")
        assert mail.subject == "Thank Siobhán O'Brien & Co while it is fresh"
        assert "You talked with Siobhán O'Brien & Co on Tuesday" in mail.text
        assert "O&#x27;Brien &amp; Co" in mail.html or "O'Brien &amp; Co" in mail.html

    def test_what_looks_like_html_stays_text(self, alice: Student) -> None:
        mail = compose("thank_you_first", logged(alice, learned="<script>alert(1)</script>"), "13 18:30")
        assert "<script>" not in mail.html
        assert "<script>alert(1)</script>" in mail.text


def test_nothing_of_anybody_else_is_in_it(alice: Student, charlie: Student) -> None:
    make_held(charlie, contact=make_contact(student=charlie, full_name="Petra Novak"), ended_ago=timedelta(hours=2))
    contact = make_contact(student=alice, full_name="Ama Boateng", email="ama@home.example", phone="555 0100")
    held = logged(alice)
    type(held.contact).objects.filter(pk=held.contact_id).update(email="rosa@work.example", phone="555 0199")
    mail = compose("thank_you_first", held, "13 18:30")
    for private in ("Petra", "Charlie", contact.full_name, "rosa@work.example", "555 01"):
        assert private not in mail.text + mail.html + mail.subject
