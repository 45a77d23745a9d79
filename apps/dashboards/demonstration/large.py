"""The large campus: the demonstration campus grown to any size, by SQL that makes whole tables at once.

Sizes are those of the whole campus, the demonstration's hundred students among them, and growing further
adds the difference. What a row looks like follows from its number, so it is the same on every run apart from
the dates. History is not written for these rows: nothing happened to them yet. Every other constraint and
trigger is in force.
"""

from collections.abc import Callable
from datetime import datetime

import pgtrigger
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from apps.accounts.models import User
from apps.campus.models import FieldOfInterest
from apps.contacts.models import Source
from apps.core.database_roles import as_owner
from apps.dashboards.demonstration import large_interviews, large_people, programme, sign_ins, texts
from apps.dashboards.demonstration.names import all_family, all_given
from apps.dashboards.demonstration.work import CITIES, FIELDS
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview
from apps.volunteers.models import Volunteer

SMALLEST, LARGEST, STEP = 100, 1_000_000, programme.COHORT_SIZE
_DEMONSTRATION = 100  # students that are there before the first of these
_INTERVIEWS_EACH = 4
_STUDENTS_TO_A_VOLUNTEER = 2.5


def missing(students: int) -> int:
    """How many students a campus of `students` still lacks; 0 when it is that large already."""
    return max(0, students - _DEMONSTRATION - _made())


@transaction.atomic
def grow(students: int, *, as_of: datetime, say: Callable[[str], object]) -> None:
    """Grow the campus to `students`, a multiple of STEP; `say` is told what is done. All or nothing.

    The demonstration campus must be there. `as_of` is aware.
    """
    first, last = _made() + 1, students - _DEMONSTRATION
    values = {
        **_words(),
        "first": first,
        "last": last,
        "now": as_of,
        "zone": programme.ZONE,
        "term": _term_id(),
        "first_volunteer": Volunteer.objects.count() + 1,
        "last_volunteer": int(students / _STUDENTS_TO_A_VOLUNTEER),
        "interviews": max(0, _INTERVIEWS_EACH * students - Interview.objects.count()),
        "size": STEP,
    }
    with pgtrigger.ignore(), connection.wrap_database_errors, connection.cursor() as cursor:
        # Ours alone, for this transaction: a statement here makes hundreds of thousands of rows.
        cursor.execute("SET LOCAL statement_timeout = 0")
        # That statement has told the database, until the transaction ends, to write no history. The next ones
        # go past Django's cursor, because pgtrigger would add a positional parameter to their named ones.
        for done, statements in (*large_people.STATEMENTS.items(), *large_interviews.STATEMENTS.items()):
            for statement in statements:
                cursor.cursor.execute(statement, values)
            say(done)


def analyze() -> bool:
    """Refresh the planner's statistics, as the tables' owner. False where the owner is not configured."""
    try:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")
    except ImproperlyConfigured:
        return False
    return True


def _made() -> int:
    return User.objects.filter(email__startswith="s", email__endswith=f"@{large_people.DOMAIN}").count()


def _term_id() -> int:
    # The demonstration's own term, also when today is already another one.
    student = User.objects.get(email=sign_ins.STUDENT).student
    return student.memberships.select_related("cohort").earliest("pk").cohort.term_id


def _words() -> dict[str, list]:
    work = [
        (field, role, organisation) for field in FIELDS for role in field.roles for organisation in field.organisations
    ]
    ids = dict(FieldOfInterest.objects.values_list("name", "pk"))
    return {
        "given": all_given(),
        "family": all_family(),
        "roles": [role for _, role, _ in work],
        "organisations": [organisation for _, _, organisation in work],
        "topics": [field.topics for field, _, _ in work],
        "fields": [ids[field.name] for field, _, _ in work],
        "cities": [city for city, _ in CITIES],
        "zones": [zone for _, zone in CITIES],
        "sources": [source for source in Source.values if source not in (Source.REFERRAL, Source.VOLUNTEERS)],
        "learned": texts.LEARNED,
        "notes": [
            "Thank you for your time. What stays with me most: ",
            "Thank you. I keep thinking about this: ",
        ],
        "questions": list(ReflectionQuestion.objects.filter(retired=False).values_list("pk", flat=True)[:1]),
        "answers": texts.ANSWERS[0],
    }
