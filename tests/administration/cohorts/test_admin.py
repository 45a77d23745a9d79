"""Terms and cohorts, as an administrator keeps them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership, Term
from apps.students.models import Student
from tests.administration.pages import errors

pytestmark = pytest.mark.django_db

FALL = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 18)}


def cohort_form(cohort: Cohort, *, advisers: tuple[int, ...] = ()) -> dict:
    """The cohort's form as a browser sends it, with new rows for `advisers`."""
    form: dict[str, object] = {
        "term": cohort.term_id,
        "name": cohort.name,
        "starts_on": cohort.starts_on,
        "due_on": cohort.due_on,
        "goal": cohort.goal,
        "required_step": cohort.required_step,
        "different_people": "on",
    }
    there = list(cohort.caseloads.all())
    form |= {"caseloads-TOTAL_FORMS": len(there) + len(advisers), "caseloads-INITIAL_FORMS": len(there)}
    for n, row in enumerate(there):
        form |= {f"caseloads-{n}-id": row.pk, f"caseloads-{n}-cohort": cohort.pk}
    for n, pk in enumerate(advisers, len(there)):
        form |= {f"caseloads-{n}-adviser": pk, f"caseloads-{n}-cohort": cohort.pk}
    return form


def change(cohort: Cohort) -> str:
    return f"/admin/cohorts/cohort/{cohort.pk}/change/"


def test_advisers_join_a_cohort_in_its_form(office: Client, cohort: Cohort, make_adviser: Callable[..., User]) -> None:
    new = make_adviser(full_name="Dora Kim")
    assert office.post(change(cohort), cohort_form(cohort, advisers=(new.pk,))).status_code == 302
    assert {adviser.greeting for adviser in cohort.advisers.all()} == {"Bob", "Dora"}


def test_an_adviser_whom_another_page_added_meanwhile_is_refused_once_more(
    office: Client, cohort: Cohort, make_adviser: Callable[..., User]
) -> None:
    new = make_adviser(full_name="Dora Kim")
    form = cohort_form(cohort, advisers=(new.pk,))
    assert office.post(change(cohort), form).status_code == 302
    page = office.post(change(cohort), form)
    assert page.status_code == 422
    assert "This adviser already looks after this cohort." in page.text
    assert Caseload.objects.count() == 2


def test_a_cohort_of_five_hundred_is_saved_and_leads_to_its_students(
    office: Client, cohort: Cohort, make_student: Callable[..., Student]
) -> None:
    users = User.objects.bulk_create(User(email=f"s{n}@campus.example", full_name=f"S {n}") for n in range(500))
    students = Student.objects.bulk_create(Student(user=user) for user in users)
    Membership.objects.bulk_create(Membership(cohort=cohort, student=student) for student in students)
    page = office.get(change(cohort))
    assert f'501. <a href="/admin/cohorts/membership/?cohort={cohort.pk}">' in page.text
    assert office.post(change(cohort), {**cohort_form(cohort), "goal": "4"}).status_code == 302
    cohort.refresh_from_db()
    assert cohort.goal == 4


def test_after_a_new_cohort_its_students_come_next(office: Client, cohort: Cohort) -> None:
    form = {**cohort_form(cohort), "name": "Another", "caseloads-TOTAL_FORMS": 0, "caseloads-INITIAL_FORMS": 0}
    sent = office.post("/admin/cohorts/cohort/add/", form)
    new = Cohort.objects.get(name="Another")
    assert sent["Location"] == f"/admin/cohorts/membership/add/?cohort={new.pk}"


