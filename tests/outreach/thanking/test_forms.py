"""What is asked beside the note: the address, and when and how they were thanked."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.interviews.models import Interview, ThankYouNote
from apps.students.models import Student
from tests.factories import make_contact, make_held
from tests.interviews.moments import wall


def page_of(interview: Interview) -> str:
    return reverse("interviews:thank_you", args=[interview.pk])


class TestWhenAndHow:
    """What the student says of thanks that Acquaint did not see."""

    @pytest.fixture
    def ended(self, held: Interview) -> datetime:
        assert held.ends_at
        return held.ends_at

    def test_a_card_of_yesterday(self, phone: Client, held: Interview, ended: datetime) -> None:
        when = ended + timedelta(minutes=30)
        answer = phone.post(page_of(held), {"sent": "1", "how": "card", "when": wall(when)})
        assert answer.url == reverse("interviews:detail", args=[held.pk])
        held.refresh_from_db()
        assert (held.thanked_at, held.thanked_how) == (when.replace(second=0, microsecond=0), "card")
        assert "With a card, " in phone.get(reverse("interviews:detail", args=[held.pk])).text

    def test_said_alone_it_is_by_mail_and_just_now(self, phone: Client, held: Interview) -> None:
        before = clock.now()
        phone.post(page_of(held), {"body": "Dear Rosa", "sent": "1", "how": "mail", "when": ""})
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
        answer = phone.post(page_of(held), values)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert "Dear Rosa</textarea>" in answer.text
        assert not Interview.objects.get().is_thanked
        assert not ThankYouNote.objects.exists()

    def test_nobody_says_that_acquaint_sent_it(self, phone: Client, held: Interview) -> None:
        phone.post(reverse("interviews:thanked", args=[held.pk]), {"how": "acquaint"})
        assert Interview.objects.get().thanked_how == "other"


class TestTheAddress:
    @pytest.fixture
    def held(self, alice: Student) -> Interview:
        return make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))

    @pytest.mark.parametrize("button", ["mail", "copy", "saved", "sent"])
    def test_it_is_asked_for_and_kept_with_the_person(self, phone: Client, held: Interview, button: str) -> None:
        assert 'name="recipient"' in phone.get(page_of(held)).text
        typed = {"body": "Dear Rosa", "recipient": "rosa@work.example", button: "1"}
        page = phone.post(page_of(held), typed, follow=True)
        held.contact.refresh_from_db()
        assert held.contact.email == "rosa@work.example"
        assert "mailto:rosa@work.example?" in page.text or button not in ("mail", "copy")
        assert 'name="recipient"' not in phone.get(page_of(held)).text

    def test_one_that_is_none_is_told_beside_it(self, phone: Client, held: Interview) -> None:
        typed = {"body": "Dear Rosa", "recipient": "rosa at work", "mail": "1"}
        answer = phone.post(page_of(held), typed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["recipient"])
        assert "Dear Rosa</textarea>" in answer.text
