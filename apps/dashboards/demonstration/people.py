"""Accounts, students, staff and volunteers of the demonstration campus."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from apps.accounts.models import Role, User
from apps.campus.models import FieldOfInterest, Format
from apps.dashboards.demonstration import sign_ins
from apps.dashboards.demonstration.moments import Moments
from apps.dashboards.demonstration.names import address
from apps.dashboards.demonstration.work import CITIES, FIELDS
from apps.students.models import Student
from apps.volunteers.models import Volunteer

STUDENT_NAME, ADVISER_NAME, ADMINISTRATOR_NAME = "Lupita Hernández", "Denise Whitfield", "Martin Osei"
OTHER_ADVISERS = ("Pilar Castellanos", "Thomas Nakagawa")
STUDENTS = 100
VOLUNTEERS = 60


@dataclass(frozen=True)
class Staff:
    """`adviser` is the one who signs in; `others` sign in with a code by e-mail, as everybody else here."""

    adviser: User
    others: list[User]
    administrator: User


def make_staff(joined_at: datetime) -> Staff:
    """Three advisers and an administrator."""
    return Staff(
        adviser=_who_signs_in(sign_ins.ADVISER, ADVISER_NAME, Role.ADVISER, joined_at),
        administrator=_who_signs_in(sign_ins.ADMINISTRATOR, ADMINISTRATOR_NAME, Role.ADMINISTRATOR, joined_at),
        others=_accounts(OTHER_ADVISERS, Role.ADVISER, joined_at),
    )


def make_students(names: Iterator[str], rng: random.Random, joined_at: datetime) -> list[Student]:
    """The demonstration student first, then the others, each with one to three fields of interest."""
    first = _who_signs_in(sign_ins.STUDENT, STUDENT_NAME, Role.STUDENT, joined_at)
    users = [first, *_accounts([next(names) for _ in range(STUDENTS - 1)], Role.STUDENT, joined_at)]
    students = Student.objects.bulk_create(
        Student(user=user, campus_id=f"F{number:07}", created_at=joined_at)
        for number, user in enumerate(users, start=2_041_310)
    )
    fields = list(FieldOfInterest.objects.filter(name__in=[field.name for field in FIELDS]))
    link = Student.interests.through
    link.objects.bulk_create(
        link(student_id=student.pk, fieldofinterest_id=field.pk)
        for student in students
        for field in rng.sample(fields, rng.choice((1, 2, 2, 3)))
    )
    return students


def make_volunteers(names: Iterator[str], rng: random.Random, moments: Moments) -> list[Volunteer]:
    """Sixty of them: most ready to be asked, a few paused, one who has withdrawn."""
    by_name = {field.name: field for field in FieldOfInterest.objects.all()}
    volunteers, worked_in = [], []
    for number in range(VOLUNTEERS):
        field = FIELDS[number % len(FIELDS)]
        name, (city, zone) = next(names), rng.choice(CITIES)
        formats = rng.sample(Format.values, rng.choice((1, 2, 2, 3, 4)))
        volunteers.append(
            Volunteer(
                full_name=name,
                email=address(name, "alumni.example"),
                role=rng.choice(field.roles),
                organisation=rng.choice(field.organisations),
                class_year=moments.today.year - rng.randrange(2, 38),
                city=city,
                time_zone=zone,
                topics=field.topics,
                formats=sorted(formats, key=Format.values.index),
                capacity=rng.choice((1, 2, 2, 2, 2, 3, 4)),
                paused_until=moments.day(rng.randrange(10, 60)) if number % 17 == 5 else None,
                withdrawn_at=moments.working_hour(-20) if number == 42 else None,
                created_at=moments.working_hour(-rng.randrange(90, 700)),
            )
        )
        also = by_name[rng.choice(FIELDS).name]
        worked_in.append({by_name[field.name], also} if number % 4 == 0 else {by_name[field.name]})
    Volunteer.objects.bulk_create(volunteers)
    link = Volunteer.fields.through
    link.objects.bulk_create(
        link(volunteer_id=volunteer.pk, fieldofinterest_id=field.pk)
        for volunteer, fields in zip(volunteers, worked_in, strict=True)
        for field in sorted(fields, key=lambda field: field.name)
    )
    return volunteers


def _who_signs_in(email: str, name: str, role: Role, joined_at: datetime) -> User:
    [user] = _saved([User(email=email, full_name=name, role=role, created_at=joined_at)], sign_ins.PASSWORD)
    return user


def _accounts(names: list[str] | tuple[str, ...], role: Role, joined_at: datetime) -> list[User]:
    return _saved(
        [User(email=address(name, "demo.example"), full_name=name, role=role, created_at=joined_at) for name in names],
        None,
    )


def _saved(users: list[User], password: str | None) -> list[User]:
    for user in users:
        user.password = make_password(password)
    User.objects.bulk_create(users)
    # Sign-in asks for a verified address of everybody.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users
