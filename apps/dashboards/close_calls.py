"""Conversations whose day is another one on campus than where the student was, and which cohort it decides about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.templatetags.dates import day, place
from apps.interviews.models import Interview


def close_call(interview: Interview, cohort: Cohort, *, campus: Campus, zone: ZoneInfo, as_of: datetime) -> str:
    """ "it was Saturday, December 12, in New York", where only one of its two days lies within the cohort's dates;
    otherwise empty. `zone` is the student's.
    """
    if interview.starts_at is None:
        return ""
    here, there = (interview.starts_at.astimezone(clock) for clock in (zone, campus.zone))
    within = {cohort.starts_on <= local.date() <= cohort.due_on for local in (here, there)}
    return f"it was {day(there, as_of)}, in {place(campus.zone)}" if len(within) > 1 else ""


def close_calls(interview: Interview, *, campus: Campus, zone: ZoneInfo, as_of: datetime) -> list[str]:
    """A sentence for each of the student's cohorts that it is close for. No query where both days are the same; else
    one.
    """
    if not interview.is_held or interview.starts_at is None:
        return []
    days = {interview.starts_at.astimezone(clock).date() for clock in (zone, campus.zone)}
    if len(days) == 1:
        return []
    edges = Q(starts_on__in=days) | Q(due_on__in=days)
    found = []
    for cohort in Cohort.objects.filter(edges, memberships__student=interview.student_id):
        if said := close_call(interview, cohort, campus=campus, zone=zone, as_of=as_of):
            on_campus = interview.starts_at.astimezone(campus.zone).date()
            falls = "within" if cohort.starts_on <= on_campus <= cohort.due_on else "outside"
            first, last = day(cohort.starts_on, as_of), day(cohort.due_on, as_of)
            found.append(
                f"When you talked, {said}. {cohort.name} goes by the clock there, from {first} to {last}, "
                f"so this conversation is {falls} its dates."
            )
    return found
