"""When a reminder about an interview is due. Pure functions; every moment is aware, in whatever zone, and what they
return is UTC.

H is the end of the interview. Hours are elapsed time, also across daylight changes; quiet hours are the student's
own local time of day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)  # when mail of a day, not of an hour, goes: local time
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """From (inclusive) until (exclusive), local time of day in `zone`; may reach across midnight."""

    zone: ZoneInfo
    starts: time
    ends: time

    def hold(self, moment: datetime) -> bool:
        """Whether `moment` is quiet."""
        local = moment.astimezone(self.zone).time()
        if self.starts < self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends

    def after(self, moment: datetime) -> datetime:
        """`moment` itself, or the end of the quiet hours it falls into."""
        return self.next_end(moment) if self.hold(moment) else moment.astimezone(UTC)

    def next_end(self, moment: datetime) -> datetime:
        """The first end of quiet hours at or after `moment`."""
        day = moment.astimezone(self.zone).date()
        ends = [self.at(day + offset * _ONE_DAY, self.ends) for offset in range(-1, 3)]
        # In a night that has its hours twice, the second end counts when the first is past.
        ends += [self.at(day + offset * _ONE_DAY, self.ends, fold=1) for offset in range(-1, 3)]
        return min(end for end in ends if end >= moment and not self.hold(end))

    def last_evening(self, moment: datetime) -> datetime:
        """The last moment, at or before `moment`, that is one hour before quiet hours begin (20:00 before 21:00)."""
        day = moment.astimezone(self.zone).date()
        hour_before = (datetime.combine(date.min + _ONE_DAY, self.starts) - timedelta(hours=1)).time()
        evenings = (self.at(day + offset * _ONE_DAY, hour_before) for offset in range(-2, 2))
        return max(evening for evening in evenings if evening <= moment)

    def at(self, day: date, local: time, *, fold: int = 0) -> datetime:
        """That time of that local day, as UTC; just after the gap where daylight saving skips it."""
        wall = datetime.combine(day, local, tzinfo=self.zone)
        first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        if second < first:  # daylight saving skips this time: the moment just after the gap takes its place
            return _transition(second, first, self.zone)
        return second if fold else first


def _transition(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment in (before, after], to the second, at which the zone's offset becomes what it is at `after`."""
    low, high = int(before.timestamp()), int(after.timestamp())
    offset = after.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)


def preparation(*, start: datetime, before_hours: int, quiet: QuietHours) -> datetime:
    """24 hours before the start by default; quiet hours move it to their end."""
    return quiet.after(start.astimezone(UTC) - timedelta(hours=before_hours))


def silence(*, days: int) -> timedelta:
    """After a request: then a follow-up is suggested. Seven days by default."""
    return timedelta(days=days)


def enough(*, days: int) -> timedelta:
    """After two follow-ups, at 7 and at 14 days by default, and as long again: nobody needs to write any more."""
    return 3 * silence(days=days)


def follow_up(*, asked_at: datetime, number: int, days: int, quiet: QuietHours) -> datetime:
    """The first after 7 days of silence by default, the second after 14; quiet hours move it to their end."""
    return quiet.after(asked_at.astimezone(UTC) + number * silence(days=days))


def goal(*, due_on: date, days_before: int, quiet: QuietHours) -> datetime:
    """08:00 of the recipient's own day, so many days before the due date; quiet hours move it to their end."""
    return quiet.after(quiet.at(due_on - days_before * _ONE_DAY, MORNING))


def mark(*, end: datetime, hours: int) -> datetime:
    """The end of the time to say thank you (24 hours by default). A later note is late, never refused."""
    return end.astimezone(UTC) + timedelta(hours=hours)


def in_words(hours: int) -> str:
    """The time to say thank you, as in "past a day": the campus may choose other hours than a day's."""
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
    """The last reminder inside `hours` (N): H + N-4; if quiet, their end when at or before H + N-1, else the evening.

    Where no hour serves, the quiet hours yield to the N hours. N is 24 by default, 12 to 72 by the campus's choice.
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
