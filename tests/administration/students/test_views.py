"""Students: find them, and the record of one."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.invitations import links as invitation_links
from apps.administration.invitations.actions import invite
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.interviews.by_link import links as by_link
from apps.outbox.models import HardBounce, Message
from apps.privacy.deletion.actions import ask
from apps.reminders.pages import links as opt_out
from apps.students.actions import bring_back
from apps.students.models import Student
from tests import factories
from tests.accounts.conftest import sign_in_by_code
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
LIST = "/program/students/"
FORMER, PRESENT = "alice@campus.example", "alice.new@campus.example"


def page_of(student: Student) -> str:
    return f"{LIST}{student.pk}/"


def form_of(student: Student, **changes: str) -> dict[str, str]:
    names = {name: getattr(student.user, name) for name in ("full_name", "preferred_name", "last_name", "email")}
    return {**names, "student_number": student.student_number, "graduates_on": "", **changes}


@pytest.mark.parametrize("query", ["okafor alice", "ALICE@campus", "0048", "ólice".replace("ó", "á")])
def test_found_by_name_number_or_address(office: Client, alice: Student, charlie: Student, query: str) -> None:
    Student.objects.filter(pk=alice.pk).update(student_number="00481235")
    assert list(office.get(LIST, {"q": query}).context["page"]) == [alice]


def test_narrowed_by_cohort_and_by_what_is_amiss(
    office: Client, alice: Student, cohort: Cohort, charlie: Student, as_of: datetime
) -> None:
    archived = factories.make_student(archived_at=as_of)
    HardBounce.objects.create(address=alice.user.email, answer="550")
    User.objects.filter(pk=charlie.user_id).update(last_login=as_of)
    expected: dict[str, list[Student]] = {
        "": [charlie, alice],
        "no-cohort": [charlie],
        "never": [alice],
        "bounced": [alice],
        "archived": [archived],
        "none-such": [charlie, alice],
    }
    for show, found in expected.items():
        assert set(office.get(LIST, {"show": show}).context["page"]) == set(found), show
    assert list(office.get(LIST, {"cohort": cohort.pk}).context["page"]) == [alice]


def test_a_look_is_one_audit_row_without_what_was_typed(office: Client, alice: Student) -> None:
    office.head(LIST)
    office.get(LIST, {"q": "alice"})
    entry = Entry.objects.get(page="administration:students")
    assert entry.student_ids == [alice.pk]
    assert "alice" not in str(entry.filter)


def test_the_record_has_what_the_program_keeps_and_no_word_of_the_student(
    office: Client, alice: Student, bob: User, cohort: Cohort, as_of: datetime
) -> None:
    cohort.memberships.update(coach=bob)
    invite(user=alice.user, invited_by=None, as_of=as_of)
    held = factories.make_held(alice, learned="My secret takeaway")
    Contact.objects.filter(pk=held.contact_id).update(full_name="Rosa Delgado")
    page = office.get(page_of(alice)).text
    for part in ("Alice Okafor", FORMER, "Alice&#x27;s cohort", "Bob Lindgren", "1 of 3", "waiting to go"):
        assert part in page
    assert f'href="/cohorts/{cohort.pk}/students/{alice.pk}/"' in page
    for word in ("secret", "Rosa"):
        assert word not in page
    assert Entry.objects.get(page="administration:student").student_ids == [alice.pk]


def test_name_number_and_graduation_are_saved(office: Client, alice: Student) -> None:
    changes = {"full_name": "Alice O.", "student_number": "00481235", "graduates_on": "2027-05-20"}
    assert said(office.post(page_of(alice), form_of(alice, **changes), follow=True)) == ["Saved."]
    alice.refresh_from_db()
    assert (alice.user.full_name, alice.student_number) == ("Alice O.", "00481235")
    assert alice.graduates_on == date(2027, 5, 20)
    assert Entry.objects.get(action="changed").reason == "changed: full name, student number, graduates on"
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "charlie@campus.example"}, "email"),
        ({"email": "a@b\r\nBcc: x"}, "email"),
        ({"student_number": "77"}, "student_number"),
        ({"graduates_on": "0202-05-20"}, "graduates_on"),
        ({"graduates_on": "soon"}, "graduates_on"),
        ({"full_name": "\x00"}, "full_name"),
    ],
)
def test_a_refused_record_saves_nothing(
    office: Client, alice: Student, charlie: Student, typed: dict[str, str], field: str
) -> None:
    Student.objects.filter(pk=charlie.pk).update(student_number="77")
    page = office.post(page_of(alice), form_of(alice, last_name="Typed", **typed))
    assert page.status_code == 422
    assert field in {**page.context["account"].errors, **page.context["record"].errors}
    assert "Typed" in page.text
    alice.user.refresh_from_db()
    assert alice.user.last_name == ""


def test_the_old_record_of_whoever_works_here_now_is_nobodys_to_change(
    office: Client, alice: Student, cohort: Cohort, as_of: datetime
) -> None:
    cohort.memberships.all().delete()
    Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
    User.objects.filter(pk=alice.user_id).update(role="administrator")
    assert not office.get(LIST, {"show": "archived"}).context["page"]
    assert office.get(page_of(alice)).status_code == 404
    assert office.post(page_of(alice), form_of(alice, email=PRESENT)).status_code == 404
    assert office.post(f"{LIST}move/?s={alice.pk}", {"to": cohort.pk}).status_code == 404
    office.post(f"{LIST}archive/withdrawal/", {"s": alice.pk})
    joining = {"cohort": cohort.pk, "students": [alice.pk], "addresses": ""}
    assert office.post("/admin/cohorts/membership/add/", joining).status_code == 422
    assert bring_back(students=[alice], as_of=as_of) == []
    alice.refresh_from_db()
    assert (alice.archived_at, alice.user.email) == (as_of, FORMER)
    assert not alice.memberships.exists()


def test_another_address_hands_nothing_to_the_next_owner_of_the_former_one(
    office: Client, alice: Student, client_of: Callable[[User], Client], mailoutbox: list[Any], as_of: datetime
) -> None:
    """Sessions, codes, and each kind of link that was mailed; then somebody else gets the former address."""
    browser = client_of(alice.user)
    unlogged = factories.make_unlogged(alice)
    invitation = invite(user=alice.user, invited_by=None, as_of=as_of)
    mailed = [
        f"/invitations/{invitation_links.token(invitation)}/",
        f"/reminders/opt-out/{opt_out.token(user=alice.user, group='thank_you')}/",
        f"/interviews/by-link/{by_link.token(unlogged)}/",
        f"/interviews/by-link/{by_link.token(unlogged)}/closing/",
    ]
    Client().post("/accounts/login/code/", {"email": FORMER})
    ask(student=alice, as_of=as_of)
    page = office.post(page_of(alice), form_of(alice, email=PRESENT), follow=True)
    assert said(page) == ["Saved. Alice Okafor is signed out everywhere and told by email, at both addresses."]
    assert browser.get("/").status_code == 302

    asked = Message.objects.get(key__startswith="deletion_asked:")
    assert (asked.state, asked.address) == ("due", PRESENT)
    next_owner = factories.make_student(email=FORMER, full_name="Alina Weber")
    for link in mailed:
        for answer in (Client().get(link), Client().post(link, {"turn": "off", "List-Unsubscribe": "One-Click"})):
            assert "Alice" not in answer.text, link
            assert answer.status_code in (200, 404, 409)
    unlogged.refresh_from_db()
    assert not unlogged.is_held
    assert not alice.user.reminder_opt_outs.exists()
    newcomer = Client()
    sign_in_by_code(newcomer, next_owner.user, mailoutbox)
    assert newcomer.session["_auth_user_id"] == str(next_owner.user_id)


def test_before_an_address_changes_we_ask_who_it_is(ada: User, alice: Student, client_of: Any) -> None:
    answer = client_of(ada).post(page_of(alice), form_of(alice, email=PRESENT))
    assert "/accounts/" in answer["Location"]
    alice.user.refresh_from_db()
    assert alice.user.email == FORMER


@pytest.mark.parametrize(
    "address", [f"{LIST}?page=-1", f"{LIST}?cohort=x&show=%00&q=%00%E2%80%AE", f"{LIST}{2**63}/", f"{LIST}0/"]
)
def test_odd_addresses(office: Client, address: str) -> None:
    assert office.get(address).status_code in (200, 404)


def test_more_students_ask_no_more_questions(office: Client, alice: Student, cohort: Cohort) -> None:
    queries(office, LIST)
    one = queries(office, LIST)
    factories.make_crowd(cohort, 2)
    assert queries(office, LIST) == one <= 12
    page = queries(office, page_of(alice))
    factories.make_cohort(students=[alice])
    factories.make_cohort(students=[alice])
    assert queries(office, page_of(alice)) == page <= 12
