"""Which migrations made the campus of `make run`, told by a record beside it; the files are made up."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import migrations
from tools.services.folder import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one migration and a campus that it made."""
    write(tmp_path, "0001_initial", "the first")
    Folder(tmp_path).make()
    migrations.set_aside_another(tmp_path)
    (tmp_path / ".local" / "postgres" / "data").mkdir(parents=True)
    (tmp_path / ".local" / "secrets.json").write_text("{}")
    migrations.remember(tmp_path)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    folder = root / "apps" / "campus" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text)


def test_a_first_run_has_nothing_to_set_aside(tmp_path: Path) -> None:
    Folder(tmp_path).make()
    assert not migrations.set_aside_another(tmp_path)


def test_the_campus_of_these_migrations_stays(root: Path) -> None:
    assert not migrations.set_aside_another(root)
    assert (root / ".local" / "postgres" / "data").is_dir()
    assert not (root / ".local.old").exists()


def test_a_new_migration_beside_unchanged_ones_is_applied_as_usual(root: Path) -> None:
    write(root, "0002_more", "the second")
    assert not migrations.set_aside_another(root)


def change(root: Path) -> None:
    write(root, "0001_initial", "made anew")


def take_away(root: Path) -> None:
    write(root, "0002_more", "the second")
    (root / "apps" / "campus" / "migrations" / "0001_initial.py").unlink()


def forget(root: Path) -> None:
    (root / ".local" / "migrations.json").unlink()


@pytest.mark.parametrize("differ", [change, take_away, forget])
def test_a_campus_of_other_migrations_is_set_aside_beside_an_older_one(
    root: Path, differ: Callable[[Path], None]
) -> None:
    (root / ".local.old" / "older").mkdir(parents=True)
    (root / ".local" / "test").mkdir()
    differ(root)

    assert migrations.set_aside_another(root)

    assert (root / ".local.old" / "postgres" / "data").is_dir()
    assert (root / ".local.old" / "secrets.json").exists()
    assert (root / ".local.old.2" / "older").is_dir()
    # The run that is under way and the tests go on.
    assert sorted(path.name for path in (root / ".local").iterdir()) == ["migrations.json", "run", "test"]
    assert not migrations.set_aside_another(root)


def test_a_run_that_is_killed_before_its_migrations_are_applied_keeps_its_campus(root: Path) -> None:
    (root / ".local" / "migrations.json").write_text(json.dumps({}))  # as it is before the first start
    assert not migrations.set_aside_another(root)
