"""The preparation: the student says that it is done, or not after all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts.requests import SignedInRequest
from apps.core import clock
from apps.interviews import actions
from apps.interviews.errors import NotPossible
from apps.interviews.views.loading import own_interview


@require_POST
def preparation_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """I am prepared."""
    interview = own_interview(request, pk)
    try:
        actions.finish_preparation(interview=interview, as_of=clock.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Good. We will not remind you of it. Two things you really want to know are plenty.")
    return redirect("interviews:detail", pk=interview.pk)


@require_POST
def preparation_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not prepared after all."""
    interview = own_interview(request, pk)
    actions.withdraw_preparation(interview=interview, as_of=clock.now())
    messages.success(request, "Taken back. Half an hour is enough, whenever you find it.")
    return redirect("interviews:detail", pk=interview.pk)
