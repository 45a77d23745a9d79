"""From a new cohort to somebody in it: a code on a slide, a link by mail, and the first page."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.looks import look
from tests.journeys.person import PHONE
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser
EMAIL = "lupita.vega@fairhaven.example"


def shoot(page: Page, name: str) -> None:
    """For the eye, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        for width, scheme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(folder) / f"{name}.{width}.{scheme}.png", full_page=True)
        if name == "slide":
            page.set_viewport_size({"width": 1920, "height": 1080})
            page.emulate_media(color_scheme="light")
            page.screenshot(path=Path(folder) / "slide.1920.png")


def seen(page: Page, name: str) -> None:
    look(page)
    shoot(page, name)


def test_a_class_joins_by_a_code(sign_in: Callable[..., Page], browser: Browser, stack: Stack) -> None:
    office = sign_in("admin")
    expect(office).to_have_url(re.compile(r"/program/$"))
    seen(office, "home")
    office.get_by_role("link", name="Create a cohort").click()
    office.get_by_label("Name", exact=True).fill("Transfer Bridge for Everybody")
    seen(office, "new")
    office.get_by_role("button", name="Create the cohort").click()
    office.get_by_role("link", name="Home", exact=True).click()
    seen(office, "needs")
    expect(office.get_by_role("link", name="Give it an adviser")).to_be_visible()
    office.goto("/cohorts/")  # the link leads to the first one without, which another journey may have made
    office.get_by_role("link", name="Settings of Transfer Bridge for Everybody").click()
    advisers = office.get_by_label("Add an adviser")
    advisers.select_option(advisers.locator("option", has_text="Nakagawa").get_attribute("value"))
    office.get_by_role("button", name="Add the adviser").click()
    seen(office, "cohort")
    office.get_by_label("Goal").fill("2")
    office.get_by_role("button", name="Save the settings").click()
    office.get_by_role("link", name="Invite students").click()
    office.get_by_role("button", name="Make a code").click()
    office.get_by_label("Email addresses").fill("Ana Perez <ana.perez@campus.example>\nno address here")
    office.get_by_role("button", name="Invite them").click()
    seen(office, "invite")
    office.get_by_role("button", name="Invite the one that can be").click()
    expect(office.get_by_text("1 student joined, 1 of them with a new account.")).to_be_visible()
    assert stack.next_mail("ana.perez@campus.example", after=0)
    office.get_by_role("link", name="Show it on a slide").click()
    seen(office, "slide")
    code = office.locator(".join-code").inner_text()

    phone = browser.new_page(base_url=stack.url, viewport=PHONE)
    phone.goto("/join/")
    phone.get_by_role("textbox", name="Code").fill("AAAA-BBBB")
    phone.get_by_role("button", name="Use this code").click()
    seen(phone, "join")
    phone.get_by_role("textbox", name="Code").fill(code.lower())
    phone.get_by_role("button", name="Use this code").click()
    seen(phone, "join-with")
    phone.get_by_label("Your campus email").fill(EMAIL)
    phone.get_by_role("button", name="Send me the link").click()
    seen(phone, "sent")
    mail = stack.next_mail(EMAIL, after=0)
    link = re.search(r"https?://[^/]+(/join/confirm/\S+)", mail.body("plain"))
    assert link
    phone.goto(link[1])
    phone.get_by_role("button", name="Join Transfer").click()
    seen(phone, "confirm")
    phone.get_by_label("Your name").fill("Lupita Vega")
    phone.get_by_role("button", name="Join Transfer").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Lupita")
    office.goto("/cohorts/")
    shoot(office, "cohorts")
    office.get_by_role("link", name="Settings of Transfer Bridge for Everybody").click()
    office.get_by_label("Goal").fill("1")
    office.get_by_role("button", name="Save the settings").click()
    seen(office, "effect")
    office.get_by_role("button", name="Save it this way").click()
    expect(office.get_by_text("Saved.")).to_be_visible()
    office.get_by_role("link", name="Copy to the next term").click()
    seen(office, "copy")
    phone.close()
