"""What a mail provider's own record says of a hand-off that nobody answered.

SMTP keeps no record that a sender may ask. Providers do: `MailgunLog` asks Mailgun's events. Where MAIL_LOG_URL names
none, every unanswered hand-off goes by the policy of its kind.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings


class Verdict(Enum):
    """`NOT_YET`: ask again later, its record may come behind. `CANNOT_SAY`: the policy of the kind decides."""

    TOOK = "took"
    DID_NOT = "did not"
    NOT_YET = "not yet"
    CANNOT_SAY = "cannot say"


class ProviderLog(Protocol):
    """A provider's record of what it took."""

    def ask(self, *, message_id: str, handed_off_at: datetime, as_of: datetime) -> Verdict:
        """Whether the provider took the message that was handed off then. Raises LogUnavailable."""
        ...


class LogUnavailable(Exception):
    """The provider's record did not answer just now."""


class _NoRedirects(HTTPRedirectHandler):
    """The key is for the provider alone: it follows nobody elsewhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirects)


class MailgunLog:
    """Mailgun's events, `GET <domain>/events` with the filter `message-id` (it keeps the Message-ID that SMTP gave it).

    `url` is `https://api:<key>@api.mailgun.net/v3/<domain>`, or api.eu.mailgun.net. Events come with a delay, so what
    is not found is only believed to be missing once `settled` has passed since the hand-off; Mailgun keeps events for
    at least three days, and after `KEPT` nothing can be said.
    """

    KEPT = timedelta(days=2)
    TIMEOUT_SECONDS = 10

    def __init__(self, url: str, *, settled: timedelta) -> None:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
        self._events = urlunsplit((parts.scheme, place, f"{parts.path.rstrip('/')}/events", "", ""))
        login = f"{unquote(parts.username or 'api')}:{unquote(parts.password or '')}"
        self._authorization = "Basic " + base64.b64encode(login.encode()).decode()
        self._settled = settled

    def ask(self, *, message_id: str, handed_off_at: datetime, as_of: datetime) -> Verdict:
        if as_of - handed_off_at > self.KEPT:
            return Verdict.CANNOT_SAY
        begin = (handed_off_at - timedelta(minutes=5)).timestamp()
        found = self._get(
            {
                "message-id": message_id.strip("<>"),
                "event": "accepted",
                "begin": f"{begin:.0f}",
                "ascending": "yes",
                "limit": "1",
            }
        )
        if found.get("items"):
            return Verdict.TOOK
        return Verdict.DID_NOT if as_of - handed_off_at >= self._settled else Verdict.NOT_YET

    def _get(self, query: Mapping[str, str]) -> dict[str, Any]:
        request = Request(  # noqa: S310 - https or loopback, by the settings
            f"{self._events}?{urlencode(query)}", headers={"Authorization": self._authorization}
        )
        try:
            with _opener.open(request, timeout=self.TIMEOUT_SECONDS) as answer:
                found = json.load(answer)
        except HTTPError as error:
            raise LogUnavailable(f"http {error.code}") from error
        except (OSError, ValueError, HTTPException) as error:
            raise LogUnavailable(type(error).__name__) from error
        if not isinstance(found, dict) or not isinstance(found.get("items"), list):
            raise LogUnavailable("not a list of events")
        return found


def of_installation() -> ProviderLog | None:
    """The one that MAIL_LOG_URL names, or None."""
    if not settings.MAIL_LOG_URL:
        return None
    return MailgunLog(settings.MAIL_LOG_URL, settled=timedelta(seconds=settings.MAIL_LOG_SETTLED_SECONDS))
