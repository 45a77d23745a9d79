"""They replied, and the date is open; or did not after all."""

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
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """They replied, no date yet."""
    interview = own_interview(request, pk)
    try:
        actions.record_reply(interview=interview, as_of=clock.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Good. No follow-up comes any more; set the date when you have one.")
    return redirect("interviews:detail", pk=interview.pk)


@require_POST
def reply_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """No reply after all."""
    interview = own_interview(request, pk)
    try:
        actions.withdraw_reply(interview=interview, as_of=clock.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Taken back. You are waiting for {interview.contact.first_name} again.")
    return redirect("interviews:detail", pk=interview.pk)
