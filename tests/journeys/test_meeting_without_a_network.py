"""A conversation on a phone whose network drops, and what that phone keeps, for whom, and until when."""

import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect

from apps.campus.models import Format
from apps.core import clock
from apps.interviews.models import Interview
from apps.interviews.notes.models import Note
from apps.students.models import Student
from tests import factories
from tests.journeys.looks import faults, look
from tests.journeys.person import PHONE, Person
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

PICKED = "What did last week look like for you, from Monday on?"
NO_SIGNAL = "No signal. Every word is kept on this phone and will be saved when you are back."
# Until this page has a copy; a worker of a new version is active; the files of the former one have gone.
KEPT = """
  async (path) => {
    await navigator.serviceWorker.ready;
    for (let tries = 0; !(await caches.match(path)); tries += 1) {
      if (tries === 500) throw new Error("no copy");
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }
"""
UPDATED = """
  async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const isOnItsWay = () => registration.installing || registration.waiting;
    while (isOnItsWay()) await new Promise((resolve) => { setTimeout(resolve, 20); });
    return (await caches.keys()).filter((name) => name.startsWith("acquaint-files-")).length;
  }
"""
FORGOTTEN = """
  async () => {
    for (let tries = 0; tries < 500; tries += 1) {
      if (!(await caches.has("acquaint-files-former"))) return true;
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    const kept = await caches.match(location.pathname);
    return `${await caches.keys()}, and the page was kept by ${kept?.headers.get("X-Kept-By")}`;
  }
"""
LEFT = """
  async () => {
    const rows = await new Promise((resolve) => {
      const opening = indexedDB.open("acquaint-notes", 1);
      opening.onsuccess = () => {
        const store = opening.result.transaction("changes").objectStore("changes");
        store.getAll().onsuccess = (event) => { opening.result.close(); resolve(event.target.result); };
      };
    });
    const pages = (await caches.keys()).filter((name) => name.startsWith("acquaint-pages-"));
    return { words: rows.map((row) => row.body), pages, storage: Object.keys(localStorage).sort() };
  }
"""


@pytest.fixture
def student(stack: Stack) -> Student:
    with stack.database():
        return factories.make_student(full_name="Noor Haddad", email=f"{secrets.token_hex(6)}@offline.example")


@pytest.fixture
def talk(stack: Stack, student: Student) -> Interview:
    """One that has begun nine minutes ago."""
    with stack.database():
        contact = factories.make_contact(student=student, full_name="Rosa Delgado", email="rosa@work.example")
        interview = Interview(student=student, contact=contact, scheduled_at=clock.now() - timedelta(days=1))
        interview.plan(starts_at=clock.now() - timedelta(minutes=9), minutes=20, format=Format.VIDEO)
        interview.save()
        return interview


@pytest.fixture
def phone_of(browser: Browser, stack: Stack) -> Iterator[Callable[..., BrowserContext]]:
    contexts = []

    def make(student: Student | None, at: str = "", **options: object) -> BrowserContext:
        context = browser.new_context(base_url=at or stack.url, viewport=PHONE, **options)
        contexts.append(context)
        if student:
            _sign_in(context, student, stack)
        return context

    yield make
    for context in contexts:
        context.close()


