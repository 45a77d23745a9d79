"""The short form with what should never have been typed: said beside the field, nothing kept, nothing lost."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from apps.contacts.models import Contact
from apps.core import wording
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.students.models import Student
from tests.factories import make_contact
from tests.interviews.moments import wall

LOG = "/interviews/log/"


def refused(response, field: str, message: str) -> str:
    """Asserts the answer to a bad form: 422, the sentence beside its field, nothing kept. Returns the page."""
    page = unescape(response.content.decode())
    assert response.status_code == 422
    form = response.context["form"]
    # The refusal of a time says what time it is now, by the clock of the form.
    (error,) = (re.sub(r"\d{1,2}:\d\d [ap]m E[SD]T", "4:00 pm EST", error) for error in form.errors[field])
    assert error == message
    page = re.sub(r"\d{1,2}:\d\d [ap]m E[SD]T", "4:00 pm EST", page)
    beside = page.split(f'id="div_id_{field}"', 1)[1].split('id="div_id_', 1)[0]
    assert message in beside
    assert "What you typed is still here, but it isn’t saved yet." in page
    assert Interview.objects.count() == 0
    assert Contact.objects.exclude(full_name="Known").count() == 0
    assert Message.objects.count() == 0
    return page


class TestBadInput:
    def test_an_empty_form(self, phone: Client) -> None:
        response = phone.post(LOG, {})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"contact_name", "held_at", "format", "minutes"}

    @pytest.mark.parametrize(
        "name", ["", "   ", "\u200b\u200b", "\u200d", "\u200f\u202e", "\u3164", "\ufeff\u2060", "\t\r\n", "\u00ad"]
    )
    def test_a_name_nobody_can_see(self, phone: Client, short_form: dict, name: str) -> None:
        refused(
            phone.post(LOG, short_form | {"contact_name": name}),
            "contact_name",
            "Add a name. A first name is fine.",
        )

    def test_a_name_with_a_nul(self, phone: Client, short_form: dict) -> None:
        refused(
            phone.post(LOG, short_form | {"contact_name": "Rosa\x00"}),
            "contact_name",
            wording.NUL,
        )

    def test_a_name_of_121_letters(self, phone: Client, short_form: dict) -> None:
        response = phone.post(LOG, short_form | {"contact_name": "R" * 121})
        assert response.status_code == 422
        assert "R" * 121 in response.content.decode()

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Rosa\u202e \u200bDelgado\u200f", "Rosa Delgado"),
            ("Rosa\r\nBcc: x@y.example", "Rosa Bcc: x@y.example"),
            ("=cmd()", "=cmd()"),
            ("محمد علی", "محمد علی"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("<b>Rosa</b>", "<b>Rosa</b>"),
        ],
    )
    def test_a_name_is_cleaned_of_what_hides_in_it(
        self, phone: Client, short_form: dict, typed: str, kept: str
    ) -> None:
        response = phone.post(LOG, short_form | {"contact_name": typed})
        assert Contact.objects.get().full_name == kept
        page = phone.get(response.url)
        assert page.status_code == 200
        assert "<b>Rosa</b>" not in page.content.decode()

    @pytest.mark.parametrize(
        ("held_at", "message"),
        [
            ("", "Add a date and a time. A rough time is fine."),
            ("yesterday", "Write the date and time like 10/12/2026 4:00 pm."),
            ("2026-13-45T16:00", "Write the date and time like 10/12/2026 4:00 pm."),
            ("2026-10-12", "Write the date and time like 10/12/2026 4:00 pm."),
            ("9" * 10_000, "Write the date and time like 10/12/2026 4:00 pm."),
            ("9999-12-31T23:59", "Check the year: it should be between 2000 and 2100."),
            ("0001-01-01T00:00", "Check the year: it should be between 2000 and 2100."),
            (
                "2099-06-01T12:00",
                "That is still to come: it is 4:00 pm EST now. Log a conversation once it has happened.",
            ),
            (
                "2026-03-08T02:30",
                "The clocks in New York went forward that night, so this time never came. 4:00 pm EST came next.",
            ),
            (
                "2025-11-02T01:30",
                "The clocks in New York went back that night, so this time came twice. Say below which one you mean.",
            ),
        ],
    )
    def test_a_time_that_cannot_be(self, phone: Client, short_form: dict, held_at: str, message: str) -> None:
        page = refused(phone.post(LOG, short_form | {"held_at": held_at}), "held_at", message)
        if len(held_at) < 100:
            assert f'value="{held_at}"' in page or not held_at
        assert "Flood maps are argued over at night." in page
        assert 'value="Rosa Delgado"' in page

    def test_a_skipped_time_has_the_next_one_beside_the_button(self, phone: Client, short_form: dict) -> None:
        page = phone.post(LOG, short_form | {"held_at": "2026-03-08T02:30"}).content.decode()
        button = (
            '<button class="btn btn-secondary" type="submit" form="log" name="held_at_instead" value="{}">{}</button>'
        )
        assert button.format("2026-03-08T03:00", "Use 3:00 am EDT") in page
        phone.post(LOG, short_form | {"held_at": "2026-03-08T02:30", "held_at_instead": "2026-03-08T03:00"})
        assert f"{Interview.objects.get().starts_at:%H:%M}" == "07:00"

    @pytest.mark.parametrize(("which", "hour"), [("first", 5), ("second", 6)])
    def test_a_doubled_time_once_it_is_said_which(self, phone: Client, short_form: dict, which: str, hour: int) -> None:
        asked = phone.post(LOG, short_form | {"held_at": "2025-11-02T01:30"})
        assert 'name="held_at_fold"' in asked.content.decode()
        phone.post(LOG, short_form | {"held_at": "2025-11-02T01:30", "held_at_fold": which})
        starts_at = Interview.objects.get().starts_at
        assert (starts_at.hour, starts_at.minute) == (hour, 30)

    def test_not_over_yet(self, phone: Client, as_of: datetime, short_form: dict) -> None:
        refused(
            phone.post(LOG, short_form | {"held_at": wall(as_of - timedelta(minutes=10)), "minutes": "60"}),
            "minutes",
            "That would end later than now, 4:00 pm EST. Shorten it, or log it when it is over.",
        )

    @pytest.mark.parametrize(
        ("minutes", "message"),
        [
            ("", "Add roughly how many minutes it took."),
            ("min", "Add roughly how many minutes it took."),
            ("ten minutes", "Write the minutes as a whole number, such as 20."),
            ("2 hours", "Write the minutes as a whole number, such as 20."),
            ("ten", "Write the minutes as a whole number, such as 20."),
            ("1e9", "Write the minutes as a whole number, such as 20."),
            ("20.5", "Write the minutes as a whole number, such as 20."),
            ("NaN", "Write the minutes as a whole number, such as 20."),
            ("9" * 5000, "Write the minutes as a whole number, such as 20."),
            ("-5", "Choose a length from 5 to 240 minutes."),
            ("0", "Choose a length from 5 to 240 minutes."),
            ("4", "Choose a length from 5 to 240 minutes."),
            ("4 min", "Choose a length from 5 to 240 minutes."),
            ("241", "Choose a length from 5 to 240 minutes."),
            ("1000000000", "Choose a length from 5 to 240 minutes."),
            (str(2**63), "Choose a length from 5 to 240 minutes."),
        ],
    )
    def test_minutes(self, phone: Client, short_form: dict, minutes: str, message: str) -> None:
        refused(phone.post(LOG, short_form | {"minutes": minutes}), "minutes", message)

    @pytest.mark.parametrize("format", ["", "telepathy", "VIDEO", "\x00"])
    def test_a_format_that_is_not_one(self, phone: Client, short_form: dict, format: str) -> None:
        message = "Choose one of the four." if format else "Choose how you talked."
        refused(phone.post(LOG, short_form | {"format": format}), "format", message)

    def test_ten_megabytes_of_notes_are_still_there(self, phone: Client, short_form: dict) -> None:
        notes = "All I heard. " * (10 * 1024 * 1024 // 13)
        response = phone.post(LOG, short_form | {"learned": notes})
        assert response.status_code == 422
        assert "at most 10000 characters" in str(response.context["form"].errors["learned"])
        assert notes.strip() in response.content.decode()
        assert Interview.objects.count() == 0

    def test_notes_with_a_nul(self, phone: Client, short_form: dict) -> None:
        refused(phone.post(LOG, short_form | {"learned": "Rivers\x00"}), "learned", wording.NUL)

    def test_a_source_that_is_not_one(self, phone: Client, short_form: dict) -> None:
        assert phone.post(LOG, short_form | {"source": "enemies"}).status_code == 422
        assert Interview.objects.count() == 0

    @pytest.mark.parametrize("contact", ["abc", str(2**63), "-1", "0", "9" * 5000, "theirs"])
    def test_a_contact_that_is_not_ones_own(
        self, phone: Client, alice: Student, charlie: Student, short_form: dict, contact: str
    ) -> None:
        make_contact(student=alice, full_name="Known")
        if contact == "theirs":
            contact = str(make_contact(student=charlie, full_name="Known").pk)
        page = refused(phone.post(LOG, short_form | {"contact": contact}), "contact", "Choose one of your own people.")
        assert 'value="Rosa Delgado"' in page
