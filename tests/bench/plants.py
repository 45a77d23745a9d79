"""Faults planted on purpose, so that a bench that cannot fail is found out: `make bench PLANT=n+1`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from apps.dashboards.cohort import table
from apps.students.models import Student

N_PLUS_1 = "n+1"


def chosen() -> str:
    """The fault that PLANT names; empty for none. Any other name ends the run."""
    plant = os.environ.get("PLANT", "")
    if plant not in ("", N_PLUS_1):
        raise pytest.UsageError(f"PLANT={plant} is not a fault it knows: {N_PLUS_1} is the one.")
    return plant


@contextmanager
def planted() -> Iterator[None]:
    """`n+1`: the cohort page reads each student once more while it writes the row."""
    if not chosen():
        yield
        return
    honest = table._line

    def careless(row: Any, *others: Any) -> Any:
        Student.objects.get(pk=row.student_id)
        return honest(row, *others)

    table._line = careless
    try:
        yield
    finally:
        table._line = honest
