"""Giving students a coach, taking it away, and handing all students of a coach over."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from apps.accounts.models import User
from apps.administration.members.actions import MayNotCoach, give_coach
from apps.audit.models import Action, Entry
from apps.cohorts.models import Caseload, Cohort, Membership, MembershipEvent
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db

LIST, HAND_OVER = "/admin/cohorts/membership/", "/admin/cohorts/membership/hand-over/"


@pytest.fixture
def dana(db: None) -> User:
    """An outside professional: an adviser who looks after no cohort."""
    return factories.make_adviser(full_name="Dana Cole", email="dana@outside.example")


@pytest.fixture
def members(cohort: Cohort, alice: Student, charlie: Student) -> list[Membership]:
    """Alice's and Charlie's, both in Alice's cohort."""
    cohort.students.add(charlie)
    return list(Membership.objects.order_by("pk"))


def choose(office: Client, rows: list[Membership], **more: str):
    return office.post(LIST, {"action": "give_coach", "_selected_action": [row.pk for row in rows], **more})


def give(office: Client, rows: list[Membership], coach: object):
    return choose(office, rows, named=",".join(str(row.pk) for row in rows), coach=str(coach))


def coaches_of() -> list[User | None]:
    return [one.coach for one in Membership.objects.order_by("pk")]


class TestGiving:
    def test_to_several_at_once_after_their_names_are_shown(
        self, office: Client, members: list[Membership], dana: User, cohort: Cohort
    ) -> None:
        page = choose(office, members)
        assert page.status_code == 200
        assert "Give 2 students a coach" in page.text
        assert "Charlie Nakamura (charlie@campus.example)" in page.text
        assert "Dana Cole (dana@outside.example)" in page.text
        assert coaches_of() == [None, None]

        answer = give(office, members, dana.pk)
        assert answer.status_code == 302
        assert said(answer) == ["Dana Cole coaches 2 students more now."]
        assert coaches_of() == [dana, dana]
        [entry] = Entry.objects.filter(action=Action.CHANGED)
        assert (entry.page, entry.reason) == ("admin:cohorts_membership_coach", "coach given")
        assert sorted(entry.student_ids) == sorted(one.student_id for one in members)
        [looked] = Entry.objects.filter(action=Action.VIEWED, page="admin:cohorts_membership_coach")
        assert looked.student_ids == entry.student_ids
        [log] = LogEntry.objects.filter(object_id=cohort.pk)
        assert log.get_change_message() == ("2 students: coach given. Who it is stands in the history of memberships.")
        events = MembershipEvent.objects.filter(pgh_label="update").order_by("student_id")
        assert [event.coach_id for event in events] == [dana.pk, dana.pk]

    def test_a_second_press_changes_and_records_nothing(
        self, office: Client, members: list[Membership], dana: User
    ) -> None:
        give(office, members, dana.pk)
        assert said(give(office, members, dana.pk))[-1] == "Dana Cole was their coach already."
        assert Entry.objects.filter(action=Action.CHANGED).count() == 1
        assert MembershipEvent.objects.filter(pgh_label="update").count() == 2

    def test_no_coach_takes_it_away(self, office: Client, members: list[Membership], dana: User) -> None:
        give(office, members, dana.pk)
        assert said(give(office, members[:1], "none"))[-1] == "1 student has no coach now."
        assert coaches_of() == [None, dana]

    @pytest.mark.parametrize(
        ("coach", "says"),
        [
            ("", "Choose a coach, or “No coach”."),
            ("x", "Choose from the list."),
            ("0", "Choose from the list."),
            ("9223372036854775808", "Choose from the list."),
            ("administrator", "Choose from the list."),
            ("student", "Choose from the list."),
            ("closed", "Choose from the list."),
        ],
    )
    def test_only_an_adviser_who_may_sign_in(
        self, office: Client, members: list[Membership], ada: User, alice: Student, dana: User, coach: str, says: str
    ) -> None:
        User.objects.filter(pk=dana.pk).update(is_active=False)
        named = {"administrator": ada.pk, "student": alice.user_id, "closed": dana.pk}
        page = give(office, members, named.get(coach, coach))
        assert page.status_code == 422
        assert says in page.text
        assert "Alice Okafor" in page.text, "the students are chosen still"
        assert coaches_of() == [None, None]

    @pytest.mark.parametrize("change", [{"is_active": False}, {"role": "administrator"}])
    def test_not_who_was_closed_while_the_page_was_open(
        self, members: list[Membership], dana: User, change: dict
    ) -> None:
        User.objects.filter(pk=dana.pk).update(**change)
        with pytest.raises(MayNotCoach):
            give_coach(memberships=Membership.objects.all(), coach=dana)
        assert coaches_of() == [None, None]

    def test_who_left_the_cohort_meanwhile_is_passed_over(
        self, office: Client, members: list[Membership], dana: User
    ) -> None:
        gone, there = members
        Membership.objects.filter(pk=gone.pk).delete()
        give(office, [gone, there], dana.pk)
        assert coaches_of() == [dana]

    @pytest.mark.parametrize("chosen", ["x", "None", "9223372036854775808"])
    def test_a_choice_that_names_no_row_is_a_bad_request(self, office: Client, dana: User, chosen: str) -> None:
        assert office.post(LIST, {"action": "give_coach", "_selected_action": [chosen]}).status_code == 400

    @pytest.mark.parametrize("named", ["x", "0", "-1", "9223372036854775808", "1;2"])
    def test_what_names_no_row_gives_nobody_a_coach(
        self, office: Client, members: list[Membership], dana: User, named: str
    ) -> None:
        choose(office, members, named=named, coach=str(dana.pk))
        assert coaches_of() == [None, None]

    def test_hundreds_ask_as_often_as_two(
        self, members: list[Membership], cohort: Cohort, dana: User, django_assert_max_num_queries: Callable
    ) -> None:
        cohort.students.add(*(factories.make_student() for _ in range(20)))
        with django_assert_max_num_queries(8):
            assert len(give_coach(memberships=Membership.objects.all(), coach=dana)) == 22


