"""The child processes of `make run`: started, watched, started again, stopped, and known again after a crash.

Every child carries a random mark in its environment, which its own children inherit. A process is ours when
it carries the mark of a run of this checkout: that cannot be mistaken, whatever pid it has and whoever its
parent has become.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from tools.problems import Problem
from tools.services.folder import Folder, write_private
from tools.services.server import end

MARK = "ACQUAINT_RUN"
PART = "ACQUAINT_PART"
QUICK_DEATH_SECONDS = 10.0
QUICK_DEATHS_ALLOWED = 5
LINES_KEPT = 15
# A run whose `make` was killed a moment ago needs this long to notice; one that stops may take as long as it
# needs.
NOTICE_SECONDS = 1.5
PATIENCE_SECONDS = 60.0
STOPPING = "(stopping)"


@contextmanager
def only_run(folder: Folder, *, address: str) -> Iterator[Callable[[], None]]:
    """Be the one run of this checkout; raise Problem with the other's address when there is one.

    Yields what to call when this run begins to stop: from then on a newcomer waits for the end of it. The
    kernel lets go of the lock with the process that held it, however that ended.
    """
    with (folder.run / "run.lock").open("a+") as file:

        def say(text: str) -> None:
            file.truncate(0)
            file.write(text)
            file.flush()

        now = time.monotonic()
        until, patient_until = now + NOTICE_SECONDS, now + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                file.seek(0)
                said = file.read()
                if time.monotonic() > (patient_until if said == STOPPING else until):
                    raise Problem(
                        f"Acquaint is already up in this checkout, at {said}: stop that one with Ctrl-C first."
                    ) from error
            time.sleep(0.1)
        say(address)
        yield lambda: say(STOPPING)


class Mark:
    """What tells this run's processes from all others. Written down before the first one is started."""

    def __init__(self, folder: Folder, *, root: Path) -> None:
        self.path = folder.run / "processes.json"
        self.root = str(root)
        self.token = secrets.token_hex(16)

    def end_leftovers(self) -> None:
        """End what a killed run of this checkout left behind, then write this run's mark down."""
        try:
            left = json.loads(self.path.read_text())
            token = left["token"] if left["root"] == self.root else None  # a copied checkout has nothing running
        except (OSError, ValueError, KeyError, TypeError):
            token = None
        if token and (found := list(_marked(token))):
            print(f"Ending {len(found)} processes of a run that was killed ...", flush=True)
            _end_all(found, seconds=3.0)
        write_private(self.path, json.dumps({"root": self.root, "token": self.token}))

    def variables(self, part: str) -> dict[str, str]:
        """What the processes of `part` carry."""
        return {MARK: self.token, PART: part}

    def end_part(self, part: str) -> None:
        """End what is left of `part` after its first process died."""
        _end_all(list(_marked(self.token, part)), seconds=0.0)

    def end_all(self, *, seconds: float) -> None:
        """Ask everything of this run to stop, wait, and end what is left; then the mark is forgotten."""
        _end_all(list(_marked(self.token)), seconds=seconds)
        self.path.unlink(missing_ok=True)


def _marked(token: str, part: str | None = None) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            carried = process.environ()
        except (psutil.Error, OSError):
            continue
        if carried.get(MARK) == token and part in (None, carried.get(PART)):
            yield process


def _end_all(processes: list[psutil.Process], *, seconds: float) -> None:
    """Ask those that no other of them started, which stop their own; after `seconds` end what is left."""
    ours = {process.pid for process in processes}
    asked = [process for process in processes if _parent_of(process) not in ours] if seconds else []
    for process in asked:
        end(process, signals=[(signal.SIGTERM, 0.0)])
    psutil.wait_procs(asked, timeout=seconds)
    for process in processes:
        end(process, signals=[(signal.SIGKILL, 3.0)])


def _parent_of(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


class Child:
    """One long-running part: `web`, `worker`, `codes` or `beat`. Its output is shown and logged line by line."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        folder: Folder,
        root: Path,
        environment: dict[str, str],
        mark: Mark,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.command = list(command)
        self.folder = folder
        self.root = root
        self.environment = environment
        self.mark = mark
        self.pass_fds = list(pass_fds)
        self.last_lines: deque[str] = deque(maxlen=LINES_KEPT)
        self.quick_deaths = 0
        self.started_at = 0.0
        self.start_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it now, in a session of its own: Ctrl-C in the terminal reaches the run alone."""
        self.process = subprocess.Popen(
            self.command,
            cwd=self.root,
            env={**self.environment, **self.mark.variables(self.name)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.pass_fds,
            start_new_session=True,
        )
        self.started_at = time.monotonic()
        threading.Thread(target=self._show, args=(self.process,), daemon=True).start()

    def mend(self) -> None:
        """Start it again when it died, later each time. Raises Problem when it cannot stay up."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        self.mark.end_part(self.name)
        self.quick_deaths = self.quick_deaths + 1 if now - self.started_at < QUICK_DEATH_SECONDS else 1
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        if self.quick_deaths >= QUICK_DEATHS_ALLOWED:
            said = "\n".join(self.last_lines)
            raise Problem(f"{said}\n{self.name} {how}, {self.quick_deaths} times in a row: its last lines are above.")
        self.start_at = now + 0.25 * 2**self.quick_deaths
        print(f"{self.name} {how}; it is started again.", flush=True)

    def restart_with(self, environment: dict[str, str]) -> None:
        """Go on with other variables: a service had to move to another port."""
        self.environment = environment
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.mark.end_part(self.name)
        self.start()

    def _show(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout  # noqa: S101  # nosec B101 - tells mypy that it is a pipe
        with self.folder.open_log(self.name) as log:
            for raw in process.stdout:
                line = raw.decode(errors="replace").rstrip("\n")
                self.last_lines.append(f"{self.name:<6} | {line}")
                try:
                    log.write(raw)
                    log.flush()
                    print(self.last_lines[-1], flush=True)
                except (OSError, ValueError):
                    continue  # a full disk or a closed terminal: the pipe must be emptied all the same
