"""The development mailbox: what would have been sent, read from the folder that the file-based backend fills.

Mounted in development only.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

_SHOWN = 100


@dataclass(frozen=True)
class Letter:
    """One mail in the folder. `at` is when its file was last written, UTC."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(preferencelist=("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(preferencelist=("html",))
        return part.get_content() if part else ""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All of them, in the order of the mail, as people read them."""
        return [(name, str(value)) for name, value in self.message.items()]


_RULE = re.compile(rb"\n-{79}\n")  # what the backend writes behind each mail
_NAME = re.compile(r"(?P<file>[\w-]+)\.(?P<place>\d{1,4})")


def _letters(folder: Path) -> list[Letter]:
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    letters = (letter for file in files[:_SHOWN] for letter in reversed(_in_file(file)))
    return list(islice(letters, _SHOWN))


def _in_file(file: Path) -> list[Letter]:
    """The mails of one file, oldest first: a connection that sends several writes them all into its own."""
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    mails = [raw for raw in _RULE.split(file.read_bytes()) if raw.strip()]
    return [
        Letter(f"{file.stem}.{place}", at, email.message_from_bytes(raw, policy=email.policy.default))  # type: ignore[arg-type]
        for place, raw in enumerate(mails)
    ]


def _load(name: str) -> Letter:
    known = _NAME.fullmatch(name)
    file = Path(settings.MAILBOX) / f"{known['file']}.log" if known else None
    letters = _in_file(file) if file and file.is_file() else []
    place = int(known["place"]) if known else 0
    if place >= len(letters):
        raise Http404
    return letters[place]


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "core/mailbox.html", {"letters": _letters(Path(settings.MAILBOX))})


@login_not_required
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, its text with live links, and its HTML in a frame."""
    return render(request, "core/mailbox_message.html", {"letter": _load(name)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp_replace({"style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def message_html(request: HttpRequest, name: str) -> HttpResponse:
    """A mail's HTML as a mail program would show it: its inlined styles allowed, nothing else."""
    return HttpResponse(_load(name).html)
