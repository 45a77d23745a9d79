from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from apps.administration.invitations.actions import invite
from apps.campus.models import Campus, Format
from apps.cohorts.models import Cohort, Membership
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.students.actions import archive, bring_back, change_preferences
from apps.students.models import Student
from tests.factories import make_interview
from tests.interviews.moments import at, rows, scheduled, scheduled_again

pytestmark = pytest.mark.django_db


def test_preferences_are_saved_and_cleared(alice: Student, as_of: datetime) -> None:
    change_preferences(
        student=alice, time_zone="Asia/Kathmandu", quiet_from=time(22), quiet_until=time(7, 30), as_of=as_of
    )
    alice.refresh_from_db()
    assert (alice.time_zone, alice.quiet_from, alice.quiet_until) == ("Asia/Kathmandu", time(22), time(7, 30))
    change_preferences(student=alice, time_zone="", quiet_from=None, quiet_until=None, as_of=as_of)
    alice.refresh_from_db()
    assert (alice.time_zone, alice.quiet_from, alice.quiet_until) == ("", None, None)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Mars/Olympus", None, None),
        ("../etc/passwd", None, None),
        ("", time(22), None),
        ("", None, time(7)),
        ("", time(22), time(22)),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(
    alice: Student, as_of: datetime, zone: str, start: time | None, end: time | None
) -> None:
    with pytest.raises(ValidationError):
        change_preferences(student=alice, time_zone=zone, quiet_from=start, quiet_until=end, as_of=as_of)
    alice.refresh_from_db()
    assert (alice.time_zone, alice.quiet_from, alice.quiet_until) == ("", None, None)


def test_reminders_move_to_the_new_zone_at_once(alice: Student, make_contact: Callable[..., object]) -> None:
    """Planned to end 22:30 in New York: quiet there until 8:00, and noon already in Tokyo."""
    as_of = datetime(2026, 3, 2, 12, tzinfo=UTC)
    interview = Interview(student=alice, contact=make_contact(student=alice), scheduled_at=as_of)
    interview.plan(
        starts_at=datetime(2026, 3, 2, 22, tzinfo=ZoneInfo("America/New_York")),
        minutes=30,
        format=Format.PHONE,
    )
    interview.save()
    refresh_reminders(interview, as_of=as_of)
    asked = Message.objects.get(reminder__user=alice.user, reminder__kind="how_did_it_go")
    assert asked.due_at == datetime(2026, 3, 3, 8, tzinfo=ZoneInfo("America/New_York"))
    change_preferences(student=alice, time_zone="Asia/Tokyo", quiet_from=None, quiet_until=None, as_of=as_of)
    asked.refresh_from_db()
    assert asked.due_at == datetime(2026, 3, 2, 23, tzinfo=ZoneInfo("America/New_York"))


def reminders() -> list[tuple[str, str, str]]:
    return list(Message.objects.order_by("pk").values_list("reminder__kind", "state", "reason"))


class TestArchive:
    def test_nothing_goes_to_whose_program_is_over_and_what_is_wanted_comes_back(
        self, alice: Student, cohort: Cohort, as_of: datetime
    ) -> None:
        invite(user=alice.user, cohort=cohort, invited_by=None, as_of=as_of)

        assert archive(students=[alice], as_of=as_of + timedelta(minutes=1)) == [alice]
        assert reminders() == [("cohort_invitation", "skipped", "archived")]
        assert archive(students=[alice], as_of=as_of + timedelta(minutes=1)) == []

        assert bring_back(students=[alice], as_of=as_of + timedelta(minutes=2)) == [alice]
        assert reminders() == [("cohort_invitation", "due", "")]
        assert bring_back(students=[alice], as_of=as_of + timedelta(minutes=2)) == []

    def test_brought_back_they_are_reminded_of_the_end_of_the_month_too(self, alice: Student, campus: Campus) -> None:
        """Also of what they arranged while they were archived: signing in stays."""
        before = scheduled(alice, "30 16:00")
        archive(students=[alice], as_of=at("12 10:00"))
        meanwhile = scheduled_again(make_interview(student=alice), "29 16:00", now="12 11:00")
        assert {state for _, state, _ in reminders()} == {"skipped"}

        bring_back(students=[alice], as_of=at("12 12:00"))

        for interview in (before, meanwhile):
            assert {state for state, _ in rows(interview).values()} == {"due"}
            assert {"preparation", "how_did_it_go", "thank_you_last_call"} <= set(rows(interview))

    def test_the_others_keep_theirs(self, alice: Student, charlie: Student, cohort: Cohort, as_of: datetime) -> None:
        Membership.objects.create(cohort=cohort, student=charlie)
        for student in (alice, charlie):
            invite(user=student.user, cohort=cohort, invited_by=None, as_of=as_of)
        archive(students=[alice], as_of=as_of)
        assert Message.objects.get(reminder__user=charlie.user).state == "due"
