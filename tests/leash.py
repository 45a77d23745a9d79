"""`python -m tests.leash COMMAND ...` runs a command until this process's standard input ends, then kills it with all
that it started.

The input ends when whoever holds its other end closes it or is gone, so that Ctrl-C or `kill -9` on the tests leaves
nothing running, whatever they were doing at that moment.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]


def start(
    command: Sequence[str], *, output: IO[bytes] | int, environment: Mapping[str, str], pass_fds: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """The command on its leash, in a session of its own: Ctrl-C in the terminal does not reach it."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.leash", *command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        pass_fds=pass_fds,
        start_new_session=True,
    )


def _main() -> None:
    # Descriptors that were handed over go on to the command. All it starts is in this process's session and group.
    subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, close_fds=False)
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _main()
