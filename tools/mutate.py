"""`make mutate` takes each scoping filter, guard and predicate of apps/ out, one at a time, and the authorization
matrix must notice each. `make mutate CHANGED=1` takes those that a change touches.

The change is what differs from the commit that BASE names; by default from where this branch left its upstream,
origin/main or main, and on these from the last commit. What is not committed counts. No file is changed: see
tools/mutants.py.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutants import decisions
from tools.problems import Problem, exit_with_sentence
from tools.suite import services_in_use

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 2
SECONDS = 1200.0  # for one run of the matrix, on a machine with other work
NO_GIT = "CHANGED=1 compares with a former commit, and this copy has none: `make mutate` tries all of apps/."


@dataclass(frozen=True)
class Mutant:
    """One decision taken out; `key` is its name for tools.mutants."""

    key: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}  {self.what}"


def mutants(root: Path, touched: dict[str, set[int]] | None = None) -> list[Mutant]:
    """Those of apps/, or of the lines `touched` in its files. A comment `# A second line: ...` above one says that it
    repeats what something else decides, so that no test can notice.
    """
    found = []
    for file in sorted((root / "apps").rglob("*.py")):
        path = file.relative_to(root).as_posix()
        if touched is not None and path not in touched:
            continue
        if path.startswith("apps/demonstration/"):  # it makes people and lets nobody in
            continue
        source = file.read_text()
        above = ["", "", *source.splitlines()]
        for number, each in enumerate(decisions(ast.parse(source))):
            if above[each.line].lstrip().startswith("# A second line: "):
                continue
            if touched is None or not touched[path].isdisjoint(each.lines):
                found.append(Mutant(f"{path}#{number}", f"{path}:{each.line}", each.what))
    return found


# --- What a change touches -------------------------------------------------------------------------------------------
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def touched_since(root: Path, base: str) -> dict[str, set[int]]:
    """By file of apps/, the lines that are new or changed since the commit `base`, committed or not."""
    diff = _git(root, "diff", "--unified=0", "--no-ext-diff", "--no-color", "--no-renames", base, "--", "apps")
    touched = {}
    for part in re.split(r"^diff --git ", diff, flags=re.MULTILINE)[1:]:
        if named := re.search(r"^\+\+\+ b/(\S+\.py)\s*$", part, re.MULTILINE):
            touched[named[1]] = {
                line for start, count in _HUNK.findall(part) for line in range(int(start), int(start) + int(count or 1))
            }
    for path in _git(root, "ls-files", "--others", "--exclude-standard", "--", "apps").splitlines():
        if path.endswith(".py"):
            touched[path] = set(range(1, (root / path).read_bytes().count(b"\n") + 2))
    return touched


def base_of(root: Path, named: str) -> str:
    """The commit that a change is compared with. Raises Problem where there is none."""
    try:
        if Path(_git(root, "rev-parse", "--show-toplevel").strip()).resolve() != root.resolve():
            raise Problem(NO_GIT)  # the folder of some other repository holds this copy
        head = _git(root, "rev-parse", "HEAD").strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise Problem(NO_GIT) from error
    for other in [named] if named else ["@{upstream}", "origin/main", "main"]:
        try:
            base = _git(root, "merge-base", "HEAD", other).strip()
        except subprocess.CalledProcessError:
            continue
        if named or base != head:
            return base
    if named:
        raise Problem(f"BASE is {named!r}, which is no commit that this branch comes from.")
    try:
        return _git(root, "rev-parse", "HEAD^").strip()
    except subprocess.CalledProcessError as error:
        raise Problem("CHANGED=1 compares with a former commit, and this is the first: set BASE.") from error


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


# --- Running the matrix ----------------------------------------------------------------------------------------------
@dataclass
class Matrix:
    """The tests that must notice, run in processes of their own."""

    root: Path
    tests: Sequence[str] = (
        "tests/test_authorized_rows.py",
        "tests/test_authorized_acts.py",
        "tests/test_authorization.py",
        "tests/accounts/sign_in/test_reauthentication.py",  # steps that ask once more who is there
    )
    spread: Sequence[str] = ("-n", str(AT_ONCE), "--dist", "load")
    tests_of: dict[str, list[str]] = field(default_factory=dict)  # by mutant, those that come by its function

    def learn(self) -> None:
        """Run the code as it stands, once, and see who comes by where. Raises Problem when that is not green."""
        with tempfile.TemporaryDirectory() as folder:
            done = self._pytest(*self.tests, *self.spread, REACHED=folder)
            if done.returncode:
                print(done.stdout[-4000:], done.stderr[-2000:], sep="\n")
                raise Problem("The authorization matrix fails as it stands: mend that first.")
            for file in Path(folder).glob("*.jsonl"):
                for test, reached in map(json.loads, file.read_text().splitlines()):
                    for key in reached:
                        self.tests_of.setdefault(key, []).append(test)
        # What comes by little is quick and close to the point: first. Tests of one file share what it sets up.
        breadth = Counter(test for tests in self.tests_of.values() for test in tests)
        for tests in self.tests_of.values():
            tests.sort(key=lambda test: (test.partition("::")[0], breadth[test], test))

    def notices(self, mutant: Mutant) -> str:
        """The first test that fails because of it; empty when none does. Raises Problem when it cannot be tried."""
        tests = self.tests_of.get(mutant.key, [])
        if not tests:
            return ""
        done = self._pytest(*tests, "--exitfirst", MUTANT=mutant.key)
        if done.returncode not in (0, 1):
            raise Problem(f"{mutant}: this could not be tried.\n{done.stdout[-3000:]}{done.stderr[-2000:]}")
        failed = re.search(r"^(?:FAILED|ERROR) \S+?::(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
        return failed[1] if failed else ""

    def _pytest(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        # Without the budget of two seconds: a slow test notices nothing.
        plugins = ["-p", "tools.mutants", "-p", "no:tests.budget", "-p", "no:cacheprovider"]
        try:
            return subprocess.run(
                [sys.executable, "-m", "pytest", *plugins, "--quiet", "-rfE", "--tb=short", *arguments],
                cwd=self.root,
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            tried = variables.get("MUTANT", "the code as it stands")
            raise Problem(f"The tests of {tried} took longer than {SECONDS:.0f} s.") from error


def survivors(matrix: Matrix, tried: Collection[Mutant]) -> Iterator[Mutant]:
    """Those that no test notices. Prints each as it is known."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, (mutant, test) in enumerate(zip(tried, pool.map(matrix.notices, tried), strict=True), 1):
            print(f"[{number}/{len(tried)}] {mutant}: {f'noticed by {test}' if test else 'NOT NOTICED'}", flush=True)
            if not test:
                yield mutant


def _main() -> int:
    began = time.monotonic()
    touched = None
    if os.environ.get("CHANGED", "") not in ("", "0"):
        base = base_of(ROOT, os.environ.get("BASE", ""))
        print(f"What changed since {_git(ROOT, 'log', '-1', '--format=%h (%s)', base).strip()}:", flush=True)
        touched = touched_since(ROOT, base)
    tried = mutants(ROOT, touched)
    if not tried:
        print("This change touches no filter, guard or predicate that decides who may see what.")
        return 0
    with services_in_use(ROOT):
        matrix = Matrix(ROOT)
        matrix.learn()
        left = list(survivors(matrix, tried))
    for mutant in left:
        print(f"The matrix does not notice: {mutant}", file=sys.stderr)
    print(f"{len(tried)} tried, {len(left)} not noticed, {time.monotonic() - began:.0f} s.")
    return 1 if left else 0


if __name__ == "__main__":
    exit_with_sentence(_main)
