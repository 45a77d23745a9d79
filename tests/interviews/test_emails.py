"""What every mail about an interview has in common: its headers, and that it names nobody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from apps.campus.models import Campus
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview
from tests.interviews.moments import compose, log, scheduled_again


class TestHeaders:
    @pytest.mark.parametrize(("kind", "now"), [("thank_you_first", "13 18:30"), ("thank_you_last_call", "14 12:30")])
    def test_one_click_turns_it_off(self, alice: Student, kind: str, now: str) -> None:
        mail = compose(kind, log(alice, learned="Rivers move."), now)
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        opt_out = mail.headers["List-Unsubscribe"].strip("<>")
        assert opt_out in mail.text
        assert (
            Client().post(opt_out.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"}).status_code < 300
        )
        assert alice.user.reminder_opt_outs.get().group == "thank_you"
        assert set(Message.objects.values_list("state", "reason")) == {("skipped", "opted out")}

    def test_the_campus_is_the_sender_where_it_has_an_address(self, alice: Student) -> None:
        held = log(alice, learned="Rivers move.")
        Campus.objects.update(sender_name="Fairhaven Careers")
        mail = compose("thank_you_first", held, "13 18:30")
        assert mail.from_email == "Fairhaven Careers <no-reply@campus.example>"
        Campus.objects.update(sender_name="Career\r\nCenter", sender_email="career@campus.example")
        assert compose("thank_you_first", held, "13 18:30").from_email == "Career Center <career@campus.example>"

    def test_an_answer_reaches_a_person_where_the_campus_names_one(self, alice: Student) -> None:
        held = log(alice)
        assert "Reply-To" not in compose("thank_you_first", held, "13 18:30").message().message()
        Campus.objects.update(center_name="Career Center", help_email="help@campus.example")
        message = compose("thank_you_first", held, "13 18:30").message().message()
        assert message["Reply-To"] == "Career Center <help@campus.example>"

    def test_two_people_of_one_name_get_subjects_that_differ(self, alice: Student) -> None:
        make_contact(student=alice, full_name="Wei Zhang", role="")
        one = log(alice, "13 13:00", name="Wei Zhang")
        other = make_contact(student=alice, full_name="WEI ZHÁNG", role="Judge")
        another = scheduled_again(make_interview(student=alice, contact=other), "13 16:00", now="12 09:00")
        subjects = [
            compose(kind, of, now).subject
            for kind, of, now in (
                ("thank_you_last_call", one, "14 09:00"),
                ("preparation", another, "12 16:00"),
                ("how_did_it_go", another, "13 17:00"),
                ("thank_you_last_call", another, "14 12:00"),
            )
        ]
        assert subjects == [
            "4 hours left to thank Wei Zhang (Cedar Basin) for Tuesday at 1:00 pm EDT",
            "Prepare for WEI ZHÁNG (Judge, Cedar Basin): Tuesday, 4:00 pm EDT",
            "How did it go with WEI ZHÁNG (Judge, Cedar Basin) on Tuesday at 4:00 pm EDT?",
            "Did you talk with WEI ZHÁNG (Judge, Cedar Basin) on Tuesday at 4:00 pm EDT? 4 hours left to say thank you",
        ]

    def test_a_name_is_not_a_header(self, alice: Student) -> None:
        held = log(alice, learned="Rivers move.")
        # Past the form and the field, as an old row may be.
        type(held.contact).objects.filter(pk=held.contact_id).update(
            full_name="Rosa\r\nBcc: all@campus.example\u202e \u200bDelgado"
        )
        mail = compose("thank_you_last_call", held, "14 12:30")
        assert mail.subject == "4 hours left to thank Rosa Bcc: all@campus.example Delgado for Tuesday"
        assert [name for name, _ in mail.message().message().items() if name.lower() == "bcc"] == []

    def test_a_name_keeps_its_apostrophe_and_ampersand(self, alice: Student) -> None:
        mail = compose("thank_you_first", log(alice, name="Siobhán O'Brien & Co"), "13 18:30")
        assert mail.subject == "Thank Siobhán O'Brien & Co for Tuesday while it is fresh"
        assert "You talked with Siobhán O'Brien & Co on Tuesday" in mail.text
        assert "O&#x27;Brien &amp; Co" in mail.html or "O'Brien &amp; Co" in mail.html

    def test_what_looks_like_html_stays_text(self, alice: Student) -> None:
        mail = compose("thank_you_first", log(alice, learned="<script>alert(1)</script>"), "13 18:30")
        assert "<script>" not in mail.html
        assert "<script>alert(1)</script>" in mail.text


def test_nothing_of_anybody_else_is_in_it(alice: Student, charlie: Student) -> None:
    make_held(charlie, contact=make_contact(student=charlie, full_name="Petra Novak"), ended_ago=timedelta(hours=2))
    contact = make_contact(student=alice, full_name="Ama Boateng", email="ama@home.example", phone="555 0100")
    held = log(alice, learned="Rivers move.")
    type(held.contact).objects.filter(pk=held.contact_id).update(email="rosa@work.example", phone="555 0199")
    mail = compose("thank_you_first", held, "13 18:30")
    for private in ("Petra", "Charlie", contact.full_name, "rosa@work.example", "555 01"):
        assert private not in mail.text + mail.html + mail.subject
