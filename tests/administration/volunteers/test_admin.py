"""Volunteers, as an administrator keeps them."""

from datetime import date, timedelta

import pytest
from django.test import Client

from apps.campus.models import Campus, FieldOfInterest, Format
from apps.volunteers.models import Volunteer
from tests.administration.pages import errors

pytestmark = pytest.mark.django_db


def volunteer_form(**changed: object) -> dict[str, object]:
    return {
        "full_name": "Ines Duarte",
        "email": "ines@alumni.example",
        "formats": [Format.VIDEO, Format.PHONE],
        "capacity": "2",
        **changed,
    }


def test_a_volunteer_is_kept_with_formats_and_fields(office: Client) -> None:
    law = FieldOfInterest.objects.create(name="Law")
    office.post("/admin/volunteers/volunteer/add/", volunteer_form(fields=[law.pk]))
    volunteer = Volunteer.objects.get()
    assert volunteer.formats == ["video", "phone"]
    row = office.get(f"/admin/volunteers/volunteer/?format=video&fields__id__exact={law.pk}")
    assert list(row.context["cl"].result_list) == [volunteer]
    assert office.get("/admin/volunteers/volunteer/?format=in_person").context["cl"].result_count == 0


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("formats", [], "formats"),
        ("formats", ["telepathy"], "formats"),
        ("capacity", "21", "capacity"),
        ("capacity", "-1", "capacity"),
        ("profile_link", "javascript:alert(1)", "profile_link"),
        ("time_zone", "Mars/Olympus", "time_zone"),
        ("email", "INES.TWO@alumni.example", "__all__"),
        ("topics", "x\x00", "topics"),
        ("class_year", "99999999999", "class_year"),
    ],
)
def test_a_volunteer_that_cannot_be_is_refused(office: Client, field: str, value: object, named: str) -> None:
    Volunteer.objects.create(full_name="Ines Two", email="ines.two@alumni.example")
    assert named in errors(office.post("/admin/volunteers/volunteer/add/", volunteer_form(**{field: value})))
    assert Volunteer.objects.count() == 1


def test_volunteers_are_paused_and_resumed(office: Client, campus: Campus, as_of) -> None:
    ines = Volunteer.objects.create(full_name="Ines", email="ines@alumni.example")
    gone = Volunteer.objects.create(full_name="Omar", email="omar@alumni.example", withdrawn_at=as_of)
    today = as_of.astimezone(campus.zone).date()
    address = "/admin/volunteers/volunteer/"

    office.post(address, {"action": "pause", "_selected_action": [ines.pk, gone.pk]})
    assert Volunteer.objects.get(pk=ines.pk).paused_until == today + timedelta(days=30)
    assert Volunteer.objects.get(pk=gone.pk).paused_until is None
    assert list(office.get(f"{address}?availability=paused").context["cl"].result_list) == [ines]
    assert list(office.get(f"{address}?availability=withdrawn").context["cl"].result_list) == [gone]

    office.post(address, {"action": "resume", "_selected_action": [ines.pk, gone.pk]})
    assert list(office.get(f"{address}?availability=open").context["cl"].result_list) == [ines]


def test_a_longer_pause_stays_and_a_past_one_is_open(office: Client) -> None:
    long = Volunteer.objects.create(full_name="A", email="a@alumni.example", paused_until=date(2999, 1, 1))
    past = Volunteer.objects.create(full_name="B", email="b@alumni.example", paused_until=date(2020, 1, 1))
    listed = office.get("/admin/volunteers/volunteer/").text
    assert "Paused until Jan 1, 2999" in listed
    assert "2020" not in listed
    office.post("/admin/volunteers/volunteer/", {"action": "pause", "_selected_action": [long.pk]})
    long.refresh_from_db()
    assert long.paused_until == date(2999, 1, 1)
    assert list(office.get("/admin/volunteers/volunteer/?availability=open").context["cl"].result_list) == [past]
