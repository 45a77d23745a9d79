"""How long a claim holds, and how patiently failure is met."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Power

T = TypeVar("T")
# While Postgres restarts, an answer of the mail server must not be lost: about eight seconds, far below a lease.
_PATIENCE_SECONDS = (0.1, 0.2, 0.5, 1, 2, 4)
_SOON = timedelta(seconds=5)
_jitter = random.SystemRandom()


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """A retry waits `first`, then twice that, up to `longest`, each half to one and a half times as long, so that
    retries spread.

    `answer` is how long the verdict on a whole message is waited for. The message is complete within half a lease, so
    less than the other half. `tries_unanswered` is how often a message is handed over and no answer comes, before it
    is left as uncertain: at most so many copies of it go by themselves.
    """

    lease: timedelta = timedelta(minutes=2)
    answer: timedelta = timedelta(seconds=50)
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=1)
    server_down: timedelta = timedelta(seconds=30)
    tries: int = 30
    tries_unanswered: int = 4
    tries_to_write: int = 8  # some hours: time to mend a template that fails

    @classmethod
    def of_installation(cls) -> "RetryPolicy":
        """These defaults, but for what the setting OUTBOX_RETRY names."""
        return cls(**settings.OUTBOX_RETRY)

    def hurried(self) -> "RetryPolicy":
        """For a code, which is of use for minutes: the first retries come within seconds."""
        return replace(self, first=min(self.first, _SOON), server_down=min(self.server_down, _SOON))

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after this many attempts."""
        longest = self.first * 2 ** min(max(attempts - 1, 0), 16)
        return min(longest, self.longest) * _jitter.uniform(0.5, 1.5)

    def doubled(self, times: F) -> ExpressionWrapper:
        """`first`, doubled as often as this column says."""
        wait = Value(self.first, DurationField())
        return ExpressionWrapper(wait * Power(2.0, times), output_field=DurationField())


def persist(write: Callable[[], T]) -> T:
    """`write()`, tried again for some seconds while the database is away. Inside a transaction it is tried once."""
    for seconds in _PATIENCE_SECONDS:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(seconds)
    return write()
