"""The preparation: the student says that it is done, or not after all."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from apps.accounts.requests import SignedInRequest
from apps.interviews import actions
from apps.interviews.views.pressing import press


@require_POST
def preparation_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """I am prepared."""
    said = "Good. We will not remind you of it. Two things you really want to know are plenty."
    return press(request, pk, actions.finish_preparation, said=said)


@require_POST
def preparation_withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not prepared after all."""
    said = "Taken back. Half an hour is enough, whenever you find it."
    return press(request, pk, actions.withdraw_preparation, said=said)
