"""How far the students of a cohort came, where it is stuck, and how many conversations each has. Pure functions."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from apps.dashboards.cohort.sieve import COUNTS
from apps.interviews.progress import Row


class Number(NamedTuple):
    """How many students, under which words."""

    label: str
    students: int


@dataclass(frozen=True, slots=True)
class _Stage:
    """`whom` are those who came so far, `lack` is what those lack who came no farther than the stage before it."""

    label: str
    reached: Callable[[Row], bool]
    whom: str
    lack: str


# Each is part of the one before it.
_STAGES = (
    _Stage("Added a name", lambda row: bool(row.names or row.tried), "with a name", "added no name"),
    _Stage("Asked", lambda row: row.tried > 0, "who asked", "asked nobody"),
    _Stage("Scheduled", lambda row: row.dated > 0, "with a date", "had no date"),
    _Stage("Held", lambda row: row.held > 0, "who held a conversation", "held no conversation"),
    _Stage("Thanked", lambda row: row.held > row.thank, "who thanked someone", "thanked nobody"),
    _Stage("Reflected", lambda row: row.reflected > 0, "", "reflected on no conversation"),
)


@dataclass(frozen=True)
class Funnel:
    """Of `students` in all, how many reached each of the `stages`."""

    students: int
    stages: list[Number]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Funnel":
        return cls(len(rows), [Number(stage.label, sum(map(stage.reached, rows))) for stage in _STAGES])

    def finding(self, *, is_over: bool) -> str:
        """The stage before which most students stand still; the earlier of two."""
        numbers = [self.students, *(stage.students for stage in self.stages)]
        gaps = [before - after for before, after in pairwise(numbers)]
        if not any(gaps):
            return "Everybody has reflected on a conversation."
        widest = gaps.index(max(gaps))
        whom = f"the {numbers[widest]} students {_STAGES[widest - 1].whom}" if widest else f"{self.students} students"
        have = "" if is_over else " has" if gaps[widest] == 1 else " have"
        return f"{gaps[widest]} of {whom}{have} {_STAGES[widest].lack}{'' if is_over else ' yet'}."


def distribution(rows: Sequence[Row], *, goal: int) -> list[Number]:
    """How many students have none, one, two, three and more that count. The goal is named where it lies."""
    most = len(COUNTS) - 1
    numbers = Counter(min(row.counted, most) for row in rows)
    return [
        Number(f"{label}{_mark(number, most, goal)}", numbers[number]) for number, label in enumerate(COUNTS.values())
    ]


def _mark(number: int, most: int, goal: int) -> str:
    if number == goal:
        return ", the goal"
    return f" (the goal is {goal})" if number == most < goal else ""
