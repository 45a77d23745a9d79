"""Structured logs: one line an event, with ids, never an address and never the token of a link."""

import logging
import re
from typing import Any

import structlog

# Signed links and reset keys are long path segments; an id or a word never is.
_TOKEN = re.compile(r"(?<=/)[^/\s?]{24,}(?=[/?\s]|$)")
_QUERY = re.compile(r"\?[^\s\"']*")
_ADDRESS = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+")


def hide_private(logger: Any, method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Cut link tokens, query strings and e-mail addresses out of every value that is text."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _ADDRESS.sub("[address]", _TOKEN.sub("[token]", _QUERY.sub("", value)))
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
