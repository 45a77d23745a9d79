"""Whom the students of a cohort asked and met, by how they came to them. Counts alone: no student and no name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from apps.campus.models import Campus
from apps.contacts.models import Source, Warmth
from apps.interviews.counting import select

# What is asked of judged interviews `j`, their rows `i` and contacts `c`. A request is answered by a reply, a date or a
# no. Ideas, office hours and what was logged afterwards ask nobody.
ANSWERED = "(i.replied_at IS NOT NULL OR i.starts_at IS NOT NULL OR i.exit = 'declined')"
INTRODUCED = "(c.introduced_by_id IS NOT NULL OR c.source = 'referral')"
TALKS = """
  FROM judged_interviews j
  JOIN students_student s ON s.id = j.student_id
  JOIN interviews_interview i ON i.id = j.interview_id
  JOIN contacts_contact c ON c.id = i.contact_id
 CROSS JOIN LATERAL (
       SELECT COALESCE((i.asked_at AT TIME ZONE %(zone)s)::date BETWEEN j.starts_on AND j.due_on, FALSE) AS is_asked) a
"""
CURRENT = "s.archived_at IS NULL AND (j.held OR a.is_asked)"

_BY_SOURCE = f"""
SELECT c.source, {INTRODUCED} AS is_introduced,
       COUNT(*) FILTER (WHERE j.held) AS held, COUNT(*) FILTER (WHERE a.is_asked) AS asked,
       COUNT(*) FILTER (WHERE a.is_asked AND {ANSWERED}) AS answered
{TALKS} WHERE {CURRENT} GROUP BY 1, 2
"""  # noqa: S608  # nosec B608 - constants of this module


@dataclass(slots=True)
class Asked:
    """Conversations held within the cohort's dates, requests sent within them, and how many of these were answered."""

    held: int = 0
    asked: int = 0
    answered: int = 0


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


def by_source(*, cohort: int, as_of: datetime, campus: Campus) -> BySource:
    """`cohort` is an id. One query."""
    found = BySource(defaultdict(Asked), defaultdict(Asked))
    for row in select(_BY_SOURCE, cohorts=[cohort], as_of=as_of, campus=campus):
        warmth = Source(row["source"]).warmth if row["source"] else None
        for sums in (found.by_warmth[warmth], found.by_introduction[row["is_introduced"]]):
            sums.held += row["held"]
            sums.asked += row["asked"]
            sums.answered += row["answered"]
    return found
