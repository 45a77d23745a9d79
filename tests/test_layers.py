"""The floors: an import, a foreign key or a reverse lookup that points up fails the build."""

import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
# The lowest first; siblings share a floor.
FLOORS = [layer.split(" | ") for layer in reversed(CONTRACT["layers"])]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code alone, to plant faults in."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "apps", tmp_path / "apps", ignore=ignore)
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=ignore)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_code_keeps_to_its_floors(copy: Path) -> None:
    done = _lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("apps/reminders/actions.py", "from apps.interviews.models import Interview"),
        ("apps/core/clock.py", "from apps.accounts.models import User"),
        ("apps/cohorts/querysets.py", "from apps.dashboards import pace"),
        ("apps/interviews/log/actions.py", "from tools import embedded"),
        ("config/urls.py", "from tools import embedded"),
        ("apps/network/actions.py", "from apps.reflection.models import Reflection"),
    ],
)
def test_a_planted_import_that_points_up_is_found(copy: Path, file: str, line: str) -> None:
    planted = copy / file
    planted.write_text(f"{planted.read_text()}\n\ndef planted() -> None:\n    {line}\n")
    done = _lint(copy)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout


def test_every_app_stands_on_a_floor() -> None:
    assert sorted(chain(*FLOORS)) == sorted(f"apps.{folder.parent.name}" for folder in ROOT.glob("apps/*/apps.py"))


def _floor(app_label: str) -> int | None:
    name = f"apps.{app_label}"
    return next((floor for floor, names in enumerate(FLOORS) if name in names), None)


def _is_sibling(model: type[Model], other: type[Model]) -> bool:
    """Whether they belong to two apps of one floor, which do not know each other."""
    labels = model._meta.app_label, other._meta.app_label
    return labels[0] != labels[1] and _floor(labels[0]) == _floor(labels[1])


def test_no_foreign_key_points_up() -> None:
    wrong = []
    for model in apps.get_models():
        own = _floor(model._meta.app_label)
        for field in model._meta.get_fields():
            if own is None or field.auto_created or not field.is_relation or field.related_model is None:
                continue
            other = _floor(field.related_model._meta.app_label)
            if other is not None and (other > own or _is_sibling(model, field.related_model)):
                wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []


def test_no_lower_app_uses_a_reverse_lookup_of_a_higher_one() -> None:
    """`contact.interviews` belongs to interviews and above: its name may not stand in the code of contacts."""
    wrong = []
    for model in apps.get_models():
        own = _floor(model._meta.app_label)
        for relation in model._meta.related_objects:
            above = _floor(relation.related_model._meta.app_label)
            if own is None or above is None or above <= own or not (name := relation.get_accessor_name()):
                continue
            used = re.compile(rf"\.{name}\b|\b{name}__|__{name}\b|_related\([^)]*[\"']{name}\b")
            for file in (ROOT / "apps" / model._meta.app_label).rglob("*.py"):
                if "migrations" not in file.parts and used.search(file.read_text()):
                    wrong.append(f"{file.relative_to(ROOT)}: {name}")
    assert wrong == []
