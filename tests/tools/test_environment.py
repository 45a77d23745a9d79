"""Making `.venv/`: real environments of a checkout whose lock is empty, so that no index is needed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment
from tools.problems import Problem

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made")
    checkout(root)
    environment.make(root)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A checkout with an environment that is up to date: a moved one, made to look at home."""
    root = tmp_path / "checkout"
    shutil.copytree(made, root, symlinks=True)
    stamp = root / ".venv" / "stamp.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"root": str(root)}))
    (root / ".venv" / "canary").touch()
    return root


def checkout(root: Path) -> None:
    (root / "requirements").mkdir()
    (root / "requirements" / "dev.txt").write_text("# nothing\n")


def was_made_anew(root: Path) -> bool:
    return not (root / ".venv" / "canary").exists()


def test_the_environment_runs_and_says_what_it_was_made_of(made: Path) -> None:
    python = made / ".venv" / "bin" / "python"
    shown = subprocess.run(
        [python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True
    ).stdout.strip()
    stamp = json.loads((made / ".venv" / "stamp.json").read_text())
    assert (shown, stamp["root"]) == (str(made / ".venv"), str(made))


def test_a_second_call_changes_nothing(root: Path) -> None:
    before = (root / ".venv" / "stamp.json").stat().st_mtime_ns
    environment.make(root)
    assert (root / ".venv" / "stamp.json").stat().st_mtime_ns == before


def test_a_changed_lock_is_brought_up_to_date_in_place(root: Path) -> None:
    (root / "requirements" / "dev.txt").write_text("# still nothing, but another\n")
    before = json.loads((root / ".venv" / "stamp.json").read_text())["lock"]
    environment.make(root)
    assert not was_made_anew(root)
    assert json.loads((root / ".venv" / "stamp.json").read_text())["lock"] != before


def test_a_moved_checkout_is_made_anew(root: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    root.rename(moved)
    environment.make(moved)
    assert was_made_anew(moved)


def test_an_interrupted_install_is_made_anew(root: Path) -> None:
    (root / ".venv" / "installing").touch()
    (root / ".venv" / "stamp.json").unlink()
    environment.make(root)
    assert was_made_anew(root)
    assert not (root / ".venv" / "installing").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(root: Path) -> None:
    for name in ("python", "python3", f"python3.{sys.version_info[1]}"):
        (root / ".venv" / "bin" / name).unlink()
    environment.make(root)
    assert was_made_anew(root)


def test_a_link_to_another_checkouts_environment_is_replaced_and_the_other_kept(root: Path, made: Path) -> None:
    shutil.rmtree(root / ".venv")
    (root / ".venv").symlink_to(made / ".venv")
    environment.make(root)
    assert not (root / ".venv").is_symlink()
    assert json.loads((made / ".venv" / "stamp.json").read_text())["root"] == str(made)


def test_two_calls_at_once_make_one_environment(tmp_path: Path) -> None:
    checkout(tmp_path)
    program = "import sys; from pathlib import Path; from tools import environment; environment.make(Path(sys.argv[1]))"
    calls = [
        subprocess.Popen(
            [sys.executable, "-c", program, tmp_path],
            cwd=environment.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [call.communicate(timeout=180)[0] for call in calls]
    assert [call.returncode for call in calls] == [0, 0]
    assert sorted(bool(text) for text in said) == [False, True]  # one of them installed, the other had nothing to do


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "planted-1.0-py3-none-any.whl"
    wheel.write_bytes(b"not what was locked")
    checkout(tmp_path)
    lock = f"planted @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n"
    (tmp_path / "requirements" / "dev.txt").write_text(lock)
    with pytest.raises(Problem, match="could not be installed; pip's own message is above"):
        environment.make(tmp_path)
    assert not (tmp_path / ".venv" / "stamp.json").exists()


def test_a_missing_lock_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="requirements/dev.txt is missing"):
        environment.make(tmp_path)


@pytest.mark.parametrize("name", ["app.txt", "dev.txt"])
def test_the_locks_pin_every_package_by_hash_and_name_no_place(name: str) -> None:
    text = (environment.ROOT / "requirements" / name).read_text()
    packages = [block for block in text.replace("\\\n", " ").splitlines() if block and not block.startswith("#")]
    assert packages
    assert [line for line in packages if "==" not in line or "--hash=sha256:" not in line] == []
    assert [word for word in ("://", "--index", "--find-links", "file:", os.sep + "opt") if word in text] == []
