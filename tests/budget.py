"""`make test` has four minutes, so a test of it has two seconds, but for those in a browser.

A machine with other work is slower. What this process stood ready and was not run is taken off, and the bound grows by
the share of that time over the whole run, or by the work that waits for a core where that is more: what a test starts
and waits for is slowed down, too. Where the kernel counts none of it (no Linux), nothing is judged.
"""

import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest

SECONDS = 2.0
APART = ("browser", "proof", "chaos")
APART_FOLDERS = {"bench", "load"}
_SCHEDULED = Path("/proc/self/schedstat")  # nanoseconds run, nanoseconds waited for a core, slices


def _ran_and_waited() -> tuple[int, int]:
    ran, waited, _ = map(int, _SCHEDULED.read_text().split())
    return ran, waited


def _slowness() -> float:
    """How many times longer everything takes than on a machine with nothing else to do; 1 at best."""
    ran, waited = _ran_and_waited()
    return max(1 + waited / max(ran, 1), os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    is_apart = any(map(item.get_closest_marker, APART)) or not APART_FOLDERS.isdisjoint(item.path.parts)
    if is_apart or not _SCHEDULED.exists():
        return (yield)
    (_, before), began = _ran_and_waited(), time.monotonic()
    answer = yield
    waited = (_ran_and_waited()[1] - before) / 1e9
    took, bound = time.monotonic() - began - waited, SECONDS * _slowness()
    if took > bound:
        pytest.fail(f"It took {took:.1f} s, and a test of `make test` has {bound:.1f} s here.", pytrace=False)
    return answer
