"""A person's quiet hours and their clock, and the hour of their morning note.

The campus's, until a floor above knows a person's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.campus.models import Campus

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

    def morning_of(self, day: date) -> datetime:
        """08:00 of this local day, or the end of the quiet hours it falls into: when mail of a day goes."""
        return self.after(self.at(day, MORNING))

    def next_morning(self, moment: datetime) -> datetime:
        """The first morning at or after `moment`."""
        day = moment.astimezone(self.zone).date()
        mornings = (self.morning_of(day + offset * _ONE_DAY) for offset in range(-1, 3))
        return min(morning for morning in mornings if morning >= moment)

    def not_at_night(self, due_at: datetime, as_of: datetime) -> datetime:
        """What is overdue (the workers stood still) waits for the next morning when it is quiet now."""
        return self.next_morning(as_of) if due_at < as_of and self.hold(as_of) else due_at

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


Known = Callable[[User, Campus], QuietHours]


def _of_campus(user: User, campus: Campus) -> QuietHours:
    return QuietHours(campus.zone, campus.quiet_from, campus.quiet_until)


_known: Known = _of_campus


def register(known: Known) -> None:
    """From now on `known` says whose are which. Called once, while Django starts."""
    global _known
    _known = known


def quiet_hours_of(user: User, campus: Campus) -> QuietHours:
    """This person's, in the zone in which they are shown times."""
    return _known(user, campus)
