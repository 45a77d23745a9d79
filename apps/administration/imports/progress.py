"""How far an import is. It lies in the cache, so that a page that is loaded again finds it."""

import time
from contextlib import suppress
from dataclasses import asdict, dataclass

import redis
from django.core.cache import cache

from apps.administration.models import Import

_KEPT_SECONDS = 24 * 60 * 60
_LOOK_UP_SECONDS = 0.5


class Stopped(Exception):  # noqa: N818 - somebody asked for it
    """A person pressed Stop."""


@dataclass
class Progress:
    """`since` is when this part of the work began, in seconds of the epoch."""

    part: str
    done: int
    of: int
    since: float

    @property
    def seconds_left(self) -> int | None:
        """None while it is too early to say."""
        taken = time.time() - self.since
        return round(taken / self.done * (self.of - self.done)) if self.done and taken > 1 else None


class Report:
    """What an engine tells of its progress. Called as often as it likes; raises Stopped where somebody asked for it."""

    def __init__(self, pk: int, part: str) -> None:
        self._pk, self._progress, self._next = pk, Progress(part, 0, 0, time.time()), 0.0

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _LOOK_UP_SECONDS
        self._progress.done, self._progress.of = done, of
        with suppress(redis.RedisError):  # the import goes on without anybody looking
            cache.set(_key(self._pk), asdict(self._progress), _KEPT_SECONDS)
        # What others have committed since is seen inside of a transaction, too.
        if Import.objects.filter(pk=self._pk).exclude(stop_asked_at=None).exists():
            raise Stopped


def progress_of(pk: int) -> Progress | None:
    with suppress(redis.RedisError):
        if kept := cache.get(_key(pk)):
            return Progress(**kept)
    return None


def forget_progress(pk: int) -> None:
    with suppress(redis.RedisError):
        cache.delete(_key(pk))


def _key(pk: int) -> str:
    return f"import:{pk}"
