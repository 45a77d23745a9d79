"""Outgoing mail, and how a message is built from its three templates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.policy import Compat32
from email.utils import formataddr
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.encoding import punycode

from apps.core.text import one_line

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_NO_ANSWER = "DR, RN, NRN, OOF, AutoReply"  # all that Exchange knows but NDR


class UnsendableMail(ValueError):
    """An address or a header that must not reach a mail server. The message names the part, never its content."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One file of a mail, such as a calendar file: `type` is its media type, with parameters."""

    name: str
    type: str
    content: bytes


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
    attachments: tuple[Attachment, ...] = ()

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
            **{f"attachment-{file.name}": file.type for file in self.attachments},
        }.items():
            if _CONTROL.search(name) or _CONTROL.search(value):
                raise UnsendableMail("bad header")

    def message(self) -> EmailMultiAlternatives:
        """Django's message. Machine-written mail says so, so that no holiday notice answers it: as RFC 3834 has it, and
        as Exchange does, which still reports what it could not deliver.
        """
        headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": _NO_ANSWER, **self.headers}
        if self.message_id:
            headers["Message-ID"] = self.message_id
        message = _Message(
            subject=self.subject,
            body=self.text,
            from_email=self.from_email or settings.DEFAULT_FROM_EMAIL,
            to=[self.to],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=headers,
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        for file in self.attachments:
            message.attach(file.name, file.content, file.type)
        return message


class _WholeLinks(Compat32):
    """Folds headers as Python does, but for List-Unsubscribe: a long one would break behind its colon, and some mail
    programs then offer no button. So would a subject as Django encodes it, which leaves no room for "Subject: ".
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        if self.max_line_length and name.startswith("List-Unsubscribe"):
            return self.clone(max_line_length=None).fold_binary(name, value)
        return super().fold_binary(name, str(make_header(decode_header(value))) if name == "Subject" else value)


class _Message(EmailMultiAlternatives):
    def message(self, **options: Any) -> Any:
        written = super().message(**options)
        written.policy = _WholeLinks()
        return written


def named_address(name: str, address: str) -> str:
    """`Name <address>` for a header, any script; the name is brought to one line first, and a domain is written as mail
    servers do ("xn--...").
    """
    local, at, domain = address.rpartition("@")
    if at and not domain.isascii():
        address = f"{local}@{punycode(domain)}"
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
    headers: Mapping[str, str] | None = None,
) -> OutgoingMail:
    """The mail that `<template>.subject.txt`, `<template>.txt` and `<template>.html` say, its styles inlined.

    `reply_to` reaches a person. `opt_out_url` takes a POST that turns this kind of mail off without sign-in (RFC 8058);
    the mail offers it in its headers, and to its templates under the same name; `opt_out_kind` in the context is what
    it turns off, in words. The subject is brought to one line. Raises UnsendableMail for an address that no server
    should see, and TemplateDoesNotExist when one of the three is missing.
    """
    context = {"site_url": settings.SITE_URL, "opt_out_url": opt_out_url, **context}
    subject = one_line(render_to_string(f"{template}.subject.txt", context))
    context = {"subject": subject, **context}
    headers = dict(headers or {})
    if opt_out_url:
        headers["List-Unsubscribe"] = f"<{opt_out_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return OutgoingMail(
        to=to,
        subject=subject,
        text=render_to_string(f"{template}.txt", context).strip() + "\n",
        html=_inliner().inline(render_to_string(f"{template}.html", context)),
        from_email=from_email,
        reply_to=reply_to,
        headers=headers,
    )
