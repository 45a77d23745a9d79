from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from apps.administration.imports.checked import Checked
from apps.administration.roster.addresses import ALL_ADDRESSES
from apps.administration.roster.engine import carry_out, check
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from tests.factories import make_cohort

ROSTERS = Path(__file__).resolve().parents[2] / "data" / "rosters"


@pytest.fixture
def fall(db: None) -> dict[str, Cohort]:
    """Two cohorts of the running term, at a campus whose addresses are at example.edu."""
    Campus.objects.update(email_domains=["example.edu"])
    return {name: make_cohort(name=name) for name in ("Fall A", "Fall B")}


Import = Callable[..., Checked]


@pytest.fixture
def dry_run(fall: dict[str, Cohort]) -> Import:
    """What a file, or these lines of one, would do."""

    def run(file: str, **options: Any) -> Checked:
        path = ROSTERS / file if "\n" not in file else None
        content = path.read_bytes() if path else file.encode()
        return check(content=content, file_name=path.name if path else "roster.csv", as_of=clock.now(), **options)

    return run


@pytest.fixture
def go_in(dry_run: Import) -> Import:
    """The same, and then it is done, with every changed address, as from the command line."""

    def run(file: str, **options: Any) -> Checked:
        choices = {ALL_ADDRESSES: True, **options.pop("choices", {})}
        with transaction.atomic():
            checked = dry_run(file, choices=choices, **options)
            carry_out(checked, choices=choices, as_of=clock.now())
        return checked

    return run


def outcomes(checked: Checked) -> dict[int, str]:
    return {row.row: str(row.outcome) for row in checked.rows}


def reason(checked: Checked, row: int) -> str:
    found = next(one for one in checked.rows if one.row == row)
    titles = [question.title for question in checked.questions if question.key == found.question]
    return " ".join([*titles, *found.reasons])
