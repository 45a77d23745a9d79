"""Looking at a page as axe does: WCAG 2.2 AA, light and dark, at 320, 390 and 1280 px, nothing cut off."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 390, 1280)
RULES = {
    # Without preload: axe's own fetch of style sheets is what our Content-Security-Policy refuses.
    "preload": False,
    # Of all else it would list every element, which takes longer than finding the faults.
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands: each broken rule, with the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found]


def look(page: Page, path: str | None = None) -> None:
    """One page at every width and in both schemes: loaded anew from `path` at each width, or as it stands now."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
    where = path or page.url
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if path:
            page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert faults(page) == [], (where, scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)
    assert said == [], where
