from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list

from apps.contacts import actions as contacts
from apps.contacts.identity import Unsure, alike_to
from apps.contacts.models import Contact, mark_namesakes
from apps.contacts.which_one import told_apart, what_was_kept
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.text import one_line, row_id
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.interviews.views import own_interview, to_its_log
from apps.network import actions, merging
from apps.network.forms import BaseReferralFormSet, ReferralFormSet, SamePersonForm
from apps.network.models import Referral
from apps.students.requests import StudentRequest


@form_page
def referrals(request: StudentRequest, pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    if not interview.is_held:
        return to_its_log(request, interview)
    forms = ReferralFormSet(posted(request), prefix="people", interviewee=interview.contact)
    if forms.is_valid():
        try:
            made = actions.add_referrals(interview=interview, people=forms.people())
        except NotPossible as error:
            messages.error(request, str(error))
            return to_its_log(request, interview)
        except Unsure as error:  # someone of that name was added a moment ago
            forms.non_form_errors().append(str(error))
        else:
            return _saved(request, interview, forms, made)
    context = {"forms": forms, "interview": interview, "contact": interview.contact}
    return render_form(request, "network/referrals.html", context)


@form_page
def same_person(request: StudentRequest, pk: int) -> HttpResponse:
    """Merge two of the student's people by hand: first who, then what will happen, and only then the button."""
    own = Contact.objects.visible_to(request.user)
    kept = get_object_or_404(own.select_related("student__user", "introduced_by"), pk=pk)
    data = posted(request) if request.method == "POST" or "other" not in request.GET else request.GET
    chosen = row_id(data.get("other", "")) if data else None
    if chosen and not own.filter(pk=chosen).exists():
        if request.method == "POST" and not Contact.objects.filter(pk=chosen).exists():
            return redirect("contacts:detail", pk=kept.pk)  # a second click
        raise Http404
    query = one_line(request.GET.get("q", ""))[:100].replace("\x00", "")
    form = SamePersonForm(data, contact=kept)
    context: dict[str, Any] = {"form": form, "contact": kept, "query": query}
    if form.is_valid():
        other = form.cleaned_data["other"]
        mark_namesakes([kept, other])
        with refusals_on(form, contacts.NotPossible):
            if request.method == "POST":
                person = merging.merge(kept=kept, other=other, as_of=request.now)
                messages.success(request, f"Done. {person.full_name} is one person in your people now.")
                return redirect("contacts:detail", pk=kept.pk)
            return render(request, "network/same_person.html", context | _what_happens(request, kept, other))
    found = own.found_by(query).exclude(pk=kept.pk)[:20] if query else [one.contact for one in alike_to(kept)]
    people = list(found)
    told = [
        (one, text.removeprefix(f"{one.full_name}, ")) for one, text in zip(people, told_apart(people), strict=True)
    ]
    return render_form(request, "network/same_person.html", context | {"people": told})


def _what_happens(request: StudentRequest, kept: Contact, other: Contact) -> dict[str, Any]:
    stays, leaves = told_apart([kept, other])
    return {
        "other": other,
        "stays": stays,
        "leaves": leaves,
        "person": merging.preview(kept=kept, other=other),
        "conversations": Interview.objects.filter(contact=other).count(),
        "lowered": merging.lowered(kept=kept, other=other, as_of=request.now, campus=request.campus),
        "is_hidden_now": kept.name_shared != other.name_shared,
    }


def _saved(
    request: StudentRequest, interview: Interview, forms: BaseReferralFormSet, made: list[Referral]
) -> HttpResponse:
    for form, referral in zip(forms.named(), made, strict=True):
        if form.known and form.known.notes != referral.contact.notes:
            messages.info(request, what_was_kept(form.known, referral.contact))
    people = [referral.contact for referral in made]
    met = set(Interview.objects.held().filter(contact__in=people).values_list("contact", flat=True))
    new, known = ([one.full_name for one in people if (one.pk in met) == is_met] for is_met in (False, True))
    said = ["Saved."]
    if new:
        said.append(
            f"{get_text_list(new, 'and')} can be your next {'conversations' if len(new) > 1 else 'conversation'}."
        )
    if known:
        said.append(f"You talked to {get_text_list(known, 'and')} already.")
    messages.success(request, " ".join(said))
    return redirect("interviews:detail", pk=interview.pk)
