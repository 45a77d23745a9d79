"""One order of locks; that nobody waits in a circle is judged by tests/races."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The one place, and those that leave out what somebody else holds, hold what is due of one mail, or delete a student.
LOCKING = {
    "apps/core/locking.py",
    "apps/outbox/bundles.py",
    "apps/outbox/querysets.py",
    "apps/privacy/deletion/actions.py",
    "apps/privacy/download/actions.py",
    "apps/reminders/comparison.py",
}


def test_rows_are_locked_in_one_order_because_one_place_locks_them() -> None:
    found = {
        str(file.relative_to(ROOT))
        for file in ROOT.glob("apps/**/*.py")
        if "select_for_update" in file.read_text(encoding="utf-8")
    }
    assert found == LOCKING
