"""The coaches of a cohort's students: one list, and several of them at once."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.cohorts import coaches
from apps.administration.members.actions import MayNotCoach
from apps.audit.models import Entry
from apps.cohorts.models import Cohort, Membership
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
ODD = ["x", "-1", str(2**63), "\x00"]


@pytest.fixture
def dana(db: None) -> User:
    return factories.make_adviser(full_name="Dana Cole", email="dana@outside.example")


@pytest.fixture
def url(cohort: Cohort, alice: Student, charlie: Student) -> str:
    """Both are in it."""
    cohort.students.add(charlie)
    return reverse("administration:coaches", args=[cohort.pk])


def coaches_in(cohort: Cohort) -> list[User | None]:
    return [one.coach for one in cohort.memberships.order_by("student")]


def test_the_cohort_leads_to_its_students_with_their_coaches(
    office: Client, url: str, cohort: Cohort, alice: Student, charlie: Student, dana: User
) -> None:
    assert f'href="{url}"' in office.get(f"/program/cohorts/{cohort.pk}/").text
    Membership.objects.filter(student=charlie).update(coach=dana)
    page = office.get(url)
    assert page.text.index("Alice Okafor") < page.text.index("No coach") < page.text.index("Charlie Nakamura")
    assert page.text.count("Dana Cole") == 2  # hers, and to be chosen
    entry = Entry.objects.get(page="administration:coaches")
    assert (entry.action, entry.student_ids) == ("viewed", sorted([alice.pk, charlie.pk]))
    office.head(url)
    assert Entry.objects.count() == 1


def test_several_get_a_coach_and_lose_them_and_each_change_is_recorded_once(
    office: Client, url: str, cohort: Cohort, alice: Student, charlie: Student, dana: User
) -> None:
    chosen = {"s": [alice.pk, charlie.pk, *ODD]}
    texts = [said(office.post(url, {**chosen, "coach": dana.pk}))[-1] for _ in range(2)]
    assert texts == ["Dana Cole coaches 2 students more now.", "Dana Cole was their coach already."]
    assert coaches_in(cohort) == [dana, dana]
    office.post(url, {"s": alice.pk, "take": "yes"})
    assert coaches_in(cohort) == [None, dana]
    changed = Entry.objects.filter(action="changed").order_by("pk")
    assert [(one.student_ids, one.reason) for one in changed] == [
        (sorted([alice.pk, charlie.pk]), f"coach of cohort {cohort.pk}: account {dana.pk}"),
        ([alice.pk], f"coach of cohort {cohort.pk}: taken away"),
    ]


@pytest.mark.parametrize("coach", ["", "x", str(2**63), "\x00", "a student", "switched off"])
def test_a_coach_is_an_adviser_who_may_sign_in(
    office: Client, url: str, cohort: Cohort, alice: Student, dana: User, coach: str
) -> None:
    User.objects.filter(pk=dana.pk).update(is_active=False)
    typed = {"a student": alice.user_id, "switched off": dana.pk}.get(coach, coach)
    page = office.post(url, {"s": alice.pk, "coach": typed})
    assert page.status_code == 422
    assert "coach" in page.context["form"].errors
    assert f'value="{alice.pk}" aria-label="Choose Alice Okafor" checked' in page.text
    assert coaches_in(cohort) == [None, None]


def test_one_who_is_no_adviser_any_more_at_this_moment_is_refused(
    office: Client, url: str, alice: Student, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise MayNotCoach

    monkeypatch.setattr(coaches, "give_coach", refused)
    page = office.post(url, {"s": alice.pk, "coach": dana.pk})
    assert page.status_code == 422
    assert "Choose someone else" in page.text


def test_nobody_ticked_is_said_and_the_coach_stays_chosen(office: Client, url: str, dana: User) -> None:
    for sent in ({"coach": dana.pk}, {"coach": dana.pk, "s": ODD}):
        page = office.post(url, sent)
        assert page.status_code == 422
        assert "Tick the students first." in page.text
        assert f'<option value="{dana.pk}" selected' in page.text


def test_a_student_of_another_cohort_stays_as_they_are(office: Client, url: str, dana: User) -> None:
    other = factories.make_student()
    factories.make_cohort(students=[other])
    office.post(url, {"s": other.pk, "coach": dana.pk})
    assert other.memberships.get().coach is None
    assert not Entry.objects.filter(action="changed").exists()


def test_there_is_a_page_for_each_fifty(office: Client, url: str, cohort: Cohort, dana: User) -> None:
    factories.make_crowd(cohort, 49)
    last = office.get(f"{url}?page=2").context["lines"]
    assert len(last) == 1
    answer = office.post(f"{url}?page=2", {"s": last[0]["student"].pk, "coach": dana.pk})
    assert answer["Location"] == f"{url}?page=2"
    assert office.get(f"{url}?page=-1").status_code == 404


def test_an_empty_cohort_says_so(office: Client) -> None:
    page = office.get(reverse("administration:coaches", args=[factories.make_cohort().pk]))
    assert "Invite students" in page.text
    assert not Entry.objects.exists()


def test_more_students_ask_no_more_questions(
    office: Client, cohort: Cohort, url: str, dana: User, make_student: Callable[..., Student]
) -> None:
    queries(office, url)
    one = queries(office, url)
    for student in (make_student(), make_student()):
        Membership.objects.create(cohort=cohort, student=student, coach=dana)
    assert queries(office, url) == one <= 12
