"""Requests for deletion, as an administrator carries them out in two steps."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.administration.models import Import
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.privacy.models import Deletion, Way
from apps.students.models import Student
from tests import factories

LIST = "/program/deletions/"


@pytest.fixture
def asked(alice: Student, cohort: Cohort) -> Deletion:
    factories.make_held(alice)
    return Deletion.objects.create(student=alice, asked_at=clock.now())


def test_first_it_says_what_will_happen_then_it_asks_then_it_is_done(office: Client, asked: Deletion) -> None:
    page = f"{LIST}{asked.pk}/"
    assert "Alice Okafor" in office.get(LIST).text
    first = office.get(page).text
    assert "1 conversation (1 held)" in first
    assert "Choose one of the two." not in first
    assert '<input type="hidden" name="step" value="2">' in first
    assert "Alice&#x27;s cohort" in first
    assert "Choose one of the two" in office.get(f"{page}?way=").text
    assert office.get(f"{page}?way=both").status_code == 422
    unchosen = office.get(f"{page}?step=2")  # as the button sends it where nothing is chosen
    assert unchosen.status_code == 422
    assert "Choose one of the two." in unchosen.text
    second = office.get(f"{page}?way=gone").text
    assert "Nobody can undo it" in second
    assert "alice@<wbr>campus.example" in second
    assert Student.objects.count() == 1
    done = office.post(page, {"way": "gone", "address": " Alice@campus.example "}, follow=True).text
    assert "The student is gone" in done
    assert "Alice" not in done
    assert not Student.objects.exists()
    assert office.get(page).status_code == 404


@pytest.mark.parametrize(
    "form", [{}, {"way": "gone"}, {"way": "gone", "address": "charlie@campus.example"}, {"address": "x"}]
)
def test_nothing_happens_without_the_way_and_the_address(form: dict, office: Client, asked: Deletion) -> None:
    assert office.post(f"{LIST}{asked.pk}/", form).status_code == 422
    assert Student.objects.exists()


def test_who_signed_in_long_ago_is_asked_who_they_are(client_of, ada: User, asked: Deletion) -> None:
    form = {"way": "gone", "address": "alice@campus.example"}
    assert client_of(ada).post(f"{LIST}{asked.pk}/", form).status_code == 302
    assert Student.objects.exists()


def test_taken_back_meanwhile_it_is_404(office: Client, asked: Deletion) -> None:
    Deletion.objects.update(withdrawn_at=clock.now())
    assert office.post(f"{LIST}{asked.pk}/", {"way": "gone", "address": "alice@campus.example"}).status_code == 404


def test_a_look_is_one_row_of_the_audit_log_and_head_none(office: Client, asked: Deletion) -> None:
    for page in (LIST, f"{LIST}{asked.pk}/"):
        office.head(page)
        assert not Entry.objects.exists()
    office.get(LIST)
    office.get(f"{LIST}{asked.pk}/")
    looks = Entry.objects.order_by("pk").values_list("page", "student_ids", "action")
    assert list(looks) == [
        ("administration:deletions", [asked.student_id], Action.VIEWED),
        ("administration:deletion", [asked.student_id], Action.VIEWED),
    ]


def test_the_list_takes_as_many_queries_for_many(office: Client, asked: Deletion, ada: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get(LIST).status_code == 200
        return len(seen)

    def done() -> None:
        made = {"way": Way.GONE, "carried_out_at": clock.now(), "carried_out_by": ada}
        Deletion.objects.create(student_id=10**9, asked_at=clock.now(), **made)

    done()
    one = queries()
    for _ in range(2):
        Deletion.objects.create(student=factories.make_student(), asked_at=clock.now())
        done()
    assert queries() == one
    assert one <= 12


@pytest.mark.parametrize("page", ["0", "-1", "9" * 20, "x"])
def test_a_page_that_is_none_is_404(page: str, office: Client) -> None:
    assert office.get(f"{LIST}?page={page}").status_code == 404


def test_an_open_file_is_named_before_anything_is_chosen(office: Client, asked: Deletion) -> None:
    file = Import.objects.create(kind="students", state="checked", file_name="fall.csv")
    for step in ("", "?way=gone"):
        assert (
            f'<a href="/program/imports/{file.pk}/">fall.csv</a>'
            in office.get(f"/program/deletions/{asked.pk}/{step}").text
        )
    Import.objects.update(state="done")
    assert "fall.csv" not in office.get(f"/program/deletions/{asked.pk}/").text