class TestTheList:
    def test_shows_and_filters_by_coach(self, office: Client, members: list[Membership], dana: User) -> None:
        members[0].coach = dana
        members[0].save()

        def names(query: str) -> list[str]:
            return [row.student.user.greeting for row in office.get(f"{LIST}?{query}").context["cl"].result_list]

        assert "Dana Cole" in office.get(LIST).text
        assert names(f"coach={dana.pk}") == ["Alice"]
        assert names("coach=none") == ["Charlie"]
        assert names("coach=x") == names("coach=0") == []

    @pytest.mark.parametrize(
        ("change", "words"),
        [({"is_active": False}, "Dana Cole (may not sign in)"), ({"role": "administrator"}, "(no adviser now)")],
    )
    def test_the_name_stays_and_says_that_they_see_nobody(
        self, office: Client, members: list[Membership], dana: User, change: dict, words: str
    ) -> None:
        Membership.objects.update(coach=dana)
        User.objects.filter(pk=dana.pk).update(**change)
        assert words in office.get(LIST).text

    def test_asks_as_often_for_many_coaches(self, office: Client, members: list[Membership], dana: User) -> None:
        Membership.objects.update(coach=dana)
        queries(office, LIST)
        one = queries(office, LIST)
        for _ in range(3):
            student = factories.make_student()
            Membership.objects.create(cohort=members[0].cohort, student=student, coach=factories.make_adviser())
        assert queries(office, LIST) == one <= 12


