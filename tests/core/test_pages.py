"""Which pages of a list are there."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from apps.accounts.models import User
from apps.core.pages import page_of
from tests import factories

pytestmark = pytest.mark.django_db


def page(query: str):
    factories.make_user(full_name="Ana")
    factories.make_user(full_name="Ben")
    factories.make_user(full_name="Cleo")
    return page_of(RequestFactory().get(f"/{query}"), User.objects.order_by("full_name"), 2)


@pytest.mark.parametrize(
    ("query", "names"),
    [("", ["Ana", "Ben"]), ("?page=", ["Ana", "Ben"]), ("?page=1", ["Ana", "Ben"]), ("?page=2", ["Cleo"])],
)
def test_pages_that_are_there(query: str, names: list[str]) -> None:
    assert [user.full_name for user in page(query)] == names


@pytest.mark.parametrize("number", ["-1", "0", "3", "abc", "1.0", "\u0661", "9" * 5000, "%00", "last"])
def test_pages_that_are_not(number: str) -> None:
    with pytest.raises(Http404):
        page(f"?page={number}")


def test_the_first_page_of_nothing_is_there() -> None:
    assert list(page_of(RequestFactory().get("/"), User.objects.none().order_by("pk"), 2)) == []
