"""`manage.py deliver_reminders`: sends what is due, without a broker. `--loop` does all that beat and workers do."""

import os
import signal
import socket
import threading
import time
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from apps.reminders import rounds, watch

_log = structlog.get_logger(__name__)
_WATCH_SECONDS = 60.0


class Command(BaseCommand):
    """Any number of these may run at once, also beside Celery's workers: each reminder goes once."""

    help = (
        "Send due reminders and compare rows with what should exist, with no broker. Once, or with --loop until "
        "SIGTERM or Ctrl-C, which let the present batch end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until told to stop")

    def handle(self, *args: Any, loop: bool = False, **options: Any) -> None:
        worker = f"loop-{socket.gethostname()}-{os.getpid()}"
        if not loop:
            rounds.reconcile_in_turn(every=0)
            rounds.deliver_until_done(worker=worker, seconds=float("inf"))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        _Loop(worker, stop).go()


class _Loop:
    """Compares each minute and delivers as soon as something is due: an idle round is one read of an index's head."""

    def __init__(self, worker: str, stop: threading.Event) -> None:
        self.worker, self.stop = worker, stop
        self.next_reconcile = self.next_watch = 0.0

    def go(self) -> None:
        idle = min(5.0, settings.REMINDER_DELIVER_SECONDS)
        while not self.stop.is_set():
            try:
                self._round()
            except (DatabaseError, InterfaceError) as error:
                # The database restarts: the rows remember, and the next round finds them.
                _log.error("round_not_made", worker=self.worker, error=type(error).__name__)
                connection.close()
            self.stop.wait(idle)

    def _round(self) -> None:
        now = time.monotonic()
        if now >= self.next_reconcile:
            self.next_reconcile = now + settings.REMINDER_RECONCILE_SECONDS
            rounds.reconcile_in_turn(every=settings.REMINDER_RECONCILE_SECONDS)
        # One batch after the other, until nothing is due or we are told to stop.
        rounds.deliver_until_done(worker=self.worker, seconds=settings.REMINDER_RECONCILE_SECONDS / 2, stop=self.stop)
        if now >= self.next_watch:
            self.next_watch = now + _WATCH_SECONDS
            watch.watch()
