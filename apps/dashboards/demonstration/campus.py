"""The whole demonstration campus, in one call."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.accounts.models import User
from apps.campus.models import Format
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact, Source
from apps.dashboards.demonstration import people, programme, sign_ins, texts
from apps.dashboards.demonstration.batch import Batch
from apps.dashboards.demonstration.lives import Lives
from apps.dashboards.demonstration.moments import Moments
from apps.dashboards.demonstration.names import address
from apps.dashboards.demonstration.names import people as names_of_people
from apps.dashboards.demonstration.network import Network
from apps.interviews.models import Exclusion
from apps.students.models import Student

_SEED = 20_240_903


def is_there() -> bool:
    """Whether the demonstration campus has been made: its student exists."""
    return User.objects.filter(email=sign_ins.STUDENT).exists()


@transaction.atomic
def make(*, as_of: datetime) -> None:
    """Make it all, with dates relative to `as_of`. The same names, numbers and texts every time."""
    rng = random.Random(_SEED)  # noqa: S311  # nosec B311 - invented people
    moments = Moments(now=as_of, zone=ZoneInfo(programme.ZONE), rng=rng)
    programme.set_up_campus()
    joined_at = moments.at(moments.weekday(-90), 9)
    taken = {people.STUDENT_NAME, people.ADVISER_NAME, people.ADMINISTRATOR_NAME, *people.OTHER_ADVISERS}
    names = names_of_people(rng, without=taken)
    staff = people.make_staff(joined_at)
    students = people.make_students(names, rng, joined_at)
    volunteers = people.make_volunteers(names, rng, moments)
    cohorts = programme.make_cohorts(programme.make_term(moments), moments)
    programme.fill_cohorts(cohorts, students, staff)

    batch = Batch()
    network = Network(names, volunteers, rng)
    lives = Lives(batch, network, moments, rng)
    _students_own(students[0], batch, lives, moments)
    others = iter(students[1:])
    for plan in programme.PLANS:
        wanted = [letters for letters, how_many in plan.lives for _ in range(how_many)]
        rng.shuffle(wanted)
        for letters in wanted:
            lives.live(next(others), letters, since=plan.starts)
    _exclude_one(batch, cohorts[1], staff.adviser, students)
    batch.save()


def _students_own(student: Student, batch: Batch, lives: Lives, moments: Moments) -> None:
    """The demonstration student: one interview counts, one is in two days, one waits for an answer."""

    def contact(name: str, role: str, organisation: str, source: Source, *, days_ago: int) -> Contact:
        made = Contact(
            student=student,
            full_name=name,
            role=role,
            organisation=organisation,
            source=source,
            email=address(name, "example.org"),
            name_shared=True,
            created_at=moments.working_hour(-days_ago),
        )
        batch.contacts.append(made)
        return made

    maria = contact(
        "Maria Oyelaran", "Medical interpreter", "Riverside Community Clinic", Source.NEIGHBOURS, days_ago=24
    )
    starts_at = moments.at(moments.weekday(-14), 14, 30)
    held = lives.interview("T", maria, starts_at)
    held.plan(starts_at=starts_at, minutes=30, format=Format.IN_PERSON)
    held.logged_at = starts_at + timedelta(hours=2)
    held.learned = texts.STUDENT_LEARNED
    held.thanked_at = starts_at + timedelta(hours=4)
    note = batch.notes[-1]
    note.body = texts.NOTES[0].format(first="Maria", learned=texts.STUDENT_LEARNED, student=student.user.first_name)
    lives.reflect(held, texts.STUDENT_ANSWERS, shared=True)
    lives.refer(held, 2)
    tomas = contact("Tomás Rivera", "Health educator", "St. Brigid Hospital", Source.CLUBS, days_ago=12)
    lives.interview("S", tomas, moments.at(moments.weekday(2), 15))
    ingrid = contact("Ingrid Halvorsen", "Associate professor", "Fairhaven State", Source.PROFESSORS, days_ago=10)
    asked = lives.interview("A", ingrid, None)
    asked.asked_at = moments.days_ago(8)
    ken = contact("Ken Matsuda", "Registered nurse", "St. Brigid Hospital", Source.CAREER_FAIRS, days_ago=40)
    lives.interview("D", ken, None)
    lives.interview("I", contact("Rosa Beltrán", "Grant writer", "Common Table", Source.FAMILY, days_ago=5), None)


def _exclude_one(batch: Batch, cohort: Cohort, adviser: User, students: list[Student]) -> None:
    """One interview of a student who has more than the goal: their adviser left it out, and says why."""
    members = students[programme.COHORT_SIZE : 2 * programme.COHORT_SIZE]
    held = {
        student: [row for row in batch.interviews if row.student is student and row.logged_at] for student in members
    }
    generous = next(rows for rows in held.values() if len(rows) > cohort.goal)
    batch.exclusions.append(
        Exclusion(interview=generous[0], cohort=cohort, adviser=adviser, reason=texts.EXCLUSION_REASON)
    )
