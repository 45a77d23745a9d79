"""The meet screen on a slow phone: printed beside an answer without a page, without a bound."""

import statistics

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import factories
from tests.journeys.stack import Stack

ROUNDS = 5
SLOWER, KBIT = 6, 400
PAINTED = "new Promise((resolve) => { requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))); })"


def test_the_first_tap_on_a_slow_phone(
    as_in_production: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Stack(tmp_path_factory.mktemp("meetbench", numbered=False)) as stack:
        with stack.database():
            student = factories.make_student()
            interview = factories.make_interview(student=student)
            client = Client()
            client.force_login(student.user)
        # What the worker asks for is not slowed down by the page's brake, so the browser's own cache stands in for it.
        context = browser.new_context(base_url=stack.url, service_workers="block")
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": stack.url}])
        page = context.new_page()
        meet = f"/interviews/{interview.pk}/meet/"
        for visited in ("/interviews/", meet):
            page.goto(visited, wait_until="networkidle")
        brake = context.new_cdp_session(page)
        bytes_a_second = KBIT * 1000 / 8
        speed = {"latency": 0, "downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second}
        brake.send("Network.emulateNetworkConditions", {"offline": False, **speed})
        brake.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        screen, nothing = [], []
        for _ in range(ROUNDS):
            page.goto(meet)
            page.get_by_role("link", name="Next").click()
            screen.append(_milliseconds(page))
            page.goto("/healthz/")
            nothing.append(_milliseconds(page))
        context.close()
    print(
        f"\nmeet screen, processor slowed {SLOWER} times, {KBIT} kbit/s: first tap answered after "
        f"{statistics.median(screen):.0f} ms ({min(screen):.0f} to {max(screen):.0f}); an answer without a page: "
        f"{statistics.median(nothing):.0f} ms ({min(nothing):.0f} to {max(nothing):.0f})"
    )
    assert page.is_closed()


def _milliseconds(page: Page) -> float:
    """From the start of the navigation to the frame that is painted now."""
    return page.evaluate(PAINTED)
