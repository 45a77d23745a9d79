"""Looking at a page as axe does: WCAG 2.2 AA at 390 and 1280 px, contrast in dark too. And no page too wide for 320,
no words of a drawing outside it or on each other.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
TARGETS = {"type": "rule", "values": ["target-size"]}
# At each width, what axe looks for in which scheme. What a scheme changes is color, and what a narrow page changes is
# where things lie.
LOOKS = {320: [("light", TARGETS)], 390: [("light", ALL)], 1280: [("light", ALL), ("dark", CONTRAST)]}

# Of each drawing, the words that leave it or lie on others.
DRAWINGS = """
  () => [...document.querySelectorAll("svg")].flatMap((svg) => {
    const room = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].filter((text) => text.checkVisibility({visibilityProperty: true}));
    const placed = words.map((text) => [text.textContent.trim(), text.getBoundingClientRect()]);
    const inside = (at) => at.left >= room.left - 0.5 && at.right <= room.right + 0.5
      && at.top >= room.top - 0.5 && at.bottom <= room.bottom + 0.5;
    const apart = (one, other) => one.right <= other.left + 0.5 || other.right <= one.left + 0.5
      || one.bottom <= other.top + 0.5 || other.bottom <= one.top + 0.5;
    return placed.flatMap(([said, at], number) => {
      const under = placed.slice(number + 1).filter(([, other]) => !apart(at, other));
      return [...(inside(at) ? [] : [`${said}: outside`]), ...under.map(([other]) => `${said}: on ${other}`)];
    });
  })
"""


def faults(page: Page, rules: dict | None = ALL) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands: each broken rule, with the elements. None: all that axe knows."""
    # Without preload: axe's own fetch of style sheets is what our Content-Security-Policy refuses. Of all else than
    # violations it would list every element, which takes longer than finding the faults.
    options = {"preload": False, "resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found]


def look(page: Page, path: str | None = None) -> None:
    """One page at every width: loaded from `path` at the first, or as it stands now. No script of ours asks how wide
    the window is.
    """
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
    page.wait_for_load_state()  # a press may have led here just now, and a document begins with nothing in it
    where = path or page.url
    for width, looks in LOOKS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if path and width == min(LOOKS):
            page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)
        assert page.evaluate(DRAWINGS) == [], (where, width)
        for scheme, rules in looks:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert faults(page, rules) == [], (where, scheme, width)
    assert said == [], where
