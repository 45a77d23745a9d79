"""The large campus: the demonstration campus multiplied, table by table, by INSERT ... SELECT with shifted ids.

Sizes are those of the whole campus, the demonstration's hundred students among them; growing further adds the
difference. Copies have names and addresses of their own, which follow from their ids, and nothing of them happens
within some days of now, so that nobody gets mail because a campus was loaded. History is not written for them:
nothing happened to them yet.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pgtrigger
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Min, Model, QuerySet

from apps.accounts.models import Role, User
from apps.cohorts.models import Cohort, Membership
from apps.contacts.models import Contact
from apps.core.operations.database import as_owner
from apps.demonstration import people, program
from apps.demonstration.names import all_family, all_given
from apps.interviews.models import Exclusion, Interview, ThankYouNote
from apps.network.models import Referral
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from apps.volunteers.models import Volunteer

STEP, LARGEST = people.STUDENTS, 1_000_000
_DOMAIN = "large.example"
_NO_PASSWORD = "'!'"  # noqa: S105 - none can match: they sign in with a code
_COHORTS = len(program.PLANS)

# How far a copy of an interview is moved: what ended a moment ago to some days ago, and a request whose follow-up is
# due to so long ago that none goes. What is planned for tomorrow is moved ahead, and what led to it stays.
_BACK = """CASE WHEN old.ends_at BETWEEN %(now)s - interval '3 days' AND %(now)s THEN interval '4 days'
                WHEN old.starts_at IS NULL AND old.asked_at < %(now)s - interval '6 days' THEN interval '21 days'
                ELSE interval '0' END"""
_AHEAD = """CASE WHEN old.ends_at BETWEEN %(now)s AND %(now)s + interval '3 days' THEN interval '4 days'
                 ELSE interval '0' END"""
_DATES = "asked_at", "replied_at", "scheduled_at", "rescheduled_at", "prepared_at", "logged_at", "thanked_at"
_MOVED = {
    **{date: f"old.{date} - {_BACK}" for date in (*_DATES, "reflected_at", "exited_at", "created_at")},
    **{date: f"old.{date} - {_BACK} + {_AHEAD}" for date in ("starts_at", "ends_at")},
}


def missing(students: int) -> int:
    """How many students a campus of `students` still lacks; 0 when it is that large already."""
    return max(0, students - STEP * (1 + _copies_made()))


@transaction.atomic
def grow(students: int, *, as_of: datetime, say: Callable[[str], object]) -> None:
    """Grow the campus to `students`, a multiple of STEP; `say` is told what is done. All or nothing.

    The demonstration campus must be there. `as_of` is aware.
    """
    copier = _Copier(1 + _copies_made(), students // STEP - 1, as_of)
    with pgtrigger.ignore(), connection.wrap_database_errors, connection.cursor() as cursor:
        # Ours alone, for this transaction: a statement here makes hundreds of thousands of rows.
        cursor.execute("SET LOCAL statement_timeout = 0")
        # Nobody has counted what was just made: a loop inside a loop, planned for a few rows, takes minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        # These have told the database, until the transaction ends, to write no history. The next statements go past
        # Django's cursor, because pgtrigger would add a positional parameter to their named ones.
        copier.cursor = cursor.cursor
        _multiply(copier, say)


def analyze() -> bool:
    """Refresh the planner's statistics, as the tables' owner. False where the owner is not configured."""
    try:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")
    except ImproperlyConfigured:
        return False
    return True


def _copies_made() -> int:
    return User.objects.filter(email__endswith=f"@{_DOMAIN}", role=Role.STUDENT).count() // STEP


class _Copier:
    """Copies rows, the copies numbered from `first` to `last`. What a row refers to is copied before it, or stays."""

    def __init__(self, first: int, last: int, as_of: datetime) -> None:
        self._first, self._last = first, last
        self._values = {"now": as_of, "given": all_given(), "family": all_family(), "cohorts": last * _COHORTS}
        self._shifts: dict[type[Model], str] = {}
        self.cursor: Any = None

    def copy(self, rows: QuerySet[Any], **changed: str) -> None:
        """Each column as it is, but for ids and for `changed`: SQL over the row `old`, the number `copy`, and in braces
        the columns of the copy.
        """
        meta = rows.model._meta
        pks = sorted(rows.order_by().values_list("pk", flat=True))
        if not pks:
            return
        self._shifts[rows.model] = self._reserve(meta.db_table, pks[0], pks[-1])
        columns = {}
        for field in meta.local_concrete_fields:
            if not field.generated:
                refers_to = self._shifts.get(rows.model if field.primary_key else field.related_model)
                columns[field.column] = f"(old.{field.column} + {refers_to})" if refers_to else f"old.{field.column}"
        columns |= {name: sql.format_map(columns) for name, sql in changed.items()}
        names, values = '", "'.join(columns), ", ".join(columns.values())
        rows_of_all = f"{meta.db_table} AS old CROSS JOIN generate_series({self._first}, {self._last}) AS copy"
        # Only names of our own tables and columns, and the expressions of this module.
        statement = f'INSERT INTO {meta.db_table} ("{names}") SELECT {values} FROM {rows_of_all}'  # noqa: S608  # nosec
        self.run(f"{statement} WHERE old.id = ANY(%(pks)s)", pks=pks)

    def run(self, statement: str, **values: Any) -> None:
        self.cursor.execute(statement, {**self._values, **values})

    def _reserve(self, table: str, first_pk: int, last_pk: int) -> str:
        """What to add to an id of `table` in each copy. The ids of all copies are taken from the table's sequence."""
        span = last_pk - first_pk + 1
        self.run(
            "SELECT min(nextval(sequence)) FROM pg_get_serial_sequence(%(table)s, 'id') AS sequence,"
            " generate_series(1, %(number)s)",
            table=table,
            number=span * (self._last - self._first + 1),
        )
        return f"({self.cursor.fetchone()[0] - first_pk} + (copy - {self._first}) * {span})"


