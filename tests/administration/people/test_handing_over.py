"""A colleague leaves: all of it goes to one other adviser, and what they wrote stays readable to who may."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.people.handing_over import hand_over_all
from apps.advising.models import AdviserNote, Nudge
from apps.audit.models import Entry
from apps.cohorts.models import Caseload, CaseloadEvent, Cohort, Membership  # type: ignore[attr-defined]
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(db: None) -> User:
    return factories.make_adviser(full_name="Dana Fitch", email="dana@campus.example")


@pytest.fixture
def other(bob: User, dana: User, charlie: Student) -> Cohort:
    """Of Bob and Dana; Bob coaches Charlie there."""
    cohort = factories.make_cohort(name="The other", advisers=[bob, dana])
    Membership.objects.create(cohort=cohort, student=charlie, coach=bob)
    return cohort


def url(person: User) -> str:
    return f"/program/staff/{person.pk}/hand-over/"


def test_the_page_says_what_would_move_and_moves_nothing(office: Client, bob: User, other: Cohort) -> None:
    page = office.get(url(bob)).text
    for part in ("2 cohorts and 1 coached student", "Alice&#x27;s cohort", "The other", "1 student"):
        assert part in page
    assert bob.caseloads.count() == 2


def agreed(office: Client, person: User, sent: dict) -> dict:
    """What the second step sends."""
    page = office.post(url(person), sent)
    assert page.status_code == 422
    return {**sent, "agreed": page.context["key"]}


def test_the_first_press_says_to_whom_and_moves_nothing(
    office: Client, bob: User, dana: User, cohort: Cohort, other: Cohort
) -> None:
    lone = factories.make_adviser(full_name="Abe Coach")
    before = set(Caseload.objects.values_list("adviser", "cohort"))
    choose = office.get(url(bob)).context["form"]["to"]
    assert choose.field.choices[0] == ("", "Choose")
    assert '<option value="" selected>Choose</option>' in str(choose)
    page = office.post(url(bob), {"to": lone.pk})
    assert "Hand over to Abe Coach</button>" in page.text
    assert "<title>Hand over" in page.text  # it asks, and nothing is wrong
    assert "Abe Coach looks after no cohort yet, and will see every student of these cohorts, and what" in page.text
    assert "looks after no cohort yet" not in office.post(url(bob), {"to": dana.pk}).text
    # Agreed about one person, sent for another; or something was added meanwhile.
    assert office.post(url(bob), {"to": dana.pk, "agreed": page.context["key"]}).status_code == 422
    assert set(Caseload.objects.values_list("adviser", "cohort")) == before


@pytest.mark.parametrize("deactivate", [False, True])
def test_all_of_it_goes_in_one_step(
    office: Client, bob: User, dana: User, cohort: Cohort, other: Cohort, charlie: Student, deactivate: bool
) -> None:
    sent = {"to": dana.pk, **({"deactivate": "on"} if deactivate else {})}
    sent = agreed(office, bob, sent)
    text = said(office.post(url(bob), sent, follow=True))[0]
    assert text.startswith(
        "2 cohorts and 1 coached student handed over to Dana Fitch. Dana Fitch looked after 1 of the cohorts before."
    )
    assert set(Caseload.objects.values_list("adviser", "cohort")) == {(dana.pk, cohort.pk), (dana.pk, other.pk)}
    assert Membership.objects.get(student=charlie).coach == dana
    bob.refresh_from_db()
    assert bob.is_active != deactivate
    entry = Entry.objects.filter(account=bob).order_by("pk")[0]
    assert entry.student_ids == [charlie.pk]
    assert entry.reason == f"handed over to account {dana.pk}: 2 cohorts, 1 coached students"
    assert CaseloadEvent.objects.filter(adviser=dana, cohort=cohort).exists()
    assert said(office.post(url(bob), {"to": dana.pk}, follow=True)) == ["Bob Lindgren had nothing to hand over."]


def test_notes_stay_readable_and_nudges_their_writers(
    ada: User, bob: User, dana: User, cohort: Cohort, alice: Student, as_of, client_of: Callable[[User], Client]
) -> None:
    note = AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="Ask again.", token=uuid4())
    nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob)
    hand_over_all(leaving=bob, to=dana, deactivate=False, by=ada, as_of=as_of)
    assert note in AdviserNote.objects.visible_to(dana)
    assert note in AdviserNote.objects.visible_to(alice.user)
    assert note not in AdviserNote.objects.visible_to(bob)
    assert nudged.nudge in Nudge.objects.visible_to(bob)
    assert nudged.nudge not in Nudge.objects.visible_to(dana)
    assert "Ask again." in client_of(dana).get(f"/cohorts/{cohort.pk}/students/{alice.pk}/").text


@pytest.mark.parametrize("to", ["themselves", "switched off", "a student", "an administrator", "nobody", "2^63"])
def test_it_goes_to_another_adviser_who_may_sign_in(
    office: Client, ada: User, bob: User, dana: User, alice: Student, cohort: Cohort, to: str
) -> None:
    cohort.memberships.update(coach=bob)
    if to == "an administrator":
        Caseload.objects.all().delete()  # nothing is left that one could take over
    User.objects.filter(pk=dana.pk).update(is_active=False)
    whom = {"themselves": bob.pk, "switched off": dana.pk, "a student": alice.user_id, "an administrator": ada.pk}
    page = office.post(url(bob), {"to": whom.get(to, 2**63 if to == "2^63" else "")})
    assert page.status_code == 422
    assert "to" in page.context["form"].errors
    assert cohort.memberships.get().coach == bob
    assert list(cohort.caseloads.values_list("adviser", flat=True)) == ([] if to == "an administrator" else [bob.pk])


def test_an_administrator_takes_over_the_cohorts_of_the_only_adviser(
    office: Client, ada: User, bob: User, cohort: Cohort
) -> None:
    sent = agreed(office, bob, {"to": ada.pk, "deactivate": "on"})
    assert said(office.post(url(bob), sent, follow=True)) == [
        "1 cohort handed over to Ada Winters. Bob Lindgren may no longer sign in."
    ]
    assert list(cohort.caseloads.values_list("adviser", flat=True)) == [ada.pk]


def test_an_administrator_coaches_nobody_and_the_page_says_who_has_no_coach_then(
    office: Client, ada: User, bob: User, cohort: Cohort, other: Cohort, charlie: Student
) -> None:
    page = office.post(url(bob), {"to": ada.pk})
    assert "2 cohorts go from Bob Lindgren to Ada Winters" in page.text
    assert "1 coached student has no coach then" in page.text
    question = page.text[page.text.index("no coach then") :]
    assert f'href="{reverse("administration:coaches", args=[other.pk])}"' in question
    assert f'href="{reverse("administration:coaches", args=[cohort.pk])}"' not in question
    sent = {"to": ada.pk, "agreed": page.context["key"]}
    assert said(office.post(url(bob), sent, follow=True)) == [
        "2 cohorts handed over to Ada Winters.",
        "1 student has no coach now. Give them one on the pages of their cohorts.",
    ]
    assert set(Caseload.objects.filter(adviser=ada).values_list("cohort", flat=True)) == {cohort.pk, other.pk}
    assert Membership.objects.get(student=charlie).coach is None
    entry = Entry.objects.get(account=bob, action="changed")
    assert entry.student_ids == [charlie.pk]
    assert entry.reason.endswith("2 cohorts, 0 coached students; 1 have no coach now")


def test_a_hand_over_asks_who_it_is(ada: User, bob: User, dana: User, cohort: Cohort, client_of) -> None:
    browser, sent = client_of(ada), {"to": dana.pk, "agreed": f"{dana.pk}-1-0-0-0"}
    assert "/accounts/" in browser.post(url(bob), {"to": dana.pk})["Location"], "before the question"
    assert "/accounts/" in browser.post(url(bob), sent)["Location"]
    assert list(cohort.caseloads.values_list("adviser", flat=True)) == [bob.pk]


def test_more_cohorts_ask_no_more_questions(office: Client, bob: User, cohort: Cohort) -> None:
    queries(office, url(bob))
    one = queries(office, url(bob))
    for _ in range(2):
        factories.make_cohort(advisers=[bob])
    assert queries(office, url(bob)) == one <= 12


def test_students_are_locked_once_with_a_record_of_whoever_leaves(
    ada: User, bob: User, dana: User, other: Cohort, charlie: Student, as_of
) -> None:
    """Locked apart, in whatever order, they would wait for whoever locks both in the order of keys."""
    Student.objects.create(user=bob)
    with CaptureQueriesContext(connection) as queries:
        hand_over_all(leaving=bob, to=dana, deactivate=False, by=ada, as_of=as_of)
    locks = [each["sql"] for each in queries if 'FOR NO KEY UPDATE OF "students_student"' in each["sql"]]
    assert len(locks) == 1
