"""Mailgun's events, asked over HTTP of a real service on loopback."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.outbox.server import provider_log
from apps.outbox.server.provider_log import LogUnavailable, MailgunLog, Verdict

HANDED_OFF = datetime(2026, 10, 13, 12, tzinfo=UTC)
SETTLED = timedelta(minutes=30)


class Service:
    """Answers as a test wants, and keeps what it was asked."""

    def __init__(self) -> None:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                service.asked.append((parts.path, parse_qs(parts.query), self.headers["Authorization"]))
                status, body = service.answer
                self.send_response(status)
                if service.location:
                    self.send_header("Location", service.location)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.clear()

    def clear(self) -> None:
        self.url = f"http://api:key-1%2F2@127.0.0.1:{self.server.server_port}/v3/campus.example"
        self.answer: tuple[int, object] = (200, {"items": []})
        self.location = ""
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []


@pytest.fixture(scope="module")
def started() -> Iterator[Service]:
    service = Service()
    thread = threading.Thread(target=service.server.serve_forever)
    thread.start()
    yield service
    service.server.shutdown()
    thread.join()
    service.server.server_close()


@pytest.fixture
def service(started: Service) -> Service:
    started.clear()
    return started


def ask(service: Service, *, after: timedelta) -> Verdict:
    log = MailgunLog(service.url, settled=SETTLED)
    return log.ask(message_id="<note.1.a@campus.example>", handed_off_at=HANDED_OFF, as_of=HANDED_OFF + after)


def test_it_asks_for_this_message_as_mailgun_wants_to_be_asked(service):
    ask(service, after=timedelta(minutes=1))
    [(path, query, authorization)] = service.asked
    assert path == "/v3/campus.example/events"
    assert query["message-id"] == ["note.1.a@campus.example"]
    assert query["event"] == ["accepted"]
    assert query["begin"] == [f"{HANDED_OFF.timestamp() - 300:.0f}"]
    assert base64.b64decode(authorization.removeprefix("Basic ")) == b"api:key-1/2"


def test_found_it_was_taken(service):
    service.answer = (200, {"items": [{"event": "accepted"}]})
    assert ask(service, after=timedelta(minutes=1)) == Verdict.TOOK


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(29, Verdict.NOT_YET), (30, Verdict.DID_NOT), (60 * 48 + 1, Verdict.CANNOT_SAY)]
)
def test_not_found_is_believed_once_the_events_have_settled_and_while_they_are_kept(service, minutes, verdict):
    assert ask(service, after=timedelta(minutes=minutes)) == verdict


@pytest.mark.parametrize(
    "answer", [(401, {}), (500, {}), (200, b"<html>"), (200, []), (200, {}), (200, {"items": "many"})]
)
def test_anything_else_is_no_answer(service, answer):
    service.answer = answer
    with pytest.raises(LogUnavailable):
        ask(service, after=timedelta(minutes=1))


def test_words_that_are_no_http_are_no_answer(service):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            caller, _ = server.accept()
            caller.recv(4096)
            caller.sendall(b"220 mail.example ESMTP\r\n")
            caller.close()

        thread = threading.Thread(target=talk)
        thread.start()
        service.url = f"http://api:key@127.0.0.1:{server.getsockname()[1]}/v3/campus.example"
        with pytest.raises(LogUnavailable):
            ask(service, after=timedelta(minutes=1))
        thread.join(10)


def test_the_key_follows_nobody_elsewhere(service):
    service.location = service.url.replace("campus.example", "elsewhere.example")
    service.answer = (302, {})
    with pytest.raises(LogUnavailable):
        ask(service, after=timedelta(minutes=1))
    assert len(service.asked) == 1


def test_nobody_there_is_no_answer(service, closed_port):
    service.url = f"http://api:key@127.0.0.1:{closed_port}/v3/campus.example"
    with pytest.raises(LogUnavailable):
        ask(service, after=timedelta(minutes=1))


def test_only_where_the_installation_names_one(settings):
    settings.MAIL_LOG_URL = ""
    assert provider_log.of_installation() is None
    settings.MAIL_LOG_URL = "https://api:key@api.mailgun.example/v3/campus.example"
    assert isinstance(provider_log.of_installation(), MailgunLog)