def _sign_in(context: BrowserContext, student: Student, stack: Stack) -> None:
    """By a session of theirs, past the sign-in page."""
    with stack.database():
        client = Client()
        client.force_login(student.user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/"}])


def _note(page: Page, key: str) -> tuple[Locator, Locator]:
    """The field, and what is said under it."""
    return page.locator(f"textarea[name=body-{key}]"), page.locator(f"[data-note={key}] [data-sync]")


def _saved(stack: Stack, talk: Interview, key: str) -> str:
    with stack.database():
        return Note.objects.get(interview=talk, key=key).body


def _write_without_answer(page: Page, talk: Interview, words: str) -> None:
    """In a network that takes everything but notes."""
    page.context.route("**/notes/", lambda route: route.abort())
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    field, status = _note(page, "valuable")
    field.press_sequentially(words)
    expect(status).to_have_text(NO_SIGNAL)


def _prepare(noor: Person, talk: Interview) -> None:
    """Read up, pick, write, turn, order, tick: all on one page, and what is ticked or typed outlives each press."""
    page = noor.page
    page.goto(f"/interviews/{talk.pk}/preparation/")
    page.get_by_text("Daily work", exact=True).click()
    noor.choose(PICKED)
    page.locator("#slot-pay").click()
    page.locator("#pay_body").fill("Parking officers start at $41,000 here.")
    noor.tap("Save pay")
    expect(page.get_by_text("1 of 7 filled.")).to_be_visible()
    expect(page.get_by_label(PICKED)).to_be_checked()
    page.get_by_role("button", name="Add to my questions").locator("visible=true").click()
    noor.sees("Your two questions")

    noor.fill("Or write your own", "Do you like your job?")
    noor.tap("Add my question")
    noor.tap("Use this wording for question 2")
    own = page.locator(".order li").filter(has_text="What do you like most about your job, and what least?")
    noor.tap("Move question 2 Up")
    expect(page.locator(".order li").first).to_contain_text("What do you like most about your job")
    expect(own.get_by_text("This one can end at")).to_have_count(0)
    expect(page.locator(".order li").last).to_contain_text("Always last")

    noor.choose("Open the link once beforehand")
    noor.tap("Save the checklist")
    noor.choose("Join two minutes early")
    page.reload()
    for line in ("Open the link once beforehand", "Join two minutes early"):
        expect(page.get_by_label(line)).to_be_checked()
    noor.tap("I’m prepared")
    expect(page.get_by_role("heading", name="You’re prepared for")).to_be_visible()


def test_prepared_met_while_the_network_drops_and_thanked(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    began = talk.starts_at
    _move(stack, talk, clock.now() + timedelta(hours=3))
    phone = phone_of(student)
    page = phone.new_page()
    noor = Person(page)
    _prepare(noor, talk)

    _move(stack, talk, began)
    page.goto(f"/interviews/{talk.pk}/")
    page.evaluate(KEPT, f"/interviews/{talk.pk}/meet/")  # fetched ahead, before it was ever opened
    phone.set_offline(True)
    page.get_by_role("link", name="Open your questions").click()
    expect(page.get_by_role("heading", name="Meet Rosa Delgado")).to_be_attached()
    phone.set_offline(False)
    page.reload()

    first = page.locator("[data-note]").first.get_attribute("data-note")
    page.get_by_role("link", name="Next").click()
    path, status = _note(page, first)
    path.press_sequentially("She began in parking.")
    expect(status).to_have_text("Saved")
    phone.set_offline(True)
    path.press_sequentially(" People show up angry")
    expect(status).to_have_text(NO_SIGNAL)
    page.reload()
    expect(path).to_have_value("She began in parking. People show up angry")
    path.press_sequentially(", and she listens.")
    page.get_by_text("Follow up on this").locator("visible=true").click()
    page.evaluate("location.hash = 'valuable'")
    valuable, status = _note(page, "valuable")
    valuable.fill("How much of it is listening.")
    expect(status).to_have_text(NO_SIGNAL)
    assert faults(page) == []
    page.goto("/contacts/")
    expect(page.get_by_text("No signal. Your words are kept on this phone.")).to_be_visible()
    expect(page.get_by_role("link", name="Meet Rosa Delgado")).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Meet Rosa Delgado").click()
    expect(page).to_have_url(re.compile("/meet/$"))
    phone.set_offline(False)
    page.evaluate("location.hash = 'valuable'")
    expect(status).to_have_text("Saved")
    assert _saved(stack, talk, first) == "She began in parking. People show up angry, and she listens."
    assert _saved(stack, talk, "valuable") == "How much of it is listening."

    page.get_by_role("button", name="It’s over: log it").click()
    page.wait_for_url(re.compile(rf"/interviews/{talk.pk}/log/"))
    learned, happened = page.get_by_label("One thing you learned"), page.get_by_role("button", name="It happened")
    expect(learned).to_have_value("How much of it is listening.")
    page.get_by_label("How many minutes?").fill("5")  # they had to go
    phone.set_offline(True)
    learned.fill("How much of it is listening. Always.")
    happened.click()
    again = "No signal. Your words are kept on this phone. Press again when you’re back."
    expect(page.get_by_text(again)).to_be_visible()
    assert faults(page) == []
    # A phone that thinks it has a network: the worker answers, and nothing is lost either.
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    happened.click()
    expect(page.get_by_text("Go back, and press again when you’re back.")).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="Go back").click()
    expect(learned).to_have_value("How much of it is listening. Always.")
    happened.click()
    page.wait_for_url(re.compile(rf"/interviews/{talk.pk}/(#.*)?$"))
    page.goto(f"/interviews/{talk.pk}/thank-you/")
    note = page.get_by_label("Your thank-you note")
    expect(note).to_have_value(re.compile("How much of it is listening"))
    page.get_by_role("button", name="Use in note").first.click()
    expect(note).to_have_value(re.compile(r"How much of it is listening\. Always\."))
    noor.tap("I thanked Rosa")
    expect(page.get_by_role("button", name="Undo the thank-you")).to_be_visible()
    with stack.database():
        assert Interview.objects.get(pk=talk.pk).is_thanked


def _move(stack: Stack, talk: Interview, starts_at: datetime) -> None:
    with stack.database():
        talk.refresh_from_db()
        talk.plan(starts_at=starts_at, minutes=20, format=Format.VIDEO)
        talk.save()


def _press_sign_out(page: Page) -> None:
    """In the menu, which every answer closes."""
    if not page.locator("details.account[open]").count():
        page.locator("details.account summary").click()
    page.locator(".topbar [data-sign-out] button").click()


@pytest.mark.proof
def test_who_signs_out_is_asked_about_unsent_words(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    page = phone_of(student).new_page()
    _write_without_answer(page, talk, "Only on this phone")
    page.goto("/")
    expect(page.get_by_text("1 note on this phone is not saved yet.")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="See them", exact=True).click()
    expect(page.get_by_text("Only on this phone", exact=True)).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)

    page.goto("/")
    _press_sign_out(page)
    ask = page.get_by_role("dialog", name="Sign out now?")
    expect(ask.get_by_text("1 note on this phone isn’t saved yet. Signing out removes it.")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(ask).to_have_count(0)
    assert page.evaluate(LEFT)["words"] == ["Only on this phone"]
    page.context.set_offline(True)
    _press_sign_out(page)
    ask.get_by_role("button", name="Stay signed in").click()
    page.context.set_offline(False)
    assert page.evaluate(LEFT)["words"] == ["Only on this phone"]
    _press_sign_out(page)
    ask.get_by_role("button", name="Sign out and remove it").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(LEFT) == {"words": [], "pages": [], "storage": []}


@pytest.mark.proof
def test_the_next_person_sees_nothing_and_is_asked_before_unsent_words_go(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    _write_without_answer(page, talk, "Mine alone")
    page.evaluate(KEPT, f"/interviews/{talk.pk}/meet/")
    with stack.database():
        other = factories.make_student(email=f"{secrets.token_hex(6)}@offline.example")
    _sign_in(phone, other, stack)
    page.goto("/")
    ask = page.get_by_role("dialog", name="Someone else’s notes are on this device")
    expect(ask.get_by_text("has 1 note that is not saved yet. It goes when you continue.")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate(LEFT)["pages"] == []
    page.goto("/offline/")
    expect(page.get_by_text("Nothing waits on this phone.")).to_be_visible()
    page.goto("/")
    ask.get_by_role("button", name="Sign out, so that they can sign in").click()
    page.wait_for_url("**/accounts/login/**")

    phone.unroute_all()
    _sign_in(phone, student, stack)
    page.goto("/")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    expect(_note(page, "valuable")[0]).to_have_value("Mine alone")
    assert _saved(stack, talk, "valuable") == "Mine alone"

    _write_without_answer(page, talk, " and more")
    _sign_in(phone, other, stack)
    page.goto("/")
    ask.get_by_role("button", name="Continue and remove it").click()
    expect(ask).to_have_count(0)
    page.reload()
    assert page.evaluate(LEFT)["words"] == []


@pytest.mark.proof
def test_a_session_that_ended_and_a_conversation_that_is_gone(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    phone = phone_of(student)
    page = phone.new_page()
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    page.evaluate(KEPT, f"/interviews/{talk.pk}/meet/")
    field, status = _note(page, "valuable")
    phone.set_offline(True)
    field.press_sequentially("Kept while nobody is signed in")
    phone.clear_cookies()  # the token against forgery goes, too
    phone.set_offline(False)
    expect(status).to_have_text("Signed out. Your words are kept on this phone. Sign in, and they are saved.")
    page.get_by_role("link", name="Sign in, and they are saved.").locator("visible=true").click()
    page.wait_for_url(re.compile(r"/accounts/login/\?next=.*meet"))
    _sign_in(phone, student, stack)
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    expect(status).to_have_text("Saved")
    assert _saved(stack, talk, "valuable") == "Kept while nobody is signed in"

    too_long = "All I heard. " * 80_000
    field.evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }", too_long)
    field.dispatch_event("input")
    expect(status).to_contain_text("That is longer than 10,000 letters.")
    page.reload()
    expect(status).to_contain_text("That is longer than 10,000 letters.")
    assert len(field.input_value()) == len(too_long)
    field.fill("Short again")
    expect(status).to_have_text("Saved")

    with stack.database():
        talk.delete()
    field.fill("Where did it go?")
    expect(status).to_contain_text("This conversation is no longer there. Copy your words.")
    assert faults(page) == []
    page.get_by_role("button", name="Remove them from this phone").locator("visible=true").click()
    expect(field).to_have_value("")
    assert page.evaluate(LEFT)["words"] == []


@pytest.mark.proof
def test_a_browser_that_keeps_nothing_says_so(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    phone = phone_of(student)
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('refused'); } })")
    page = phone.new_page()
    page.goto(f"/interviews/{talk.pk}/meet/#valuable")
    field, status = _note(page, "valuable")
    said = "This browser keeps nothing without a network. Your words are saved as long as there is a signal."
    expect(page.get_by_text(said)).to_be_visible()
    assert faults(page) == []
    field.press_sequentially("Said out loud")
    expect(status).to_have_text("Saved")
    assert _saved(stack, talk, "valuable") == "Said out loud"
    phone.set_offline(True)
    field.press_sequentially(", and whispered")
    expect(status).to_contain_text("Your words are only on this page")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    phone.set_offline(False)
    expect(status).to_have_text("Saved")
    assert _saved(stack, talk, "valuable") == "Said out loud, and whispered"


class Between(ThreadingHTTPServer):
    """The site through a server that counts each byte it sends. As `is_former` it is the site of a former version: a
    worker of another version, and the script of notes under another name.
    """

    is_former = False
    script = ""  # under which name that script stands really
    sent = 0

    def __init__(self, url: str) -> None:
        self.behind = urlsplit(url).netloc
        super().__init__(("127.0.0.1", 0), Passing)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    server: Between

    def do_GET(self) -> None:
        path, is_former = self.path, self.server.is_former
        if "/js/meet-notes.former.js" in path and is_former:
            path = self.server.script
        connection = HTTPConnection(self.server.behind)
        headers = dict(self.headers.items())
        if is_former:
            headers.pop("Accept-Encoding", None)
        connection.request(self.command, path, self._body(), headers)
        answer = connection.getresponse()
        content = answer.read()
        if is_former and path == "/sw.js":
            content = re.sub(rb'"version": "\w+"', b'"version": "former"', content)
        elif is_former and "/meet/" in path:
            if found := re.search(rb"/static/js/meet-notes\.\w+\.js", content):
                self.server.script = found[0].decode()
            content = re.sub(rb"/meet-notes\.\w+\.js", b"/meet-notes.former.js", content)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name not in ("Content-Length", "Transfer-Encoding", "Connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.server.sent += len(content) + sum(len(line) for line in self._headers_buffer)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _between(stack: Stack) -> Iterator[Between]:
    with Between(stack.url) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.proof
def test_a_page_of_the_former_version_goes_on_under_the_new_one(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    with _between(stack) as former:
        former.is_former = True
        phone = phone_of(student, at=former.url)
        page = phone.new_page()
        meet = f"/interviews/{talk.pk}/meet/"
        page.goto(f"{meet}#valuable")
        page.evaluate(KEPT, meet)
        field, status = _note(page, "valuable")
        field.press_sequentially("Before")
        expect(status).to_have_text("Saved")
        assert "acquaint-files-former" in page.evaluate("caches.keys()")

        former.is_former = False
        phone.set_offline(True)
        field.press_sequentially(", between")
        page.reload()
        expect(field).to_have_value("Before, between")
        phone.set_offline(False)
        assert page.evaluate(UPDATED) == 2  # versions, because the kept page needs the former one
        field.press_sequentially(" and after")
        phone.set_offline(True)
        page.reload()  # the kept page of the former version, with its own files
        expect(field).to_have_value("Before, between and after")
        phone.set_offline(False)
        expect(status).to_have_text("Saved")
        assert _saved(stack, talk, "valuable") == "Before, between and after"
        # The former worker may still have been at work when the new one tidied up: it does so with each page.
        for _ in range(2):
            page.reload(wait_until="networkidle")
        assert page.evaluate(FORGOTTEN) is True


def test_the_meet_screen_of_a_visited_site_is_light(
    stack: Stack, student: Student, talk: Interview, phone_of: Callable[..., BrowserContext]
) -> None:
    """At most 30 KB over the network up to its first tap, the worker's share too, and 300 KB of script and style in
    all.
    """
    with _between(stack) as between:
        page = phone_of(student, at=between.url).new_page()
        page.goto("/interviews/", wait_until="networkidle")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto("/contacts/", wait_until="networkidle")
        before = between.sent
        page.goto(f"/interviews/{talk.pk}/meet/", wait_until="networkidle")
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("link", name="Back")).to_be_visible()
        sent = between.sent - before
    code = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => /\\.(js|css)$/.test(new URL(one.name).pathname))"
        ".reduce((sum, one) => sum + one.decodedBodySize, 0)"
    )
    print(f"\nmeet screen: {sent:,} bytes over the network, {code:,} bytes of script and style")
    assert 2_000 < sent <= 30_000
    assert 100_000 < code <= 300_000