def test_a_student_is_no_adviser(office: Client, cohort: Cohort, charlie: Student) -> None:
    page = office.post(change(cohort), cohort_form(cohort, advisers=(charlie.user_id,)))
    assert page.status_code == 422
    assert Caseload.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("goal", "0", "goal"),
        ("goal", "21", "goal"),
        ("goal", "-3", "goal"),
        ("goal", "9" * 30, "goal"),
        ("goal", "three", "goal"),
        ("due_on", "2000-01-01", "__all__"),
        ("due_on", "2026-13-45", "due_on"),
        ("due_on", "2101-01-01", "due_on"),
        ("starts_on", "0001-01-01", "starts_on"),
        ("required_step", "won", "required_step"),
        ("term", "9223372036854775808", "term"),
        ("name", "Group\x00A", "name"),
        ("name", "N" * 121, "name"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused(office: Client, cohort: Cohort, field: str, value: str, named: str) -> None:
    before = Cohort.objects.values().get()
    assert named in errors(office.post(change(cohort), {**cohort_form(cohort), field: value}))
    assert Cohort.objects.values().get() == before


def test_a_cohorts_name_stands_once_in_a_term(
    office: Client, cohort: Cohort, make_cohort: Callable[..., Cohort]
) -> None:
    other = make_cohort(name="Other")
    assert errors(office.post(change(other), {**cohort_form(other), "name": cohort.name}))


def test_a_cohort_with_students_stays(office: Client, cohort: Cohort, make_cohort: Callable[..., Cohort]) -> None:
    empty = make_cohort()
    refused = office.post(f"/admin/cohorts/cohort/{cohort.pk}/delete/", {"post": "yes"})
    gone = office.post(f"/admin/cohorts/cohort/{empty.pk}/delete/", {"post": "yes"})
    assert (refused.status_code, gone.status_code) == (403, 302)
    assert list(Cohort.objects.all()) == [cohort]


def test_a_term_goes_when_its_last_cohort_has_gone(
    office: Client, bob: User, make_cohort: Callable[..., Cohort]
) -> None:
    empty = make_cohort(advisers=[bob], term=Term.objects.create(name="By mistake", **FALL))
    term = f"/admin/cohorts/term/{empty.term_id}/delete/"
    assert office.post(term, {"post": "yes"}).status_code == 403
    assert office.post(f"/admin/cohorts/cohort/{empty.pk}/delete/", {"post": "yes"}).status_code == 302
    assert office.post(term, {"post": "yes"}).status_code == 302
    assert not Term.objects.filter(name="By mistake").exists()


@pytest.mark.parametrize(
    "query",
    ["starts_on__year=99999", "starts_on__year=x", "due_on__year=99999", "name__regex=(", "starts_on__gte=yesterday"],
)
def test_a_filter_that_no_row_can_meet(office: Client, cohort: Cohort, query: str) -> None:
    assert office.get(f"/admin/cohorts/cohort/?{query}").status_code in (302, 400)


def test_a_year_that_no_date_has_is_a_bad_request(office: Client, cohort: Cohort) -> None:
    assert office.get("/admin/cohorts/cohort/?starts_on__year=99999").status_code == 400


def test_a_term_until_the_end_of_time_is_refused_beside_its_field(office: Client) -> None:
    page = office.post("/admin/cohorts/term/add/", {"name": "Fall", "starts_on": "2026-09-01", "ends_on": "9999-12-31"})
    assert errors(page) == {"ends_on": ["Check the year: it should be between 2000 and 2100."]}


def test_the_list_of_cohorts_counts_each_once(
    office: Client,
    make_cohort: Callable[..., Cohort],
    make_student: Callable[..., Student],
    make_adviser: Callable[..., User],
) -> None:
    make_cohort(students=[make_student() for _ in range(3)], advisers=[make_adviser(), make_adviser()])
    row = office.get("/admin/cohorts/cohort/").context["cl"].result_list[0]
    assert row.student_count == 3


def test_a_new_cohort_starts_with_the_campuss_goal(office: Client) -> None:
    Campus.objects.update(goal=5)
    assert office.get("/admin/cohorts/cohort/add/").context["adminform"].form.initial["goal"] == 5


def test_a_term_must_not_end_before_it_starts(office: Client) -> None:
    page = office.post("/admin/cohorts/term/add/", {"name": "Fall", "starts_on": "2026-09-01", "ends_on": "2026-08-01"})
    assert errors(page) == {"__all__": ["The term must not end before it starts."]}
    assert not Term.objects.exists()
