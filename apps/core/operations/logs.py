"""Structured logs: one line for each event, without addresses, tokens of links, cookies and query strings.

Every logger of every process writes through `formatter`: those of Django, of gunicorn and of celery, too.
"""

import logging
import re
from traceback import extract_tb
from typing import Any

import structlog

# Characters that stand before or after an address or a token, and in none.
_END = r"\s@<>\"',;/?&#()\[\]{}"
_AT = r"(?:@|%(?:25)*40)"
# Each alternative is tried only where a word begins, so that a long line costs a long line's time.
_ADDRESS = re.compile(
    rf"(?<![^{_END}])(?<!\w')(?:(?!{_AT})[^{_END}]|(?<=\w)'(?=\w))+{_AT}[^{_END}]+|\"[^\"\n]{{1,64}}\"@[^{_END}]+"
)
# As the address of a page has it behind its path, plain or percent-encoded, or two pairs and more without the mark.
_QUERY = re.compile(r"(?:\?|%(?:25)*3F)\S*|(?<![^\s\"'(\[{])[\w.%-]+=[^&\s]*&\S*", re.IGNORECASE)
_COOKIE = re.compile(r"(?<![a-z])(?:set-|http_)?cookies?[\"']?\s*[:=].*", re.IGNORECASE)
# What `django.core.signing` makes: words, sometimes a time, and a signature, between colons.
_SIGNED = re.compile(r"(?<![\w=.:-])[\w=.-]+:(?:[A-Za-z0-9]{6}:)?[\w-]{27,}")
# A long part of a path, with a digit or a capital: an id or a word never is one.
_SEGMENT = re.compile(rf"(?<=/)(?=[^{_END}]*[A-Z0-9])[^{_END}]{{24,}}")
# Keys of sessions and of resets, wherever they stand. A word of them mixes digits and letters, which the names of our
# constraints, functions and packages don't. The ids of requests and tasks are no secret.
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])"
_RANDOM = re.compile(
    rf"(?<![\w-])(?!{_UUID})(?=[\w-]*?(?<![^\W_])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{{8,}})[\w-]{{20,}}=*"
)
# What Postgres adds to a refused row or value: private text, among others.
_DETAIL = re.compile(r"(?:Failing row contains|Key \().*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)
_PARAMETER = re.compile(r"(invalid input [^:\n]*:|parameter \$\d+ =).*")
_VISITOR = re.compile(r"(?<=\bip=)[0-9a-f.:]*[0-9a-f]", re.IGNORECASE)

_HIDDEN = (
    (_DETAIL, "[row]"),
    (_PARAMETER, r"\1 [value]"),
    (_COOKIE, "[cookie]"),
    (_QUERY, ""),
    (_ADDRESS, "[address]"),
    (_SIGNED, "[token]"),
    (_SEGMENT, "[token]"),
    (_RANDOM, "[token]"),
    (_VISITOR, "[visitor]"),
)
_LONGEST = 50_000
# Django's administration repeats what it refuses of a query, in the message and in the error.
_REPEATS = "django.security.DisallowedModelAdmin"
# What structlog hands from one processor to the next; the last one takes it out.
_INNER = ("_record", "_from_structlog")


def place_of(error: Exception) -> str:
    """Where it was raised: the innermost line of ours, without any value."""
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/apps/" in frame.filename and "/site-packages/" not in frame.filename]
    last = (ours or frames)[-1]
    return f"{last.filename.rpartition('/apps/')[2]}:{last.lineno}"


def hide_private(logger: Any, method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Cut link tokens, query strings, cookies, email addresses and the values of refused rows out of every value.

    What is neither a number nor a flag is written as its text: a request shows its path, and a list its parts.
    """
    if event.get("logger", "").startswith(_REPEATS):
        for repeated in ("exception", "message"):  # the second, where another handler has written the line before
            event.pop(repeated, None)
        event["event"] = "[query]"
    for key, value in event.items():
        if value is None or isinstance(value, bool | int | float) or key in _INNER:
            continue
        text = (value if isinstance(value, str) else repr(value))[:_LONGEST]
        for pattern, instead in _HIDDEN:
            text = pattern.sub(instead, text)
        event[key] = text
    return event


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    hide_private,
]


def formatter() -> logging.Formatter:
    """JSON lines for records of structlog and of the standard library alike."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *PROCESSORS],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
