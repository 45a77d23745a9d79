"""Two sides timed in turns: the median of the rounds' ratios, their spread, and the smallest times seen.

The sides take turns one by one, so that what disturbs the machine disturbs both. A ratio is that of one round; a round
is the median of its turns. A run whose rounds disagree is noisy: it says so, and does not pass.
"""

import gc
import logging
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROUNDS, TURNS = 11, 12
WARM_UP = 5
_NOISY = 0.15  # the middle half of the rounds, apart from each other by this share of the median
_TRIES = 4
_FRAMES_IN_A_PIECE = 16 * 1024 // 136  # of `_deeper`

Side = Callable[[], object]


@dataclass(frozen=True)
class Rounds:
    """Seconds of each turn of both sides, round by round."""

    page: list[list[float]]
    floor: list[list[float]]

    @property
    def ratios(self) -> list[float]:
        return [
            statistics.median(page) / statistics.median(floor)
            for page, floor in zip(self.page, self.floor, strict=True)
        ]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def spread(self) -> float:
        """How far apart the middle half of the rounds is, as a share of the median."""
        first, _, third = statistics.quantiles(self.ratios, n=4)
        return (third - first) / self.ratio

    @property
    def is_noisy(self) -> bool:
        return self.spread > _NOISY


def compare(
    title: str,
    page: Side,
    floor: Side,
    *,
    at_most: float,
    aim: float | None = None,
    turns: int = TURNS,
    before_each: Side = lambda: None,
) -> None:
    """Fails when the page takes more than `at_most` times what the floor takes. Prints what it saw.

    A noisy run is repeated, and the calmest one counts; if that is noisy still, it is not passed off: within the bound
    it is skipped, and says so.
    """
    runs: list[Rounds] = []
    while not runs or (runs[-1].is_noisy and len(runs) < _TRIES):
        runs.append(measured(page, floor, turns=turns, before_each=before_each))
        noise = f"\n  NOISY: the middle half of the rounds is {runs[-1].spread:.0%} apart" if runs[-1].is_noisy else ""
        print(f"\n{title}: {told(runs[-1])}; at most {at_most}" + (f", aim at {aim}" if aim else "") + noise)
    calmest = min(runs, key=lambda run: run.spread)
    noisy = f" in a noisy run, {_load()}" if calmest.is_noisy else ""
    assert calmest.ratio <= at_most, f"{title}: {calmest.ratio:.2f} times its floor, at most {at_most}{noisy}"
    if noisy:
        pytest.skip(f"too noisy to say: {title}, {_load()}")


def measured(
    page: Side, floor: Side, *, rounds: int = ROUNDS, turns: int = TURNS, before_each: Side = lambda: None
) -> Rounds:
    """Each side `turns` times a round, in turns; who goes first changes. Warmed up before.

    `before_each` runs before each pair, and its time is not counted.
    """
    with quiet():
        for _ in range(WARM_UP):
            before_each()
            page()
            floor()
        found = Rounds([], [])
        for _ in range(rounds):
            gc.collect()
            pages, floors = [], []
            for turn in range(turns):
                before_each()
                order = [(page, pages), (floor, floors)]
                for side, times in order if turn % 2 else reversed(order):
                    times.append(_seconds(side, turn / turns))
            found.page.append(pages)
            found.floor.append(floors)
        return found


def grown(title: str, sides: dict[str, Side], *, turns: int) -> None:
    """Prints what each of these takes, beside the first of them. They take turns; there is no bound."""
    found: dict[str, list[list[float]]] = {name: [] for name in sides}
    with quiet():
        for _ in range(WARM_UP):
            for side in sides.values():
                side()
        for number in range(ROUNDS):
            gc.collect()
            times: dict[str, list[float]] = {name: [] for name in sides}
            for turn in range(turns):
                order = list(sides) if (number + turn) % 2 else list(reversed(sides))
                for name in order:
                    times[name].append(_seconds(sides[name], turn / turns))
            for name in sides:
                found[name].append(times[name])
    first = next(iter(sides))
    print(f"\n{title}, {ROUNDS} rounds of {turns} turns, without a bound, {_load()}")
    for name, rounds in found.items():
        against = Rounds(rounds, found[first])
        print(
            f"  {name}: {_times(rounds)}; {against.ratio:.2f} x the first"
            f" (rounds {min(against.ratios):.2f} to {max(against.ratios):.2f})"
        )


def _seconds(side: Side, place: float) -> float:
    """Of one call, from a place between 0 and 1 in a piece of Python's stack.

    CPython 3.11 takes its stack in pieces of 16 KB and gives each back at once: where a busy loop happens to call
    across the end of one, every call maps memory and unmaps it. That took a fifth of a page's time, came and went with
    one middleware, and says nothing of the page. So the turns of a round begin all over a piece.
    """
    return _deeper(int(place * _FRAMES_IN_A_PIECE), side)


def _deeper(frames: int, side: Side) -> float:
    if frames:
        return _deeper(frames - 1, side)
    started = time.perf_counter()
    side()
    return time.perf_counter() - started


def told(rounds: Rounds) -> str:
    low, high = min(rounds.ratios), max(rounds.ratios)
    return (
        f"{rounds.ratio:.2f} x (rounds {low:.2f} to {high:.2f})\n  page  {_times(rounds.page)}"
        f"\n  floor {_times(rounds.floor)}\n  {len(rounds.page)} rounds of {len(rounds.page[0])} turns, {_load()}"
    )


def _times(rounds: list[list[float]]) -> str:
    middles = [1000 * statistics.median(turns) for turns in rounds]
    least = 1000 * min(min(turns) for turns in rounds)
    middle = statistics.median(middles)
    return f"median {middle:.2f} ms (rounds {min(middles):.2f} to {max(middles):.2f}), least {least:.2f}"


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


@contextmanager
def quiet() -> Iterator[None]:
    """The project's log lines are written as always, to nowhere; pytest's own collectors of them stand aside."""
    root = logging.getLogger()
    before = root.handlers
    ours = [handler for handler in before if type(handler) is logging.StreamHandler]
    with Path(os.devnull).open("w") as nowhere:
        streams = [(handler, handler.setStream(nowhere)) for handler in ours]
        root.handlers = ours
        try:
            yield
        finally:
            root.handlers = before
            for handler, stream in streams:
                handler.setStream(stream)
