from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.contacts.identity import Unsure
from apps.contacts.which_one import what_was_kept
from apps.core.pages import form_page, posted, render_form
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.interviews.views import own_interview
from apps.network import actions
from apps.network.forms import BaseReferralFormSet, ReferralFormSet
from apps.network.models import Referral
from apps.students.requests import StudentRequest


@form_page
def referrals(request: StudentRequest, pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    if not interview.is_held:
        return redirect("interviews:confirm", pk=interview.pk)
    forms = ReferralFormSet(posted(request), prefix="people", interviewee=interview.contact)
    if forms.is_valid():
        try:
            made = actions.add_referrals(interview=interview, people=forms.people())
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect("interviews:confirm", pk=interview.pk)
        except Unsure as error:  # someone of that name was added a moment ago
            forms.non_form_errors().append(str(error))
        else:
            return _saved(request, interview, forms, made)
    context = {"forms": forms, "interview": interview, "contact": interview.contact}
    return render_form(request, "network/referrals.html", context)


def _saved(
    request: StudentRequest, interview: Interview, forms: BaseReferralFormSet, made: list[Referral]
) -> HttpResponse:
    for form, referral in zip(forms.named(), made, strict=True):
        if form.known and form.known.notes != referral.contact.notes:
            messages.info(request, what_was_kept(form.known, referral.contact))
    names = " and ".join(referral.contact.first_name for referral in made)
    conversations = "conversation" if len(made) == 1 else "conversations"
    messages.success(request, f"Saved. {names} can be your next {conversations}.")
    return redirect("interviews:detail", pk=interview.pk)
