"""What `make lock` tells uv about pip's index: by variables, and nothing that only this machine has."""

import sys
import tomllib
from pathlib import Path

import pytest

from tools import locking
from tools.problems import Problem


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is the whole of pip's configuration."""
    file = tmp_path / "pip.conf"
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return file


def variables() -> dict[str, str]:
    return locking._index_variables(Path(sys.executable))


def test_the_configured_index_is_passed_on_and_local_folders_are_not(configured: Path) -> None:
    configured.write_text(
        "[global]\n"
        "index-url = https://index.campus.example/simple\n"
        "find-links = /srv/wheels\n"
        "extra-index-url = file:///srv/simple https://more.campus.example/simple\n"
        "cert = /etc/ours.pem\n"
    )
    assert variables() == {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_DEFAULT_INDEX": "https://index.campus.example/simple",
        "UV_INDEX": "https://more.campus.example/simple",
        "SSL_CERT_FILE": "/etc/ours.pem",
    }


def test_a_variable_wins_over_the_file(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configured.write_text("[global]\nindex-url = https://index.campus.example/simple\n")
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.campus.example/simple")
    assert variables()["UV_DEFAULT_INDEX"] == "https://other.campus.example/simple"


def test_a_step_that_fails_is_told_with_its_last_line() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such package')"]
    with pytest.raises(Problem, match="It could not be resolved: no such package"):
        locking._run(command, what="It could not be resolved")


def test_the_locks_name_what_pyproject_names() -> None:
    project = tomllib.loads((locking.ROOT / "pyproject.toml").read_text())["project"]
    named = {"app.txt": project["dependencies"], "dev.txt": project["dependencies"]}
    named["dev.txt"] = named["dev.txt"] + project["optional-dependencies"]["dev"]
    for file, wanted in named.items():
        locked = {
            line.split("==")[0].split("[")[0] for line in (locking.ROOT / "requirements" / file).open() if "==" in line
        }
        names = {_name(requirement) for requirement in wanted}
        assert names - locked == set()


def _name(requirement: str) -> str:
    for mark in "[<>=!~; ":
        requirement = requirement.split(mark)[0]
    return requirement.lower().replace("_", "-")
