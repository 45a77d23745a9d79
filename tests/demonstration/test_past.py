"""The mail of the past."""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.demonstration import past
from apps.outbox.models import Lane, Message
from apps.reminders.models import Reminder
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories

DAY = timedelta(days=1)


def student_at_day(email: str) -> Student:
    """A student whose quiet hours are far from now, whatever the hour."""
    quiet_from, quiet_until = ((clock.now() + timedelta(hours=hours)).time() for hours in (11, 12))
    return factories.make_student(email=email, time_zone="UTC", quiet_from=quiet_from, quiet_until=quiet_until)


@pytest.mark.django_db
def test_what_was_due_went_and_what_is_not_of_this_campus_is_left_to_its_worker() -> None:
    now = clock.now()
    ours = student_at_day("lupita@demo.example")
    theirs = student_at_day("alice@campus.example")
    for student in (ours, theirs):
        factories.make_interview(student=student, asked_at=now - 8 * DAY)
    reconcile(as_of=now)
    past.record_what_went(as_of=now)
    rows = Reminder.objects.filter(kind="follow_up_first")
    assert rows.get(user=ours.user).message.state == "sent"
    assert rows.get(user=theirs.user).message.state == "due"
    assert Message.objects.ready(lane=Lane.LATER).filter(reminder__user=theirs.user).exists()


@pytest.mark.django_db
def test_it_went_when_it_was_due() -> None:
    now = clock.now()
    factories.make_interview(student=student_at_day("lupita@demo.example"), asked_at=now - 8 * DAY)
    reconcile(as_of=now)
    past.record_what_went(as_of=now)
    message = Message.objects.get(state="sent")
    assert message.handed_off_at == message.sent_at == message.ended_at == message.due_at < now
