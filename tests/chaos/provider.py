"""A mail provider's record on loopback, in the shape of Mailgun's events: it knows what the sink took, a moment later.

It answers with an error at first, and now and then, as such services do.
"""

import json
import random
import threading
import time
from base64 import b64encode
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.chaos.sink import StormySink

KEY = "key-of-the-harness"
BEHIND_SECONDS = 0.3
UNAVAILABLE = 0.1


class ProviderRecord:
    """A context manager; `url` is what MAIL_LOG_URL takes. `asked` counts its answers by status, and those of status
    200 as `found` or `not found`, too.
    """

    def __init__(self, sink: StormySink, *, seed: str) -> None:
        self.sink = sink
        self.dice = random.Random(f"{seed} provider")
        self.asked: Counter[str] = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
        self._server.daemon_threads = True
        self._server.record = self

    @property
    def url(self) -> str:
        return f"http://api:{KEY}@127.0.0.1:{self._server.server_port}/v3/campus.example"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def events(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """Mailgun's filter by Message-ID, without its angle brackets."""
        assert query["event"] == "accepted"
        taken_at = self.sink.taken_at.get(f"<{query['message-id']}>")
        if taken_at is None or not float(query["begin"]) <= taken_at <= time.time() - BEHIND_SECONDS:
            return []
        headers = {"message-id": query["message-id"]}
        return [{"event": "accepted", "timestamp": taken_at, "message": {"headers": headers}}]


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        record: ProviderRecord = self.server.record
        place = urlsplit(self.path)
        login = b64encode(f"api:{KEY}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {login}":
            return self._say(401, {"message": "Invalid private key"})
        if place.path != "/v3/campus.example/events":
            return self._say(404, {"message": "not found"})
        if not record.asked["503"] or record.dice.random() < UNAVAILABLE:
            return self._say(503, {"message": "try later"})
        items = record.events({name: values[0] for name, values in parse_qs(place.query).items()})
        record.asked["found" if items else "not found"] += 1
        return self._say(200, {"items": items, "paging": {"next": "", "previous": ""}})

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        self.server.record.asked[str(status)] += 1
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Quiet: who asks what is counted, not printed."""
