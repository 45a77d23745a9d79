"""What goes with a student, of mail and of logs, and what is somebody else's and stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from apps.accounts.models import User, UserEvent  # type: ignore[attr-defined]
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.models import HardBounce, Message
from apps.outreach.models import Outreach
from apps.privacy.models import Deletion, Way
from apps.reminders.models import Reminder
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests import factories


def test_an_address_that_someone_else_has_now_stays_theirs(
    alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    factories.make_contact(student=alice, email=charlie.user.email)
    theirs = factories.make_reminder(kind="goal", cause_key="1", user=charlie.user, due_at=clock.now())
    HardBounce.objects.create(address=charlie.user.email, answer="550")
    request_of(alice)
    assert Message.objects.filter(pk=theirs.pk).exists()
    assert HardBounce.objects.exists()


@pytest.mark.parametrize("is_contact", [True, False])
@pytest.mark.parametrize("way", Way)
def test_a_person_whom_two_students_know_keeps_the_mail_of_the_other(
    way: Way, is_contact: bool, alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    professor = "professor@elsewhere.example"
    waiting = {}
    for student, typed in ((alice, professor), (charlie, professor.title())):
        contact = factories.make_contact(student=student, email=typed if is_contact else "")
        sent = Outreach.objects.create(
            student=student,
            interview=factories.make_interview(student=student, contact=contact),
            kind="conversation",
            channel="email",
            recipient="" if is_contact and student == charlie else typed,
            sent_how="acquaint",
            sent_at=clock.now(),
        )
        waiting[student] = _posted(sent.message_key, professor, audience="contact")
    HardBounce.objects.create(address=professor, answer="550")
    request_of(alice, way)
    assert set(Message.objects.exclude(key__startswith="deletion:")) == {waiting[charlie]}
    assert HardBounce.objects.exists()


def _posted(key: str, address: str, audience: str = "student") -> Message:
    return Message.objects.create(
        key=key, audience=audience, address=address, subject="Hi", resend_when_unanswered=False, due_at=clock.now()
    )


@pytest.mark.parametrize("way", Way)
def test_mail_of_the_one_who_had_the_address_before_stays(
    way: Way, alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    address = alice.user.email
    before = clock.now() - timedelta(days=1)
    theirs = [
        factories.make_reminder(kind="goal", cause_key="1", user=alice.user, due_at=before),
        _posted(f"switched_off:{alice.user_id}:1", address),
        _posted(f"address_left:{alice.user_id}:1", address),
    ]
    Message.objects.exclude(key__startswith="address_left:").update(created_at=before)
    alice.user.email = "alice@elsewhere.example"
    alice.user.save()
    charlie.user.email = address
    charlie.user.save()
    _posted("joining:1", address, audience="sign_in")
    own = _posted(f"switched_off:{charlie.user_id}:1", address)
    request_of(charlie, way)
    assert set(Message.objects.exclude(key__startswith="deletion:")) == set(theirs)
    assert Reminder.objects.filter(message=theirs[0]).exists()
    assert not Message.objects.filter(pk=own.pk).exists()


def _has_now(student: Student, address: str) -> None:
    """In their history, which the trigger writes with the time of the whole transaction."""
    UserEvent.objects.create(
        pgh_obj_id=student.user_id, pgh_label="update", email=address, role="student", is_active=True
    )


@pytest.mark.parametrize("is_taken", [False, True])
@pytest.mark.parametrize("way", Way)
def test_a_former_address_goes_too_with_the_mail_of_its_time(
    way: Way, is_taken: bool, alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    """After a bounce and a correction. Where another has the address now, what came since stays theirs."""
    former, present = "alicia@campus.example", alice.user.email
    before = _posted("switched_off:1:1", former).pk
    _has_now(alice, former)
    during = _posted("switched_off:2:1", former).pk
    _has_now(alice, present)
    after = _posted("switched_off:3:1", former).pk
    HardBounce.objects.create(address=former, answer="550")
    signed = _posted("joining:1", former.title(), audience="sign_in").pk
    told = _posted(f"role_changed:0:{alice.user_id}:1", former).pk
    if is_taken:
        charlie.user.email = former
        charlie.user.save()
    request_of(alice, way)
    left = set(Message.objects.exclude(key__startswith="deletion:").values_list("pk", flat=True))
    assert left == ({before, after, signed} if is_taken else {before, after})
    assert not left & {during, told}
    assert HardBounce.objects.exists() is is_taken


@pytest.mark.parametrize("way", Way)
def test_what_another_student_wrote_to_them_stays(
    way: Way, alice: Student, charlie: Student, request_of: Callable[..., Deletion]
) -> None:
    factories.make_contact(student=charlie, email=alice.user.email)
    wrote = _posted("outreach:1", alice.user.email, audience="contact")
    request_of(alice, way)
    assert Message.objects.filter(pk=wrote.pk).exists()


@pytest.mark.parametrize("way", Way)
def test_what_was_mailed_before_they_had_an_account_goes_too(
    way: Way, alice: Student, request_of: Callable[..., Deletion]
) -> None:
    _posted("joining:1", alice.user.email, audience="sign_in")
    _posted(f"address_left:{alice.user_id}:1", "okafor@campus.example")
    Message.objects.update(created_at=alice.user.created_at - timedelta(hours=1))
    request_of(alice, way)
    assert Message.objects.get().key.startswith("deletion:")


@pytest.mark.parametrize(
    ("name", "line", "is_emptied"),
    [
        ("Will", "Students will join in May.", False),
        ("Will Chen", "Invited will chen again.", True),
        ("Will Chen", "Students will join.", False),
        ("Will", "Invited alice@campus.example again.", True),
    ],
)
def test_the_log_of_the_administration_forgets_them_and_no_more(
    name: str, line: str, is_emptied: bool, alice: Student, office: User, request_of: Callable[..., Deletion]
) -> None:
    alice.user.full_name = name
    alice.user.save()
    entry = LogEntry.objects.create(user=office, object_repr="A term", change_message=line, action_flag=CHANGE)
    request_of(alice)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.change_message) == (("a former student", "") if is_emptied else ("A term", line))


@pytest.mark.parametrize("name", ["Will", "Will Chen"])
def test_the_log_forgets_a_change_of_theirs_whatever_the_name(
    name: str, alice: Student, office: User, request_of: Callable[..., Deletion]
) -> None:
    people = ContentType.objects.get_for_model(Student)
    entry = LogEntry.objects.create(
        user=office, content_type=people, object_id=alice.pk, object_repr=name, action_flag=CHANGE
    )
    request_of(alice)
    entry.refresh_from_db()
    assert entry.object_repr == "a former student"


def test_the_log_keeps_what_is_said_of_others(
    alice: Student, charlie: Student, bob: User, cohort: Cohort, office: User, request_of: Callable[..., Deletion]
) -> None:
    """Alice chose words of the program for her name, and saved her adviser as somebody whom she knows."""
    alice.user.full_name, alice.user.preferred_name, alice.user.last_name = "May sign", "Students joined", ""
    alice.user.save()
    factories.make_contact(student=alice, email=bob.email)
    namesake = Volunteer.objects.create(full_name="May Sign", email="may@works.example")
    lines = [
        (charlie.user, "May Sign", "may sign in: yes"),
        (charlie, "Charlie", f"x{alice.user.email} {alice.user.email}.au"),
        (namesake, "May Sign", ""),
        (cohort, "May Sign", "3 students joined."),
        (bob, bob.email, f"Sent to {bob.email}."),
        (alice.user, "Another", "may sign in: yes"),
        (alice, "Another", ""),
        (cohort.memberships.get(student=alice), "Another", ""),
        (cohort, alice.user.email.upper(), ""),
        (charlie, "Charlie", f"Not <{alice.user.email}>."),
    ]
    for row, shown, message in lines:
        LogEntry.objects.create(
            user=office,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=shown,
            change_message=message,
            action_flag=CHANGE,
        )
    request_of(alice)
    left = LogEntry.objects.order_by("pk").values_list("object_repr", "change_message")
    assert list(left) == [*(line[1:] for line in lines[:5]), *[("a former student", "")] * 5]
