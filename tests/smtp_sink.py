"""A real SMTP server on loopback that keeps what it took, by Message-ID, and answers as a test has scripted.

    with SmtpSink() as sink:
        sink.on("RCPT", "550 5.1.1 no such user", to="gone@example.org")
        sink.on("DOT", DROP, times=1)

Stages: CONNECT, MAIL, RCPT, DATA (the command, before its 354), BODY (after the 354, before the final dot),
DOT (the whole message is here). A rule answers `times` times (always, if None), then the next that fits. DROP
closes the connection without a word; a drop at DOT has taken the message first, as a server that crashes
while it answers.
"""

import asyncio
import email
import email.policy
import logging
import threading
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = object()
# The server's own diary holds addresses, which tests of our logs would find.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Rule:
    """One scripted answer: a reply line, DROP, or a number of seconds to wait before going on as usual."""

    stage: str
    answer: Any
    to: str = ""
    times: int | None = None


@dataclass(frozen=True)
class Taken:
    """One message that the server took: its envelope and itself."""

    message_id: str
    sender: str
    to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def body(self, kind: str) -> str:
        """The text of the part of this kind, `plain` or `html`."""
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""


class SmtpSink:
    """`start()`, `stop()`, or a `with` block. `port` is free and chosen by the system."""

    def __init__(self, port: int = 0) -> None:
        self._wanted_port = port
        self._lock = threading.Lock()
        self._taken: list[Taken] = []
        self._rules: list[Rule] = []
        self.connections = 0
        self.seen: list[str] = []  # every stage, in order

    def conversation(self, handler: "Handler", **options: Any) -> "Conversation":
        """What speaks with one client; a sink with a mind of its own makes another."""
        return Conversation(handler, **options)

    def start(self) -> Self:
        self._controller = _Controller(self, hostname="127.0.0.1", port=self._wanted_port)
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return self._controller.server.sockets[0].getsockname()[1]

    @property
    def taken(self) -> list[Taken]:
        """Everything taken, in order."""
        with self._lock:
            return list(self._taken)

    @property
    def messages(self) -> dict[str, list[Taken]]:
        """What was taken by Message-ID: more than one in a list was sent twice."""
        found: dict[str, list[Taken]] = {}
        for one in self.taken:
            found.setdefault(one.message_id, []).append(one)
        return found

    @property
    def counts(self) -> Counter[str]:
        """How many times each Message-ID was taken."""
        return Counter(one.message_id for one in self.taken)

    def to(self, address: str) -> list[Taken]:
        return [one for one in self.taken if one.to == address]

    def on(self, stage: str, answer: Any, *, to: str = "", times: int | None = None) -> None:
        """Script an answer. `to` binds it to one recipient (not for CONNECT and MAIL)."""
        with self._lock:
            self._rules.append(Rule(stage, answer, to, times))

    def forget_script(self) -> None:
        """From now on every message is taken at once; what was taken stays."""
        with self._lock:
            self._rules.clear()

    def clear(self) -> None:
        """Forget the script and what was taken."""
        with self._lock:
            self._rules.clear()
            self._taken.clear()
            self.seen.clear()

    def answer(self, stage: str, to: str = "") -> Any:
        """The scripted answer for this moment, or None. Counts the rule as used."""
        with self._lock:
            self.seen.append(stage)
            for rule in self._rules:
                if rule.stage == stage and rule.to in ("", to) and rule.times != 0:
                    if rule.times is not None:
                        rule.times -= 1
                    return rule.answer
        return None

    def keep(self, envelope: Envelope) -> Taken:
        raw = envelope.original_content or b""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        taken = Taken(str(message["Message-ID"] or "").strip(), envelope.mail_from or "", envelope.rcpt_tos[0], raw)
        with self._lock:
            self._taken.append(taken)
        return taken


class Dropped(ConnectionResetError):
    """Ends the conversation inside aiosmtpd."""


class Conversation(SMTP):
    """aiosmtpd's server, which also asks the script before DATA and inside the body."""

    sink: SmtpSink

    async def ask(self, stage: str, to: str = "") -> str | None:
        answer = self.sink.answer(stage, to)
        if answer is DROP:
            assert self.transport is not None
            self.transport.close()
            raise Dropped
        if isinstance(answer, int | float):
            await asyncio.sleep(answer)
            return None
        return answer

    async def _handle_client(self) -> None:
        self.sink.connections += 1
        if greeting := await self.ask("CONNECT"):
            await self.push(greeting)
            assert self.transport is not None
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:
        to = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else ""
        if reply := await self.ask("DATA", to):
            await self.push(reply)
            if reply.startswith("421"):
                assert self.transport is not None
                self.transport.close()
            return
        self._body_to = to
        await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        await super().push(status)
        if isinstance(status, str) and status.startswith("354"):
            await self.ask("BODY", self._body_to)


class _Controller(Controller):
    def __init__(self, sink: SmtpSink, **kwargs: Any) -> None:
        self._sink = sink
        super().__init__(Handler(sink), **kwargs)

    def factory(self) -> SMTP:
        conversation = self._sink.conversation(self.handler, ident="sink", enable_SMTPUTF8=True, loop=self.loop)
        conversation.sink = self._sink
        return conversation

    def _trigger_server(self) -> None:
        # The base class connects once to see that the server answers; with port 0 it does not know where.
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
        self._sink.connections = 0
        self._sink.seen.clear()


class Handler:
    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def handle_MAIL(
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await server.ask("MAIL")
        if reply:
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await server.ask("RCPT", address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Conversation, session: Session, envelope: Envelope) -> str:
        try:
            reply = await server.ask("DOT", envelope.rcpt_tos[0])
        except Dropped:
            self.sink.keep(envelope)
            raise
        if reply and not reply.startswith("2"):
            return reply
        self.sink.keep(envelope)
        return reply or "250 OK"
