from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/accounts/settings/", "/reminders/", "/settings/", "/nothing/here/"])
def test_no_browser_keeps_what_somebody_signed_in_saw(
    path: str, person: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(person).get(path)
    assert answer["Cache-Control"] == "private, no-store"


def test_a_page_that_says_what_may_be_kept_is_believed(person: User, client_of: Callable[[User], Client]) -> None:
    assert "must-revalidate" in client_of(person).get("/healthz/")["Cache-Control"]
