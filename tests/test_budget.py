"""The two seconds of a test, tried on a run of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A fiftieth of a second, and a test that needs fifty times as long: enough also where the machine is busy.
TESTS = """
import time
import pytest
from tests import budget

budget.SECONDS = 0.02

def test_waits():
    time.sleep(1)

@pytest.mark.browser
def test_waits_in_a_browser():
    time.sleep(0.1)

@pytest.mark.proof
def test_proves():
    time.sleep(0.1)
"""


@pytest.mark.proof
def test_a_test_that_takes_too_long_is_red_but_in_a_browser_or_a_proof(tmp_path: Path) -> None:
    (tmp_path / "test_slow.py").write_text(TESTS)
    plugins = ["-p", "tests.budget", "-p", "no:django", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", tmp_path, "-q", *plugins, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    if not Path("/proc/self/schedstat").exists():
        pytest.skip("this kernel does not say how long a process waited")
    assert "1 failed, 2 passed" in done.stdout, done.stdout
    assert "It took 1." in done.stdout
