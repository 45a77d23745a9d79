"""gunicorn with our configuration: which bodies it hands on, what its own log holds, what runs beside the pages."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import leash

TOKEN = "WzEsInRoYW5rX3lvdSJd:OgUZi_aw6HBk6TPzmeD0Anrhr5zl7fX3_H4zepfZH-k"
THREADS = """
import threading
import django
django.setup()
from config import gunicorn
gunicorn.post_worker_init(None)
print([thread.name for thread in threading.enumerate()])
"""
pytestmark = pytest.mark.proof


@dataclass
class Server:
    port: int
    log: Path

    def ask(self, *sent: bytes) -> bytes:
        """What comes back for these bytes until the server has no more to say."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            for part in sent:
                connection.sendall(part)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self.ask(b"GET /nowhere/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail(self.log.read_text())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as output:
        started = leash.start(
            [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "--workers", "1"]
            + ["--bind", f"fd://{listening.fileno()}", "--worker-tmp-dir", str(log.parent)],
            output=output,
            environment={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
            pass_fds=[listening.fileno()],
        )
        server = Server(listening.getsockname()[1], log)
        server.wait(started)
        yield server
        assert started.stdin
        started.stdin.close()
        started.wait()


HEAD = (
    b"POST /nowhere/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n"
)


def test_a_body_of_a_hundred_megabytes_is_answered_before_it_is_sent(server: Server) -> None:
    answer = server.ask(HEAD + b"Content-Length: 104857600\r\n\r\n--x")
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_body_without_a_length_is_no_form(server: Server) -> None:
    answer = server.ask(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\n--x\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("header", [b"SCRIPT_NAME: /x", b"SCRIPT_NAME: /nowhere"])
def test_no_header_moves_the_address(server: Server, header: bytes) -> None:
    answer = server.ask(b"GET /nowhere/ HTTP/1.0\r\nHost: localhost\r\n" + header + b"\r\n\r\n")
    assert answer.split()[1] == b"404"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"GET /off/{TOKEN}?q=secret HTTP/9.9", 400),
        (f"GET /off/{TOKEN}?q=secret", 400),
        (f"GET /off/{TOKEN}?q={'secret' * 1000} HTTP/1.1", 414),
        (f"GET /off/{TOKEN}?q=secret HTTP/1.1\r\nCookie: sessionid=secret\x00", 400),
        (f"GET /nowhere/?q=secret&token={TOKEN} HTTP/1.1\r\nContent-Type: a/b; charset=hex", 404),
    ],
)
def test_what_it_logs_is_cleaned(server: Server, line: str, status: int) -> None:
    answer = server.ask(f"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.split()[1] == str(status).encode()
    lines = [json.loads(each) for each in server.log.read_text().splitlines()]
    assert {"gunicorn.error", "django.request"} <= {each["logger"] for each in lines}
    for private in (TOKEN[-20:], "secret", "127.0.0.1:"):
        assert private not in server.log.read_text().replace("http://127.0.0.1:", "")


def test_each_web_process_watches_whether_mail_moves() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True, timeout=60)
    assert "'watch'" in done.stdout
