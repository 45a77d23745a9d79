"""What the meet screen does where this browser's own storage refuses, is slow, or has other words already."""

import secrets
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from tests import factories
from tests.journeys.person import PHONE
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.proof]

# A full disk, while localStorage says so, in a browser of some years ago.
FULL_DISK = """
  AbortSignal.timeout = undefined;
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...row) {
    if (localStorage.getItem("full")) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, row);
  };
"""
FULL, FREE = "localStorage.setItem('full', 'yes')", "localStorage.removeItem('full')"


@pytest.fixture
def talk(stack: Stack) -> Interview:
    with stack.database():
        student = factories.make_student(email=f"{secrets.token_hex(6)}@offline.example")
        return factories.make_interview(student=student)


@pytest.fixture
def page(browser: Browser, stack: Stack, talk: Interview) -> Iterator[Page]:
    """The phone of whose conversation it is, signed in."""
    context = browser.new_context(base_url=stack.url, viewport=PHONE)
    with stack.database():
        client = Client()
        client.force_login(talk.student.user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": stack.url}])
    yield context.new_page()
    context.close()


def _open(page: Page, talk: Interview) -> tuple[Locator, Locator]:
    """The field, and what is said under it."""
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    return page.locator("textarea[name=body-valuable]"), page.locator("[data-note=valuable] [data-sync]")


def _saved(stack: Stack, talk: Interview) -> str:
    with stack.database():
        return Note.objects.get(interview=talk, key="valuable").body


def _write(field: Locator, status: Locator, words: str) -> None:
    field.press("End")
    field.press_sequentially(words)
    expect(status).to_have_text("Saved")


def test_words_of_a_full_disk_and_those_after_a_reload_are_all_saved(stack: Stack, talk: Interview, page: Page) -> None:
    page.add_init_script(FULL_DISK)
    field, status = _open(page, talk)
    expect(page.locator("[data-save]")).to_be_hidden()
    page.evaluate(FULL)
    _write(field, status, "First.")
    page.reload()
    expect(page.get_by_text("This browser keeps nothing without a network.")).to_be_visible()
    _write(field, status, " Second.")
    page.evaluate(FREE)
    page.reload()
    _write(field, status, " Third.")
    expect(field).to_have_value("First. Second. Third.")
    assert _saved(stack, talk) == "First. Second. Third."


def test_words_of_a_full_disk_without_a_signal_outlive_their_tab(stack: Stack, talk: Interview, page: Page) -> None:
    context = page.context
    context.add_init_script(FULL_DISK)
    field, status = _open(page, talk)
    expect(page.locator("[data-save]")).to_be_hidden()
    page.evaluate(FULL)
    context.set_offline(True)
    field.press_sequentially("First.")
    expect(status).to_contain_text("Your words are only on this page")
    page.close()
    context.set_offline(False)

    page = context.new_page()  # the disk is still full
    field, status = _open(page, talk)
    expect(field).to_have_value("First.")
    _write(field, status, " Second.")
    assert _saved(stack, talk) == "First. Second."
    page.evaluate(FREE)
    page.reload()
    _write(field, status, " Third.")
    assert _saved(stack, talk) == "First. Second. Third."
