"""The rule of counting, once, as the common table expression that every question about progress starts from.

An interview counts in a cohort of its student when it
- was held: the student logged it, and the local date of its start, in the campus's zone, lies within the
  cohort's dates (inclusive);
- has reached the step the cohort requires: held, thanked, or reflected (thanked and reflected);
- is not excluded from that cohort by an adviser;
- is the first such conversation with its person, where only different people count. Within one student's
  network a person is a contact: a volunteer can be linked to one contact of a student only.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg.types.datetime import TimestamptzLoader

from apps.campus.models import Campus
from apps.interviews.deadlines import ADVISERS_HEAR_OF_LATE_THANKS, ADVISERS_HEAR_OF_NAMES_AFTER, silence

# The day on campus on which an interview `i` was held.
HELD_ON = "CASE WHEN i.logged_at IS NOT NULL THEN (i.starts_at AT TIME ZONE %(zone)s)::date END"


def within(moment: str) -> str:
    """Whether the day on campus of a moment of a judged interview `j` is one of the cohort's. NULL without a moment."""
    return f"(j.{moment} AT TIME ZONE %(zone)s)::date BETWEEN j.starts_on AND j.due_on"


_JUDGED = f"""
WITH facts AS (
    SELECT m.cohort_id, m.student_id, m.joined_at, c.goal, c.required_step, c.starts_on, c.due_on, c.different_people,
           i.id AS interview_id, i.starts_at, i.ends_at, i.asked_at, i.scheduled_at, i.logged_at,
           i.exit = '' AND i.logged_at IS NULL AS open,
           i.exit = '' AND i.logged_at IS NULL AND i.starts_at IS NULL AND i.replied_at IS NULL AS unanswered,
           CASE WHEN c.different_people THEN i.contact_id ELSE i.id END AS person,
           {HELD_ON} AS held_on,
           i.thanked_at, i.state = 'reflected' AS reflected,
           CASE WHEN i.thanked_at IS NOT NULL THEN GREATEST(i.thanked_at, i.reflected_at) END AS thanked_and_later,
           x.reason AS exclusion,
           COALESCE(GREATEST(i.asked_at, i.replied_at, i.scheduled_at, i.rescheduled_at, i.logged_at,
                             i.exited_at, i.thanked_at, i.reflected_at), i.created_at) AS moved_at
      FROM cohorts_membership m
      JOIN cohorts_cohort c ON c.id = m.cohort_id
      LEFT JOIN interviews_interview i ON i.student_id = m.student_id
      LEFT JOIN interviews_exclusion x ON x.interview_id = i.id AND x.cohort_id = m.cohort_id
     -- Said of both tables: a condition on a list is not carried over a join, and all cohorts would be read.
     WHERE m.cohort_id = ANY(%(cohorts)s) AND c.id = ANY(%(cohorts)s)
       AND (%(student)s::bigint IS NULL OR m.student_id = %(student)s)
       AND (%(coach)s::bigint IS NULL OR m.coach_id = %(coach)s)
), judged AS (
    SELECT facts.*,
           held_on IS NOT NULL AND held_on BETWEEN starts_on AND due_on AS held,
           CASE required_step WHEN 'held' THEN TRUE WHEN 'thanked' THEN thanked_at IS NOT NULL
                ELSE reflected END AS reached
      FROM facts
), judged_interviews AS (
    SELECT judged.*, held AND reached AND exclusion IS NULL AS qualifies FROM judged
)
"""  # noqa: S608  # nosec B608 - a constant of this module


def select(
    question: str,
    *,
    cohorts: list[int],
    as_of: datetime,
    campus: Campus,
    student: int | None = None,
    coach: int | None = None,
) -> list[dict[str, Any]]:
    """The rows of `question` over `judged_interviews`: one for each interview and cohort of its student, and one with
    neither interview nor person for a student of the cohort who has none.

    Of one student, or of those whose membership names a `coach`, where these are given; both are ids.

    May use the parameters cohorts, zone, as_of, thank_you_hours, thanks_due (a thank-you for an earlier end is late),
    late_since (for an earlier end it was late a week ago), silent_since and named_since (an earlier name has waited
    long).
    """
    if not cohorts:
        return []
    values = {
        "cohorts": cohorts,
        "student": student,
        "coach": coach,
        "zone": campus.time_zone,
        "as_of": as_of,
        "thank_you_hours": campus.thank_you_hours,
        "thanks_due": as_of - timedelta(hours=campus.thank_you_hours),
        "late_since": as_of - timedelta(hours=campus.thank_you_hours) - ADVISERS_HEAR_OF_LATE_THANKS,
        "silent_since": as_of - silence(days=campus.follow_up_after_days),
        "named_since": as_of - ADVISERS_HEAR_OF_NAMES_AFTER,
    }
    with connection.cursor() as cursor:
        # Compiled, and in the connection's zone, which is UTC. Django's takes each moment apart in Python, and a page
        # of cohorts has thousands of them.
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute(_JUDGED + question, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]
