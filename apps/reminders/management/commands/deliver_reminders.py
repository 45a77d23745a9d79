"""`manage.py deliver_reminders`: sends what is due, without a broker. `--loop` does all that beat and workers do."""

import os
import signal
import socket
import time
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from apps.outbox import workers
from apps.outbox.monitoring import watch
from apps.outbox.tasks import deliver_until_done
from apps.reminders.tasks import reconcile_in_turn

_log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Any number of these may run at once, also beside Celery's workers: each reminder goes once."""

    help = (
        "Send due reminders and compare rows with what should exist, with no broker. Once, or with --loop until "
        "SIGTERM or Ctrl-C, which let the message under way end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until told to stop")

    def handle(self, *args: Any, loop: bool = False, **options: Any) -> None:
        worker = f"loop-{socket.gethostname()}-{os.getpid()}"
        if not loop:
            reconcile_in_turn(every=0)
            deliver_until_done(worker=worker, seconds=float("inf"))
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: workers.ask_to_stop())
        _Loop(worker).go()


class _Loop:
    """Compares each minute and delivers as soon as something is due: an idle round is one read of an index's head."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.next_reconcile = self.next_watch = 0.0

    def go(self) -> None:
        idle = min(5.0, settings.REMINDER_DELIVER_SECONDS)
        while not workers.is_stop_asked():
            try:
                self._round()
            except (DatabaseError, InterfaceError) as error:
                # The database restarts: the rows remember, and the next round finds them.
                _log.error("round_not_made", worker=self.worker, error=type(error).__name__)
                connection.close()
            _rest(idle)

    def _round(self) -> None:
        now = time.monotonic()
        if now >= self.next_reconcile:
            self.next_reconcile = now + settings.REMINDER_RECONCILE_SECONDS
            reconcile_in_turn(every=settings.REMINDER_RECONCILE_SECONDS)
        deliver_until_done(worker=self.worker, seconds=settings.REMINDER_RECONCILE_SECONDS / 2)
        if now >= self.next_watch:
            self.next_watch = now + watch.WATCH_SECONDS
            watch.watch()


def _rest(seconds: float) -> None:
    """Not longer than it takes to notice that we are told to stop."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not workers.is_stop_asked():
        time.sleep(min(0.2, seconds))
