"""The SMTP conversation: Python's own, plus a call just before DATA, and whether and when the final dot leaves."""

import contextlib
import select
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _Conversation:
    """What is added to smtplib: a call just before DATA, and the knowledge of whether the final dot left."""

    before_data: Callable[[], None] | None = None
    within: float | None = None  # seconds from the call just before DATA in which the dot may leave
    answer_within: float | None = None  # seconds that the answer to the whole message is waited for
    dot_left = False
    verdict: int | None = None  # the server's answer to the whole message
    _in_body = False
    _dot_until: float | None = None

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        answer = super().connect(*args, **kwargs)  # type: ignore[misc]
        # The dot goes in a write of its own; without this it would wait for the acknowledgment of the body.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[attr-defined]
        return answer

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            self._dot_until = time.monotonic() + self.within if self.within is not None else None
            if self.before_data:
                self.before_data()
            self.verdict, text = super().data(msg)  # type: ignore[misc]
            return self.verdict, text
        except BaseException:
            # What was agreed so far is taken back, or the next message would start inside this one.
            if not self.dot_left:
                with contextlib.suppress(OSError):
                    self._rset()  # type: ignore[attr-defined]
            raise
        finally:
            self._in_body = False
            if self.sock is not None:  # type: ignore[attr-defined]
                self.sock.settimeout(self.timeout)  # type: ignore[attr-defined]

    def getreply(self) -> tuple[int, bytes]:
        code, text = super().getreply()  # type: ignore[misc]
        self._in_body = code == 354
        return code, text

    def send(self, s: Any) -> None:
        if not self._in_body:
            super().send(s)  # type: ignore[misc]
            return
        body, dot = s[:-3], s[-3:]
        super().send(body)  # type: ignore[misc]
        # A server that speaks or hangs up before the dot has not taken the message. TLS may be readable for
        # its own reasons, so there the question stays open.
        if not isinstance(self.sock, ssl.SSLSocket) and select.select([self.sock], [], [], 0)[0]:  # type: ignore[attr-defined]
            self.close()  # type: ignore[attr-defined]
            raise smtplib.SMTPServerDisconnected("hung up before the final dot")
        if self._dot_until is not None and time.monotonic() > self._dot_until:
            # This process was stopped for long: by now somebody else may have been told to send the message.
            self.close()  # type: ignore[attr-defined]
            raise smtplib.SMTPServerDisconnected("too late for the final dot")
        self.dot_left = True
        super().send(dot)  # type: ignore[misc]
        if self.answer_within is not None:
            # A server that reads the message before it answers takes its time; who gives up on it sends twice.
            self.sock.settimeout(self.answer_within)  # type: ignore[attr-defined]


class _Plain(_Conversation, smtplib.SMTP):
    pass


class _OverTLS(_Conversation, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Django's backend over that conversation. Its settings are Django's own."""

    connection: Any
    _partial_connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _OverTLS if self.use_ssl else _Plain

    def begin(self) -> Any:
        """The open conversation, begun if need be. Raises OSError, of which SMTPException is one."""
        try:
            self.open()
        except OSError:
            self.drop()
            raise
        return self.connection

    def drop(self) -> None:
        """Forget a conversation that is lost, without a word to the other side."""
        for conversation in (self.connection, self._partial_connection):
            if conversation is not None:
                conversation.close()
        self.connection = self._partial_connection = None
