from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request past LoginRequiredMiddleware: somebody is signed in. For the type checker; never made by hand."""

    user: User
    htmx: HtmxDetails
