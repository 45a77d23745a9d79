"""The people of the demonstration campus: staff, students, volunteers. Four sign in with the published password."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.actions import prove_address
from apps.accounts.models import Role, User
from apps.administration.people.actions import save_person
from apps.campus.models import FieldOfInterest, Format
from apps.demonstration.moments import Moments
from apps.demonstration.names import address
from apps.demonstration.work import CITIES, FIELDS
from apps.students.models import Student
from apps.volunteers.actions import pause
from apps.volunteers.models import Volunteer

PASSWORD = "acquaint-demo"  # noqa: S105 - published on purpose: it opens invented people only
DOMAIN, ALUMNI_DOMAIN = "demo.example", "alumni.example"
# Of those who were invited or came with a roster. The large campus has no copies of them.
CAMPUS_DOMAIN = "fairhaven.example"
STUDENT, ADVISER, ADMINISTRATOR = f"student@{DOMAIN}", f"adviser@{DOMAIN}", f"admin@{DOMAIN}"
COACH, COACH_NAME = f"coach@{DOMAIN}", "Gloria Stanfield"
STUDENT_NAME, ADVISER_NAME, ADMINISTRATOR_NAME = "Lupita Hernández", "Denise Whitfield", "Martin Osei"
OTHER_ADVISERS = ("Pilar Castellanos", "Thomas Nakagawa")
LEFT_NAME = "Harriet Lindqvist"
NAMED = {STUDENT_NAME, ADVISER_NAME, ADMINISTRATOR_NAME, COACH_NAME, LEFT_NAME, *OTHER_ADVISERS}
STUDENTS, VOLUNTEERS = 100, 40
YEARS = ("Sophomore", "Freshman", "Junior", "Senior")
HERS = ("Education", "Health care")  # the fields that the demonstration student is curious about
_TWICE, _AGAIN = 9, 39  # by their places among the volunteers: one name, two addresses, the second one paused
_GO_BY = {3: "Sam", 14: "Alex", 41: "Jo"}  # by their place among the students


@dataclass(frozen=True)
class Staff:
    """`adviser` is the one who signs in; `coach`, from outside, looks after no cohort; `others` sign in with a code by
    email, as everybody else here. The last of them is about to leave.
    """

    adviser: User
    coach: User
    others: list[User]
    administrator: User

    @property
    def leaving(self) -> User:
        return self.others[-1]


def make_staff(joined_at: datetime) -> Staff:
    return Staff(
        administrator=_person(ADMINISTRATOR_NAME, Role.ADMINISTRATOR, joined_at, ADMINISTRATOR, PASSWORD),
        adviser=_person(ADVISER_NAME, Role.ADVISER, joined_at, ADVISER, PASSWORD),
        coach=_person(COACH_NAME, Role.ADVISER, joined_at, COACH, PASSWORD),
        others=[_person(name, Role.ADVISER, joined_at) for name in OTHER_ADVISERS],
    )


def make_colleague(name: str, joined_at: datetime) -> User:
    return _person(name, Role.ADVISER, joined_at)


def make_students(names: Iterator[str], rng: random.Random, joined_at: datetime) -> list[Student]:
    """The demonstration student first, then the others, each with one to three fields of interest."""
    users = [_person(STUDENT_NAME, Role.STUDENT, joined_at, STUDENT, PASSWORD)]
    users += [_person(next(names), Role.STUDENT, joined_at) for _ in range(STUDENTS - 1)]
    _add_last_and_preferred_names(users, joined_at)
    by_name = {field.name: field for field in FieldOfInterest.objects.all()}
    for number, user in enumerate(users):
        fields = rng.sample(FIELDS, rng.choice((1, 2, 2, 3)))
        user.student.student_number, user.student.created_at = f"F{number + 2_041_310:07}", joined_at
        user.student.start_ended_at = joined_at
        user.student.major, user.student.year = fields[0].major, YEARS[number % len(YEARS)]
        if number == 0:
            user.student.major, fields = "Health sciences", [field for field in FIELDS if field.name in HERS]
        user.student.save()  # no reminder of theirs is there to move yet
        user.student.interests.set([by_name[field.name] for field in fields])
    return [user.student for user in users]


def _add_last_and_preferred_names(users: list[User], joined_at: datetime) -> None:
    """Most have a last name on file, and a few another name that they go by, as a roster would say."""
    for number, user in enumerate(users):
        if number % 6 != 5:
            user.last_name = user.full_name.split(" ", 1)[1]
        user.preferred_name = _GO_BY.get(number, "")
        if user.last_name or user.preferred_name:
            save_person(user=user, as_of=joined_at)


def make_volunteers(names: Iterator[str], rng: random.Random, moments: Moments) -> list[Volunteer]:
    """Most are ready to be asked, a few paused, one has withdrawn, and two may be one person. The model's own creation,
    as in the admin's form.
    """
    by_name = {field.name: field for field in FieldOfInterest.objects.all()}
    volunteers: list[Volunteer] = []
    for number in range(VOLUNTEERS):
        field = FIELDS[number % len(FIELDS)]
        name, (city, zone) = next(names), rng.choice(CITIES)
        email = address(name, ALUMNI_DOMAIN)
        if number == _AGAIN:
            name = volunteers[_TWICE].full_name
            email = f"office.{address(name, ALUMNI_DOMAIN)}"
        formats = rng.sample(Format.values, rng.choice((1, 2, 2, 3, 4)))
        volunteer = Volunteer.objects.create(
            full_name=name,
            email=email,
            role=rng.choice(field.roles),
            organization=rng.choice(field.organizations),
            class_year=moments.today.year - rng.randrange(2, 38),
            city=city,
            time_zone=zone,
            topics=field.topics,
            formats=sorted(formats, key=Format.values.index),
            capacity=rng.choice((1, 2, 2, 2, 2, 3, 4)),
            shares_hours=number % 3 == 0,
            withdrawn_at=moments.working_hour(-20) if number == 22 else None,
            created_at=moments.working_hour(-rng.randrange(90, 700)),
        )
        also = [by_name[rng.choice(FIELDS).name]] if number % 4 == 0 else []
        volunteer.fields.set([by_name[field.name], *also])
        if number % 17 == 5:
            pause(volunteers=[volunteer], until=moments.day(rng.randrange(10, 60)))
        volunteers.append(volunteer)
    return volunteers


def _person(name: str, role: Role, joined_at: datetime, email: str = "", password: str | None = None) -> User:
    """Someone that an administrator added and who has since proved that they read mail at their address."""
    user = User(email=email or address(name, DOMAIN), full_name=name, role=role, created_at=joined_at)
    user.set_password(password)
    save_person(user=user, as_of=joined_at)
    prove_address(user=user, email=user.email)
    return user
