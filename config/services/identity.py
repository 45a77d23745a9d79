"""Which process is ours: decided by pid, start time and command line together, never by a pid alone.

A pid in a file says nothing after a crash: the system may have given it to somebody else's process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from config.services.private_file import write_private

# psutil derives the start time from the boot time, which the system's clock may shift a little.
CLOCK_SLACK_SECONDS = 2.0


@dataclass(frozen=True)
class Identity:
    """A process as it was when we started it. `created` is in seconds since the epoch."""

    pid: int
    created: float
    command: list[str]

    @classmethod
    def of(cls, pid: int) -> Identity:
        """Describe the live process `pid`. Raises psutil.Error when it is gone."""
        process = psutil.Process(pid)
        return cls(pid=pid, created=process.create_time(), command=process.cmdline())

    def process(self) -> psutil.Process | None:
        """The very same process when it still runs, else None (gone, or its pid is somebody else's)."""
        try:
            process = psutil.Process(self.pid)
            same = (
                abs(process.create_time() - self.created) <= CLOCK_SLACK_SECONDS
                and process.cmdline() == self.command
                and process.status() != psutil.STATUS_ZOMBIE
            )
        except psutil.Error:
            return None
        return process if same else None

    def write(self, path: Path) -> None:
        """Remember this process in `path`."""
        write_private(path, json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Identity | None:
        """What `write` kept, or None when there is nothing or nothing that makes sense."""
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None


def processes_with(*, executable: str, argument: str) -> Iterator[psutil.Process]:
    """Live processes whose program file is named `executable` and that have `argument` among theirs."""
    for process in psutil.process_iter():
        try:
            if (
                argument in process.cmdline()
                and Path(process.exe()).name == executable
                and process.status() != psutil.STATUS_ZOMBIE
            ):
                yield process
        except psutil.Error:
            continue


def processes_in(*, executable: str, folder: Path) -> Iterator[psutil.Process]:
    """Live processes whose program file is named `executable` and whose working folder is `folder`."""
    for process in psutil.process_iter():
        try:
            if (
                Path(process.exe()).name == executable
                and Path(process.cwd()) == folder
                and process.status() != psutil.STATUS_ZOMBIE
            ):
                yield process
        except psutil.Error:
            continue


def end(process: psutil.Process, *, signals: list[tuple[int, float]]) -> bool:
    """Send each signal in turn and wait its seconds; True as soon as the process is gone.

    psutil checks the start time again before every signal, so a pid that was given away is never hit.
    """
    for number, seconds in signals:
        try:
            process.send_signal(number)
            process.wait(timeout=seconds)
        except psutil.NoSuchProcess:
            return True
        except psutil.TimeoutExpired:
            continue
        except psutil.AccessDenied:
            return False
        return True
    return False
