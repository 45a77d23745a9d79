"""A mail server with weather: it refuses, drops and hangs by a seed, and remembers what it left unanswered.

It is the judge's only witness of what arrived. What it says of itself (whose message it never answered) is by
recipient: in these tests each address gets one reminder.
"""

import asyncio
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import Envelope, Session

from tests.smtp_sink import DROP, Conversation, Dropped, Handler, SmtpSink, Taken

# Silence that outlasts every client's patience.
HANG = object()
HANG_SECONDS = 60.0
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
    it never answered (`silent_since`: when the last of these began, in epoch seconds); `deserted` those whose sender
    was gone before it could answer.
    """

    def __init__(self, port: int = 0, *, seed: str, dead: Collection[str] = (), weather: Weather = STORM) -> None:
        super().__init__(port)
        self.seed, self.dead, self.weather = seed, set(dead), weather
        self.is_calm = False
        self.faults: Counter[str] = Counter()
        self.silences: Counter[str] = Counter()
        self.silent_since: dict[str, float] = {}
        self.deserted: Counter[str] = Counter()
        self.taken_at: dict[str, float] = {}  # by Message-ID, epoch seconds
        self._asked: Counter[tuple[str, str]] = Counter()
        self._moment = threading.Condition()
        self._moments: dict[str, dict[int, float]] = defaultdict(dict)

    def meet_each_fault(self, addresses: Sequence[str]) -> None:
        """Each fault of the weather befalls at least one of these, however few there are."""
        dice = random.Random(f"{self.seed} met")
        for stage, answers in self.weather.answers.items():
            for answer in answers:
                if stage not in ("CONNECT", "MAIL"):
                    self.on(stage, answer, to=dice.choice(addresses), times=1)

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

    def reached(self, moment: str, port: int) -> None:
        """This client waits for an answer: to DATA (`asked`), to its dot (`whole`), to the same once it is `taken`."""
        with self._moment:
            self._moments[moment][port] = time.monotonic()
            self._moment.notify_all()

    def wait_for(self, moment: str, ports: Collection[int], *, seconds: float) -> int | None:
        """The client's port, of these, at which this moment comes next; None when it does not come in time."""
        begun = time.monotonic()

        def found() -> int | None:
            return next((port for port in ports if self._moments[moment].get(port, 0.0) > begun), None)

        with self._moment:
            return self._moment.wait_for(found, timeout=seconds)


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
                while True:
                    await self._reader.read(65536)
        elif answer is HANG:
            await asyncio.sleep(HANG_SECONDS)
        return answer if isinstance(answer, str) else None

    async def smtp_DATA(self, arg: str) -> None:
        self._tail, self._is_silent, self._is_told = b"", False, False
        try:
            self.sink.reached("asked", self.session.peer[1])
            await self.sink.weather.pause()
            await super().smtp_DATA(arg)
        except (asyncio.CancelledError, ConnectionError):
            to = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else ""
            if self._tail == _END and self._is_silent:
                self.be_silent(to)
            elif self._tail == _END and not self._is_told:
                self.sink.deserted[to] += 1
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
        self.sink.reached("whole", port)
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
        self.sink.reached("taken", port)
        await self.sink.weather.pause()
        return "250 OK"
