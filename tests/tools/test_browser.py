"""Finding a Chromium among programs that are one, are not, or only say how to install one."""

from pathlib import Path

import pytest

from tools import browser
from tools.problems import Problem


def program(path: Path, says: str, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """Variables under which there is nothing to find."""
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path / "home")}


def test_the_one_that_chromium_names_comes_first(tmp_path: Path, nowhere: dict[str, str]) -> None:
    program(tmp_path / "bin" / "chromium", "Chromium 150.0")
    named = program(tmp_path / "mine" / "chrome", "Google Chrome 151.0")
    assert browser.find({**nowhere, "CHROMIUM": str(named)}) == named


@pytest.mark.parametrize("named", ["/nowhere/chromium", "/bin/true"])
def test_a_variable_that_names_no_chromium_is_refused(nowhere: dict[str, str], named: str) -> None:
    with pytest.raises(Problem, match=f"CHROMIUM is '{named}', which does not run: set it to a Chromium, or unset it"):
        browser.find({**nowhere, "CHROMIUM": named})


def test_a_command_that_only_says_what_to_install_is_passed_over(tmp_path: Path, nowhere: dict[str, str]) -> None:
    program(tmp_path / "bin" / "chromium", "Chromium needs a package: install it first", code=1)
    real = program(tmp_path / "bin" / "google-chrome", "Google Chrome 151.0")
    assert browser.find(nowhere) == real


def test_playwrights_own_is_found_the_newest_first(tmp_path: Path, nowhere: dict[str, str]) -> None:
    cache = tmp_path / "home" / ".cache" / "ms-playwright"
    program(cache / "chromium-1180" / "chrome-linux" / "chrome", "Chromium 140.0")
    newest = program(cache / "chromium-1190" / "chrome-linux" / "chrome", "Chromium 141.0")
    assert browser.find(nowhere) == newest


def test_none_is_found_where_there_is_none(nowhere: dict[str, str]) -> None:
    assert browser.find(nowhere) is None
