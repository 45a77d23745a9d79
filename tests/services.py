"""Starts the services that tests use, before Django reads its settings; loaded by `-p tests.services`.

A run gets databases and broker keys of its own (ACQUAINT_TEST_RUN), so that two runs in one checkout never
meet. The last run that ends stops the services.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from tools.suite import services_in_use

ROOT = Path(__file__).resolve().parents[1]
_in_use = ExitStack()


def _join() -> None:
    services = _in_use.enter_context(services_in_use(ROOT))
    os.environ.update(services.variables())
    os.environ["ACQUAINT_TEST_RUN"] = str(os.getpid())


# At import, because pytest-django reads the settings before any hook of this plugin could run. Workers of
# xdist inherit the variables and leave the services to the process that started them.
if "ACQUAINT_TEST_RUN" not in os.environ:
    _join()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    _in_use.close()
