"""The campus's one form."""

import pytest
from django.test import Client

from apps.campus.models import Campus
from tests.administration.pages import errors

pytestmark = pytest.mark.django_db


def campus_form(**changed: str) -> dict[str, str]:
    return {
        "name": "Cedar State",
        "center_name": "Career Center",
        "time_zone": "America/Chicago",
        "sender_name": "Acquaint",
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "thank_you_hours": "24",
        "first_thank_you_after_hours": "2",
        "how_did_it_go_after_minutes": "30",
        "preparation_before_hours": "24",
        "follow_up_after_days": "7",
        "goal_days_before": "14, 7, 2",
        "goal": "3",
        "volunteer_capacity": "2",
        "outreach_email_words": "150",
        "outreach_text_words": "60",
        "outreach_linkedin_characters": "200",
        **changed,
    }


def test_the_campus_has_one_form_and_one_row(office: Client) -> None:
    there = office.get("/admin/campus/campus/")
    assert there.headers["Location"] == "/admin/campus/campus/1/change/"
    assert office.get("/admin/campus/campus/add/").status_code == 403
    assert office.post("/admin/campus/campus/1/delete/", {"post": "yes"}).status_code == 403
    assert office.post("/admin/campus/campus/1/change/", campus_form()).status_code == 302
    assert Campus.objects.get().time_zone == "America/Chicago"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("quiet_until", "21:00"),
        ("thank_you_hours", "11"),
        ("thank_you_hours", "73"),
        ("goal", "0"),
        ("goal", "21"),
        ("volunteer_capacity", "21"),
        ("sender_email", "a@campus.example\nBcc: b@campus.example"),
        ("sender_name", "A\x00"),
    ],
)
def test_a_campus_that_cannot_be_is_refused(office: Client, field: str, value: str) -> None:
    assert list(errors(office.post("/admin/campus/campus/1/change/", campus_form(**{field: value})))) == [field]
