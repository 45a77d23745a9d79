"""Acquaint as production runs it: its own gunicorn settings, its workers and beat, on a PostgreSQL whose commits last.

The commands are those of docker-compose.yml. Where it is left out, the proxy before it is each browser itself.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.bench.databases import opened_at, used
from tests.durable import services
from tests.journeys.stack import Stack
from tests.load import plants

WEB_WORKERS = 2


class Site(Stack):
    """`variables` say where its services are; `make_campus` fills the database before anything is up. A context
    manager.
    """

    def __init__(self, folder: Path, *, make_campus: Callable[[], object]) -> None:
        super().__init__(folder)
        self._make_campus, self._held = make_campus, ExitStack()

    @property
    def port(self) -> int:
        return self._listening.getsockname()[1]

    @contextmanager
    def database(self) -> Iterator[None]:
        """Inside the block Django uses the site's database."""
        with opened_at(self.variables["DATABASE_URL"]) as connection, used(connection):
            yield

    def _make_database(self) -> None:
        self.variables = self._held.enter_context(services(self.folder))
        with self.database():
            self._make_campus()
        # A campus made in one go has no statistics yet: on an evening in use the planner has them.
        with psycopg.connect(self.variables["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")

    def _remove_database(self) -> None:
        self._held.close()

    def _start_all(self) -> None:
        self._collect_static_files()
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
        queue = ["--workers", "1", "--threads", "1"] if plants.chosen() == "queue" else []
        self._start("web", [*gunicorn, "--bind", f"fd://{self._listening.fileno()}", *queue])
        celery = [sys.executable, "-m", "celery", "--app", "config.celery"]
        options = ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        self._start("worker", [*celery, "worker", "--concurrency", "2", "--max-tasks-per-child", "1000", *options])
        codes = ["--queues", "codes", "--pool", "threads", "--concurrency", "4", "--hostname", "codes@%h"]
        self._start("codes", [*celery, "worker", *codes, *options])
        schedule = ["--loglevel", "INFO", "--schedule", str(self.folder / "beat"), "--pidfile="]
        self._start("beat", [*celery, "beat", *schedule])

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.variables,
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "SITE_URL": self.url.replace("http:", "https:"),
            "ACQUAINT_TEST_RUN": "load",
            "ACQUAINT_TEST_STATIC": str(self.folder / "static"),
            "WEB_CONCURRENCY": f"{WEB_WORKERS}",
            "PYTHONWARNINGS": "ignore:::celery.platforms",  # scolds root
        }
