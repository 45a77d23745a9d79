"""Twenty people ask for a code at once, and the mail server takes seven seconds for each message."""

import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest

from tests import factories
from tests.journeys.stack import Stack

PEOPLE, SERVER_SECONDS = 20, 7.0
# With nothing beside it twenty pages at once take half a second each, and /healthz/ a hundredth.
PAGE_SECONDS, HEALTH_SECONDS = 5.0, 1.0
ASKED = "/accounts/login/code/"

pytestmark = pytest.mark.proof


@pytest.fixture
def stack(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("slowmail", numbered=False)
    with django_db_blocker.unblock(), Stack(folder, is_small=True) as running:
        yield running


def test_no_page_feels_a_slow_mail_server_and_every_code_arrives(stack: Stack) -> None:
    with stack.database():
        people = [factories.make_user().email for _ in range(PEOPLE)]
    stack.sink.on("DOT", SERVER_SECONDS)
    with ThreadPoolExecutor(PEOPLE) as pool:
        pages = list(pool.map(lambda email: _ask(stack.url, email), people))
    health = [_health(stack.url)]
    until = time.monotonic() + 30
    while len(health) < 20 or "DOT" not in stack.sink.seen:  # so the server has one at least before it
        assert time.monotonic() < until, stack.log("codes")
        health.append(_health(stack.url))
    assert stack.sink.taken == []
    # What the four conversations stand at takes its seven seconds; what follows takes no time here.
    stack.sink.forget_script()
    arrived = [stack.next_mail(address, after=0, seconds=60) for address in people]

    print(f"\nasking: {min(pages):.2f} to {max(pages):.2f} s for each of {PEOPLE} at once")
    print(f"/healthz/ while the mail server takes its time: {max(health):.2f} s at most of {len(health)}")
    assert max(pages) < PAGE_SECONDS
    assert max(health) < HEALTH_SECONDS
    assert sorted(mail.to for mail in stack.sink.taken) == sorted(mail.to for mail in arrived) == sorted(people)


def _ask(url: str, address: str) -> float:
    """Seconds until the answer to "Send me a code"."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(url + ASKED, timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "email": address}).encode()
    return _seconds(lambda: browser.open(url + ASKED, form, timeout=60).read())


def _health(url: str) -> float:
    return _seconds(lambda: urllib.request.urlopen(f"{url}/healthz/", timeout=60).read())


def _seconds(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun
