"""Cohorts in the administrators' own pages: create, change, copy, archive, and who looks after one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from apps.accounts.models import User
from apps.administration.cohorts.actions import SETTINGS, change_cohort, create_cohort
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Caseload, Cohort, Term
from apps.core import clock
from apps.core.templatetags.dates import short_day
from tests import factories
from tests.administration.pages import said

pytestmark = pytest.mark.django_db


def address(name: str, *args: int) -> str:
    return reverse(f"administration:{name}", args=args)


def settings_of(cohort: Cohort, **changed: object) -> dict[str, object]:
    """What the form of this cohort sends."""
    row = Cohort.objects.get(pk=cohort.pk)
    sent = {
        **{name: getattr(row, name) for name in ("name", "starts_on", "due_on", "goal", "required_step")},
        "term": row.term_id,
        "version": row.version,
        **({"different_people": "on"} if row.different_people else {}),
        **changed,
    }
    return {name: value for name, value in sent.items() if value is not None}


@pytest.fixture
def next_term(cohort: Cohort) -> Term:
    first = cohort.term.ends_on + timedelta(days=30)
    return Term.objects.create(name="Next term", starts_on=first, ends_on=first + timedelta(weeks=16))


def test_a_new_cohort_has_the_campus_goal_and_the_present_term_proposed(office: Client, cohort: Cohort) -> None:
    Campus.objects.update(goal=4)
    proposed = office.get(address("new_cohort")).context["form"].initial
    assert proposed["goal"] == 4
    assert proposed["term"] == cohort.term
    assert proposed["due_on"] <= cohort.term.ends_on


def test_a_cohort_is_created_once_however_often_the_button_is_pressed(office: Client, cohort: Cohort) -> None:
    typed = {**settings_of(cohort), "name": "Transfer Bridge", "version": ""}
    pages = [office.post(address("new_cohort"), typed) for _ in range(2)]
    made = Cohort.objects.get(name="Transfer Bridge")
    assert {page.url for page in pages} == {address("cohort", made.pk)}
    assert made.goal == cohort.goal


def test_a_name_that_is_taken_in_the_term_is_said_beside_it(office: Client, cohort: Cohort) -> None:
    page = office.post(address("new_cohort"), {**settings_of(cohort), "goal": 7})
    assert page.status_code == 422
    assert page.context["form"].errors["name"]
    other = factories.make_cohort()
    page = office.post(address("cohort", other.pk), settings_of(other, name=cohort.name))
    assert page.status_code == 422
    assert page.context["form"].errors["name"]


def test_only_a_taken_name_is_called_taken(ada: User, cohort: Cohort, campus: Campus, as_of) -> None:
    """What the form would refuse, as any other rule that the database keeps."""
    settings = {name: getattr(cohort, name) for name in SETTINGS}
    wrong = {**settings, "name": "Free", "goal": 21}
    with pytest.raises(IntegrityError, match="cohort_goal_1_to_20"), transaction.atomic():
        create_cohort(settings=wrong, by=ada, as_of=as_of)
    with pytest.raises(IntegrityError, match="cohort_goal_1_to_20"), transaction.atomic():
        change_cohort(cohort=cohort, settings=wrong, seen=None, agreed="", by=ada, campus=campus, as_of=as_of)


def test_days_in_the_wrong_order_and_outside_all_years_are_refused(office: Client, cohort: Cohort) -> None:
    form = office.post(address("cohort", cohort.pk), settings_of(cohort, due_on="2001-01-01")).context["form"]
    assert "due_on" in form.errors
    assert office.post(address("cohort", cohort.pk), settings_of(cohort, due_on="9999-12-31")).status_code == 422
    assert office.post(address("cohort", cohort.pk), settings_of(cohort, goal=0)).status_code == 422
    assert office.post(address("cohort", cohort.pk), settings_of(cohort, name="A\x00")).status_code == 422


def test_days_beyond_the_term_are_taken_and_said(office: Client) -> None:
    cohort = factories.make_cohort()
    ends_on = cohort.term.ends_on
    inside = office.post(address("cohort", cohort.pk), settings_of(cohort, due_on=ends_on), follow=True)
    assert said(inside) == ["Saved."]
    late = ends_on + timedelta(days=1)
    (text,) = said(office.post(address("cohort", cohort.pk), settings_of(cohort, due_on=late), follow=True))
    assert f"Its dates go beyond {cohort.term.name}, " in text
    assert f" to {short_day(ends_on)}." in text
    assert Cohort.objects.get(pk=cohort.pk).due_on == late


def test_a_lower_goal_says_first_how_many_reach_it_then(office: Client, cohort: Cohort, alice) -> None:
    factories.make_held(alice)
    factories.make_crowd(cohort, 2)
    typed = settings_of(cohort, goal=1)
    page = office.post(address("cohort", cohort.pk), typed)
    assert page.status_code == 422
    effect = page.context["effect"]
    assert (effect.before, effect.after, effect.students) == (0, 1, 3)
    assert page.context["form"]["goal"].value() == "1"
    assert Cohort.objects.get(pk=cohort.pk).goal == 3
    page = office.post(address("cohort", cohort.pk), {**typed, "agreed": effect.key})
    assert page.status_code == 302
    assert Cohort.objects.get(pk=cohort.pk).goal == 1
    entry = Entry.objects.latest("pk")
    assert entry.reason == "changed: goal"
    assert alice.pk in entry.student_ids


def test_a_higher_step_takes_students_off_the_goal_and_says_so(office: Client, cohort: Cohort, alice) -> None:
    Cohort.objects.update(goal=1)
    factories.make_held(alice)
    effect = office.post(address("cohort", cohort.pk), settings_of(cohort, required_step="thanked")).context["effect"]
    assert (effect.before, effect.after, effect.students) == (1, 0, 1)


def test_an_older_page_does_not_win_quietly(office: Client, cohort: Cohort) -> None:
    older = settings_of(cohort, name="Second")
    assert office.post(address("cohort", cohort.pk), settings_of(cohort, name="First")).status_code == 302
    page = office.post(address("cohort", cohort.pk), older)
    assert page.status_code == 409
    assert ("Name", "First") in page.context["form"].conflict.saved
    assert Cohort.objects.get(pk=cohort.pk).name == "First"


def test_a_copy_moves_to_the_next_term_with_its_advisers_and_no_students(
    office: Client, cohort: Cohort, next_term: Term, bob: User
) -> None:
    form = office.get(address("copy_cohort", cohort.pk)).context["form"]
    assert form.initial["term"] == next_term
    assert form.initial["starts_on"] - next_term.starts_on == cohort.starts_on - cohort.term.starts_on
    assert form.initial["due_on"] - form.initial["starts_on"] == cohort.due_on - cohort.starts_on
    sent = {**form.initial, "term": next_term.pk, "different_people": "on"}
    assert office.post(address("copy_cohort", cohort.pk), sent).status_code == 302
    copy = next_term.cohorts.get()
    assert list(copy.advisers.all()) == [bob]
    assert not copy.memberships.exists()
    entry = Entry.objects.get(account=bob)
    assert (entry.page, entry.reason, entry.student_ids) == ("administration:cohort", "adviser added", [])


def test_a_copy_is_kept_within_its_term_and_says_what_comes_next(
    office: Client, cohort: Cohort, next_term: Term
) -> None:
    late = cohort.term.ends_on - timedelta(days=20)
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=late, due_on=cohort.term.ends_on + timedelta(days=40))
    Term.objects.filter(pk=next_term.pk).update(
        ends_on=next_term.starts_on + (late - cohort.term.starts_on) + timedelta(days=30)
    )
    next_term.refresh_from_db()
    initial = office.get(address("copy_cohort", cohort.pk)).context["form"].initial
    assert initial["starts_on"] - next_term.starts_on == late - cohort.term.starts_on
    assert initial["due_on"] == next_term.ends_on
    assert "its due date is the last day of the term" in office.get(address("copy_cohort", cohort.pk)).text
    sent = {**initial, "term": next_term.pk, "different_people": "on"}
    page = office.post(address("copy_cohort", cohort.pk), sent, follow=True)
    assert said(page) == [f"{cohort.name} is ready. Next: its students."]


def test_an_archived_cohort_leaves_the_present_and_comes_back_as_it_was(
    office: Client, cohort: Cohort, bob: User, client_of
) -> None:
    today = clock.now().date()
    office.post(address("archive_cohort", cohort.pk))
    office.post(address("archive_cohort", cohort.pk))
    assert not Cohort.objects.not_long_over(today=today).filter(pk=cohort.pk).exists()
    name, lists = escape(cohort.name), reverse("dashboards:cohorts")
    assert name not in client_of(bob).get(lists).text
    assert name in client_of(bob).get(f"{lists}?archived=yes").text
    assert client_of(bob).get(reverse("dashboards:cohort", args=[cohort.pk])).status_code == 200
    office.post(address("withdraw_archive_cohort", cohort.pk))
    assert Cohort.objects.not_long_over(today=today).filter(pk=cohort.pk).exists()
    assert name in client_of(bob).get(lists).text


def test_advisers_are_added_once_and_removed(office: Client, cohort: Cohort) -> None:
    dana = factories.make_adviser()
    for _ in range(2):
        office.post(address("add_adviser", cohort.pk), {"adviser": dana.pk})
    assert Caseload.objects.filter(cohort=cohort, adviser=dana).count() == 1
    assert Entry.objects.filter(account=dana, reason="adviser added").count() == 1
    for _ in range(2):
        assert office.post(address("remove_adviser", cohort.pk), {"adviser": dana.pk}).status_code == 302
    assert not Caseload.objects.filter(cohort=cohort, adviser=dana).exists()
    assert Entry.objects.filter(account=dana, reason="adviser removed").count() == 1


@pytest.mark.parametrize("who", ["student", "switched off", "nobody", "2^63"])
def test_only_staff_who_may_sign_in_look_after_a_cohort(office: Client, cohort: Cohort, alice, who: str) -> None:
    off = factories.make_adviser()
    User.objects.filter(pk=off.pk).update(is_active=False)
    pk = {"student": alice.user_id, "switched off": off.pk, "nobody": 0, "2^63": 2**63}[who]
    page = office.post(address("add_adviser", cohort.pk), {"adviser": pk})
    assert page.status_code == 422
    assert page.context["adviser_form"].errors


def test_the_page_asks_the_same_for_one_student_and_adviser_and_for_three(
    office: Client, cohort: Cohort, django_assert_num_queries
) -> None:
    url = address("cohort", cohort.pk)
    office.get(url)
    for _ in range(2):
        with django_assert_num_queries(10):
            office.get(url)
        factories.make_crowd(cohort, 2)
        Caseload.objects.bulk_create(Caseload(cohort=cohort, adviser=factories.make_adviser()) for _ in range(2))


def test_ids_that_nothing_has_do_nothing(office: Client, cohort: Cohort) -> None:
    for pk in ("", "x", "0", str(2**63)):
        assert office.post(address("remove_adviser", cohort.pk), {"adviser": pk}).status_code == 302
    for pk in (0, 2**63, 2**64):
        assert office.get(address("cohort", pk)).status_code == 404
        assert office.post(address("archive_cohort", pk)).status_code == 404


def test_a_cohort_says_that_it_is_ready(office: Client, cohort: Cohort) -> None:
    page = office.post(address("new_cohort"), {**settings_of(cohort), "name": "Nurses"}, follow=True)
    assert "Nurses is ready. Next: its advisers, then its students." in said(page) or "Nurses is ready" in page.text
