"""Someone with a phone or at a desk, of whom each thing they do is counted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.looks import look

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Person:
    """Whoever is in front of the screen that shows `page`. A tap, a filled field and a choice are one interaction
    each, counted where they are made; `page` is only looked at.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def tap(self, name: str, *, times: int = 1, of: str = "") -> None:
        """A button or a link, by all that the eye reads on it, where several have one name that of a list. Pressed
        twice in one go it is one interaction, too.
        """
        self.interactions += 1
        named = re.compile(rf"^{re.escape(name)}( ?:.*)?$")  # what is said to the ear alone goes on after a colon
        place = self.page.get_by_role("list", name=of, exact=True) if of else self.page.locator("body")
        there = place.get_by_role("button", name=named).or_(place.get_by_role("link", name=named))
        there.click(click_count=times)

    def fill(self, label: str, text: str) -> None:
        """The field with this label, whatever the label says after it of the clock and of leaving it empty."""
        self.interactions += 1
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(.*\))?( optional)?$")).fill(text)

    def choose(self, label: str) -> None:
        """One of several, or a box to tick."""
        self.interactions += 1
        self.page.locator("label").get_by_text(label, exact=True).click()

    def tick(self, name: str) -> None:
        """A box that has its name for the ear alone, such as one of a row."""
        self.interactions += 1
        self.page.get_by_role("checkbox", name=name, exact=True).check()

    def select(self, label: str, option: str) -> None:
        """One of a list that drops down."""
        self.interactions += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def upload(self, label: str, name: str, content: bytes) -> None:
        """A file of theirs."""
        self.interactions += 1
        field = self.page.locator("input[type=file]").and_(self.page.get_by_label(label, exact=True))
        field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})

    def open(self, link: str) -> None:
        """A link that lies outside the pages: in a mail, or where one begins."""
        self.interactions += 1
        self.page.goto(link)

    def download(self, name: str) -> bytes:
        """The file behind this link."""
        with self.page.expect_download() as downloading:
            self.tap(name)
        return Path(downloading.value.path()).read_bytes()

    def go_home(self) -> None:
        self.tap("Home")
        self.sees("What next")

    def sees(self, heading: str, *, seconds: float = 5) -> None:
        """Wait for the page, or the part of one, below this heading."""
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=seconds * 1000)

    def reads(self, text: str) -> None:
        """Wait for these words, on their own or among others."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def look_around(self) -> None:
        """As `looks.look`, at the page as it stands. The screen is as wide as it was afterwards."""
        screen = self.page.viewport_size or PHONE
        look(self.page)
        self.page.set_viewport_size(screen)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")

    @contextmanager
    def takes_from_home(self, what: str, *, at_most: int) -> Iterator[None]:
        """What happens inside the block begins at home and takes no more interactions than these."""
        self.sees("What next")
        before = self.interactions
        yield
        taken = self.interactions - before
        print(f"\n{what}: {taken} interactions of {at_most}")
        assert taken <= at_most, f"{what} took {taken} interactions"
