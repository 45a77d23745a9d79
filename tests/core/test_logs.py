"""What a log line never holds."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.db import IntegrityError
from django.test import Client, RequestFactory

from apps.core.logs import formatter
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_held

TOKEN = "eyJhbGciOiJIUzI1NiJ9:1vZ0aB:9f8e7d6c5b4a"


class Lines:
    """The JSON lines that came out of our formatter."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def read(self) -> list[dict]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    lines = Lines()
    handler = logging.StreamHandler(lines.stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


def test_one_line_an_event_with_ids(lines: Lines) -> None:
    structlog.get_logger("acquaint").warning("reminder_failed", reminder=7, ok=False, left=0.5, what=None)
    (line,) = lines.read()
    assert {key: line[key] for key in ("event", "reminder", "ok", "left", "what", "level", "logger")} == {
        "event": "reminder_failed",
        "reminder": 7,
        "ok": False,
        "left": 0.5,
        "what": None,
        "level": "warning",
        "logger": "acquaint",
    }
    assert line["timestamp"].endswith("Z")


def test_no_address_no_token_no_query(lines: Lines) -> None:
    structlog.get_logger().warning(
        f"GET /reminders/off/{TOKEN}/?next=/secret for alice@campus.example", path=f"/r/{TOKEN}"
    )
    logging.getLogger("django").warning("to %s and %s", "alice@campus.example", f"/off/{TOKEN}?a=1")
    assert [line["event"] for line in lines.read()] == [
        "GET /reminders/off/[token]/ for [address]",
        "to [address] and /off/[token]",
    ]
    for private in ("alice", TOKEN[:12], "secret", "a=1"):
        assert private not in lines.stream.getvalue()


def test_neither_inside_of_something_else(lines: Lines) -> None:
    request = RequestFactory().get(f"/reminders/off/{TOKEN}/?token={TOKEN}")
    logging.getLogger("django.request").warning(
        "Not Found",
        extra={"request": request, "people": ["alice@campus.example"], "more": {"to": "bob@campus.example"}},
    )
    (line,) = lines.read()
    assert TOKEN[:12] not in json.dumps(line)
    assert "campus.example" not in json.dumps(line)
    assert "/reminders/off/[token]/" in line["request"]


def test_a_page_that_is_not_there_is_logged_without_its_token(db: None, lines: Lines) -> None:
    Client().get(f"/nowhere/{TOKEN}/?secret=1")
    text = lines.stream.getvalue()
    assert "/nowhere/[token]/" in text
    assert TOKEN[:12] not in text
    assert "secret" not in text


def test_a_refused_row_is_logged_without_its_values(alice: Student, lines: Lines) -> None:
    held = make_held(alice, learned="My aunt lost her job")
    try:
        Interview.objects.filter(pk=held.pk).update(minutes=4)
    except IntegrityError:
        logging.getLogger("django.request").exception("Internal Server Error")
    (line,) = [line for line in lines.read() if line["event"] == "Internal Server Error"]
    assert "interview_minutes_5_to_240" in line["exception"]
    assert "test_logs.py" in line["exception"]
    assert "The above exception was the direct cause" in line["exception"]
    assert "aunt" not in json.dumps(line)


def test_a_name_that_is_taken_is_logged_without_the_name(db: None, lines: Lines) -> None:
    try:
        raise IntegrityError("duplicate key value\nDETAIL:  Key (full_name)=(Rosa Delgado) already exists.")
    except IntegrityError:
        logging.getLogger("acquaint").exception("failed")
    assert "Rosa" not in lines.stream.getvalue()
