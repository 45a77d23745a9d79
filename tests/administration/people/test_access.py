"""Who can see which cohort."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries

pytestmark = pytest.mark.django_db
ACCESS = "/program/access/"


def test_by_cohort_and_by_person_without_a_student_s_name(
    office: Client, bob: User, cohort: Cohort, alice: Student
) -> None:
    frank = factories.make_adviser(full_name="Frank Adeyemi")
    cohort.memberships.update(coach=frank)
    by_cohort, by_person = office.get(ACCESS), office.get(ACCESS, {"by": "person"})
    (line,) = by_cohort.context["lines"]
    assert (line["cohort"], line["advisers"], line["coaches"]) == (cohort, [bob], [(frank, 1)])
    assert {one["person"]: (one["cohorts"], one["coached"]) for one in by_person.context["lines"]} == {
        frank: ([], [(cohort, 1)]),
        bob: ([cohort], []),
    }
    for page in (by_cohort, by_person):
        assert "Ada Winters" in page.text
        assert "Alice Okafor" not in page.text


def test_who_may_not_sign_in_is_marked(office: Client, bob: User, cohort: Cohort) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert "(may not sign in)" in office.get(ACCESS).text
    assert "Deactivated" in office.get(ACCESS, {"by": "person", "q": "bob"}).text


@pytest.mark.parametrize("by", ["", "person"])
def test_more_rows_ask_no_more_questions(office: Client, bob: User, cohort: Cohort, by: str) -> None:
    address = f"{ACCESS}?by={by}"
    queries(office, address)
    one = queries(office, address)
    for _ in range(2):
        factories.make_cohort(advisers=[factories.make_adviser()])
    assert queries(office, address) == one <= 12
