"""Terms: their names and their days, and who is told that two overlap."""

from datetime import date, timedelta

import pytest
from django.test import Client

from apps.cohorts.models import Term
from apps.core.not_saved.shown import Shown
from tests.administration.pages import queries, said
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
FALL = {"name": "Fall 2026", "starts_on": "2026-08-31", "ends_on": "12/18/2026"}


@pytest.fixture
def fall() -> Term:
    return Term.objects.create(name="Fall 2026", starts_on=date(2026, 8, 31), ends_on=date(2026, 12, 18))


def test_a_term_is_added_and_listed(office: Client) -> None:
    assert "No term yet" in office.get("/program/terms/").content.decode()
    answer = office.post("/program/terms/new/", FALL)
    assert answer["Location"] == "/program/terms/"
    term = Term.objects.get()
    assert (term.starts_on, term.ends_on) == (date(2026, 8, 31), date(2026, 12, 18))
    page = office.get("/program/terms/").content.decode()
    assert f'<a href="/program/terms/{term.pk}/">Fall 2026</a>' in page
    assert "Aug 31, 2026" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Fall 2026\u200b"}, "name"),  # there is one of this name
        ({"name": "\x00"}, "name"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"starts_on": "0202-08-31"}, "starts_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"ends_on": "2026-02-30"}, "ends_on"),
        ({"ends_on": "2026-08-30"}, "ends_on"),
    ],
)
def test_what_is_wrong_is_said_once_beside_its_field(
    office: Client, fall: Term, changed: dict[str, str], field: str
) -> None:
    page = office.post("/program/terms/new/", {**FALL, "name": "Another", **changed})
    assert page.status_code == 422
    assert [(name, len(said)) for name, said in page.context["form"].errors.items()] == [(field, 1)]
    assert Term.objects.count() == 1


def test_overlapping_is_allowed_and_said(office: Client, fall: Term) -> None:
    added = office.post("/program/terms/new/", {"name": "Year", "starts_on": "2026-12-18", "ends_on": "2027-06-01"})
    assert any("overlaps Fall 2026" in one for one in said(added))
    assert "Overlaps Year" in office.get("/program/terms/").content.decode()
    alone = office.post("/program/terms/new/", {"name": "Later", "starts_on": "2027-06-02", "ends_on": "2027-08-01"})
    assert not any("overlaps" in one for one in said(alone))


def test_a_term_is_changed_and_what_another_changed_meanwhile_stays(office: Client, fall: Term) -> None:
    address = f"/program/terms/{fall.pk}/"
    opened = next(one for one in Shown(office.get(address).content.decode(), address).forms if one.address == address)
    Term.objects.update(name="Autumn 2026")
    form = {**dict(opened.holds), "ends_on": "2026-12-20"}
    assert office.post(address, form).status_code == 302
    fall.refresh_from_db()
    assert (fall.name, fall.ends_on) == ("Autumn 2026", date(2026, 12, 20))


@pytest.mark.parametrize("pk", [0, 2**63, 10**30])
def test_a_term_that_is_not_there_is_404(office: Client, pk: int) -> None:
    assert office.get(f"/program/terms/{pk}/").status_code == 404
    assert office.post(f"/program/terms/{pk}/", FALL).status_code == 404


@pytest.mark.parametrize("page", ["-1", "0", "x", "99999"])
def test_a_page_that_is_no_page_is_404(office: Client, page: str) -> None:
    assert office.get(f"/program/terms/?page={page}").status_code == 404
    assert office.get("/program/terms/?sort=nothing&q=\x00").status_code == 200


def test_the_list_asks_as_much_for_three_as_for_one(office: Client, fall: Term) -> None:
    make_cohort(term=fall)
    one = queries(office, "/program/terms/")
    for number in range(2):
        later = fall.ends_on + timedelta(days=100 * number)
        make_cohort(term=Term.objects.create(name=f"T{number}", starts_on=later, ends_on=later))
    assert queries(office, "/program/terms/") == one <= 7
