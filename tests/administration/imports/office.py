"""The page of an import as an administrator sees it, over HTTP."""

import re
import time
import urllib.request
from urllib.parse import urlencode

from django.test import Client

from tests import factories
from tests.journeys.stack import Stack

_PATIENCE = 120.0


class Office:
    """An administrator of this stack, who is signed in. After `upload`, the page is that of the new import."""

    def __init__(self, stack: Stack) -> None:
        with stack.database():
            browser = Client()
            browser.force_login(factories.make_administrator())
        self._url, self._session, self._path = stack.url, browser.cookies["sessionid"].value, "/program/imports/"

    def _ask(self, path: str, body: bytes | None = None, **headers: str) -> str:
        headers |= {"Cookie": f"sessionid={self._session}; csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
        request = urllib.request.Request(self._url + path, data=body, headers={"Referer": self._url, **headers})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self._path = answer.url.removeprefix(self._url)
            return answer.read().decode()

    def upload(self, lines: str) -> None:
        part = 'Content-Disposition: form-data; name="file"; filename="fall.csv"\r\nContent-Type: text/csv'
        body = "\r\n".join(["--x", part, "", lines, "--x--", ""]).encode()
        self._ask("/program/imports/?kind=students", body, **{"Content-Type": "multipart/form-data; boundary=x"})

    def press(self, address: str = "", **fields: str) -> None:
        seen = re.search(r'name="seen" value="(\w+)"', self.text)
        self._ask(f"{self._path}{address}", urlencode({"seen": seen[1] if seen else "", **fields}).encode())
        self._path = re.sub(r"/(\d+)/.*", r"/\1/", self._path)

    @property
    def text(self) -> str:
        return self._ask(self._path)

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + _PATIENCE
        while words not in (text := self.text):
            assert time.monotonic() < until, re.sub(r"<[^>]+>|\s+", " ", text)
            time.sleep(0.1)
