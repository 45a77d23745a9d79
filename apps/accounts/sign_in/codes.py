"""Codes as people paste them, and which ones were mailed to an address."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

_LONGEST_PASTE = 2_000
_KEPT_CODES = 5
_KEPT_FOR = timedelta(days=1)

_ALONE = r"(?:(?<![A-Z0-9])|(?<=CODE)){}(?![A-Z0-9])"
_LETTER = "[B-DF-HJ-NP-TV-XZ]"  # the letters of allauth's codes: no vowel, so that they spell nothing
MAILED = (_ALONE.format(rf"{_LETTER}(?:[\s-]*{_LETTER}){{7}}"),)
# Six digits of an app, or eight of a recovery code: in two halves first, because a date has eight digits, too.
SECOND_FACTOR = tuple(
    _ALONE.format(shape)
    for shape in (r"\d{3}[\s-]*\d{3}", r"\d{4}[\s-]*\d{4}", r"\d(?:[\s-]*\d){7}", r"\d(?:[\s-]*\d){5}")
)


def found_in(text: str, shapes: tuple[str, ...]) -> str:
    """The code in what was pasted, perhaps a whole sentence, in plain capitals and digits; `text` where there is none.

    Only the first counts: one try is one code. Of a very long text only the beginning is read, by us and by allauth.
    """
    text = text[:_LONGEST_PASTE]
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", text)).upper()
    for shape in shapes:
        if code := re.search(shape, plain):
            return re.sub(r"[\s-]", "", code[0])
    bare = re.sub(r"[^A-Z0-9]", "", plain)
    return bare if any(re.fullmatch(shape, bare) for shape in shapes) else text


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":  # zero-width, direction marks, soft hyphens
        return ""
    if category == "Nd":
        return str(unicodedata.digit(letter))
    return "-" if category == "Pd" or letter in "\u2212\u00b7" else letter


def key_of(*, email: str, code: str) -> str:
    """The key of the message with this code. It stands in logs, and says neither address nor code."""
    return f"code:{_fingerprint(email, code)}"


@dataclass(frozen=True)
class Mailed:
    """What an earlier code was followed by: `is_newest` where it is itself the newest, asked for in another browser."""

    newest_at: datetime
    is_newest: bool


def remember(*, email: str, code: str, as_of: datetime) -> None:
    """Keep a fingerprint of the code that was mailed, never the code."""
    known = cache.get(_key(email), [])
    cache.set(_key(email), [*known, (_fingerprint(email, code), as_of)][-_KEPT_CODES:], _KEPT_FOR.total_seconds())


def mailed_before(*, email: str, code: str) -> Mailed | None:
    """Whether `code` was mailed to this address lately. None also for every address without an account: nothing was."""
    known = cache.get(_key(email), [])
    typed = _fingerprint(email, code)
    places = [place for place, (kept, _) in enumerate(known) if constant_time_compare(kept, typed)]
    return Mailed(newest_at=known[-1][1], is_newest=places[-1] == len(known) - 1) if places else None


def _key(email: str) -> str:
    return f"mailed-codes:{salted_hmac('accounts.codes.address', email.lower(), algorithm='sha256').hexdigest()}"


def _fingerprint(email: str, code: str) -> str:
    bare = re.sub(r"[^A-Z0-9]", "", code.upper())
    return salted_hmac("accounts.codes", f"{email.lower()} {bare}", algorithm="sha256").hexdigest()
