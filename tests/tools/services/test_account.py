"""Who the servers run as: root's, under folders closed to others, and an ordinary user's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import embedded
from tools.problems import Problem
from tools.services.account import Account, as_account

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[3]
UNPRIVILEGED = 65534


def start(root: Path) -> embedded.Services:
    """Services of their own, whatever variables the run of the tests has set."""
    return embedded.start(root, variables={})


def modes_above(path: Path) -> list[tuple[int, int]]:
    return [(p.stat().st_mode, p.stat().st_uid) for p in path.parents]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as another account")
def test_root_starts_them_under_a_folder_closed_to_others_and_changes_no_mode(tmp_path: Path) -> None:
    closed = tmp_path / "closed" / "a long name for a folder, longer than a socket's path may be" / ("x" * 60)
    closed.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    before = modes_above(closed / "x")
    services = start(closed)
    try:
        assert modes_above(closed / "x") == before
        for part in (services.postgres, services.valkey):
            status = Path(f"/proc/{part.find().pid}/status").read_text()
            fields = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
            assert "0" not in fields["Uid"].split()
            # CAP_DAC_OVERRIDE and no other right of root's.
            assert int(fields["CapEff"], 16) == int(fields["CapPrm"], 16) == 0b10
    finally:
        services.stop()


def test_an_ordinary_user_starts_and_stops_them(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from tools import embedded\n"
        "services = embedded.start(Path(sys.argv[1]), variables={})\n"
        "parts = services.postgres, services.valkey\n"
        "print(os.geteuid(), *(part.find().uids().effective for part in parts))\n"
        "services.stop()\n"
        "print(services.dead())\n"
    )
    ordinary = Account(uid=os.geteuid() or UNPRIVILEGED, gid=os.getegid() or UNPRIVILEGED)
    if os.geteuid() == 0:
        ordinary.take(tmp_path)
    done = subprocess.run(
        # Root's own interpreter may lie where nobody else may enter: the one right that is left lets it be read.
        as_account(ordinary if os.geteuid() == 0 else None, [sys.executable, "-c", program, tmp_path]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    uid = ordinary.uid
    assert (done.stdout, done.stderr) == (f"{uid} {uid} {uid}\n['PostgreSQL', 'Valkey']\n", "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / ".local").mkdir(mode=0o500)
    with pytest.raises(Problem, match="cannot be written by this account: run the command as the account"):
        start(tmp_path)
