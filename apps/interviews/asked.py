"""Whom the students of a cohort asked and met, by how they came to them. Counts alone: no student and no name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Source, Warmth
from apps.interviews.counting import HELD_ON, within

# What is asked of interviews `i` and their contacts `c`. A request is answered by a reply, a date or a no. Ideas,
# office hours and what was logged afterwards ask nobody.
ANSWERED = "(i.replied_at IS NOT NULL OR i.starts_at IS NOT NULL OR i.exit = 'declined')"
_ASKED_ON = "(i.asked_at AT TIME ZONE %(zone)s)::date"  # the day on campus
INTRODUCED = "(c.introduced_by_id IS NOT NULL OR c.source = 'referral')"
# The same of judged interviews `j`, for questions that need more of them.
TALKS = f"""
  FROM judged_interviews j
  JOIN students_student s ON s.id = j.student_id
  JOIN interviews_interview i ON i.id = j.interview_id
  JOIN contacts_contact c ON c.id = i.contact_id
 CROSS JOIN LATERAL (
       SELECT COALESCE({within("asked_at")}, FALSE) AS is_asked) a
"""  # noqa: S608  # nosec B608 - a constant of this module
CURRENT = "s.archived_at IS NULL AND (j.held OR a.is_asked)"

_BY_SOURCE = f"""
SELECT source, is_introduced, COUNT(*) FILTER (WHERE held), COUNT(*) FILTER (WHERE asked),
       COUNT(*) FILTER (WHERE asked AND answered)
  FROM (SELECT c.source, {INTRODUCED} AS is_introduced,
               {HELD_ON} BETWEEN %(starts_on)s AND %(due_on)s AS held,
               {_ASKED_ON} BETWEEN %(starts_on)s AND %(due_on)s AS asked,
               {ANSWERED} AS answered
          FROM interviews_interview i JOIN contacts_contact c ON c.id = i.contact_id
         WHERE i.student_id = ANY(%(students)s)) AS each
 WHERE held OR asked
 GROUP BY source, is_introduced
"""  # noqa: S608  # nosec B608 - constants of this module


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
    """The same numbers divided in two ways. The warmth is None where the student did not say how they know someone."""

    by_warmth: dict[Warmth | None, Asked]
    by_introduction: dict[bool, Asked]

    @property
    def held(self) -> int:
        return sum(each.held for each in self.by_warmth.values())


def by_source(*, cohort: Cohort, students: Iterable[int], campus: Campus) -> BySource:
    """Of these students of the cohort, by id. One query."""
    found = BySource(defaultdict(Asked), defaultdict(Asked))
    values: dict[str, Any] = {"students": list(students), "zone": campus.time_zone}
    with connection.cursor() as cursor:
        cursor.execute(_BY_SOURCE, {**values, "starts_on": cohort.starts_on, "due_on": cohort.due_on})
        for source, is_introduced, *numbers in cursor.fetchall():
            warmth = Source(source).warmth if source else None
            for sums in (found.by_warmth[warmth], found.by_introduction[is_introduced]):
                sums.add(*numbers)
    return found
