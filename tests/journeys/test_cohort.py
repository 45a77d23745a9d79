"""An adviser finds students on the page of a cohort."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import look

pytestmark = pytest.mark.browser


def test_who_is_asked_for_is_shown_as_it_is_typed_and_kept_on_the_way_to_a_student(
    sign_in: Callable[..., Page],
) -> None:
    page = sign_in("adviser", viewport={"width": 1280, "height": 900})
    page.goto("/cohorts/")
    page.get_by_role("link", name="First-Year Pathways").first.click()
    rows = page.locator("tr[data-student]")
    expect(rows).to_have_count(25)
    name = rows.nth(3).get_by_role("link").inner_text()
    page.evaluate("window.stays = true")

    field = page.get_by_label("Name", exact=True)
    field.press_sequentially(name)
    expect(rows).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 of 25 students")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value(name)
    assert "q=" in page.url

    field.fill("")
    expect(rows).to_have_count(25)
    sieve = page.get_by_role("navigation", name="Show one reason")
    reason = sieve.get_by_role("link").nth(1)
    number = int(reason.locator("b").inner_text())
    reason.focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(number)
    expect(sieve.get_by_role("link").nth(1)).to_be_focused()
    page.get_by_label("Step", exact=True).select_option("Ask")
    page.wait_for_url("**step=ask**")
    assert "reason=" in page.url, "one filter keeps the other"
    assert page.evaluate("window.stays"), "the page was not loaded anew"

    asked_for = page.url
    rows.first.get_by_role("link").click()
    page.wait_for_url("**/students/**")
    page.get_by_role("navigation", name="You are here").get_by_role("link").last.click()
    page.wait_for_url("**#student-**")
    kept = {part for part in asked_for.partition("?")[2].split("&") if part.partition("=")[2]}
    assert kept <= set(page.url.partition("?")[2].partition("#")[0].split("&"))
    expect(rows).not_to_have_count(25)

    page.locator("details.numbers").evaluate_all("all => all.forEach(each => each.open = true)")
    look(page)
