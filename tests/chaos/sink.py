"""A mail server with weather: it refuses, drops and hangs by a seed, and remembers what it left unanswered.

It is the judge's only witness of what arrived. What it says of itself (whose message it never answered) is by
recipient: in these tests each address gets one reminder.
"""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from aiosmtpd.smtp import Envelope, Session

from tests.smtp_sink import DROP, Conversation, Dropped, Handler, SmtpSink, Taken

# Silence that outlasts every client's patience.
HANG = object()
HANG_SECONDS = 60.0
# A client waits for the answer to DATA (`asked`), to its final dot (`whole`), to the same when its mail is `taken`.
MOMENTS = ("asked", "whole", "taken")
TICK_SECONDS = 0.05
NO_MAILBOX = "550 5.1.1 no such mailbox"
_END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Weather:
    """How likely each answer is at each stage, and how many seconds a message takes: a third of them before it is asked
    for, a third before it is taken, a third after.
    """

    answers: Mapping[str, Mapping[Any, float]] = field(default_factory=dict)
    latency: float = 0.03

    async def pause(self) -> None:
        await asyncio.sleep(self.latency / 3)


STORM = Weather(
    {
        "CONNECT": {"421 4.3.2 come back later": 0.04},
        "MAIL": {"451 4.3.0 not now": 0.01},
        "RCPT": {"451 4.2.1 greylisted": 0.04, "421 4.3.2 closing": 0.005, HANG: 0.004},
        "DATA": {"451 4.3.0 not now": 0.01, "421 4.3.2 closing": 0.005},
        "BODY": {DROP: 0.012, HANG: 0.003},
        "DOT": {"451 4.3.0 not now": 0.01, "421 4.3.2 closing": 0.005, DROP: 0.015, HANG: 0.005},
    }
)


class StormySink(SmtpSink):
    """Answers by `weather` until `is_calm`. The same seed gives the same message the same fault at the same attempt.

    `dead` are addresses that never take mail. `silences` counts, by recipient, messages whose final dot came and that
    it never answered (`silent_since`: when the last of these began, in epoch seconds), or too late for a client that
    waits `patience` seconds; `deserted` those whose sender was gone before it could answer.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        seed: str,
        dead: Collection[str] = (),
        weather: Weather = STORM,
        patience: float = 2.5,
    ) -> None:
        super().__init__(port)
        self.seed, self.dead, self.weather, self.patience = seed, set(dead), weather, patience
        self.is_calm = False
        self.faults: Counter[str] = Counter()
        self.silences: Counter[str] = Counter()
        self.silent_since: dict[str, float] = {}
        self.deserted: Counter[str] = Counter()
        self.taken_at: dict[str, float] = {}  # by Message-ID, epoch seconds
        self._asked: Counter[tuple[str, str]] = Counter()
        self._aim = threading.Condition()
        self._aimed_at, self._caught, self._has_slipped = "", 0, False
        self._go_on = asyncio.Event()
        self._forgiven: set[int] = set()
        self._ticked_at, self._late_at = time.monotonic(), float("-inf")

    def start(self) -> Self:
        super().start()
        asyncio.run_coroutine_threadsafe(self._tick(), self._controller.loop)
        return self

    def meet_each_fault(self, addresses: Sequence[str]) -> None:
        """Each fault of the weather that knows its recipient befalls one of these, and no two the same."""
        faults = [
            (stage, answer)
            for stage, answers in self.weather.answers.items()
            for answer in answers
            if stage not in ("CONNECT", "MAIL")
        ]
        met = random.Random(f"{self.seed} met").sample(addresses, len(faults))
        for (stage, answer), address in zip(faults, met, strict=True):
            self.on(stage, answer, to=address, times=1)

    def conversation(self, handler: Handler, **options: Any) -> Conversation:
        return _Stormy(_StormyHandler(self), **options)

    def answer(self, stage: str, to: str = "") -> Any:
        if scripted := super().answer(stage, to):
            self.faults[f"{stage} {_name(scripted)}"] += 1
            return scripted
        if stage == "RCPT" and to in self.dead:
            self.faults["RCPT 550"] += 1
            return NO_MAILBOX
        if self.is_calm:
            return None
        self._asked[stage, to] += 1
        roll = random.Random(f"{self.seed} {stage} {to} {self._asked[stage, to]}").random()
        for answer, likely in self.weather.answers.get(stage, {}).items():
            roll -= likely
            if roll < 0:
                self.faults[f"{stage} {_name(answer)}"] += 1
                return answer
        return None

    def keep(self, envelope: Envelope) -> Taken:
        taken = super().keep(envelope)
        self.taken_at.setdefault(taken.message_id, time.time())
        return taken

    def leave_unanswered(self, to: str) -> None:
        self.silences[to] += 1
        self.silent_since[to] = time.time()

    def catch(self, moment: str, *, seconds: float) -> int:
        """The port of the next client whose conversation reaches this moment; 0 when none does in time.

        It stands there until `let_go`: a third of its patience at most, or we would be the ones who fail it.
        """
        with self._aim:
            self._aimed_at, self._caught, self._has_slipped = moment, 0, False
            self._go_on = asyncio.Event()
            self._aim.wait_for(lambda: self._caught, timeout=seconds)
            self._aimed_at = ""
            return self._caught

    def let_go(self) -> bool:
        """Of the conversation that was caught, if one was. Whether it has stood still all the time until now."""
        self._controller.loop.call_soon_threadsafe(self._go_on.set)
        with self._aim:
            caught, self._caught = self._caught, 0
            return bool(caught) and not self._has_slipped

    async def reached(self, moment: str, port: int) -> None:
        """This client's conversation is at that moment, and stands still when somebody aims at it."""
        with self._aim:
            if self._aimed_at != moment:
                return
            self._aimed_at, self._caught, go_on = "", port, self._go_on
            self._aim.notify_all()
        try:
            # Not wait_for: before Python 3.12 it forgets that its task was cancelled when both come at once.
            async with asyncio.timeout(self.patience / 3):
                await go_on.wait()
        except TimeoutError:
            self._has_slipped = True

    def forgive(self, ports: Collection[int]) -> None:
        """These clients may leave at any moment: they are about to be killed or stopped."""
        self._forgiven.update(ports)

    def desert(self, to: str, port: int) -> None:
        """A client left before it had its answer. When nobody made it leave and we were starved of the processor, it
        has left because of us.
        """
        if port not in self._forgiven and self._is_starved():
            self.leave_unanswered(to)
        else:
            self.deserted[to] += 1

    def _is_starved(self) -> bool:
        """Whether, while a client waited that gives up now, we came too late for half of its patience."""
        return self._lag() > self.patience / 2 or time.monotonic() - self._late_at < self.patience

    def _lag(self) -> float:
        return time.monotonic() - self._ticked_at - TICK_SECONDS

    async def _tick(self) -> None:
        while True:
            self._ticked_at = time.monotonic()
            await asyncio.sleep(TICK_SECONDS)
            if self._lag() > self.patience / 2:
                self._late_at = time.monotonic()


