"""Makes `.venv/` from requirements/dev.txt, where every file is pinned by hash.

Run as `python3 -m tools.environment`.

Needs nothing but Python's own library. A second call sees from a stamp that nothing changed and takes
milliseconds. pip reads its own configuration (index, proxy, certificates), so that no address stands in this
repository.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tools.problems import Problem, exit_with_sentence, explain, full_disk

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
BYTES_NEEDED = 20_000_000  # pip stops with less than the next wheel takes


def make(root: Path = ROOT) -> None:
    """Make or mend `.venv/` of the checkout at `root`; safe against a second caller at the same moment.

    A folder that was moved, copied, made by another Python or left by an interrupted install is made anew.
    Raises Problem with one sentence when it cannot be done.
    """
    if sys.version_info < OLDEST:
        raise Problem(
            f"Acquaint needs Python 3.11 or later, and this is {sys.version.split()[0]}: install a newer one."
        )
    venv, local = root / ".venv", root / ".local"
    wanted = _wanted(root)
    if _stamp(venv) == wanted:
        return
    try:
        local.mkdir(exist_ok=True)
        with (local / "environment.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = _stamp(venv)
            if kept == wanted:
                return
            if any(kept.get(name) != wanted[name] for name in ("root", "python", "lock")):
                _install(venv, root, keep=_is_whole(venv, kept, wanted), lock=lock.fileno())
            _cut_fonts(venv, root, lock=lock.fileno())
            (venv / "stamp.json").write_text(json.dumps(wanted))
    except OSError as error:
        raise explain(error, path=venv) from error


def _wanted(root: Path) -> dict[str, str]:
    """What the stamp of an up-to-date environment says."""
    try:
        lock = (root / "requirements" / "dev.txt").read_bytes()
    except OSError as error:
        raise Problem(
            "requirements/dev.txt is missing: get it back from the repository, or run `make lock`."
        ) from error
    fonts = root / "tools" / "fonts.py"
    return {
        "root": str(root),
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "lock": hashlib.sha256(lock).hexdigest(),
        "fonts": hashlib.sha256(fonts.read_bytes()).hexdigest() if fonts.exists() else "",
    }


def _stamp(venv: Path) -> dict[str, str]:
    try:
        stamp = json.loads((venv / "stamp.json").read_text())
    except (OSError, ValueError):
        return {}
    # A stamp without the interpreter it speaks of: the system's Python was replaced.
    return stamp if isinstance(stamp, dict) and os.access(venv / "bin" / "python", os.X_OK) else {}


def _is_whole(venv: Path, kept: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether packages can be mended in place: same Python, same place, no interrupted install."""
    if (venv / "installing").exists() or venv.is_symlink():
        return False
    return kept.get("root") == wanted["root"] and kept.get("python") == wanted["python"]


def _install(venv: Path, root: Path, *, keep: bool, lock: int) -> None:
    print("Installing what Acquaint needs into .venv (once; about a minute) ...", flush=True)
    if not keep:
        if venv.is_symlink() or venv.is_file():
            venv.unlink()
        elif venv.exists():
            shutil.rmtree(venv)
        _create(venv)
    (venv / "installing").touch()
    (venv / "stamp.json").unlink(missing_ok=True)
    python = str(venv / "bin" / "python")
    options = ["--no-deps", "--require-hashes", "-r", str(root / "requirements" / "dev.txt")]
    uv = shutil.which("uv")
    by_uv = uv and _runs([uv, "pip", "install", "--quiet", "--python", python, *options], cwd=root, lock=lock)
    # Not compiled: a third of the time goes into packages that this run may never import.
    by_pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile", *options]
    if not by_uv and not _runs(by_pip, cwd=root, lock=lock):
        if shutil.disk_usage(root).free < BYTES_NEEDED:
            raise full_disk(venv)
        raise Problem(
            "The packages of requirements/dev.txt could not be installed; pip's own message is above: "
            "check the network and pip's index (`pip config list`), then run the command again."
        )
    (venv / "installing").unlink()


def _create(venv: Path) -> None:
    # -I keeps the checkout's own folders from standing in for modules of the library.
    made = subprocess.run([sys.executable, "-I", "-m", "venv", venv], capture_output=True, text=True, check=False)
    if made.returncode == 0:
        return
    shutil.rmtree(venv, ignore_errors=True)
    said = made.stdout + made.stderr
    if "ensurepip" in said or "No module named venv" in said:
        raise Problem(
            "This Python cannot make environments: install python3-venv (Debian, Ubuntu: apt install python3-venv)."
        )
    if "No space left" in said:
        raise full_disk(venv)
    last = (said.strip().splitlines() or ["no message"])[-1]
    raise Problem(f"{venv} could not be made: {last}")


def _runs(command: list[str], *, cwd: Path, lock: int) -> bool:
    # The program shares our lock: killed or not, nobody begins anew while it still writes.
    return subprocess.run(command, cwd=cwd, check=False, pass_fds=[lock]).returncode == 0


def _cut_fonts(venv: Path, root: Path, *, lock: int) -> None:
    if not (root / "tools" / "fonts.py").exists():
        return
    if not _runs([str(venv / "bin" / "python"), "-m", "tools.fonts"], cwd=root, lock=lock):
        raise Problem("The fonts could not be cut from their wheels; the message is above.")


def _main() -> int:
    # As an exception it ends pip, too, on its way out.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    make()
    return 0


if __name__ == "__main__":
    exit_with_sentence(_main)
