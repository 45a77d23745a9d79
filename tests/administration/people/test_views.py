"""Staff: who they are, invite, change, deactivate and bring back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client

from apps.accounts.models import Role, User
from apps.administration.models import Invitation
from apps.administration.people.actions import LastAdministrator, locked, save_person
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.outbox.models import Message
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
STAFF = "/program/staff/"
NEW = f"{STAFF}new/"
NINA = {"full_name": "Nina Petrova", "email": "Nina@Campus.Example", "role": "adviser", "invite": "on"}


@pytest.fixture
def eve(db: None) -> User:
    return factories.make_administrator(full_name="Eve Larsen", email="eve@campus.example")


def page_of(person: User) -> str:
    return f"{STAFF}{person.pk}/"


def form_of(person: User, **changes: str) -> dict[str, str]:
    fields = ("full_name", "preferred_name", "last_name", "email", "role")
    return {**{name: getattr(person, name) for name in fields}, **changes}


def test_the_list_says_role_last_sign_in_factor_and_whom_they_look_after(
    office: Client, bob: User, cohort: Cohort, as_of: datetime
) -> None:
    cohort.memberships.update(coach=bob)
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})
    User.objects.filter(pk=bob.pk).update(last_login=datetime(2026, 3, 2, 17, tzinfo=as_of.tzinfo))
    page = office.get(STAFF, {"q": "bob"}).text
    for part in ("Bob Lindgren", "1 cohort, coaches 1 student", "Mar 2", "Adviser", "On</span>"):
        assert part in page
    assert "Alice" not in page


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", ["Bob Lindgren", "Ada Winters"]),
        ("administrators", ["Ada Winters"]),
        ("advisers", ["Bob Lindgren"]),
        ("never", ["Bob Lindgren"]),
        ("no-factor", ["Bob Lindgren", "Ada Winters"]),
        ("deactivated", ["Gone Away"]),
        ("none-such", ["Bob Lindgren", "Ada Winters"]),
    ],
)
def test_the_list_is_narrowed(office: Client, bob: User, show: str, names: list[str]) -> None:
    factories.make_adviser(full_name="Gone Away")
    User.objects.filter(full_name="Gone Away").update(is_active=False)
    assert sorted(one.display_name for one in office.get(STAFF, {"show": show}).context["page"]) == sorted(names)


def test_someone_is_added_and_invited(office: Client) -> None:
    page = office.post(NEW, NINA, follow=True)
    nina = User.objects.get(email="nina@campus.example")
    assert said(page) == ["Nina Petrova has an account now. An invitation goes out to them."]
    assert (nina.role, nina.has_usable_password()) == (Role.ADVISER, False)
    assert Invitation.objects.get().user == nina
    assert Entry.objects.get(account=nina).reason == "Added. Role: adviser."


def test_a_student_is_added_and_their_record_opens(office: Client) -> None:
    answer = office.post(NEW, {**NINA, "role": "student", "invite": ""})
    assert answer["Location"] == f"/program/students/{Student.objects.get().pk}/"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "ADA@campus.example"}, "email"),
        ({"email": "a@b\r\nBcc: x@y.example"}, "email"),
        ({"full_name": "\u202e\u200b"}, "full_name"),
        ({"full_name": "Nina\x00"}, "full_name"),
        ({"role": "root"}, "role"),
        ({}, "role"),
    ],
)
def test_wrong_things_are_said_beside_their_field_and_nothing_is_saved(
    office: Client, typed: dict[str, str], field: str
) -> None:
    sent = {**NINA, **typed} if typed else {"full_name": "Nina Petrova"}
    page = office.post(NEW, {**sent, "is_active": "", "is_staff": "on"})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Nina" in page.text or field == "full_name"
    assert User.objects.count() == 1


def test_name_address_and_role_are_changed_and_told(office: Client, bob: User, client_of: Any) -> None:
    browser = client_of(bob)
    page = office.post(page_of(bob), form_of(bob, email="robert@campus.example", full_name="Robert L."), follow=True)
    assert said(page) == ["Saved. Robert L. is signed out everywhere and told by email, at both addresses."]
    assert browser.get("/cohorts/").status_code == 302
    assert set(Message.objects.values_list("address", flat=True)) == {"bob@campus.example", "robert@campus.example"}
    entry = Entry.objects.get(account=bob)
    assert "robert" not in entry.reason


def test_another_role_stands_in_the_audit_log(office: Client, bob: User) -> None:
    office.post(page_of(bob), form_of(bob, role="administrator"))
    assert Entry.objects.get(account=bob).reason == "role: adviser to administrator"


def test_whoever_looks_after_others_becomes_no_student(office: Client, bob: User, cohort: Cohort) -> None:
    page = office.post(page_of(bob), form_of(bob, role="student"))
    assert page.status_code == 422
    assert "They look after cohorts." in page.text
    cohort.caseloads.all().delete()
    cohort.memberships.update(coach=bob)
    page = office.post(page_of(bob), form_of(bob, role="student"))
    assert page.status_code == 422
    assert "They coach students." in page.text


def test_a_coach_who_becomes_an_administrator_is_to_hand_over(office: Client, bob: User, cohort: Cohort) -> None:
    cohort.memberships.update(coach=bob)
    page = office.post(page_of(bob), form_of(bob, role="administrator"), follow=True)
    link = f'<a href="{page_of(bob)}hand-over/">Hand them over to someone else</a>'
    assert said(page)[1] == (f"Bob Lindgren is still the coach of 1 student, and only an adviser coaches. {link}.")
    assert link in page.text
    office.post(page_of(bob), form_of(bob, role="adviser"))
    cohort.memberships.update(coach=None)
    page = office.post(page_of(bob), form_of(bob, role="administrator"), follow=True)
    assert "Hand them over" not in page.text, "an administrator looks after cohorts"


def test_nobody_changes_their_own_address_or_role(office: Client, ada: User) -> None:
    office.post(page_of(ada), form_of(ada, email="other@campus.example", role="adviser", full_name="Ada W."))
    ada.refresh_from_db()
    assert (ada.email, ada.role, ada.full_name) == ("ada@campus.example", Role.ADMINISTRATOR, "Ada W.")


def test_before_an_address_changes_we_ask_who_it_is(ada: User, bob: User, client_of: Any) -> None:
    answer = client_of(ada).post(page_of(bob), form_of(bob, email="robert@campus.example"))
    assert answer.status_code in (302, 303)
    assert "/accounts/" in answer["Location"]
    bob.refresh_from_db()
    assert bob.email == "bob@campus.example"


def test_what_changed_while_the_page_was_open_stays(office: Client, bob: User) -> None:
    opened = {f"initial-{name}": value for name, value in form_of(bob).items()}
    User.objects.filter(pk=bob.pk).update(preferred_name="Bobby")
    office.post(page_of(bob), {**form_of(bob, last_name="Lindgren"), **opened})
    bob.refresh_from_db()
    assert (bob.preferred_name, bob.last_name) == ("Bobby", "Lindgren")


def test_deactivated_is_signed_out_at_once_and_can_be_undone(office: Client, bob: User, client_of: Any) -> None:
    browser = client_of(bob)
    for _ in range(2):
        page = office.post(f"{page_of(bob)}deactivation/", follow=True)
    assert browser.get("/cohorts/").status_code == 302
    assert f'Bob Lindgren still looks after students. <a href="{page_of(bob)}hand-over/">Hand them over' in page.text
    assert f'action="{page_of(bob)}deactivation/withdrawal/"' in page.text
    office.post(f"{page_of(bob)}deactivation/withdrawal/")
    bob.refresh_from_db()
    assert bob.is_active
    assert list(Entry.objects.filter(account=bob).order_by("pk").values_list("reason", flat=True)) == [
        "may sign in: no",
        "may sign in: yes",
    ]


def test_nobody_deactivates_themselves(office: Client, ada: User, eve: User) -> None:
    page = office.post(f"{page_of(ada)}deactivation/", follow=True)
    assert said(page) == ["You can’t deactivate your own account. Another administrator can."]
    ada.refresh_from_db()
    assert ada.is_active


@pytest.mark.parametrize("changed", [{"is_active": False}, {"role": Role.ADVISER}])
def test_the_last_administrator_stays_one(ada: User, as_of: datetime, changed: dict[str, Any]) -> None:
    User.objects.create(email="off@campus.example", full_name="Off", role=Role.ADMINISTRATOR, is_active=False)
    for name, value in changed.items():
        setattr(ada, name, value)
    with pytest.raises(LastAdministrator):
        save_person(user=ada, as_of=as_of)
    assert User.objects.filter(pk=ada.pk, is_active=True, role=Role.ADMINISTRATOR).exists()


def test_who_is_no_administrator_any_more_changes_none(ada: User, eve: User, as_of: datetime) -> None:
    factories.make_administrator()
    User.objects.filter(pk=ada.pk).update(is_active=False)
    eve.is_active = False
    with pytest.raises(PermissionDenied):
        save_person(user=eve, as_of=as_of, by=ada)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_deactivate_each_other_at_once_one_stays(ada: User, eve: User, as_of: datetime) -> None:
    together = Barrier(2)

    def deactivate(by: User, other: User) -> str:
        try:
            together.wait(10)
            with transaction.atomic():
                (row,) = locked([other.pk])
                row.is_active = False
                save_person(user=row, as_of=as_of, by=by)
        except (LastAdministrator, PermissionDenied) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        went = [pool.submit(deactivate, *pair) for pair in ((ada, eve), (eve, ada))]
        assert sorted(one.result() for one in went) == ["PermissionDenied", "done"]
    assert User.objects.filter(is_active=True, role=Role.ADMINISTRATOR).count() == 1


def test_a_lost_phone(office: Client, bob: User) -> None:
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})
    url = f"{page_of(bob)}second-factor/removal/"
    assert said(office.post(url, follow=True))[0].startswith("Removed. Bob Lindgren is signed out")
    assert not Authenticator.objects.exists()
    assert said(office.post(url, follow=True)) == ["Bob Lindgren has no second factor."]


def test_whoever_never_signed_in_is_invited_again(office: Client, bob: User, as_of: datetime) -> None:
    url = f"{page_of(bob)}invitation/"
    assert said(office.post(url, follow=True)) == ["An invitation goes out to Bob Lindgren."]
    assert said(office.post(url, follow=True))[0].startswith("Nothing was sent.")
    Invitation.objects.update(created_at=as_of - timedelta(hours=1))
    User.objects.filter(pk=bob.pk).update(last_login=as_of)
    assert said(office.post(url, follow=True))[0].startswith("Nothing was sent.")


def test_a_student_has_a_page_of_their_own(office: Client, alice: Student) -> None:
    assert office.get(page_of(alice.user))["Location"] == f"/program/students/{alice.pk}/"
    assert office.post(page_of(alice.user), form_of(alice.user, role="administrator")).status_code == 404
    assert office.get(f"{STAFF}{2**63}/").status_code == 404


def test_more_staff_ask_no_more_questions(office: Client, make_adviser: Callable[..., User]) -> None:
    make_adviser()
    queries(office, STAFF)
    one = queries(office, STAFF)
    for _ in range(2):
        make_adviser()
    assert queries(office, STAFF) == one <= 12
    assert queries(office, page_of(make_adviser())) <= 12
