"""A file of students, from the dry run to what came of it, while the page is left and loaded again."""

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, expect

from apps.cohorts.models import Cohort
from tests import factories
from tests.journeys.looks import look
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

ROWS = 60


def _check(page: Page, lines: list[str]) -> None:
    text = "\n".join(["Student ID,Name,Email,Cohort,Units", *lines])
    page.goto("/program/imports/?kind=students")
    file = {"name": "fall roster.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the file").click()


def test_a_file_is_checked_and_goes_in_while_the_page_is_loaded_again(
    sign_in: Callable[..., Page], stack: Stack
) -> None:
    with stack.database():
        term = Cohort.objects.get(name="First-Year Pathways").term
        factories.make_cohort(name="Roster Scholars", term=term, students=[factories.make_student()])
    page = sign_in("admin", viewport={"width": 1280, "height": 900})
    headline = page.get_by_role("heading", level=1)
    page.goto("/program/imports/")
    look(page)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file.")

    lines = [f"{70000000 + n},Person {n},person{n}@roster.example,Roster Scholars,12" for n in range(ROWS)]
    lines += ["79000001,Ola Brandt,ola@roster.example,No Such Cohort,12", "79000002,Tom Reyes,not an address,,12"]
    _check(page, lines)
    expect(headline).to_have_text(f"{ROWS} of {ROWS + 2} rows can go in", timeout=30_000)
    expect(page.get_by_text("Not shown. What is in this column is never stored or logged.")).to_be_visible()
    look(page)
    page.get_by_role("link", name=re.compile("^Asked")).click()
    expect(page.locator(".dry tbody tr")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Look at the")).click()
    page.get_by_role("checkbox").first.check()
    expect(page.locator("#bar")).to_contain_text("1 leaves a cohort.")
    page.get_by_role("checkbox").first.uncheck()
    expect(page.locator("#bar")).not_to_contain_text("leaves")

    # The worker comes as far as what it does last, and waits there.
    with stack.database(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE administration_importedrow IN EXCLUSIVE MODE")
        page.get_by_role("button", name="Add the good ones").click()
        expect(headline).to_have_text(f"Adding {ROWS} students")
        expect(page.get_by_text(f"of {ROWS} rows are ready")).to_be_visible(timeout=30_000)
        page.reload()
        expect(page.get_by_text(f"of {ROWS} rows are ready")).to_be_visible()
        look(page)
    expect(headline).to_have_text(f"{ROWS} students added", timeout=30_000)
    expect(page.get_by_text("1 asked and 1 refused stayed out.")).to_be_visible()
    look(page)

    _check(page, lines[:30])
    expect(headline).to_have_text("Nothing to add or change", timeout=30_000)
    expect(page.get_by_text("30 are unchanged.")).to_be_visible()
    page.get_by_role("button", name="Change nothing").click()
    expect(page.get_by_text("Nothing was changed, and the file was removed.")).to_be_visible()
