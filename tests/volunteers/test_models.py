"""What the database refuses about volunteers, whoever writes it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.campus.models import Format
from apps.volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("formats", [[], ["telepathy"], ["video", "telepathy"], [""]])
def test_a_volunteer_talks_in_some_known_way(formats: list[str]) -> None:
    volunteer = Volunteer(full_name="Ines Duarte", email="ines@alumni.example", formats=formats)
    with pytest.raises(IntegrityError), transaction.atomic():
        volunteer.save()
    with pytest.raises(ValidationError, match="Choose at least one way to talk|not a valid choice|cannot be blank"):
        volunteer.full_clean()


def test_one_way_is_enough_and_all_are_the_default() -> None:
    phone = Volunteer.objects.create(full_name="Ines Duarte", email="ines@alumni.example", formats=["phone"])
    phone.full_clean()
    assert Volunteer.objects.create(full_name="Abe Ito", email="abe@alumni.example").formats == list(Format.values)
