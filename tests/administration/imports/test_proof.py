"""A real worker, killed in the middle of an import, and one that is told to stop: all of it or nothing."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from apps.students.models import Student
from tests.administration.imports.office import Office
from tests.journeys.stack import Stack

pytestmark = pytest.mark.proof

ROWS = 1500


def roster(first: int) -> str:
    rows = [f"{n},Student {n},s{n}@campus.example" for n in range(first, first + ROWS)]
    return "\n".join(["Student ID,Name,Email", *rows])


@pytest.fixture
def stack(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("imports", numbered=False)
    with django_db_blocker.unblock(), Stack(folder, is_small=True) as running:
        yield running


@pytest.fixture
def office(stack: Stack) -> Office:
    return Office(stack)


@pytest.fixture
def students(stack: Stack) -> Callable[[], int]:
    def count() -> int:
        with stack.database():
            return Student.objects.count()

    return count


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(
    stack: Stack, office: Office, students: Callable[[], int]
) -> None:
    worker = stack.start_worker("jobs", queue="jobs")
    office.upload(roster(10_000_000))
    office.wait_for(f"All {ROWS:,} rows can go in")
    office.press("run/")
    office.wait_for("rows are ready")
    os.killpg(worker.pid, signal.SIGKILL)

    office.wait_for("The import was stopped from outside. Nothing was changed.")
    assert students() == 0

    stack.start_worker("jobs-again", queue="jobs")
    office.press(check="1")
    office.wait_for(f"All {ROWS:,} rows can go in")
    office.press("run/")
    office.wait_for(f"{ROWS:,} students added")
    assert students() == ROWS

    office.upload(roster(20_000_000))
    office.wait_for(f"All {ROWS:,} rows can go in")
    office.press("run/")
    office.wait_for("rows are ready")
    office.press("cancellation/")
    office.wait_for("Stopped. Nothing was changed.")
    assert students() == ROWS

    office.press(check="1")
    office.wait_for(f"All {ROWS:,} rows can go in")
    for part in ("jobs", "jobs-again", "web"):
        assert "@campus.example" not in stack.log(part), part
