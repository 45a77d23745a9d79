"""A real worker, killed in the middle of an import, and one that is told to stop: all of it or nothing."""

import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client

from apps.students.models import Student
from tests import factories
from tests.journeys.stack import Stack

pytestmark = pytest.mark.proof

ROWS = 1500
_PATIENCE = 120.0


class Page:
    """The import as an administrator sees it, over HTTP."""

    def __init__(self, stack: Stack, session: str) -> None:
        self._url, self._session, self._path = stack.url, session, "/program/imports/"

    def _ask(self, path: str, body: bytes | None = None, **headers: str) -> str:
        headers |= {"Cookie": f"sessionid={self._session}; csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
        request = urllib.request.Request(self._url + path, data=body, headers={"Referer": self._url, **headers})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self._path = answer.url.removeprefix(self._url)
            return answer.read().decode()

    def upload(self, first: int) -> None:
        rows = [f"{n},Student {n},s{n}@campus.example" for n in range(first, first + ROWS)]
        lines = ["Student ID,Name,Email", *rows]
        part = 'Content-Disposition: form-data; name="file"; filename="fall.csv"\r\nContent-Type: text/csv'
        body = "\r\n".join(["--x", part, "", "\n".join(lines), "--x--", ""]).encode()
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


@pytest.fixture
def stack(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("imports", numbered=False)
    with django_db_blocker.unblock(), Stack(folder, is_small=True) as running:
        yield running


@pytest.fixture
def office(stack: Stack) -> Page:
    with stack.database():
        browser = Client()
        browser.force_login(factories.make_administrator())
    return Page(stack, browser.cookies["sessionid"].value)


@pytest.fixture
def students(stack: Stack) -> Callable[[], int]:
    def count() -> int:
        with stack.database():
            return Student.objects.count()

    return count


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(
    stack: Stack, office: Page, students: Callable[[], int]
) -> None:
    worker = stack.start_worker("jobs", queue="jobs")
    office.upload(10_000_000)
    office.wait_for(f"All {ROWS:,} rows can go in")
    office.press("run/")
    office.wait_for("rows are ready")
    os.killpg(worker.pid, signal.SIGKILL)

    office.wait_for("The import was stopped from outside. Nothing was changed.")
    assert students() == 0

    stack.start_worker("jobs-again", queue="jobs")
    office.press(check="1")
    office.wait_for(f"All {ROWS:,} rows can go in")
    office.press("run/")
    office.wait_for(f"{ROWS:,} students added")
    assert students() == ROWS

    office.upload(20_000_000)
    office.wait_for(f"All {ROWS:,} rows can go in")
    office.press("run/")
    office.wait_for("rows are ready")
    office.press("cancellation/")
    office.wait_for("Stopped. Nothing was changed.")
    assert students() == ROWS

    office.press(check="1")
    office.wait_for(f"All {ROWS:,} rows can go in")
    for part in ("jobs", "jobs-again", "web"):
        assert "@campus.example" not in stack.log(part), part
