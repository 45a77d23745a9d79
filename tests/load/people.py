"""What a student and an adviser do that evening, each in a browser of their own, behind the campus's one address."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from random import Random
from threading import Lock
from urllib.parse import urlencode

from tests.load.campus import Adviser, Person

NAT = "203.0.113.7"
PATIENCE = 30.0  # seconds, for one answer
RELOAD = (3, 7)  # seconds until an adviser opens the next page
TWICE = 0.3  # of the presses are double clicks
LEARNED = "Half of the work is asking people who live near the river."
FILES = "files of a first page"
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_QUESTION = re.compile(r'name="(answer_\d+)"')
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')

Rest = Callable[[float], None]


@dataclass
class Seen:
    """Seconds of each answer by page, and what went wrong. Written by all browsers at once."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    doubles: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, page: str, seconds: float) -> None:
        with self._lock:
            self.seconds[page].append(seconds)

    def add_error(self, page: str, what: str) -> None:
        with self._lock:
            self.errors.append(f"{page}: {what}")

    def add_double(self) -> None:
        with self._lock:
            self.doubles += 1


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    to: str  # where it leads; empty where nowhere


class Unexpected(Exception):
    """An answer that no person should see. It is counted, and this person goes home."""


class Browser:
    """Cookies and forms of one person. Each request has a connection of its own, as a proxy's to its server."""

    def __init__(self, port: int, *, session: str, seen: Seen, clicks: ThreadPoolExecutor) -> None:
        self.port, self.seen, self._clicks = port, seen, clicks
        self._host = f"127.0.0.1:{port}"
        self._cookies = {"sessionid": session}
        self._has_files = False

    def get(self, page: str, address: str) -> Answer:
        """The page that is shown in the end; its time is that of the redirects before it, too."""
        answer = self._timed(page, "GET", address)
        if not self._has_files:
            self._has_files = True
            for path in dict.fromkeys(_FILES.findall(answer.text)):
                self._timed(FILES, "GET", path)
        return answer

    def post(
        self, page: str, address: str, form: Mapping[str, str], *, clicks: int = 1, script: bool = False
    ) -> Answer:
        """The answer to the press; of a double click both are waited for, and must agree."""
        body = urlencode(form).encode()
        if clicks == 1:
            return self._timed(page, "POST", address, body, script=script)
        self.seen.add_double()
        both = [self._clicks.submit(self._timed, page, "POST", address, body) for _ in range(clicks)]
        first, second = (each.result(2 * PATIENCE) for each in both)
        if first.to != second.to:
            raise self._unexpected(page, f"the two of a double click lead to {first.to} and {second.to}")
        return second

    def _timed(self, page: str, method: str, address: str, body: bytes = b"", *, script: bool = False) -> Answer:
        started = time.perf_counter()
        answer = self._ask(page, method, address, body, script=script)
        if method == "GET" and answer.to:
            answer = self._ask(page, method, answer.to)
        self.seen.add(page, time.perf_counter() - started)
        return answer

    def _ask(self, page: str, method: str, address: str, body: bytes = b"", *, script: bool = False) -> Answer:
        """One request. Raises Unexpected where the answer is no page, or a POST does not lead on."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "X-Forwarded-For": NAT,
            "X-Forwarded-Proto": "https",
            "Connection": "close",
        }
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{self._host}"}
        if script:
            headers["HX-Request"] = "true"
        connection = HTTPConnection(self._host, timeout=PATIENCE)
        try:
            connection.request(method, address, body or None, headers)
            came = connection.getresponse()
            text = came.read().decode()
        except (OSError, HTTPException) as error:
            raise self._unexpected(page, type(error).__name__) from error
        finally:
            connection.close()
        for header in came.headers.get_all("Set-Cookie", []):
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        to = came.headers.get("Location", "")
        expected = 302 if method == "POST" and not script else 200
        if came.status != expected and not (method == "GET" and to):
            raise self._unexpected(page, f"{method} {address} was answered {came.status}")
        if "/accounts/" in to:
            raise self._unexpected(page, f"led to {to}")
        return Answer(came.status, text, to)

    def _unexpected(self, page: str, what: str) -> Unexpected:
        self.seen.add_error(page, what)
        return Unexpected(what)


def hidden(html: str, *, beside: str) -> dict[str, str]:
    """What the form with that field sends beside what a person types. Of a fragment, all that is hidden."""
    parts = html.split("<form")[1:]
    form = next(part.partition("</form>")[0] for part in parts if f'name="{beside}"' in part) if parts else html
    found = {}
    for tag in _INPUT.findall(form):
        given = dict(_ATTRIBUTE.findall(tag))
        if given.get("type") == "hidden" and "name" in given:
            found[given["name"]] = unescape(given.get("value", ""))
    return found


def student_evening(person: Person, browser: Browser, *, dice: Random, rest: Rest, twice: float = TWICE) -> None:
    """Log a conversation, thank for it, reflect on it. `rest` is called with the seconds that reading and typing take
    before each press; `twice` is the share of double clicks among these.
    """

    def pause(least: float, most: float) -> None:
        rest(dice.uniform(least, most))

    def clicks() -> int:
        return 2 if dice.random() < twice else 1

    browser.get("home", "/")
    pause(1, 4)
    form = hidden(browser.get("log form", "/interviews/log/").text, beside="contact_name")
    pause(8, 20)
    told = {"contact_name": person.met, "held_at": person.held_at, "minutes": "30", "format": "video"}
    logged = {**form, **told, "learned": LEARNED}
    page = browser.post("log, saved", "/interviews/log/", logged, clicks=clicks()).to
    browser.get("conversation", page)
    pause(2, 5)
    thank = f"{page}thank-you/"
    form = hidden(browser.get("thank-you form", thank).text, beside="body")
    note = f"Dear Kim,\n\nThank you for your time. {LEARNED}\n\nWarm regards,\nRobin\n"
    pause(6, 14)
    typed = {**form, "recipient": person.address, "body": note, "how": "mail", "when": ""}
    saved = browser.post("thank-you, as typed", thank, {**typed, "autosave": "1"}, script=True)
    typed["version"] = hidden(saved.text, beside="")["version"]
    pause(2, 5)
    # Half send it from Acquaint, which must arrive once; the others have sent it themselves.
    button = "send" if person.sends else "sent"
    browser.post("thank-you, sent", thank, {**typed, button: "1"}, clicks=clicks())
    browser.get("conversation", page)
    pause(2, 5)
    reflect = f"{page}reflection/"
    html = browser.get("reflection form", reflect).text
    answers = dict.fromkeys(_QUESTION.findall(html), f"Robin thinks so. {LEARNED}")
    pause(8, 16)
    chosen = {"nerves_before": "4", "nerves_after": "2", "verdict": "closer", "shared": "on"}
    form = hidden(html, beside="verdict")
    browser.post("reflection, saved", reflect, {**form, **answers, **chosen}, clicks=clicks())
    browser.get("conversation", page)


LONGEST = 4 + 20 + 5 + 14 + 5 + 5 + 16 + 5  # seconds of all these pauses, and of the answers between them


def adviser_reloads(adviser: Adviser, browser: Browser, *, dice: Random, rest: Rest) -> None:
    """One page after another: the first one, their cohorts, one of these, and a student's."""
    cohort = f"/cohorts/{adviser.cohorts[0].pk}/"
    pages = {
        "adviser: first page": "/",
        "adviser: cohorts": "/cohorts/",
        "adviser: one cohort": cohort,
        "adviser: a student": f"{cohort}students/{dice.choice(adviser.students)}/",
    }
    for page, address in pages.items():
        browser.get(page, address)
        rest(dice.uniform(*RELOAD))
