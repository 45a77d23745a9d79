"""What was posted after a session had ended, kept for an hour: one entry in the cache for one browser.

It is encrypted, and its key is nowhere but in a cookie of that browser, so that neither the cache nor another browser
can read it. It says whose forms they were, and nobody else gets it back. What cannot be kept is not an error.
"""

import json
import re
import secrets
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import redis
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

COOKIE = "not_saved"
KEPT_FOR = 60 * 60  # seconds
LARGEST = 64 * 1024  # bytes
OFTEN = 100  # for one person in an hour: a form's token can be posted again and again by a robot
_COOKIE = re.compile(r"([\w-]{22})\.([\w-]{43}=)")


@dataclass
class Post:
    """One press. `address` is where it went, `back` the page where the button stood. `why` it was not saved is said
    where no sign-in was missing.
    """

    address: str
    back: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    has_files: bool = False
    is_too_long: bool = False
    why: str = ""

    def stood_on(self, path: str) -> bool:
        return path in (self.address, self.back.partition("?")[0])

    @property
    def has_words(self) -> bool:
        return bool(self.fields) or self.is_too_long

    def has_all_of(self, other: "Post") -> bool:
        """Whether it is the same form sent again, and no word of `other` is missing."""
        return self.address == other.address and all(
            any(value in mine for mine in self.fields.get(name, ()))
            for name, values in other.fields.items()
            for value in values
        )

    def empty(self) -> None:
        """Where it is too long, only its button is kept."""
        self.fields, self.is_too_long = {}, self.has_words


@dataclass
class Entry:
    """Presses of one person, the newest last."""

    owner: int
    posts: list[Post]


def read(request: HttpRequest) -> Entry | None:
    """What this browser has; read once a request."""
    if not hasattr(request, "_not_saved"):
        request._not_saved = _read(request)  # type: ignore[attr-defined]
    return request._not_saved  # type: ignore[attr-defined]


def _read(request: HttpRequest) -> Entry | None:
    cookie = _COOKIE.fullmatch(request.COOKIES.get(COOKIE, ""))
    if not cookie:
        return None
    try:
        found = cache.get(_key(cookie[1]))
        said = json.loads(zlib.decompress(Fernet(cookie[2]).decrypt(found))) if found else None
        return Entry(said["owner"], [Post(**post) for post in said["posts"]]) if said else None
    except (redis.RedisError, InvalidToken, ValueError, TypeError, KeyError):  # the last two: of another release
        return None


def add(request: HttpRequest, response: HttpResponse, *, owner: int, post: Post) -> bool:
    """Keep `post` beside what this browser has of the same person. The same form sent again takes its place. Where
    all together are too long, the oldest are emptied. False where nothing could be kept.
    """
    try:
        counter = f"not-saved-by:{owner}"
        cache.add(counter, 0, KEPT_FOR)
        if cache.incr(counter) > OFTEN:
            return False
    except (redis.RedisError, ValueError):  # ValueError: it ended between the two
        return False
    known = read(request)
    others = [one for one in known.posts if not post.has_all_of(one)] if known and known.owner == owner else []
    if _seal(Entry(owner, [post]), Fernet.generate_key()) is None:
        post.empty()
    entry = Entry(owner, [*others, post])
    for one in entry.posts:
        if write(request, response, entry):
            return True
        one.empty()
    return write(request, response, entry)


def write(request: HttpRequest, response: HttpResponse, entry: Entry) -> bool:
    """Put the entry in the place of what this browser has, under a new key. False where it is too long, or the cache
    is gone.
    """
    name, key = secrets.token_urlsafe(16), Fernet.generate_key()
    sealed = _seal(entry, key)
    if sealed is None:
        return False
    forget(request, response)
    try:
        cache.set(_key(name), sealed, KEPT_FOR)
    except redis.RedisError:
        return False
    response.set_cookie(COOKIE, f"{name}.{key.decode()}", max_age=KEPT_FOR, **_only_for_us())
    return True


def forget(request: HttpRequest, response: HttpResponse) -> None:
    cookie = _COOKIE.fullmatch(request.COOKIES.get(COOKIE, ""))
    if cookie:
        with suppress(redis.RedisError):  # it goes by itself within the hour, and its key goes now
            cache.delete(_key(cookie[1]))
    response.delete_cookie(COOKIE, samesite="Lax")


def _seal(entry: Entry, key: bytes) -> bytes | None:
    """None where it is too long."""
    text = json.dumps(asdict(entry), ensure_ascii=False).encode()
    sealed = Fernet(key).encrypt(zlib.compress(text))
    return sealed if max(len(text), len(sealed)) <= LARGEST else None


def _key(name: str) -> str:
    return f"not-saved:{name}"


def _only_for_us() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
