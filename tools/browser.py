"""Finds a Chromium for the browser tests, or installs one the way the machine can."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.problems import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find(variables: Mapping[str, str] = os.environ) -> Path | None:
    """A Chromium that runs here: the one that CHROMIUM names, one on PATH, or Playwright's own; otherwise None.

    Raises Problem when CHROMIUM names something that does not run.
    """
    if named := variables.get("CHROMIUM"):
        path = shutil.which(named)
        if not path or not _runs(Path(path)):
            raise Problem(f"CHROMIUM is {named!r}, which does not run: set it to a Chromium, or unset it.")
        return Path(path)
    return next((path for path in _candidates(variables) if _runs(path)), None)


def ensure(variables: Mapping[str, str] = os.environ) -> Path:
    """A Chromium that runs here, installed first when there is none. Raises Problem when that fails."""
    found = find(variables)
    if found is None:
        print("No Chromium on this machine: installing one for the browser tests ...", flush=True)
        _install()
        found = find(variables)
    if found is None:
        raise Problem(
            "The browser tests need Chromium, and it could not be installed: install the package chromium "
            "(Debian: apt install chromium) or Google Chrome, or set CHROMIUM to one. "
            "`make test-fast` needs none."
        )
    return found


def _candidates(variables: Mapping[str, str]) -> Iterator[Path]:
    for name in NAMES:
        if path := shutil.which(name, path=variables.get("PATH")):
            yield Path(path)
    for application in APPLICATIONS:
        yield Path(application)
    home = Path(variables.get("HOME") or Path.home())
    for cache in (
        Path(variables.get("PLAYWRIGHT_BROWSERS_PATH") or "/nonexistent"),
        home / ".cache" / "ms-playwright",
        home / "Library" / "Caches" / "ms-playwright",
    ):
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            yield from sorted(cache.glob(pattern), reverse=True)


def _runs(path: Path) -> bool:
    """Whether it starts: on some systems the command is only a hint to install a package."""
    if not path.is_file():
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "chrom" in done.stdout.lower()


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _try(["apt-get", "update", "-qq"], env=quiet)
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], env=quiet)
        if find():
            return
    _try([sys.executable, "-m", "playwright", "install", "chromium"], env=dict(os.environ))


def _try(command: list[str], *, env: dict[str, str]) -> None:
    try:
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, timeout=900, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]} did not work: {error}", flush=True)
