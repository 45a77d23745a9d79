"""`make test` has four minutes, so a test of it has two seconds, but for those in a browser.

A machine with other work is slower, so the bound grows by the share of time that this process stood ready and was not
run, in this test or over the whole run: the kernel counts both. Where it does not (no Linux), nothing is judged.
"""

import time
from collections.abc import Generator
from pathlib import Path

import pytest

SECONDS = 2.0
APART = ("browser", "proof", "chaos")
_SCHEDULED = Path("/proc/self/schedstat")  # nanoseconds run, nanoseconds waited for a core, slices


def _ran_and_waited() -> tuple[int, int]:
    ran, waited, _ = map(int, _SCHEDULED.read_text().split())
    return ran, waited


def _slowness(since: tuple[int, int]) -> float:
    """How many times longer everything takes than on a machine with nothing else to do; 1 at best."""
    ran, waited = (now - before for now, before in zip(_ran_and_waited(), since, strict=True))
    return 1 + waited / max(ran, 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    if not _SCHEDULED.exists() or any(map(item.get_closest_marker, APART)) or "bench" in item.path.parts:
        return (yield)
    before, began = _ran_and_waited(), time.monotonic()
    answer = yield
    took, bound = time.monotonic() - began, SECONDS * max(_slowness(before), _slowness((0, 0)))
    if took > bound:
        pytest.fail(f"It took {took:.1f} s, and a test of `make test` has {bound:.1f} s here.", pytrace=False)
    return answer
