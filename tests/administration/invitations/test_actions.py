"""Invitations as rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from apps.accounts.models import User
from apps.administration.invitations import actions
from apps.administration.models import Invitation, InvitationEvent
from apps.cohorts.models import Cohort
from apps.core.mail import OutgoingMail
from apps.outbox.models import Audience, Lane, Message
from apps.outbox.posted import post
from apps.reminders.actions import refresh
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ada(make_administrator: Callable[..., User]) -> User:
    return make_administrator(full_name="Ada Winters")


def reminders() -> list[tuple[str, str, str]]:
    return list(Message.objects.order_by("pk").values_list("reminder__kind", "state", "reason"))


class TestInvite:
    def test_it_is_due_at_once_in_the_same_transaction(self, ada: User, alice: Student, as_of: datetime) -> None:
        invitation = actions.invite(user=alice.user, invited_by=ada, as_of=as_of)

        assert (invitation.user, invitation.cohort, invitation.invited_by) == (alice.user, None, ada)
        row = Message.objects.get()
        assert (row.reminder.kind, row.reminder.cause_key, row.reminder.user) == (
            "account_invitation",
            f"invitation:{invitation.pk}",
            alice.user,
        )
        assert (row.state, row.due_at, invitation.created_at) == ("due", as_of, as_of)
        assert Message.objects.ready(lane=Lane.LATER).get() == row

    def test_a_flood_of_them_holds_up_nothing_that_has_an_end(self, ada: User, alice: Student, as_of: datetime) -> None:
        long_ago = as_of - 60 * MINUTE
        for number in range(20):
            invited = User.objects.create_user(f"invited{number}@campus.example", f"Person {number}")
            actions.invite(user=invited, invited_by=ada, as_of=long_ago)
        mail = OutgoingMail(to="dana@campus.example", subject="A note", text="Now.")
        urgent = post(key="x:1", mail=mail, audience=Audience.STUDENT, resend_when_unanswered=True, as_of=as_of)

        assert Message.objects.claim(limit=5, lease=5 * MINUTE)[1][0] == urgent

    def test_what_is_rolled_back_invites_nobody(self, ada: User, alice: Student, as_of: datetime) -> None:
        with transaction.atomic():
            actions.invite(user=alice.user, invited_by=ada, as_of=as_of)
            assert Message.objects.exists()
            transaction.set_rollback(True)
        assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)

    def test_to_a_cohort_it_is_the_other_kind(self, ada: User, alice: Student, cohort: Cohort, as_of: datetime) -> None:
        actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of)
        assert reminders() == [("cohort_invitation", "due", "")]

    def test_a_double_click_is_one_invitation(self, ada: User, alice: Student, as_of: datetime) -> None:
        first = actions.invite(user=alice.user, invited_by=ada, as_of=as_of)
        assert actions.invite(user=alice.user, invited_by=ada, as_of=as_of + 9 * MINUTE) == first
        assert len(reminders()) == 1

    def test_after_ten_minutes_it_is_a_new_one(self, ada: User, alice: Student, as_of: datetime) -> None:
        first = actions.invite(user=alice.user, invited_by=ada, as_of=as_of)
        second = actions.invite(user=alice.user, invited_by=ada, as_of=as_of + 10 * MINUTE)
        assert second != first
        assert len(reminders()) == 2

    @pytest.mark.parametrize("state", ["sent", "uncertain"])
    def test_removed_from_a_cohort_and_added_again_they_are_not_welcomed_twice(
        self, ada: User, alice: Student, cohort: Cohort, as_of: datetime, state: str
    ) -> None:
        first = actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of)
        went = {"message_id": "<1@campus.example>", "handed_off_at": as_of, "ended_at": as_of}
        Message.objects.update(state=state, sent_at=as_of if state == "sent" else None, **went)
        cohort.memberships.filter(student=alice).delete()
        cohort.memberships.create(student=alice)

        assert actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of + timedelta(days=3)) == first
        assert reminders() == [("cohort_invitation", state, "")]

    def test_who_left_before_any_mail_went_is_welcomed_once_when_they_are_back(
        self, ada: User, alice: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of)
        cohort.memberships.filter(student=alice).delete()
        refresh(user=alice.user, as_of=as_of + MINUTE)
        assert reminders() == [("cohort_invitation", "skipped", "left the cohort")]
        cohort.memberships.create(student=alice)

        actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of + timedelta(days=1))
        assert [state for _, state, _ in reminders()].count("due") == 1

    def test_whose_welcome_waited_until_it_was_too_late_is_welcomed_when_they_are_added_again(
        self, ada: User, alice: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        first = actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of)
        cohort.memberships.filter(student=alice).delete()
        cohort.memberships.create(student=alice)

        later = as_of + timedelta(days=15)
        assert actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=later) != first
        assert reminders() == [("cohort_invitation", "skipped", "too late"), ("cohort_invitation", "due", "")]

    def test_another_cohort_the_account_and_another_person_are_no_double_click(
        self, ada: User, alice: Student, charlie: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        other = factories.make_cohort(students=[alice])
        for user, where in [(alice.user, cohort), (alice.user, other), (alice.user, None), (charlie.user, None)]:
            actions.invite(user=user, cohort=where, invited_by=ada, as_of=as_of)
        assert Invitation.objects.count() == 4

    def test_the_history_says_who_invited_whom_to_what(
        self, ada: User, alice: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        actions.invite(user=alice.user, cohort=cohort, invited_by=ada, as_of=as_of).delete()
        events = InvitationEvent.objects.order_by("pgh_id").values_list("pgh_label", "user", "cohort", "invited_by")
        who = (alice.user_id, cohort.pk, ada.pk)
        assert list(events) == [("insert", *who), ("delete", *who)]

    def test_who_invited_may_leave(self, ada: User, alice: Student, as_of: datetime) -> None:
        invitation = actions.invite(user=alice.user, invited_by=ada, as_of=as_of)
        ada.delete()
        invitation.refresh_from_db()
        assert invitation.invited_by is None


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_invitation() -> None:
    student = factories.make_student()
    as_of = datetime.fromisoformat("2026-10-13T14:00:00Z")
    barrier = Barrier(4)

    def press(number: int) -> int:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            when = as_of + timedelta(microseconds=number)
            return actions.invite(user=student.user, invited_by=None, as_of=when).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


class TestInviteAgain:
    def test_only_who_may_sign_in_and_never_did(self, ada: User, as_of: datetime) -> None:
        never, signed_in, switched_off = (factories.make_student().user for _ in range(3))
        User.objects.filter(pk=signed_in.pk).update(last_login=as_of)
        User.objects.filter(pk=switched_off.pk).update(is_active=False)

        invited = actions.invite_again(people=[switched_off, signed_in, never], invited_by=ada, as_of=as_of)

        assert invited == [never]
        assert [one.user for one in Invitation.objects.all()] == [never]

    def test_it_is_a_second_mail_and_not_a_third(self, ada: User, alice: Student, as_of: datetime) -> None:
        actions.invite(user=alice.user, invited_by=ada, as_of=as_of)
        later = as_of + timedelta(days=3)
        assert actions.invite_again(people=[alice.user], invited_by=ada, as_of=later) == [alice.user]
        assert actions.invite_again(people=[alice.user], invited_by=ada, as_of=later + MINUTE) == []
        assert len(reminders()) == 2
