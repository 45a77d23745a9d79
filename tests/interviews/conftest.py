"""Alice's browser, and what the short form is sent as."""

from datetime import datetime, timedelta

import pytest

from tests.interviews.moments import wall


@pytest.fixture
def short_form(as_of: datetime) -> dict[str, str]:
    """The five fields of the short form, of a conversation that began three hours ago."""
    return {
        "contact_name": "Rosa Delgado",
        "held_at": wall(as_of - timedelta(hours=3)),
        "minutes": "30",
        "format": "in_person",
        "learned": "Flood maps are argued over at night.",
    }
