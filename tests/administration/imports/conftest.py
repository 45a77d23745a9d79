from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.administration.imports import actions, work
from apps.administration.models import Import
from apps.cohorts.models import Cohort

HEAD = "Who,Address,Word\n"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small one takes the place of the real one."""
    monkeypatch.setitem(work.ENGINES, Import.Kind.STUDENTS, "tests.administration.imports.engine")


@pytest.fixture
def checked(engine: None, ada: User) -> Callable[..., Import]:
    """An import of these lines that was checked, as Ada's."""

    def make(*lines: str, cohort: Cohort | None = None) -> Import:
        content = (HEAD + "\n".join(lines)).encode()
        row = actions.start(kind="students", file_name="fall.csv", content=content, cohort=cohort, by=ada)
        work.work_on(row.pk)
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
def press(office: Client) -> Callable[..., object]:
    """A button of the dry run, as a browser sends it: with the ticks that are there, less `without`, and `also`."""

    def send(row: Import, address: str = "", *, without: str = "", also: str = "", **fields: str) -> object:
        page = office.get(f"/program/imports/{row.pk}/{fields.pop('at', '')}")
        shown = page.context["dry"].lines
        ticked = {key for line in shown for key, _, is_on in line.ticks if is_on} - {without} | {also}
        data = {
            "seen": row.seen,
            "row": [line.row.pk for line in shown if line.ticks],
            "take": sorted(ticked - {""}),
            **fields,
        }
        return office.post(f"/program/imports/{row.pk}/{address}", data)

    return send
