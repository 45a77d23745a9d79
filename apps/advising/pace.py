"""The pace of a cohort: what counts by when, against an even pace from start to due date. Pure functions.

Days are dates in the campus's zone; "by" a day means until its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil

from apps.core.templatetags.dates import day, short_day

_MOST_ROWS = 30  # of the table beside the chart; a longer cohort is told in steps of several weeks
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """How far the cohort was by the end of `day`."""

    day: date
    counted: int
    even: int

    @property
    def label(self) -> str:
        return short_day(self.day, self.day)


@dataclass(frozen=True)
class Pace:
    """From `starts_on` to `due_on`, `goal` conversations in all: the students' goals together."""

    starts_on: date
    due_on: date
    today: date
    goal: int
    by_day: Mapping[date, int]

    @classmethod
    def of_sum(cls, counted: int, *, goal: int, starts_on: date, due_on: date, today: date) -> "Pace":
        """How far `counted` is by now, where nobody asks on which days it was held: for `points` these are needed."""
        return cls(starts_on=starts_on, due_on=due_on, today=today, goal=goal, by_day={starts_on: counted})

    @property
    def has_started(self) -> bool:
        return self.today >= self.starts_on

    @property
    def is_over(self) -> bool:
        return self.today > self.due_on

    @cached_property
    def now(self) -> Point:
        """Today; the due date once that is past."""
        return self.at(min(self.today, self.due_on))

    @property
    def behind(self) -> int:
        """How many more an even pace would have by now; negative when ahead of it."""
        return self.now.even - self.now.counted

    def fraction(self, day: date) -> float:
        """How much of the time has gone by `day`, 0 to 1."""
        if day >= self.due_on:
            return 1.0
        if day <= self.starts_on:
            return 0.0
        return (day - self.starts_on) / (self.due_on - self.starts_on)

    def at(self, day: date) -> Point:
        """The point at `day`; what was held later is left out."""
        counted = sum(number for held_on, number in self.by_day.items() if held_on <= day)
        return Point(day=day, counted=counted, even=round(self.goal * self.fraction(day)))

    @cached_property
    def points(self) -> list[Point]:
        """One at the start, one for each week (or several) until now, and now. Empty before the start."""
        if not self.has_started:
            return []
        last = self.now.day
        weeks = max(1, ceil((last - self.starts_on).days / 7 / _MOST_ROWS))
        step = 7 * weeks
        days = [self.starts_on + n * _ONE_DAY for n in range(0, (last - self.starts_on).days, step)]
        return [self.at(day) for day in [*days, last]]

    def finding(self) -> str:
        if not self.goal:
            return "Nobody is in this cohort yet."
        now = self.now
        if not self.has_started:
            return f"{now.counted} of {self.goal} count. It has not started."
        if self.is_over:
            return f"{now.counted} of {self.goal} counted by the due date."
        return f"{now.counted} of {self.goal} count. Even pace would be {now.even}."

    def compared(self) -> str:
        if not self.goal:
            return "no students yet"
        if not self.has_started or self.is_over:
            starts, ended = day(self.starts_on, self.today), day(self.due_on, self.today)
            return f"ended {ended}" if self.has_started else f"starts {starts}"
        if self.behind == 0:
            return "at an even pace"
        return f"{abs(self.behind)} {'behind' if self.behind > 0 else 'ahead of'} an even pace"
