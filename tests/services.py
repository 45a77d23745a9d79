"""Starts the services that tests use, before Django reads its settings; loaded by `-p tests.services`.

A run gets databases and broker keys of its own (ACQUAINT_TEST_RUN), so that two runs in one checkout never meet.
The last run that ends stops the services.
"""

import fcntl
import os
from pathlib import Path
from typing import IO

import pytest

from config import embedded

ROOT = Path(__file__).resolve().parents[1]
_FOLDER = ROOT / ".local" / "test"


def _join() -> IO[str]:
    """Start what is not running, and hold a shared lock for as long as this run uses it."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    in_use = (_FOLDER / "in-use.lock").open("a")
    fcntl.flock(in_use, fcntl.LOCK_SH)
    os.environ.update(embedded.start(ROOT, instance="test").variables())
    os.environ["ACQUAINT_TEST_RUN"] = str(os.getpid())
    return in_use


# At import, because pytest-django reads the settings before any hook of this plugin could run. Workers of xdist
# inherit the variables and leave the services to the process that started them.
_in_use = None if "ACQUAINT_TEST_RUN" in os.environ else _join()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if _in_use is None:
        return
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "ACQUAINT_TEST_RUN"):
        os.environ.pop(name, None)
    try:
        fcntl.flock(_in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another run goes on
    running = embedded.running(ROOT, instance="test")
    if running:
        running.stop()
