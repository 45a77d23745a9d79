"""How often sign-in may be tried: the one table of rates. allauth's own rates are off.

Only what went wrong and what sends a mail counts; a right password counts nowhere. A class signs in behind one
address, so no count by address alone is near what a class needs. A stranger may try in anybody's name, so a browser on
which this person signed in before has counts that nobody else can fill. Guesses of a mailed code are counted by the
session that asked for it, where allauth keeps the code.

Accounts are counted by the address as it was typed, the same for one that nobody has.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from math import ceil

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from apps.accounts.sign_in.known_browsers import known_to


class TooOften(ValidationError):
    """Refused for now. Forms say it, and `InvalidFormMiddleware` answers 429 with `seconds` as Retry-After."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"That was tried too often. Try again in {in_words(seconds)}.", code="too_often")
        self.seconds = seconds


def in_words(seconds: int) -> str:
    """Whole minutes are rounded up: whoever waits that long is not refused again."""
    number, unit = (seconds, "second") if seconds < 60 else (ceil(seconds / 60), "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


@dataclass(frozen=True)
class Limit:
    """What is counted, and at which rate by which words of: account, address, browser.

    `elsewhere` holds on browsers that do not know the person, `where_known` on the others, `everywhere` on both.
    """

    name: str
    elsewhere: dict[str, str]
    where_known: dict[str, str]
    everywhere: dict[str, str] = field(default_factory=dict)

    def wait(self, request: HttpRequest, email: str) -> int:
        """Seconds until the next try; 0 if it is open now."""
        windows = [_limiter().get_window_stats(rate, *key) for rate, key in self._counts(request, email)]
        resets = [window.reset_time for window in windows if window.remaining <= 0]
        return max(0, int(max(resets) - time.time())) + 1 if resets else 0

    def check(self, request: HttpRequest, email: str) -> None:
        """Raises TooOften. Counts nothing."""
        if seconds := self.wait(request, email):
            raise TooOften(seconds)

    def count(self, request: HttpRequest, email: str) -> bool:
        """Whether there was room for this one in each of the counts."""
        counted = [_limiter().hit(rate, *key) for rate, key in self._counts(request, email)]
        return all(counted)

    def take(self, request: HttpRequest, email: str) -> None:
        """Counts one, or raises TooOften."""
        self.check(request, email)
        if not self.count(request, email):  # another request was faster
            self.check(request, email)

    def forget(self, request: HttpRequest, email: str) -> None:
        for rate, key in self._counts(request, email):
            if "account" in key[1]:
                _limiter().clear(rate, *key)

    def _counts(self, request: HttpRequest, email: str) -> Iterator[tuple[RateLimitItem, tuple[str, ...]]]:
        browser = known_to(request, email)
        values = {"account": _account(email), "address": _address(request), "browser": browser}
        for by, rate in {**(self.where_known if browser else self.elsewhere), **self.everywhere}.items():
            yield parse(rate), (self.name, by, *(values[word] for word in by.split()))


# Asked before a password is hashed, and counted after it was wrong, because success does not count: at most as many
# more get through as the server has threads.
WRONG_PASSWORDS = Limit(
    "wrong-passwords",
    elsewhere={"account address": "10 per 5 minutes", "account": "100 per hour"},
    where_known={"account browser": "100 per hour"},
    everywhere={"address": "1000 per minute"},
)
# A code to sign in, the same once more, or a link for a new password: each is a mail to the account.
CODES_ASKED = Limit(
    "codes-asked",
    elsewhere={"account": "5 per 10 minutes"},
    where_known={"account browser": "5 per 10 minutes"},
    everywhere={"address": "1000 per minute"},
)
# The two that follow come after a right password or code, so that no stranger fills them. Of a second factor each guess
# counts before it is looked at, because six digits are few, and a right one forgets those before it.
ADDRESS_CHECKS = Limit(
    "address-checks",
    elsewhere={"account": "5 per 10 minutes"},
    where_known={"account browser": "5 per 10 minutes"},
)
SECOND_FACTORS = Limit(
    "second-factors",
    elsewhere={"account": "5 per 5 minutes"},
    where_known={"account browser": "5 per 5 minutes"},
)


@cache
def _limiter() -> MovingWindowRateLimiter:
    """Beside the cache and on its terms. Where it is gone, nobody signs in for a moment: the page is a 503."""
    shared = settings.CACHES["default"]
    storage = RedisStorage(shared["LOCATION"], key_prefix=f"{shared['KEY_PREFIX']}-limits", **shared["OPTIONS"])
    return MovingWindowRateLimiter(storage)


def _account(email: str) -> str:
    return salted_hmac("accounts.limits", email.strip().lower(), algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str:
    """The visitor's address behind ALLAUTH_TRUSTED_PROXY_COUNT proxies; of IPv6 the network."""
    try:
        return get_ip(request)
    except PermissionDenied:  # the trusted entry of X-Forwarded-For is no address
        return request.META.get("REMOTE_ADDR", "")
