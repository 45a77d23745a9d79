"""Staff's pages on a campus that grows from 5,000 to 50,000 and 100,000 students: printed, without a bound."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from tests.bench import measure
from tests.bench.databases import LargeCampus, opened, used

# Whoever is there on a campus of any size.
_COHORT = "Pathways 0102"


def _adviser() -> User:
    return Cohort.objects.get(name=_COHORT).advisers.get()


def _administrator() -> User:
    return User.objects.get(email="admin@demo.example")


# A further page is one line: who opens it, and where it is.
PAGES: dict[str, tuple[Callable[[], User], Callable[[], str]]] = {
    "needs you": (_adviser, lambda: reverse("dashboards:home")),
    "cohort page": (_adviser, lambda: reverse("dashboards:cohort", args=[Cohort.objects.get(name=_COHORT).pk])),
    "overview of an adviser's cohorts": (_adviser, lambda: reverse("dashboards:cohorts")),
    "overview of all cohorts": (_administrator, lambda: reverse("dashboards:cohorts")),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_takes_as_the_campus_grows(
    campus_of_5000: LargeCampus, campus_of_50000: LargeCampus, campus_of_100000: LargeCampus, page: str
) -> None:
    with ExitStack() as open_ones:
        sides = {}
        for campus in (campus_of_5000, campus_of_50000, campus_of_100000):
            connection = open_ones.enter_context(opened(campus.name))
            sides[f"{campus.students:,} students"] = _load(connection, *PAGES[page])
        measure.grown(f"{page} as the campus grows", sides, turns=4)


def _load(connection: BaseDatabaseWrapper, who: Callable[[], User], where: Callable[[], str]) -> Callable[[], None]:
    with used(connection):
        client, address = Client(), where()
        client.force_login(who())

    def load() -> None:
        with used(connection):
            assert client.get(address).status_code == 200

    return load
