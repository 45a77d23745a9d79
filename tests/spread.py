"""Which tests share a process when they are spread over several: those that drive a browser or look at the
demonstration campus, and whole modules that share something dear. pytest-xdist's own groups (`--dist loadgroup`) are
lost under pytest 9.2.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/chaos/test_reminders.py",
    "tests/chaos/test_two_devices.py",
    "tests/tools/test_embedded.py",
    "tests/tools/test_environment.py",
    "tests/tools/test_make_run.py",
)
WITH_DEMONSTRATION = ("tests/journeys/", "tests/demonstration/test_campus.py", "tests/demonstration/test_office.py")


class Sharing(LoadScopeScheduling):
    """Each test goes to whichever process is free, but for those that share one."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        if path.startswith(WITH_DEMONSTRATION) or path.endswith("/test_browser.py"):
            return "browser"  # one Chromium, one demonstration campus, and one stack for the journeys
        return path if path in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing | None:
    return Sharing(config, log) if config.getoption("dist") == "loadscope" else None
