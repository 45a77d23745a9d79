"""Who reads what a student shares, by name."""

import re
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from apps.cohorts.models import Cohort
from apps.cohorts.querysets import STAYS

# What whoever embeds it needs is the student's id; `since` and `today` leave out cohorts that were over before,
# and `archived` says whether archived ones are left in.
_READERS = """
SELECT DISTINCT u.id, u.display_name, u.folded_name
  FROM cohorts_membership m
  JOIN cohorts_cohort c ON c.id = m.cohort_id
  JOIN cohorts_term e ON e.id = c.term_id
 CROSS JOIN LATERAL (SELECT adviser_id, ARRAY['adviser', 'administrator'] AS roles
                       FROM cohorts_caseload WHERE cohort_id = m.cohort_id
                     UNION ALL SELECT m.coach_id, ARRAY['adviser']) who
  JOIN accounts_user u ON u.id = who.adviser_id AND u.role = ANY(who.roles) AND u.is_active
 WHERE m.student_id = %(student)s AND (c.due_on >= %(since)s OR e.ends_on >= %(today)s)
   AND (c.archived_at IS NULL OR %(archived)s)
"""
_IN_ORDER = "folded_name, display_name, id"
# Their names in this order.
NAMES = f"ARRAY(SELECT display_name FROM ({_READERS}) r ORDER BY {_IN_ORDER})"  # noqa: S608  # nosec B608 - constants
_NAMED = r"%\((\w+)\)s"  # a parameter of it
_AT_ANY_TIME: dict[str, date | bool] = {"since": date.min, "today": date.min, "archived": True}


def not_long_over(today: date) -> dict[str, date | bool]:
    """The parameters of NAMES for cohorts that are not long over, as `CohortQuerySet.not_long_over`."""
    return {"since": today - STAYS, "today": today, "archived": False}


def is_not_long_over(cohort: Cohort, today: date) -> bool:
    """The same for one cohort, with its term."""
    return cohort.archived_at is None and max(cohort.due_on + STAYS, cohort.term.ends_on) >= today


def readers_of(student_id: int) -> list[str]:
    """By name all who read what this student shares: the advisers of their cohorts, and their coaches. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NAMES}", {"student": student_id, **_AT_ANY_TIME})  # noqa: S608  # nosec B608
        (names,) = cursor.fetchone()
        return list(names)


def names_of_readers(student_id: int, *, today: date | None = None) -> RawSQL:
    """The same in a query of something else; with `today`, on campus, of the cohorts that are not long over."""
    dates = _AT_ANY_TIME if today is None else not_long_over(today)
    values = {"student": student_id, **dates}
    in_order = [values[name] for name in re.findall(_NAMED, NAMES)]
    return RawSQL(re.sub(_NAMED, "%s", NAMES), in_order, output_field=ArrayField(TextField()))  # noqa: S611  # nosec B611 - constants
