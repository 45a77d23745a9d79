"""The buttons of an interview's page: each does one thing, and leads back to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.accounts.requests import SignedInRequest
from apps.core import clock
from apps.interviews.errors import NotPossible
from apps.interviews.views.loading import own_interview


def press(request: SignedInRequest, pk: int, act: Callable[..., object], *, said: str, **values: Any) -> HttpResponse:
    """Do it to one's own interview, say so or why not, and go back to the page; somebody else's is a 404.

    `act` takes `interview`, `as_of` and `values`, and may raise NotPossible. `{name}` in `said` is the contact's first
    name.
    """
    interview = own_interview(request, pk)
    try:
        act(interview=interview, as_of=clock.now(), **values)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said.format(name=interview.contact.first_name))
    return redirect("interviews:detail", pk=interview.pk)
