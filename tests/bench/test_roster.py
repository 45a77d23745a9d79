"""A roster of 20,000 students: seconds and peak memory of the process, and queries a thousand rows.

The process is that of `manage.py import_roster`, or the one in which a Celery worker does what the page asked for.
Queries are counted beside it, in a run of our own.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.administration.models import Import
from apps.administration.roster.addresses import ALL_ADDRESSES
from apps.administration.roster.engine import carry_out, check
from apps.core import clock
from tests.administration.imports.office import Office
from tests.bench import databases
from tests.factories import make_cohort
from tests.journeys.stack import Stack

ROWS = 20_000
AT_MOST_SECONDS = 60
COHORTS = 40
_ROOT = Path(__file__).resolve().parents[2]
_CHOICES = {ALL_ADDRESSES: True}
# What each file changes of the one before it, in this order.
FILES = {
    "all new": {},
    "all unchanged": {},
    "all with another name and year": {"last": "Núñez-Reyes", "year": "Senior"},
    "all with another address": {"last": "Núñez-Reyes", "year": "Senior", "domain": "new.campus.example"},
}


def _roster(
    *, first: int = 0, rows: int = ROWS, last: str = "Núñez", year: str = "Junior", domain: str = "campus.example"
) -> bytes:
    head = "Student ID,Last Name,First Name,Preferred Name,Campus Email,Program/Plan,Year,Exp. Grad,Cohort,Hold"
    lines = (
        f"{10_000_000 + number},{last} {number},María {number % 97},{'Mari' if number % 3 == 0 else ''},"
        f"student{number}@{domain},Biology BS,{year},Spring 2029,Group {number % COHORTS},not read"
        for number in range(first, first + rows)
    )
    return "\n".join([head, *lines]).encode()


def test_20000_rows_from_the_command_line(tmp_path: Path) -> None:
    with databases.empty("roster") as database:
        with databases.used(database):
            for number in range(COHORTS):
                make_cohort(name=f"Group {number}")
        for name, change in FILES.items():
            file = tmp_path / "roster.csv"
            file.write_bytes(_roster(**change))
            seconds, megabytes, said = _in_a_process(database, file)
            print(f"\n{ROWS:,} rows, {name}: {seconds:.1f} s, {megabytes:.0f} MB at most. {said}")
            assert seconds <= AT_MOST_SECONDS


def test_20000_rows_from_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "roster"
    folder.mkdir()
    with Stack(folder, is_small=True) as stack:
        with stack.database():
            for number in range(COHORTS):
                make_cohort(name=f"Group {number}")
        office = Office(stack)
        worker = stack.start_worker("jobs", queue="jobs")
        for name in ("all new", "all unchanged", "all with another name and year"):
            started = time.perf_counter()
            office.upload(_roster(**FILES[name]).decode())
            assert _ended(stack) == Import.State.CHECKED, office.text
            checked = time.perf_counter()
            office.press("run/")
            assert _ended(stack) == Import.State.DONE, office.text
            went_in = time.perf_counter()
            processes = [worker.pid, *(child.pid for child in psutil.Process(worker.pid).children(recursive=True))]
            print(
                f"\n{ROWS:,} rows by a worker, {name}: {checked - started:.1f} s for the dry run, "
                f"{went_in - checked:.1f} s to go in, {max(map(_peak, processes)):.0f} MB at most."
            )
            assert went_in - checked <= AT_MOST_SECONDS


def test_queries_a_thousand_rows() -> None:
    with databases.empty("roster") as database, databases.used(database):
        for number in range(COHORTS):
            make_cohort(name=f"Group {number}")
        for name, change in FILES.items():
            few = _queries(_roster(rows=2_000, **change))
            many = _queries(_roster(first=2_000, rows=4_000, **change))
            print(f"\n{name}: {few} queries for 2,000 rows, {many} for 4,000: {(many - few) / 2:.1f} a thousand more")


def _in_a_process(database: BaseDatabaseWrapper, file: Path) -> tuple[float, float, str]:
    settings = database.settings_dict
    url = (
        f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    )
    command = [sys.executable, "manage.py", "import_roster", str(file), "--format", "json"]
    with (file.parent / "said").open("w+") as said:
        started = time.perf_counter()
        running = subprocess.Popen(
            command, cwd=_ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - started
        said.seek(0)
        lines = said.read().splitlines()
    assert status == 0, lines[-1:]
    return seconds, usage.ru_maxrss / 1024, next(line for line in lines if "went in" in line)


def _ended(stack: Stack) -> str:
    """What the newest import is, as soon as no worker is at it."""
    with stack.database():
        while True:
            row = Import.objects.without_file().latest("pk")
            if not row.is_at_work:
                return row.state
            time.sleep(0.2)


def _peak(pid: int) -> float:
    """Megabytes that the process held at most, as the kernel counted them."""
    held = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert held
    return int(held[1]) / 1024


def _queries(content: bytes) -> int:
    counted = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*arguments)

    with connections["default"].execute_wrapper(count), transaction.atomic():
        checked = check(content=content, file_name="roster.csv", choices=_CHOICES, as_of=clock.now())
        carry_out(checked, choices=_CHOICES, as_of=clock.now())
    return counted


def test_the_roster_of_the_bench_has_all_its_rows() -> None:
    assert _roster().count(b"\n") == ROWS
