"""Two more names from each conversation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import SignedInRequest
from apps.interviews.views import own_interview
from apps.network import actions
from apps.network.forms import ReferralFormSet


@require_http_methods(["GET", "HEAD", "POST"])
def referrals(request: SignedInRequest, pk: int) -> HttpResponse:
    """The people the interviewee named; each becomes a contact."""
    interview = own_interview(request, pk)
    if not interview.is_held:
        return redirect("interviews:confirm", pk=interview.pk)
    forms = ReferralFormSet(
        request.POST if request.method == "POST" else None,
        prefix="people",
        interviewee=interview.contact.full_name,
    )
    if request.method == "POST" and forms.is_valid():
        made = actions.add_referrals(interview=interview, people=forms.people())
        names = " and ".join(referral.contact.first_name for referral in made)
        messages.success(request, f"Saved. {names} can be your next conversation.")
        return redirect("interviews:detail", pk=interview.pk)
    context = {"forms": forms, "interview": interview, "contact": interview.contact}
    return render(request, "network/referrals.html", context, status=422 if request.method == "POST" else 200)
