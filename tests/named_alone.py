"""Folders of tests that only who names them gets: their figures mean nothing beside other tests."""

from pathlib import Path

import pytest


def ignored(folder: Path, config: pytest.Config) -> bool | None:
    """The answer to pytest's `pytest_ignore_collect` for what lies in that folder."""
    named = (Path(config.invocation_params.dir, argument.split("::")[0]).resolve() for argument in config.args)
    return None if any(path.is_relative_to(folder) for path in named) else True
