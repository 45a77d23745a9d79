"""Whether the embedded database of `make run` was made by the migrations of this checkout.

Until the first release the initial migrations are made anew when a model changes, and a database that was made by
others cannot be migrated. What was applied stands in `.local/migrations.json`: each file with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from itertools import count
from pathlib import Path

from tools.problems import explain
from tools.services.folder import Folder
from tools.services.postgres import Postgres
from tools.services.valkey import Valkey

# Of the run under way, of the tests and of `make environment`: none of it is the campus's.
STAYS = ("run", "test", "environment.lock")


def set_aside_another(root: Path) -> bool:
    """Move a campus that other migrations made to `.local.old`; True when there was one. An older one that lies
    there is kept as `.local.old.2`, or the first number that is free.

    A file that is new beside unchanged ones is no reason. The caller is the only run of this checkout.
    """
    folder = Folder(root)
    try:
        is_there = (folder.postgres / "data").exists()
        if is_there and _fits(root):
            return False
        if is_there:
            _set_aside(folder)
        # Before the first start, so that a run that is killed before `remember` keeps its campus.
        _file(root).write_text("{}")
    except OSError as error:
        raise explain(error, path=folder.path) from error
    return is_there


def remember(root: Path) -> None:
    """Write down that the migrations of this checkout are applied."""
    _file(root).write_text(json.dumps(_present(root), indent=1) + "\n")


def _fits(root: Path) -> bool:
    try:
        applied = json.loads(_file(root).read_text())
    except (FileNotFoundError, ValueError):
        return False
    return applied.items() <= _present(root).items()


def _present(root: Path) -> dict[str, str]:
    files = sorted(root.glob("apps/*/migrations/[0-9]*.py"))
    return {str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _file(root: Path) -> Path:
    return root / ".local" / "migrations.json"


def _set_aside(folder: Folder) -> None:
    old = folder.path.with_name(".local.old")
    if old.exists():
        numbered = (folder.path.with_name(f".local.old.{number}") for number in count(2))
        old.rename(next(path for path in numbered if not path.exists()))
    old.mkdir()
    with folder.locked():
        for server in (Valkey(folder, durable=True), Postgres(folder, durable=True)):
            server.stop()  # a killed run leaves them up
        # The database first: what a kill leaves behind after it begins anew, with nothing to set aside.
        for name in sorted((path.name for path in folder.path.iterdir()), key=lambda name: name != "postgres"):
            if name not in STAYS:
                (folder.path / name).rename(old / name)
