"""Whom the students of a cohort asked and met, by how they came to them. Counts alone: no student and no name."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from apps.campus.models import Campus
from apps.contacts.models import Source, Warmth

# Held as in `counting`: logged, and begun within the cohort's dates on campus. A request is answered by a reply, a date
# or a no. Ideas, office hours and what was logged afterwards ask nobody.
_BY_SOURCE = """
SELECT source, is_introduced, COUNT(*) FILTER (WHERE held), COUNT(*) FILTER (WHERE asked),
       COUNT(*) FILTER (WHERE asked AND answered)
  FROM (SELECT k.source, k.introduced_by_id IS NOT NULL OR k.source = 'referral' AS is_introduced,
               i.logged_at IS NOT NULL
                   AND (i.starts_at AT TIME ZONE %(zone)s)::date BETWEEN c.starts_on AND c.due_on AS held,
               COALESCE((i.asked_at AT TIME ZONE %(zone)s)::date BETWEEN c.starts_on AND c.due_on, FALSE) AS asked,
               i.replied_at IS NOT NULL OR i.starts_at IS NOT NULL OR i.exit = 'declined' AS answered
          FROM cohorts_cohort c
          JOIN cohorts_membership m ON m.cohort_id = c.id
          JOIN students_student s ON s.id = m.student_id AND s.archived_at IS NULL
          JOIN interviews_interview i ON i.student_id = m.student_id
          JOIN contacts_contact k ON k.id = i.contact_id
         WHERE c.id = %(cohort)s) AS each
 WHERE held OR asked
 GROUP BY source, is_introduced
"""


@dataclass(slots=True)
class Asked:
    """Conversations held within the cohort's dates, requests sent within them, and how many of these were answered."""

    held: int = 0
    asked: int = 0
    answered: int = 0

    def add(self, held: int, asked: int, answered: int) -> None:
        self.held += held
        self.asked += asked
        self.answered += answered


@dataclass(frozen=True)
class BySource:
    """Of one cohort, without its archived students: the same numbers divided in two ways. The warmth is None where the
    student did not say how they know someone.
    """

    by_warmth: dict[Warmth | None, Asked]
    by_introduction: dict[bool, Asked]

    @property
    def held(self) -> int:
        return sum(each.held for each in self.by_warmth.values())


def by_source(*, cohort: int, campus: Campus) -> BySource:
    """`cohort` is an id. One query."""
    found = BySource(defaultdict(Asked), defaultdict(Asked))
    with connection.cursor() as cursor:
        cursor.execute(_BY_SOURCE, {"cohort": cohort, "zone": campus.time_zone})
        for source, is_introduced, *numbers in cursor.fetchall():
            warmth = Source(source).warmth if source else None
            for sums in (found.by_warmth[warmth], found.by_introduction[is_introduced]):
                sums.add(*numbers)
    return found
