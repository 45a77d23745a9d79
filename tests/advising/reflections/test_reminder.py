"""An answer to a reflection in the student's morning note."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import ReflectionComment
from apps.advising.reflections.reminder import key_of
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.outbox.delivery import deliver_due
from apps.outbox.models import Message
from apps.reflection.models import Reflection
from apps.reminders import kinds
from apps.reminders.actions import refresh
from apps.reminders.kinds import Expected, Skip
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories
from tests.interviews.moments import at
from tests.reminders.decisions import about_of, decision_of, expected_of, item_of, near_of
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db
KIND = "reflection_answered"


@pytest.fixture
def answer(alice: Student, bob: User, cohort: Cohort) -> ReflectionComment:
    """Bob answered on the 12th at 9 in the morning, in New York."""
    contact = factories.make_contact(student=alice, full_name="Maria Oyelaran")
    held = factories.make_held(alice, contact=contact, reflected_at=clock.now(), thanked_at=clock.now())
    reflection = Reflection.objects.create(interview=held, shared_at=clock.now())
    return ReflectionComment.objects.create(
        reflection=reflection, author=bob, text="Private words", token=uuid4(), created_at=at("12 09:00")
    )


def decide(answer: ReflectionComment, as_of: datetime) -> Expected | str:
    says = decision_of(kinds.get(KIND), key_of(answer), as_of)
    assert says is not None
    return says.reason if isinstance(says, Skip) else says


def test_it_goes_the_next_morning(alice: Student, answer: ReflectionComment) -> None:
    [(key, expected)] = expected_of(kinds.get(KIND), at("12 10:00")).items()
    assert (key, expected.user_id, expected.due_at) == (key_of(answer), alice.user_id, at("13 08:00"))


def test_written_before_eight_it_goes_the_same_morning(answer: ReflectionComment) -> None:
    ReflectionComment.objects.update(created_at=at("12 06:00"))
    assert decide(answer, at("12 06:30")).due_at == at("12 08:00")


def test_what_stood_still_waits_for_the_morning(answer: ReflectionComment) -> None:
    assert decide(answer, at("14 23:00")).due_at == at("15 08:00")


def test_it_says_who_and_about_whom_and_not_a_word_of_it(answer: ReflectionComment) -> None:
    item = item_of(kinds.get(KIND), key_of(answer), at("13 08:00"))
    assert item.title == "Bob Lindgren commented on your reflection"
    assert "your conversation with Maria Oyelaran" in item.words
    assert "Private words" not in item.words
    assert item.url.endswith(f"/interviews/{answer.reflection.interview_id}/#reflection")
    assert about_of(kinds.get(KIND), key_of(answer), at("13 08:00")).is_open


def test_unshared_it_goes_still_for_the_student_keeps_it(answer: ReflectionComment) -> None:
    Reflection.objects.update(shared_at=None)
    assert decide(answer, at("12 10:00")).due_at == at("13 08:00")


def test_who_is_archived_hears_nothing(alice: Student, answer: ReflectionComment) -> None:
    Student.objects.update(archived_at=at("12 09:30"))
    assert decide(answer, at("12 10:00")) == "archived"


def test_after_a_week_it_is_too_late(answer: ReflectionComment) -> None:
    assert decide(answer, at("19 09:01")) == "too late"
    assert near_of(kinds.get(KIND), at("19 09:01")) == set()


def test_a_key_that_names_another_interview_is_no_cause(answer: ReflectionComment) -> None:
    other = factories.make_held(factories.make_student())
    for key in (f"answer:{other.pk}:{answer.pk}", "answer:1", "answer:x:1", f"answer:{other.pk}:99999"):
        assert decision_of(kinds.get(KIND), key, at("12 10:00")) is None


def test_only_ones_own_are_near(alice: Student, charlie: Student, answer: ReflectionComment) -> None:
    assert near_of(kinds.get(KIND), at("12 10:00"), alice.user_id) == {key_of(answer)}
    assert near_of(kinds.get(KIND), at("12 10:00"), charlie.user_id) == set()


def test_it_leaves_once_in_the_morning_note(alice: Student, answer: ReflectionComment, sink: SmtpSink) -> None:
    now = clock.now()
    Student.objects.update(time_zone=f"Etc/GMT{now.hour - 12:+d}")  # where it is noon
    ReflectionComment.objects.update(created_at=now - timedelta(days=2))
    for _ in range(2):
        reconcile(as_of=now)
        deliver_due(worker="test")
    [mail] = sink.to(alice.user.email)
    assert mail.message["X-Reminder"] == f"{KIND}:{key_of(answer)}"
    assert "Bob Lindgren commented on your reflection" in mail.body("plain")
    assert "Private words" not in mail.body("plain") + mail.body("html")


def test_home_tells_of_it_without_a_question_more(phone: Client, alice: Student, answer: ReflectionComment) -> None:
    ReflectionComment.objects.update(created_at=clock.now() - timedelta(minutes=1))
    refresh(user=alice.user, as_of=clock.now())
    assert Message.objects.get().key == f"{KIND}:{key_of(answer)}"
    page = phone.get("/").text
    assert "Comment on your reflection · Maria Oyelaran" in page
    assert f'href="/interviews/{answer.reflection.interview_id}/#reflection">Read it' in page
