"""The containers' own health checks, against a real server and real files."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from config import health

SITE = "https://acquaint.campus.example"


@contextmanager
def answering(status: int) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """A server that answers everything with `status`: its port, and the path and host of what it was asked."""
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        # Every so many seconds it looks whether it is to end.
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


def test_a_healthy_web_process_is_asked_by_the_name_of_the_site() -> None:
    with answering(200) as (port, asked):
        assert health.web(site_url=SITE, port=port) is None
        assert asked == [("/healthz/", "acquaint.campus.example")]


@pytest.mark.parametrize("status", [301, 400, 500, 503])
def test_any_other_answer_is_unhealthy(status: int) -> None:
    with answering(status) as (port, _):
        assert health.web(site_url=SITE, port=port) == f"The web process answers {status}."


def test_no_answer_is_unhealthy() -> None:
    with answering(200) as (port, _):
        pass

    assert health.web(site_url=SITE, port=port) == "The web process does not answer (ConnectionRefusedError)."


@pytest.fixture
def schedule(tmp_path: Path) -> Callable[..., Path]:
    """Beat's schedule as a database of several files, each written at the given second."""

    def write(**written_at: int) -> Path:
        for suffix, second in written_at.items():
            file = tmp_path / f"beat.{suffix}"
            file.touch()
            os.utime(file, (second, second))
        return tmp_path / "beat"

    return write


def test_beat_is_healthy_while_one_of_its_files_is_young(schedule: Callable[..., Path]) -> None:
    assert health.beat(schedule=schedule(dat=100, dir=9_700), now=10_000) is None


def test_a_beat_that_stands_still_is_unhealthy(schedule: Callable[..., Path]) -> None:
    silent = health.beat(schedule=schedule(dat=100, dir=9_600), now=10_000)

    assert silent == "Beat has been silent for 400 seconds."


def test_a_beat_that_never_wrote_is_unhealthy(schedule: Callable[..., Path]) -> None:
    assert health.beat(schedule=schedule(), now=10_000) == "Beat has not written its schedule yet."


def test_the_command_says_the_problem_and_fails(
    schedule: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert health.main(["beat", str(schedule())]) == 1
    assert capsys.readouterr().err == "Beat has not written its schedule yet.\n"
    assert health.main([]) == 1
