"""People, students and their cohorts, as an administrator keeps them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from apps.accounts.models import Role, User, UserEvent  # type: ignore[attr-defined]
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.models import Message
from apps.privacy.models import Deletion
from apps.students.actions import archive
from apps.students.models import Student
from tests.accounts.conftest import sign_in_by_code
from tests.administration.pages import errors, said
from tests.factories import make_held, make_student

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/user/add/"
NEW = {
    "email": "New.Person@Campus.Example",
    "full_name": "Nina Petrova",
    "role": "student",
    "is_active": "on",
}


def test_a_new_student_gets_a_record_and_no_password(office: Client, cohort: Cohort) -> None:
    assert cohort.memberships.filter(coach=None).exists()  # whom nobody coaches, the new one does not coach either
    assert office.post(ADD, NEW).status_code == 302
    student = Student.objects.get(user__email="new.person@campus.example")
    assert not student.user.has_usable_password()


def test_a_new_adviser_gets_no_student_record(office: Client) -> None:
    office.post(ADD, {**NEW, "role": "adviser"})
    assert User.objects.get(email="new.person@campus.example").role == Role.ADVISER
    assert not Student.objects.exists()


def test_an_adviser_who_becomes_a_student_gets_a_record(office: Client, make_adviser: Callable[..., User]) -> None:
    person = make_adviser(email="both@campus.example")
    office.post(f"/admin/accounts/user/{person.pk}/change/", {**NEW, "email": person.email})
    assert Student.objects.get().user == person


def test_an_address_that_differs_only_in_case_is_taken(office: Client, alice: Student) -> None:
    page = office.post(ADD, {**NEW, "email": "ALICE@Campus.example"})
    assert errors(page) == {"email": ["Someone already has this email address."]}
    assert "Nina Petrova" in page.text  # what was typed is still there


def test_an_address_that_somebody_else_signs_in_with_is_taken(office: Client, alice: Student) -> None:
    EmailAddress.objects.create(user=alice.user, email="second@campus.example", verified=True)
    page = office.post(ADD, {**NEW, "email": "Second@campus.example"})
    assert errors(page) == {"email": ["Someone already has this email address."]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a@campus.example\r\nBcc: b@campus.example"),
        ("email", "a\x00@campus.example"),
        ("email", "a" * 300 + "@campus.example"),
        ("full_name", "Nina\x00Petrova"),
        ("full_name", "\u200b\u200e"),
        ("full_name", "N" * 121),
        ("role", "queen"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(office: Client, field: str, value: str) -> None:
    assert list(errors(office.post(ADD, {**NEW, field: value}))) == [field]
    assert not User.objects.filter(full_name__startswith="N").exists()


def test_line_breaks_and_direction_marks_leave_a_name(office: Client) -> None:
    office.post(ADD, {**NEW, "full_name": "Nina\r\nPetrova\u202e"})
    assert User.objects.get(email="new.person@campus.example").full_name == "Nina Petrova"


def test_a_changed_address_opens_the_account_no_more(office: Client, alice: Student) -> None:
    EmailAddress.objects.create(user=alice.user, email=alice.user.email, verified=True, primary=True)
    change = {**NEW, "email": "alice.new@campus.example"}
    assert office.post(f"/admin/accounts/user/{alice.user_id}/change/", change).status_code == 302
    assert not EmailAddress.objects.filter(user=alice.user).exists()


def test_nobody_is_deleted(office: Client, alice: Student, bob: User) -> None:
    for address in (f"accounts/user/{bob.pk}", f"students/student/{alice.pk}"):
        assert office.post(f"/admin/{address}/delete/", {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [bob.pk], "post": "yes"}
    office.post("/admin/accounts/user/", bulk)
    assert User.objects.filter(pk=bob.pk).exists()


class TestOnRecord:
    """What an administrator changes of an account stands in the history and in the audit log, by a name of its own."""

    def entries(self) -> list[tuple[str, int | None, list[int], str]]:
        rows = Entry.objects.filter(action=Action.CHANGED).order_by("pk")
        return list(rows.values_list("page", "account", "student_ids", "reason"))

    def test_a_changed_address(self, office: Client, alice: Student) -> None:
        User.objects.filter(pk=alice.user_id).update(last_login=clock.now())
        change = {**NEW, "email": "alice.new@campus.example", "full_name": "Alice Okafor"}
        page = office.post(f"/admin/accounts/user/{alice.user_id}/change/", change)
        assert said(page)[0] == "Alice Okafor is signed out everywhere and told by email, at both addresses."
        assert self.entries() == [("admin:accounts_user_change", alice.user_id, [alice.pk], "email")]
        former = UserEvent.objects.filter(pgh_obj=alice.user_id).order_by("pk").values_list("email", flat=True)
        assert list(former) == ["alice@campus.example", "alice.new@campus.example"]
        page = office.get("/admin/accounts/userevent/?q=alice.new@campus.example").text
        assert "alice@campus.example" in page
        assert "alice.new@campus.example" in page
        assert len(office.get("/admin/accounts/userevent/?q=alice@campus.example").context["cl"].result_list) == 1

    def test_another_role_of_somebody_who_is_no_student(self, office: Client, bob: User) -> None:
        change = {"email": bob.email, "full_name": bob.full_name, "role": "administrator"}
        office.post(f"/admin/accounts/user/{bob.pk}/change/", change)
        done = "role: adviser to administrator, may sign in: no"
        assert self.entries() == [("admin:accounts_user_change", bob.pk, [], done)]
        assert done in office.get("/admin/audit/entry/?q=lindgren").text
        entry = Entry.objects.get(account=bob)
        assert "Bob Lindgren" in office.get(f"/admin/audit/entry/{entry.pk}/change/").text
        assert "role: adviser to administrator" in office.get(f"/admin/accounts/user/{bob.pk}/history/").text

    def test_a_new_person_and_the_list_of_people(self, office: Client, bob: User) -> None:
        Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "s"})
        office.post(ADD, {**NEW, "role": "administrator"})
        new = User.objects.get(email="new.person@campus.example")
        for action in ("remove_second_factor", "switch_off"):
            office.post("/admin/accounts/user/", {"action": action, "_selected_action": [bob.pk]})
        assert self.entries() == [
            ("admin:accounts_user_add", new.pk, [], "Added. Role: administrator."),
            ("admin:accounts_user_change", bob.pk, [], "Removed the second factor."),
            ("admin:accounts_user_change", bob.pk, [], "may sign in: no"),
        ]

    def test_a_removed_second_factor(self, office: Client, bob: User) -> None:
        Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "s"})
        newest = []
        for _ in range(2):
            office.post("/admin/accounts/user/", {"action": "remove_second_factor", "_selected_action": [bob.pk]})
            newest.append(office.get("/admin/accounts/userevent/").context["cl"].result_list[0])
        assert newest[0] == newest[1]  # pressed again it is nothing new
        assert (newest[0].pgh_label, newest[0].pgh_obj_id) == ("second factor removed", bob.pk)
        assert newest[0].who_name == "Ada Winters"

    def test_the_same_again_is_no_change(self, office: Client, bob: User) -> None:
        change = {"email": bob.email, "full_name": bob.full_name, "role": "adviser", "is_active": "on"}
        office.post(f"/admin/accounts/user/{bob.pk}/change/", change)
        assert (self.entries(), Message.objects.count()) == ([], 0)


def test_administrators_do_not_lock_themselves_out(office: Client, ada: User) -> None:
    change = {"email": "slip@campus.example", "full_name": "Ada Winters", "role": "student"}
    office.post(f"/admin/accounts/user/{ada.pk}/change/", change)
    office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [ada.pk]})
    ada.refresh_from_db()
    assert (ada.email, ada.role, ada.is_active) == ("ada@campus.example", Role.ADMINISTRATOR, True)


def test_who_looks_after_cohorts_does_not_become_a_student(office: Client, bob: User) -> None:
    page = office.post(f"/admin/accounts/user/{bob.pk}/change/", {**NEW, "email": bob.email})
    assert list(errors(page)) == ["role"]


def test_a_student_gets_another_role_only_when_their_program_is_over(office: Client, alice: Student, as_of) -> None:
    address = f"/admin/accounts/user/{alice.user_id}/change/"
    change = {**NEW, "email": alice.user.email, "role": "adviser"}
    page = office.post(address, change)
    assert errors(page) == {
        "role": ["They are a student here. Archive their student record first: nothing in it is lost."]
    }
    Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
    assert office.post(address, change).status_code == 302
    alice.user.refresh_from_db()
    assert alice.user.role == Role.ADVISER
    assert Student.objects.filter(pk=alice.pk).exists()


def test_with_another_role_a_request_to_be_deleted_is_over(office: Client, alice: Student, as_of) -> None:
    Student.objects.filter(pk=alice.pk).update(archived_at=as_of)
    request = Deletion.objects.create(student=alice, asked_at=as_of)
    address, same = f"/admin/accounts/user/{alice.user_id}/change/", {**NEW, "email": alice.user.email}
    office.post(address, same)
    assert Deletion.objects.open().get() == request
    page = office.post(address, {**same, "role": "administrator"}, follow=True)
    assert "Nina Petrova had asked to be deleted as a student. That request is over." in said(page)
    assert not Deletion.objects.open().exists()
    told = Message.objects.get(key__startswith="role_changed:")
    assert "You had asked for the deletion of your data. That request has ended" in told.text


def test_switching_off_ends_the_session_and_keeps_the_record(
    office: Client, alice: Student, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(alice.user)
    office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [alice.user_id]})
    assert not alice.user.sessions.exists()
    assert browser.get("/admin/").status_code == 302  # a stranger now; signed in it would be 404
    assert Student.objects.filter(pk=alice.pk).exists()
    office.post("/admin/accounts/user/", {"action": "switch_on", "_selected_action": [alice.user_id]})
    assert User.objects.get(pk=alice.user_id).is_active
    assert browser.get("/admin/").status_code == 302


def test_what_another_administrator_saves_at_the_same_moment_stays(office: Client, alice: Student) -> None:
    """The other one is done just before this press gets its lock."""

    def first_the_other(execute: Callable, sql: str, *more: object) -> object:
        if sql.endswith('FOR NO KEY UPDATE OF "accounts_user"'):
            User.objects.filter(pk=alice.user_id).update(email="moved@campus.example")
        return execute(sql, *more)

    with connection.execute_wrapper(first_the_other):
        office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [alice.user_id]})
    person = User.objects.get(pk=alice.user_id)
    assert (person.email, person.is_active) == ("moved@campus.example", False)


def test_a_lost_phone_is_forgotten(office: Client, bob: User, alice: Student) -> None:
    for person in (bob, alice.user):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "s"})
    for says in (
        "Removed for 1 person. They are signed out and told by email.",
        "Nobody you chose has a second factor.",
    ):
        page = office.post("/admin/accounts/user/", {"action": "remove_second_factor", "_selected_action": [bob.pk]})
        assert says in said(page)[-1]
    assert [one.user for one in Authenticator.objects.all()] == [alice.user]


def test_whoever_found_the_phone_is_signed_out(
    office: Client, bob: User, alice: Student, mailoutbox: list[EmailMessage]
) -> None:
    phones = {person: Client(REMOTE_ADDR=f"10.2.0.{place}") for place, person in enumerate((bob, alice.user), 1)}
    for person, phone in phones.items():
        sign_in_by_code(phone, person, mailoutbox)
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "s"})
        assert phone.get("/accounts/settings/").status_code == 200
    office.post("/admin/accounts/user/", {"action": "remove_second_factor", "_selected_action": [bob.pk]})
    answer = phones[bob].get("/accounts/2fa/totp/activate/")
    assert (answer.status_code, answer.get("Location", "")[:17]) == (302, "/accounts/login/?")
    assert phones[alice.user].get("/accounts/settings/").status_code == 200


def test_people_are_found_by_name_address_role_and_status(office: Client, ada: User, alice: Student, bob: User) -> None:
    def found(query: str) -> list[str]:
        return [person.greeting for person in office.get(f"/admin/accounts/user/?{query}").context["cl"].result_list]

    assert found("q=lindgren") == ["Bob"]
    User.objects.filter(pk=bob.pk).update(full_name="Bob O’Brien")
    assert found("q=obrien") == found("q=bob+o%27brien") == ["Bob"]
    assert found("q=%E2%80%99") == []
    assert found("q=ALICE@campus") == ["Alice"]
    assert found("role__exact=adviser") == ["Bob"]
    assert found("is_active__exact=0") == []
    assert found("is_active__exact=1") == ["Ada", "Alice", "Bob"]


def student_form(student: Student, **changed: str) -> dict[str, str]:
    return {
        "student_number": "S-1",
        "time_zone": "",
        "quiet_from": "",
        "quiet_until": "",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "America/New_York\x00"}, "time_zone"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"student_number": "taken"}, "student_number"),
        ({"interests": "9223372036854775808"}, "interests"),
    ],
)
def test_a_students_form_says_what_is_wrong(
    office: Client, alice: Student, charlie: Student, changed: dict[str, str], field: str
) -> None:
    Student.objects.filter(pk=charlie.pk).update(student_number="taken")
    page = office.post(f"/admin/students/student/{alice.pk}/change/", student_form(alice, **changed))
    assert field in errors(page)


def test_a_students_zone_is_kept(office: Client, alice: Student) -> None:
    page = office.post(f"/admin/students/student/{alice.pk}/change/", student_form(alice, time_zone="Asia/Kolkata"))
    assert page.status_code == 302
    alice.refresh_from_db()
    assert (alice.time_zone, alice.student_number) == ("Asia/Kolkata", "S-1")


def test_students_are_archived_and_brought_back(office: Client, alice: Student, cohort: Cohort) -> None:
    office.post("/admin/students/student/", {"action": "archive", "_selected_action": [alice.pk]})
    assert Student.objects.get(pk=alice.pk).archived_at is not None
    assert list(office.get("/admin/students/student/?status=archived").context["cl"].result_list) == [alice]
    office.post("/admin/students/student/", {"action": "bring_back", "_selected_action": [alice.pk]})
    assert Student.objects.get(pk=alice.pk).archived_at is None


def test_a_student_comes_only_with_a_person(office: Client) -> None:
    assert office.get("/admin/students/student/add/").status_code == 403


def test_the_command_line_makes_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-enough-one")
    given = {"email": "First@Campus.example", "full_name": "First Admin", "interactive": False}
    call_command("createsuperuser", **given, verbosity=0)
    first = User.objects.get(email="first@campus.example")
    assert (first.role, first.is_staff, first.check_password("a-long-enough-one")) == (
        Role.ADMINISTRATOR,
        True,
        True,
    )
    with pytest.raises(CommandError):
        call_command("createsuperuser", **given, verbosity=0)


class TestPreferredName:
    """Sam Ek, on record as Anneliese Former-Ek: only the form of that person shows the name on record."""

    @pytest.fixture
    def sam(self, cohort: Cohort) -> Student:
        sam = make_student(full_name="Anneliese Former-Ek", email="sam@campus.example")
        User.objects.filter(pk=sam.user_id).update(last_name="Ek", preferred_name="Sam")
        cohort.memberships.create(student=sam)
        make_held(sam, ended_ago=timedelta(days=3))
        return Student.objects.select_related("user").get(pk=sam.pk)

    def test_it_replaces_the_name_wherever_staff_read(
        self, office: Client, sam: Student, cohort: Cohort, client_of: Callable[[User], Client], bob: User
    ) -> None:
        archive(students=[sam], as_of=clock.now())
        bobs = client_of(bob)
        pages = [(bobs, address) for address in ("/cohorts/", f"/cohorts/{cohort.pk}/")]
        pages.append((bobs, f"/cohorts/{cohort.pk}/students/{sam.pk}/"))
        lists = ("accounts/user", "accounts/userevent", "students/student", "audit/entry")
        lists += ("cohorts/membershipevent", "outbox/message")
        pages += [(office, f"/admin/{each}/") for each in lists]
        pages += [(office, f"/admin/cohorts/cohort/{cohort.pk}/change/")]
        pages += [(office, f"/admin/students/student/{sam.pk}/{each}/") for each in ("change", "history")]
        pages += [(office, f"/admin/accounts/user/{sam.user_id}/history/")]
        shown = 0
        for reader, address in pages:
            page = reader.get(address)
            assert page.status_code == 200, address
            assert "Former" not in page.text, address
            shown += "Sam Ek" in page.text
        assert shown >= 8
        assert "Anneliese Former-Ek" in office.get(f"/admin/accounts/user/{sam.user_id}/change/").text

    @pytest.mark.parametrize("words", ["former", "anneliese", "sam", "EK", "sam@campus"])
    @pytest.mark.parametrize("page", ["accounts/user", "students/student"])
    def test_every_name_of_theirs_finds_them(self, office: Client, sam: Student, page: str, words: str) -> None:
        assert "Sam Ek" in office.get(f"/admin/{page}/", {"q": words}).text

    def test_the_head_of_names_sorts_as_the_list_does(self, office: Client) -> None:
        for name in ("Zihan Wu", "adam x", "Étienne Abel"):
            make_student(full_name=name)
        people = list(office.get("/admin/accounts/user/").context["cl"].result_list)
        assert list(office.get("/admin/accounts/user/?o=1").context["cl"].result_list) == people

    def test_the_administration_gives_both_and_takes_them_back(self, office: Client) -> None:
        office.post(ADD, {**NEW, "last_name": "Petrova", "preferred_name": "Nika"})
        person = User.objects.get(email="new.person@campus.example")
        assert (person.display_name, person.greeting) == ("Nika Petrova", "Nika")
        office.post(f"/admin/accounts/user/{person.pk}/change/", {**NEW, "last_name": "", "preferred_name": ""})
        person.refresh_from_db()
        assert (person.display_name, person.greeting) == ("Nina Petrova", "Nina")
