"""What both servers of a checkout share: known again by what they run, started on a free port, stopped in order.

A pid in a file says nothing after a crash: the system may have given it to someone else's process.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import psutil

from tools.problems import Problem
from tools.services.account import Account, account_for, as_account
from tools.services.folder import Folder, Secrets, free_port, is_free


class PortTaken(Exception):
    """Someone else took the port between our look and the server's start."""


class Server:
    """A server of the checkout behind `folder`. `durable=False` gives up safety against a power cut, for tests.

    Its program is named `executable` and has `argument`, a path in this checkout, which no other process has.
    """

    name: str
    executable: str
    argument: Path
    pid_file: Path
    home: Path
    port_field: str
    start_seconds: float
    stop_signals: list[tuple[int, float]]

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        self.folder = folder
        self.durable = durable

    @property
    def account(self) -> Account | None:
        """Whom the server runs as when we are root."""
        return account_for(self.home if self.home.exists() else self.home.parent)

    def find(self) -> psutil.Process | None:
        """Our running server, or None."""
        candidates = chain(self._recorded(), psutil.process_iter())
        return next((process for process in candidates if self._is_ours(process)), None)

    def start(self, kept: Secrets) -> None:
        """Bring the server up; a port that had to change is written to `kept`."""
        found = self.find()
        if found and self.answers(kept):
            return None
        if found:
            end(found, signals=self.stop_signals)
        self.prepare(kept)
        for _ in range(5):
            if not is_free(getattr(kept, self.port_field)):
                setattr(kept, self.port_field, free_port())
                self.folder.keep(kept)
            try:
                return self._launch(kept)
            except PortTaken:
                continue
        raise Problem(f"Five ports in a row were taken before {self.name} could listen: run the command again.")

    def stop(self) -> None:
        """Shut down cleanly, within the seconds of `stop_signals`; nothing happens when it is not running."""
        if found := self.find():
            end(found, signals=self.stop_signals)

    def answers(self, kept: Secrets) -> bool:
        """Whether the server takes our connections now."""
        raise NotImplementedError

    def prepare(self, kept: Secrets) -> None:
        """Make what the server reads when it starts. Raises Problem when what is there cannot be used."""
        raise NotImplementedError

    def command(self, kept: Secrets) -> list[str | Path]:
        """What starts the server in the foreground."""
        raise NotImplementedError

    def explain(self, said: str, *, what: str) -> Problem:
        """Turn the server's last words into one sentence."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """A short environment: none of the caller's variables, and messages in English to know them by."""
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return kept | {"LC_ALL": "C", "TZ": "UTC", "HOME": str(self.home)}

    def make_home(self) -> None:
        """Make the server's own folder, closed to others."""
        account = self.account
        self.home.mkdir(mode=0o700, exist_ok=True)
        if account:
            account.take(self.home)

    def _recorded(self) -> Iterator[psutil.Process]:
        try:
            yield psutil.Process(int(self.pid_file.read_text().split()[0]))
        except (OSError, ValueError, IndexError, psutil.Error):
            return

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return (
                str(self.argument) in process.cmdline()
                and Path(process.exe()).name == self.executable
                and process.status() != psutil.STATUS_ZOMBIE
            )
        except psutil.Error:
            return False

    def _launch(self, kept: Secrets) -> None:
        with self.folder.open_log(self.executable) as log:
            written = log.tell()
            server = subprocess.Popen(
                as_account(self.account, self.command(kept)),
                cwd=self.home,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever started us, who stops us in order
            )
        path = self.folder.logs / f"{self.executable}.log"
        until = time.monotonic() + self.start_seconds
        while time.monotonic() < until:
            if server.poll() is not None:
                with path.open("rb") as file:
                    file.seek(written)
                    said = file.read().decode(errors="replace")
                if "Address already in use" in said:
                    raise PortTaken
                raise self.explain(said, what=f"{self.name} could not start")
            if self.answers(kept):
                return
            time.sleep(0.03)
        self.stop()
        raise Problem(f"{self.name} did not answer in {self.start_seconds:.0f} seconds: see {path}.")


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
