"""Which numbers of a report may be shown: nobody learns anything of fewer than five people, also not by taking shown
numbers from a total, nor because a group is all or none of it. Pure functions.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

FEWEST = 5  # people behind a number


@dataclass(frozen=True, slots=True)
class Group:
    """So many of something, and how many people stand behind them."""

    number: int = 0
    people: int = 0

    @property
    def is_small(self) -> bool:
        return self.people < FEWEST


class Said(Enum):
    """How a part of a whole may be said."""

    EXACTLY = auto()
    FEW = auto()  # fewer than five of it, and perhaps none
    MOST = auto()  # all but fewer than five, and perhaps all
    NOT = auto()


def part(group: Group, rest: Group) -> Said:
    """Of a part and the rest of its whole, which is known. All or none tells of each person what they did."""
    if not (group.is_small or rest.is_small):
        return Said.EXACTLY
    if group.number + rest.number < 2 * FEWEST or group.people + rest.people < FEWEST:
        return Said.NOT
    if group.number < FEWEST:
        return Said.FEW
    return Said.MOST if rest.number < FEWEST else Said.NOT


def shown(
    rows: Sequence[Sequence[Group]],
    *,
    each_once: bool = False,
    hidden: Collection[int] = (),
    known: Sequence[Collection[int]] = (),
) -> list[bool]:
    """Which rows of a table may be shown, where the total of each column is known. A row has the same columns, such as
    those who answered and those who did not, and is shown whole or not at all. `each_once`: a person stands in one row
    alone; otherwise the same person may be behind several. The rows at `hidden` are not shown; of those in each of
    `known`, the sum is shown elsewhere, too.

    A row that is too small takes the smallest other with it, and so on, until those that are left out are together no
    small group. A row of nobody says so, unless it gives away another.
    """
    everywhere = range(len(rows))
    filled = {at for at in everywhere if any(group.number for group in rows[at])}
    nothing = [False for _ in everywhere]
    if _is_small(rows, filled, each_once) or (len(filled) == 1 and len(rows[0]) == 1):
        return nothing
    out = {at for at in filled if any(group.is_small for group in rows[at])} | set(hidden)
    sums = [*map(set, known), set(everywhere)]
    while open_sum := next((each for each in sums if out & each and _is_small(rows, out & each, each_once)), None):
        others = (filled & open_sum) - out
        if not others:
            return nothing
        out.add(min(others, key=lambda at: (min(group.number for group in rows[at]), at)))
    return [at not in out for at in everywhere]


def _is_small(rows: Sequence[Sequence[Group]], chosen: Collection[int], each_once: bool) -> bool:
    """Whether a column of these rows together may stand for too few people. Whoever stands in several rows counts
    once, so that these are at least as many as in the largest.
    """
    count = sum if each_once else max
    columns = zip(*(rows[at] for at in chosen), strict=True)
    return not chosen or any(count(group.people for group in column) < FEWEST for column in columns)
