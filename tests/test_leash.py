"""A command on its leash ends with the tests that started it."""

import subprocess
import sys
import time

import psutil

from tests import leash

COMMAND = """
import os, subprocess
child = subprocess.Popen(["sleep", "300"])
print(os.getpid(), child.pid, flush=True)
child.wait()
"""
# In the place of the tests: it starts the command, which says who it and its child are.
TESTS = f"""
import os, sys, time
from tests import leash
leash.start([sys.executable, "-c", {COMMAND!r}], output=1, environment=dict(os.environ))
time.sleep(300)
"""


def test_it_runs_until_the_tests_are_killed_and_is_killed_with_all_it_started() -> None:
    with subprocess.Popen([sys.executable, "-c", TESTS], cwd=leash.ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout
        command, child = (psutil.Process(int(pid)) for pid in tests.stdout.readline().split())
        assert _runs(command)
        assert _runs(child)
        tests.kill()

    until = time.monotonic() + 30
    while _runs(command) or _runs(child):
        assert time.monotonic() < until
        time.sleep(0.01)


def _runs(process: psutil.Process) -> bool:
    """Whether it does; whoever is to take note of its end may be in no hurry."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
