"""Every page, looked at as `looks` says: WCAG 2.2 AA, light and dark, on a phone and on a wide screen."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from apps.administration.campus.actions import put_logo, remove_logo
from apps.administration.campus.pictures import redrawn
from apps.campus.models import Campus
from apps.core import clock
from apps.privacy.models import Deletion, Way
from apps.students.models import Student
from tests import factories
from tests.journeys.looks import faults, look
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

SHIFT = """
  () => new Promise(done => {
    let sum = 0;
    const add = entries => entries.filter(e => !e.hadRecentInput).forEach(e => { sum += e.value; });
    new PerformanceObserver(list => add(list.getEntries())).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 300);
  })
"""
# Of the rows of a table, what lies on another cell's words.
ON_EACH_OTHER = """
  () => [...document.querySelectorAll("tbody tr")].flatMap(row => {
    const placed = [...row.cells].map(cell => {
      const words = document.createRange();
      words.selectNodeContents(cell);
      return [cell.innerText, words.getBoundingClientRect()];
    });
    const apart = (one, other) => one.right <= other.left + 1 || other.right <= one.left + 1
      || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
    return placed.flatMap(([said, at], number) => placed.slice(number + 1)
      .filter(([, other]) => at.width && other.width && !apart(at, other)).map(([other]) => `${said}: on ${other}`));
  })
