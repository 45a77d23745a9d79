"""Whoever gets an account or joins a cohort hears of it, once, unless the administrator says no."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.test import Client

from apps.accounts.models import User
from apps.administration.models import Invitation, InvitationEvent
from apps.audit.models import Action, Entry
from apps.cohorts.models import Cohort, Membership
from apps.core import clock
from apps.outbox.models import Lane, Message
from apps.students.models import Student
from tests import factories
from tests.administration.cohorts.test_admin import change, cohort_form
from tests.administration.pages import errors, said
from tests.administration.people.test_admin import ADD, NEW, student_form

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"
JOIN = "/admin/cohorts/membership/add/"


def invited() -> list[tuple[str, int | None, str]]:
    """Who, to which cohort, by whom."""
    rows = Invitation.objects.select_related("user", "invited_by").order_by("pk")
    return [(one.user.greeting, one.cohort_id, one.invited_by.greeting) for one in rows]


def again(office: Client, *people: User):
    return office.post(PEOPLE, {"action": "invite_again", "_selected_action": [person.pk for person in people]})


class TestANewPerson:
    def test_the_box_is_ticked_and_only_where_somebody_is_new(self, office: Client, alice: Student) -> None:
        form = office.get(ADD).context["adminform"].form
        assert form["invite"].value() is True
        assert 'name="invite"' in office.get(ADD).text
        assert 'name="invite"' not in office.get(f"{PEOPLE}{alice.user_id}/change/").text

    @pytest.mark.parametrize("role", ["student", "adviser", "administrator"])
    def test_with_it_the_invitation_goes_with_the_save(self, office: Client, ada: User, role: str) -> None:
        page = office.post(ADD, {**NEW, "role": role, "invite": "on"})
        assert page.status_code == 302
        assert "Nina Petrova is told by email how to sign in." in said(page)
        assert invited() == [("Nina", None, "Ada")]
        assert InvitationEvent.objects.get().pgh_context.metadata["user"] == ada.pk
        row = Message.objects.get(reminder__isnull=False)
        assert (row.reminder.kind, row.state) == ("account_invitation", "due")
        assert row.reminder.user.email == row.address == "new.person@campus.example"
        assert Message.objects.ready(lane=Lane.LATER).exists()

    def test_without_it_nobody_is_told(self, office: Client) -> None:
        page = office.post(ADD, NEW)
        assert not any("told" in words for words in said(page))
        assert (invited(), Message.objects.count()) == ([], 0)

    def test_a_refused_form_invites_nobody_and_keeps_the_choice(self, office: Client) -> None:
        page = office.post(ADD, {**NEW, "email": "no address"})
        assert list(errors(page)) == ["email"]
        assert page.context["adminform"].form["invite"].value() is False
        assert invited() == []

    def test_a_double_click_is_one_person_and_one_invitation(self, office: Client) -> None:
        office.post(ADD, {**NEW, "invite": "on"})
        second = office.post(ADD, {**NEW, "invite": "on"})
        assert errors(second) == {"email": ["Someone already has this email address."]}
        assert "Nina Petrova" in second.text
        assert len(invited()) == Message.objects.count() == 1

    def test_a_later_change_invites_nobody(self, office: Client, alice: Student) -> None:
        sent = office.post(f"{PEOPLE}{alice.user_id}/change/", {**NEW, "email": alice.user.email, "invite": "on"})
        assert sent.status_code == 302
        assert invited() == []

    def test_saving_the_same_again_is_no_change_on_record(self, office: Client, alice: Student) -> None:
        same = {"email": alice.user.email, "full_name": alice.user.full_name, "role": "student", "is_active": "on"}
        assert office.post(f"{PEOPLE}{alice.user_id}/change/", same).status_code == 302
        assert not Entry.objects.filter(action=Action.CHANGED).exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_person_and_one_invitation(client_of: Callable[[User], Client]) -> None:
    """The second form finds the address free, and meets the first in the database."""
    office = client_of(factories.make_administrator(full_name="Ada Winters"))
    office.get(ADD)
    waiting = Event()

    def press():
        try:
            waiting.set()
            return office.post(ADD, {**NEW, "invite": "on"})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # The first press, saved and not committed yet: nobody sees it, and its address is taken.
            first = User.objects.create_user("new.person@campus.example", "Nina Petrova")
            Invitation.objects.create(user=first)
            second = pool.submit(press)
            waiting.wait(timeout=10)
            _until_somebody_waits_for_us()
        page = second.result(timeout=20)
    assert errors(page) == {"email": ["Someone already has this email address."]}
    assert (User.objects.filter(full_name="Nina Petrova").count(), Invitation.objects.count()) == (1, 1)


def _until_somebody_waits_for_us() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("Nobody waited: the second press never met the first.")


class TestInviteAgain:
    def test_those_who_never_signed_in(self, office: Client, as_of) -> None:
        never, signed_in = factories.make_student(), factories.make_student()
        User.objects.filter(pk=signed_in.user_id).update(last_login=as_of)

        page = again(office, never.user, signed_in.user)

        assert said(page) == [
            "1 of 2 invited by email. The others have signed in, may not, or were invited within the last ten minutes."
        ]
        assert [one.user for one in Invitation.objects.all()] == [never.user]
        assert Message.objects.get().reminder.user == never.user

    def test_it_is_on_record(self, office: Client, ada: User, alice: Student, bob: User) -> None:
        page = again(office, alice.user, bob)
        assert said(page) == ["2 of 2 invited by email."]
        looks = Entry.objects.filter(action=Action.CHANGED).values_list("actor", "page", "account", "student_ids")
        page = "admin:accounts_user_change"
        assert sorted(looks) == sorted([(ada.pk, page, alice.user_id, [alice.pk]), (ada.pk, page, bob.pk, [])])
        logged = LogEntry.objects.order_by("object_id").values_list("object_id", flat=True)
        assert set(logged) == {str(alice.user_id), str(bob.pk)}

    def test_a_double_click_sends_one_mail_and_says_so(self, office: Client, alice: Student) -> None:
        again(office, alice.user)
        assert said(again(office, alice.user))[-1].startswith("0 of 1 invited by email. The others")
        assert Message.objects.count() == LogEntry.objects.count() == 1

    @pytest.mark.parametrize("person", ["alice", "bob"])
    def test_only_administrators_do(self, request, person: str, client_of, alice: Student, bob: User) -> None:
        one = request.getfixturevalue(person)
        assert again(client_of(getattr(one, "user", one)), alice.user).status_code == 404
        assert invited() == []


class TestJoiningACohort:
    def test_whoever_is_added_and_nobody_else(self, office: Client, cohort: Cohort, charlie: Student) -> None:
        assert join(office, cohort, charlie).status_code == 302
        assert invited() == [("Charlie", cohort.pk, "Ada")]
        row = Message.objects.get()
        assert (row.reminder.kind, row.state, row.reminder.user) == ("cohort_invitation", "due", charlie.user)

    def test_the_answer_says_how_many_are_told(self, office: Client, cohort: Cohort, charlie: Student) -> None:
        page = join(office, cohort, charlie)
        assert said(page)[-1] == "1 welcome email goes out."
        now = clock.now()
        Message.objects.update(state="sent", message_id="<1@x>", handed_off_at=now, sent_at=now, ended_at=now)
        Membership.objects.filter(student=charlie).delete()
        gone = factories.make_student(archived_at=now)
        page = join(office, cohort, charlie, gone, factories.make_student(), factories.make_student())
        assert said(page)[-1].startswith("4 added, 2 welcome emails go out. Nobody is welcomed")
        Membership.objects.filter(student=gone).delete()
        assert said(join(office, cohort, gone))[-1].startswith("1 added, no welcome emails go out. Nobody is welcomed")

    def test_a_cohort_that_is_changed_invites_nobody(self, office: Client, cohort: Cohort) -> None:
        assert office.post(change(cohort), {**cohort_form(cohort), "goal": 4}).status_code == 302
        assert invited() == []

    def test_in_the_students_form_too(self, office: Client, cohort: Cohort, charlie: Student) -> None:
        form = student_form(charlie, **{"memberships-TOTAL_FORMS": "1", "memberships-0-cohort": str(cohort.pk)})
        form["memberships-0-student"] = str(charlie.pk)
        assert office.post(f"/admin/students/student/{charlie.pk}/change/", form).status_code == 302
        assert invited() == [("Charlie", cohort.pk, "Ada")]

    def test_a_cohort_that_another_page_gave_the_student_meanwhile_is_refused(
        self, office: Client, cohort: Cohort, charlie: Student
    ) -> None:
        form = student_form(charlie, **{"memberships-TOTAL_FORMS": "1", "memberships-0-cohort": str(cohort.pk)})
        form["memberships-0-student"] = str(charlie.pk)
        address = f"/admin/students/student/{charlie.pk}/change/"
        assert [office.post(address, form).status_code for _ in range(2)] == [302, 422]
        assert len(invited()) == 1

    def test_a_refused_form_invites_nobody(self, office: Client, cohort: Cohort, charlie: Student) -> None:
        sent = {"cohort": cohort.pk, "students": charlie.pk, "addresses": "nobody@campus.example"}
        assert office.post(JOIN, sent).status_code == 422
        assert invited() == []

    def test_removed_and_added_within_ten_minutes_is_one_mail(
        self, office: Client, cohort: Cohort, charlie: Student
    ) -> None:
        for _ in range(2):
            assert join(office, cohort, charlie).status_code == 302
            row = cohort.memberships.get(student=charlie)
            sent = {"action": "remove", "_selected_action": row.pk, "named": row.pk}
            office.post("/admin/cohorts/membership/", sent)
        assert len(invited()) == 1
        assert Message.objects.get().reason == "left the cohort"

    def test_both_forms_say_so(self, office: Client, cohort: Cohort, alice: Student) -> None:
        for address in (f"{JOIN}?cohort={cohort.pk}", f"/admin/students/student/{alice.pk}/change/"):
            page = office.get(address).text
            assert "added for the first time" in page or "added below for the first time" in " ".join(page.split())
            assert "None" not in re.findall(r'<div class="readonly">(.*?)</div>', page)


def join(office: Client, cohort: Cohort, *students: Student):
    return office.post(JOIN, {"cohort": cohort.pk, "students": [student.pk for student in students]})
