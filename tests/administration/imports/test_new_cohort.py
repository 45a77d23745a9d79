"""A cohort that a roster names and that is not there yet: it is created on the way, and nothing is lost."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.models import Import, RememberedCohort
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from tests import factories
from tests.administration.pages import said

pytestmark = pytest.mark.django_db

FILE = (
    "Student ID,Name,Email,Cohort\n"
    "20481234,Chidi Okafor,chidi@campus.example,Fall A\n"
    "20481235,Ana Diaz,ana@campus.example,Fall & B\n"
)


@pytest.fixture
def roster(ada: User) -> Import:
    factories.make_cohort(name="Scholars", students=[factories.make_student()])
    return _start(ada)


def _start(by: User, cohort: Cohort | None = None) -> Import:
    row = actions.start(kind="students", file_name="fall.csv", content=FILE.encode(), cohort=cohort, by=by)
    return _worked_on(row)


def _worked_on(row: Import) -> Import:
    work.work_on(row.pk)
    row.refresh_from_db()
    return row


def _create(office: Client, url: str, **typed: str) -> object:
    form = office.get(url).context["form"]
    proposed = {name: value for name, value in form.initial.items() if name != "term"}
    term = form.initial["term"].pk
    return office.post(url, {**proposed, "term": term, "required_step": "held", **typed})


def test_the_question_leads_to_a_new_cohort_and_back_with_the_answer(office: Client, ada: User, roster: Import) -> None:
    questions = office.get(f"/program/imports/{roster.pk}/").context["dry"].questions
    assert [question["title"] for question in questions] == ["Which cohort is “Fall A”?", "Which cohort is “Fall & B”?"]
    page = office.get(questions[1]["create_url"])
    assert page.context["form"].initial["name"] == "Fall & B"
    assert f'href="/program/imports/{roster.pk}/"' in page.text

    answer = _create(office, questions[1]["create_url"], name="Transfer Bridge")
    assert answer["Location"] == f"/program/imports/{roster.pk}/"
    assert said(answer) == ["Transfer Bridge is created. It has no adviser yet. The file is checked again."]
    roster.refresh_from_db()
    assert roster.state == Import.State.CHECKING
    checking = office.get(answer["Location"])
    assert "Transfer Bridge is created." not in checking.text, "this page is gone in a second"
    second = _create(office, questions[1]["create_url"], name="Transfer Bridge")
    assert second["Location"] == answer["Location"]
    _worked_on(roster)
    page = office.get(f"/program/imports/{roster.pk}/")
    assert "Transfer Bridge is created. It has no adviser yet." in page.text
    [open_one] = page.context["dry"].questions
    assert open_one["title"] == "Which cohort is “Fall A”?"
    assert (roster.counts["new"], roster.counts["asked"]) == (1, 1)

    _create(office, open_one["create_url"])
    _worked_on(roster)
    assert roster.counts["new"] == 2
    actions.run(pk=roster.pk, seen=roster.seen, by=ada)
    assert _worked_on(roster).state == Import.State.DONE
    members = Cohort.objects.filter(name__in=["Fall A", "Transfer Bridge"]).order_by("name")
    assert [list(one.students.values_list("student_number", flat=True)) for one in members] == [
        ["20481234"], ["20481235"],
    ]  # fmt: skip
    done = office.get(f"/program/imports/{roster.pk}/")
    assert [(one.name, never) for one, never in done.context["uninvited"]] == [("Fall A", 1), ("Transfer Bridge", 1)]
    assert 'href="/program/invitations/"' in done.text
    assert [one.cohort.name for one in RememberedCohort.objects.all()] == ["Transfer Bridge"]


def test_where_the_import_is_over_the_cohort_is_created_all_the_same(office: Client, roster: Import) -> None:
    url = office.get(f"/program/imports/{roster.pk}/").context["dry"].questions[0]["create_url"]
    office.post(f"/program/imports/{roster.pk}/cancellation/")
    answer = _create(office, url)
    assert answer["Location"] == f"/program/cohorts/{Cohort.objects.get(name='Fall A').pk}/"


def test_the_term_of_the_cohort_that_was_chosen_for_the_file_is_proposed(office: Client, ada: User) -> None:
    today = clock.now().date()
    coming = Term.objects.create(name="Spring", starts_on=today + timedelta(90), ends_on=today + timedelta(190))
    dates = {"starts_on": coming.starts_on, "due_on": coming.ends_on}
    row = _start(ada, factories.make_cohort(name="Spring A", term=coming, **dates))
    factories.make_cohort(name="Now")
    url = office.get(f"/program/imports/{row.pk}/").context["dry"].questions[0]["create_url"]
    assert office.get(url).context["form"].initial["term"] == coming


@pytest.mark.parametrize("query", ["import=x", f"import={2**63}", "import=0", "import=", "name=%00%E2%80%AE"])
def test_an_address_that_names_no_import_is_that_of_a_new_cohort(query: str, office: Client, roster: Import) -> None:
    page = office.get(f"/program/cohorts/new/?{query}")
    assert page.status_code == 200
    assert page.context["roster"] is None
    assert page.context["form"].initial["name"] == ""
