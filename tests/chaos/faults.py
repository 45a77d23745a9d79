"""What is done to the parts of a series while its mail flows, and how many hand-offs that interrupted.

The count is the harness's own: from the claims that a process had announced before its end, and the one row among them
that the database shows as handed off and not answered at that moment.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import psutil

from tests.chaos.processes import Journal, Part, kill, ports_of
from tests.chaos.services import Database, Services
from tests.chaos.sink import StormySink

AIM_SECONDS = 1.0
START_SECONDS = 20.0
_MOMENTS = ("asked", "whole", "taken")

_IN_HAND_OFF = (
    "SELECT COALESCE(u.email, r.address), extract(epoch FROM r.handed_off_at)::float8 FROM reminders_reminder r "
    "LEFT JOIN accounts_user u ON u.id = r.user_id WHERE r.state = 'due' AND r.handed_off_at IS NOT NULL AND "
)


class Faults:
    """Each method is one fault, by its name in a plan. `done` counts them, `interrupted` the hand-offs by address."""

    def __init__(
        self,
        *,
        services: Services,
        database: Database,
        sink: StormySink,
        workers: Sequence[Part],
        beats: Sequence[Part],
        lease: float,
        seed: str,
    ) -> None:
        self.services, self.database, self.sink = services, database, sink
        self.workers, self.beats = workers, beats
        self.stopped_for = lease + 1.0
        self.dice = random.Random(f"{seed} faults")
        self.done: Counter[str] = Counter()
        self._hand_offs: set[tuple[str, float]] = set()
        self.diary: list[str] = []
        self.journal = Journal()
        self._stopped: list[tuple[float, list[psutil.Process]]] = []

    @property
    def interrupted(self) -> Counter[str]:
        return Counter(address for address, _ in self._hand_offs)

    @property
    def kills(self) -> int:
        """How many `kill -9` of workers there were."""
        return self.done["kill_a_hand"] + self.done["kill_a_worker"]

    def do(self, name: str) -> None:
        """`name` is that of a method; `kill_a_hand@taken` names the moment that it waits for, too."""
        method, _, moment = name.partition("@")
        fault: Callable[..., bool] = getattr(self, method)
        self.tell(name)
        before = set(self._hand_offs)
        was_done = fault(moment) if moment else fault()
        self.done[method] += was_done
        self.tell(" ".join(["  done" if was_done else "  missed", *(to for to, _ in self._hand_offs - before)]))
        self.wake_the_stopped()

    def tell(self, what: str) -> None:
        """Into the diary, with the time that the logs tell, too."""
        self.diary.append(f"{datetime.now(UTC):%H:%M:%S.%f} {what}")

    def kill_a_hand(self, moment: str = "") -> bool:
        """One process of a pool, or one loop: in the middle of a hand-off, if one comes soon enough."""
        hand = self._aim([hand for part in self.workers for hand in part.hands], moment)
        killed = hand is not None and self._interrupting([hand], lambda: kill(hand))
        for part in self.workers:
            if not part.is_alive:  # a loop; a worker makes itself a new hand
                part.start()
        return killed

    def kill_a_worker(self) -> bool:
        """A whole worker at one blow; it is started again."""
        part = self._a_worker()
        self._aim(part.hands)
        killed = self._interrupting(part.hands, part.kill)
        part.start()
        return killed

    def kill_a_beat(self) -> bool:
        part = self.dice.choice(self.beats)
        part.kill()
        part.start()
        return True

    def stop_a_worker(self) -> bool:
        """Its hands stand still for longer than their leases, then go on as if nothing had been.

        One of them between its hand-off and its message, if it can be: when it goes on, another may have sent that.
        """
        part = self._a_worker()
        self._aim(part.hands, "asked")
        hands = part.hands

        def stop() -> bool:
            for hand in hands:
                with suppress(psutil.NoSuchProcess):
                    hand.suspend()
            return bool(hands)

        self._stopped.append((time.monotonic() + self.stopped_for, hands))
        return self._interrupting(hands, stop, are_gone=False)

    def flush_valkey(self) -> bool:
        self.services.flush_valkey()
        return True

    def restart_postgres(self) -> bool:
        """Whoever waits for an answer just then may not get it written down."""
        self._count("r.leased_until > now()")
        self.services.restart_postgres()
        self._count("r.leased_until > now()")
        return True

    def wake_the_stopped(self, *, all_of_them: bool = False) -> None:
        """Those that have stood still for long enough."""
        now = time.monotonic()
        for until, hands in list(self._stopped):
            if all_of_them or now >= until:
                self._stopped.remove((until, hands))
                for hand in hands:
                    with suppress(psutil.NoSuchProcess):
                        hand.send_signal(signal.SIGCONT)

    @property
    def is_somebody_stopped(self) -> bool:
        return bool(self._stopped)

    def close(self) -> None:
        self.journal.close()

    def _aim(self, hands: Sequence[psutil.Process], moment: str = "") -> psutil.Process | None:
        """The next of these to reach that moment of a conversation, or any when none does in time."""
        moment = moment or self.dice.choice(_MOMENTS)
        still = self._standing_still()
        hands = [hand for hand in hands if hand.pid not in still]
        until = time.monotonic() + AIM_SECONDS
        while hands and time.monotonic() < until:
            ports = ports_of(hands, self.sink.port)
            if port := self.sink.wait_for(moment, ports, seconds=0.2):
                return ports[port]
        return self.dice.choice(hands) if hands else None

    def _a_worker(self) -> Part:
        """One that can be at work: not one that stands still, nor one too young to have hands."""
        until = time.monotonic() + START_SECONDS
        while True:
            still = self._standing_still()
            able = [part for part in self.workers if (hands := part.hands) and not still & {hand.pid for hand in hands}]
            if able or time.monotonic() > until:
                return self.dice.choice(able or self.workers)
            time.sleep(0.05)
            self.wake_the_stopped()

    def _standing_still(self) -> set[int]:
        return {hand.pid for _, hands in self._stopped for hand in hands}

    def _interrupting(self, hands: Sequence[psutil.Process], act: Callable[[], bool], *, are_gone: bool = True) -> bool:
        """Do it, then count the hand-offs that these had begun and cannot end now: the latest of each.

        At once, before anybody may settle them, and again when the database is done with what they had asked of it.
        """
        sessions = list(ports_of(hands, self.services.postgres_port)) if are_gone else []
        if not act():
            return False
        claims = [self.journal.claims_of(hand.pid, self.workers) for hand in hands]
        for look in (lambda: None, lambda: self._wait_for_sessions(sessions) if are_gone else time.sleep(0.2)):
            look()
            for of_one in claims:
                self._count("r.token = ANY(%s::uuid[]) ORDER BY r.handed_off_at DESC LIMIT 1", of_one)
        return True

    def _count(self, which: str, *parameters: object) -> None:
        """Those of the hand-offs that the sink did not leave without an answer itself."""
        for address, since in self.database.rows(_IN_HAND_OFF + which, *parameters):
            if self.sink.silent_since.get(address, 0.0) < since:
                self._hand_offs.add((address, since))

    def _wait_for_sessions(self, ports: list[int]) -> None:
        """Until the database is done with what the dead had asked of it: a commit may still be on its way."""
        until = time.monotonic() + 3.0
        sessions = "SELECT 1 FROM pg_stat_activity WHERE client_port = ANY(%s)"
        while self.database.rows(sessions, ports) and time.monotonic() < until:
            time.sleep(0.02)
