"""What is done to one student or to several, and the undo of each."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.administration.invitations import links
from apps.administration.members.actions import remove_memberships
from apps.administration.models import Invitation
from apps.administration.students.actions import put_back
from apps.audit.models import Entry
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.interviews.exclusions import exclude
from apps.interviews.progress import progress_of
from apps.outbox.models import Message
from apps.students.models import Student
from tests import factories
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
LIST = "/program/students/"
MOVE, ARCHIVE, INVITE = f"{LIST}move/", f"{LIST}archive/", f"{LIST}invitation/"
ODD = ["x", "-1", str(2**63), "\x00"]


@pytest.fixture
def spring(db: None) -> Cohort:
    return factories.make_cohort(name="Spring")


def undo_of(page) -> str:
    (message,) = (each for each in page.context["messages"] if each.extra_tags)
    return message.extra_tags


def is_in(student: Student) -> list[str]:
    return sorted(student.cohorts.values_list("name", flat=True))


@pytest.mark.parametrize("act", ["chosen/", "archive/", "archive/withdrawal/", "invitation/"])
def test_with_nobody_ticked_a_button_says_what_to_do_first(office: Client, act: str) -> None:
    answer = office.post(f"{LIST}{act}?show=never", {"list": "yes"})
    assert answer["Location"] == f"{LIST}?show=never"
    assert said(answer) == ["Tick the students first."]


def test_a_move_takes_the_coach_along_says_what_counts_and_is_undone(
    office: Client, alice: Student, bob: User, cohort: Cohort, spring: Cohort, as_of: datetime
) -> None:
    cohort.memberships.update(coach=bob, joined_at=as_of - timedelta(days=30))
    factories.make_held(alice)
    page = office.get(MOVE, {"s": alice.pk, "from": cohort.pk})
    assert "where 1 of 3 count" in page.text
    sent = {"s": alice.pk, "leaving": cohort.pk, "to": spring.pk}
    page = office.post(MOVE, sent, follow=True)
    assert said(page) == ["1 student is in Spring now. There, 1 conversation counts. 1 welcome email goes out."]
    assert is_in(alice) == ["Spring"]
    assert alice.memberships.get().coach == bob
    entry = Entry.objects.get(page="administration:move_students", action="changed")
    assert (entry.student_ids, entry.reason) == ([alice.pk], f"moved from cohort {cohort.pk} to cohort {spring.pk}")
    assert said(office.post(MOVE, sent, follow=True)) == ["Spring has them already."]  # a double click
    office.post(undo_of(page))
    back = alice.memberships.get()
    assert (back.cohort, back.coach, back.joined_at) == (cohort, bob, as_of - timedelta(days=30))
    assert not Message.objects.filter(state="due").exists()  # the welcome to Spring did not go


def test_the_undo_of_a_move_leaves_whoever_was_moved_on(
    office: Client, alice: Student, cohort: Cohort, spring: Cohort
) -> None:
    undo = undo_of(office.post(MOVE, {"s": alice.pk, "leaving": cohort.pk, "to": spring.pk}, follow=True))
    summer = factories.make_cohort(name="Summer")
    office.post(MOVE, {"s": alice.pk, "leaving": spring.pk, "to": summer.pk})
    page = office.post(undo, follow=True)
    assert said(page)[-1] == "1 student has left Spring since, and stays where they are now."
    assert is_in(alice) == ["Summer"]
    assert not Entry.objects.filter(page="administration:withdraw_move_students").exists()


def test_the_undo_of_a_move_ends_the_link_of_a_welcome_that_had_gone(
    office: Client, alice: Student, cohort: Cohort, spring: Cohort, as_of: datetime
) -> None:
    assert office.get(MOVE, {"s": alice.pk}).context["form"]["leaving"].value() == str(cohort.pk)
    undo = undo_of(office.post(MOVE, {"s": alice.pk, "leaving": cohort.pk, "to": spring.pk}, follow=True))
    went = {"state": "sent", "sent_at": as_of, "ended_at": as_of, "handed_off_at": as_of, "message_id": "<1@x>"}
    welcome = Invitation.objects.get(cohort=spring)
    Message.objects.filter(reminder__cause_key=welcome.cause_key).update(**went)
    assert links.read(links.token(welcome)).standing(as_of) == links.Standing.OPEN
    texts = said(office.post(undo, follow=True))
    assert texts == [
        "1 student is where they were before.",
        "1 welcome email had gone already. Its link works no more.",
    ]
    assert links.read(links.token(welcome)).standing(as_of) == links.Standing.STOPPED
    assert Invitation.objects.with_outcome(as_of).get(pk=welcome.pk).outcome == "stopped"


def test_a_coach_who_may_not_coach_stays_behind(office: Client, alice: Student, cohort: Cohort, spring: Cohort) -> None:
    frank = factories.make_adviser()
    cohort.memberships.update(coach=frank)
    User.objects.filter(pk=frank.pk).update(is_active=False)
    page = office.post(MOVE, {"s": alice.pk, "leaving": cohort.pk, "to": spring.pk}, follow=True)
    assert "1 has no coach there: the former one may not coach now." in said(page)[0]
    assert alice.memberships.get().coach is None


def test_several_are_moved_together_and_those_elsewhere_stay(
    office: Client, alice: Student, charlie: Student, cohort: Cohort, spring: Cohort
) -> None:
    answer = office.post(f"{LIST}chosen/", {"s": [alice.pk, charlie.pk, *ODD], "list": "yes"})
    assert answer["Location"] == f"{MOVE}?s={alice.pk}&s={charlie.pk}"
    office.post(MOVE, {"s": [alice.pk, charlie.pk], "leaving": cohort.pk, "to": spring.pk})
    assert (is_in(alice), is_in(charlie)) == (["Spring"], [])
    office.post(MOVE, {"s": [alice.pk, charlie.pk], "leaving": "", "to": spring.pk})
    assert (is_in(alice), is_in(charlie)) == (["Spring"], ["Spring"])


def test_a_move_says_who_stayed_and_its_undo_leads_back_to_the_list(
    office: Client, alice: Student, charlie: Student, cohort: Cohort, spring: Cohort
) -> None:
    page = office.post(MOVE, {"s": [alice.pk, charlie.pk], "leaving": cohort.pk, "to": spring.pk}, follow=True)
    name = charlie.user.display_name
    assert f" {name} was not in {cohort.name} and stays where they are." in said(page)[0]
    assert office.post(undo_of(page))["Location"] == LIST
    assert is_in(alice) == [cohort.name]


def test_who_is_in_both_cohorts_leaves_one_of_them_and_the_undo_puts_back_what_was(
    office: Client, alice: Student, charlie: Student, bob: User, cohort: Cohort, spring: Cohort
) -> None:
    cohort.memberships.update(coach=bob)
    Membership.objects.create(cohort=cohort, student=charlie)
    Membership.objects.create(cohort=spring, student=alice)
    ids = [alice.pk, charlie.pk]
    page = office.post(MOVE, {"s": ids, "leaving": cohort.pk, "to": spring.pk}, follow=True)
    text = "2 students are in Spring now. There, 0 conversations count. 1 welcome email goes out."
    assert said(page) == [f"{text} 1 was in both cohorts."]
    assert (is_in(alice), is_in(charlie)) == (["Spring"], ["Spring"])
    assert Entry.objects.get(page="administration:move_students", action="changed").student_ids == ids
    assert said(office.post(undo_of(page), follow=True)) == ["2 students are where they were before."]
    assert (is_in(alice), is_in(charlie)) == ([cohort.name, "Spring"], [cohort.name])
    assert alice.memberships.get(cohort=cohort).coach == bob
    assert Entry.objects.get(page="administration:withdraw_move_students").student_ids == ids


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "to"),
        ({"to": "x"}, "to"),
        ({"to": "same"}, "to"),
        ({"to": "over"}, "to"),
        ({"leaving": str(2**63), "to": "spring"}, "leaving"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(
    office: Client, alice: Student, cohort: Cohort, spring: Cohort, last_term, typed: dict[str, str], field: str
) -> None:
    over = factories.make_cohort(term=last_term, starts_on=last_term.starts_on, due_on=last_term.ends_on)
    named = {"same": cohort.pk, "over": over.pk, "spring": spring.pk}
    sent = {"s": alice.pk, "leaving": cohort.pk, **{key: named.get(value, value) for key, value in typed.items()}}
    page = office.post(MOVE, sent)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert is_in(alice) == ["Alice's cohort"]


def test_out_of_a_cohort_and_back_with_coach_and_day(
    office: Client, alice: Student, bob: User, cohort: Cohort, as_of: datetime
) -> None:
    cohort.memberships.update(coach=bob, joined_at=as_of - timedelta(days=30))
    url = f"{LIST}{alice.pk}/cohorts/{cohort.pk}/leaving/"
    page = office.post(url, follow=True)
    assert is_in(alice) == []
    assert office.post(url).status_code == 302  # once more: nothing
    for _ in range(2):
        office.post(undo_of(page))
    back = alice.memberships.get()
    assert (back.coach, back.joined_at) == (bob, as_of - timedelta(days=30))
    assert [one.reason for one in Entry.objects.filter(page__contains="leave_cohort").order_by("pk")] == [
        f"left cohort {cohort.pk}",
        f"back in cohort {cohort.pk}",
    ]


def test_archived_and_brought_back_counts_and_exclusions_are_as_before(
    office: Client, alice: Student, bob: User, cohort: Cohort, campus: Campus, as_of: datetime
) -> None:
    factories.make_held(alice)
    out = factories.make_held(alice, ended_ago=timedelta(days=1))
    exclude(interview=out, cohort=cohort, adviser=bob, reason="A family dinner.")

    def counts() -> list[tuple[bool, str | None]]:
        (progress,) = progress_of(student=alice, cohorts=[cohort], as_of=as_of, campus=campus)
        return [(one.counts, one.exclusion) for one in progress.statuses]

    before = counts()
    assert sorted(one[0] for one in before) == [False, True]
    page = office.post(ARCHIVE, {"s": alice.pk}, follow=True)
    alice.refresh_from_db()
    assert alice.archived_at
    assert "Archived on" in page.text
    office.post(undo_of(page))
    alice.refresh_from_db()
    assert alice.archived_at is None
    assert counts() == before
    cohort_page = office.get(f"/cohorts/{cohort.pk}/students/{alice.pk}/").text
    assert "A family dinner." in cohort_page


def test_several_are_archived_at_once(office: Client, alice: Student, charlie: Student) -> None:
    page = office.post(f"{ARCHIVE}?show=never", {"s": [alice.pk, charlie.pk, *ODD], "list": "yes"}, follow=True)
    assert page.request["PATH_INFO"] == LIST
    assert Student.objects.filter(archived_at=None).count() == 0
    assert Entry.objects.get(action="changed").student_ids == sorted([alice.pk, charlie.pk])
    again = office.post(ARCHIVE, {"s": [alice.pk, charlie.pk], "list": "yes"}, follow=True)
    assert said(again) == ["Nothing has changed: it was done already."]


def test_the_chosen_are_invited_to_their_cohort_or_their_account(
    office: Client, alice: Student, cohort: Cohort, charlie: Student, as_of: datetime
) -> None:
    known = factories.make_student()
    User.objects.filter(pk=known.user_id).update(last_login=as_of)
    page = office.post(INVITE, {"s": [alice.pk, charlie.pk, known.pk], "list": "yes"}, follow=True)
    assert said(page) == ["2 invitations go out. Left out: 1 signed in already."]
    assert set(Invitation.objects.values_list("user", "cohort")) == {
        (alice.user_id, cohort.pk),
        (charlie.user_id, None),
    }
    assert "invited within the last ten minutes" in said(office.post(INVITE, {"s": alice.pk}, follow=True))[0]
    Invitation.objects.update(created_at=as_of - timedelta(hours=1))
    assert said(office.post(INVITE, {"s": alice.pk}, follow=True)) == ["1 invitation goes out."]


def test_who_is_in_an_archived_cohort_is_invited_to_their_account(
    office: Client, alice: Student, cohort: Cohort, as_of: datetime
) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=as_of)
    assert said(office.post(INVITE, {"s": alice.pk}, follow=True)) == ["1 invitation goes out."]
    assert Invitation.objects.get().cohort is None
    assert Message.objects.filter(state="due", key__startswith="account_invitation").count() == 1


def test_nothing_chosen_does_nothing(office: Client, alice: Student) -> None:
    for url in (f"{LIST}chosen/", ARCHIVE, INVITE, f"{ARCHIVE}withdrawal/"):
        assert office.post(url).status_code == 302
        assert office.post(url, {"s": ODD}).status_code == 302
    assert office.get(MOVE).status_code == office.post(MOVE, {"s": ODD}).status_code == 404
    assert not Entry.objects.exists()


def test_more_students_ask_no_more_questions(
    office: Client, alice: Student, cohort: Cohort, make_student: Callable[..., Student]
) -> None:
    address = f"{MOVE}?s={alice.pk}"
    queries(office, address)
    one = queries(office, address)
    for student in (make_student(), make_student()):
        Membership.objects.create(cohort=cohort, student=student)
        address += f"&s={student.pk}"
    assert queries(office, address) == one <= 12


def test_more_students_are_put_back_in_no_more_questions(cohort: Cohort, as_of: datetime) -> None:
    def asked(number: int) -> int:
        students = [factories.make_student() for _ in range(number)]
        for each in students:
            cohort.students.add(each)
        cohort.memberships.update(joined_at=as_of - timedelta(days=number))
        ids = [each.pk for each in students]
        remove_memberships(memberships=cohort.memberships.filter(student__in=ids), as_of=as_of)
        with CaptureQueriesContext(connection) as queries:
            assert put_back(students=ids, cohort=cohort, as_of=as_of) == ids
        days = cohort.memberships.filter(student__in=ids).values_list("joined_at", flat=True)
        assert set(days) == {as_of - timedelta(days=number)}
        return len(queries)

    assert asked(3) == asked(1)
