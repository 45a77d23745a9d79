"""One series: a database, a mail server and processes of its own; a plan of faults while mail flows; the verdict."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from tests.chaos import causes
from tests.chaos.faults import TAKE_OVER_SECONDS, Faults
from tests.chaos.judge import Verdict, judge, leaks, rows_of, waiting_in
from tests.chaos.nursery import Nursery
from tests.chaos.processes import Part, ports_of
from tests.chaos.provider import ProviderRecord
from tests.chaos.services import Services
from tests.chaos.sink import DROP, STORM, StormySink, Weather

START_SECONDS = 60.0
END_SECONDS = 15.0
FED_AT_ONCE = 4


@dataclass(frozen=True)
class Speed:
    """Seconds. Everything goes faster than in an installation, in the same order of size: an answer of the mail server
    is waited for less than half a lease, within which the final dot must leave.
    """

    lease: float = 8.0
    answer: float = 2.5
    deliver: float = 1.0
    reconcile: float = 2.0

    def settings(self) -> dict[str, Any]:
        return {
            "REMINDER_DELIVER_SECONDS": self.deliver,
            "REMINDER_RECONCILE_SECONDS": self.reconcile,
            "EMAIL_TIMEOUT": self.answer,
            "MAIL_LOG_SETTLED_SECONDS": 3.0,
            "retry": {
                "lease": self.lease,
                "answer": self.answer,
                "first": 0.5,
                "longest": 3.0,
                "server_down": 0.5,
            },
        }


@dataclass(frozen=True)
class Result:
    """What a series found. Times in seconds; `silences` are answers that the mail server owed after the final dot;
    `interrupted_at` counts blows in the middle of a hand-off by the moment at which it stood.
    """

    name: str
    reminders: int
    kills: int
    stops: int
    flushes: int
    restarts: int
    silences: int
    interrupted: int
    interrupted_at: Counter[str]
    verdict: Verdict
    seconds: float


class Series:
    """A context manager, which ends every process that it started. It says how to repeat it, and its last words when
    it ends by an error. `reserve` of its causes happen when a fault needs mail to meet, or in the end.
    """

    def __init__(
        self,
        name: str,
        *,
        services: Services,
        nursery: Nursery,
        folder: Path,
        seed: str,
        count: int,
        reserve: int = 0,
        speed: Speed,
        weather: Weather = STORM,
        has_provider: bool = False,
    ) -> None:
        self.name, self.services, self.nursery, self.speed = name, services, nursery, speed
        self.folder = folder / re.sub(r"\W+", "_", name.lower())
        self.seed, self.title = f"{seed} {name}", f"{name!r}, SEED={seed}"
        self.causes = causes.imagine(count=count, seed=self.seed, some_are_dead=bool(weather.answers))
        self._usual = self._fed = len(self.causes) - reserve
        dead = [one.address for one in self.causes if one.is_dead]
        self.sink = StormySink(
            port=nursery.mail_port, seed=self.seed, dead=dead, weather=weather, patience=speed.answer
        )  # fmt: skip
        self._meet_the_weather()
        self.record = ProviderRecord(self.sink, seed=self.seed) if has_provider else None
        self.workers: list[Part] = []
        self.beats: list[Part] = []
        self.hours_off: dict[str, float] = {}
        self.planted = 0
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        print(f"\n--- series {self.title}")
        self.begun, self.begun_at = time.monotonic(), datetime.now(UTC)
        self.folder.mkdir()
        self.database = self.services.make_database()
        self._resources.callback(self.database.close)
        self.services.flush_valkey()
        self._resources.enter_context(self.sink)
        if self.record:
            self._resources.enter_context(self.record)
        self.faults = Faults(
            services=self.services, database=self.database, sink=self.sink, workers=self.workers, beats=self.beats,
            feed=self.feed, lease=self.speed.lease, seed=self.seed,
        )  # fmt: skip
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        try:
            self.end_parts()
        finally:
            if kind:
                print(self.last_words())
            self.faults.close()
            self._resources.close()

    def _meet_the_weather(self) -> None:
        """Mail to students meets each fault of it, as it goes until it arrives; an invitation may end before it does.
        One of these loses its answer, too. All of them early, as what follows takes a lease.
        """
        if not self.sink.weather.answers:
            return
        alive = [one for one in self.causes[: len(self.causes) // 2] if not (one.is_dead or one.is_early)]
        self.sink.meet_each_fault([one.address for one in alive if not one.is_invitation])
        self.sink.on("DOT", DROP, to=next(one.address for one in alive if one.is_invitation), times=1)

    # --- its processes

    def add_worker(self, *, hours_off: float = 0.0, each_wake_up: int = 5, deliverer: str = "") -> None:
        name = f"worker{len(self.workers)}"
        self.hours_off[name] = hours_off
        options = ["--hours-off", f"{hours_off}", "--each-wake-up", f"{each_wake_up}", "--deliverer", deliverer]
        celery = ["worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
        hostname = ["--hostname", f"{name}.{self.folder.name}@chaos"]
        self.workers.append(self._part(name, [*options, *celery, *hostname], is_pool=True))

    def add_beat(self, *, each_wake_up: int = 5) -> None:
        name = f"beat{len(self.beats)}"
        celery = ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(self.folder / name)]
        self.beats.append(self._part(name, ["--each-wake-up", f"{each_wake_up}", *celery]))

    def add_loop(self) -> None:
        """What an installation without a broker runs."""
        name = f"loop{len(self.workers)}"
        self.workers.append(self._part(name, ["manage.py", "deliver_reminders", "--loop"]))

    def end_parts(self) -> None:
        """All of them, as soon as none is in a conversation with the mail server any more."""
        self.faults.wake_the_stopped(all_of_them=True)
        self.wait_until(lambda: not self._is_talking(), seconds=END_SECONDS)
        for part in [*self.beats, *self.workers]:
            part.kill()

    def _is_talking(self) -> bool:
        return bool(ports_of([hand for part in self.workers for hand in part.hands], self.sink.port))

    @property
    def logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    def _part(self, name: str, arguments: Sequence[str], *, is_pool: bool = False) -> Part:
        provider = ["--mail-log-url", self.record.url] if self.record else []
        return Part(self.nursery, [*provider, *arguments], log=self.folder / f"{name}.log", is_pool=is_pool)

    # --- its course

    def plant(self, share: float) -> None:
        """Let so much of the causes happen, counted from the first, but for those in reserve."""
        until = round(share * self._usual)
        if until > self.planted:
            causes.plant(self.causes[self.planted : until], self.database)
            self.planted = until

    def feed(self, count: int = FED_AT_ONCE) -> None:
        """Let some of those happen that are in reserve, if any are left."""
        if some := self.causes[self._fed : self._fed + count]:
            causes.plant(some, self.database)
            self._fed += len(some)

    def weather(
        self, plan: Sequence[str], *, waves: int, patience: float, since: float = 0.0, until: float = 1.0
    ) -> None:
        """Do what the plan says, evenly over the mail that flows, while causes happen in so many waves: those from
        `since` to `until`, as shares of all. A step waits for its share of the mail, but no longer than `patience`
        seconds: under faults mail may stand still for a lease.
        """
        share, already = until - since, len(self.sink.taken_at)
        self.plant(since + share / waves)
        self.wait_until(lambda: len(self.sink.taken_at) > already, seconds=START_SECONDS)
        self.faults.tell("mail flows")
        for number, fault in enumerate(plan):
            self.plant(since + share * (number * waves // len(plan) + 1) / waves)
            enough = 0.9 * (since + share * (number + 0.5) / len(plan)) * self._usual
            self.wait_until(lambda enough=enough: len(self.sink.taken_at) >= enough, seconds=patience)
            self.faults.do(fault)
        self.plant(until)

    def settle(self, *, seconds: float) -> bool:
        """The weather clears up, and every reminder whose time has come ends. False when they have not within this."""
        self.faults.tell("the weather clears up")
        self.feed(len(self.causes))
        self.sink.is_calm = True
        patience = self.speed.lease + TAKE_OVER_SECONDS + 5
        self.wait_until(lambda: not self.faults.is_somebody_stopped, seconds=patience)
        is_settled = self.wait_until(self._is_settled, seconds=seconds, every=0.25)
        # Who marks first and sends then may have marked the last one just now.
        self.wait_until(lambda: time.time() - max(self.sink.taken_at.values(), default=0) > 1, seconds=5)
        self.faults.look_for_the_fallen("all else")
        self.faults.tell("all have ended" if is_settled else "not all have ended")
        return is_settled

    def wait_until(self, is_so: Callable[[], bool], *, seconds: float, every: float = 0.03) -> bool:
        until = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > until:
                return False
            time.sleep(every)
            self.faults.wake_the_stopped()
        return True

    def _is_settled(self) -> bool:
        counts = self.database.rows(
            "SELECT count(*) FILTER (WHERE state = 'due'), count(*) FROM outbox_message "
            "WHERE due_at <= now() AND state <> 'skipped'"
        )
        return counts == [(0, len([one for one in self.causes if not one.is_early]))]

    def result(self) -> Result:
        """The verdict, once its processes are gone and nothing can come any more."""
        self.end_parts()
        faults = self.faults
        faults.tell("all processes are gone")
        verdict = judge(
            self.causes,
            sink=self.sink,
            rows=rows_of(self.database),
            waiting=waiting_in(self.database),
            interrupted=faults.interrupted,
            all_is_known=self.record is not None,
        )
        return Result(
            name=self.name,
            reminders=len([one for one in self.causes if not one.is_early]),
            kills=faults.kills,
            stops=faults.done["stop_a_worker"],
            flushes=faults.done["flush_valkey"],
            restarts=faults.done["restart_postgres"],
            silences=self.sink.silences.total(),
            interrupted=faults.interrupted.total(),
            interrupted_at=faults.interrupted_at,
            verdict=verdict,
            seconds=time.monotonic() - self.begun,
        )

    def leaks(self) -> list[str]:
        return leaks(self.logs, self.sink)

    def last_words(self, lines: int = 15) -> str:
        """The end of every log, for whoever looks for the reason."""
        said = [f"--- {log.name}\n" + "\n".join(_tail(log, lines)) for log in self.logs]
        done = [*self.faults.diary, f"{self.sink.faults}"]
        return "\n".join([*said, f"--- what was done in {self.title}", *done])


def _tail(log: Path, lines: int) -> list[str]:
    """Its last lines, but for what is said at each wake-up."""
    usual = ('"event": "Task apps', "Sending due task", '"event": "reconciled"')
    said = [line for line in log.read_text(errors="replace").splitlines() if not any(word in line for word in usual)]
    return [line[:300] for line in said[-lines:]]


def shuffled(seed: str, faults: dict[str, int]) -> list[str]:
    """A plan with each fault so many times, in an order that the seed decides."""
    plan = [name for name, times in sorted(faults.items()) for _ in range(times)]
    random.Random(f"{seed} plan").shuffle(plan)
    return plan
