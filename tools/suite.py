"""Runs a part of the tests: `python -m tools.suite all|fast|proof|chaos|bench|load [pytest's arguments]`.

Chaos runs in its full form here, and takes `--seed N` too: it repeats a run, as SEED=N does.

The tests have services of their own (tests/services.py starts them), so `make run` may be up in the same
checkout.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import browser, embedded
from tools.problems import Problem, exit_with_sentence
from tools.services.folder import Folder

ROOT = Path(__file__).resolve().parents[1]
INSTANCE = "test"
SPREAD = ["-n", "2", "--dist", "loadscope"]
# Far beyond what any test here takes beside other work: one that hangs is red, and says where it stood.
ENDS = ["--timeout", "600"]
PARTS: dict[str, list[str]] = {
    "all": [*SPREAD, *ENDS, "-m", "not proof and not chaos"],
    "fast": [*SPREAD, *ENDS, "-m", "not browser and not proof and not chaos"],
    "proof": [*SPREAD, *ENDS, "-m", "proof or chaos"],
    "chaos": ["-m", "chaos", "-s"],
    "bench": ["-s"],
    "load": [*ENDS, "-s", "--show-capture", "no"],
}
# Only who names these folders gets them (tests/named_alone.py): all of one, or what is named of it.
FOLDERS = {"bench": "tests/bench", "load": "tests/load"}


@contextmanager
def services_in_use(root: Path) -> Iterator[embedded.Services]:
    """The tests' services; whoever uses them last stops them. Any number of users at a time."""
    folder = Folder(root, INSTANCE)
    folder.make()
    with (folder.path / "in-use.lock").open("a") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        services = embedded.start(root, INSTANCE)
        try:
            yield services
        finally:
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                services.stop()
            except BlockingIOError:
                pass  # someone else goes on


def _main() -> int:
    part, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if part not in PARTS:
        raise Problem(f"Say which tests: {', '.join(PARTS)}.")
    if part == "all":
        os.environ["CHROMIUM"] = str(browser.ensure())
    if part == "chaos":
        os.environ["ACQUAINT_CHAOS"] = "full"
        arguments = _take_seed(arguments)
    os.chdir(ROOT)
    # In our place, so that Ctrl-C and kill reach pytest itself, which ends its fixtures and its services.
    command = [sys.executable, "-m", "pytest", *named_folder(part, arguments), *PARTS[part], *arguments]
    os.execv(sys.executable, command)  # noqa: S606  # nosec B606 - no shell on purpose


def named_folder(part: str, arguments: list[str]) -> list[str]:
    """The folder of this part, if it has one and the arguments name nothing in it."""
    folder = FOLDERS.get(part)
    before = ["", *arguments]
    named = [one for one, option in zip(arguments, before, strict=False) if option not in ("--ignore", "--deselect")]
    return [folder] if folder and not any(argument.startswith(f"{folder}/") for argument in named) else []


def _take_seed(arguments: list[str]) -> list[str]:
    """The arguments without `--seed N`, which goes to the tests as the variable SEED."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--seed", type=int)
    found, rest = parser.parse_known_args(arguments)
    if found.seed is not None:
        os.environ["SEED"] = str(found.seed)
    return rest


if __name__ == "__main__":
    exit_with_sentence(_main)
