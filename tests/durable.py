"""PostgreSQL and Valkey as production has them: every commit is on the disk. They are a caller's own, and gone with it.

`python -m tests.durable FOLDER` starts them, says their variables as JSON, and stops them when its standard input
ends: also where whoever asked for them was killed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import embedded

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def services(folder: Path) -> Iterator[dict[str, str]]:
    """The variables that say where they are, migrated. Of what they leave in `folder`, only logs stay."""
    command = [sys.executable, "-m", "tests.durable", str(folder)]
    running = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdin
    assert running.stdout
    try:
        said = running.stdout.readline()
        assert said, "The services did not start: the reason is above."
        variables = json.loads(said)
        migrate = [sys.executable, "manage.py", "migrate", "-v", "0"]
        subprocess.run(migrate, cwd=ROOT, env={**os.environ, **variables}, check=True)
        yield variables
    finally:
        running.stdin.close()
        running.wait(timeout=60)
        running.stdout.close()


def _main() -> None:
    started = embedded.start(Path(sys.argv[1]), variables={})
    try:
        print(json.dumps(started.variables()), flush=True)
        sys.stdin.read()
    finally:
        started.stop()
        for data in (started.folder.postgres, started.folder.valkey):
            shutil.rmtree(data)


if __name__ == "__main__":
    _main()
