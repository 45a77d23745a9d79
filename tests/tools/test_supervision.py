"""Child processes under watch: real ones, started, killed and left behind on purpose."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tools.problems import Problem
from tools.services.folder import Folder
from tools.supervision import MARK, PART, Child, Mark, only_run

pytestmark = pytest.mark.proof

SLEEPER = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(300)"]
FAILING = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
# A parent with a child of its own, as a pool of workers has.
FAMILY = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
    "time.sleep(300)",
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.make()
    return folder


@pytest.fixture
def mark(folder: Folder, tmp_path: Path) -> Iterator[Mark]:
    mark = Mark(folder, root=tmp_path)
    mark.end_leftovers()
    yield mark
    mark.end_all(seconds=0)


def child(mark: Mark, folder: Folder, command: list[str]) -> Child:
    return Child("part", command, folder=folder, root=folder.path, environment={"PATH": "/usr/bin:/bin"}, mark=mark)


def within(seconds: float, true: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return true()


def marked(token: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == token and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_what_a_child_says_is_shown_with_its_name_and_logged(
    mark: Mark, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    child(mark, folder, SLEEPER).start()
    log = folder.logs / "part.log"
    assert within(10, lambda: log.exists() and log.read_text() == "awake\n")
    assert within(10, lambda: "part   | awake" in capsys.readouterr().out)


def test_a_killed_child_is_started_again_and_takes_its_family_along(mark: Mark, folder: Folder) -> None:
    family = child(mark, folder, FAMILY)
    family.start()
    assert within(10, lambda: len(marked(mark.token)) == 2)
    before = {process.pid for process in marked(mark.token)}
    family.process.kill()
    family.process.wait()

    def renewed() -> bool:
        family.mend()
        now = {process.pid for process in marked(mark.token)}
        return len(now) == 2 and now.isdisjoint(before)

    assert within(15, renewed)


def test_a_child_that_cannot_stay_up_ends_the_run_with_its_last_lines(mark: Mark, folder: Folder) -> None:
    failing = child(mark, folder, FAILING)
    failing.start()

    with pytest.raises(Problem, match="part ended with code 3, 5 times in a row") as caught:
        within(30, lambda: failing.mend() is not None)
    assert "part   | the reason" in str(caught.value)


def test_leftovers_of_a_killed_run_are_ended_and_nobody_else(mark: Mark, folder: Folder, tmp_path: Path) -> None:
    child(mark, folder, FAMILY).start()
    assert within(10, lambda: len(marked(mark.token)) == 2)
    with subprocess.Popen(SLEEPER, stdout=subprocess.DEVNULL, env={MARK: "another run", PART: "part"}) as stranger:
        try:
            Mark(folder, root=tmp_path).end_leftovers()
            assert marked(mark.token) == []
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_copied_checkout_leaves_the_originals_processes_alone(
    mark: Mark, folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    child(mark, folder, SLEEPER).start()
    assert within(10, lambda: len(marked(mark.token)) == 1)
    copy = Folder(tmp_path_factory.mktemp("copy"))
    copy.make()
    (copy.run / "processes.json").write_text(mark.path.read_text())
    Mark(copy, root=copy.path.parent).end_leftovers()
    assert len(marked(mark.token)) == 1


@pytest.mark.parametrize("left", ["", "{", "[]", '{"root": 1}', "null"])
def test_a_damaged_record_of_the_last_run_is_no_obstacle(folder: Folder, tmp_path: Path, left: str) -> None:
    (folder.run / "processes.json").write_text(left)
    mark = Mark(folder, root=tmp_path)
    mark.end_leftovers()
    assert json.loads(mark.path.read_text())["token"] == mark.token


def test_a_second_run_is_told_where_the_first_one_is(folder: Folder) -> None:
    with (
        only_run(folder, address="http://127.0.0.1:8123"),
        pytest.raises(Problem, match="already up in this checkout, at http://127.0.0.1:8123"),
        only_run(folder, address="http://127.0.0.1:8000"),
    ):
        pytest.fail("two runs at once")


def test_a_run_may_follow_the_one_before(folder: Folder) -> None:
    for _ in range(2):
        with only_run(folder, address="http://127.0.0.1:8123") as say_stopping:
            say_stopping()