def _name(answer: Any) -> str:
    return answer[:3] if isinstance(answer, str) else "drop" if answer is DROP else "hang"


class _Stormy(Conversation):
    """One conversation that knows whether the final dot came, whatever becomes of it."""

    sink: StormySink
    _tail = b""
    _is_silent = _is_told = False

    def data_received(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-len(_END) :]
        super().data_received(data)

    async def ask(self, stage: str, to: str = "") -> str | None:
        answer = self.sink.answer(stage, to)
        if stage == "BODY" and answer:
            self._is_silent = True
            if answer is DROP:
                # Half closed: the other side learns of it at once, and may have sent its dot all the same.
                self.transport.write_eof()
            # Read on, or the dot and the end of the conversation would wait behind what is not read.
            async with asyncio.timeout(HANG_SECONDS):
                while await self._reader.read(65536):
                    pass
            raise Dropped  # by the client, or reading what is not there would never let another task run
        if answer is HANG:
            await asyncio.sleep(HANG_SECONDS)
        return answer if isinstance(answer, str) else None

    async def smtp_DATA(self, arg: str) -> None:
        self._tail, self._is_silent, self._is_told = b"", False, False
        try:
            await self.sink.reached("asked", self.session.peer[1])
            await self.sink.weather.pause()
            await super().smtp_DATA(arg)
        except (asyncio.CancelledError, ConnectionError):
            to = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else ""
            if self._tail == _END and self._is_silent:
                self.be_silent(to)
            elif self._tail == _END and not self._is_told:
                self.sink.desert(to, self.session.peer[1])
            raise

    def be_silent(self, to: str) -> None:
        """Say, once, that this message gets no answer."""
        if not self._is_told:
            self.sink.leave_unanswered(to)
        self._is_told = True

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()
        raise Dropped


class _StormyHandler(Handler):
    sink: StormySink

    async def handle_DATA(self, server: _Stormy, session: Session, envelope: Envelope) -> str:
        to, port = envelope.rcpt_tos[0], session.peer[1]
        await self.sink.reached("whole", port)
        await self.sink.weather.pause()
        answer = self.sink.answer("DOT", to)
        if isinstance(answer, str):
            return answer
        self.sink.keep(envelope)
        if answer:
            server.be_silent(to)
        if answer is DROP:
            server.hang_up()
        if answer is HANG:
            await asyncio.sleep(HANG_SECONDS)
        await self.sink.reached("taken", port)
        await self.sink.weather.pause()
        return "250 OK"