class TestHandingOver:
    def test_all_students_in_all_cohorts_in_one_step(
        self, office: Client, members: list[Membership], dana: User
    ) -> None:
        second = factories.make_cohort(students=[members[0].student])
        Membership.objects.update(coach=dana)
        erin = factories.make_adviser(full_name="Erin Diaz")
        assert f'value="{dana.pk}" selected' in office.get(f"{HAND_OVER}?coach={dana.pk}").text
        answer = office.post(HAND_OVER, {"leaving": dana.pk, "coach": erin.pk})
        assert answer["Location"] == f"{LIST}?coach={erin.pk}"
        assert said(answer) == ["Erin Diaz coaches 3 students more now."]
        assert coaches_of() == [erin, erin, erin]
        assert Entry.objects.filter(action=Action.CHANGED, reason="coach given").count() == 2
        assert LogEntry.objects.filter(object_id=second.pk).count() == 1
        again = office.post(HAND_OVER, {"leaving": dana.pk, "coach": erin.pk})
        assert (again.status_code, "it is done" in again.text) == (422, True)

    def test_from_somebody_who_may_not_sign_in_any_more(
        self, office: Client, members: list[Membership], dana: User
    ) -> None:
        Membership.objects.update(coach=dana)
        User.objects.filter(pk=dana.pk).update(is_active=False)
        office.post(HAND_OVER, {"leaving": dana.pk, "coach": "none"})
        assert coaches_of() == [None, None]

    @pytest.mark.parametrize("to", ["", "same", "x"])
    def test_what_cannot_be_changes_nothing(
        self, office: Client, members: list[Membership], dana: User, to: str
    ) -> None:
        Membership.objects.update(coach=dana)
        page = office.post(HAND_OVER, {"leaving": dana.pk, "coach": dana.pk if to == "same" else to})
        assert page.status_code == 422
        assert f'value="{dana.pk}" selected' in page.text
        assert coaches_of() == [dana, dana]

    def test_a_persons_page_leads_there(self, office: Client, members: list[Membership], dana: User) -> None:
        Membership.objects.update(coach=dana)
        page = office.get(f"/admin/accounts/user/{dana.pk}/change/").text
        assert "2 students." in page
        assert f"{HAND_OVER}?coach={dana.pk}" in page

    def test_whoever_closes_the_account_is_reminded(
        self, office: Client, members: list[Membership], dana: User
    ) -> None:
        Membership.objects.update(coach=dana)
        answer = office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [dana.pk]})
        assert any("Dana Cole is the coach of 2 students and sees them no more." in one for one in said(answer))
        assert coaches_of() == [dana, dana]


class TestAccessEnds:
    """A real session, signed in before: what it sees is asked anew with each request."""

    @pytest.fixture
    def address(self, members: list[Membership], dana: User, alice: Student) -> str:
        Membership.objects.filter(student=alice).update(coach=dana)
        return f"/cohorts/{members[0].cohort_id}/students/{alice.pk}/"

    @pytest.fixture
    def browser(self, dana: User, client_of: Callable[[User], Client], address: str) -> Client:
        browser = client_of(dana)
        assert browser.get(address).status_code == 200
        return browser

    @pytest.mark.parametrize("to", ["none", "erin"])
    def test_with_the_coach_taken_away_or_handed_over(
        self, office: Client, browser: Client, address: str, members: list[Membership], dana: User, to: str
    ) -> None:
        erin = factories.make_adviser()
        office.post(HAND_OVER, {"leaving": dana.pk, "coach": erin.pk if to == "erin" else to})
        assert browser.get(address).status_code == 404
        assert browser.get(f"/cohorts/{members[0].cohort_id}/").status_code == 404
        assert "Alice" not in browser.get("/cohorts/").text

    def test_with_the_membership(self, office: Client, browser: Client, address: str, alice: Student) -> None:
        rows = list(Membership.objects.filter(student=alice))
        named = str(rows[0].pk)
        office.post(LIST, {"action": "remove", "_selected_action": [named], "named": named})
        assert browser.get(address).status_code == 404

    def test_with_the_account(self, office: Client, browser: Client, address: str, dana: User) -> None:
        office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [dana.pk]})
        answer = browser.get(address)
        assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)

    def test_with_the_role(
        self, browser: Client, address: str, dana: User, client_of: Callable[[User], Client]
    ) -> None:
        """A membership keeps the name. What an administrator sees is an administrator's, and no shared word."""
        User.objects.filter(pk=dana.pk).update(role="student")
        assert browser.get(address).status_code in (302, 404)
        assert client_of(dana).get(address).status_code == 404
        User.objects.filter(pk=dana.pk).update(role="administrator")
        membership = Membership.objects.shared_with(User.objects.get(pk=dana.pk))
        assert not membership.exists()

    def test_a_coach_who_looks_after_the_cohort_stays(
        self, office: Client, browser: Client, address: str, members: list[Membership], dana: User
    ) -> None:
        Caseload.objects.create(cohort=members[0].cohort, adviser=dana)
        office.post(HAND_OVER, {"leaving": dana.pk, "coach": "none"})
        assert browser.get(address).status_code == 200
