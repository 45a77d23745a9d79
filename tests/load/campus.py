"""Who is there on the evening before the due date: students one conversation short of their goal, their advisers, and
others on campus whose reminders are due while these log.

It is a little after seven for all of them, whenever this runs, so that no mail waits for the end of quiet hours.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import User
from apps.campus.models import Campus, Format
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.interviews.models import Interview
from apps.reminders.reconcile import reconcile
from apps.students.models import Student
from tests import factories

COHORTS, OF_A_COHORT, ADVISERS = 12, 25, 10
LOOKED_AFTER = 3  # cohorts, one after the other, by each adviser
STUDENTS = COHORTS * OF_A_COHORT
OTHERS = 300  # whose one reminder is due in these minutes
KINDS = ("how_did_it_go", "preparation", "thank_you_last_call")
CAMPUS = 5_000  # students beside them, with conversations, people and reminders of their own
HELD_BEFORE = 2
HOUR = 19


@dataclass(frozen=True)
class Person:
    """A student who logs tonight whom they met, and `held_at` what o'clock, as a browser sends it. `sends` says whether
    their thanks go from Acquaint to that `address`, or they have sent them themselves.
    """

    student: Student
    session: str
    met: str
    held_at: str
    address: str
    sends: bool


@dataclass(frozen=True)
class Adviser:
    """`students` are those of the first of the cohorts."""

    session: str
    cohorts: list[Cohort]
    students: list[int]


@dataclass(frozen=True)
class Evening:
    """Who acts. `apart` are students like the others, whose evening is measured while nobody else is there."""

    people: list[Person]
    apart: list[Person]
    advisers: list[Adviser]


def make_evening(*, apart: int) -> Evening:
    """The campus in the database in use."""
    call_command("seed_demo", students=CAMPUS, outside_development=True, stdout=StringIO())
    now = clock.now()
    zone = f"Etc/GMT{(now.hour - HOUR + 12) % 24 - 12:+}"
    Campus.objects.update(time_zone=zone, sends_outreach=True)
    campus = Campus.objects.current()
    today = now.astimezone(campus.zone).date()
    term = Term.objects.create(
        name="This evening", starts_on=today - timedelta(weeks=10), ends_on=today + timedelta(weeks=2)
    )
    advisers = [factories.make_adviser(full_name=f"Adviser {_letters(n)}") for n in range(ADVISERS)]
    for adviser in advisers:
        Authenticator.objects.create(user=adviser, type=Authenticator.Type.TOTP, data={"secret": "never asked"})
    cohorts, people = [], []
    sizes = [OF_A_COHORT] * COHORTS + [apart]
    for number, size in enumerate(sizes):
        students = [_student(f"n{len(people) + n}", zone) for n in range(size)]
        cohorts.append(
            factories.make_cohort(
                name=f"Evening {number + 1}",
                term=term,
                starts_on=today - timedelta(weeks=8),
                due_on=today + timedelta(days=1),
                advisers=[adviser for n, adviser in enumerate(advisers) if 0 <= number - n < LOOKED_AFTER],
                students=students,
                # Without it, one conversation that is logged twice counts twice.
                different_people=number % 2 == 1,
            )
        )
        people += [_person(student, len(people) + n, campus, now) for n, student in enumerate(students)]
    return Evening(
        people=people[:STUDENTS],
        apart=people[STUDENTS:],
        advisers=[_adviser(adviser, cohorts[n : n + LOOKED_AFTER]) for n, adviser in enumerate(advisers)],
    )


def _student(name: str, zone: str) -> Student:
    return factories.make_student(email=f"{name}@evening.example", full_name=f"Robin {_letters(name)}", time_zone=zone)


def _letters(name: object) -> str:
    """A name of letters alone, as people have."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(name) if digit.isdigit()).capitalize()


def _person(student: Student, number: int, campus: Campus, now: datetime) -> Person:
    for week in range(HELD_BEFORE):
        ago = timedelta(weeks=2 + 2 * week, hours=3)
        met = factories.make_contact(student=student, full_name=f"Dana {_letters(10 * number + week)}")
        thanked = {"thanked_at": now - ago + timedelta(hours=2), "reflected_at": now - ago + timedelta(days=1)}
        factories.make_held(student, contact=met, ended_ago=ago, learned="Flood maps are argued over.", **thanked)
    # Two in three talked today. The others did yesterday, so late that the last call goes as soon as they log.
    ago = timedelta(hours=21, minutes=30) if number % 3 == 0 else timedelta(hours=3)
    return Person(
        student,
        _session(student.user),
        met=f"Kim {_letters(number + 1000)}",
        held_at=(now - ago).astimezone(student.zone(campus)).strftime("%Y-%m-%dT%H:%M"),
        address=f"kim{number}@work.example",
        sends=number % 2 == 0,
    )


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _adviser(adviser: User, cohorts: list[Cohort]) -> Adviser:
    return Adviser(_session(adviser), cohorts, list(cohorts[0].memberships.values_list("student", flat=True)))


def have_reminders_due(*, within: timedelta) -> dict[str, str]:
    """Students each of whom gets one reminder at a moment of their own from now on: by address, its kind."""
    now, zone = clock.now(), Campus.objects.current().time_zone
    due = {}
    for number in range(OTHERS):
        student, kind = _student(f"o{number}", zone), KINDS[number % len(KINDS)]
        _cause(student, kind, now + within * (number / OTHERS))
        due[student.user.email] = kind
    reconcile(as_of=clock.now())
    return due


def _cause(student: Student, kind: str, due_at: datetime) -> None:
    now = clock.now()
    interview = Interview(student=student, contact=factories.make_contact(student=student, full_name="Alex Ortiz"))
    starts_at = {
        "how_did_it_go": due_at - timedelta(hours=1),
        "preparation": due_at + timedelta(hours=24),
        "thank_you_last_call": due_at - timedelta(hours=20, minutes=30),
    }[kind]
    interview.plan(starts_at=starts_at, minutes=30, format=Format.VIDEO)
    if kind == "thank_you_last_call":
        interview.logged_at = now  # so late that no first reminder goes
    else:
        interview.scheduled_at = now - timedelta(days=2)
    interview.save()