def _multiply(copier: _Copier, say: Callable[[str], object]) -> None:
    students = Student.objects.filter(user__email__endswith=f"@{people.DOMAIN}")
    volunteers = Volunteer.objects.filter(email__endswith=f"@{people.ALUMNI_DOMAIN}")
    copier.copy(volunteers, full_name=_name("{id}"), email=_address("v", "{id}"))
    copier.copy(Volunteer.fields.through.objects.filter(volunteer__in=volunteers))
    say("volunteers")

    users = User.objects.filter(student__in=students)
    copier.copy(
        users,
        full_name=_name("{id}"),
        last_name=f"CASE WHEN old.last_name = '' THEN '' ELSE {_family('{id}')} END",
        preferred_name="''",
        email=_address("s", "{id}"),
        password=_NO_PASSWORD,
        last_login="NULL",
    )
    copier.copy(EmailAddress.objects.filter(user__in=users, primary=True), email=_address("s", "{user_id}"))
    copier.copy(students, student_number="'L' || lpad({id}::text, 7, '0')")
    copier.copy(Student.interests.through.objects.filter(student__in=students))
    say("students")

    cohorts = Cohort.objects.filter(students__in=students, name__in=[plan.name for plan in program.PLANS]).distinct()
    place = f"array_position(ARRAY{sorted(cohorts.order_by().values_list('pk', flat=True))}, old.id::int)"
    copier.copy(cohorts, name=f"'Pathways ' || lpad(((copy - 1) * {_COHORTS} + {place})::text, 4, '0')")
    copier.copy(Membership.objects.filter(cohort__in=cohorts, student__in=students))
    copier.run(_ADVISERS)
    copier.run(_CASELOADS)
    say("cohorts and advisers")

    # What was asked in the term before this one is of the first hundred alone.
    began = cohorts.aggregate(began=Min("term__starts_on"))["began"]
    contacts = Contact.objects.filter(student__in=students, created_at__date__gte=began)
    copier.copy(
        contacts,
        # A volunteer's name is the same in every student's network.
        full_name=_name("coalesce({volunteer_id}, -{id})"),
        email=f"CASE WHEN old.email = '' THEN '' ELSE {_address('c', '{id}')} END",
    )
    interviews = Interview.objects.filter(contact__in=contacts)
    copier.copy(interviews, **_MOVED)
    say("contacts and interviews")

    copier.copy(ThankYouNote.objects.filter(interview__in=interviews))
    reflections = Reflection.objects.filter(interview__in=interviews)
    copier.copy(reflections)
    copier.copy(ReflectionAnswer.objects.filter(reflection__in=reflections))
    copier.copy(Referral.objects.filter(interview__in=interviews))
    adviser = "(SELECT adviser_id FROM cohorts_caseload WHERE cohort_id = {cohort_id})"
    copier.copy(Exclusion.objects.filter(interview__in=interviews, cohort__in=cohorts), adviser_id=adviser)
    say("notes, reflections and referrals")


def _address(letter: str, pk: str) -> str:
    return f"'{letter}' || lpad({pk}::text, 7, '0') || '@{_DOMAIN}'"


def _name(key: str) -> str:
    """A given and a family name, which follow from a number alone."""
    return f"{_one_of('given', len(all_given()), key, salt=1)} || ' ' || {_family(key)}"


def _family(key: str) -> str:
    return _one_of("family", len(all_family()), key, salt=2)


def _one_of(names: str, number: int, key: str, *, salt: int) -> str:
    return f"(%({names})s::text[])[1 + (hashint8extended({key}, {salt}) & 2147483647) %% {number}]"


# Ten cohorts an adviser; those that the last growth made may have some to spare.
_ADVISERS = f"""
WITH added AS (
    INSERT INTO accounts_user (password, email, full_name, last_name, preferred_name, role, is_active, created_at)
    SELECT {_NO_PASSWORD}, {_address("a", "n")}, {_name("-n")}, '', '', 'adviser', true, %(now)s - interval '120 days'
    FROM generate_series(0, (%(cohorts)s - 1) / 10) AS n
    ON CONFLICT (email) DO NOTHING
    RETURNING id, email
)
INSERT INTO account_emailaddress (user_id, email, verified, "primary") SELECT id, email, true, true FROM added
"""  # noqa: S608  # nosec B608 - constants of this module

_CASELOADS = f"""
INSERT INTO cohorts_caseload (cohort_id, adviser_id)
SELECT cohort.id, adviser.id
FROM cohorts_cohort AS cohort
JOIN accounts_user AS adviser ON adviser.email = {_address("a", "((substr(cohort.name, 10)::int - 1) / 10)")}
WHERE cohort.name ~ '^Pathways [0-9]+$' AND NOT EXISTS (SELECT FROM cohorts_caseload WHERE cohort_id = cohort.id)
"""  # noqa: S608  # nosec B608 - constants of this module
