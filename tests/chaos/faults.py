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
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import psutil

from tests.chaos.logs import Journal
from tests.chaos.processes import Part, kill, ports_of
from tests.chaos.services import Database, Services
from tests.chaos.sink import MOMENTS, StormySink

AIM_SECONDS = 1.5
STOP_SECONDS = 40.0
START_SECONDS = 20.0
# How long a stopped worker waits, beyond its lease, for another to take over what it held.
TAKE_OVER_SECONDS = 10.0

_IN_HAND_OFF = (
    "SELECT address, extract(epoch FROM handed_off_at)::float8 FROM outbox_message "
    "WHERE state = 'due' AND handed_off_at IS NOT NULL AND "
)
_HELD = "SELECT DISTINCT token FROM outbox_message WHERE token = ANY(%s::uuid[]) AND leased_until > now()"
_STILL_THEIRS = "SELECT 1 FROM outbox_message WHERE token = ANY(%s::uuid[]) AND state = 'due' LIMIT 1"
_SESSIONS = "SELECT 1 FROM pg_stat_activity WHERE client_port = ANY(%s)"


@dataclass(frozen=True)
class _Target:
    """Who to hit: one of the hands of a part, or all. With a moment, that one stands at it until the sink lets it go;
    without, it may do anything.
    """

    part: Part
    hands: list[psutil.Process]
    hand: psutil.Process
    moment: str = ""


@dataclass(frozen=True)
class _Stopped:
    """Hands that stand still, the claims that were theirs, and when their leases are over (of `time.monotonic`)."""

    name: str
    hands: list[psutil.Process]
    tokens: list[object]
    lease_ends: float