"""
SIGNED_OUT = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/signup/",
    "/no-such-page/",
    "/licenses/",
]
STUDENT = [
    "/",
    "/interviews/",
    "/interviews/log/",
    "/contacts/",
    "/contacts/?show=archived&rung=family",
    "/contacts/new/",
    "/contacts/just-met/",
    "/reminders/",
    "/adviser-notes/",
    "/settings/",
    "/settings/my-data/",
    "/settings/my-data/deletion/",
    "/accounts/settings/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
]
ADVISER = [
    "/",
    "/reflections/",
    "/students/?q=a",
    "/students/",
    "/cohorts/",
    "/nudges/",
    "/nudges/new/",
    "/nudges/new/?reason=no_reply",
    "/accounts/settings/",
    "/accounts/2fa/totp/activate/",
]

ADMINISTRATOR = [
    "/program/setting-up/",
    "/program/settings/",
    "/program/campus/",
    "/program/test-mail/",
    "/program/terms/",
    "/program/terms/new/",
    "/program/students/",
    "/program/students/?q=a&show=never",
    "/program/staff/",
    "/program/staff/new/",
    "/program/access/",
    "/program/invitations/",
    "/program/deletions/",
]


def _links(page: Page, start: str, pattern: str) -> list[str]:
    page.goto(start)
    addresses = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(address for address in addresses if re.fullmatch(pattern, address)))


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_pages_before_sign_in(path: str, stack: Stack, browser: Browser) -> None:
    page = browser.new_page(base_url=stack.url)
    look(page, path)
    page.close()


def test_a_student_s_pages(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    for path in STUDENT:
        look(page, path)


def test_an_administrator_s_pages(sign_in: Callable[..., Page]) -> None:
    page = sign_in("admin")
    for path in ADMINISTRATOR:
        look(page, path)
    page.goto("/program/campus/")
    page.get_by_label("Accent color").fill("#ffcc00")
    page.get_by_role("button", name="Save the campus").click()
    look(page)


def test_an_administrator_s_pages_of_one_person_or_cohort(
    stack: Stack, student: Student, sign_in: Callable[..., Page]
) -> None:
    with stack.database():
        factories.make_cohort(students=[student], name="Nobody Invited Yet")
        asked = Deletion.objects.create(student=student, asked_at=clock.now())
    page = sign_in("admin")
    for start, pattern in (
        ("/program/students/", r"/program/students/\d+/"),
        ("/program/staff/", r"/program/staff/\d+/"),
    ):
        [first, *_] = _links(page, start, pattern)
        look(page, first)
    [cohort, *_] = _links(page, "/cohorts/", r"/cohorts/\d+/")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(cohort)  # without a box to tick before each name
    assert page.evaluate(ON_EACH_OTHER) == []
    page.goto("/program/invitations/")
    page.get_by_label("Cohort").select_option(label="Nobody Invited Yet")
    page.get_by_role("button", name="Show").click()
    look(page)
    page.get_by_role("link", name="See who, and invite them").click()
    look(page)
    adviser = page.request.get("/program/staff/?q=adviser%40demo.example").text()
    [pk, *_] = re.findall(r"/program/staff/(\d+)/", adviser)
    look(page, f"/program/staff/{pk}/hand-over/")
    look(page, f"/program/deletions/{asked.pk}/")
    for way in Way.values:
        look(page, f"/program/deletions/{asked.pk}/?way={way}")


def test_the_pages_of_interviews_at_every_step(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    interviews = _links(page, "/interviews/", r"/interviews/\d+/")
    assert len(interviews) >= 5
    for interview in interviews:
        look(page, interview)
    opened = interviews[0]
    for path in ("appointment/", "closing/", "log/", "meet/"):
        look(page, opened + path)
    done = next(
        path for path in interviews if "Reflected" in _text(page, path) or "You’ve done every step" in _text(page, path)
    )
    for path in ("thank-you/", "reflection/", "referrals/", "closing/"):
        look(page, done + path)
    [first, *_] = _links(page, "/contacts/", r"/contacts/\d+/")
    for path in (first, f"{first}details/", f"{first}who-do-you-know/", f"{first}office-hours/"):
        look(page, path)
    prepares = next(path for path in interviews if "Go on preparing" in _text(page, path))
    for path in ("preparation/", "preparation/sheet/"):
        look(page, prepares + path)
    asks = next(path for path in interviews if "Write the message" in _text(page, path))
    look(page, f"{asks}ask/")


def _text(page: Page, path: str) -> str:
    page.goto(path)
    return page.locator("main").inner_text()


def test_forms_that_came_back_with_mistakes(sign_in: Callable[..., Page]) -> None:
    page = sign_in("student")
    for path, button in (
        ("/interviews/log/", "Save the conversation"),
        ("/contacts/new/", "Save the name"),
        ("/contacts/just-met/", "Keep this name"),
    ):
        page.goto(path)
        page.get_by_role("button", name=button, exact=True).click()
        page.locator("[data-error-summary]").wait_for()
        assert faults(page) == [], path


def test_an_adviser_s_pages(sign_in: Callable[..., Page]) -> None:
    page = sign_in("adviser")
    cohorts = _links(page, "/cohorts/", r"/cohorts/\d+/")
    students = _links(page, cohorts[0], r"/cohorts/\d+/students/\d+/")
    nudges = _links(page, "/nudges/", r"/nudges/\d+/")
    for path in [
        *ADVISER,
        cohorts[0],
        f"{cohorts[0]}print/",
        f"{cohorts[0]}report/",
        students[0],
        f"{students[0]}next-talk/",
        nudges[0],
    ]:
        look(page, path)


def test_the_first_load_is_light_and_the_next_page_lighter(stack: Stack, sign_in: Callable[..., Page]) -> None:
    """At most 12 requests and 140 KB compressed, no other host, layout shift under 0.05; the next page 30 KB. A campus
    with a color and a logo of its own.
    """
    with stack.database():
        before = Campus.objects.values("accent").get()
        Campus.objects.update(accent="#0b5d3b")
        put_logo(picture=redrawn(_logo()))
    try:
        _is_light(stack, sign_in("student"), ["/", "/contacts/"])
        _is_light(stack, sign_in("adviser"), ["/", "/cohorts/"])
        office = sign_in("admin")
        [file] = _links(office, "/program/imports/", r"/program/imports/\d+/")[:1]
        _is_light(
            stack,
            office,
            ["/program/", "/program/students/", "/program/volunteers/", "/program/staff/", "/cohorts/", file],
        )
    finally:
        with stack.database():
            Campus.objects.update(**before)
            remove_logo()


def _logo() -> bytes:
    """As heavy as one gets: no two pixels are alike."""
    noise, file = Image.effect_noise((400, 200), 120), BytesIO()
    Image.merge("RGB", [noise, noise.rotate(180), Image.effect_noise((400, 200), 90)]).save(file, "PNG")
    return file.getvalue()


def _is_light(stack: Stack, page: Page, paths: list[str]) -> None:
    """Each as the first page, with an empty cache; and the second, after the first, as the next one."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    addresses: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    session.on("Network.requestWillBeSent", lambda event: addresses.append(event["request"]["url"]))
    for path in paths:
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes.clear()
        addresses.clear()
        page.goto(path, wait_until="networkidle")
        asked = [address for address in addresses if not address.startswith("data:")]
        assert len(asked) <= 12, asked
        assert all(address.startswith(stack.url) for address in asked)
        assert sum(sizes) <= 140_000, (path, sum(sizes))
        shift = page.evaluate(SHIFT)
        assert shift < 0.05, (path, shift)
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    page.goto(paths[0], wait_until="networkidle")
    sizes.clear()
    page.goto(paths[1], wait_until="networkidle")
    assert sum(sizes) <= 30_000, (paths[1], sum(sizes))
