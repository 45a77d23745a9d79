from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import User
from apps.campus.models import Campus


class PageRequest(HttpRequest):
    """A request past all middleware. For the type checker, as those below; never made by hand.

    `campus`, `now` (UTC) and `zone` (the person's) are read once, when first asked for: `RequestContextMiddleware`.
    """

    htmx: HtmxDetails
    campus: Campus
    now: datetime
    zone: ZoneInfo


class SignedInRequest(PageRequest):
    """One past LoginRequiredMiddleware: someone is signed in."""

    user: User
