"""What a phone keeps of pages: never in place of what was just saved, to be read without a network, and gone with the
person.
"""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Error, Page, Route, expect

from apps.interviews.models import Interview
from apps.students.models import Student
from tests import factories
from tests.journeys.kept import KEPT, LEFT
from tests.journeys.looks import faults
from tests.journeys.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.proof]

FOUND = "Founded in 1998 by two nurses."
PRESS_AGAIN = "No signal. Your words are kept on this phone. Press again when you’re back."
# In the worker: where there is a copy, an answer has 50 ms and not 3 s.
IMPATIENT = "() => { const later = self.setTimeout; self.setTimeout = (act) => later(act, 50); }"
COPY = "async (path) => (await caches.match(path)).text()"
WRITE_NOTE = """
  ([user, words]) => new Promise((resolve) => {
    const opening = indexedDB.open("acquaint-notes", 1);
    opening.onsuccess = () => {
      const writing = opening.result.transaction("changes", "readwrite");
      const note = { user, interview: "1", key: "valuable", device: `${user}-device`, body: words, base: "" };
      writing.objectStore("changes").put({ ...note, heading: "Valuable", url: "/nowhere/", sent: null, refused: "no" });
      writing.oncomplete = () => { opening.result.close(); resolve(); };
    };
  })
"""
WRITE_EARLY = """
  (user) => localStorage.setItem("acquaint:early:closed:1:valuable", JSON.stringify({ user, body: "Mine, too" }))
"""


def _until(page: Page, is_so: Callable[[], object]) -> None:
    for _ in range(500):
        if is_so():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it never came")


def _research(page: Page, words: str) -> None:
    """Fill the first slot of the sheet and press its button."""
    slot = page.locator("details.slot").first
    slot.evaluate("slot => { slot.open = true; }")
    slot.locator("textarea").fill(words)
    slot.get_by_role("button").click(no_wait_after=True)


def test_what_was_saved_is_seen_and_read_without_a_network(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    prepare, sheet = (f"/interviews/{talk.pk}/preparation/{part}" for part in ("", "sheet/"))
    page.goto(prepare)
    page.evaluate(KEPT, prepare)
    page.evaluate(KEPT, sheet)
    phone.service_workers[0].evaluate(IMPATIENT)
    held: list[Route] = []
    answer_of = re.compile(rf"{prepare}(#.*)?$")

    def hold(route: Route) -> None:
        held.append(route)

    phone.route(answer_of, hold, times=1)
    page.goto(prepare)  # a slow answer: here the copy stands in for it
    expect(page.get_by_role("heading", name="Prepare for Rosa Delgado")).to_be_visible()
    _until(page, lambda: held)
    held.pop().continue_()

    phone.route(answer_of, hold, times=1)
    _research(page, FOUND)
    _until(page, lambda: held)
    page.wait_for_timeout(300)
    held.pop().continue_()
    field = page.locator("details.slot textarea").first
    expect(page.locator("#peek-path")).to_have_text(FOUND)
    expect(field).to_have_value(FOUND)

    more = f"{FOUND} Makes ventilators."
    phone.route(answer_of, hold, times=1)
    _research(page, more)
    _until(page, lambda: held)
    held.pop().abort("internetdisconnected")
    before = page.get_by_text("This page is a copy from before your last change. What you saved is not lost.")
    expect(before).to_be_visible()
    assert faults(page) == []
    page.goto(prepare)
    expect(field).to_have_value(more)
    expect(before).to_have_count(0)

    # An answer to a question is no copy of the page.
    other = f'<!doctype html><title>Another</title><body data-user="{student.user_id}">Another page'
    phone.route(re.compile(rf"{sheet}\?"), lambda route: route.fulfill(body=other, content_type="text/html"))
    page.goto(f"{sheet}?other")
    expect(page.get_by_text("Another page")).to_be_visible()
    page.wait_for_timeout(200)
    assert "Another page" not in page.evaluate(COPY, sheet)
    page.goto(sheet)
    expect(page.get_by_text("Makes ventilators.")).to_be_visible()

    page.goto("/contacts/just-met/")
    name = page.locator("[name=full_name]")
    name.fill("Ines Park")
    phone.set_offline(True)
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_text(PRESS_AGAIN)).to_be_visible()
    expect(name).to_have_value("Ines Park")
    page.goto(prepare)
    expect(field).to_have_value(more)
    page.goto(sheet)
    expect(page.get_by_text("Makes ventilators.")).to_be_visible()

    with stack.database():
        held_talk = factories.make_held(student=student, contact=talk.contact)
    thanks = "Thank you for telling me how you began."
    phone.set_offline(False)
    page.goto(f"/interviews/{held_talk.pk}/thank-you/")
    note = page.get_by_label("Your thank-you note")
    phone.set_offline(True)
    note.fill(thanks)
    expect(page.get_by_text("Not saved: no signal.")).to_be_visible()
    page.get_by_role("button", name="I thanked Rosa").click()
    expect(page.get_by_text(PRESS_AGAIN)).to_be_visible()
    expect(note).to_have_value(thanks)
    phone.set_offline(False)
    page.reload()
    expect(note).to_have_value(thanks)


