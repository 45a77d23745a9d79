"""Who was anonymized: their record is shown, they stand in no list, and nobody brings them back."""

from html import unescape

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.deletions.actions import carry_out
from apps.administration.members.actions import remove_memberships
from apps.administration.models import Invitation
from apps.administration.roster.known import members_of
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.privacy.models import Deletion, Way
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/program/students/"


@pytest.fixture
def former(alice: Student, cohort: Cohort, ada: User) -> Student:
    factories.make_held(alice)
    request = Deletion.objects.create(student=alice, asked_at=clock.now())
    carry_out(deletion=request, way=Way.ANONYMIZED, by=ada, as_of=clock.now())
    return Student.objects.get(pk=alice.pk)


def test_the_record_shows_what_counts_and_no_act(office: Client, former: Student, cohort: Cohort) -> None:
    page = unescape(office.get(f"{LIST}{former.pk}/").text)
    assert "Former student" in page
    assert cohort.name in page
    main = page[page.index("<main") :]
    assert "<form" not in main
    assert "<button" not in main
    assert "deleted.invalid" not in page
    assert Entry.objects.get(page="administration:student").student_ids == [former.pk]


def test_they_stand_in_no_list(office: Client, former: Student, charlie: Student) -> None:
    assert list(office.get(LIST).context["page"]) == [charlie]
    assert not office.get(LIST, {"q": "Former"}).context["page"]
    for page in ("/admin/accounts/user/", "/admin/students/student/"):
        assert "Former student" not in office.get(page).text


def test_no_roster_misses_them_and_nobody_takes_them_out(
    office: Client, former: Student, cohort: Cohort, bob: User
) -> None:
    member = former.memberships.get()
    assert list(members_of([cohort.pk])) == []
    assert remove_memberships(memberships=[member], as_of=clock.now()) == []
    office.post("/admin/cohorts/membership/", {"action": "remove", "_selected_action": [member.pk], "named": member.pk})
    assert "Former student" not in office.get(f"/program/cohorts/{cohort.pk}/coaches/").text
    office.post(f"/program/cohorts/{cohort.pk}/coaches/", {"s": former.pk, "coach": bob.pk})
    assert former.memberships.get().coach is None


def test_no_page_brings_them_back(office: Client, former: Student, cohort: Cohort) -> None:
    before = User.objects.filter(pk=former.user_id).values().get()
    person, record, other = f"/program/staff/{former.user_id}/", f"{LIST}{former.pk}/", factories.make_cohort()
    saved = {"full_name": "Alice Okafor", "email": "alice@campus.example", "role": "student", "is_active": "on"}
    for address in (
        record,
        person,
        f"{person}deactivation/",
        f"{person}deactivation/withdrawal/",
        f"{person}second-factor/removal/",
        f"{person}invitation/",
        f"{LIST}move/?s={former.pk}",
        f"{record}cohorts/{cohort.pk}/leaving/",
        f"{record}cohorts/{cohort.pk}/leaving/withdrawal/",
        f"/admin/accounts/user/{former.user_id}/change/",
        f"/admin/students/student/{former.pk}/change/",
    ):
        assert office.post(address, saved).status_code == 404, address
    for address in ("archive/", "archive/withdrawal/", "invitation/", f"move/withdrawal/?to={cohort.pk}"):
        office.post(f"{LIST}{address}", {"s": former.pk})
    office.post("/admin/accounts/user/", {"action": "switch_on", "_selected_action": [former.user_id]})
    office.post("/admin/students/student/", {"action": "archive", "_selected_action": [former.pk]})
    joining = {"cohort": other.pk, "students": [former.pk], "addresses": before["email"]}
    assert office.post("/admin/cohorts/membership/add/", joining).status_code == 422
    assert User.objects.filter(pk=former.user_id).values().get() == before
    assert Student.objects.get(pk=former.pk).archived_at is None
    assert list(former.cohorts.all()) == [cohort]
    assert not Invitation.objects.exists()
    assert [one.page for one in Entry.objects.filter(action=Action.CHANGED)] == ["administration:deletion"]
