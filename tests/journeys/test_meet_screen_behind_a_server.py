"""The meet screen through a server of ours, which counts what it sends and can be a former version of the site."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from apps.interviews.models import Interview
from apps.students.models import Student
from tests.journeys.kept import KEPT, note_on, saved
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

# Until a worker of a new version is active; the files of the former one have gone.
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
        field, status = note_on(page, "valuable")
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
        assert saved(stack, talk, "valuable") == "Before, between and after"
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