class Faults:
    """Each method is one fault, by its name in a plan. `done` counts them, `interrupted` the hand-offs by address.

    `interrupted_at` counts, by moment, the blows that hit a hand in the middle of a hand-off where it was aimed at.
    `fallen` names the parts that ended although nobody had killed them. `feed` lets some more mail fall due: who waits
    for some to flow may have to wait forever.
    """

    def __init__(
        self,
        *,
        services: Services,
        database: Database,
        sink: StormySink,
        workers: Sequence[Part],
        beats: Sequence[Part],
        feed: Callable[[], None],
        lease: float,
        seed: str,
    ) -> None:
        self.services, self.database, self.sink = services, database, sink
        self.workers, self.beats = workers, beats
        self.feed, self.lease = feed, lease
        self.dice = random.Random(f"{seed} faults")
        self.done: Counter[str] = Counter()
        self.interrupted_at: Counter[str] = Counter()
        self.fallen: list[str] = []
        self.diary: list[str] = []
        self.journal = Journal()
        self._hand_offs: set[tuple[str, float]] = set()
        self._stopped: list[_Stopped] = []
        self._hit_at = ""

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
        before, self._hit_at = set(self._hand_offs), ""
        was_done = fault(moment) if moment else fault()
        self.done[method] += was_done
        interrupted = self._hand_offs - before
        if interrupted and self._hit_at:
            self.interrupted_at[self._hit_at] += 1
        self.tell(" ".join(["  done" if was_done else "  missed", self._hit_at, *(to for to, _ in interrupted)]))
        self.wake_the_stopped()
        self.look_for_the_fallen(name)

    def tell(self, what: str) -> None:
        """Into the diary, with the time that the logs tell, too."""
        self.diary.append(f"{datetime.now(UTC):%H:%M:%S.%f} {what}")

    def look_for_the_fallen(self, after: str) -> None:
        """Whoever was killed was started again at once: any other that is gone fell by itself. The series goes on."""
        for part in [*self.workers, *self.beats]:
            if not part.is_alive:
                self.fallen.append(f"{part.name} after {after}")
                self.tell(f"  {part.name} had fallen")
                part.start()

    # --- each fault

    def kill_a_hand(self, moment: str = "") -> bool:
        """One process of a pool, or one loop: in the middle of a hand-off, if one comes soon enough."""
        target = self._aim(moment)
        if target is None:
            return False
        was_killed = self._kill(target, [target.hand], lambda: kill(target.hand))
        if not target.part.is_pool:  # a loop; a worker makes itself a new hand
            target.part.start()
        return was_killed

    def kill_a_worker(self) -> bool:
        """A whole worker at one blow; it is started again."""
        target = self._aim()
        if target is None:
            return False
        was_killed = self._kill(target, target.hands, target.part.kill)
        target.part.start()
        return was_killed

    def kill_a_beat(self) -> bool:
        part = self.dice.choice(self.beats)
        part.kill()
        part.start()
        return True

    def stop_a_worker(self) -> bool:
        """Its hands stand still until others have all that it held, then go on as if nothing had been.

        One of them stands between its hand-off and its message: when it goes on, another may have sent that.
        """
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            target = self._aim("asked", or_any=False)
            if target and self._stop(target):
                return True
            self.feed()
            self.wake_the_stopped()
        return False

    def flush_valkey(self) -> bool:
        self.services.flush_valkey()
        return True

    def restart_postgres(self) -> bool:
        """Whoever waits for an answer just then may not get it written down."""
        self._count("leased_until > now()")
        gone_at = self.services.restart_postgres()
        self._count("handed_off_at <= %s", gone_at)
        return True

    # --- those that stand still

    def wake_the_stopped(self, *, all_of_them: bool = False) -> None:
        """Those whose claims have all gone to others, or that have waited for that long enough."""
        for one in list(self._stopped):
            beyond = time.monotonic() - one.lease_ends
            is_taken_over = beyond >= 0 and not self.database.rows(_STILL_THEIRS, one.tokens)
            if all_of_them or is_taken_over or beyond >= TAKE_OVER_SECONDS:
                self.tell(f"{one.name} goes on, {'taken over' if is_taken_over else 'still in possession'}")
                self._stopped.remove(one)
                _wake(one.hands)

    @property
    def is_somebody_stopped(self) -> bool:
        return bool(self._stopped)

    def close(self) -> None:
        self.journal.close()

    # --- how to hit, and what a blow has interrupted

    def _aim(self, moment: str = "", *, or_any: bool = True) -> _Target | None:
        """The next hand to reach that moment of a conversation, where it then stands; any, when none does in time."""
        moment = moment or self.dice.choice(MOMENTS)
        parts = self._able()
        until = time.monotonic() + AIM_SECONDS
        while True:
            able = [(part, part.hands) for part in parts]
            targets = {hand: _Target(part, hands, hand) for part, hands in able for hand in hands}
            port = self.sink.catch(moment, seconds=max(0.0, until - time.monotonic()))
            if hand := ports_of(list(targets), self.sink.port).get(port):
                return replace(targets[hand], moment=moment)
            self.sink.let_go()  # of one that stands still, or that is younger than our list
            if time.monotonic() > until:
                return self.dice.choice(list(targets.values())) if or_any and targets else None

    def _able(self) -> list[Part]:
        """Those that can be at work: none that stands still, nor one too young to have hands."""
        until = time.monotonic() + START_SECONDS
        while True:
            still = {hand for one in self._stopped for hand in one.hands}
            able = [part for part in self.workers if (hands := part.hands) and still.isdisjoint(hands)]
            if able or time.monotonic() > until:
                return able
            time.sleep(0.05)
            self.wake_the_stopped()

    def _kill(self, target: _Target, hands: Sequence[psutil.Process], blow: Callable[[], bool]) -> bool:
        """`blow` ends these hands. Counts what they had handed off: at once, before anybody may settle it, and again
        when the database is done with what they had asked of it, as a commit may still be on its way.
        """
        sessions = list(ports_of(hands, self.services.postgres_port))
        self.sink.forgive(ports_of(hands, self.sink.port))
        was_done = blow()
        self._let_go(target)
        if was_done:
            self._count_hand_offs_of(hands)
            self._wait_until_gone(sessions)
            self._count_hand_offs_of(hands)
        return was_done

    def _stop(self, target: _Target) -> bool:
        """All hands of that part stand still, and what they had handed off is counted. False when they held nothing:
        then they go on.
        """
        hands = target.hands
        for hand in hands:
            with suppress(psutil.NoSuchProcess):
                hand.suspend()
        self.sink.forgive(ports_of(hands, self.sink.port))
        self._let_go(target)
        self._wait_until_idle(list(ports_of(hands, self.services.postgres_port)))
        claims = [claim for hand in hands for claim in self.journal.claims_of(hand.pid, self.workers)]
        tokens = [token for (token,) in self.database.rows(_HELD, claims)]
        if not tokens:
            _wake(hands)
            return False
        self._stopped.append(_Stopped(target.part.name, hands, tokens, time.monotonic() + self.lease))
        self._count_hand_offs_of(hands)
        return True

    def _let_go(self, target: _Target) -> None:
        if self.sink.let_go():
            self._hit_at = target.moment

    def _count_hand_offs_of(self, hands: Sequence[psutil.Process]) -> None:
        """The latest of each, which it cannot end now."""
        for hand in hands:
            claims = self.journal.claims_of(hand.pid, self.workers)
            self._count("token = ANY(%s::uuid[]) ORDER BY handed_off_at DESC LIMIT 1", claims)

    def _count(self, which: str, *parameters: object) -> None:
        """Those of the hand-offs that the sink did not leave without an answer itself."""
        for address, since in self.database.rows(_IN_HAND_OFF + which, *parameters):
            if self.sink.silent_since.get(address, 0.0) < since:
                self._hand_offs.add((address, since))

    def _wait_until_gone(self, sessions: list[int]) -> None:
        """Until the database has seen that the dead have left."""
        until = time.monotonic() + 3.0
        while self.database.rows(_SESSIONS, sessions) and time.monotonic() < until:
            time.sleep(0.02)

    def _wait_until_idle(self, sessions: list[int]) -> None:
        """Until the database works for none of those who stand still, at two looks in a row: the first may come before
        it has read what they had asked.
        """
        until, idle = time.monotonic() + 3.0, 0
        while idle < 2 and time.monotonic() < until:
            time.sleep(0.02)
            idle = 0 if self.database.rows(f"{_SESSIONS} AND state = 'active'", sessions) else idle + 1


def _wake(hands: Sequence[psutil.Process]) -> None:
    for hand in hands:
        with suppress(psutil.NoSuchProcess):
            hand.send_signal(signal.SIGCONT)
