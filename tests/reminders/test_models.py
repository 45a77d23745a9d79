"""What the database itself refuses."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.outbox.models import Message, State
from apps.reminders.models import OptOut, Reminder
from tests.factories import make_reminder

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("reminder_user_or_address", {"address": "x@example.org"}),
        ("reminder_user_or_address", {"user": None}),
        ("message_audience_known", {"audience": "everybody"}),
        ("message_body_only_while_due", {"subject": "Hi"}),
        ("message_body_only_while_due", {"attachments": [{}]}),
        ("message_state_known", {"state": "lost", "ended_at": NOW}),
        ("reminder_kind_and_cause_named", {"kind": ""}),
        ("reminder_kind_and_cause_named", {"cause_key": ""}),
        ("message_ended_unless_due", {"ended_at": NOW}),
        ("message_ended_unless_due", {"state": State.SKIPPED, "reason": "thanked"}),
        ("message_sent_has_time", {"sent_at": NOW}),
        (
            "message_sent_has_time",
            {"state": State.SENT, "ended_at": NOW, "handed_off_at": NOW, "message_id": "<x>"},
        ),
        ("message_sent_was_handed_off", {"state": State.SENT, "ended_at": NOW, "sent_at": NOW}),
        ("message_uncertain_was_handed_off", {"state": State.UNCERTAIN, "ended_at": NOW}),
        ("message_handed_off_has_message_id", {"handed_off_at": NOW}),
        ("message_ended_says_why", {"state": State.SKIPPED, "ended_at": NOW}),
        ("message_ended_says_why", {"state": State.FAILED, "ended_at": NOW}),
        ("message_lease_has_token", {"leased_until": NOW}),
    ],
)
def test_a_row_that_makes_no_sense(alice, constraint, wrong):
    fields = {"kind": "note", "cause_key": "a", "user": alice, "due_at": NOW, **wrong}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_reminder(**fields)
    make_reminder(kind="note", cause_key="a", user=alice, due_at=NOW)


def test_one_for_each_kind_and_cause(alice, bob):
    make_reminder(kind="note", cause_key="a", user=alice, due_at=NOW)
    make_reminder(kind="other", cause_key="a", user=alice, due_at=NOW)
    message = make_reminder(kind="other", cause_key="b", user=bob, due_at=NOW)
    with pytest.raises(IntegrityError, match="reminder_once_per_kind_and_cause"), transaction.atomic():
        Reminder.objects.filter(message=message).update(kind="note", cause_key="a")
    with pytest.raises(IntegrityError, match="outbox_message_key"), transaction.atomic():
        Message.objects.create(key="note:a", writer="x", audience="staff", resend_when_unanswered=True, due_at=NOW)


def test_one_opt_out_for_each_person_and_group(alice):
    OptOut.objects.create(user=alice, group="notes")
    with pytest.raises(IntegrityError, match="opt_out_once_per_user_and_group"), transaction.atomic():
        OptOut.objects.create(user=alice, group="notes")


@pytest.mark.parametrize("both", [True, False])
def test_clean_wants_one_recipient(alice, both):
    row = Reminder(user=alice if both else None, address="x@example.org" if both else "")
    with pytest.raises(ValidationError, match="one of the two"):
        row.clean()


def test_a_deleted_person_takes_their_reminders_along(alice):
    make_reminder(kind="note", cause_key="a", user=alice, due_at=NOW, token=uuid4())
    alice.delete()
    assert not Reminder.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("wrong", [{"subject": ""}, {"address": ""}])
def test_what_was_posted_has_an_address_and_a_subject(db, wrong):
    fields = {"key": "a", "audience": "staff", "resend_when_unanswered": True, "due_at": NOW}
    with pytest.raises(IntegrityError, match="message_posted_has_body"), transaction.atomic():
        Message.objects.create(**fields, **{"subject": "Hi", "address": "a@example.org", **wrong})
    Message.objects.create(**fields, subject="Hi", address="a@example.org")
