"""Turns the names in pyproject.toml into requirements/app.txt and dev.txt with hashes.

Run as `python3 -m tools.locking`.

One lock serves Python 3.11 and later on every platform. uv does the work in a throw-away environment under
`.local/`; it is told pip's configured index through its variables, and no address is written into a file.
Local folders (find-links, file: indexes) are left out: what lies there may have been built on this machine,
and a lock must hold for everybody.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.problems import Problem, exit_with_sentence

ROOT = Path(__file__).resolve().parents[1]
HEADER = "# Made by `make lock` from the names in pyproject.toml. Do not edit.\n"
EXTRAS = {"app.txt": [], "dev.txt": ["--extra", "dev"]}
SCOPES = ("global", "user", "site", ":env:")  # later ones win, as in pip


def lock(root: Path = ROOT) -> None:
    """Write both files anew, or neither. Raises Problem when the packages cannot be resolved."""
    (root / ".local").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lock-", dir=root / ".local") as scratch:
        python = Path(scratch) / "venv" / "bin" / "python"
        _run(
            [sys.executable, "-I", "-m", "venv", str(python.parents[1])],
            what="A throw-away environment could not be made",
        )
        _run(
            [python, "-m", "pip", "install", "--quiet", "uv"],
            what="uv could not be installed",
        )
        environment = {**os.environ, **_index_variables(python)}
        made = {name: _compile(python, extra, root=root, environment=environment) for name, extra in EXTRAS.items()}
        for name, text in made.items():
            fresh = Path(scratch) / name
            fresh.write_text(HEADER + text)
            (root / "requirements").mkdir(exist_ok=True)
            fresh.replace(root / "requirements" / name)
            count = len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
            print(f"requirements/{name}: {count} packages")


def _compile(python: Path, extra: list[str], *, root: Path, environment: dict[str, str]) -> str:
    command: list[str | Path] = [
        python.with_name("uv"), "pip", "compile", "--no-config", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
        "--quiet", "--upgrade", *extra, "pyproject.toml",
    ]  # fmt: skip
    return _run(
        command,
        what="The names in pyproject.toml could not be resolved",
        cwd=root,
        env=environment,
    )


def _index_variables(python: Path) -> dict[str, str]:
    """What pip is configured with, in uv's variables."""
    found: dict[str, str] = {}
    listed = _run(
        [python, "-m", "pip", "config", "list"],
        what="pip's configuration could not be read",
    )
    lines = sorted(
        listed.splitlines(),
        key=lambda line: SCOPES.index(line.split(".")[0]) if "." in line else 0,
    )
    for line in lines:
        name, _, value = line.partition("=")
        found[name.rpartition(".")[2]] = str(ast.literal_eval(value))
    variables = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip does: every index counts the same
    if "index-url" in found:
        variables["UV_DEFAULT_INDEX"] = found["index-url"]
    if others := [url for url in found.get("extra-index-url", "").split() if not url.startswith("file:")]:
        variables["UV_INDEX"] = " ".join(others)
    if "cert" in found:
        variables["SSL_CERT_FILE"] = found["cert"]
    return variables


def _run(
    command: list[str | Path],
    *,
    what: str,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise Problem(f"{what}: {last}")
    return done.stdout


def _main() -> int:
    lock()
    return 0


if __name__ == "__main__":
    exit_with_sentence(_main)
