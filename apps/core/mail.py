"""Outgoing mail: one message, how it is written from its three templates, and the conversation that hands it over.

Nothing here knows what a message is about. The conversation tells apart what a sender must know before it may try
again: refused (the server said no), not accepted (it surely does not have it), and unanswered (it may have it).
"""

import contextlib
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formataddr
from functools import cache
from types import TracebackType
from typing import Any, Self

import css_inline
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email
from django.template.loader import render_to_string

from apps.core.models import one_line

TIMEOUT_SECONDS = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


class UnsendableMail(ValueError):
    """An address or a header that must not meet a mail server. The message names the part, never its content."""


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """One message to one person. Raises UnsendableMail for a bad address, or a control character in a header."""

    to: str
    subject: str
    text: str
    html: str = ""
    from_email: str = ""
    reply_to: str = ""
    message_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            validate_email(self.to)
        except ValidationError as error:
            raise UnsendableMail("bad address") from error
        for name, value in {
            "Subject": self.subject,
            "From": self.from_email,
            "Reply-To": self.reply_to,
            "Message-ID": self.message_id,
            **self.headers,
        }.items():
            if _CONTROL.search(name) or _CONTROL.search(value):
                raise UnsendableMail("bad header")

    def message(self) -> EmailMultiAlternatives:
        """Django's message. Machine-written mail says so, so that no holiday notice answers it (RFC 3834)."""
        headers = {"Auto-Submitted": "auto-generated", **self.headers}
        if self.message_id:
            headers["Message-ID"] = self.message_id
        message = EmailMultiAlternatives(
            subject=self.subject,
            body=self.text,
            from_email=self.from_email or settings.DEFAULT_FROM_EMAIL,
            to=[self.to],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=headers,
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message


def named_address(name: str, address: str) -> str:
    """`Name <address>` for a header, any script; the name is brought to one line first."""
    return formataddr((one_line(name), address)) if one_line(name) else address


@cache
def _inliner() -> css_inline.CSSInliner:
    # Nothing is fetched while a mail is written: neither a style sheet nor a file.
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def build(
    *,
    template: str,
    context: Mapping[str, Any],
    to: str,
    from_email: str = "",
    reply_to: str = "",
    opt_out_url: str = "",
) -> OutgoingMail:
    """The mail that `<template>.subject.txt`, `<template>.txt` and `<template>.html` say, its styles inlined.

    `opt_out_url` takes a POST that turns this kind of mail off without sign-in (RFC 8058); the mail offers it in its
    headers, and to its templates under the same name. The subject is brought to one line. Raises UnsendableMail for
    an address that no server should see, and TemplateDoesNotExist when one of the three is missing.
    """
    context = {"site_url": settings.SITE_URL, "opt_out_url": opt_out_url, **context}
    subject = one_line(render_to_string(f"{template}.subject.txt", context))
    context = {"subject": subject, **context}
    headers = {}
    if opt_out_url:
        headers = {
            "List-Unsubscribe": f"<{opt_out_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return OutgoingMail(
        to=to,
        subject=subject,
        text=render_to_string(f"{template}.txt", context).strip() + "\n",
        html=_inliner().inline(render_to_string(f"{template}.html", context)),
        from_email=from_email,
        reply_to=reply_to,
        headers=headers,
    )


class Unavailable(Exception):
    """No conversation with the mail server at all: nothing was said about this message."""


class NotAccepted(Exception):
    """The server surely does not have this message, and gave no verdict on it: try again later."""


class Unanswered(Exception):
    """The server has the whole message and never said whether it took it. It may arrive."""


class Refused(Exception):
    """The server answered with `code`, and does not have the message. `permanent`: trying again has no use."""

    def __init__(self, code: int, *, permanent: bool) -> None:
        super().__init__(f"smtp {code}")
        self.code = code
        self.permanent = permanent


class _Conversation:
    """What is added to smtplib: a call just before DATA, and the knowledge of whether the final dot left."""

    before_data: Callable[[], None] | None = None
    dot_left = False
    verdict: int | None = None  # the server's answer to the whole message
    _in_body = False

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        answer = super().connect(*args, **kwargs)  # type: ignore[misc]
        # The dot goes in a write of its own; without this it would wait for the acknowledgement of the body.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[attr-defined]
        return answer

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            if self.before_data:
                self.before_data()
        except BaseException:
            with contextlib.suppress(OSError):
                self._rset()  # type: ignore[attr-defined]
            raise
        try:
            self.verdict, text = super().data(msg)  # type: ignore[misc]
            return self.verdict, text
        finally:
            self._in_body = False

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
        # A server that speaks or hangs up before the dot has not taken the message. TLS may be readable for its own
        # reasons, so there the question stays open.
        if not isinstance(self.sock, ssl.SSLSocket) and select.select([self.sock], [], [], 0)[0]:  # type: ignore[attr-defined]
            self.close()  # type: ignore[attr-defined]
            raise smtplib.SMTPServerDisconnected("hung up before the final dot")
        self.dot_left = True
        super().send(dot)  # type: ignore[misc]


class _Plain(_Conversation, smtplib.SMTP):
    pass


class _OverTLS(_Conversation, smtplib.SMTP_SSL):
    pass


class _SmtpBackend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _OverTLS if self.use_ssl else _Plain


class Transport:
    """One conversation with the configured mail server, kept open over a batch. A context manager.

    Over SMTP the settings of Django's own backend hold, with a timeout of 10 seconds where none is set. Any other
    backend (a file, a provider's API) is used as it is, one message a call.
    """

    def __init__(self) -> None:
        backend = get_connection()
        if isinstance(backend, EmailBackend):
            backend = _SmtpBackend(timeout=settings.EMAIL_TIMEOUT or TIMEOUT_SECONDS)
        self._backend = backend

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation. What the server says to that changes nothing any more."""
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            if isinstance(self._backend, _SmtpBackend):
                self._backend.connection = None

    def open(self) -> None:
        """Begin the conversation unless it is open. Raises Unavailable."""
        if isinstance(self._backend, _SmtpBackend):
            self._open()

    def send(self, mail: OutgoingMail, *, before_data: Callable[[], None]) -> None:
        """Hand `mail` over. `before_data` runs when all but the message itself is agreed; what it raises stops it.

        Returns when the server took the message. Raises Unavailable, NotAccepted, Refused or Unanswered, as each
        says; anything that `before_data` raises; and, before it ran, what is wrong with the message itself.
        """
        if isinstance(self._backend, _SmtpBackend):
            self._send_by_smtp(mail, before_data)
        else:
            self._send_by_backend(mail, before_data)

    def _send_by_smtp(self, mail: OutgoingMail, before_data: Callable[[], None]) -> None:
        message = mail.message()
        conversation = self._open()
        conversation.before_data, conversation.dot_left, conversation.verdict = (
            before_data,
            False,
            None,
        )
        try:
            self._backend.send_messages([message])
        except smtplib.SMTPSenderRefused as error:
            # About our own sender address, not about this recipient: a setting that somebody will put right.
            self._reset_if(error.smtp_code == 421)
            raise Refused(error.smtp_code, permanent=False) from error
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            self._reset_if(code == 421)
            raise Refused(code, permanent=code >= 500) from error
        except (OSError, smtplib.SMTPException) as error:
            code = getattr(error, "smtp_code", 0)
            self._reset_if(code in (0, 421))
            verdict = conversation.verdict or (0 if conversation.dot_left else code)
            if verdict >= 400:
                raise Refused(verdict, permanent=verdict >= 500) from error
            if 200 <= verdict < 300 and conversation.verdict:
                return  # taken, with another number than the 250 that smtplib wants
            raise (Unanswered if conversation.dot_left else NotAccepted)(type(error).__name__) from error

    def _open(self) -> Any:
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._reset_if(True)
            raise Unavailable(type(error).__name__) from error
        return self._backend.connection

    def _reset_if(self, lost: bool) -> None:
        if lost:
            for conversation in (
                self._backend.connection,
                self._backend._partial_connection,
            ):
                if conversation is not None:
                    conversation.close()
            self._backend.connection = self._backend._partial_connection = None

    def _send_by_backend(self, mail: OutgoingMail, before_data: Callable[[], None]) -> None:
        message = mail.message()
        message.message().as_bytes()  # a message that cannot be written fails here, as itself
        before_data()
        try:
            self._backend.send_messages([message])
        except Exception as error:
            # A provider's API answers with an HTTP status; without one nobody knows what became of the request.
            status = getattr(error, "status_code", None)
            if status is None:
                raise Unanswered(type(error).__name__) from error
            raise Refused(status, permanent=400 <= status < 500 and status not in (408, 425, 429)) from error
