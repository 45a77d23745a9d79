"""Rows for tests, made through the models with sensible defaults. Times are by the database's clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from apps.accounts.models import Role, User
from apps.advising.models import Nudge, Nudged
from apps.campus.models import Campus, Format
from apps.cohorts.models import Caseload, Cohort, Membership, Term
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.interviews.models import Interview
from apps.outbox.models import Message
from apps.outreach.models import Outreach
from apps.preparation.models import Question
from apps.reminders.models import Reminder
from apps.students.models import Student

_number = count(1)


def make_user(role: str = Role.STUDENT, email: str = "", full_name: str = "", password: str | None = None) -> User:
    """Saved as it is: the database holds its constraints itself, without a query for each of them before."""
    n = next(_number)
    user = User(email=email or f"person{n}@campus.example", full_name=full_name or f"Person {n}", role=role)
    user.set_password(password)
    user.save()
    return user


def make_student(email: str = "", full_name: str = "", password: str | None = None, **fields: Any) -> Student:
    """One who is through Start, unless `start_ended_at` is None."""
    fields = {"start_ended_at": clock.now(), **fields}
    return Student.objects.create(user=make_user(Role.STUDENT, email, full_name, password), **fields)


def make_adviser(email: str = "", full_name: str = "", password: str | None = None) -> User:
    return make_user(Role.ADVISER, email, full_name, password)


def make_administrator(email: str = "", full_name: str = "", password: str | None = None) -> User:
    return make_user(Role.ADMINISTRATOR, email, full_name, password)


def make_cohort(
    *,
    advisers: Iterable[User] = (),
    students: Iterable[Student] = (),
    name: str = "",
    term: Term | None = None,
    **fields: Any,
) -> Cohort:
    """A running cohort: begun six weeks ago, due in six weeks, goal 3, step held."""
    today = clock.now().astimezone(Campus.objects.current().zone).date()
    term = (
        term
        or Term.objects.get_or_create(
            name="This term",
            defaults={"starts_on": today - timedelta(weeks=8), "ends_on": today + timedelta(weeks=8)},
        )[0]
    )
    dates = {"starts_on": today - timedelta(weeks=6), "due_on": today + timedelta(weeks=6)}
    cohort = Cohort.objects.create(term=term, name=name or f"Cohort {next(_number)}", **{**dates, **fields})
    Caseload.objects.bulk_create(Caseload(cohort=cohort, adviser=adviser) for adviser in advisers)
    Membership.objects.bulk_create(Membership(cohort=cohort, student=student) for student in students)
    return cohort


def make_crowd(cohort: Cohort, number: int, **membership: Any) -> list[Student]:
    """So many students of the cohort, in a few statements. They can't sign in with a password."""
    users = [User(email=f"crowd{next(_number)}@campus.example", full_name=f"Person {n}") for n in range(number)]
    students = Student.objects.bulk_create(Student(user=user) for user in User.objects.bulk_create(users))
    Membership.objects.bulk_create(Membership(cohort=cohort, student=student, **membership) for student in students)
    return students


def make_contact(*, student: Student, full_name: str = "", **fields: Any) -> Contact:
    defaults = {"source": Source.PROFESSORS, "role": "Hydrologist", "organization": "Cedar Basin"}
    return Contact.objects.create(
        student=student, full_name=full_name or f"Contact {next(_number)}", **{**defaults, **fields}
    )


def make_interview(*, student: Student, contact: Contact | None = None, **fields: Any) -> Interview:
    """An interview at `idea`, or wherever the given timestamps put it."""
    return Interview.objects.create(student=student, contact=contact or make_contact(student=student), **fields)


def make_held(
    student: Student,
    *,
    contact: Contact | None = None,
    ended_ago: timedelta = timedelta(hours=1),
    minutes: int = 30,
    format: str = Format.VIDEO,
    thanked_at: datetime | None = None,
    **fields: Any,
) -> Interview:
    """A logged interview that ended `ended_ago`, thanked at `thanked_at` if given. Writes no reminder rows."""
    now = clock.now()
    interview = Interview(student=student, contact=contact or make_contact(student=student), logged_at=now, **fields)
    if thanked_at:
        interview.thanked_at, interview.thanked_how = thanked_at, "mail"
    interview.plan(starts_at=now - ended_ago - timedelta(minutes=minutes), minutes=minutes, format=format)
    interview.save()
    return interview


def make_unlogged(
    student: Student, *, contact: Contact | None = None, ended_ago: timedelta = timedelta(hours=1), **fields: Any
) -> Interview:
    """One of half an hour by video whose date has passed, and that nobody logged. Writes no reminder rows."""
    now = clock.now()
    scheduled = {"scheduled_at": now - ended_ago - timedelta(days=2), **fields}
    interview = Interview(student=student, contact=contact or make_contact(student=student), **scheduled)
    interview.plan(starts_at=now - ended_ago - timedelta(minutes=30), minutes=30, format=Format.VIDEO)
    interview.save()
    return interview


def make_question(interview: Interview, text: str = "", **fields: Any) -> Question:
    """The next on the list."""
    n = interview.prepared_questions.count()
    return Question.objects.create(
        interview=interview, text=text or f"What happens on day {n}?", **{"position": n, **fields}
    )


def make_named(introducer: Contact) -> Outreach:
    """They were asked who they know, gave a name, and were not thanked for it."""
    went = {"kind": "who_do_you_know", "channel": "text", "sent_how": "copy", "sent_at": clock.now()}
    answer = {"answer": "name", "answered_at": clock.now()}
    return Outreach.objects.create(student=introducer.student, contact=introducer, **went, **answer)


def make_reminder(*, kind: str, cause_key: str, user: User | None = None, address: str = "", **message: Any) -> Message:
    """The message of a reminder; `message` are its own fields, `due_at` among them."""
    made = Message.objects.create(
        key=f"{kind}:{cause_key}",
        writer="reminders",
        address=address or (user.email if user else ""),
        **{"audience": "student", "resend_when_unanswered": True, **message},
    )
    Reminder.objects.create(message=made, kind=kind, cause_key=cause_key, user=user, address=address)
    return made


def make_nudged(student: Student, *, cohort: Cohort, adviser: User, leaves_at: datetime | None = None) -> Nudged:
    """A nudge to this student alone, which left now, or leaves then. Without its mail."""
    nudge = Nudge.objects.create(adviser=adviser, token=uuid4(), subject="Ten minutes", body="Hi {first name}")
    return Nudged.objects.create(nudge=nudge, student=student, cohort=cohort, leaves_at=leaves_at or clock.now())
