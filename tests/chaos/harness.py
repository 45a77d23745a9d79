"""How much of everything, the seed, and the table that a run leaves behind."""

import json
import os
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.chaos.nursery import Nursery
from tests.chaos.series import Result, Series, Speed, shuffled
from tests.chaos.services import Services
from tests.chaos.sink import MOMENTS
from tools.services.folder import free_port


@dataclass(frozen=True)
class Size:
    """Reminders of each series, how many of them wait for a fault that needs mail to meet, the faults of the great one,
    and how patient each of its steps is with the mail.

    The other series take `others` of these faults.
    """

    everything: int
    provider: int
    no_broker: int
    naive: int
    reserve: int
    faults: dict[str, int]
    others: float
    waves: int
    patience: float
    settle: float
    speed: Speed

    def plan(self, seed: str, *, share: float = 1.0, but_for: Sequence[str] = ()) -> list[str]:
        wanted = {name: max(1, round(times * share)) for name, times in self.faults.items() if name not in but_for}
        return shuffled(seed, wanted)


FULL = Size(
    everything=3000, provider=1000, no_broker=600, naive=60, reserve=40,
    faults={
        "kill_a_hand": 36, "kill_a_worker": 10, "kill_a_beat": 2, "stop_a_worker": 2, "flush_valkey": 4,
        "restart_postgres": 2,
    },
    others=0.25, waves=20, patience=4.0, settle=120.0, speed=Speed(),
)  # fmt: skip
SHORT = Size(
    everything=150, provider=80, no_broker=72, naive=12, reserve=16,
    faults={
        "kill_a_hand": 6, "kill_a_worker": 1, "kill_a_beat": 1, "stop_a_worker": 1, "flush_valkey": 1,
        "restart_postgres": 1,
    },
    others=0.3, waves=12, patience=0.3, settle=60.0, speed=Speed(lease=3.0, answer=1.2, deliver=1.0, reconcile=1.0),
)  # fmt: skip


class Harness:
    """What the series share. SEED repeats a run: which mail meets which fault, and what is killed in which order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_full = os.environ.get("ACQUAINT_CHAOS") == "full"
        self.size = FULL if self.is_full else SHORT
        self.seed = os.environ.get("SEED") or str(random.SystemRandom().randrange(10_000))
        self.results: list[Result] = []
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        self.services = self._resources.enter_context(Services(self.folder))
        nursery = Nursery(self._environment(), mail_port=free_port(), folder=self.folder)
        self.nursery = self._resources.enter_context(nursery)  # it loads while we copy
        self.services.copy_schema()
        return self

    def __exit__(self, *error: object) -> None:
        self._resources.close()

    def series(self, name: str, *, count: int, **options: object) -> Series:
        return Series(
            name, services=self.services, nursery=self.nursery, folder=self.folder, seed=self.seed, count=count,
            speed=self.size.speed, **options,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        database = self.services.database()
        return {
            **os.environ,
            **self.services.variables(),
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,
            "SITE_URL": "http://campus.example",
            "ACQUAINT_TEST_RUN": "chaos",
            "ACQUAINT_TEST_REMINDERS": json.dumps(self.size.speed.settings()),
            "TMPDIR": str(self.folder),  # a pool that is killed leaves its folder there
            "PYTHONUNBUFFERED": "1",  # a line that was written outlives its writer
            "PYTHONWARNINGS": "ignore:::celery.platforms",  # scolds root
        }

    def keep(self, result: Result) -> Result:
        self.results.append(result)
        return result

    def table(self) -> str:
        head = (
            "series", "reminders", "kill -9", "stops", "flushes", "restarts", "no answer", "interrupted",
            "/".join(MOMENTS), "lost", "doubled", "uncertain", "seconds",
        )  # fmt: skip
        lines = [head, *(_line(result) for result in self.results)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        form = "full" if self.is_full else "short"
        title = f"Reminders under faults, {form} form, SEED={self.seed}"
        legend = (
            "lost, doubled: to students + invitations; uncertain: rows that stay so + rows that were sent again; "
            f"{'/'.join(MOMENTS)}: blows in the middle of a hand-off, before the message was asked for, before and "
            "after it was taken"
        )
        return "\n".join([title, legend, *("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)])


def _line(one: Result) -> tuple[str, ...]:
    verdict = one.verdict
    numbers = (one.reminders, one.kills, one.stops, one.flushes, one.restarts, one.silences, one.interrupted)
    return (
        one.name,
        *map(str, numbers),
        "/".join(f"{one.interrupted_at[moment]}" for moment in MOMENTS),
        f"{len(verdict.lost)} + {len(verdict.lost_invitations)}",
        f"{len(verdict.doubled)} + {len(verdict.doubled_invitations)}",
        f"{verdict.uncertain} + {verdict.resent}",
        f"{one.seconds:.0f}",
    )
