from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.core.pages import form_page, posted, render_form
from apps.interviews.actions import NotPossible
from apps.interviews.views import own_interview
from apps.network import actions
from apps.network.forms import ReferralFormSet
from apps.students.requests import StudentRequest


@form_page
def referrals(request: StudentRequest, pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    if not interview.is_held:
        return redirect("interviews:confirm", pk=interview.pk)
    forms = ReferralFormSet(posted(request), prefix="people", interviewee=interview.contact.full_name)
    if forms.is_valid():
        try:
            made = actions.add_referrals(interview=interview, people=forms.people())
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect("interviews:confirm", pk=interview.pk)
        names = " and ".join(referral.contact.greeting for referral in made)
        conversations = "conversation" if len(made) == 1 else "conversations"
        messages.success(request, f"Saved. {names} can be your next {conversations}.")
        return redirect("interviews:detail", pk=interview.pk)
    context = {"forms": forms, "interview": interview, "contact": interview.contact}
    return render_form(request, "network/referrals.html", context)
