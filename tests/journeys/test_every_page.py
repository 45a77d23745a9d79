"""Every page, looked at as axe does: WCAG 2.2 AA, light and dark, at 320, 390 and 1280 px, nothing cut off."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 1280)
RULES = {
    # Without preload: axe's own fetch of style sheets is what our Content-Security-Policy refuses.
    "preload": False,
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}

SIGNED_OUT = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/signup/",
    "/no-such-page/",
]
STUDENT = [
    "/",
    "/interviews/",
    "/interviews/log/",
    "/contacts/",
    "/contacts/new/",
    "/reminders/",
    "/settings/",
    "/accounts/settings/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/logout/",
]
ADVISER = ["/cohorts/", "/accounts/settings/", "/accounts/2fa/totp/activate/"]


def _look(page: Page, path: str) -> None:
    """One page at every width and in both schemes."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            found = Axe().run(page, options=RULES).response["violations"]
            faults = [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found]
            assert faults == [], (path, scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert said == [], path


def _links(page: Page, start: str, pattern: str) -> list[str]:
    page.goto(start)
    addresses = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(address for address in addresses if re.fullmatch(pattern, address)))


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_pages_before_sign_in(path: str, stack: Stack, browser: Browser) -> None:
    page = browser.new_page(base_url=stack.url)
    _look(page, path)
    page.close()


def test_a_student_s_pages(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    for path in STUDENT:
        _look(page, path)


def test_the_pages_of_interviews_at_every_step(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    interviews = _links(page, "/interviews/", r"/interviews/\d+/")
    assert len(interviews) >= 5
    for interview in interviews:
        _look(page, interview)
    opened = interviews[0]
    for path in ("appointment/", "closing/", "log/"):
        _look(page, opened + path)
    done = next(
        path for path in interviews if "Reflected" in _text(page, path) or "The loop is done" in _text(page, path)
    )
    for path in ("thank-you/", "reflection/", "referrals/"):
        _look(page, done + path)
    [first, *_] = _links(page, "/contacts/", r"/contacts/\d+/")
    _look(page, first)


def _text(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("main").inner_text()


def test_forms_that_came_back_with_mistakes(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    for path, button in (
        ("/interviews/log/", "Save and start the thank-you note"),
        ("/contacts/new/", "Save"),
    ):
        page.goto(path)
        page.get_by_role("button", name=button, exact=True).click()
        page.locator("[data-error-summary]").wait_for()
        assert Axe().run(page, options=RULES).response["violations"] == [], path


def test_an_adviser_s_pages(sign_in: Callable[..., Page]) -> None:
    page = sign_in("adviser")
    cohorts = _links(page, "/cohorts/", r"/cohorts/\d+/")
    students = _links(page, cohorts[0], r"/cohorts/\d+/students/\d+/")
    for path in [*ADVISER, cohorts[0], students[0]]:
        _look(page, path)


def test_the_first_load_is_light_and_the_next_page_lighter(stack: Stack, sign_in: Callable[..., Page]) -> None:
    """At most 12 requests and 140 KB compressed, no other host, layout shift under 0.05; the next page 30 KB."""
    page = sign_in("student")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    addresses: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    session.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    page.goto("/", wait_until="networkidle")
    assert len(addresses) <= 12, addresses
    assert all(address.startswith((stack.url, "data:")) for address in addresses)
    assert sum(sizes) <= 140_000, sum(sizes)
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            const add = entries => entries.filter(e => !e.hadRecentInput).forEach(e => { sum += e.value; });
            new PerformanceObserver(list => add(list.getEntries())).observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.05

    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    page.goto("/interviews/", wait_until="networkidle")
    sizes.clear()
    page.goto("/contacts/", wait_until="networkidle")
    assert sum(sizes) <= 30_000, sum(sizes)
