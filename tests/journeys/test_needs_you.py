"""Monday morning: who needs me, found, talked with and read, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def _to_read(page: Page) -> int:
    return int(page.locator("#reading").inner_text().split()[0])


def test_an_adviser_finds_a_student_notes_a_talk_and_reads_by_single_keys(sign_in: Callable[..., Page]) -> None:
    page = sign_in("adviser")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\d+ of your 75 students need you$"))

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("hernandez")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Lupita Hernández", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Lupita Hernández")).to_be_visible()
    page.get_by_role("link", name="Find a student").click()
    expect(page.get_by_role("searchbox")).to_have_value("hernandez")

    page.get_by_role("link", name="Needs you").click()
    rows = page.locator(".table--needs tbody tr")
    number = rows.count()
    rows.nth(0).get_by_role("checkbox").check()
    rows.nth(1).get_by_role("checkbox").check()
    expect(page.get_by_text("2 chosen.")).to_be_visible()
    page.locator(".bulk").get_by_role("button", name="We talked").click()
    expect(page.get_by_text("Noted: you talked with 2 students today.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(rows).to_have_count(number)

    # A page that scrolls by itself to the row it leads back to moves "Undo" away under the press.
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    items, before = page.locator("[data-reading] > li"), _to_read(page)
    page.keyboard.press("r")  # no item is current: nothing is marked
    for _ in range(2):
        page.keyboard.press("j")
    expect(items.nth(1)).to_be_focused()
    third = items.nth(2).get_attribute("id")
    page.keyboard.press("r")
    expect(page.locator("#reading")).to_contain_text(f"{before - 1} reflection")
    expect(page.locator(f"#{third}")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#reading")).to_contain_text(f"{before} reflection")

    page.context.add_cookies([{"name": "single_keys", "value": "off", "url": page.url}])
    page.reload()
    page.keyboard.press("j")
    expect(items.nth(0)).not_to_be_focused()
    expect(page.locator(".key-cap")).to_have_count(0)
    assert said == []
