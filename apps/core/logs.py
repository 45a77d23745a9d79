"""Structured logs: one line for each event, without addresses and tokens of links."""

import logging
import re
from typing import Any

import structlog

# Signed links and reset keys are long path segments; an id or a word never is.
_TOKEN = re.compile(r"(?<=/)[^/\s?]{24,}(?=[/?\s]|$)")
_QUERY = re.compile(r"\?[^\s\"']*")
# What Postgres adds to a refused row: its values, private text among them.
_DETAIL = re.compile(r"(?:Failing row contains|Key \().*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+")


def hide_private(logger: Any, method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Cut link tokens, query strings, email addresses and the values of refused rows out of every value.

    What is neither a number nor a flag is written as its text: a request shows its path, and a list its parts.
    """
    for key, value in event.items():
        if value is None or isinstance(value, bool | int | float) or key.startswith("_"):
            continue
        text = _DETAIL.sub("[row]", value if isinstance(value, str) else repr(value))
        event[key] = _ADDRESS.sub("[address]", _TOKEN.sub("[token]", _QUERY.sub("", text)))
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
