"""What must not grow with the square of what is pasted is measured beside fixed work on the same machine at the same
moment: a slow or busy machine slows both.
"""

import gc
import time
from collections.abc import Callable

TRIES = 3


def _cpu_seconds(act: Callable[[], object]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began


def _count() -> None:
    """The unit of effort, 5 to 10 ms."""
    for _ in range(400_000):
        pass


def takes_at_most(units: float, act: Callable[[], object]) -> None:
    """Fails when `act` needs more CPU time than `units` of counting to 400,000, each of three times.

    A collection of garbage walks through all that other tests left behind, so none happens meanwhile.
    """
    efforts: list[float] = []
    gc.disable()
    try:
        while len(efforts) < TRIES and (not efforts or efforts[-1] > units):
            beside = min(_cpu_seconds(_count), _cpu_seconds(_count))
            efforts.append(_cpu_seconds(act) / beside)
    finally:
        gc.enable()
    assert min(efforts) <= units, f"It took {', '.join(f'{one:.0f}' for one in efforts)} units of effort."
