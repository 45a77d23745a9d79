"""When a reminder about an interview is due. Pure functions; every moment is aware, in whatever zone, and what they
return is UTC.

H is the end of the interview. Hours are elapsed time, also across daylight changes; quiet hours are the student's
own local time of day.
"""

from datetime import UTC, date, datetime, timedelta

from apps.reminders.quiet_hours import QuietHours

_ONE_DAY = timedelta(days=1)
# For so long a late thank-you stands on the list of those who need their adviser.
ADVISERS_HEAR_OF_LATE_THANKS = timedelta(days=7)
# A name that someone gave, and that was not asked until then, stands on that list.
ADVISERS_HEAR_OF_NAMES_AFTER = timedelta(days=14)


def preparation(*, start: datetime, before_hours: int, quiet: QuietHours) -> datetime:
    """24 hours before the start by default; quiet hours move it to their end."""
    return quiet.after(start.astimezone(UTC) - timedelta(hours=before_hours))


def silence(*, days: int) -> timedelta:
    """How long after a request a follow-up is suggested. Seven days by default."""
    return timedelta(days=days)


def enough(*, days: int) -> timedelta:
    """How long after a request the student need not write again: three times the silence, 21 days by default."""
    return 3 * silence(days=days)


def follow_up(*, asked_at: datetime, number: int, days: int, quiet: QuietHours) -> datetime:
    """In the first morning note after 7 days of silence by default, or 14 for the second one."""
    return quiet.next_morning(asked_at.astimezone(UTC) + number * silence(days=days))


def goal(*, due_on: date, days_before: int, quiet: QuietHours) -> datetime:
    """In the morning note of the recipient's own day, so many days before the due date."""
    return quiet.morning_of(due_on - days_before * _ONE_DAY)


def mark(*, end: datetime, hours: int) -> datetime:
    """The end of the time to say thank you (24 hours by default). A later note is late, never refused."""
    return end.astimezone(UTC) + timedelta(hours=hours)


def in_words(hours: int) -> str:
    """The time to say thank you, as in "more than a day". The campus may choose other hours than 24."""
    return "a day" if hours == 24 else f"{hours} hours"


def share_gone(*, end: datetime, hours: int, as_of: datetime) -> int:
    """How much of the time to say thank you has gone, in whole percent, 0 to 100."""
    return min(100, max(0, round(100 * ((as_of - end) / timedelta(hours=hours)))))


def how_did_it_go(*, end: datetime, after_minutes: int, quiet: QuietHours) -> datetime:
    """H + 30 minutes by default; quiet hours move it to their end."""
    return quiet.after(end.astimezone(UTC) + timedelta(minutes=after_minutes))


def first_thank_you(*, end: datetime, after_hours: int, quiet: QuietHours) -> datetime:
    """H + 2 hours by default; quiet hours move it to their end."""
    return quiet.after(end.astimezone(UTC) + timedelta(hours=after_hours))


def last_call(*, end: datetime, hours: int, quiet: QuietHours) -> datetime:
    """The last reminder inside `hours` (N): H + N-4. Quiet hours move it to their end, if that is at or
    before H + N-1, or to the evening before.

    Where no hour serves, it goes during quiet hours. N is the campus's choice, 12 to 72, 24 by default.
    """
    due = end.astimezone(UTC) + timedelta(hours=hours - 4)
    if not quiet.hold(due):
        return due
    morning = quiet.next_end(due)
    if morning <= end + timedelta(hours=hours - 1):
        return morning
    evening = quiet.last_evening(due)
    if evening > end and not quiet.hold(evening):
        return evening
    return due
