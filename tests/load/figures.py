"""The table of the evening: how long each page took while the server was quiet, and while everybody was there."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.load.people import FILES

AT_MOST = 5.0  # times its quiet median, for 95 in 100 answers of a page
NOISY = 1.5  # what is quiet takes the same before and after, or somebody else was on this machine
UNBOUND = {FILES}  # no pages


@dataclass(frozen=True)
class Line:
    """Milliseconds of one page."""

    page: str
    before: list[float]
    after: list[float]
    evening: list[float]

    @property
    def quiet(self) -> float:
        return statistics.median([*self.before, *self.after])

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.evening, n=20, method="inclusive")[-1]

    @property
    def ratio(self) -> float:
        return self.p95 / self.quiet

    @property
    def is_bound(self) -> bool:
        return self.page not in UNBOUND

    @property
    def is_too_slow(self) -> bool:
        return self.is_bound and self.ratio > AT_MOST

    @property
    def is_noisy(self) -> bool:
        quiets = statistics.median(self.before), statistics.median(self.after)
        return self.is_bound and max(quiets) > NOISY * min(quiets)

    def cells(self) -> tuple[str, ...]:
        quiets = f"{statistics.median(self.before):.0f}, {statistics.median(self.after):.0f}"
        bound = f"{AT_MOST * self.quiet:.0f}" if self.is_bound else "-"
        times = (self.quiet, statistics.median(self.evening), self.p95, max(self.evening))
        marks = "TOO SLOW" * self.is_too_slow + " noisy" * self.is_noisy
        numbers = (f"{len(self.evening)}", quiets, *(f"{time:.0f}" for time in times), f"{self.ratio:.1f}", bound)
        return (self.page, *numbers, marks.strip())


HEAD = ("page", "n", "before, after", "quiet", "p50", "p95", "max", "ratio", "at most", "")


def lines(before: Mapping[str, Sequence[float]], after: Mapping[str, Sequence[float]],
          evening: Mapping[str, Sequence[float]]) -> list[Line]:  # fmt: skip
    """From seconds by page, in the order in which the pages are first seen."""
    thousand = [{page: [1000 * each for each in times] for page, times in one.items()} for one in (before, after)]
    return [
        Line(page, thousand[0][page], thousand[1][page], [1000 * each for each in times])
        for page, times in evening.items()
    ]


def table(found: Sequence[Line]) -> str:
    rows = [HEAD, *(line.cells() for line in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) if place in (0, len(HEAD) - 1) else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    )  # fmt: skip
