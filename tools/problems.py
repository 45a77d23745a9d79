"""What a person at the terminal reads when something outside the code is wrong: a sentence, no traceback."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)


class Problem(Exception):
    """One sentence that says what is wrong and what to do about it."""


def explain(error: OSError, *, path: Path) -> Problem:
    """Turn the system's refusal at `path` into a sentence; an unknown one keeps the system's words."""
    if error.errno in FULL:
        return full_disk(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"{path} cannot be written by this account: run the command as the account that owns it, "
            "or give that folder to yourself with chown."
        )
    return Problem(f"{path} cannot be used: {error.strerror or error}.")


def full_disk(path: Path) -> Problem:
    """The sentence for a disk without room at `path`."""
    return Problem(f"The disk that holds {path} is full: free some room there, then run the command again.")


def exit_with_sentence(main: Callable[[], int]) -> None:
    """Run `main` and exit with its code; a Problem becomes its sentence on stderr and exit code 1."""
    try:
        code = main()
    except Problem as problem:
        print(problem, file=sys.stderr)
        code = 1
    except OSError as error:
        if error.errno not in FULL:
            raise
        print(full_disk(Path(error.filename or Path.cwd())), file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
