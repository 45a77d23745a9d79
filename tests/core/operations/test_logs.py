"""What a log line never holds."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.db import IntegrityError
from django.test import Client, RequestFactory

from apps.core.operations.logs import formatter
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.effort import takes_at_most
from tests.factories import make_administrator, make_held

TOKEN = "eyJhbGciOiJIUzI1NiJ9:1vZ0aB:9f8e7d6c5b4aOgUZi_aw6HBk6TPzmeD"


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


SESSION, RESET = "5fd3k2j1h4g6f7d8s9a0q1w2e3r4t5y6", "1-cq5x2k-0123456789abcdef0123456789abcdef"
SIGNED = "WzEsInRoYW5rX3lvdSJd:OgUZi_aw6HBk6TPzmeD0Anrhr5zl7fX3_H4zepfZH-k"


@pytest.mark.parametrize("token", [TOKEN, SIGNED, SESSION, RESET])
@pytest.mark.parametrize(
    "shape",
    ["GET '/off/{}'", "/off/{}", '"/off/{}"', "('{}',)", "%2Foff%2F{}%2F", "KeyError: '{}'", "token={}", "{}", "b'{}'"],
)
def test_a_token_in_any_place(lines: Lines, token: str, shape: str) -> None:
    logging.getLogger("acquaint").error(shape.format(token))
    assert token[-10:] not in lines.stream.getvalue()
    assert "[token]" in lines.stream.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "alice%40campus.example",
        "to=alice%2540campus.example",
        "mailto:alice@campus.example",
        "o'alice@campus.example",
        '"alice o"@campus.example',
        "['alice@campus.example']",
        "/x?next='alice",
        "/x%3Fnext%3Dalice",
        "next=/&q=alice",
        "Cookie: name=alice; more=alice",
        "{'HTTP_COOKIE': 'name=alice'}",
        "Set-Cookie: messages=alice",
        'invalid input syntax for type bigint: "alice"',
        "CONTEXT:  unnamed portal parameter $3 = 'alice'",
        "Referer checking failed - https://elsewhere.example/?q=alice does not match any trusted origins.",
    ],
)
def test_what_else_is_private(lines: Lines, said: str) -> None:
    logging.getLogger("acquaint").error("before %s", said)
    assert "alice" not in lines.stream.getvalue()
    assert "before" in lines.stream.getvalue()


def test_a_visitor_of_the_server(lines: Lines) -> None:
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip=2001:db8::7: 'GET /off/{SIGNED} HTTP/9'")
    (line,) = lines.read()
    assert line["event"] == "Invalid request from ip=[visitor]: 'GET /off/[token] HTTP/9'"


def test_what_the_administration_refuses_of_a_query(db: None, lines: Lines) -> None:
    administrator = Client()
    administrator.force_login(make_administrator())
    assert administrator.get("/admin/accounts/user/add/?_to_field=umbrella").status_code == 400
    assert "django.security.DisallowedModelAdminToField" in lines.stream.getvalue()
    assert "umbrella" not in lines.stream.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "apps.outbox.tasks.deliver_due_messages[130ab2ef-2591-4abe-88da-e75f6c23cde0] succeeded",
        'File "/opt/python3.11/site-packages/django_permissions_policy/middleware.py", line 20, in __call__',
        'violates check constraint "interview_minutes_5_to_240"',
        'connection to server at "10.0.0.5", port 5432 failed',
        "Listening at: http://0.0.0.0:8000 (7)",
    ],
)
def test_what_an_operator_needs_stays(lines: Lines, said: str) -> None:
    logging.getLogger("acquaint").error(said)
    assert lines.read()[0]["event"] == said


@pytest.mark.parametrize("piece", ["a", "a@", "'a", "a:", "/A1", "a1-", "x%40", "a=b&", "cookie", '"a', "Key (", "\n"])
def test_a_long_line_takes_a_moment(lines: Lines, piece: str) -> None:
    takes_at_most(50, lambda: logging.getLogger("acquaint").error(piece * 100_000))
