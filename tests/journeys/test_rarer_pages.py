"""Pages that people see seldom, looked at like all others: links from mails, second factors, cohorts at their ends."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.students.models import Student
from tests import factories
from tests.accounts.conftest import totp_digits
from tests.journeys.looks import look
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser


def test_cohorts_that_have_not_begun_or_are_over(stack: Stack, sign_in: Callable[..., Page]) -> None:
    with stack.database():
        _make_cohorts_at_their_ends()
    page = sign_in("admin")
    for name in ("Not begun", "Over"):
        page.goto("/cohorts/")
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        look(page)


def test_an_exclusion_that_was_refused(sign_in: Callable[..., Page]) -> None:
    page = sign_in("adviser")
    page.get_by_role("link", name="First-Year Pathways").first.click()
    page.locator("tr[data-student='student@demo.example'] a").first.click()
    page.get_by_text("Leave it out of the count").first.click()
    page.get_by_label("Why does it not count?").first.fill(" ")  # nothing at all is stopped by the browser
    page.get_by_role("button", name="Leave it out of First-Year Pathways").first.click()
    expect(page.get_by_text("Say why in a few words. The student sees it.").first).to_be_visible()
    look(page)


def test_turning_a_reminder_off_from_its_mail(stack: Stack, sign_in_by_code: Callable[..., Page]) -> None:
    address = _somebody(stack, "quiet")
    page = sign_in_by_code(address)
    start = datetime.now(ZoneInfo("America/New_York")) - timedelta(hours=23, minutes=50)
    page.goto("/interviews/log/")
    page.get_by_label("Who did you talk to?").fill("Dolores Vega")
    page.get_by_label("When did it start?").fill(start.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_text("Phone", exact=True).click()
    page.get_by_label("How many minutes?").fill("20")
    page.get_by_role("button", name="Save the conversation").click()
    page.wait_for_url(re.compile(r"/interviews/\d+/$"))
    text = _last_mail(stack, address, subject="left to thank Dolores Vega", page=page)
    link = re.search(rf"{re.escape(stack.url)}/reminders/\S+", text)
    assert link, text

    page.goto(link.group())
    expect(page.get_by_role("heading", name="Turn this kind of mail off?")).to_be_visible()
    look(page, link.group())
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_role("heading", name="It is off")).to_be_visible()
    look(page, link.group())
    look(page, "/reminders/")
    expect(page.get_by_text("we don’t write to you about this.")).to_be_visible()

    finder = sign_in_by_code(_somebody(stack, "finder"))
    finder.goto(link.group())
    expect(finder.get_by_role("heading", name="It is off for them")).to_be_visible()
    look(finder, link.group())
    cut = link.group()[:-9]
    finder.goto(cut)
    expect(finder.get_by_role("heading", name="This link does not work")).to_be_visible()
    look(finder, cut)


def test_a_second_factor_from_its_set_up_to_the_next_sign_in(
    stack: Stack, browser: Browser, sign_in_by_code: Callable[..., Page]
) -> None:
    address = _somebody(stack, "careful")
    page = sign_in_by_code(address)
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Six digits").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    look(page)
    page.get_by_label("Six digits").fill(totp_digits(page.locator("[data-secret]").inner_text()))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url("**/2fa/recovery-codes/**")
    look(page, "/accounts/2fa/recovery-codes/")

    later = browser.new_page(base_url=stack.url)
    later.goto("/accounts/login/code/")
    later.get_by_label("Email").fill(address)
    before = len(stack.sink.to(address))
    later.get_by_role("button", name="Send").click()
    later.wait_for_url("**/code/confirm/")
    look(later, "/accounts/login/code/confirm/")
    code = _code(stack.next_mail(address, after=before).body("plain"))
    later.get_by_label("Code").fill(code)
    later.keyboard.press("Enter")
    later.wait_for_url("**/2fa/authenticate/")
    look(later, "/accounts/2fa/authenticate/")
    later.close()


def _make_cohorts_at_their_ends() -> None:
    today, term = clock.now().date(), Term.objects.filter(cohorts__name="First-Year Pathways").first()
    for name, starts, due in (("Not begun", 20, 60), ("Over", -60, -20)):
        starts_on, due_on = today + timedelta(days=starts), today + timedelta(days=due)
        cohort = Cohort.objects.create(term=term, name=name, goal=2, starts_on=starts_on, due_on=due_on)
        cohort.students.add(*Student.objects.order_by("-pk")[:3])


def _somebody(stack: Stack, name: str) -> str:
    """A student of their own, whose doings no other journey sees."""
    address = f"{name}@rarer.example"
    with stack.database():
        factories.make_student(full_name="Noor Haddad", email=address)
    return address


def _code(text: str) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", text, re.MULTILINE)
    assert found, text
    return found.group(1)


def _last_mail(stack: Stack, address: str, *, subject: str, page: Page) -> str:
    for _ in range(240):
        for mail in stack.sink.to(address):
            if subject in mail.message["Subject"]:
                return mail.body("plain")
        page.wait_for_timeout(250)
    raise AssertionError(stack.log("worker"))
