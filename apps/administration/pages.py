"""What the pages of administrators have in common."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse

from apps.accounts.requests import SignedInRequest


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 for everybody else. Stands above `form_page` and `require_safe`, so that nobody else learns the methods."""

    @wraps(view)
    def checked(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_administrator:
            raise Http404
        return view(request, *args, **kwargs)

    return checked