def test_words_that_are_not_kept_are_not_said_to_be(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    page.goto("/accounts/settings/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"/interviews/{talk.pk}/meet/")
    page.get_by_role("button", name="We start now").click()
    page.close()
    page = phone.new_page()
    page.goto(f"/interviews/{talk.pk}/meet/")
    expect(page.locator("[data-clock] text")).to_have_text("0")  # of nine, by the plan
    expect(page.locator("[data-begin]")).to_be_hidden()

    page.goto("/accounts/settings/")
    phone.set_offline(True)
    page.locator("main form:not([data-draft]) button").first.click()
    expect(page.get_by_text("If your words aren’t there, write them again.")).to_be_visible()
    expect(page.get_by_text("Your words are kept on this phone.")).to_have_count(0)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):  # the browser's own page, of which nothing is ours
        page.goto("/interviews/by-link/any/")


def _sign_out(page: Page) -> None:
    if not page.locator("details.account[open]").count():
        page.locator("details.account summary").click()
    page.locator(".topbar [data-sign-out] button").click()


def test_what_is_removed_is_asked_about_and_not_said_to_be_saved(
    student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    page = phone_of(student).new_page()
    page.goto(f"/interviews/{talk.pk}/meet/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(WRITE_NOTE, [str(student.user_id), "Mine alone"])
    page.goto("/contacts/just-met/")
    page.locator("[name=full_name]").fill("Ines Park")
    page.goto("/")
    _sign_out(page)
    ask = page.get_by_role("dialog", name="Sign out now?")
    expect(
        ask.get_by_text("1 note and a form on this phone aren’t saved yet. Signing out removes them.")
    ).to_be_visible()
    ask.get_by_role("button", name="Stay signed in").click()

    page.goto("/offline/")
    page.evaluate("localStorage.removeItem(Object.keys(localStorage).find((key) => key.startsWith('acquaint:draft:')))")
    page.reload()
    remove, ask = (
        page.get_by_role("button", name="Remove: Valuable"),
        page.get_by_role("dialog", name="Remove this note?"),
    )
    remove.click()
    expect(ask.get_by_text("nobody can bring them back")).to_be_visible()
    assert faults(page) == []
    ask.get_by_role("button", name="Keep it").click()
    assert page.evaluate(LEFT)["words"] == ["Mine alone"]
    remove.click()
    ask.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You removed what wasn’t saved. Nothing else waits on this phone.")).to_be_focused()
    expect(page.get_by_text("Everything you wrote is saved.")).to_have_count(0)
    assert page.evaluate(LEFT)["words"] == []


def test_who_signs_out_takes_all_of_their_own_and_nothing_of_others(
    stack: Stack,
    student: Student,
    talk: Interview,
    phone_of: Callable[..., BrowserContext],
    enter: Callable[[BrowserContext, Student], None],
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    meet = f"/interviews/{talk.pk}/meet/"
    page.goto(meet)
    page.evaluate(KEPT, meet)
    page.evaluate(WRITE_NOTE, [str(student.user_id), "Mine alone"])
    with stack.database():
        other = factories.make_student(email=f"{secrets.token_hex(6)}@offline.example")
        theirs = factories.make_interview(student=other)
    enter(phone, other)
    page.goto("/")
    ask = page.get_by_role("dialog", name="Someone else’s notes are on this device")
    expect(ask).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(f"/interviews/{theirs.pk}/preparation/")
    expect(ask).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate(KEPT, f"/interviews/{theirs.pk}/preparation/sheet/")
    _sign_out(page)
    page.wait_for_url("**/accounts/login/**")
    left = page.evaluate(LEFT)
    assert (left["words"], left["pages"], left["storage"]) == (["Mine alone"], [], ["acquaint:notes"])

    # No worker has the page in its hands, and the script that asks cannot be had.
    enter(phone, student)
    page.goto(meet)
    page.evaluate(KEPT, meet)
    phone.route("**/notes-left*.js", lambda route: route.abort())
    page.goto("/")
    with page.expect_navigation():
        phone.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
    assert page.evaluate("navigator.serviceWorker.controller") is None
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    page.evaluate(WRITE_NOTE, ["999", "Theirs"])
    page.evaluate(WRITE_EARLY, str(student.user_id))
    _sign_out(page)
    _until(page, lambda: asked)
    assert sorted(page.evaluate(LEFT)["words"]) == ["Mine alone", "Theirs"]
    _sign_out(page)
    page.wait_for_url("**/accounts/login/**")
    said = "There may be words on this phone that are not saved yet. Signing out removes them. Sign out now?"
    assert asked == [said, said]
    left = page.evaluate(LEFT)
    assert (left["words"], left["pages"], left["storage"]) == (["Theirs"], [], ["acquaint:notes"])
