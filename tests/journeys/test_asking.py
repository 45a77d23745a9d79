"""Asking someone, on a phone: the blanks, the words as they are typed, and what is said about sending."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

pytestmark = pytest.mark.browser
REFUSED = "navigator.share = () => Promise.reject(new DOMException('', '{}'))"


def test_a_message_is_written_copied_and_sent(sign_in: Callable[..., Page]) -> None:
    page = sign_in(
        "student",
        viewport={"width": 390, "height": 844},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.add_init_script(REFUSED.format("AbortError"))
    page.goto("/contacts/new/")
    page.get_by_label("Name", exact=True).fill("Wren Abernathy")
    page.get_by_role("button", name="Save the name").click()
    expect(page.locator(".messages")).to_contain_text("Wren")
    page.goto("/contacts/?q=Wren")
    page.get_by_role("link", name="Wren Abernathy").first.click()
    page.get_by_role("button", name="Ask Wren").click()
    page.wait_for_load_state()
    with _saving_takes_long(page):
        page.get_by_label("To", exact=True).fill("wren@creeks.example")
        page.get_by_label("Why Wren?").fill("You told us about the creek days")
        page.wait_for_selector("[data-autosave].htmx-request")
        page.get_by_role("button", name="Put them in the message").click()
    body = page.get_by_label("Your message")
    expect(body).to_have_value(re.compile("You told us about the creek days."))
    expect(page.get_by_label("To", exact=True)).to_have_value("wren@creeks.example")
    body.press("Control+End")
    page.keyboard.type(" Really.")
    expect(page.locator("#state")).to_contain_text("Saved")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("You closed the share sheet")).to_be_visible()
    page.evaluate(f"() => {{ {REFUSED.format('NotAllowedError')} }}")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("Your phone didn’t open the share sheet.")).to_be_visible()
    assert not page.get_by_role("heading", name="Did you send it?").is_visible()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("heading", name="Did you send it?")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(" Really.")
    page.get_by_role("button", name="Yes, I sent it").click()
    expect(page.get_by_role("heading", name="Waiting for Wren")).to_be_visible()


@contextmanager
def _saving_takes_long(page: Page) -> Iterator[None]:
    """What is saved as it is typed is answered at the end of the block, not before."""
    waiting: list[tuple[Route, APIResponse]] = []

    def save(route: Route) -> None:
        if "autosave" in (route.request.post_data or ""):
            waiting.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/ask/", save)
    yield
    for route, answer in waiting:
        route.fulfill(response=answer)
    page.unroute("**/ask/")
