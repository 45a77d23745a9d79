"""Moments relative to now: weekday, daytime, in the campus's zone. All that is returned is UTC."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_WAKING = range(9, 20)  # local hours at which two people may well have talked, on any day of the week


@dataclass(frozen=True)
class Moments:
    """`now` is aware. A day is a number of days from today in `zone`: -1 is yesterday.

    Days are counted on the calendar and hours are set on the clock of that day, so daylight saving changes
    nothing; no hour used here is one that it skips or doubles.
    """

    now: datetime
    zone: ZoneInfo
    rng: random.Random

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, offset: int) -> date:
        return self.today + offset * _DAY

    def weekday(self, offset: int) -> date:
        """That day, or the next working day away from today: earlier in the past, later in the future."""
        step = _DAY if offset > 0 else -_DAY
        day = self.day(offset)
        while day.weekday() >= 5:
            day += step
        return day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone).astimezone(UTC)

    def working_hour(self, offset: int) -> datetime:
        """A quarter-hour between 9:00 and 16:45 of a working day. For the past, at least two days back."""
        return self.at(self.weekday(offset), self.rng.randrange(9, 17), self.rng.choice((0, 15, 30, 45)))

    def hours_ago(self, wanted: int, *, at_least: int, at_most: int) -> datetime:
        """A full hour in waking time, about `wanted` hours before now: never outside the two limits.

        Between limits sixteen hours apart and more there is always a waking hour, whatever the time is now.
        """
        full_hour = self.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        candidates = sorted(range(at_least, at_most), key=lambda hours: abs(hours - wanted))
        for hours in candidates:
            moment = full_hour - timedelta(hours=hours)
            if moment.astimezone(self.zone).hour in _WAKING:
                return moment
        raise ValueError("No waking hour between the limits: they are too close to each other.")

    def days_ago(self, days: int) -> datetime:
        """A waking hour about so many days ago, to the hour where now is one."""
        return self.hours_ago(24 * days, at_least=24 * days - 8, at_most=24 * days + 9)

    def far_from_now(self) -> tuple[time, time]:
        """A night of eight hours, local, that is far off, whatever the hour: it begins in seven hours or later."""
        hour = self.now.astimezone(self.zone).hour
        return time((hour + 8) % 24), time((hour + 16) % 24)

    def after(self, moment: datetime, *, hours: tuple[float, float]) -> datetime:
        """So many hours after `moment`, from the first to the second; always at least five minutes ago."""
        later = moment + timedelta(hours=self.rng.uniform(*hours))
        return min(later, self.now - timedelta(minutes=5)).replace(second=0, microsecond=0)
