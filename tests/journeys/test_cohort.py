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
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
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

    assert said == []
    page.locator("details.numbers").evaluate_all("all => all.forEach(each => each.open = true)")
    look(page)


def test_a_cohort_to_print_fits_a_phone_and_stays_a_table_on_paper(sign_in: Callable[..., Page]) -> None:
    page = sign_in("adviser", viewport={"width": 390, "height": 844})
    page.goto("/cohorts/")
    page.get_by_role("link", name="First-Year Pathways").first.click()
    page.get_by_role("link", name="Print").first.click()
    page.wait_for_url("**/print/**")
    table = page.locator(".table--paper")
    for width in (390, 800, 1180, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator(".scroll").evaluate("region => region.scrollWidth <= region.clientWidth"), width
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 960, "height": 700})  # a letter, lying, within its margins
    shown = "element => getComputedStyle(element).display"
    assert table.locator("thead").evaluate(shown) == "table-header-group"
    assert {table.locator("tbody td").nth(at).evaluate(shown) for at in range(16)} == {"table-cell"}
    assert page.locator(".scroll").evaluate("region => region.scrollWidth <= region.clientWidth")
