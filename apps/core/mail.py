"""Outgoing mail: one message, how it is written from its three templates, and the conversation that hands it
over.

Nothing here knows what a message is about. The conversation tells apart what a sender must know before it may
try again: refused (the server said no), not accepted (it surely does not have it), and unanswered (it may
have it).
"""

import re
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
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

from apps.core.smtp import SmtpBackend
from apps.core.text import one_line

TIMEOUT_SECONDS = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


class UnsendableMail(ValueError):
    """An address or a header that must not meet a mail server. Names the part, never its content."""


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """One message to one person. Raises UnsendableMail for a bad address or a line break in a header."""

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

    `opt_out_url` takes a POST that turns this kind of mail off without sign-in (RFC 8058); the mail offers it
    in its headers, and to its templates under the same name. The subject is brought to one line. Raises
    UnsendableMail for an address that no server should see, and TemplateDoesNotExist when one of the three is
    missing.
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
    """The server answered `code` and does not have the message. `permanent`: trying again has no use.

    `hard_bounce`: it is the address that takes no mail, not this message, this sender or a mailbox that is full.
    """

    def __init__(self, code: int, *, permanent: bool, hard_bounce: bool = False) -> None:
        super().__init__(f"smtp {code}")
        self.code = code
        self.permanent = permanent
        self.hard_bounce = hard_bounce


_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
# No such mailbox, no such system, bad syntax, moved, no mail accepted there at all (RFC 7505), mailbox disabled. Not
# 5.1.0 (says nothing), 5.1.7 and 5.1.8 (the sender's address) nor 5.7.x (policy): those are about us.
_NO_MAIL_THERE = {b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10", b"5.2.1"}
# A server without enhanced status says it in words: of a mailbox, a user or a recipient, for an "account" may be ours.
# Not "mailbox unavailable", which RFC 5321 gives to policy, too.
_NOBODY_THERE = re.compile(
    rb"\b(no such|unknown|invalid) (local )?(user|mailbox|recipient)\b"
    rb"|\b(user|mailbox|recipient)( name| address)?( is| was| has been)?[ :]+"
    rb"(unknown|not known|not found|disabled|does not exist|doesn't exist)\b",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    rb"relay|sender|sending|block|spam|denied|policy|reputation|authent|listed|helo|ehlo|client|\bhost|\bip\b|\bdns\b|\bptr\b",
    re.IGNORECASE,
)


def is_hard_bounce(code: int, text: bytes) -> bool:
    """Whether this answer to RCPT says that the address takes no mail (RFC 5321, RFC 3463). In doubt it does not: then
    one reminder fails, and the next is tried.
    """
    if enhanced := _ENHANCED.match(text):
        return enhanced[1] in _NO_MAIL_THERE
    return code in (550, 551, 553) and bool(_NOBODY_THERE.search(text)) and not _ABOUT_US.search(text)


class Transport:
    """One conversation with the configured mail server, kept open over a batch. A context manager.

    Over SMTP the settings of Django's own backend hold, with a timeout of 10 seconds where none is set. Any
    other backend (a file, a provider's API) is used as it is, one message a call.
    """

    def __init__(self) -> None:
        backend = get_connection()
        is_smtp = isinstance(backend, EmailBackend)
        self._smtp = SmtpBackend(timeout=settings.EMAIL_TIMEOUT or TIMEOUT_SECONDS) if is_smtp else None
        self._backend = self._smtp or backend

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
        except OSError:
            if self._smtp:
                self._smtp.drop()

    def open(self) -> None:
        """Begin the conversation unless it is open. Raises Unavailable."""
        if self._smtp:
            self._begin(self._smtp)

    def send(
        self,
        mail: OutgoingMail,
        *,
        before_data: Callable[[], None],
        within: timedelta | None = None,
        answer_within: timedelta | None = None,
        while_waiting: Callable[[], None] | None = None,
    ) -> None:
        """Hand `mail` over. `before_data` runs when all but the message itself is agreed; what it raises
        stops it. Over SMTP the message is completed `within` this time from then, or not at all (NotAccepted), the
        server's verdict on it is waited for `answer_within` (by default as long as any other answer), and
        `while_waiting` runs while the server makes up its mind; it must not raise.

        Returns when the server took the message. Raises Unavailable, NotAccepted, Refused or Unanswered, as
        each says; anything that `before_data` raises; and, before it ran, what is wrong with the message
        itself.
        """
        if self._smtp:
            self._send_by_smtp(self._smtp, mail, before_data, within, answer_within, while_waiting)
        else:
            self._send_by_backend(mail, before_data)

    def _begin(self, smtp: SmtpBackend) -> Any:
        try:
            return smtp.begin()
        except OSError as error:
            raise Unavailable(type(error).__name__) from error

    def _send_by_smtp(
        self,
        smtp: SmtpBackend,
        mail: OutgoingMail,
        before_data: Callable[[], None],
        within: timedelta | None,
        answer_within: timedelta | None,
        while_waiting: Callable[[], None] | None,
    ) -> None:
        message = mail.message()
        conversation = self._begin(smtp)
        conversation.before_data, conversation.dot_left, conversation.verdict = before_data, False, None
        conversation.within = within.total_seconds() if within is not None else None
        conversation.answer_within = answer_within.total_seconds() if answer_within is not None else None
        conversation.while_waiting = while_waiting
        try:
            smtp.send_messages([message])
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == 421:
                smtp.drop()
            # About our own sender address, not about this recipient: a setting that somebody will put right.
            raise Refused(error.smtp_code, permanent=False) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            if code == 421:
                smtp.drop()
            raise Refused(code, permanent=code >= 500, hard_bounce=is_hard_bounce(code, text)) from error
        except OSError as error:  # every SMTPException is one
            code = getattr(error, "smtp_code", 0)
            if code in (0, 421):
                smtp.drop()
            verdict = conversation.verdict or (0 if conversation.dot_left else code)
            if verdict >= 400:
                raise Refused(verdict, permanent=verdict >= 500) from error
            if 200 <= verdict < 300 and conversation.verdict:
                return  # taken, with another number than the 250 that smtplib wants
            raise (Unanswered if conversation.dot_left else NotAccepted)(type(error).__name__) from error

    def _send_by_backend(self, mail: OutgoingMail, before_data: Callable[[], None]) -> None:
        message = mail.message()
        message.message().as_bytes()  # a message that cannot be written fails here, as itself
        before_data()
        try:
            self._backend.send_messages([message])
        except Exception as error:
            # A provider's API answers with an HTTP status; without one nobody knows what became of it.
            status = getattr(error, "status_code", None)
            if status is None:
                raise Unanswered(type(error).__name__) from error
            raise Refused(status, permanent=400 <= status < 500 and status not in (408, 425, 429)) from error
