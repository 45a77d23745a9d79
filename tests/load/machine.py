"""Whose work the processors did: ours is that of this process and of all that it started."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import psutil

NOISY = 0.1  # of the machine: where others take more, times are theirs, too


def _ours() -> dict[tuple[int, float], float]:
    found = {}
    this = psutil.Process()
    for process in (this, *this.children(recursive=True)):
        with suppress(psutil.Error):
            times = process.cpu_times()
            found[process.pid, process.create_time()] = times.user + times.system
    return found


def _everybodys() -> float:
    times = psutil.cpu_times()._asdict()
    return sum(times.values()) - sum(times.get(name, 0) for name in ("idle", "iowait", "guest", "guest_nice"))


@dataclass
class Processors:
    """A block's share of all processors, `ours` and `others`, 0 to 1. What one of ours did that ended within the block
    is among the others'.
    """

    ours: float = 0
    others: float = 0
    _before: dict[tuple[int, float], float] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._began, self._all, self._before = time.monotonic(), _everybodys(), _ours()
        return self

    def __exit__(self, *error: object) -> None:
        there = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        self.ours = sum(used - self._before.get(one, 0) for one, used in _ours().items()) / there
        self.others = max(0, (_everybodys() - self._all) / there - self.ours)

    @property
    def are_noisy(self) -> bool:
        return self.others > NOISY

    def __str__(self) -> str:
        return f"{self.ours:.0%} ours, {self.others:.0%} of others" + (" (NOISY)" if self.are_noisy else "")
