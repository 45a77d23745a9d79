"""What README and CONTRIBUTING list is what there is."""

import re
import tomllib
from pathlib import Path

from tests.config.test_compose import example

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def first_column(text: str, head: str) -> list[str]:
    """The names in code style in the first column of the table that starts with `head`."""
    table = text.split(head, 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)


def test_the_floors_are_those_of_the_contract_in_their_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [layer.removeprefix("apps.") for layer in contracts[0]["layers"]]

    assert first_column(CONTRIBUTING, "| floor |") == layers


def test_every_variable_is_in_the_readme() -> None:
    table = first_column(README, "| variable |")

    assert "DEBUG" in table
    assert {name for name in table if name != "DEBUG"} <= set(example())
    assert {name for name in example() if f"`{name}`" not in README} == set()


def test_the_files_that_they_name_exist() -> None:
    named = set(re.findall(r"`((?:apps|config|tests|templates|static)/[\w./]+\.\w+)`", README + CONTRIBUTING))

    named -= {"apps/x/y.py", "tests/x/test_y.py"}  # stand for any

    assert len(named) > 5
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_commands_that_they_name_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z-]+)[`\s]", " ".join(re.findall(r"`[^`]*`", README + CONTRIBUTING))))

    assert {"run", "test", "check"} <= named <= targets
