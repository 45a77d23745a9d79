"""The conversation with the mail server that hands a message over.

It tells apart what a sender must know before it may try again: refused (the server said no), not accepted (it surely
does not have it), and unanswered (it may have it).
"""

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from apps.core.mail import OutgoingMail
from apps.outbox.server.smtp import SmtpBackend

TIMEOUT_SECONDS = 10


class Unavailable(Exception):
    """No conversation with the mail server at all: nothing was said about this message."""


class NotAccepted(Exception):
    """The server surely does not have this message, and gave no verdict on it: try again later."""


class Unanswered(Exception):
    """The server has the whole message and never said whether it took it. It may arrive."""


class Refused(Exception):
    """The server answered `code` and does not have the message. `permanent`: trying again has no use. It has with a
    mailbox that is full or gets too much mail now. `is_about_message` is False of a server that closes (421), whatever
    it was asked.

    `hard_bounce`: it is the address that takes no mail, not this message, this sender or a mailbox that is full.
    """

    def __init__(self, code: int, *, permanent: bool, hard_bounce: bool = False) -> None:
        super().__init__(f"smtp {code}")
        self.code = code
        self.permanent = permanent
        self.hard_bounce = hard_bounce

    @property
    def is_about_message(self) -> bool:
        return self.code != _CLOSING


_CLOSING = 421
_STORAGE = 552
_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_BETWEEN_LINES = re.compile(rb"\s*\n\s*([245]\.\d{1,3}\.\d{1,3}\b\s*)?")
_ADDRESS = re.compile(rb"\S+@\S+")
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
_NO_ROOM = {b"5.2.2", b"5.3.1"}
_TOO_BIG = {b"5.2.3", b"5.3.4"}
# What servers say behind these codes, behind others and without one: no room now, or too much mail at once.
_NOT_NOW = re.compile(
    rb"\b(mail ?(box|dir|system)|inbox|account|user|recipient|storage|disk)( is| was)?( over| too)? ?full\b"
    rb"|\b(over|exceed(s|ed|ing)?)( its| the| their)?( disk| mail(box)?| storage)? ?(quota|storage|allocation)\b"
    rb"|\bquota (is |was |has been )?(exceeded|full)\b|\bmail ?box( size| storage)? limit (is |was )?exceeded\b"
    rb"|\b(out of|insufficient|not enough|exhausted)( its| the| their)?( allowed| disk| system)? (storage|space)\b"
    rb"|\bat a rate\b|\brate limit|\btoo many (e-?mails|mails|messages)\b",
    re.IGNORECASE,
)
_SAYS_TOO_BIG = re.compile(
    rb"\b(message|mail)( is| was)? (too (big|large|long)|larger than)\b"
    rb"|\b(message|mail)( file| body)? size\b|\bsize of (the |this |your )?message\b|\bmessage (length )?exceeds\b",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    rb"relay|sender|sending|block|spam|denied|policy|reputation|authent|listed|helo|ehlo|client|\bhost|\bip\b|\bdns\b|\bptr\b",
    re.IGNORECASE,
)


def is_permanent(code: int, text: bytes, *, to_rcpt: bool) -> bool:
    """Whether this answer says that trying again has no use. Next week a full mailbox may have room.

    To RCPT, 552 is for now (RFC 5321, 4.5.3.1.10) unless it says that the message is too big. To the message itself it
    is for now where it says so.
    """
    status, words = _read(text)
    if code < 500 or status in _NO_ROOM:
        return False
    if status in _TOO_BIG:
        return True
    if _NOT_NOW.search(words):
        return False
    return not (to_rcpt and code == _STORAGE) or bool(_SAYS_TOO_BIG.search(words))


def is_hard_bounce(code: int, text: bytes) -> bool:
    """Whether this answer to RCPT says that the address takes no mail (RFC 5321, RFC 3463). In doubt it does not: then
    one reminder fails, and the next is tried.
    """
    if not is_permanent(code, text, to_rcpt=True):
        return False
    status, words = _read(text)
    if status:
        return status in _NO_MAIL_THERE
    return code in (550, 551, 553) and bool(_NOBODY_THERE.search(words)) and not _ABOUT_US.search(words)


def _read(text: bytes) -> tuple[bytes, bytes]:
    """The enhanced status, empty where there is none, and the words on one line. An address is no word: it may be
    that of full.moon@example.edu.
    """
    enhanced = _ENHANCED.match(text)
    return enhanced[1] if enhanced else b"", _ADDRESS.sub(b"@", _BETWEEN_LINES.sub(b" ", text))


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
    ) -> None:
        """Hand `mail` over. `before_data` runs when all but the message itself is agreed; what it raises
        stops it. Over SMTP the message is completed `within` this time from then, or not at all (NotAccepted), and the
        server's verdict on it is waited for `answer_within` (by default as long as any other answer).

        Returns when the server took the message. Raises Unavailable, NotAccepted, Refused or Unanswered, as
        each says; anything that `before_data` raises; and, before it ran, what is wrong with the message
        itself.
        """
        if self._smtp:
            self._send_by_smtp(self._smtp, mail, before_data, within, answer_within)
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
    ) -> None:
        message = mail.message()
        conversation = self._begin(smtp)
        conversation.before_data, conversation.dot_left, conversation.verdict = before_data, False, None
        conversation.within = within.total_seconds() if within is not None else None
        conversation.answer_within = answer_within.total_seconds() if answer_within is not None else None
        try:
            smtp.send_messages([message])
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == _CLOSING:
                smtp.drop()
            # About our own sender address, not about this recipient: a setting that somebody will put right.
            raise Refused(error.smtp_code, permanent=False) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            if code == _CLOSING:
                smtp.drop()
            permanent = is_permanent(code, text, to_rcpt=True)
            raise Refused(code, permanent=permanent, hard_bounce=is_hard_bounce(code, text)) from error
        except OSError as error:  # every SMTPException is one
            code = getattr(error, "smtp_code", 0)
            if code in (0, _CLOSING):
                smtp.drop()
            verdict = conversation.verdict or (0 if conversation.dot_left else code)
            if verdict >= 400:
                text = getattr(error, "smtp_error", b"")
                raise Refused(verdict, permanent=is_permanent(verdict, text, to_rcpt=False)) from error
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
