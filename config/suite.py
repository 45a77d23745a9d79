"""Runs the tests against services of their own: `python -m config.suite all|fast|chaos|bench [pytest's arguments]`.

`make run` may be up in the same checkout: the test services have their own data and ports. Two test runs in one
checkout would empty each other's databases, so the second waits until the first is done. Everything is stopped at the
end; after a kill -9 the next run takes over what is still running.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config import browser, embedded
from config.problems import Problem, exit_with_sentence
from config.services.folder import Folder

ROOT = Path(__file__).resolve().parents[1]
INSTANCE = "test"
PARTS: dict[str, list[str]] = {
    "all": ["-n", "2"],
    "fast": ["-n", "2", "-m", "not browser and not chaos and not bench"],
    "chaos": ["-m", "chaos", "-s"],
    "bench": ["-m", "bench", "-s"],
}
NEEDS_BROWSER = ("all",)


@contextmanager
def test_services(root: Path) -> Iterator[embedded.Services]:
    """The services for tests, for one user at a time; stopped afterwards."""
    folder = Folder(root, INSTANCE)
    folder.make()
    with (folder.run / "suite.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another test run or check is going on in this checkout: waiting for its end ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        services = embedded.start(root, INSTANCE)
        try:
            yield services
        finally:
            services.stop()


def run(part: str, arguments: list[str]) -> int:
    """Run one part of the tests; returns pytest's exit code."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    if part in NEEDS_BROWSER:
        environment["CHROMIUM"] = str(browser.ensure())
    with test_services(ROOT) as services:
        environment |= services.variables()
        command = [sys.executable, "-m", "pytest", *PARTS[part], *arguments]
        tests = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)

        def pass_on(number: int, frame: FrameType | None) -> None:
            tests.send_signal(signal.SIGINT)  # pytest then ends its fixtures and says what ran

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        return tests.wait()


def _main() -> int:
    part, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if part not in PARTS:
        raise Problem(f"Say which tests: {', '.join(PARTS)}.")
    return run(part, arguments)


if __name__ == "__main__":
    exit_with_sentence(_main)
