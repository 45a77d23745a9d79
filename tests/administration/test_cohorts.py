"""Terms and cohorts, as an administrator keeps them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Membership, Term
from apps.students.models import Student
from tests.administration.pages import errors

pytestmark = pytest.mark.django_db

FALL = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 18)}


def cohort_form(cohort: Cohort, *, students: tuple[int, ...] = (), advisers: tuple[int, ...] = ()) -> dict:
    """The cohort's form as a browser sends it, with new rows for `students` and `advisers`."""
    form: dict[str, object] = {
        "term": cohort.term_id,
        "name": cohort.name,
        "starts_on": cohort.starts_on,
        "due_on": cohort.due_on,
        "goal": cohort.goal,
        "required_step": cohort.required_step,
        "different_people": "on",
    }
    for prefix, key, new in (("caseloads", "adviser", advisers), ("memberships", "student", students)):
        there = list(getattr(cohort, prefix).all())
        form |= {f"{prefix}-TOTAL_FORMS": len(there) + len(new), f"{prefix}-INITIAL_FORMS": len(there)}
        for n, row in enumerate(there):
            form |= {f"{prefix}-{n}-id": row.pk, f"{prefix}-{n}-cohort": cohort.pk}
        for n, pk in enumerate(new, len(there)):
            form |= {f"{prefix}-{n}-{key}": pk, f"{prefix}-{n}-cohort": cohort.pk}
    return form


def change(cohort: Cohort) -> str:
    return f"/admin/cohorts/cohort/{cohort.pk}/change/"


def test_students_and_advisers_join_a_cohort_in_its_form(
    office: Client, cohort: Cohort, charlie: Student, make_adviser: Callable[..., User]
) -> None:
    new = make_adviser(full_name="Dora Kim")
    sent = office.post(change(cohort), cohort_form(cohort, students=(charlie.pk,), advisers=(new.pk,)))
    assert sent.status_code == 302
    assert {student.user.greeting for student in cohort.students.all()} == {"Alice", "Charlie"}
    assert {adviser.greeting for adviser in cohort.advisers.all()} == {"Bob", "Dora"}


def test_a_student_leaves_a_cohort_and_the_history_keeps_it(
    office: Client, cohort: Cohort, ada: User, alice: Student
) -> None:
    sent = office.post(change(cohort), {**cohort_form(cohort), "memberships-0-DELETE": "on"})
    assert sent.status_code == 302
    assert not Membership.objects.exists()
    newest = office.get("/admin/cohorts/membershipevent/").context["cl"].result_list[0]
    assert (newest.pgh_label, newest.student_name, newest.who_name) == (
        "delete",
        "Alice Okafor",
        "Ada Winters",
    )


def test_students_of_one_name_are_told_apart_and_the_archived_are_marked(
    office: Client, cohort: Cohort, make_student: Callable[..., Student]
) -> None:
    year = datetime(2025, 11, 29, 3, tzinfo=UTC)  # still the 28th on campus
    zihan = make_student(full_name="Jo", email="zihan@campus.example", archived_at=year)
    josefa = make_student(full_name="Jo", email="josefa@campus.example")
    search = "/admin/autocomplete/?app_label=cohorts&model_name=membership&field_name=student&term=jo"
    found = {one["text"] for one in office.get(search).json()["results"]}
    assert found == {"Jo (zihan@campus.example)", "Jo (josefa@campus.example)"}

    # What was chosen stands so in a form that comes back, too.
    form = {**cohort_form(cohort, students=(zihan.pk, josefa.pk)), "goal": "99"}
    assert "Jo (josefa@campus.example)</option>" in office.post(change(cohort), form).text

    cohort.students.add(zihan, josefa)
    page = office.get(change(cohort)).text
    assert 'aria-label="Remove Jo (zihan@campus.example)"' in page
    archived = re.findall(r'<td class="field-archived">\s*<p>(.*?)</p>', page)
    assert sorted(archived) == ["Nov 28, 2025", "–", "–", "–"]  # and an empty row to fill in


@pytest.mark.parametrize("twice", [False, True], ids=["there already", "twice in the form"])
def test_nobody_is_in_a_cohort_twice(
    office: Client, cohort: Cohort, alice: Student, charlie: Student, twice: bool
) -> None:
    students = (charlie.pk, charlie.pk) if twice else (alice.pk,)
    page = office.post(change(cohort), cohort_form(cohort, students=students))
    assert page.status_code == 422
    assert "Please correct the duplicate data for student." in page.text
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("pk", ["9223372036854775808", "0", "abc", "-1"])
def test_a_student_who_is_none_is_refused(office: Client, cohort: Cohort, pk: str) -> None:
    assert office.post(change(cohort), cohort_form(cohort, students=(pk,))).status_code == 422
    assert Membership.objects.count() == 1


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
